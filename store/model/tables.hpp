// The city's tables: the classes of cases, the units that handle them, the calendars they work by.
//
// What a case's class, unit and limits are is never stored with the case: it follows from its source, its
// service code and its areas by the tables that hold, so that a corrected table corrects the board. Tables
// are immutable and know nothing of files; everything here is a pure function and safe from any thread.
// Whoever builds them from input has checked them before; what doesn't fit together all the same (a unit that
// doesn't exist, parents in a circle) is never found and never followed for ever.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/calendar.hpp"
#include "store/model/clock.hpp"
#include "store/model/event.hpp"
#include "store/model/ladder.hpp"

namespace gridhall::model {

/// The class of a case whose service code is in no table. It has no row, no limits and no unit.
inline constexpr std::string_view kUnclassified = "unclassified";

/// The two families of Chinese urban management: things that belong to the city 部件, things that happen in
/// it 事件.
enum class ClassFamily : std::uint8_t { kComponent, kEvent };
std::string_view to_string(ClassFamily family);
std::optional<ClassFamily> parse_class_family(std::string_view text);

/// A text in both languages of the screens; both empty where nothing was said.
struct Words {
  std::string en;
  std::string zh;
  bool operator==(const Words&) const = default;
};

struct ClassRow {
  std::string code;
  Words name;
  ClassFamily family = ClassFamily::kEvent;
  Words group;              ///< what lists put together; free
  std::string unit;         ///< code of the unit responsible; empty: an operator chooses
  Words filing_condition;   ///< 立案条件
  Words closing_condition;  ///< 结案条件
  ClockRules rules;
  std::vector<Rung> ladder;                  ///< ascending; empty: nobody is escalated by itself
  bool verification = true;                  ///< false: a resolved case closes without a verifier
  std::optional<int> reopen_days;            ///< days after the closing; 0 never, nothing: always
  bool sensitive = false;                    ///< shown only to whoever handles it
  std::optional<Severity> default_severity;  ///< where the source gives none
  std::vector<std::string> keywords;
};

/// The class table from a local day on. The first version holds before its day too.
struct ClassVersion {
  std::chrono::local_days from{};
  std::vector<ClassRow> rows;
};

/// What a source calls our classes.
struct SourceMapping {
  std::string prefix;                                     ///< of the source; the longest one wins
  bool strict = false;                                    ///< a service code of no class is refused
  std::map<std::string, std::string, std::less<>> codes;  ///< the sender's service code → class
};

/// A department, or a team of one.
struct Unit {
  std::string code;
  Words name;
  std::string parent;                ///< of a team; empty: a department
  std::vector<std::string> areas;    ///< codes; empty: wherever the parent works
  std::string calendar;              ///< code; empty: the parent's, else the area's, else the default one
  std::vector<std::string> members;  ///< user names; a user belongs to one unit at most
};

/// What tables are made of, in any order.
struct TableParts {
  std::string scheme;  ///< name of the class table, "linshui-2025"
  std::vector<ClassVersion> versions;
  std::vector<SourceMapping> mappings;
  std::map<std::string, Calendar, std::less<>> calendars;
  std::map<std::string, std::string, std::less<>> calendar_of_area;  ///< area → calendar
  std::string default_calendar;                                      ///< empty: days are UTC's
  std::vector<Unit> units;
};

class Tables {
 public:
  Tables() = default;
  explicit Tables(TableParts parts);

  const std::string& scheme() const { return parts_.scheme; }
  std::span<const ClassVersion> versions() const { return parts_.versions; }  ///< ascending
  std::span<const Unit> units() const { return parts_.units; }                ///< by their codes
  const std::map<std::string, Calendar, std::less<>>& calendars() const { return parts_.calendars; }
  const Calendar* default_calendar() const { return calendar(parts_.default_calendar); }

  /// The class table in force on a local day of the default calendar's zone; null where there is none.
  const ClassVersion* version_at(Time at) const;

  /// The row in force on the local day of the report, in the default calendar's zone; null for a class that
  /// this version doesn't have.
  const ClassRow* find_class(std::string_view code, Time opened_at) const;

  /// The class that a source means: by its mapping, else the service code itself where some version has a
  /// class of that code, else `kUnclassified`. The view lives as long as the tables.
  std::string_view class_code(std::string_view source, std::string_view service_code) const;

  /// True where this source's reports must be of a known class (`class_unknown` otherwise).
  bool strict(std::string_view source) const;

  const Unit* find_unit(std::string_view code) const;

  /// Who handles a class at a place: of the teams below the class's unit the one that claims the innermost of
  /// the areas; the class's unit itself where none does. A team without areas is never chosen by the place.
  /// Null where the class names no unit.
  const Unit* handling_unit(const ClassRow& row, std::span<const AreaRef> areas) const;

  /// The unit's calendar, or that of the nearest unit above it; else that of the innermost of the areas; else
  /// the default one. Null where there is none: every hour is working time.
  const Calendar* calendar_for(const Unit* unit, std::span<const AreaRef> areas) const;

  /// True where a unit is `ancestor` or, through however many parents, a team of it.
  bool within(std::string_view unit, std::string_view ancestor) const;

  const Unit* unit_of_member(std::string_view user) const;

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  const SourceMapping* mapping_of(std::string_view source) const;
  const Calendar* calendar(std::string_view code) const;
  std::size_t unit_index(std::string_view code) const;
  /// Steps from a unit up to another, 0 for itself; nothing where it isn't above.
  std::optional<std::size_t> steps_up(std::size_t unit, std::size_t ancestor) const;

  TableParts parts_;
  std::vector<std::size_t> parents_;  ///< of each unit, by index; kNone for a department
  std::map<std::string, std::vector<std::size_t>, std::less<>> claims_;  ///< area → units, by index
  std::map<std::string, std::size_t, std::less<>> members_;              ///< user → unit, by index
};

}  // namespace gridhall::model
