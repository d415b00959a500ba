// The objects of a JSON file, one at a time: an array, one object a line (NDJSON), or objects one behind the
// other.
//
// The problem: such files are larger than memory, and one broken object must not cost the others. So only the
// extent of each object is found here (brackets, strings, escapes), in a chunked source and with a bound;
// what is inside is the caller's to parse. Lines are taken as they are where the first one holds a whole
// object. Elsewhere an object whose end does not come within the bound is reported as broken, and reading
// goes on at the next line that opens an object.
//
// Thread: one. Memory: twice the bound.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/import/byte_window.hpp"

namespace gridhall::importer {

struct JsonItem {
  std::uint64_t line = 0;  ///< of its first character
  std::string_view text;   ///< valid until the next call
  bool broken = false;     ///< not an object, or without an end; `text` is its beginning
};

class JsonReader {
 public:
  explicit JsonReader(ByteSource source, std::size_t item_bytes_max = 1U << 20);

  /// False at the end.
  bool next(JsonItem& item);

 private:
  enum class Layout : std::uint8_t { kUnknown, kLines, kValues };

  int at(std::size_t offset) { return window_.at(offset); }
  void advance(std::size_t count);
  void skip_to_line_end();
  bool skip_gap();
  void hand_out(JsonItem& item, std::size_t length, bool broken);
  bool next_line(JsonItem& item);
  bool next_value(JsonItem& item);
  std::size_t value_end();
  void find_layout();

  ByteWindow window_;
  std::size_t item_bytes_max_;
  Layout layout_ = Layout::kUnknown;
  bool resync_ = false;  ///< an object had no end: only a line that opens one is trusted
  std::string text_;     ///< of the item handed out last
  std::uint64_t line_ = 1;
};

}  // namespace gridhall::importer
