#include "ingest/simulate/arrivals.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <vector>

using namespace gridhall;
using namespace gridhall::simulate;
using namespace std::chrono_literals;

namespace {

model::Time at(const char* text) {
  return model::parse_rfc3339(text).value();
}

}  // namespace

TEST_CASE("hours of the week count from Monday midnight in the city") {
  CHECK(hour_of_week(at("2026-11-22T15:59:59Z")) == 167);  // Sunday 23:59 in Shanghai
  CHECK(hour_of_week(at("2026-11-22T16:00:00Z")) == 0);
  CHECK(hour_of_week(at("2026-11-24T06:02:11Z")) == 24 + 14);
}

TEST_CASE("reports follow the table hour by hour") {
  const Arrivals arrivals(0.1);
  Random random(11);
  constexpr int kWeeks = 8;
  const model::Time start = at("2026-11-22T16:00:00Z");
  const model::Time end = start + 24h * 7 * kWeeks;
  std::array<double, 168> hours{};
  std::vector<double> rows(case_classes().size());
  for (Arrival arrival = arrivals.next(start, random); arrival.at < end;
       arrival = arrivals.next(arrival.at, random)) {
    hours[static_cast<std::size_t>(hour_of_week(arrival.at))] += 1;
    rows[arrival.row] += 1;
  }
  double total_expected = 0;
  double chi2 = 0;
  for (int hour = 0; hour < 168; ++hour) {
    double expected = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) expected += arrivals.expected(row, hour) * kWeeks;
    const double seen = hours[static_cast<std::size_t>(hour)];
    chi2 += (seen - expected) * (seen - expected) / expected;
    total_expected += expected;
  }
  // 168 degrees of freedom: mean 168, standard deviation 18. The seed is fixed, so this never flickers.
  CHECK(chi2 < 168 + 4 * 18.4);
  CHECK(chi2 > 168 - 4 * 18.4);
  CHECK(total_expected == Approx(0.1 * 7 * 86'400 * kWeeks));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    double expected = 0;
    for (int hour = 0; hour < 168; ++hour) expected += arrivals.expected(row, hour) * kWeeks;
    INFO(case_classes()[row].code);
    CHECK(std::abs(rows[row] - expected) < 4.5 * std::sqrt(expected));
  }
}

TEST_CASE("arrivals go forward even at rates of less than one an hour") {
  const Arrivals arrivals(0.0001);
  Random random(3);
  model::Time from = at("2026-11-24T06:00:00Z");
  for (int k = 0; k < 50; ++k) {
    const Arrival arrival = arrivals.next(from, random);
    REQUIRE(arrival.at >= from);
    from = arrival.at;
  }
  CHECK(from - at("2026-11-24T06:00:00Z") > 40h);
}
