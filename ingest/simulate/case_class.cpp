#include "ingest/simulate/case_class.hpp"

namespace gridhall::simulate {
namespace {

using Day = std::array<double, 24>;

struct Shape {
  Day weekday;
  Day weekend;
};

constexpr Day kEven{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
constexpr Day kAwake{0.30, 0.20, 0.16, 0.15, 0.18, 0.35, 0.80, 1.3, 1.7, 1.8, 1.7, 1.5,
                     1.2,  1.2,  1.5,  1.6,  1.5,  1.5,  1.4,  1.3, 1.2, 1.0, 0.7, 0.45};
constexpr Day kDeskHours{0.08, 0.05, 0.04, 0.04, 0.05, 0.10, 0.4, 1.0, 2.3, 2.7, 2.5,  2.0,
                         1.1,  1.4,  2.3,  2.4,  2.1,  1.5,  0.7, 0.4, 0.3, 0.2, 0.15, 0.1};
constexpr Day kDeskWeekend{0.08, 0.05, 0.04, 0.04, 0.05, 0.08, 0.2, 0.4, 0.7, 0.9, 0.9,  0.8,
                           0.5,  0.6,  0.8,  0.8,  0.7,  0.5,  0.4, 0.3, 0.2, 0.2, 0.15, 0.1};
constexpr Day kPeaks{0.25, 0.15, 0.10, 0.10, 0.15, 0.4, 1.2, 2.6, 2.4, 1.3, 1.1, 1.2,
                     1.2,  1.0,  1.0,  1.2,  1.8,  2.6, 2.3, 1.4, 1.0, 0.8, 0.5, 0.35};
constexpr Day kEarly{0.15, 0.10, 0.10, 0.15, 0.4, 1.2, 2.4, 2.8, 2.4, 1.9,  1.6,  1.3,
                     0.9,  0.7,  0.8,  1.0,  1.2, 1.2, 0.9, 0.7, 0.5, 0.35, 0.25, 0.2};
constexpr Day kLate{0.9, 0.5, 0.3, 0.2, 0.1, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5, 0.6,
                    0.7, 0.6, 0.6, 0.7, 0.9, 1.3, 2.0, 2.8, 3.0, 2.8, 2.1, 1.5};
constexpr Day kSmallHours{2.4, 1.8, 1.2, 0.9, 0.8, 0.8, 0.8, 0.7, 0.5, 0.4, 0.4, 0.4,
                          0.5, 0.5, 0.4, 0.4, 0.5, 0.6, 0.8, 1.1, 1.5, 2.3, 2.9, 2.8};

constexpr Day scaled(const Day& day, double factor) {
  Day out = day;
  for (double& hour : out) hour *= factor;
  return out;
}

constexpr Shape shape_of(Pattern pattern) {
  switch (pattern) {
    case Pattern::kFlat:
      return {kEven, kEven};
    case Pattern::kDaytime:
      return {kAwake, scaled(kAwake, 0.85)};
    case Pattern::kOffice:
      return {kDeskHours, kDeskWeekend};
    case Pattern::kRush:
      return {kPeaks, scaled(kAwake, 0.9)};
    case Pattern::kMorning:
      return {kEarly, scaled(kEarly, 1.1)};
    case Pattern::kEvening:
      return {kLate, scaled(kLate, 1.35)};
    case Pattern::kNight:
      return {kSmallHours, scaled(kSmallHours, 1.3)};
  }
  return {kEven, kEven};
}

using Week = std::array<double, 168>;

constexpr Week week_of(Pattern pattern) {
  const Shape shape = shape_of(pattern);
  Week week{};
  double total = 0;
  for (std::size_t hour = 0; hour < week.size(); ++hour) {
    const bool weekend = hour / 24 >= 5;
    week[hour] = weekend ? shape.weekend[hour % 24] : shape.weekday[hour % 24];
    total += week[hour];
  }
  for (double& value : week) value *= static_cast<double>(week.size()) / total;
  return week;
}

constexpr std::array<Week, 7> kWeeks{week_of(Pattern::kFlat),    week_of(Pattern::kDaytime),
                                     week_of(Pattern::kOffice),  week_of(Pattern::kRush),
                                     week_of(Pattern::kMorning), week_of(Pattern::kEvening),
                                     week_of(Pattern::kNight)};

}  // namespace

double activity(Pattern pattern, int hour_of_week) {
  return kWeeks[static_cast<std::size_t>(pattern)][static_cast<std::size_t>(hour_of_week)];
}

std::span<const CaseClass> case_classes() {
  static const std::vector<CaseClass> all = [] {
    std::vector<CaseClass> classes;
    for (auto part : {component_classes(), everyday_classes(), urgent_classes()}) {
      classes.insert(classes.end(), part.begin(), part.end());
    }
    return classes;
  }();
  return all;
}

}  // namespace gridhall::simulate
