// calendar.toml: when the offices work.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/tables/block.hpp"
#include "store/model/calendar.hpp"

namespace gridhall::tables {

struct CalendarFile {
  std::map<std::string, model::Calendar, std::less<>> calendars;
  std::map<std::string, std::string, std::less<>> calendar_of_area;
  std::string default_calendar;
  /// All that the file names, those with mistakes too; nothing where its syntax is wrong: what refers to them
  /// can't be checked then.
  std::optional<Codes> codes;
};

/// A calendar without a zone of its own works in `default_zone`.
CalendarFile read_calendars(std::string_view text, const std::string& file, const std::string& default_zone,
                            Problems& problems);

}  // namespace gridhall::tables
