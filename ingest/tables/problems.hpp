// Wrong options and configuration are all told at once, each with where it stands, the value and what is
// valid.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gridhall::tables {

class Problems {
 public:
  /// `where` is an option ("--listen") or a file and key ("city.toml: city.time_zone").
  void add(std::string_view where, std::string_view value, std::string_view allowed);
  /// `value` as it stands in a file, with the quotes that it has there: 3 is not "3".
  void add_as_written(std::string_view where, std::string_view value, std::string_view allowed);
  bool empty() const { return lines_.empty(); }
  const std::vector<std::string>& lines() const { return lines_; }
  /// On stderr, a line each.
  void print() const;

 private:
  std::vector<std::string> lines_;
};

}  // namespace gridhall::tables
