// Plain text search in a case: every word of the query must stand somewhere in its id, title, description,
// address or subject. Letters match whatever their case (Latin, Greek, Cyrillic, full-width); scripts without
// case match as they are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/model/case.hpp"

namespace gridhall::dashboard {

class TextSearch {
 public:
  TextSearch() = default;
  explicit TextSearch(std::string_view query);
  bool empty() const { return words_.empty(); }
  bool matches(const model::Case& c) const;

 private:
  std::vector<std::string> words_;  ///< folded
};

/// Lower case where the scripts above have one; other bytes stay as they are.
std::string fold_case(std::string_view text);

}  // namespace gridhall::dashboard
