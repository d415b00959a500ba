// Whether an open case will be late, from how long the cases of its class and unit took before.
//
// Each forecast stands on the narrowest record that has enough cases: its class in its unit, its class, its
// unit, all. Source and limits of the method: dashboard/README.md, "The rescue list".
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "store/outcome_scope.hpp"
#include "store/survival.hpp"

namespace gridhall::store {

inline constexpr std::uint64_t kForecastCasesMin = 50;  ///< ended ones, for a record to stand on its own

enum class ForecastBasis : std::uint8_t { kClassInUnit, kClass, kUnit, kAll };
std::string_view to_string(ForecastBasis basis);

struct Forecast {
  double breach = 0;  ///< probability that it lasts beyond its allowance
  ForecastBasis basis = ForecastBasis::kAll;
  std::uint64_t cases = 0;  ///< that had ended in the record it stands on
};

class Forecaster {
 public:
  /// From what was known at `as_of_us`: what ended before, and that the others had not. A clock of working
  /// time that was running then is taken to have run evenly.
  Forecaster(const OutcomesView& outcomes, std::int64_t as_of_us);

  /// `used` and `allowance` in minutes of the handling clock.
  Forecast of(const std::string& class_code, const std::string& unit, double used, double allowance) const;
  std::uint64_t cases() const { return all_.cases; }

 private:
  struct Record {
    explicit Record(const DurationHistogram& histogram) : cases(histogram.ended()), curve(histogram) {}
    std::uint64_t cases;
    SurvivalCurve curve;
  };
  template <class Key>
  static std::map<Key, Record, std::less<>> records(std::map<Key, DurationHistogram>& histograms);

  std::map<std::pair<std::string, std::string>, Record, std::less<>> by_both_;
  std::map<std::string, Record, std::less<>> by_class_;
  std::map<std::string, Record, std::less<>> by_unit_;
  Record all_{DurationHistogram()};
};

}  // namespace gridhall::store
