// The options that every program with a load has, and how such a program ends.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "tests/bench/load.hpp"

namespace CLI {
class App;
}

namespace gridhall::bench {

struct LoadCommand {
  std::string to;
  pid_t pid = 0;
  unsigned seconds = 10;
  unsigned warmup_seconds = 2;
  LoadOptions load;
};

/// --to, --key, --rate, --connections, --event-bytes, --seed, --seconds, --warmup, --pid; `command` is what
/// they set and where their defaults come from.
void add_options(CLI::App& app, LoadCommand& command);
/// Parses; the exit status where the program is over already. Throws when --to is no address.
std::optional<int> parse(CLI::App& app, LoadCommand& command, int argc, char** argv);

/// Runs a program's `run`; an exception becomes one line and status 1.
int run_program(const char* name, int (*run)(int argc, char** argv), int argc, char** argv);

}  // namespace gridhall::bench
