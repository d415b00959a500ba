#include "ingest/tables/problems.hpp"

#include <cstdio>

namespace gridhall::tables {

void Problems::add(std::string_view where, std::string_view value, std::string_view allowed) {
  std::string line(where);
  if (!value.empty()) line.append(" is \"").append(value).append("\"");
  line.append("; ").append(allowed);
  lines_.push_back(std::move(line));
}

void Problems::add_as_written(std::string_view where, std::string_view value, std::string_view allowed) {
  lines_.push_back(std::string(where).append(" is ").append(value).append("; ").append(allowed));
}

void Problems::print() const {
  for (const std::string& line : lines_) std::fprintf(stderr, "gridhall: %s\n", line.c_str());
}

}  // namespace gridhall::tables
