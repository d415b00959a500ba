#include "dashboard/case_csv.hpp"

#include <algorithm>
#include <array>

#include "dashboard/json.hpp"
#include "dashboard/rights.hpp"
#include "store/model/standing.hpp"
#include "store/model/tables.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::string_view kBeforeAreas =
    "id,source,subject,kind,service_code,class,class_en,class_zh,title,description,state,light,severity,unit,"
    "owner,"
    "opened_at,updated_at,due_at,closed_at,closure_reason,in_time,lat,long,cell,";
constexpr std::string_view kBehindAreas = "address,building,floor,unit_no,version,flags";
constexpr std::string_view kLineEnd = "\r\n";

constexpr std::array<std::string_view, 11> kFormulaSigns = {"=",  "+",  "-",  "@",  "\t", "\r",
                                                            "\n", "＝", "＋", "－", "＠"};

void add_text(std::string& out, std::string_view text) {
  if (!text.empty()) append_csv_text(out, text);
  out += ',';
}

/// A word or number of our own: it needs no quotes.
void add(std::string& out, std::string_view word) {
  out += word;
  out += ',';
}

void add_time(std::string& out, std::optional<model::Time> time) {
  add(out, time ? model::format_rfc3339(*time) : std::string());
}

void add_number(std::string& out, double value) {
  append_number(out, value);
  out += ',';
}

std::string_view area_code(const model::Case& c, std::size_t layer) {
  const auto at =
      std::ranges::find_if(c.areas, [&](const model::AreaRef& ref) { return ref.layer == layer; });
  return at == c.areas.end() ? std::string_view() : std::string_view(at->code);
}

void append_members(std::string& out, const model::Case& c, const CaseContext& context) {
  const model::ClassRow* row = model::class_of(c, context.tables);
  const model::Standing standing = model::standing(c, context.tables);
  const model::ClockState deadline = model::deadline_of(c, context.tables, context.now);
  const model::Light light = c.open() ? standing.plan.at(context.now) : model::Light::kUnset;
  add(out, model::to_string(c.id));
  add_text(out, c.source);
  add_text(out, c.subject);
  add(out, model::to_string(c.kind));
  add_text(out, c.service_code);
  add_text(out, standing.class_code);
  add_text(out, row != nullptr ? row->name.en : std::string());
  add_text(out, row != nullptr ? row->name.zh : std::string());
  add_text(out, c.title());
  add_text(out, c.description);
  add(out, model::to_string(c.state));
  add(out, light == model::Light::kUnset ? std::string_view() : model::to_string(light));
  add(out, model::to_string(standing.severity));
  add_text(out, standing.unit);
  add_text(out, c.claim && c.claim->holds(context.now) ? c.claim->user : std::string());
  add_time(out, c.opened_at);
  add_time(out, c.updated_at);
  add_time(out, deadline.due_at);
  add_time(out, c.closed_at);
  add_text(out, c.closure_reason);
  add(out, !deadline.in_time ? "" : *deadline.in_time ? "true" : "false");
  if (c.cell) {
    add_number(out, c.lat);
    add_number(out, c.lon);
    add(out, geo::token(c.cell));
  } else {
    out += ",,,";
  }
  for (std::size_t layer = 0; layer < context.areas.layers().size(); ++layer)
    add_text(out, area_code(c, layer));
  add_text(out, c.address);
  add_text(out, c.building);
  add_text(out, c.floor);
  add_text(out, c.unit_no);
  append_integer(out, c.version);
  out += ',';
  bool first = true;
  for (const std::string_view flag : model::flag_names(c.flags)) {
    if (!first) out += ' ';
    out += flag;
    first = false;
  }
  out += kLineEnd;
}

}  // namespace

void append_csv_text(std::string& out, std::string_view text) {
  out += '"';
  if (std::ranges::any_of(kFormulaSigns, [&](std::string_view sign) { return text.starts_with(sign); }))
    out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string csv_head(const geo::AreaLayers& areas) {
  std::string out(kBeforeAreas);
  for (const geo::Layer& layer : areas.layers()) add_text(out, "area_" + layer.level);
  out += kBehindAreas;
  out += kLineEnd;
  return out;
}

void append_csv(std::string& out, const model::Case& c, const CaseContext& context) {
  if (may_read(context.reader, c, context.tables)) return append_members(out, c, context);
  model::Case seen = c;
  withhold(seen);
  append_members(out, seen, context);
}

}  // namespace gridhall::dashboard
