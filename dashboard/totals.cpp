#include "dashboard/totals.hpp"

#include <map>
#include <set>

#include "dashboard/json.hpp"
#include "dashboard/row_encoder.hpp"
#include "store/model/tables.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::size_t kSliceRows = 20'000;  // about a millisecond of lock

void bump(std::vector<std::uint64_t>& counts, std::uint32_t id) {
  if (id >= counts.size()) counts.resize(id + 1U);
  ++counts[id];
}

void append_counts(std::string& out, const std::map<std::string_view, std::uint64_t>& counts) {
  out += '{';
  for (const auto& [name, count] : counts) {
    if (out.back() != '{') out += ',';
    append_string(out, name);
    out += ':';
    append_integer(out, count);
  }
  out += '}';
}

}  // namespace

void Totals::add(const store::BoardView& board, const store::BoardRow& row) {
  ++open_;
  if (!row.cell) ++unlocated_;
  ++by_severity_[static_cast<std::size_t>(row.severity)];
  ++by_kind_[static_cast<std::size_t>(row.kind)];
  ++by_light_[static_cast<std::size_t>(row.light)];
  if (board.class_code(row.class_code) == model::kUnclassified) {
    bump(by_service_, row.service);
  } else {
    bump(by_class_, row.class_code);
  }
  if (row.areas >= by_area_set_.size()) by_area_set_.resize(row.areas + 1U);
  ++by_area_set_[row.areas][static_cast<std::size_t>(row.light)];
}

std::string Totals::json(const store::BoardView& board) const {
  std::map<std::string_view, std::uint64_t> severities;
  for (std::size_t i = 0; i < by_severity_.size(); ++i) {
    severities[model::to_string(static_cast<model::Severity>(i))] = by_severity_[i];
  }
  std::map<std::string_view, std::uint64_t> kinds;
  for (std::size_t i = 0; i < by_kind_.size(); ++i) {
    kinds[model::to_string(static_cast<model::Kind>(i))] = by_kind_[i];
  }
  std::map<std::string_view, std::uint64_t> lights;
  for (std::size_t i = 0; i < by_light_.size(); ++i) {
    lights[model::to_string(static_cast<model::Light>(i))] = by_light_[i];
  }
  std::map<std::string_view, std::uint64_t> classes;
  for (std::uint32_t id = 0; id < by_class_.size(); ++id) {
    if (by_class_[id] != 0) classes[board.class_code(id)] += by_class_[id];
  }
  for (std::uint32_t id = 0; id < by_service_.size(); ++id) {
    if (by_service_[id] == 0) continue;
    classes[shown_class(model::kUnclassified, board.service(id))] += by_service_[id];
  }
  std::map<std::string_view, std::uint64_t> areas;
  std::map<std::string_view, std::map<std::string_view, std::uint64_t>> area_lights;
  for (std::uint32_t id = 0; id < by_area_set_.size(); ++id) {
    std::set<std::string_view> codes;
    for (const model::AreaRef& area : board.areas(id)) codes.insert(area.code);
    for (std::size_t i = 0; i < model::kLightCount; ++i) {
      const std::uint64_t count = by_area_set_[id][i];
      if (count == 0) continue;
      for (const std::string_view code : codes) {
        areas[code] += count;
        area_lights[code][model::to_string(static_cast<model::Light>(i))] += count;
      }
    }
  }
  std::string out = "{\"open\":";
  append_integer(out, open_);
  out += ",\"unlocated\":";
  append_integer(out, unlocated_);
  out += ",\"severity\":";
  append_counts(out, severities);
  out += ",\"light\":";
  append_counts(out, lights);
  out += ",\"kind\":";
  append_counts(out, kinds);
  out += ",\"class\":";
  append_counts(out, classes);
  out += ",\"area\":";
  append_counts(out, areas);
  out += ",\"area_light\":{";
  for (const auto& [code, by_light] : area_lights) {
    if (out.back() != '{') out += ',';
    append_string(out, code);
    out += ':';
    append_counts(out, by_light);
  }
  out += "}}";
  return out;
}

std::string sum_totals(const store::Board& board, const View& view, const Filter& filter) {
  Totals totals;
  BoardMatcher matcher(filter);
  std::uint64_t after = 0;
  for (;;) {
    const store::BoardView now(board);
    std::size_t seen = 0;
    now.for_each(false, after, [&](const store::BoardRow& row) {
      after = row.case_seq;
      if (view.holds(row.cell) && matcher.counts(now, row)) totals.add(now, row);
      return ++seen < kSliceRows;
    });
    if (seen < kSliceRows) return totals.json(now);
  }
}

}  // namespace gridhall::dashboard
