// What an import counts and what it tells people: one place for rows, refusals and warnings.
//
// Every refusal is counted under its code (the wire's vocabulary); the first twenty are written out, with
// file, line, column, value and rule, and the rest are only counted, so that a wrong file does not fill a
// terminal.
//
// Thread: one. The stream must outlive it.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/error.hpp"

namespace gridhall::importer {

/// Where a row stands: for messages only.
struct RowRef {
  std::uint32_t file = 0;
  std::uint64_t line = 0;
};

/// The numbers of the JSON summary (wire contract §6).
struct Summary {
  std::uint64_t rows = 0;    ///< data rows read
  std::uint64_t events = 0;  ///< events made from them
  std::uint64_t stored = 0;
  std::uint64_t duplicate = 0;
  std::map<std::string, std::uint64_t, std::less<>>
      refused;  ///< by code: rows that gave no event, events not taken
  std::map<std::string, std::uint64_t, std::less<>> warnings;  ///< by code
  std::uint64_t unlocated = 0;                                 ///< reports without a place
  double seconds = 0;

  std::uint64_t refused_total() const;
  /// One line of JSON.
  std::string json() const;
};

class Journal {
 public:
  /// On a terminal each line first erases the progress line that it is written over.
  Journal(std::ostream& log, std::vector<std::string> files, bool terminal);

  Summary& counts() { return summary_; }
  const Summary& counts() const { return summary_; }

  /// A row, or a part of it, that can't become an event.
  void refuse(RowRef row, std::string_view column, const model::Error& error);
  /// An event that the daemon did not take.
  void refuse(RowRef row, std::string_view code, std::string_view pointer, std::string_view got,
              std::string_view detail);
  void warn(std::string_view code) { ++summary_.warnings[std::string(code)]; }
  /// A line for people, outside all counting.
  void say(std::string_view text);
  /// How many refusals were not written out.
  void close();

 private:
  std::ostream& line();

  std::ostream& log_;
  std::vector<std::string> files_;
  bool terminal_;
  Summary summary_;
  std::uint64_t told_ = 0;
};

}  // namespace gridhall::importer
