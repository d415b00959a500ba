// Figures and trends over millions of closed cases: one pass over the outcomes each, in one process without a
// store. Beside them, in the same run, what it takes to put the outcomes there.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <random>

#include "store/figure_count.hpp"
#include "store/series_count.hpp"
#include "tests/bench/process_figures.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/rounds.hpp"

namespace gridhall::bench {
namespace {

constexpr std::int64_t kDay_us = 86'400'000'000;
constexpr std::int64_t kDay_s = 86'400;
constexpr std::int64_t kDays = 3'000;  ///< over which the cases are spread
constexpr std::int64_t kNow_us = 20'000 * kDay_us;

model::Time at(std::int64_t us) {
  return model::Time(std::chrono::microseconds(us));
}

std::vector<std::string> numbered(const char* prefix, int count) {
  std::vector<std::string> out;
  out.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) out.push_back(prefix + std::to_string(i));
  return out;
}

void fill(store::Outcomes& outcomes, std::size_t cases) {
  std::mt19937_64 random(7);
  const std::vector<std::string> classes = numbered("class.", 80);
  const std::vector<std::string> units = numbered("unit.", 60);
  std::vector<std::vector<model::AreaRef>> areas;
  areas.reserve(150);
  for (int street = 0; street < 150; ++street)
    areas.push_back(
        {{0, "district-" + std::to_string(street / 15)}, {1, "street-" + std::to_string(street)}});
  std::vector<store::Outcomes::Put> slice;
  for (std::uint64_t seq = 1; seq <= cases; ++seq) {
    store::Outcomes::Put& put = slice.emplace_back();
    put.case_seq = put.version = seq;
    put.areas = &areas[random() % areas.size()];
    put.cell.value = 1 + random() % 20'000;
    model::Outcome& out = put.outcome;
    out.class_code = classes[random() % classes.size()];
    out.unit = units[random() % units.size()];
    const std::int64_t opened = kNow_us - static_cast<std::int64_t>(random() % (kDays * kDay_s)) * 1'000'000;
    const auto took_s = static_cast<std::int64_t>(random() % (14 * kDay_s));
    out.opened_at = at(opened);
    out.ended_at = at(opened + took_s * 1'000'000);
    out.handling.due_at = at(opened + 7 * kDay_us);
    out.handling.kept = took_s <= 7 * kDay_s ? model::Kept::kInTime : model::Kept::kLate;
    out.dispatch = {at(opened + kDay_us / 24), random() % 8 == 0 ? model::Kept::kLate : model::Kept::kInTime};
    out.handled_minutes = static_cast<std::uint32_t>(took_s / 180);
    out.bits = model::kOutcomeClosed | model::kOutcomeAnswered;
    out.rating = static_cast<std::uint8_t>(random() % 6);
    if (slice.size() == 512 || seq == cases) {
      outcomes.put(slice);
      slice.clear();
    }
  }
}

store::FigureQuery last(std::int64_t days) {
  store::FigureQuery query;
  query.now_us = kNow_us;
  query.before_us = kNow_us;
  query.from_us = kNow_us - days * kDay_us;
  query.previous_us = kNow_us - 2 * days * kDay_us;
  query.recurrence_us = 30 * kDay_us;
  return query;
}

/// Counts and the quantiles that an answer has.
void answer(const store::Outcomes& outcomes, const store::FigureQuery& query) {
  for (const store::FigureGroup& group : store::count_figures(store::OutcomesView(outcomes), query)) {
    for (const double p : {0.5, 0.9}) {
      store::quantile(group.now.to_close_s, p);
      store::quantile(group.now.handled_min, p);
      store::quantile(group.before.to_close_s, p);
      store::quantile(group.before.handled_min, p);
    }
  }
}

void measure(std::size_t cases, int rounds) {
  store::Outcomes outcomes;
  Rounds filling;
  filling.time([&] { fill(outcomes, cases); });
  Rounds month;
  Rounds month_by_unit;
  Rounds years;
  Rounds series;
  std::vector<std::int64_t> bounds;
  for (std::int64_t day = kDays; day >= 0; --day) bounds.push_back(kNow_us - day * kDay_us);
  store::FigureQuery by_unit = last(30);
  by_unit.by = store::FiguresBy::kUnit;
  for (int round = 0; round < rounds; ++round) {
    month.time([&] { answer(outcomes, last(30)); });
    month_by_unit.time([&] { answer(outcomes, by_unit); });
    years.time([&] { answer(outcomes, last(kDays)); });
    series.time([&] { store::count_series(store::OutcomesView(outcomes), {}, bounds); });
  }
  Report report("figures over " + std::to_string(cases) + " closed cases");
  const auto add = [&report](const std::string& name, const std::string& what, Rounds& times) {
    report.add(name + "_p50_ms", what + ", half within", times.percentile_ms(0.5), "ms", 1);
    report.add(name + "_p99_ms", what + ", 99 of 100 within", times.percentile_ms(0.99), "ms", 1);
  };
  add("month", "a month and the one before it", month);
  add("month_by_unit", "the same by 60 units", month_by_unit);
  add("years", "all of it as one period", years);
  add("series", "the trend by 3,000 days", series);
  report.add("put_us", "one outcome put", filling.percentile_ms(1) * 1'000 / static_cast<double>(cases), "us",
             2);
  report.add("peak_mib", "most memory", static_cast<double>(peak_memory_bytes(::getpid())) / (1 << 20),
             "MiB");
  report.print();
}

}  // namespace
}  // namespace gridhall::bench

int main(int argc, char** argv) {
  CLI::App app("What figures and trends cost.");
  std::size_t cases = 5'000'000;
  int rounds = 20;
  app.add_option("--cases", cases, "closed cases")->check(CLI::Range(1, 20'000'000));
  app.add_option("--rounds", rounds, "times that each is counted")->check(CLI::Range(1, 1'000));
  CLI11_PARSE(app, argc, argv);
  gridhall::bench::measure(cases, rounds);
  return 0;
}
