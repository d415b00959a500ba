#include "ingest/import/csv_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gridhall::importer {

CsvReader::CsvReader(ByteSource source, char delimiter, CsvLimits limits)
    : window_(std::move(source)), delimiter_(delimiter), limits_(limits) {}

bool CsvReader::next(CsvRow& row) {
  if (std::exchange(at_start_, false)) window_.take_mark();
  while (at(0) >= 0) {
    row.line = line_;
    row.fields.clear();
    row.stray_quote = false;
    row.fault = RowFault::kNone;
    const bool quoted = at(0) == '"';
    scan(row);
    if (row.fault != RowFault::kNone) return true;
    if (ends_.size() == 1 && text_.empty() && !quoted) continue;
    std::size_t from = 0;
    for (const std::size_t end : ends_) {
      row.fields.push_back(std::string_view(text_).substr(from, end - from));
      from = end;
    }
    return true;
  }
  return false;
}

void CsvReader::scan(CsvRow& row) {
  text_.clear();
  ends_.clear();
  lines_inside_ = 0;
  first_line_end_ = 0;
  std::size_t offset = 0;
  for (;;) {
    const std::size_t field_begin = text_.size();
    const bool quoted = at(offset) == '"';
    if (quoted && !scan_quoted(offset, field_begin)) return give_up_quote(row);
    if (!scan_plain(offset, field_begin, quoted, row)) return skip_line(offset, RowFault::kTooLong, row);
    ends_.push_back(text_.size());
    if (at(offset) != static_cast<unsigned char>(delimiter_)) return end_line(offset);
    ++offset;
    if (ends_.size() == limits_.fields) return skip_line(offset, RowFault::kTooManyFields, row);
  }
}

/// From the opening quote to behind the closing one; false where there is none within the limits.
bool CsvReader::scan_quoted(std::size_t& offset, std::size_t field_begin) {
  ++offset;
  for (;;) {
    const int c = at(offset);
    if (c < 0 || offset > limits_.row_bytes || text_.size() - field_begin > limits_.field_bytes) return false;
    if (c == '"') {
      if (at(offset + 1) != '"') break;
      ++offset;
    } else if (c == '\n' || (c == '\r' && at(offset + 1) != '\n')) {
      ++lines_inside_;
      if (first_line_end_ == 0) first_line_end_ = offset + 1;
    }
    text_ += static_cast<char>(c);
    ++offset;
  }
  ++offset;
  return true;
}

/// To the delimiter or line end; false where the field or the row is too long.
bool CsvReader::scan_plain(std::size_t& offset, std::size_t field_begin, bool after_quote, CsvRow& row) {
  for (int c = at(offset); c >= 0 && c != static_cast<unsigned char>(delimiter_) && !is_line_end(c);
       c = at(offset)) {
    if (offset >= limits_.row_bytes || text_.size() - field_begin >= limits_.field_bytes) return false;
    if (c == '"' || (after_quote && c != ' ' && c != '\t')) row.stray_quote = true;
    text_ += static_cast<char>(c);
    ++offset;
  }
  return true;
}

void CsvReader::give_up_quote(CsvRow& row) {
  // With a line end inside, the row is its first line and the rest is read afresh; else what is left of the
  // line goes.
  if (first_line_end_ == 0) return skip_line(0, RowFault::kUnterminatedQuote, row);
  row.fault = RowFault::kUnterminatedQuote;
  window_.take(first_line_end_);
  ++line_;
}

void CsvReader::skip_line(std::size_t offset, RowFault fault, CsvRow& row) {
  row.fault = fault;
  line_ += lines_inside_;
  window_.take(offset);
  // One by one, so that the window drops what was skipped: a line without an end costs no memory.
  for (int c = at(0); c >= 0 && !is_line_end(c); c = at(0)) window_.take(1);
  lines_inside_ = 0;
  end_line(0);
}

void CsvReader::end_line(std::size_t offset) {
  line_ += lines_inside_;
  const int c = at(offset);
  if (c >= 0) {
    ++line_;
    ++offset;
    if (c == '\r' && at(offset) == '\n') ++offset;
  }
  window_.take(offset);
}

char detect_delimiter(std::string_view beginning) {
  constexpr std::array<char, 4> kCandidates = {',', ';', '\t', '|'};
  std::array<std::size_t, 4> counts{};
  bool quoted = false;
  for (const char c : beginning) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    const auto found = std::find(kCandidates.begin(), kCandidates.end(), c);
    if (found != kCandidates.end()) ++counts[static_cast<std::size_t>(found - kCandidates.begin())];
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  return kCandidates[static_cast<std::size_t>(most - counts.begin())];
}

}  // namespace gridhall::importer
