#include "dashboard/row_encoder.hpp"

#include "dashboard/json.hpp"
#include "store/codec.hpp"
#include "store/geo/cells.hpp"
#include "store/model/tables.hpp"

namespace gridhall::dashboard {
namespace {

/// ["990100",null,"99010003"]: by layer, up to the innermost that the case is in.
void append_area_codes(std::string& out, const std::vector<model::AreaRef>& areas) {
  out += '[';
  std::size_t layer = 0;
  for (const model::AreaRef& ref : areas) {
    for (; layer < ref.layer; ++layer) out += "null,";
    append_string(out, ref.code);
    out += ',';
    layer = ref.layer + std::size_t{1};
  }
  if (out.back() == ',') out.pop_back();
  out += ']';
}

void append_wide(std::string& out, const WideCase& wide) {
  const auto c = store::decode_case(*wide.record);
  append_string_or_null(out, *wide.unit);
  out += ',';
  append_string_or_null(out, c && c->claim ? c->claim->user : std::string());
  out += ',';
  append_number(out, model::epoch_seconds(wide.updated_at));
  out += ',';
  append_string_or_null(out, c && !wide.withheld ? c->address : std::string());
  out += ',';
  append_area_codes(out, *wide.areas);
  if (!c || !c->escalation) {
    out += ",null,null";
    return;
  }
  out += ',';
  append_string(out, model::to_string(c->escalation->level));
  out += ',';
  append_number(out, model::epoch_seconds(c->escalation->at));
}

}  // namespace

void append_light(std::string& out, model::Light light) {
  if (light == model::Light::kUnset) {
    out += "null";
  } else {
    append_string(out, model::to_string(light));
  }
}

CellRow cell_row(model::CellId cell, const store::CellCounts& counts) {
  return {cell,           counts.open, counts.of(model::Light::kRed), counts.of(model::Light::kYellow),
          counts.worst(), counts.seq};
}

CaseRow case_row(const store::BoardView& board, const store::BoardRow& row, bool wide) {
  CaseRow out;
  out.case_seq = row.case_seq;
  out.cell = row.cell;
  out.lat = row.lat;
  out.lon = row.lon;
  out.opened_at = row.opened_at;
  out.due_at = row.due_at;
  out.service = &board.service(row.service);
  out.class_code = &board.class_code(row.class_code);
  out.title = board.title(row.title);
  out.state = row.state;
  out.severity = row.severity;
  out.light = row.light;
  if (wide)
    out.wide = WideCase{&board.unit(row.unit), &board.areas(row.areas), row.updated_at,
                        board.blob(row.case_seq), (row.flags & model::kCaseWithheld) != 0};
  return out;
}

std::string_view shown_class(std::string_view class_code, std::string_view service_code) {
  return class_code == model::kUnclassified && !service_code.empty() ? service_code : class_code;
}

void append_row(std::string& out, const CellRow& row) {
  out += "[\"";
  out += geo::token(row.cell);
  if (row.open == 0) {
    out += "\",null]";
    return;
  }
  out += "\",";
  append_integer(out, row.open);
  out += ',';
  append_integer(out, row.red);
  out += ',';
  append_integer(out, row.yellow);
  out += ',';
  append_integer(out, static_cast<int>(row.worst));
  out += ',';
  append_integer(out, row.seq);
  out += ']';
}

void append_row(std::string& out, const CaseRow& row, std::string_view epoch) {
  out += '[';
  append_case_id(out, epoch, row.case_seq);
  out += ',';
  if (row.cell) {
    out += '"';
    out += geo::token(row.cell);
    out += '"';
  } else {
    out += "null";
  }
  out += ',';
  append_string(out, shown_class(*row.class_code, *row.service));
  out += ",\"";
  out += model::to_string(row.state);
  out += "\",";
  append_light(out, row.light);
  out += ",\"";
  out += model::to_string(row.severity);
  out += "\",";
  if (row.cell) {
    append_number(out, row.lat);
    out += ',';
    append_number(out, row.lon);
  } else {
    out += "null,null";
  }
  out += ',';
  append_number(out, model::epoch_seconds(row.opened_at));
  out += ',';
  if (row.due_at) {
    append_number(out, model::epoch_seconds(*row.due_at));
  } else {
    out += "null";
  }
  out += ',';
  append_string(out, row.title);
  if (row.wide) {
    out += ',';
    append_wide(out, *row.wide);
  }
  out += ']';
}

}  // namespace gridhall::dashboard
