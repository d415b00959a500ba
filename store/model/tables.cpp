#include "store/model/tables.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace gridhall::model {
namespace {

constexpr std::array<std::string_view, 2> kFamilies = {"component", "event"};

const ClassRow* row_of(const ClassVersion& version, std::string_view code) {
  const auto row = std::ranges::lower_bound(version.rows, code, std::less<>(),
                                            [](const ClassRow& r) { return std::string_view(r.code); });
  return row != version.rows.end() && row->code == code ? &*row : nullptr;
}

}  // namespace

std::string_view to_string(ClassFamily family) {
  return kFamilies[static_cast<std::size_t>(family)];
}

std::optional<ClassFamily> parse_class_family(std::string_view text) {
  for (std::size_t i = 0; i < kFamilies.size(); ++i) {
    if (kFamilies[i] == text) return static_cast<ClassFamily>(i);
  }
  return std::nullopt;
}

Tables::Tables(TableParts parts) : parts_(std::move(parts)) {
  std::ranges::stable_sort(parts_.versions, std::less<>(), &ClassVersion::from);
  for (ClassVersion& version : parts_.versions)
    std::ranges::stable_sort(version.rows, std::less<>(), &ClassRow::code);
  std::ranges::stable_sort(parts_.mappings, std::greater<>(),
                           [](const SourceMapping& mapping) { return mapping.prefix.size(); });
  std::ranges::stable_sort(parts_.units, std::less<>(), &Unit::code);
  for (std::size_t i = 0; i < parts_.units.size(); ++i) {
    const Unit& unit = parts_.units[i];
    parents_.push_back(unit.parent.empty() ? kNone : unit_index(unit.parent));
    for (const std::string& area : unit.areas) claims_[area].push_back(i);
    for (const std::string& user : unit.members) members_.try_emplace(user, i);
  }
}

const ClassVersion* Tables::version_at(Time opened_at) const {
  if (parts_.versions.empty()) return nullptr;
  const Calendar* const office = default_calendar();
  const auto day =
      office != nullptr
          ? office->local_day(opened_at)
          : std::chrono::local_days(std::chrono::floor<std::chrono::days>(opened_at).time_since_epoch());
  const auto after = std::ranges::upper_bound(parts_.versions, day, std::less<>(), &ClassVersion::from);
  return after == parts_.versions.begin() ? &parts_.versions.front() : &*std::prev(after);
}

const ClassRow* Tables::find_class(std::string_view code, Time opened_at) const {
  const ClassVersion* const version = version_at(opened_at);
  return version == nullptr ? nullptr : row_of(*version, code);
}

const SourceMapping* Tables::mapping_of(std::string_view source) const {
  // Longest first.
  for (const SourceMapping& mapping : parts_.mappings) {
    if (source.starts_with(mapping.prefix)) return &mapping;
  }
  return nullptr;
}

std::string_view Tables::class_code(std::string_view source, std::string_view service_code) const {
  if (const SourceMapping* const mapping = mapping_of(source)) {
    if (const auto code = mapping->codes.find(service_code); code != mapping->codes.end())
      return code->second;
  }
  for (auto version = parts_.versions.rbegin(); version != parts_.versions.rend(); ++version) {
    if (const ClassRow* const row = row_of(*version, service_code)) return row->code;
  }
  return kUnclassified;
}

bool Tables::strict(std::string_view source) const {
  const SourceMapping* const mapping = mapping_of(source);
  return mapping != nullptr && mapping->strict;
}

std::size_t Tables::unit_index(std::string_view code) const {
  const auto unit = std::ranges::lower_bound(parts_.units, code, std::less<>(),
                                             [](const Unit& u) { return std::string_view(u.code); });
  return unit != parts_.units.end() && unit->code == code
             ? static_cast<std::size_t>(unit - parts_.units.begin())
             : kNone;
}

const Unit* Tables::find_unit(std::string_view code) const {
  const std::size_t index = unit_index(code);
  return index == kNone ? nullptr : &parts_.units[index];
}

std::optional<std::size_t> Tables::steps_up(std::size_t unit, std::size_t ancestor) const {
  // No chain is longer than there are units, unless it goes round.
  for (std::size_t steps = 0; unit != kNone && steps < parts_.units.size(); ++steps) {
    if (unit == ancestor) return steps;
    unit = parents_[unit];
  }
  return std::nullopt;
}

const Unit* Tables::handling_unit(const ClassRow& row, std::span<const AreaRef> areas) const {
  const std::size_t responsible = unit_index(row.unit);
  if (responsible == kNone) return nullptr;
  // Of two teams in the same area the one farther below; of two as far below the first by its code.
  std::pair<int, std::size_t> best{-1, 0};
  std::size_t chosen = responsible;
  for (const AreaRef& area : areas) {
    const auto claims = claims_.find(area.code);
    if (claims == claims_.end()) continue;
    for (const std::size_t unit : claims->second) {
      const auto steps = steps_up(unit, responsible);
      if (!steps || *steps == 0) continue;
      const std::pair<int, std::size_t> rank{area.layer, *steps};
      if (rank <= best) continue;
      best = rank;
      chosen = unit;
    }
  }
  return &parts_.units[chosen];
}

const Calendar* Tables::calendar(std::string_view code) const {
  const auto found = parts_.calendars.find(code);
  return found == parts_.calendars.end() ? nullptr : &found->second;
}

const Calendar* Tables::calendar_for(const Unit* unit, std::span<const AreaRef> areas) const {
  std::size_t index = unit == nullptr ? kNone : unit_index(unit->code);
  for (std::size_t steps = 0; index != kNone && steps < parts_.units.size(); ++steps) {
    if (const std::string& code = parts_.units[index].calendar; !code.empty()) return calendar(code);
    index = parents_[index];
  }
  const Calendar* of_area = nullptr;
  int layer = -1;
  for (const AreaRef& area : areas) {
    const auto code = parts_.calendar_of_area.find(area.code);
    if (code == parts_.calendar_of_area.end() || area.layer <= layer) continue;
    of_area = calendar(code->second);
    layer = area.layer;
  }
  return of_area != nullptr ? of_area : default_calendar();
}

bool Tables::within(std::string_view unit, std::string_view ancestor) const {
  const std::size_t above = unit_index(ancestor);
  return above != kNone && steps_up(unit_index(unit), above).has_value();
}

const Unit* Tables::unit_of_member(std::string_view user) const {
  const auto found = members_.find(user);
  return found == members_.end() ? nullptr : &parts_.units[found->second];
}

}  // namespace gridhall::model
