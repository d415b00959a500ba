#include "store/forecast.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace gridhall::store {
namespace {

constexpr std::int64_t kMinute_us = 60'000'000;
constexpr std::array<std::string_view, 4> kBasisNames = {"class_in_unit", "class", "unit", "all"};

/// How long a case had taken by then, and whether that was all; nothing where it says nothing.
struct Lasted {
  std::uint32_t minutes = 0;
  bool ended = false;
};

std::optional<Lasted> lasted(const OutcomeRows& rows, std::size_t i, std::int64_t as_of_us) {
  const unsigned bits = rows.bits[i];
  if (rows.opened_us[i] >= as_of_us || (bits & (model::kOutcomeUncounted | model::kOutcomeRejected)) != 0)
    return std::nullopt;
  const bool over = rows.ended_us[i] != kNoTime;
  if (over && rows.ended_us[i] < as_of_us) return Lasted{rows.handled_minutes[i], true};
  const std::int64_t age_us = as_of_us - rows.opened_us[i];
  if ((bits & model::kOutcomeWallClock) != 0)
    return Lasted{static_cast<std::uint32_t>(age_us / kMinute_us), false};
  if (!over) return Lasted{rows.handled_minutes[i], false};
  const double share =
      static_cast<double>(age_us) / static_cast<double>(rows.ended_us[i] - rows.opened_us[i]);
  return Lasted{static_cast<std::uint32_t>(rows.handled_minutes[i] * share), false};
}

}  // namespace

std::string_view to_string(ForecastBasis basis) {
  return kBasisNames[static_cast<std::size_t>(basis)];
}

template <class Key>
std::map<Key, Forecaster::Record, std::less<>> Forecaster::records(
    std::map<Key, DurationHistogram>& histograms) {
  std::map<Key, Record, std::less<>> out;
  for (const auto& [key, histogram] : histograms) {
    if (histogram.ended() >= kForecastCasesMin) out.try_emplace(key, histogram);
  }
  return out;
}

Forecaster::Forecaster(const OutcomesView& outcomes, std::int64_t as_of_us) {
  const std::size_t units = outcomes.units().size();
  std::vector<std::unique_ptr<DurationHistogram>> both(outcomes.classes().size() * units);
  for (std::size_t b = 0; b < outcomes.blocks(); ++b) {
    const OutcomeRows rows = outcomes.block(b);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto known = lasted(rows, i, as_of_us);
      if (!known) continue;
      auto& histogram = both[rows.class_code[i] * units + rows.unit[i]];
      if (!histogram) histogram = std::make_unique<DurationHistogram>();
      histogram->add(known->minutes, known->ended);
    }
  }
  std::map<std::pair<std::string, std::string>, DurationHistogram> by_both;
  std::map<std::string, DurationHistogram> by_class;
  std::map<std::string, DurationHistogram> by_unit;
  DurationHistogram all;
  for (std::size_t key = 0; key < both.size(); ++key) {
    if (!both[key]) continue;
    const std::string& class_code = outcomes.classes().text(static_cast<std::uint32_t>(key / units));
    const std::string& unit = outcomes.units().text(static_cast<std::uint32_t>(key % units));
    by_both[{class_code, unit}].merge(*both[key]);
    by_class[class_code].merge(*both[key]);
    by_unit[unit].merge(*both[key]);
    all.merge(*both[key]);
  }
  by_both_ = records(by_both);
  by_class_ = records(by_class);
  by_unit_ = records(by_unit);
  all_ = Record(all);
}

Forecast Forecaster::of(const std::string& class_code, const std::string& unit, double used,
                        double allowance) const {
  const auto from = [&](const Record& record, ForecastBasis basis) {
    return Forecast{record.curve.beyond(allowance, used), basis, record.cases};
  };
  if (const auto at = by_both_.find(std::pair(class_code, unit)); at != by_both_.end())
    return from(at->second, ForecastBasis::kClassInUnit);
  if (const auto at = by_class_.find(class_code); at != by_class_.end())
    return from(at->second, ForecastBasis::kClass);
  if (const auto at = by_unit_.find(unit); at != by_unit_.end())
    return from(at->second, ForecastBasis::kUnit);
  return from(all_, ForecastBasis::kAll);
}

}  // namespace gridhall::store
