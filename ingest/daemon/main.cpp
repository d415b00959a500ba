// The command line (wire contract §6). Every mistake in it is told at once.
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <iostream>
#include <limits>

#include "ingest/daemon/key_command.hpp"
#include "ingest/daemon/log.hpp"
#include "ingest/daemon/serve.hpp"
#include "ingest/daemon/version.hpp"
#include "ingest/import/import_command.hpp"
#include "ingest/simulate/simulate_command.hpp"
#include "store/database.hpp"
#include "store/dump.hpp"
#include "store/geo/cells.hpp"
#include "store/verify.hpp"

namespace gridhall::daemon {
namespace {

constexpr int kExitUsage = 2;

// Everything as it was typed; checked by hand afterwards, so that one run shows all mistakes.
struct Arguments {
  std::string data, config, listen = "127.0.0.1:8311", integrator, id, to, key, format, mapping,
                            speed = "max", duration, rate, seed, start, write_city, cell, case_id, from;
  std::vector<std::string> sources, files;
  bool dev = false, test = false, dry_run = false, backfill = false, verbose = false;
};

// Unknown options and missing values, of the command that was chosen and of the main one.
void unknown(const CLI::App& command, Problems& problems) {
  for (const std::string& extra : command.remaining(true)) {
    problems.add(extra, "",
                 "no such option or argument; gridhall " + command.get_name() + " --help lists them");
  }
}

void required(Problems& problems, std::string_view option, const std::string& value, std::string_view what) {
  if (value.empty()) problems.add(option, "", std::string("required: ").append(what));
}

template <class Number>
std::optional<Number> number(Problems& problems, std::string_view option, const std::string& text,
                             Number least, std::string_view allowed,
                             Number most = std::numeric_limits<Number>::max()) {
  if (text.empty()) return std::nullopt;
  Number value{};
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (bad != std::errc() || end != text.data() + text.size() || !(value >= least && value <= most)) {
    problems.add(option, text, allowed);
    return std::nullopt;
  }
  return value;
}

// "90s", "10m", "2h", "1d" or plain seconds.
std::optional<std::chrono::seconds> duration(Problems& problems, std::string_view option, std::string text) {
  if (text.empty()) return std::nullopt;
  constexpr std::string_view allowed = "allowed: a length of time such as 90s, 10m, 2h or 1d";
  const std::string typed = text;
  std::int64_t unit = 1;
  switch (text.back()) {
    case 's':
      break;
    case 'm':
      unit = 60;
      break;
    case 'h':
      unit = 3'600;
      break;
    case 'd':
      unit = 86'400;
      break;
    default:
      text.push_back('s');
  }
  text.pop_back();
  std::int64_t count = 0;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (bad != std::errc() || end != text.data() + text.size() || count < 1 || count > 100'000'000) {
    problems.add(option, typed, allowed);
    return std::nullopt;
  }
  return std::chrono::seconds(count * unit);
}

std::string formats() {
  std::string text;
  for (const std::string& name : importer::format_names()) text += (text.empty() ? "" : ", ") + name;
  return text;
}

int serve(const Arguments& in, Problems& problems) {
  required(problems, "--data", in.data, "the data directory");
  ServeOptions options;
  options.data = in.data;
  options.dev = in.dev;
  if (!in.config.empty()) options.config = load_config(in.config, problems);
  const auto listen = parse_listen_address(in.listen);
  if (!listen) {
    problems.add("--listen", in.listen, "allowed: IP address and port, such as 127.0.0.1:8311 or [::1]:0");
  } else if (in.dev && !listen->loopback) {
    problems.add("--listen", in.listen, "--dev lets everybody in and is allowed on a loopback address only");
  } else if (!listen->loopback && !options.config.plain_text) {
    problems.add("--listen", in.listen,
                 "not a loopback address: put a TLS proxy in front, or set server.plain_text = true in the "
                 "configuration");
  }
  options.tables = load_tables(options.config.tables, problems);
  if (!problems.empty()) return kExitUsage;
  options.listen = *listen;
  if (in.verbose) log_everything();
  return run_serve(options);
}

int key(const Arguments& in, KeyRequest::Action action, Problems& problems) {
  required(problems, "--data", in.data, "the data directory");
  if (action != KeyRequest::Action::kList)
    required(problems, "--integrator", in.integrator, "whose key it is");
  if (!problems.empty()) return kExitUsage;
  spdlog::set_level(spdlog::level::off);
  return run_key_command(in.data, {action, in.integrator, in.sources, in.test, in.id});
}

int import_files(const Arguments& in, Problems& problems) {
  importer::ImportOptions options;
  options.to = in.to;
  options.key = in.key;
  options.format = in.format;
  options.mapping = in.mapping;
  options.speed = in.speed;
  options.dry_run = in.dry_run;
  options.files = in.files;
  if (problems.empty()) return importer::run_import(options);
  for (const model::Error& error : importer::wrong_options(options)) {
    problems.add(error.pointer, error.got, error.detail + " Valid: " + error.allowed + ".");
  }
  return kExitUsage;
}

int simulate(const Arguments& in, Problems& problems) {
  simulate::SimulateOptions options;
  if (in.write_city.empty()) {
    required(problems, "--to", in.to, "the daemon's URL");
    required(problems, "--key", in.key, "an integrator's key");
  }
  options.to = in.to;
  options.key = in.key;
  if (!in.write_city.empty()) options.write_city = in.write_city;
  options.backfill = in.backfill;
  if (const auto rate = number<double>(problems, "--rate", in.rate, simulate::kRateLeast,
                                       "allowed: events a second, 0.001 to 5000", simulate::kRateMost)) {
    options.rate = *rate;
  }
  if (const auto seed = number<std::uint64_t>(problems, "--seed", in.seed, 0, "allowed: a whole number")) {
    options.seed = *seed;
  }
  options.duration = duration(problems, "--for", in.duration);
  if (!in.start.empty()) {
    if (const auto start = model::parse_rfc3339(in.start)) {
      options.start = *start;
    } else {
      problems.add("--start", in.start, "allowed: RFC 3339 with a zone, such as 2026-11-24T06:02:11Z");
    }
  }
  if (!problems.empty()) return kExitUsage;
  return simulate::run_simulate(options);
}

int verify(const Arguments& in, Problems& problems) {
  required(problems, "--data", in.data, "the data directory");
  if (!problems.empty()) return kExitUsage;
  const store::VerifyReport report = store::verify(in.data);
  for (const std::string& difference : report.differences)
    std::fprintf(stderr, "gridhall: %s\n", difference.c_str());
  std::cout << (report.clean() ? "clean" : "DIFFERENT") << ": epoch " << report.epoch << ", " << report.events
            << " events, seq " << report.seq << ", families at " << report.indexed << ", "
            << report.cases_open << " open and " << report.cases_closed << " closed cases, "
            << report.differences_total << " differences, chain head " << report.chain_head << "\n";
  return report.clean() ? 0 : 1;
}

int dump(const Arguments& in, Problems& problems) {
  required(problems, "--data", in.data, "the data directory");
  store::DumpOptions options;
  options.directory = in.data;
  if (!in.cell.empty()) {
    options.cell = geo::parse_token(in.cell);
    if (!options.cell || geo::level_of(*options.cell) > geo::kStorageLevel) {
      problems.add("--cell", in.cell, "allowed: the token of an S2 cell of level 16 or above it");
    }
  }
  if (!in.case_id.empty()) {
    options.case_id = model::parse_case_id(in.case_id);
    if (!options.case_id) problems.add("--case", in.case_id, "allowed: a case's id, such as k3x9-913");
  }
  if (const auto from = number<std::uint64_t>(problems, "--from", in.from, 0, "allowed: a sequence number")) {
    options.from_seq = *from;
  }
  if (!problems.empty()) return kExitUsage;
  store::dump(options, [](std::string_view line) { std::cout << line << "\n"; });
  return std::cout.flush() ? 0 : 1;
}

int run(int argc, char** argv) {
  Arguments in;
  CLI::App app("Gridhall: block data command centre", "gridhall");
  app.set_version_flag("--version", std::string("gridhall ") + kVersion);
  app.allow_extras();
  const auto command = [](CLI::App& parent, const std::string& name, const std::string& what) {
    CLI::App* sub = parent.add_subcommand(name, what);
    sub->allow_extras();
    return sub;
  };

  CLI::App* serve_command = command(app, "serve", "Take events, keep them, serve the dashboard");
  serve_command->add_option("--data", in.data, "Data directory; made where there is none");
  serve_command->add_option("--config", in.config, "Configuration file");
  serve_command->add_option("--listen", in.listen, "Address and port; port 0 picks a free one")
      ->capture_default_str();
  serve_command->add_flag("--dev", in.dev,
                          "Loopback only: print a key, let the browser in without a password");
  serve_command->add_flag("--verbose", in.verbose, "Log every request");

  CLI::App* key_command = command(app, "key", "Keys of integrators");
  const auto key_action = [&](const std::string& name, const std::string& what) {
    CLI::App* sub = command(*key_command, name, what);
    sub->add_option("--data", in.data, "Data directory, of a running daemon or a stopped one");
    sub->add_option("--integrator", in.integrator, "Name of the integrator");
    return sub;
  };
  CLI::App* create = key_action("create", "Make a key and print it; it is never shown again");
  create->add_option("--source", in.sources, "Only sources that begin with this; may be repeated");
  create->add_flag("--test", in.test, "A key whose events are validated and answered, not stored");
  CLI::App* list = key_action("list", "Id, integrator, mode, creation, sources");
  CLI::App* revoke = key_action("revoke", "Revoke an integrator's keys");
  revoke->add_option("--id", in.id, "Only the key with this id");

  const auto peer = [&](CLI::App* sub) {
    sub->add_option("--to", in.to, "URL of the daemon");
    sub->add_option("--key", in.key, "Key of an integrator");
  };
  CLI::App* import_command = command(app, "import", "Send files of other systems as events");
  peer(import_command);
  import_command->add_option("--format", in.format, formats());
  import_command->add_option("--mapping", in.mapping, "For csv: TOML file that says what the columns are");
  import_command
      ->add_option("--speed", in.speed, "max, or a multiple of the events' own pace such as 1x or 60x")
      ->capture_default_str();
  import_command->add_flag("--dry-run", in.dry_run, "Validate everything, store nothing");
  import_command->add_option("files", in.files, "Files; - is standard input");

  CLI::App* simulate_command = command(app, "simulate", "Stream the demo city's events");
  peer(simulate_command);
  simulate_command->add_option("--rate", in.rate, "Events a second on average");
  simulate_command->add_option("--for", in.duration, "Stop this long after the start, such as 10m");
  simulate_command->add_option("--seed", in.seed, "Same seed, start and rate: the same events");
  simulate_command->add_option(
      "--start", in.start,
      "When the stream begins (RFC 3339, default now): repeats a run, or goes on with it "
      "where the daemon has its beginning");
  simulate_command->add_flag("--backfill", in.backfill,
                             "Send the past hours first, so that the map is alive at once");
  simulate_command->add_option("--write-city", in.write_city,
                               "Only write the city's map files into this folder");

  CLI::App* verify_command =
      command(app, "verify", "Check sequence, hash chain, families and board against the log");
  verify_command->add_option("--data", in.data, "Data directory");
  CLI::App* dump_command = command(app, "dump", "Print events of the log, one JSON object a line");
  dump_command->add_option("--data", in.data, "Data directory");
  dump_command->add_option("--cell", in.cell, "Only those of cases that are or were in this cell");
  dump_command->add_option("--case", in.case_id, "Only those of this case");
  dump_command->add_option("--from", in.from, "Only from this sequence on");

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& done) {  // --help, --version
    return app.exit(done);
  } catch (const CLI::ParseError& error) {
    std::fprintf(stderr, "gridhall: %s\n", error.what());
    return kExitUsage;
  }

  Problems problems;
  const auto finish = [&](int code) {
    problems.print();
    return problems.empty() ? code : kExitUsage;
  };
  unknown(app, problems);
  if (serve_command->parsed()) return finish(serve(in, problems));
  if (create->parsed()) return finish(key(in, KeyRequest::Action::kCreate, problems));
  if (list->parsed()) return finish(key(in, KeyRequest::Action::kList, problems));
  if (revoke->parsed()) return finish(key(in, KeyRequest::Action::kRevoke, problems));
  if (import_command->parsed()) return finish(import_files(in, problems));
  if (simulate_command->parsed()) return finish(simulate(in, problems));
  if (verify_command->parsed()) return finish(verify(in, problems));
  if (dump_command->parsed()) return finish(dump(in, problems));
  if (key_command->parsed()) {
    std::cerr << key_command->help();
  } else {
    std::cerr << app.help();
  }
  return kExitUsage;
}

}  // namespace
}  // namespace gridhall::daemon

int main(int argc, char** argv) {
  try {
    gridhall::daemon::start_log();
    return gridhall::daemon::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gridhall: %s\n", error.what());
    return 1;
  }
}
