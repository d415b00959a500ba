// Rows of delimited text, as RFC 4180 says and as real exports are.
//
// The problem: city exports hold line ends inside quotes, lines that end in CR alone, quotes where none
// belong, rows that are cut and cells of megabytes, in files larger than memory; one bad row must cost that
// row and nothing else. So rows come one at a time from a chunked source, every size is bounded, and a row
// that can't be read comes out as a row with a fault.
//
// A quote opens a quoted field only as its first character; quotes elsewhere are text, and so is what follows
// a closing quote (both mark the row `stray_quote`). A quote that is never closed, or not within the limits,
// would swallow the rows behind it: then its first line alone is the faulty row, and reading goes on with the
// next line.
//
// Thread: one. Standard library only, so that the fuzzer can have it alone. Memory: two rows and a chunk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/import/byte_window.hpp"

namespace gridhall::importer {

struct CsvLimits {
  std::size_t field_bytes = 256U << 10;
  std::size_t row_bytes = 1U << 20;
  std::size_t fields = 1024;
};

enum class RowFault : std::uint8_t { kNone, kUnterminatedQuote, kTooLong, kTooManyFields };

struct CsvRow {
  std::uint64_t line = 0;                ///< of its first character, from 1
  std::vector<std::string_view> fields;  ///< unquoted; valid until the next row; empty with a fault
  bool stray_quote = false;
  RowFault fault = RowFault::kNone;
};

class CsvReader {
 public:
  CsvReader(ByteSource source, char delimiter, CsvLimits limits = {});

  /// False at the end. A byte order mark at the start and empty lines are left out.
  bool next(CsvRow& row);

 private:
  int at(std::size_t offset) { return window_.at(offset); }
  void scan(CsvRow& row);
  bool scan_quoted(std::size_t& offset, std::size_t field_begin);
  bool scan_plain(std::size_t& offset, std::size_t field_begin, bool after_quote, CsvRow& row);
  void give_up_quote(CsvRow& row);
  void skip_line(std::size_t offset, RowFault fault, CsvRow& row);
  void end_line(std::size_t offset);

  ByteWindow window_;  ///< its front is the current row's begin
  char delimiter_;
  CsvLimits limits_;
  bool at_start_ = true;
  std::uint64_t line_ = 1;
  std::string text_;                ///< the row's fields without their quotes, one behind the other
  std::vector<std::size_t> ends_;   ///< of the fields in text_
  std::uint64_t lines_inside_ = 0;  ///< line ends inside quotes of the current row
  std::size_t first_line_end_ = 0;  ///< offset behind the first of them, 0 for none
};

/// The delimiter that a header line uses: the most frequent of comma, semicolon, tab and bar outside quotes.
char detect_delimiter(std::string_view beginning);

}  // namespace gridhall::importer
