// Strategy: the first bytes choose delimiter, chunk size and limits, the rest is the file; it is read twice,
// in one piece and in chunks. Invariants: reading ends; both readings give the same rows; line numbers rise;
// no field and no row is beyond its limit; a faulty row has no fields; without quotes in the file every row
// without a fault is a line of it.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

// The importers are no part of the fuzz build: their reader alone is, and it is compiled here with the
// harness's flags.
#include "ingest/import/csv_reader.hpp"  // NOLINT(bugprone-suspicious-include): the fuzz build has no import library

namespace {

using gridhall::importer::CsvLimits;
using gridhall::importer::CsvReader;
using gridhall::importer::CsvRow;
using gridhall::importer::RowFault;

struct Row {
  std::uint64_t line;
  std::vector<std::string> fields;
  RowFault fault;
  bool stray;
  bool operator==(const Row&) const = default;
};

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<Row> read_all(std::string_view text, char delimiter, std::size_t chunk, CsvLimits limits) {
  CsvReader reader(
      [left = text, chunk](char* buffer, std::size_t size) mutable {
        const std::size_t count = left.copy(buffer, std::min(size, chunk));
        left.remove_prefix(count);
        return count;
      },
      delimiter, limits);
  std::vector<Row> rows;
  CsvRow row;
  while (reader.next(row)) {
    require(row.fault == RowFault::kNone ? !row.fields.empty() : row.fields.empty());
    require(row.fields.size() <= limits.fields);
    require(rows.empty() || row.line > rows.back().line);
    for (const auto field : row.fields) require(field.size() <= 2 * limits.field_bytes + 2);
    rows.push_back({row.line, {row.fields.begin(), row.fields.end()}, row.fault, row.stray_quote});
    require(rows.size() <= text.size() + 1);
  }
  return rows;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  constexpr std::string_view kDelimiters = ",;\t|";
  const char delimiter = kDelimiters[data[0] % kDelimiters.size()];
  const std::size_t chunk = 1 + data[1] % 64;
  const bool small = data[2] % 2 == 1;
  const CsvLimits limits = small ? CsvLimits{16, 64, 8} : CsvLimits{};
  const std::string_view text(reinterpret_cast<const char*>(data) + 3, size - 3);

  const auto whole = read_all(text, delimiter, text.size() + 1, limits);
  require(whole == read_all(text, delimiter, chunk, limits));
  const char detected = gridhall::importer::detect_delimiter(text);
  require(std::string_view(",;\t|").find(detected) != std::string_view::npos);

  if (text.find('"') != std::string_view::npos) return 0;
  for (const Row& row : whole) {
    if (row.fault != RowFault::kNone) continue;
    std::string line;
    for (const auto& field : row.fields)
      line += (&field == &row.fields.front() ? "" : std::string(1, delimiter)) + field;
    require(text.find(line) != std::string_view::npos);
  }
  return 0;
}
