#include <charconv>
#include <system_error>

#include "ingest/protocol/json_check.hpp"
#include "ingest/protocol/json_text.hpp"
#include "ingest/protocol/messages.hpp"

namespace gridhall::ingest {
namespace {

/// Writes the members of one object in the order they are given.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }

  void text(std::string_view name, std::string_view value) {
    key(name);
    json::append_string(out_, value);
  }
  void raw(std::string_view name, std::string_view json) {
    key(name);
    out_ += json;
  }
  template <class Integer>
  void number(std::string_view name, Integer value) {
    key(name);
    append(value);
  }
  /// For a value that is written by the caller, straight behind this.
  std::string& open(std::string_view name) {
    key(name);
    return out_;
  }
  void close() { out_ += '}'; }

 private:
  void key(std::string_view name) {
    if (!first_) {
      out_ += ',';
    }
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
  }
  template <class Integer>
  void append(Integer value) {
    char digits[24];
    out_.append(digits,
                static_cast<std::size_t>(std::to_chars(digits, digits + sizeof(digits), value).ptr - digits));
  }

  std::string& out_;
  bool first_ = true;
};

/// Writes an array: `item(value)` writes one element.
template <class Range, class Item>
void write_array(std::string& out, const Range& range, const Item& item) {
  out += '[';
  bool first = true;
  for (const auto& value : range) {
    if (!first) {
      out += ',';
    }
    first = false;
    item(value);
  }
  out += ']';
}

void write_warnings(ObjectWriter& object, const std::vector<AckWarning>& warnings) {
  std::string& out = object.open("warnings");
  write_array(out, warnings, [&out](const AckWarning& entry) {
    ObjectWriter warning(out);
    if (entry.seq) warning.number("seq", *entry.seq);
    if (entry.index) warning.number("index", *entry.index);
    warning.text("code", entry.warning.code);
    warning.text("detail", entry.warning.detail);
    warning.text("pointer", entry.warning.pointer);
    warning.close();
  });
}

void write_position(ObjectWriter& object, const model::Position& position) {
  ObjectWriter pos(object.open("pos"));
  pos.text("epoch", position.epoch);
  pos.number("seq", position.seq);
  pos.close();
}

void write_limits(ObjectWriter& object, const Limits& values) {
  ObjectWriter limits(object.open("limits"));
  limits.number("message_bytes", values.message_bytes);
  limits.number("event_bytes", values.event_bytes);
  limits.number("batch_events", values.batch_events);
  limits.number("in_flight_events", values.in_flight_events);
  limits.number("in_flight_bytes", values.in_flight_bytes);
  limits.close();
}

/// What nacks and the errors of a check have in common.
void write_error(ObjectWriter& object, const model::Error& error) {
  object.raw("retry", model::retryable(error.code) ? "true" : "false");
  object.text("code", model::to_string(error.code));
  object.text("detail", error.detail);
  object.text("pointer", error.pointer);
  if (!error.got.empty()) {
    // `got` is JSON text by contract; one that is not must not break the message around it.
    const bool sound = !json::first_bad_utf8(error.got) && !json::find_fault(error.got, 32);
    if (sound) {
      object.raw("got", error.got);
    } else {
      object.text("got", error.got);
    }
  }
  if (!error.allowed.empty()) {
    object.text("allowed", error.allowed);
  }
  object.text("doc", "/docs/codes#" + std::string(model::to_string(error.code)));
}

}  // namespace

std::string encode(const Welcome& message) {
  std::string out;
  out.reserve(512);
  ObjectWriter object(out);
  object.text("op", "welcome");
  object.text("server", message.server);
  object.text("now", model::format_rfc3339(message.now));
  object.text("integrator", message.integrator);
  object.text("mode", message.mode);
  if (message.producer) {
    object.text("producer", *message.producer);
  }
  if (message.resume_epoch) {
    ObjectWriter resume(object.open("resume"));
    resume.text("epoch", *message.resume_epoch);
    resume.number("settled", message.resume_settled.value_or(0));
    resume.close();
  }
  write_limits(object, message.limits);
  ObjectWriter dedup(object.open("dedup"));
  dedup.raw("key", R"(["source","id"])");
  dedup.number("window_s", message.dedup_window_s);
  dedup.close();
  object.text("docs", message.docs);
  object.close();
  return out;
}

std::string encode(const Ack& message) {
  std::string out;
  out.reserve(192 + 12 * (message.dups.size() + message.results.size()) + 128 * message.warnings.size());
  ObjectWriter object(out);
  object.text("op", "ack");
  if (message.ref) {
    object.text("ref", *message.ref);
    write_array(object.open("results"), message.results,
                [&out](std::string_view result) { json::append_string(out, result); });
    write_position(object, message.pos);
    if (!message.warnings.empty()) {
      write_warnings(object, message.warnings);
    }
  } else {
    if (message.settled) {
      object.number("settled", *message.settled);
    }
    object.number("stored", message.stored);
    object.number("duplicate", message.duplicate);
    write_array(object.open("dups"), message.dups, [&out](std::uint64_t seq) { out += std::to_string(seq); });
    write_position(object, message.pos);
    object.number("commit_ms", message.commit_ms);
    write_warnings(object, message.warnings);
  }
  object.close();
  return out;
}

std::string encode(const Nack& message) {
  std::string out;
  out.reserve(384);
  ObjectWriter object(out);
  object.text("op", "nack");
  if (message.seq) {
    object.number("seq", *message.seq);
  } else {
    object.raw("seq", "null");
  }
  if (message.ref) {
    object.text("ref", *message.ref);
  } else {
    object.raw("ref", "null");
  }
  object.number("index", message.index);
  object.text("id", message.id);
  object.text("source", message.source);
  write_error(object, message.error);
  if (message.expected) {
    object.number("expected", *message.expected);
  }
  object.close();
  return out;
}

std::string encode_flow(std::size_t events, std::size_t bytes, std::string_view reason) {
  std::string out;
  ObjectWriter object(out);
  object.text("op", "flow");
  object.number("in_flight_events", events);
  object.number("in_flight_bytes", bytes);
  object.text("reason", reason);
  object.close();
  return out;
}

std::string encode_pong(std::string_view raw_t, model::Time now) {
  std::string out;
  ObjectWriter object(out);
  object.text("op", "pong");
  object.raw("t", raw_t.empty() ? "null" : raw_t);
  object.text("now", model::format_rfc3339(now));
  object.close();
  return out;
}

std::string encode_checked(std::string_view ref, std::size_t ok, const std::vector<CheckedError>& errors) {
  std::string out;
  ObjectWriter object(out);
  object.text("op", "checked");
  if (ref.empty()) {
    object.raw("ref", "null");
  } else {
    object.text("ref", ref);
  }
  object.number("ok", ok);
  write_array(object.open("errors"), errors, [&out](const CheckedError& entry) {
    ObjectWriter error(out);
    error.number("index", entry.index);
    write_error(error, entry.error);
    error.close();
  });
  object.close();
  return out;
}

std::string encode_bye(unsigned code, std::string_view reason, std::optional<std::int64_t> retry_after_ms) {
  std::string out;
  ObjectWriter object(out);
  object.text("op", "bye");
  object.number("code", code);
  object.text("reason", reason);
  if (retry_after_ms) {
    object.number("retry_after_ms", *retry_after_ms);
  }
  object.close();
  return out;
}

}  // namespace gridhall::ingest
