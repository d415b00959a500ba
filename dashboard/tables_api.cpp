#include "dashboard/actor.hpp"
#include "dashboard/api.hpp"
#include "dashboard/clock_json.hpp"
#include "dashboard/json.hpp"
#include "dashboard/words_json.hpp"
#include "store/model/tables.hpp"

namespace gridhall::dashboard {
namespace {

void add(std::string& out, std::string_view name, std::string_view text) {
  append_key(out, name);
  append_string_or_null(out, text);
}

void add(std::string& out, std::string_view name, const model::Words& words) {
  append_key(out, name);
  append_words(out, words.en, words.zh);
}

void add(std::string& out, std::string_view name, const std::vector<std::string>& texts) {
  append_key(out, name);
  out += '[';
  for (const std::string& text : texts) {
    if (out.back() != '[') out += ',';
    append_string(out, text);
  }
  out += ']';
}

void add_limits(std::string& out, const model::ClockRules& rules) {
  append_key(out, "limits");
  out += '{';
  for (std::size_t i = 0; i < rules.limits.size(); ++i) {
    const auto& limit = rules.limits[i];
    if (!limit) continue;
    if (out.back() != '{') out += ',';
    append_string(out, model::to_string(static_cast<model::Clock>(i)));
    out += ':';
    append_limit(out, limit);
  }
  out += '}';
}

void add_ladder(std::string& out, const std::vector<model::Rung>& ladder) {
  append_key(out, "ladder");
  out += '[';
  for (const model::Rung& rung : ladder) {
    if (out.back() != '[') out += ',';
    append_rung(out, rung);
    out += '}';
  }
  out += ']';
}

void append_class(std::string& out, const model::ClassRow& row) {
  out += "{\"code\":";
  append_string(out, row.code);
  add(out, "name", row.name);
  add(out, "family", model::to_string(row.family));
  add(out, "group", row.group);
  add(out, "unit", row.unit);
  add(out, "filing", row.filing_condition);
  add(out, "closing", row.closing_condition);
  add_limits(out, row.rules);
  append_key(out, "yellow");
  append_number(out, row.rules.yellow);
  add_ladder(out, row.ladder);
  append_key(out, "verification");
  out += row.verification ? "true" : "false";
  append_key(out, "reopen_days");
  if (row.reopen_days) {
    append_integer(out, *row.reopen_days);
  } else {
    out += "null";
  }
  append_key(out, "sensitive");
  out += row.sensitive ? "true" : "false";
  add(out, "severity", row.default_severity ? model::to_string(*row.default_severity) : std::string_view());
  add(out, "keywords", row.keywords);
  out += '}';
}

}  // namespace

net::Response get_classes(const ApiContext& api, const net::Request&) {
  const auto tables = api.store.tables();
  std::string body = "{\"scheme\":";
  append_string_or_null(body, tables ? tables->scheme() : std::string());
  append_key(body, "classes");
  body += '[';
  const model::ClassVersion* version = tables ? tables->version_at(api.store.now()) : nullptr;
  if (version != nullptr) {
    for (const model::ClassRow& row : version->rows) {
      if (body.back() != '[') body += ',';
      append_class(body, row);
    }
  }
  body += "]}";
  return json_response(std::move(body));
}

net::Response get_units(const ApiContext& api, const net::Request&) {
  const auto tables = api.store.tables();
  std::string body = "{\"units\":[";
  if (tables) {
    for (const model::Unit& unit : tables->units()) {
      if (body.back() != '[') body += ',';
      body += "{\"code\":";
      append_string(body, unit.code);
      add(body, "name", unit.name);
      add(body, "parent", unit.parent);
      add(body, "areas", unit.areas);
      add(body, "calendar", unit.calendar);
      add(body, "members", unit.members);
      body += '}';
    }
  }
  body += "]}";
  return json_response(std::move(body));
}

net::Response get_me(const ApiContext& api, const net::Request& request) {
  const auto actor = actor_of(request);
  if (!actor) return net::problem(request, 400, actor.error());
  std::string body = "{\"name\":";
  append_string(body, actor->name);
  add(body, "roles", actor->roles);
  const auto tables = api.store.tables();
  const model::Unit* unit = tables ? tables->unit_of_member(actor->name) : nullptr;
  add(body, "unit", unit != nullptr ? unit->code : std::string());
  body += '}';
  return json_response(std::move(body));
}

}  // namespace gridhall::dashboard
