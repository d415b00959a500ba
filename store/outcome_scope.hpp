// Which outcomes a count takes: asked once for each class, unit and set of areas there is, not once a case.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "store/outcomes.hpp"

namespace gridhall::store {

/// Null takes all.
struct OutcomeScope {
  std::function<bool(const std::string& class_code)> wants_class;
  std::function<bool(const std::string& unit)> wants_unit;
  std::function<bool(const std::vector<model::AreaRef>& areas)> wants_areas;
};

class ScopeMatch {
 public:
  ScopeMatch(const OutcomesView& view, const OutcomeScope& scope) {
    for (std::uint32_t id = 0; id < view.classes().size(); ++id)
      classes_.push_back(!scope.wants_class || scope.wants_class(view.classes().text(id)) ? 1 : 0);
    for (std::uint32_t id = 0; id < view.units().size(); ++id)
      units_.push_back(!scope.wants_unit || scope.wants_unit(view.units().text(id)) ? 1 : 0);
    for (std::uint32_t set = 0; set < view.area_sets(); ++set)
      areas_.push_back(!scope.wants_areas || scope.wants_areas(view.areas(set)) ? 1 : 0);
  }

  /// Counted at all, and within the scope.
  bool operator()(const OutcomeRows& rows, std::size_t i) const {
    return (rows.bits[i] & model::kOutcomeUncounted) == 0 &&
           (classes_[rows.class_code[i]] & units_[rows.unit[i]] & areas_[rows.area_set[i]]) != 0;
  }

 private:
  std::vector<unsigned char> classes_;
  std::vector<unsigned char> units_;
  std::vector<unsigned char> areas_;
};

}  // namespace gridhall::store
