#include "store/survival.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace gridhall::store;

TEST_CASE(
    "bins follow on each other, and each duration is in the one whose floor is the last at or below it") {
  for (std::size_t bin = 0; bin + 1 < DurationHistogram::kBins; ++bin)
    REQUIRE(DurationHistogram::floor_of(bin) < DurationHistogram::floor_of(bin + 1));
  for (std::uint32_t minutes = 0; minutes < 100'000; ++minutes) {
    const std::size_t bin = DurationHistogram::bin(minutes);
    REQUIRE(DurationHistogram::floor_of(bin) <= minutes);
    REQUIRE(minutes < DurationHistogram::floor_of(bin + 1));
  }
  CHECK(DurationHistogram::bin(UINT32_MAX) == DurationHistogram::kBins - 1);
}

TEST_CASE("the curve is the product-limit estimate: what lasts on leaves without having ended") {
  // Textbook: of 6, one ends at 6; of the 4 left after one was last seen at 7, one ends at 10; of 2 left, one
  // at 20.
  DurationHistogram histogram;
  histogram.add(6, true);
  histogram.add(7, false);
  histogram.add(10, true);
  histogram.add(15, false);
  histogram.add(20, true);
  histogram.add(25, false);
  const SurvivalCurve curve(histogram);
  CHECK(curve.after(6) == 1.0);
  CHECK(curve.after(7) == Approx(5.0 / 6));
  CHECK(curve.after(11) == Approx(5.0 / 6 * 3 / 4));
  CHECK(curve.after(21) == Approx(5.0 / 6 * 3 / 4 * 1 / 2));
}

TEST_CASE("behind its record the curve falls on as it fell on the whole") {
  DurationHistogram histogram;
  for (int i = 0; i < 50; ++i) histogram.add(40, true);
  for (int i = 0; i < 50; ++i) histogram.add(59, false);
  const SurvivalCurve curve(histogram);
  CHECK(curve.after(60) == Approx(0.5));
  CHECK(curve.after(120) == Approx(0.25));
  CHECK(curve.beyond(120, 60) == Approx(0.5));
  CHECK(curve.beyond(240, 180) == Approx(0.5));
}

TEST_CASE("without anything known everything lasts, and past the allowance it is late for certain") {
  const SurvivalCurve none{DurationHistogram()};
  CHECK(none.after(100) == 1.0);
  CHECK(none.beyond(100, 10) == 1.0);
  DurationHistogram histogram;
  for (int i = 0; i < 100; ++i) histogram.add(10, true);
  const SurvivalCurve curve(histogram);
  CHECK(curve.beyond(20, 5) == 0.0);
  CHECK(curve.beyond(20, 20) == 1.0);
  CHECK(curve.beyond(60, 50) == 1.0);
}

TEST_CASE("histograms of parts add up to that of the whole") {
  std::mt19937_64 random(std::random_device{}());
  const auto seed = random();
  INFO("seed " << seed);
  random.seed(seed);
  DurationHistogram whole;
  DurationHistogram one;
  DurationHistogram other;
  for (int i = 0; i < 5'000; ++i) {
    const auto minutes = static_cast<std::uint32_t>(random() % 50'000);
    const bool ended = random() % 4 != 0;
    whole.add(minutes, ended);
    (random() % 2 == 0 ? one : other).add(minutes, ended);
  }
  one.merge(other);
  CHECK(one.ended() == whole.ended());
  for (const double minutes : {1.0, 30.5, 100.0, 1'000.0, 20'000.0, 49'000.0})
    CHECK(SurvivalCurve(one).after(minutes) == SurvivalCurve(whole).after(minutes));
}

TEST_CASE(
    "the curve of a known law comes out as the law, and waiting long says nothing where nothing is "
    "remembered") {
  std::mt19937_64 random(11);
  std::exponential_distribution<double> law(1.0 / 600);
  DurationHistogram histogram;
  for (int i = 0; i < 200'000; ++i) histogram.add(static_cast<std::uint32_t>(law(random)), true);
  const SurvivalCurve curve(histogram);
  for (const double minutes : {60.0, 300.0, 600.0, 1'200.0}) {
    CHECK(curve.after(minutes) == Approx(std::exp(-minutes / 600)).margin(0.01));
    CHECK(curve.beyond(minutes + 500, 500) == Approx(std::exp(-minutes / 600)).margin(0.02));
  }
}
