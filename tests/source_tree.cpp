#include "tests/source_tree.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

namespace gridhall {

namespace fs = std::filesystem;

fs::path source_tree() {
  return GRIDHALL_SOURCE_DIR;
}

std::optional<fs::path> real_data(std::string_view below) {
  const char* const given = std::getenv("GRIDHALL_SHARED_DATA");
  const fs::path root = given != nullptr ? fs::path(given) : source_tree().parent_path() / "shared" / "data";
  std::error_code error;
  if (fs::exists(root / below, error)) return root / below;
  WARN("skipped: there is no " << (root / below).string()
                               << " (GRIDHALL_SHARED_DATA names the folder of data sets)");
  return std::nullopt;
}

}  // namespace gridhall
