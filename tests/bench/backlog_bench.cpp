// The supervisor's matrix over a million open cases: every pair of groupings, many times, in one process with
// the board alone. Beside it, in the same run, the same count by rows instead of columns.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <random>

#include "store/tally.hpp"
#include "tests/bench/process_figures.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/rounds.hpp"

namespace gridhall::bench {
namespace {

using store::Facet;

constexpr model::Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 5 / 4) + std::chrono::hours(9);

std::string numbered(const char* prefix, std::mt19937_64& random, unsigned below) {
  return prefix + std::to_string(random() % below);
}

void fill(store::Board& board, std::size_t cases) {
  std::mt19937_64 random(7);
  const auto blob = std::make_shared<const std::string>();
  const auto lock = board.write();
  for (std::uint64_t seq = 1; seq <= cases; ++seq) {
    model::Case c;
    c.id = {"k3x9", seq};
    c.version = seq;
    c.service_code = numbered("service.", random, 200);
    const auto street = static_cast<unsigned>(random() % 150);
    c.areas = {{0, "district-" + std::to_string(street / 15)}, {1, "street-" + std::to_string(street)}};
    c.lat = 30.5 + static_cast<double>(random() % 4'000) / 1e4;
    c.lon = 104 + static_cast<double>(random() % 4'000) / 1e4;
    c.cell = geo::cell_at({c.lat, c.lon});
    c.opened_at = kNow - std::chrono::minutes(random() % (400ULL * 1'440));
    c.state = static_cast<model::State>(random() % 9);
    const std::string unit = numbered("unit.", random, 60);
    const std::string code = numbered("class.", random, 80);
    model::Standing standing;
    standing.unit = unit;
    standing.class_code = code;
    standing.severity = static_cast<model::Severity>(random() % 5);
    standing.plan.red_at = kNow + std::chrono::minutes(static_cast<std::int64_t>(random() % 8'000) - 2'000);
    standing.plan.yellow_at = *standing.plan.red_at - std::chrono::hours(24);
    board.put(c, blob, seq, standing, kNow);
  }
  board.set_seq(cases);
}

void measure(std::size_t cases, int rounds) {
  store::Board board;
  fill(board, cases);
  const std::vector<store::Grouping> facets = {{Facet::kArea, 0}, {Facet::kArea, 1},  {Facet::kService},
                                               {Facet::kClass},   {Facet::kUnit},     {Facet::kAge},
                                               {Facet::kLight},   {Facet::kSeverity}, {Facet::kState}};
  const store::BoardView view(board);
  Rounds pairs;
  Rounds whole;
  Rounds by_rows;
  Rounds records;
  std::uint64_t open = 0;
  const auto count = [&](std::vector<store::Grouping> by) {
    for (const store::TallyRow& row : store::Tally(view, std::move(by), kNow).count()) open += row.open();
  };
  for (int round = 0; round < rounds; ++round) {
    for (const auto& first : facets) {
      for (const auto& second : facets) {
        if (&first != &second) pairs.time([&] { count({first, second}); });
      }
    }
    by_rows.time([&] {
      const store::Tally tally(view, {{Facet::kUnit}, {Facet::kAge}}, kNow);
      for (const store::TallyRow& row : tally.count([](const store::BoardRow&) { return true; }))
        open += row.open();
    });
    records.time([&] { open += view.records().size(); });
  }
  for (int round = 0; round < 20 * rounds; ++round)
    whole.time([&] { count({{Facet::kArea, 1}, {Facet::kClass}, {Facet::kAge}, {Facet::kLight}}); });

  Report report("the matrix of " + std::to_string(cases) + " open cases");
  report.add("pair_p50_ms", "two groupings, half within", pairs.percentile_ms(0.5), "ms", 2);
  report.add("pair_p99_ms", "two groupings, 99 of 100 within", pairs.percentile_ms(0.99), "ms", 2);
  report.add("four_p50_ms", "four groupings, half within", whole.percentile_ms(0.5), "ms", 2);
  report.add("four_p99_ms", "four groupings, 99 of 100 within", whole.percentile_ms(0.99), "ms", 2);
  report.add("rows_p50_ms", "two groupings under a filter, half within", by_rows.percentile_ms(0.5), "ms", 2);
  report.add("records_p50_ms", "all records held for an export, half within", records.percentile_ms(0.5),
             "ms", 2);
  report.add("counted", "cases counted in all", static_cast<double>(open), "cases");
  report.add("peak_mib", "most memory", static_cast<double>(peak_memory_bytes(::getpid())) / (1 << 20),
             "MiB");
  report.print();
}

}  // namespace
}  // namespace gridhall::bench

int main(int argc, char** argv) {
  CLI::App app("What the supervisor's matrix costs.");
  std::size_t cases = 1'000'000;
  int rounds = 5;
  app.add_option("--cases", cases, "open cases")->check(CLI::Range(1, 10'000'000));
  app.add_option("--rounds", rounds, "times that each pair is counted")->check(CLI::Range(1, 1'000));
  CLI11_PARSE(app, argc, argv);
  gridhall::bench::measure(cases, rounds);
  return 0;
}
