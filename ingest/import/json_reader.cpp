#include "ingest/import/json_reader.hpp"

#include <algorithm>
#include <utility>

namespace gridhall::importer {
namespace {

constexpr std::size_t kBrokenShown = 120;

bool is_blank(int c) {
  return c == ' ' || c == '\t' || is_line_end(c);
}

}  // namespace

JsonReader::JsonReader(ByteSource source, std::size_t item_bytes_max)
    : window_(std::move(source)), item_bytes_max_(item_bytes_max) {}

void JsonReader::advance(std::size_t count) {
  for (; count > 0; --count) {
    const int c = at(0);
    if (c == '\n' || (c == '\r' && at(1) != '\n')) ++line_;
    window_.take(1);
  }
}

void JsonReader::hand_out(JsonItem& item, std::size_t length, bool broken) {
  item.line = line_;
  item.broken = broken;
  text_ = window_.seen(broken ? std::min(length, kBrokenShown) : length);
  item.text = text_;
}

void JsonReader::skip_to_line_end() {
  while (at(0) >= 0 && !is_line_end(at(0))) window_.take(1);
}

bool JsonReader::next(JsonItem& item) {
  if (layout_ == Layout::kUnknown) find_layout();
  return layout_ == Layout::kLines ? next_line(item) : next_value(item);
}

// NDJSON is told from a pretty-printed object by its first line, which holds a whole object.
void JsonReader::find_layout() {
  window_.take_mark();
  while (is_blank(at(0))) advance(1);
  layout_ = Layout::kValues;
  if (at(0) == '[') {
    advance(1);
    return;
  }
  const std::size_t end = value_end();
  if (end == 0) return;
  const std::string_view first = window_.seen(end);
  const bool one_line = std::none_of(first.begin(), first.end(), is_line_end);
  std::size_t behind = end;
  while (at(behind) == ' ' || at(behind) == '\t') ++behind;
  if (one_line && (at(behind) < 0 || is_line_end(at(behind)))) layout_ = Layout::kLines;
}

bool JsonReader::next_line(JsonItem& item) {
  while (is_blank(at(0))) advance(1);
  if (at(0) < 0) return false;
  std::size_t length = 0;
  while (length <= item_bytes_max_ && at(length) >= 0 && !is_line_end(at(length))) ++length;
  hand_out(item, length, length > item_bytes_max_ || at(0) != '{');
  window_.take(length);
  skip_to_line_end();
  return true;
}

/// To the next object; false at the end.
bool JsonReader::skip_gap() {
  if (resync_) {
    for (;;) {
      skip_to_line_end();
      while (is_blank(at(0)) || at(0) == ',') advance(1);
      if (at(0) == '{' || at(0) < 0) break;
    }
    resync_ = false;
  }
  while (is_blank(at(0)) || at(0) == ',' || at(0) == ']') advance(1);
  return at(0) >= 0;
}

bool JsonReader::next_value(JsonItem& item) {
  if (!skip_gap()) return false;
  if (const std::size_t length = value_end(); length > 0) {
    hand_out(item, length, false);
    advance(length);
    return true;
  }
  resync_ = at(0) == '{';
  std::size_t length = 1;
  while (length < kBrokenShown && at(length) >= 0 && !is_line_end(at(length)) && at(length) != ',') ++length;
  hand_out(item, length, true);
  // What is no object at all goes up to the next comma; behind an object without an end only a new line is
  // trusted.
  if (!resync_) advance(length);
  return true;
}

/// Length of the object at the front; 0 where there is none or it has no end within the bound.
std::size_t JsonReader::value_end() {
  if (at(0) != '{') return 0;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < item_bytes_max_; ++i) {
    const int c = at(i);
    if (c < 0) return 0;
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return 0;
}

}  // namespace gridhall::importer
