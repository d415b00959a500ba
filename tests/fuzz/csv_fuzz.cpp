// Bytes → rows. Invariants: it ends; lines ascend; a faulty row has no fields; the size of the chunks that
// the source gives changes nothing.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "ingest/import/csv_reader.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using gridhall::importer::CsvReader;
using gridhall::importer::CsvRow;
using gridhall::importer::RowFault;

std::vector<std::vector<std::string>> read(std::string_view text, std::size_t chunk) {
  CsvReader reader(
      [text, chunk](char* buffer, std::size_t size) mutable {
        const std::size_t count = std::min({size, chunk, text.size()});
        std::memcpy(buffer, text.data(), count);
        text.remove_prefix(count);
        return count;
      },
      ',', {256, 1024, 32});
  std::vector<std::vector<std::string>> rows;
  std::uint64_t line = 0;
  for (CsvRow row; reader.next(row);) {
    GRIDHALL_REQUIRE(row.line > line);
    line = row.line;
    GRIDHALL_REQUIRE(row.fault == RowFault::kNone ? !row.fields.empty() : row.fields.empty());
    rows.emplace_back(row.fields.begin(), row.fields.end());
  }
  return rows;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  gridhall::importer::detect_delimiter(text);
  GRIDHALL_REQUIRE(read(text, 1U << 16) == read(text, 3));
  return 0;
}
