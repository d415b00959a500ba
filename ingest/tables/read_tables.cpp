#include "ingest/tables/read_tables.hpp"

#include <utility>

#include "ingest/tables/calendar_file.hpp"
#include "ingest/tables/class_file.hpp"
#include "ingest/tables/unit_file.hpp"

namespace gridhall::tables {
namespace {

/// What holds where no calendar was configured. Days still begin where the city's do.
CalendarFile round_the_clock(const std::string& zone, Problems& problems) {
  CalendarFile out;
  out.codes.emplace();
  model::CalendarVersion version;
  version.week.fill({{std::chrono::minutes(0), std::chrono::days(1)}});
  out.default_calendar = "24h";
  auto made = model::Calendar::make(out.default_calendar, zone, {std::move(version)}, {});
  if (!made) {
    problems.add("city.time_zone", zone, "allowed: " + made.error().allowed);
  } else {
    out.calendars.try_emplace(out.default_calendar, std::move(*made));
  }
  return out;
}

}  // namespace

std::shared_ptr<const model::Tables> read_tables(const Sources& sources, const Names& names,
                                                 const std::string& default_zone, Problems& problems) {
  const std::size_t before = problems.lines().size();
  CalendarFile calendars = sources.calendar.empty()
                               ? round_the_clock(default_zone, problems)
                               : read_calendars(sources.calendar, names.calendar, default_zone, problems);
  UnitFile units;
  units.codes.emplace();
  if (!sources.units.empty()) units = read_units(sources.units, names.units, calendars.codes, problems);
  ClassFile classes;
  if (!sources.classes.empty()) classes = read_classes(sources.classes, names.classes, units.codes, problems);
  if (problems.lines().size() != before) return nullptr;
  return std::make_shared<const model::Tables>(
      model::TableParts{.scheme = std::move(classes.scheme),
                        .versions = std::move(classes.versions),
                        .mappings = std::move(classes.mappings),
                        .calendars = std::move(calendars.calendars),
                        .calendar_of_area = std::move(calendars.calendar_of_area),
                        .default_calendar = std::move(calendars.default_calendar),
                        .units = std::move(units.units)});
}

}  // namespace gridhall::tables
