// Mistakes as they are told, for the tests of the files' readers.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "ingest/tables/problems.hpp"

namespace gridhall::tables {

inline std::string all_lines(const Problems& problems) {
  std::string out;
  for (const std::string& line : problems.lines()) out.append(line).append("\n");
  return out;
}

inline bool told(const Problems& problems, std::string_view part) {
  return std::ranges::any_of(
      problems.lines(), [part](const std::string& line) { return line.find(part) != std::string::npos; });
}

/// The only mistake, word for word.
inline void check_only(const Problems& problems, const std::string& line) {
  INFO(all_lines(problems));
  REQUIRE(problems.lines().size() == 1);
  CHECK(problems.lines().front() == line);
}

/// The only mistake contains this.
inline void check_told(const Problems& problems, const std::string& part) {
  INFO(part);
  INFO(all_lines(problems));
  CHECK(problems.lines().size() == 1);
  CHECK(told(problems, part));
}

}  // namespace gridhall::tables
