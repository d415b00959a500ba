#include "dashboard/api.hpp"
#include "dashboard/clock_json.hpp"
#include "dashboard/json.hpp"
#include "dashboard/row_encoder.hpp"
#include "dashboard/words_json.hpp"
#include "store/model/standing.hpp"
#include "store/model/tables.hpp"

namespace gridhall::dashboard {
namespace {

using model::Clock;

// The deadline first: it is what everybody asks for.
constexpr std::array<Clock, model::kClockCount> kOrder = {
    Clock::kHandling,    Clock::kFiling,       Clock::kDispatch,
    Clock::kAcknowledge, Clock::kVerification, Clock::kTotal,
};

void add_minutes(std::string& out, std::string_view name, model::Duration amount) {
  append_key(out, name);
  append_number(out, static_cast<double>(amount.count()) / 60e6);
}

void add_time(std::string& out, std::string_view name, std::optional<model::Time> time) {
  append_key(out, name);
  append_time_or_null(out, time);
}

void append_line(std::string& out, const model::LedgerLine& line) {
  out += "{\"from\":";
  append_time(out, line.from);
  add_time(out, "to", line.to);
  append_key(out, "kind");
  append_string(out, model::to_string(line.kind));
  add_minutes(out, "counted_minutes", line.counted);
  add_minutes(out, "working_minutes", line.working);
  append_key(out, "make_up_day");
  out += line.make_up_day ? "true" : "false";
  append_key(out, "state");
  append_string(out, model::to_string(line.state));
  append_key(out, "name");
  if (line.name_en.empty() && line.name_zh.empty()) {
    out += "null}";
    return;
  }
  append_words(out, line.name_en, line.name_zh);
  out += '}';
}

void append_clock(std::string& out, const model::ClockState& state, model::Time now) {
  out += "{\"clock\":";
  append_string(out, model::to_string(state.clock));
  add_time(out, "started_at", state.started_at);
  add_time(out, "stopped_at", state.stopped_at);
  append_key(out, "limit");
  append_limit(out, state.limit);
  append_key(out, "due_from");
  append_string(out, model::to_string(state.due_from));
  add_time(out, "due_at", state.due_at);
  add_time(out, "original_due_at", state.original_due_at);
  add_minutes(out, "allowance_minutes", state.allowance);
  add_minutes(out, "used_minutes", state.used);
  append_key(out, "paused");
  out += state.paused ? "true" : "false";
  append_key(out, "light");
  append_light(out, state.stopped_at ? model::Light::kUnset : state.plan.at(now));
  append_key(out, "in_time");
  out += !state.in_time ? "null" : *state.in_time ? "true" : "false";
  append_key(out, "ledger");
  out += '[';
  for (const model::LedgerLine& line : state.ledger) {
    if (out.back() != '[') out += ',';
    append_line(out, line);
  }
  out += "]}";
}

/// Of the handling clock: who has been told, and who will be if nothing happens.
void append_ladder(std::string& out, const std::vector<model::RungState>& rungs) {
  out += '[';
  for (const model::RungState& state : rungs) {
    if (out.back() != '[') out += ',';
    append_rung(out, *state.rung);
    add_time(out, "due_at", state.at);
    append_key(out, "climbed");
    out += state.climbed ? "true}" : "false}";
  }
  out += ']';
}

}  // namespace

net::Response get_deadline(const ApiContext& api, const net::Request& request) {
  const auto c = find_case(api, request);
  if (!c) return no_case(request);
  const auto tables = api.store.tables();
  const model::Time now = api.store.now();
  const std::uint64_t seq = api.store.seq();
  std::string body = "{\"clocks\":[";
  for (const Clock clock : kOrder) {
    if (body.back() != '[') body += ',';
    append_clock(body, model::clock_of(clock, *c, tables.get(), now), now);
  }
  body += "],\"calendar\":";
  if (const model::Calendar* calendar = model::calendar_of(*c, tables.get())) {
    body += "{\"code\":";
    append_string(body, calendar->code());
    append_key(body, "zone");
    append_string(body, calendar->zone());
    body += '}';
  } else {
    body += "null";
  }
  append_key(body, "ladder");
  append_ladder(body, model::ladder_of(*c, tables.get()));
  append_key(body, "as_of");
  append_as_of(body, api.store.epoch(), seq, now);
  body += '}';
  return json_response(std::move(body));
}

}  // namespace gridhall::dashboard
