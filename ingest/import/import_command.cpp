#include "ingest/import/import_command.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "ingest/client/endpoint.hpp"
#include "ingest/client/wire.hpp"
#include "ingest/import/delivery.hpp"
#include "ingest/import/file_import.hpp"
#include "ingest/import/mapping.hpp"
#include "ingest/import/progress.hpp"

namespace gridhall::importer {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUse = 2;

struct BuiltIn {
  std::string_view name;
  Layout (*layout)();  ///< null: not a table
};
constexpr BuiltIn kFormats[] = {
    {"nyc311", nyc311_layout},
    {"boston311", boston311_layout},
    {"sf311", sf311_layout},
    {"chicago-crimes", chicago_crimes_layout},
    {"seattle-fire", seattle_fire_layout},
    {"cloudevents", nullptr},
    {"csv", nullptr},
};

void tell(std::ostream& log, const model::Error& error) {
  if (!error.pointer.empty()) log << error.pointer << ": ";
  log << error.detail;
  if (!error.got.empty()) {
    std::string got;
    client::append_json_string(got, error.got);
    log << " Got " << got << '.';
  }
  if (!error.allowed.empty()) log << " Valid: " << error.allowed << '.';
  log << '\n';
}

/// Multiple of real time; 0 for as fast as can be.
std::optional<double> parse_speed(std::string_view text) {
  if (text == "max") return 0;
  if (!text.ends_with('x')) return std::nullopt;
  text.remove_suffix(1);
  double speed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), speed);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (!std::isfinite(speed) || speed <= 0) return std::nullopt;
  return speed;
}

/// What the options mean, once they are known to be right.
struct Plan {
  std::optional<Layout> layout;
  double speed = 0;
};

model::Error wrong(std::string option, std::string detail, std::string got, std::string allowed) {
  return {model::Code::kAttributeInvalid, std::move(detail), std::move(option), std::move(got),
          std::move(allowed)};
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

Plan make_plan(const ImportOptions& options, std::vector<model::Error>& errors) {
  Plan plan;
  if (const auto endpoint = client::parse_endpoint(options.to); !endpoint) {
    errors.push_back(endpoint.error());
    errors.back().pointer = "--to";
    if (options.to.empty()) errors.back().detail = "Missing.";
  }
  if (options.key.empty()) errors.push_back(wrong("--key", "Missing.", "", "a key of the daemon"));
  if (const auto speed = parse_speed(options.speed)) {
    plan.speed = *speed;
  } else {
    errors.push_back(
        wrong("--speed", "Not a speed.", options.speed, "max, or a positive number and x such as 1x, 60x"));
  }
  const bool mapped = options.format == "csv";
  const auto known = std::find_if(std::begin(kFormats), std::end(kFormats),
                                  [&](const BuiltIn& format) { return format.name == options.format; });
  if (known == std::end(kFormats)) {
    errors.push_back(wrong("--format", options.format.empty() ? "Missing." : "Not a format.", options.format,
                           listed(format_names())));
  } else if (known->layout != nullptr) {
    plan.layout = known->layout();
  }
  if (mapped && options.mapping.empty()) {
    errors.push_back(wrong("--mapping", "Missing: the format csv needs it.", "", "a TOML file"));
  } else if (!mapped && !options.mapping.empty()) {
    errors.push_back(
        wrong("--mapping", "Only the format csv has a mapping.", options.mapping, "--format csv"));
  } else if (mapped) {
    plan.layout = read_mapping(options.mapping, errors);
  }
  if (options.files.empty())
    errors.push_back(wrong("FILE", "Missing.", "", "files, or - for the standard input"));
  return plan;
}

/// Each file is there and begins as its format does. The standard input can be looked at only once, when it
/// is read.
void check_files(const ImportOptions& options, FileImport& import, std::vector<model::Error>& errors,
                 std::uint64_t& bytes) {
  for (const auto& name : options.files) {
    if (name == "-") continue;
    auto file = InputFile::open(name);
    std::optional<model::Error> error;
    if (!file) {
      error = file.error();
    } else if (const auto checked = import.check(*file); !checked) {
      error = checked.error();
    }
    if (error) {
      error->pointer = name;
      error->got.clear();
      errors.push_back(std::move(*error));
    } else {
      bytes += file->size();
    }
  }
}

/// For when the format is not known well enough to look into the files.
void check_readable(const ImportOptions& options, std::vector<model::Error>& errors) {
  for (const auto& name : options.files) {
    if (name == "-") continue;
    if (const auto file = InputFile::open(name); !file) {
      errors.push_back(file.error());
      errors.back().pointer = name;
      errors.back().got.clear();
    }
  }
}

client::Options client_options(const ImportOptions& options) {
  client::Options out;
  out.url = options.to;
  out.key = options.key;
  out.agent = "gridhall-import/0.1";
  // One producer a run: its numbers serve the resume of this run, and two imports at once don't push each
  // other out.
  std::array<char, 16> digits{};
  const std::uint64_t random = (std::uint64_t{std::random_device{}()} << 32) | std::random_device{}();
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), random, 16).ptr;
  out.producer = "import-" + options.format + '-' + std::string(digits.data(), end);
  return out;
}

/// Reads all files into the sink. `kStopped` when the sink took no more.
int read_files(const ImportOptions& options, FileImport& import, std::ostream& log, Progress& progress) {
  for (std::uint32_t number = 0; number < options.files.size(); ++number) {
    auto file = InputFile::open(options.files[number]);
    if (!file) {
      tell(log, file.error());
      return kFailed;
    }
    progress.begin_file(*file);
    const auto end = import.run(*file, number);
    progress.end_file();
    if (!end) {
      model::Error error = end.error();
      error.pointer = options.files[number];
      tell(log, error);
      return kWrongUse;
    }
    if (*end == FileImport::End::kStopped) return kFailed;
    if (file->failed()) {
      log << options.files[number] << ": reading failed before the end of the file.\n";
      return kFailed;
    }
  }
  return import.finish() == FileImport::End::kDone ? kDone : kFailed;
}

int refuse_all(std::ostream& log, const std::vector<model::Error>& errors) {
  for (const auto& error : errors) tell(log, error);
  return kWrongUse;
}

}  // namespace

std::vector<std::string> format_names() {
  std::vector<std::string> out;
  for (const auto& format : kFormats) out.emplace_back(format.name);
  return out;
}

std::vector<model::Error> wrong_options(const ImportOptions& options) {
  std::vector<model::Error> errors;
  make_plan(options, errors);
  check_readable(options, errors);
  return errors;
}

int run_import(const ImportOptions& options) {
  return run_import(options, std::cout, std::cerr, ::isatty(STDERR_FILENO) == 1);
}

int run_import(const ImportOptions& options, std::ostream& out, std::ostream& log, bool terminal) {
  const auto started = std::chrono::steady_clock::now();
  std::vector<model::Error> errors;
  Plan plan = make_plan(options, errors);
  if (!errors.empty()) {
    check_readable(options, errors);
    return refuse_all(log, errors);
  }

  Journal journal(log, options.files, terminal);
  Delivery delivery(client_options(options), options.dry_run, journal);
  const auto deliver = [&delivery](Draft draft) { return delivery.take(std::move(draft)); };
  std::optional<Replay> replay;
  if (plan.speed > 0) {
    replay.emplace(plan.speed, deliver,
                   [&delivery](std::chrono::milliseconds wait) { return delivery.wait(wait); });
  }
  Progress progress(log, terminal, journal);
  const Sink sink = [&](Draft draft) {
    progress.show();
    return replay ? replay->take(std::move(draft)) : deliver(std::move(draft));
  };
  std::unique_ptr<FileImport> import;
  try {
    import = std::make_unique<FileImport>(std::move(plan.layout), journal, sink);
  } catch (const std::runtime_error& error) {
    log << "The time zone database of this system can't be used: " << error.what() << ".\n";
    return kFailed;
  }
  std::uint64_t bytes = 0;
  check_files(options, *import, errors, bytes);
  if (!errors.empty()) return refuse_all(log, errors);
  progress.expect(bytes);

  int status = kFailed;
  if (const auto connected = delivery.connect(); connected) {
    status = read_files(options, *import, log, progress);
    if (status == kDone && replay && !replay->finish()) status = kFailed;
    // What was read before a file failed is delivered all the same.
    if (!delivery.failure() && !delivery.finish()) status = kFailed;
    progress.clear();
    if (status == kFailed && delivery.failure()) tell(log, *delivery.failure());
  } else {
    tell(log, connected.error());
  }
  journal.close();
  journal.counts().seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  out << journal.counts().json() << std::endl;
  return status;
}

}  // namespace gridhall::importer
