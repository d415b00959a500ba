// Wrong options and configuration are all told at once, each with where it stands, the value and what is
// valid.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gridhall::daemon {

class Problems {
 public:
  /// `where` is an option ("--listen") or a file and key ("city.toml: city.time_zone").
  void add(std::string_view where, std::string_view value, std::string_view allowed);
  bool empty() const { return lines_.empty(); }
  /// On stderr, a line each.
  void print() const;

 private:
  std::vector<std::string> lines_;
};

inline constexpr int kExitUsage = 2;

}  // namespace gridhall::daemon
