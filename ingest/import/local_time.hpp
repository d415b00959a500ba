// From what a cell says to an instant: formats of dates without a zone, and the local time's two traps.
//
// The problem: exports write local wall time. Where clocks go forward an hour does not exist: such a time is
// refused. Where they go back an hour comes twice: which one is meant is told by the order of the file only,
// because files are sorted by the time of opening. Going up, the hour is daylight time until the times step
// back, and standard time from then on; a file that is sorted newest first is read the other way round. Which
// way a file goes is learnt from its rows.
//
// Thread: one clock a column and file (it remembers the order).
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/time.hpp"

namespace gridhall::importer {

/// A wall time as written, with its offset from UTC where the text has one.
struct WallTime {
  std::chrono::microseconds since_1970{0};  ///< of the wall clock, as if it were UTC
  std::optional<std::chrono::minutes> offset;
};

/// A pattern of %Y %y %m %d %H %I %M %S %p %b and literal characters. Numbers may lack their leading zero, %S
/// takes a fraction, a blank matches any number of blanks, and `Z` or an offset may follow any pattern.
class TimeFormat {
 public:
  /// Nothing when the pattern holds an unknown specifier or can't give a full date.
  static std::optional<TimeFormat> compile(std::string_view pattern);
  std::optional<WallTime> match(std::string_view text) const;

 private:
  explicit TimeFormat(std::string pattern) : pattern_(std::move(pattern)) {}
  std::string pattern_;
};

class LocalClock {
 public:
  /// Of an IANA zone, with the patterns in the order to be tried. Throws std::runtime_error when the zone is
  /// unknown or the system has no time zone database.
  LocalClock(const std::string& zone, std::vector<TimeFormat> formats);
  ~LocalClock();
  LocalClock(LocalClock&&) noexcept;
  LocalClock& operator=(LocalClock&&) noexcept;

  struct Reading {
    model::Time time{};
    bool ambiguous = false;
  };

  /// The column that the file is sorted by; call it for every row, in the file's order.
  model::Result<Reading> read_in_order(std::string_view text);
  /// Any other column. Of the two instants of a repeated hour the earlier one that is not before
  /// `not_before`.
  model::Result<Reading> read(std::string_view text, std::optional<model::Time> not_before = std::nullopt);
  /// A new file: what was learnt of the order is forgotten.
  void forget_order();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// True for the name of a zone that this system knows.
bool zone_exists(const std::string& zone);

}  // namespace gridhall::importer
