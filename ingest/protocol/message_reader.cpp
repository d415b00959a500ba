#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "ingest/protocol/json_check.hpp"
#include "ingest/protocol/json_scan.hpp"
#include "ingest/protocol/json_text.hpp"
#include "ingest/protocol/messages.hpp"

namespace gridhall::ingest {
namespace {

using model::Code;
using model::Error;
using MaybeError = std::optional<Error>;

constexpr std::size_t kDepthMax = 32;
constexpr std::size_t kNameBytesMax =
    1'024;  ///< of ref, producer and agent, all of which are given back or stored
constexpr std::size_t kEchoBytesMax = 1'024;

Error refusal(Code code, std::string pointer, std::string detail, std::string got, std::string allowed) {
  Error error;
  error.code = code;
  error.pointer = std::move(pointer);
  error.detail = std::move(detail);
  error.got = std::move(got);
  error.allowed = std::move(allowed);
  return error;
}

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

/// Of a text that can't be taken apart; nothing but its first bad byte can be told where it is not UTF-8.
Error malformed(std::string_view text) {
  if (!is_utf8(text)) return json::not_utf8(text);
  // Depth does not matter here: what can't be taken apart is no frame, however deep it is.
  if (const auto fault = json::find_fault(text, kDepthMax);
      fault && fault->kind == json::Fault::Kind::kSyntax) {
    return json::to_error(*fault, kDepthMax);
  }
  return refusal(Code::kMalformedJson, {}, "A message is one JSON object in one text frame.", {},
                 "a JSON object with op");
}

/// The members of a message that mean something; empty where they are not there or null.
struct Raw {
  std::string_view op;
  std::string_view seq;
  std::string_view ref;
  std::string_view producer;
  std::string_view agent;
  std::string_view t;
  std::string_view events;

  std::string_view* member(std::string_view name) {
    const std::array<std::pair<std::string_view, std::string_view*>, 7> known = {{{"op", &op},
                                                                                  {"seq", &seq},
                                                                                  {"ref", &ref},
                                                                                  {"events", &events},
                                                                                  {"producer", &producer},
                                                                                  {"agent", &agent},
                                                                                  {"t", &t}}};
    for (const auto& [key, value] : known) {
      if (key == name) {
        return value;
      }
    }
    return nullptr;
  }
};

Error wrong_type(std::string_view name, std::string_view raw, std::string_view allowed) {
  return refusal(
      Code::kSchemaViolation, "/" + std::string(name),
      std::string(name) + " is " + json::excerpt_json(raw) + "; allowed " + std::string(allowed) + ".",
      json::excerpt_json(raw), std::string(allowed));
}

Error absent(std::string_view name, std::string_view rule) {
  return refusal(Code::kSchemaViolation, "/" + std::string(name),
                 std::string(name) + " is missing; " + std::string(rule) + ".", {}, std::string(rule));
}

/// A string of 1 to 1,024 bytes without control characters.
MaybeError read_string(std::string_view name, std::string_view raw, std::string& out) {
  constexpr std::string_view kAllowed = "a string of 1 to 1024 bytes without control characters";
  std::optional<std::string> text;
  if (raw.front() == '"') {
    text = json::unescape(json::inside(raw, 0, raw.size()));
  }
  const auto control = [](char c) { return static_cast<std::uint8_t>(c) < 0x20 || c == 0x7F; };
  if (!text || text->empty() || text->size() > kNameBytesMax ||
      std::any_of(text->begin(), text->end(), control)) {
    return wrong_type(name, raw, kAllowed);
  }
  out = std::move(*text);
  return std::nullopt;
}

/// A whole number from 1 to 2^64 - 1, in digits alone.
std::optional<std::uint64_t> whole_number(std::string_view raw) {
  std::uint64_t value = 0;
  const auto [end, fault] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (fault != std::errc() || end != raw.data() + raw.size() || value == 0) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

struct MessageReader::Impl {
  using Outcome = std::variant<ClientMessage, BadMessage>;

  Outcome read(std::string_view text, const Limits& limits) {
    frame = text;
    raw = {};
    events.clear();
    events_count = 0;
    clean = is_utf8(text);
    if (!clean) {
      if (auto error = bad_outside_events(text)) {
        return bad(std::move(*error));
      }
      raw = {};
    }
    if (auto error = take_apart(text, limits.batch_events)) {
      return bad(std::move(*error));
    }
    return interpret(limits);
  }

  /// Where bytes are not UTF-8: nothing when all of them stand in events, whose own reader refuses them one
  /// by one. Otherwise the frame's error, and what of the frame can be given back with it.
  MaybeError bad_outside_events(std::string_view text) {
    const std::size_t begin = json::skip_space(text, 0);
    std::size_t checked = 0;  // up to here all is told but what stands in events
    bool sound = begin < text.size() && text[begin] == '{';
    json::MemberCursor cursor(text, begin);
    json::Member member;
    while (begin < text.size() && cursor.next(member)) {
      const auto name = json::unescape(json::inside(text, member.key_begin, member.key_end));
      const std::string_view value = text.substr(member.value_begin, member.value_end - member.value_begin);
      if (name == "events" && value.front() == '[') {
        sound = sound && is_utf8(text.substr(checked, member.value_begin - checked));
        checked = member.value_end;
      } else if (std::string_view* known = name ? raw.member(*name) : nullptr;
                 known != nullptr && value != "null" && is_utf8(value)) {
        *known = value;
      }
    }
    if (sound && is_utf8(text.substr(checked))) return std::nullopt;
    return json::not_utf8(text);
  }

  /// Finds the members of the frame and the slices of its events; everything but the events is checked as
  /// JSON.
  MaybeError take_apart(std::string_view text, std::size_t batch_max) {
    const std::size_t begin = json::skip_space(text, 0);
    if (begin == text.size() || text[begin] != '{') {
      return malformed(text);
    }
    json::MemberCursor cursor(text, begin);
    json::Member member;
    while (cursor.next_key(member)) {
      const auto name = json::unescape(json::inside(text, member.key_begin, member.key_end));
      if (!name) {
        return malformed(text);
      }
      const bool list = *name == "events" && text[member.value_begin] == '[';
      member.value_end =
          list ? slice(text, member.value_begin, batch_max) : json::skip_value(text, member.value_begin);
      if (member.value_end == json::kNoEnd || member.value_end == member.value_begin) {
        return malformed(text);
      }
      cursor.skip_to(member.value_end);
      const std::string_view value = text.substr(member.value_begin, member.value_end - member.value_begin);
      if (auto error = list ? std::nullopt : check_value(text, *name, value)) {
        return error;
      }
      if (auto error = keep(*name, value)) {
        return error;
      }
    }
    if (!cursor.ended() || json::skip_space(text, cursor.end()) != text.size()) {
      return malformed(text);
    }
    return std::nullopt;
  }

  static MaybeError check_value(std::string_view text, std::string_view name, std::string_view value) {
    auto fault = json::find_fault(value, kDepthMax);
    if (!fault || fault->kind == json::Fault::Kind::kNumber) {
      return std::nullopt;
    }
    fault->offset += static_cast<std::size_t>(value.data() - text.data());
    std::string pointer;
    json::append_pointer(pointer, name);
    fault->pointer.insert(0, pointer);
    return json::to_error(*fault, kDepthMax);
  }

  MaybeError keep(std::string_view name, std::string_view value) {
    std::string_view* known = raw.member(name);
    if (known == nullptr || value == "null") {
      return std::nullopt;
    }
    if (!known->empty()) {
      return refusal(Code::kSchemaViolation, "/" + std::string(name),
                     std::string(name) + " stands twice in one message.", {}, "each member once");
    }
    *known = value;
    return std::nullopt;
  }

  /// The elements of the array at `at`, as they stand; kNoEnd where the array itself is broken. Beyond one
  /// more than `batch_max` they are only counted.
  std::size_t slice(std::string_view text, std::size_t at, std::size_t batch_max) {
    events.clear();
    events_count = 0;
    at = json::skip_space(text, at + 1);
    if (at < text.size() && text[at] == ']') {
      return at + 1;
    }
    while (at < text.size()) {
      const std::size_t end = json::skip_value(text, at);
      if (end == json::kNoEnd || end == at) {
        return json::kNoEnd;
      }
      if (++events_count <= batch_max) {
        events.push_back(text.substr(at, end - at));
      }
      at = json::skip_space(text, end);
      if (at >= text.size()) {
        break;
      }
      if (text[at] == ']') {
        return at + 1;
      }
      if (text[at] != ',') {
        return json::kNoEnd;
      }
      at = json::skip_space(text, at + 1);
    }
    return json::kNoEnd;
  }

  Outcome interpret(const Limits& limits) {
    constexpr std::string_view kOps = "hello, pub, check or ping";
    std::string op;
    const bool named = !raw.op.empty() && !read_string("op", raw.op, op);
    if (named && op == "pub") return pub(limits);
    if (named && op == "check") return check(limits);
    if (named && op == "hello") return hello();
    if (named && op == "ping") return ping();
    if (raw.op.empty()) {
      return bad(refusal(Code::kUnknownOp, "/op",
                         "op is missing; allowed " + std::string(kOps) +
                             ". A bare CloudEvent goes into the events of a pub, or over the subprotocol "
                             "cloudevents.json.",
                         {}, std::string(kOps)));
    }
    Error error = wrong_type("op", raw.op, kOps);
    error.code = Code::kUnknownOp;
    return bad(std::move(error));
  }

  Outcome hello() {
    Hello message;
    if (auto error = unused_events()) return bad(std::move(*error));
    if (raw.producer.empty())
      return bad(absent("producer", "hello names the producer whose sequence is resumed"));
    MaybeError error = read_string("producer", raw.producer, message.producer);
    if (!error && !raw.agent.empty()) error = read_string("agent", raw.agent, message.agent);
    return error ? bad(std::move(*error)) : Outcome(ClientMessage(std::move(message)));
  }

  Outcome ping() {
    if (auto error = unused_events()) return bad(std::move(*error));
    if (raw.t.size() > kEchoBytesMax) return bad(wrong_type("t", raw.t, "any JSON of at most 1024 bytes"));
    return ClientMessage(Ping{raw.t.empty() ? std::string("null") : std::string(raw.t)});
  }

  Outcome pub(const Limits& limits) {
    Pub message;
    if (raw.seq.empty() == raw.ref.empty()) {
      constexpr std::string_view kRule = "a pub has either seq, the number of its first event, or ref";
      return bad(raw.seq.empty() ? absent("seq", kRule)
                                 : refusal(Code::kSchemaViolation, "/ref",
                                           "seq and ref are both there; " + std::string(kRule) + ".",
                                           json::excerpt_json(raw.ref), std::string(kRule)));
    }
    if (!raw.seq.empty()) {
      message.seq = whole_number(raw.seq);
      if (!message.seq)
        return bad(wrong_type("seq", raw.seq, "a whole number from 1 to 18446744073709551615"));
    } else if (auto error = read_string("ref", raw.ref, message.ref.emplace())) {
      return bad(std::move(*error));
    }
    if (auto error = check_events(limits)) return bad(std::move(*error));
    if (message.seq && *message.seq + (events_count - 1) < *message.seq) {
      return bad(wrong_type("seq", raw.seq, "a number that leaves room for the events that follow it"));
    }
    message.events = events;
    return ClientMessage(std::move(message));
  }

  Outcome check(const Limits& limits) {
    Check message;
    if (!raw.ref.empty()) {
      if (auto error = read_string("ref", raw.ref, message.ref)) return bad(std::move(*error));
    }
    if (auto error = check_events(limits)) return bad(std::move(*error));
    message.events = events;
    return ClientMessage(std::move(message));
  }

  /// Where no reader of events looks at them, they are members like any other: unknown, and JSON.
  MaybeError unused_events() const {
    if (!clean) return json::not_utf8(frame);
    return raw.events.empty() ? std::nullopt : check_value(frame, "events", raw.events);
  }

  MaybeError check_events(const Limits& limits) const {
    const std::string allowed = "an array of 1 to " + std::to_string(limits.batch_events) + " CloudEvents";
    if (raw.events.empty()) return absent("events", "every pub and check has " + allowed);
    if (events_count == 0) {
      // Not quoted: whatever it is, events may be in it, and personal data in them.
      const std::string_view what =
          raw.events.front() == '[' ? "events is empty" : "events is no array of events";
      return refusal(Code::kSchemaViolation, "/events", std::string(what) + "; allowed " + allowed + ".", {},
                     allowed);
    }
    if (events_count > limits.batch_events) {
      return refusal(Code::kBatchTooLarge, "/events",
                     "events has " + std::to_string(events_count) + " entries; allowed " + allowed + ".",
                     std::to_string(events_count), allowed);
    }
    return std::nullopt;
  }

  /// Whatever of seq and ref can be read goes back with the error.
  Outcome bad(Error error) const {
    BadMessage message{std::move(error), std::nullopt, std::nullopt, false};
    std::string op;
    message.pub = !raw.op.empty() && !read_string("op", raw.op, op) && op == "pub";
    if (!raw.seq.empty()) message.seq = whole_number(raw.seq);
    if (!raw.ref.empty()) {
      std::string ref;
      if (!read_string("ref", raw.ref, ref)) message.ref = std::move(ref);
    }
    return message;
  }

  std::string_view frame;
  bool clean = true;  ///< all of the frame is UTF-8
  Raw raw;
  std::vector<std::string_view> events;
  std::size_t events_count = 0;
};

MessageReader::MessageReader() : impl_(std::make_unique<Impl>()) {}
MessageReader::~MessageReader() = default;

std::variant<ClientMessage, BadMessage> MessageReader::read(std::string_view text, const Limits& limits) {
  return impl_->read(text, limits);
}

std::pair<std::string, std::string> peek_identity(std::string_view event_json) {
  std::pair<std::string, std::string> found;
  const std::size_t begin = json::skip_space(event_json, 0);
  if (begin == event_json.size() || event_json[begin] != '{') {
    return found;
  }
  json::MemberCursor cursor(event_json, begin);
  json::Member member;
  while (cursor.next(member)) {
    const auto name = json::unescape(json::inside(event_json, member.key_begin, member.key_end));
    const std::string_view value =
        event_json.substr(member.value_begin, member.value_end - member.value_begin);
    std::string* out = !name               ? nullptr
                       : *name == "id"     ? &found.first
                       : *name == "source" ? &found.second
                                           : nullptr;
    if (out == nullptr || !out->empty() || value.front() != '"') {
      continue;
    }
    auto text = json::unescape(json::inside(value, 0, value.size()));
    if (text && text->size() <= kNameBytesMax && !json::first_bad_utf8(*text)) {
      *out = std::move(*text);
    }
  }
  return found;
}

}  // namespace gridhall::ingest
