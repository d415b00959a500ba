// What it costs to keep the deadline lights of a million open cases right: the board alone, its clock moved
// by hand through one hour, ten looks a second as the live view makes them. Beside it, in the same run, what
// the queue replaces: one look at every case.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <random>

#include "store/board.hpp"
#include "store/codec.hpp"
#include "tests/bench/process_figures.hpp"
#include "tests/bench/report.hpp"

namespace gridhall::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr model::Time kStart = std::chrono::sys_days(std::chrono::year(2026) / 5 / 4) + std::chrono::hours(9);
constexpr std::chrono::hours kDueWithin{72};
constexpr std::chrono::hours kOverdueSince{24};
constexpr std::size_t kPortion = 10'000;  ///< as the hub takes them

model::Case some_case(std::uint64_t seq, std::mt19937_64& random) {
  std::uniform_real_distribution<double> lat(30.5, 30.9);
  std::uniform_real_distribution<double> lon(104.0, 104.4);
  model::Case c;
  c.id = {"k3x9", seq};
  c.version = seq;
  c.service_code = "noise";
  c.severity = model::Severity::kMinor;
  c.lat = lat(random);
  c.lon = lon(random);
  c.cell = geo::cell_at({c.lat, c.lon});
  return c;
}

model::Standing some_standing(std::mt19937_64& random) {
  std::uniform_int_distribution<std::int64_t> minutes(-std::chrono::minutes(kOverdueSince).count(),
                                                      std::chrono::minutes(kDueWithin).count());
  model::Standing standing;
  standing.plan.red_at = kStart + std::chrono::minutes(minutes(random));
  standing.plan.yellow_at = *standing.plan.red_at - std::chrono::hours(3);
  standing.due_at = standing.plan.red_at;
  return standing;
}

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

void measure(std::size_t cases) {
  std::mt19937_64 random(7);
  store::Board board;
  const auto blob = std::make_shared<const std::string>();
  const auto filling = Clock::now();
  {
    const auto lock = board.write();
    for (std::uint64_t seq = 1; seq <= cases; ++seq)
      board.put(some_case(seq, random), blob, seq, some_standing(random), kStart);
    board.set_seq(cases);
  }
  const double filled = seconds_since(filling);

  constexpr int kLooks = 36'000;  // an hour
  std::uint64_t turned = 0;
  double worst = 0;
  const double cpu = cpu_seconds(::getpid());
  for (int look = 1; look <= kLooks; ++look) {
    const auto begin = Clock::now();
    const auto lock = board.write();
    turned += board.advance(kStart + std::chrono::milliseconds(100) * look, kPortion).size();
    worst = std::max(worst, seconds_since(begin));
  }
  const double spent = cpu_seconds(::getpid()) - cpu;

  const auto scanning = Clock::now();
  std::size_t red = 0;
  const store::BoardView view(board);
  view.for_each(false, 0, [&](const store::BoardRow& row) {
    red += row.light == model::Light::kRed ? 1U : 0U;
    return true;
  });
  const double scan = seconds_since(scanning);

  Report report("lights of " + std::to_string(cases) + " open cases");
  report.add("cases_per_s", "filled", static_cast<double>(cases) / filled, "cases/s");
  report.add("turned_per_s", "lights turned", static_cast<double>(turned) / 3'600, "a second", 1);
  report.add("cpu_ms_per_s", "CPU to keep them right", spent * 1'000 / 3'600, "ms a second", 3);
  report.add("us_per_turn", "a light that turns",
             spent * 1e6 / static_cast<double>(std::max<std::uint64_t>(turned, 1)), "us", 2);
  report.add("worst_look_ms", "longest look", worst * 1'000, "ms", 2);
  report.add("scan_ms", "one look at every case instead", scan * 1'000, "ms", 1);
  report.add("peak_mib", "most memory", static_cast<double>(peak_memory_bytes(::getpid())) / (1 << 20),
             "MiB");
  report.add("red", "red at the end", static_cast<double>(red), "cases");
  report.print();
}

}  // namespace
}  // namespace gridhall::bench

int main(int argc, char** argv) {
  CLI::App app("What keeping the deadline lights right costs.");
  std::size_t cases = 1'000'000;
  app.add_option("--cases", cases, "open cases")->check(CLI::Range(1, 10'000'000));
  CLI11_PARSE(app, argc, argv);
  gridhall::bench::measure(cases);
  return 0;
}
