#include "ingest/client/wire.hpp"

#include <simdjson.h>

#include "ingest/net/http.hpp"

namespace gridhall::client {
namespace {

using Object = simdjson::dom::object;

std::string text_of(const Object& object, std::string_view key) {
  std::string_view value;
  return object[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

/// A member as text whatever its kind: strings as they are, everything else as JSON.
std::string any_text_of(const Object& object, std::string_view key) {
  simdjson::dom::element value;
  if (object[key].get(value) != simdjson::SUCCESS || value.is_null()) return {};
  return value.is_string() ? text_of(object, key) : simdjson::minify(value);
}

std::optional<std::uint64_t> number_of(const Object& object, std::string_view key) {
  std::uint64_t value = 0;
  if (object[key].get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::size_t size_of(const Object& object, std::string_view key, std::size_t otherwise) {
  return static_cast<std::size_t>(number_of(object, key).value_or(otherwise));
}

std::optional<std::string> optional_text_of(const Object& object, std::string_view key) {
  std::string_view value;
  if (object[key].get(value) != simdjson::SUCCESS) return std::nullopt;
  return std::string(value);
}

Limits limits_of(const Object& object) {
  Limits out;
  Object limits;
  if (object["limits"].get(limits) != simdjson::SUCCESS) return out;
  out.message_bytes = size_of(limits, "message_bytes", out.message_bytes);
  out.event_bytes = size_of(limits, "event_bytes", out.event_bytes);
  out.batch_events = size_of(limits, "batch_events", out.batch_events);
  out.in_flight_events = size_of(limits, "in_flight_events", out.in_flight_events);
  out.in_flight_bytes = size_of(limits, "in_flight_bytes", out.in_flight_bytes);
  return out;
}

Welcome welcome_of(const Object& object) {
  Welcome out;
  out.server = text_of(object, "server");
  out.integrator = text_of(object, "integrator");
  out.mode = text_of(object, "mode");
  out.producer = text_of(object, "producer");
  out.limits = limits_of(object);
  Object resume;
  if (object["resume"].get(resume) == simdjson::SUCCESS) {
    out.epoch = text_of(resume, "epoch");
    out.settled = number_of(resume, "settled").value_or(0);
  }
  return out;
}

Warning warning_of(const Object& object) {
  Warning out;
  out.seq = number_of(object, "seq");
  if (const auto index = number_of(object, "index")) out.index = static_cast<std::size_t>(*index);
  out.code = text_of(object, "code");
  out.detail = text_of(object, "detail");
  out.pointer = text_of(object, "pointer");
  return out;
}

Ack ack_of(const Object& object) {
  Ack out;
  out.settled = number_of(object, "settled");
  out.ref = optional_text_of(object, "ref");
  simdjson::dom::array list;
  if (object["results"].get(list) == simdjson::SUCCESS) {
    for (const auto item : list) {
      std::string_view word;
      out.results.emplace_back(item.get(word) == simdjson::SUCCESS ? word : std::string_view{});
    }
  }
  if (object["dups"].get(list) == simdjson::SUCCESS) {
    for (const auto item : list) {
      std::uint64_t seq = 0;
      if (item.get(seq) == simdjson::SUCCESS) out.dups.push_back(seq);
    }
  }
  if (object["warnings"].get(list) == simdjson::SUCCESS) {
    for (const auto item : list) {
      Object warning;
      if (item.get(warning) == simdjson::SUCCESS) out.warnings.push_back(warning_of(warning));
    }
  }
  Object pos;
  if (object["pos"].get(pos) == simdjson::SUCCESS) out.pos_seq = number_of(pos, "seq").value_or(0);
  return out;
}

Nack nack_of(const Object& object) {
  Nack out;
  out.seq = number_of(object, "seq");
  out.ref = optional_text_of(object, "ref");
  out.index = size_of(object, "index", 0);
  out.id = text_of(object, "id");
  out.source = text_of(object, "source");
  if (object["retry"].get(out.retry) != simdjson::SUCCESS) out.retry = false;
  out.code = text_of(object, "code");
  out.detail = text_of(object, "detail");
  out.pointer = text_of(object, "pointer");
  out.got = any_text_of(object, "got");
  out.expected = number_of(object, "expected");
  return out;
}

Checked checked_of(const Object& object) {
  Checked out;
  out.ref = text_of(object, "ref");
  out.ok = size_of(object, "ok", 0);
  simdjson::dom::array list;
  if (object["errors"].get(list) != simdjson::SUCCESS) return out;
  for (const auto item : list) {
    Object error;
    if (item.get(error) != simdjson::SUCCESS) continue;
    out.errors.push_back({size_of(error, "index", 0), text_of(error, "code"), text_of(error, "detail"),
                          text_of(error, "pointer"), any_text_of(error, "got")});
  }
  return out;
}

Bye bye_of(const Object& object) {
  Bye out;
  out.code = static_cast<unsigned>(number_of(object, "code").value_or(0));
  out.reason = text_of(object, "reason");
  if (const auto after = number_of(object, "retry_after_ms"))
    out.retry_after_ms = static_cast<std::int64_t>(*after);
  return out;
}

}  // namespace

struct ServerMessageReader::Impl {
  simdjson::dom::parser parser;
};

ServerMessageReader::ServerMessageReader() : impl_(std::make_unique<Impl>()) {}
ServerMessageReader::~ServerMessageReader() = default;

model::Result<ServerMessage> ServerMessageReader::read(std::string_view text) {
  Object object;
  std::string_view op;
  if (impl_->parser.parse(text.data(), text.size()).get(object) != simdjson::SUCCESS ||
      object["op"].get(op) != simdjson::SUCCESS) {
    return model::Error{model::Code::kMalformedJson,
                        "The daemon sent a frame that is not an object with an op.", "",
                        std::string(text.substr(0, 120)), ""};
  }
  if (op == "ack") return ServerMessage(ack_of(object));
  if (op == "nack") return ServerMessage(nack_of(object));
  if (op == "welcome") return ServerMessage(welcome_of(object));
  if (op == "flow") {
    return ServerMessage(Flow{number_of(object, "in_flight_events"), number_of(object, "in_flight_bytes"),
                              text_of(object, "reason")});
  }
  if (op == "pong") return ServerMessage(Pong{number_of(object, "t").value_or(0)});
  if (op == "ping") {
    simdjson::dom::element t;
    return ServerMessage(
        Ping{object["t"].get(t) == simdjson::SUCCESS ? std::string(simdjson::minify(t)) : "null"});
  }
  if (op == "checked") return ServerMessage(checked_of(object));
  if (op == "bye") return ServerMessage(bye_of(object));
  return ServerMessage(Unknown{std::string(op)});
}

void append_json_string(std::string& out, std::string_view text) {
  net::append_json_string(out, text);
}

std::string encode_hello(std::string_view producer, std::string_view agent) {
  std::string out = R"({"op":"hello","producer":)";
  append_json_string(out, producer);
  out += R"(,"agent":)";
  append_json_string(out, agent);
  out += '}';
  return out;
}

std::string encode_ping(std::uint64_t t) {
  return R"({"op":"ping","t":)" + std::to_string(t) + "}";
}

std::string encode_pong(std::string_view raw_t, model::Time now) {
  return R"({"op":"pong","t":)" + std::string(raw_t) + R"(,"now":")" + model::format_rfc3339(now) + R"("})";
}

std::string pub_head(std::uint64_t seq) {
  return R"({"op":"pub","seq":)" + std::to_string(seq) + R"(,"events":[)";
}

std::string pub_head_ref(std::string_view ref) {
  std::string out = R"({"op":"pub","ref":)";
  append_json_string(out, ref);
  return out += R"(,"events":[)";
}

std::string check_head(std::string_view ref) {
  std::string out = R"({"op":"check","ref":)";
  append_json_string(out, ref);
  return out += R"(,"events":[)";
}

}  // namespace gridhall::client
