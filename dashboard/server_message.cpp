#include "dashboard/server_message.hpp"

#include "dashboard/json.hpp"

namespace gridhall::dashboard {
namespace {

std::string begin(std::string_view op) {
  return "{\"op\":\"" + std::string(op) + '"';
}

void add(std::string& out, std::string_view name, std::string_view text) {
  append_key(out, name);
  append_string(out, text);
}

template <std::integral T>
void add(std::string& out, std::string_view name, T value) {
  append_key(out, name);
  append_integer(out, value);
}

void add(std::string& out, std::string_view name, model::Time time) {
  append_key(out, name);
  append_time(out, time);
}

void add_raw(std::string& out, std::string_view name, std::string_view json) {
  append_key(out, name);
  out += json;
}

}  // namespace

std::string encode_welcome(model::Time now, std::string_view epoch, std::uint64_t seq, std::int64_t tick_ms,
                           const LiveUser& user) {
  std::string out = begin("welcome");
  add(out, "now", now);
  add(out, "epoch", epoch);
  add(out, "seq", seq);
  add(out, "tick_ms", tick_ms);
  std::string inner = "{";
  add(inner, "name", user.name);
  inner += ",\"may\":[";
  for (const std::string& right : user.may) {
    if (inner.back() != '[') inner += ',';
    append_string(inner, right);
  }
  inner += "]}";
  add_raw(out, "user", inner);
  return out + '}';
}

std::string encode_subbed(std::string_view id, std::optional<std::uint64_t> from, std::uint64_t seq) {
  std::string out = begin("subbed");
  add(out, "id", id);
  add_raw(out, "recovered", from ? "true" : "false");
  if (from) add(out, "from", *from);
  add(out, "seq", seq);
  return out + '}';
}

std::string encode_tick(std::uint64_t seq, model::Time now) {
  std::string out = begin("tick");
  add(out, "seq", seq);
  add(out, "now", now);
  return out + '}';
}

std::string encode_lag(std::string_view id, std::int64_t behind_ms, std::uint64_t skipped) {
  std::string out = begin("lag");
  add(out, "id", id);
  add(out, "behind_ms", behind_ms);
  add(out, "skipped", skipped);
  return out + '}';
}

std::string encode_pong(std::string_view raw_t, model::Time now) {
  std::string out = begin("pong");
  add_raw(out, "t", raw_t);
  add(out, "now", now);
  return out + '}';
}

std::string encode_error(std::string_view raw_ref, std::string_view id, const model::Error& error) {
  std::string out = begin("error");
  add_raw(out, "ref", raw_ref.empty() ? "null" : raw_ref);
  if (!id.empty()) add(out, "id", id);
  add(out, "code", model::to_string(error.code));
  add_raw(out, "retry", model::retryable(error.code) ? "true" : "false");
  add(out, "detail", error.detail);
  if (!error.pointer.empty()) add(out, "pointer", error.pointer);
  if (!error.got.empty()) add(out, "got", error.got);
  if (!error.allowed.empty()) add(out, "allowed", error.allowed);
  return out + '}';
}

std::string encode_bye(unsigned code, std::string_view reason, std::optional<std::int64_t> retry_after_ms) {
  std::string out = begin("bye");
  add(out, "code", code);
  add(out, "reason", reason);
  if (retry_after_ms) add(out, "retry_after_ms", *retry_after_ms);
  return out + '}';
}

std::string encode_alert(std::uint64_t seq, std::string_view case_json) {
  std::string out = begin("alert");
  add(out, "seq", seq);
  add_raw(out, "case", case_json);
  return out + '}';
}

std::string encode_got(std::string_view raw_ref, std::string_view case_json) {
  std::string out = begin("got");
  add_raw(out, "ref", raw_ref.empty() ? "null" : raw_ref);
  add(out, "what", std::string_view("case"));
  add_raw(out, "case", case_json);
  return out + '}';
}

std::string snap_head(std::string_view id, std::uint64_t v, std::string_view epoch, std::uint64_t seq) {
  std::string out = begin("snap");
  add(out, "id", id);
  add(out, "v", v);
  add(out, "epoch", epoch);
  add(out, "seq", seq);
  return out + ',';
}

std::string delta_head(std::string_view id, std::uint64_t v, std::uint64_t from, std::uint64_t seq,
                       model::Time now, std::uint64_t skipped) {
  std::string out = begin("delta");
  add(out, "id", id);
  add(out, "v", v);
  add(out, "from", from);
  add(out, "seq", seq);
  append_key(out, "t");
  append_number(out, model::epoch_seconds(now));
  add(out, "skipped", skipped);
  return out;  // each part of the body starts with its comma
}

}  // namespace gridhall::dashboard
