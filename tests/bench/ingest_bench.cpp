// How many events a second a daemon acknowledges, how long an ack takes, and what that costs. With --echo the
// same messages go to gridhall_bench_echo: what the sockets and the generator alone allow.
#include <CLI/CLI.hpp>

#include "tests/bench/load_command.hpp"
#include "tests/bench/process_figures.hpp"
#include "tests/bench/report.hpp"

namespace gridhall::bench {
namespace {

struct Options : LoadCommand {
  std::string data;
  std::string title = "ingest";
};

void measure(const Options& options) {
  Poller poller;
  Load load(options.load, poller);
  load.run_for(std::chrono::seconds(options.warmup_seconds));

  load.latencies().clear();
  const std::uint64_t acked = load.acked();
  const std::uint64_t bytes = directory_bytes(options.data);
  const double server_cpu = cpu_seconds(options.pid);
  const double own_cpu = cpu_seconds(::getpid());
  const auto begin = Clock::now();
  load.run_for(std::chrono::seconds(options.seconds));
  const std::chrono::duration<double> took = Clock::now() - begin;
  const auto events = static_cast<double>(load.acked() - acked);
  const double millions = events / 1e6;

  Report report(options.title);
  report.add("events_per_s", "acknowledged", events / took.count(), "events/s");
  report.add("ack_p50_ms", "ack, half within", load.latencies().quantile_ms(0.5), "ms", 2);
  report.add("ack_p99_ms", "ack, 99 of 100 within", load.latencies().quantile_ms(0.99), "ms", 2);
  if (options.pid != 0) {
    report.add("server_cpu_s_per_million", "server", (cpu_seconds(options.pid) - server_cpu) / millions,
               "CPU s per million", 2);
    report.add("server_peak_mib", "server, most memory so far",
               static_cast<double>(peak_memory_bytes(options.pid)) / (1U << 20), "MiB");
  }
  report.add("generator_cpu_s_per_million", "generator", (cpu_seconds(::getpid()) - own_cpu) / millions,
             "CPU s per million", 2);
  if (!options.data.empty()) {
    const auto grown = static_cast<double>(directory_bytes(options.data)) - static_cast<double>(bytes);
    report.add("disk_bytes_per_event", "disk, with write-ahead log", grown / events, "bytes an event");
  }
  load.drain();
  report.add("events_total", "acknowledged, with warm-up", static_cast<double>(load.acked()), "events");
  report.print();
}

int run(int argc, char** argv) {
  Options options;
  LoadOptions& load = options.load;
  CLI::App app("Loads a daemon with reports", "gridhall_bench_ingest");
  add_options(app, options);
  app.add_flag("--echo", load.echo, "The peer is gridhall_bench_echo");
  app.add_option("--window", load.window, "Events in flight a connection");
  app.add_option("--batch", load.batch, "Events a message")->check(CLI::Range(1, 500));
  app.add_flag("--closing", load.closing, "Every second event closes an earlier case");
  app.add_option("--data", options.data, "The daemon's data directory, for its growth");
  app.add_option("--title", options.title, "Of the table");
  if (const auto status = parse(app, options, argc, argv)) return *status;
  measure(options);
  return 0;
}

}  // namespace
}  // namespace gridhall::bench

int main(int argc, char** argv) {
  return gridhall::bench::run_program("gridhall_bench_ingest", gridhall::bench::run, argc, argv);
}
