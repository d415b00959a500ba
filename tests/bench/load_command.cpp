#include "tests/bench/load_command.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

namespace gridhall::bench {

void add_options(CLI::App& app, LoadCommand& command) {
  LoadOptions& load = command.load;
  app.option_defaults()->always_capture_default();
  app.add_option("--to", command.to, "URL of the daemon")->required();
  app.add_option("--key", load.key, "Key of an integrator");
  app.add_option("--connections", load.connections, "Connections, each a producer")
      ->check(CLI::Range(1, 9'999));
  app.add_option("--event-bytes", load.event_bytes, "Bytes of an event");
  app.add_option("--rate", load.rate, "Events a second; 0: as fast as acks come");
  app.add_option("--seconds", command.seconds, "How long to measure");
  app.add_option("--warmup", command.warmup_seconds, "Seconds before that");
  app.add_option("--seed", load.seed, "Of places and wording");
  app.add_option("--pid", command.pid, "The daemon's process, for CPU and memory");
}

std::optional<int> parse(CLI::App& app, LoadCommand& command, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  command.load.to = parse_address(command.to);
  return std::nullopt;
}

int run_program(const char* name, int (*run)(int argc, char** argv), int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", name, error.what());
    return 1;
  }
}

}  // namespace gridhall::bench
