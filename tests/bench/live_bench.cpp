// How soon many viewers see what one has sent, and what it costs to tell them all. With --preload, how long a
// viewer waits for the snapshot of a city that has that many open cases.
#include <CLI/CLI.hpp>

#include "tests/bench/load_command.hpp"
#include "tests/bench/process_figures.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/viewers.hpp"

namespace gridhall::bench {
namespace {

struct Options : LoadCommand {
  unsigned viewers = 100;
  int level = 13;
  std::uint64_t preload = 0;
};

constexpr unsigned kPreloadConnections = 4;
constexpr std::size_t kPreloadBatch = 250;
constexpr std::chrono::seconds kSettle{2};

/// Opens that many cases and waits until the daemon is quiet again.
void preload(const Options& options) {
  Poller poller;
  LoadOptions fill = options.load;
  fill.connections = kPreloadConnections;
  fill.batch = kPreloadBatch;
  fill.window = 2 * kPreloadBatch;
  fill.rate = 0;
  fill.closing = false;
  fill.events_max = options.preload / kPreloadBatch * kPreloadBatch;
  Load load(fill, poller);
  while (load.acked() < fill.events_max) load.run_once();
  load.run_for(kSettle);
}

void first_snapshot(const Options& options) {
  Poller poller;
  const auto begin = Clock::now();
  Viewers one(options.load.to, options.load.box, options.level, 1, poller);
  one.wait_for_snapshots();
  const std::chrono::duration<double, std::milli> took = Clock::now() - begin;
  Report report("snapshot with " + std::to_string(options.preload) + " more open cases");
  report.add("snapshot_ms", "connect to last page", took.count(), "ms", 1);
  report.add("snapshot_bytes", "size", static_cast<double>(one.bytes_received()), "bytes");
  report.add("snapshot_pages", "pages", static_cast<double>(one.pages()), "");
  report.print();
}

void follow(const Options& options) {
  Poller poller;
  Viewers viewers(options.load.to, options.load.box, options.level, options.viewers, poller);
  viewers.wait_for_snapshots();
  Load load(options.load, poller);
  load.on_ack = [&viewers](std::uint64_t seq, Clock::time_point at) { viewers.acks.add(seq, at); };
  load.run_for(std::chrono::seconds(options.warmup_seconds));

  viewers.figures = {};
  load.latencies().clear();
  const std::uint64_t acked = load.acked();
  const std::uint64_t bytes = viewers.bytes_received();
  const double cpu = cpu_seconds(options.pid);
  const double own_cpu = cpu_seconds(::getpid());
  const auto begin = Clock::now();
  load.run_for(std::chrono::seconds(options.seconds));
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();

  const ViewerFigures& seen = viewers.figures;
  Report report(std::to_string(options.viewers) + " viewers of one view");
  report.add("events_per_s", "acknowledged", static_cast<double>(load.acked() - acked) / seconds, "events/s");
  report.add("ack_p50_ms", "ack, half within", load.latencies().quantile_ms(0.5), "ms", 2);
  report.add("ack_p99_ms", "ack, 99 of 100 within", load.latencies().quantile_ms(0.99), "ms", 2);
  report.add("delta_p50_ms", "ack to delta, half within", seen.latencies.quantile_ms(0.5), "ms", 1);
  report.add("delta_p99_ms", "ack to delta, 99 of 100 within", seen.latencies.quantile_ms(0.99), "ms", 1);
  report.add("deltas_per_s", "deltas, all viewers", static_cast<double>(seen.deltas) / seconds, "deltas/s");
  report.add("deliveries_per_s", "events brought to viewers", static_cast<double>(seen.events) / seconds,
             "deliveries/s");
  report.add("mib_per_s", "received",
             static_cast<double>(viewers.bytes_received() - bytes) / seconds / (1U << 20), "MiB/s", 1);
  report.add("lags", "told that they lag", static_cast<double>(seen.lags), "messages");
  if (options.pid != 0) {
    report.add("server_cpu_percent", "server", 100 * (cpu_seconds(options.pid) - cpu) / seconds,
               "% of a core", 1);
    report.add("server_peak_mib", "server, most memory so far",
               static_cast<double>(peak_memory_bytes(options.pid)) / (1U << 20), "MiB");
  }
  report.add("generator_cpu_percent", "viewers and generator",
             100 * (cpu_seconds(::getpid()) - own_cpu) / seconds, "% of a core", 1);
  load.drain();
  report.print();
}

int run(int argc, char** argv) {
  Options options;
  options.load.connections = 8;
  options.load.rate = 1'000;
  options.load.closing = true;
  CLI::App app("Many viewers of a stream of events", "gridhall_bench_live");
  add_options(app, options);
  app.get_option("--key")->required();
  app.add_option("--viewers", options.viewers, "Viewers, all with one view");
  app.add_option("--level", options.level, "Level of their cells")->check(CLI::Range(4, 16));
  app.add_option("--preload", options.preload, "Open cases to begin with; their snapshot is measured, too");
  if (const auto status = parse(app, options, argc, argv)) return *status;
  if (options.preload > 0) {
    preload(options);
    first_snapshot(options);
  }
  follow(options);
  return 0;
}

}  // namespace
}  // namespace gridhall::bench

int main(int argc, char** argv) {
  return gridhall::bench::run_program("gridhall_bench_live", gridhall::bench::run, argc, argv);
}
