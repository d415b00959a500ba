#include "dashboard/case_json.hpp"

#include "dashboard/json.hpp"

namespace gridhall::dashboard {
namespace {

void add(std::string& out, std::string_view name, std::string_view text) {
  append_key(out, name);
  append_string_or_null(out, text);
}

void append_id(std::string& out, const model::Case& c) {
  append_case_id(out, c.id.epoch, c.id.seq);
}

/// Members from "source" on, without lat and long: those are the geometry of a Feature.
void append_members(std::string& out, const model::Case& c, const geo::AreaLayers& areas, bool with_point) {
  add(out, "source", c.source);
  add(out, "subject", c.subject);
  add(out, "service_code", c.service_code);
  add(out, "service_name", c.service_name);
  add(out, "class", "unclassified");  // there is no class table
  add(out, "title", c.title());
  add(out, "description", c.description);
  add(out, "state", model::to_string(c.state));
  out += ",\"light\":null";
  add(out, "severity", model::to_string(c.severity));
  add(out, "kind", model::to_string(c.kind));
  add(out, "cell", c.cell ? geo::token(c.cell) : std::string());
  if (with_point) {
    append_key(out, "lat");
    append_number(out, c.lat);
    append_key(out, "long");
    append_number(out, c.lon);
  }
  append_key(out, "areas");
  append_areas(out, c.areas, areas);
  add(out, "address", c.address);
  add(out, "building", c.building);
  add(out, "floor", c.floor);
  add(out, "unit_no", c.unit_no);
  add(out, "media_url", c.media_url);
  add(out, "unit", c.agency);
  out += ",\"owner\":null";
  append_key(out, "opened_at");
  append_time(out, c.opened_at);
  append_key(out, "updated_at");
  append_time(out, c.updated_at);
  append_key(out, "due_at");
  append_time_or_null(out, c.due_at);
  append_key(out, "closed_at");
  append_time_or_null(out, c.closed_at);
  add(out, "closure_reason", c.closure_reason);
  out += ",\"in_time\":null,\"version\":";
  append_integer(out, c.version);
  out += ",\"flags\":[";
  for (std::string_view flag : model::flag_names(c.flags)) {
    if (out.back() != '[') out += ',';
    append_string(out, flag);
  }
  out += ']';
}

}  // namespace

void append_areas(std::string& out, const std::vector<model::AreaRef>& refs, const geo::AreaLayers& areas) {
  out += '[';
  for (const model::AreaRef& ref : refs) {
    if (out.back() != '[') out += ',';
    out += '{';
    // A layer may have gone from the configuration since the case was placed.
    add(out, "level", ref.layer < areas.layers().size() ? areas.layers()[ref.layer].level : std::string());
    add(out, "code", ref.code);
    add(out, "name", areas.name(ref));
    out += '}';
  }
  out += ']';
}

void append_case(std::string& out, const model::Case& c, const geo::AreaLayers& areas) {
  out += "{\"id\":";
  append_id(out, c);
  if (c.cell) {
    append_members(out, c, areas, true);
  } else {
    append_members(out, c, areas, false);
    out += ",\"lat\":null,\"long\":null";
  }
  out += '}';
}

void append_feature(std::string& out, const model::Case& c, const geo::AreaLayers& areas) {
  out += "{\"type\":\"Feature\",\"id\":";
  append_id(out, c);
  out += ",\"geometry\":";
  if (c.cell) {
    out += "{\"type\":\"Point\",\"coordinates\":[";
    append_number(out, c.lon);
    out += ',';
    append_number(out, c.lat);
    out += "]}";
  } else {
    out += "null";
  }
  out += ",\"properties\":{\"id\":";
  append_id(out, c);
  append_members(out, c, areas, false);
  out += "}}";
}

}  // namespace gridhall::dashboard
