#include "ingest/import/import_command.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

#include "tests/source_tree.hpp"
#include "tests/unit/ingest/client/fake_daemon.hpp"

namespace gridhall::importer {
namespace {

std::string fixture(const std::string& name) {
  return (source_tree() / "tests/fixtures/import" / name).string();
}

struct Run {
  int status = 0;
  std::string out;
  std::string log;
};

Run run(const ImportOptions& options) {
  std::ostringstream out;
  std::ostringstream log;
  Run result;
  result.status = run_import(options, out, log, false);
  result.out = out.str();
  result.log = log.str();
  return result;
}

ImportOptions options(const client::FakeDaemon& daemon, const std::string& format, const std::string& file) {
  ImportOptions out;
  out.to = daemon.url();
  out.key = "ghk_live_a_b";
  out.format = format;
  out.files = {fixture(file)};
  return out;
}

/// The summary up to its running time, which no two runs share.
std::string counted(const Run& run) {
  return run.out.substr(0, run.out.find(R"(,"seconds")"));
}

TEST_CASE("an import ends with its summary and a second one stores nothing") {
  client::FakeDaemon daemon;
  const auto first = run(options(daemon, "nyc311", "nyc311_quirks.csv"));
  CHECK(first.status == 0);
  CHECK(std::count(first.out.begin(), first.out.end(), '\n') == 1);
  CHECK(
      counted(first) ==
      R"({"rows":10,"events":9,"stored":8,"duplicate":1,"refused":{"attribute_missing":1,"schema_violation":1,)"
      R"("time_invalid":2},"warnings":{"closed_before_opened":1,"closed_without_time":1,)"
      R"("closing_time_without_status":1,"location_unreadable":2},"unlocated":4)");
  const auto second = run(options(daemon, "nyc311", "nyc311_quirks.csv"));
  CHECK(second.status == 0);
  CHECK(second.out.find(R"("stored":0,"duplicate":9)") != std::string::npos);
  CHECK(daemon.state().stored.size() == 8);
}

TEST_CASE("what the daemon refuses is counted under its code and told with file and line") {
  client::Faults faults;
  faults.refuse_ids = {"10523002:opened"};
  client::FakeDaemon daemon({faults});
  const auto got = run(options(daemon, "sf311", "sf311.csv"));
  CHECK(got.status == 0);
  CHECK(got.out.find(R"("stored":3,"duplicate":0,"refused":{"schema_violation":1,"time_invalid":1})") !=
        std::string::npos);
  CHECK(got.log.find("sf311.csv:3: schema_violation") != std::string::npos);
}

TEST_CASE("a dry run goes through the validator and stores nothing") {
  client::Faults faults;
  faults.refuse_ids = {"10523002:opened"};
  client::FakeDaemon daemon({faults});
  auto o = options(daemon, "sf311", "sf311.csv");
  o.dry_run = true;
  const auto got = run(o);
  CHECK(got.status == 0);
  CHECK(got.out.find(
            R"("events":4,"stored":0,"duplicate":0,"refused":{"schema_violation":1,"time_invalid":1})") !=
        std::string::npos);
  CHECK(daemon.state().stored.empty());
}

TEST_CASE("links that break in the middle of an import lose nothing") {
  client::Faults lossy;
  lossy.drop_before_ack_at = 2;
  client::FakeDaemon daemon({lossy, lossy, client::Faults{}});
  const auto got = run(options(daemon, "chicago-crimes", "chicago_crimes.csv"));
  CHECK(got.status == 0);
  CHECK(got.out.find(R"("events":3,"stored":3,"duplicate":0)") != std::string::npos);
  CHECK(daemon.state().stored.size() == 3);
}

TEST_CASE("a replay sends events in the order of their time") {
  client::FakeDaemon daemon;
  auto o = options(daemon, "sf311", "sf311.csv");
  o.speed = "1000000x";
  const auto got = run(o);
  CHECK(got.status == 0);
  const auto stored = daemon.state().stored;
  REQUIRE(stored.size() == 4);
  CHECK(stored.back().find("10523001:closed") != std::string::npos);
}

TEST_CASE("the README names the formats that there are and no others") {
  std::ifstream file(source_tree() / "README.md");
  const std::string readme((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::size_t begin = readme.find("`gridhall import` (");
  REQUIRE(begin != std::string::npos);
  const std::string list = readme.substr(begin, readme.find(')', begin) - begin);
  std::set<std::string> named;
  const std::regex quoted("`([a-z0-9-]+)`");
  for (std::sregex_iterator it(list.begin(), list.end(), quoted), end; it != end; ++it)
    named.insert((*it)[1]);
  const auto known = format_names();
  CHECK(named == std::set<std::string>(known.begin(), known.end()));
}

TEST_CASE("wrong options are all told at once") {
  ImportOptions o;
  o.to = "nowhere";
  o.format = "xml";
  o.speed = "fast";
  o.mapping = "m.toml";
  const auto got = run(o);
  CHECK(got.status == 2);
  CHECK(got.out.empty());
  for (const std::string option : {"--to", "--key", "--speed", "--format", "--mapping", "FILE"}) {
    INFO(option);
    CHECK(got.log.find(option + ": ") != std::string::npos);
  }
  o.files = {"no_such.csv"};
  CHECK(run(o).log.find("no_such.csv: ") != std::string::npos);
}

TEST_CASE("files that are missing or of another format are told before anything is sent") {
  client::FakeDaemon daemon;
  auto o = options(daemon, "nyc311", "nyc311_quirks.csv");
  o.files.push_back(fixture("no_such.csv"));
  o.files.push_back(fixture("sf311.csv"));
  const auto got = run(o);
  CHECK(got.status == 2);
  CHECK(got.log.find("no_such.csv") != std::string::npos);
  CHECK(got.log.find("Unique Key") != std::string::npos);
  CHECK(daemon.state().connections == 0);
}

TEST_CASE("a key that is refused ends the import with 1 and a summary") {
  client::FakeDaemon daemon({client::Faults{}}, 401);
  const auto got = run(options(daemon, "sf311", "sf311.csv"));
  CHECK(got.status == 1);
  CHECK(got.log.find("The key was revoked.") != std::string::npos);
  CHECK(got.out.find(R"({"rows":0,"events":0)") == 0);
}

}  // namespace
}  // namespace gridhall::importer
