// The demo city's simulator against the daemon: both programs as they are shipped.
#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <set>

#include "tests/integration/harness/events.hpp"
#include "tests/integration/harness/live_view.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;

std::vector<std::string> simulate(const Daemon& daemon, const std::vector<std::string>& more) {
  std::vector<std::string> words{"simulate", "--to", daemon.url(), "--key", daemon.key()};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

json::object summary_of(const RunResult& result) {
  INFO(result.errors);
  REQUIRE(result.status == 0);
  return json::parse(result.out).as_object();
}

// Positions are the daemon's, all else is the simulator's.
std::vector<json::value> without_positions(const Daemon& daemon) {
  std::vector<json::value> events;
  for (json::value& event : all_events(daemon)) {
    event.as_object().erase("pos");
    events.push_back(std::move(event));
  }
  return events;
}

TEST_CASE("the daemon refuses nothing of the stream, and the cases that are open are those on the board") {
  TempDir dir;
  Daemon daemon(dir / "data");
  const json::object sent =
      summary_of(run(simulate(daemon, {"--rate", "2000", "--for", "4s", "--seed", "3"})));
  CHECK(number_at(sent, "refused") == 0);
  // Of 8,000 by day and 480 when the city sleeps; a machine that is short of time falls behind the clock.
  CHECK(number_at(sent, "published") > 200);
  CHECK(number_at(sent, "stored") + number_at(sent, "duplicate") == number_at(sent, "published"));
  CHECK(all_events(daemon).size() == static_cast<std::size_t>(number_at(sent, "stored")));

  const std::size_t open = all_cases(daemon, "state=open").size();
  CHECK(open > 50);
  CHECK(all_cases(daemon).size() == open + all_cases(daemon, "state=closed").size());
  REQUIRE(daemon.terminate() == 0);
  const RunResult verify = run({"verify", "--data", dir / "data"});
  INFO(verify.out << verify.errors);
  CHECK(verify.status == 0);
}

TEST_CASE("two runs with one seed and start send the same events, another seed others") {
  const std::vector<std::string> options{"--start", "2025-03-04T09:00:00Z", "--for",
                                         "10m",     "--backfill",           "--seed"};
  const auto sent = [&options](const std::string& seed) {
    TempDir dir;
    Daemon daemon(dir / "data");
    auto words = options;
    words.push_back(seed);
    CHECK(number_at(summary_of(run(simulate(daemon, words))), "refused") == 0);
    return without_positions(daemon);
  };
  const auto one = sent("7");
  CHECK(one.size() > 2'000);
  CHECK(one == sent("7"));
  CHECK(one != sent("8"));
}

TEST_CASE("a simulator that is killed goes on where it was, on a daemon that was killed too") {
  // The demo used to begin another city with every start, whose older cases nobody closed any more.
  const std::vector<std::string> whole{"--start", "2025-03-04T09:00:00Z", "--for", "2h", "--backfill"};
  std::vector<json::value> wanted;
  {
    TempDir dir;
    Daemon daemon(dir / "data");
    summary_of(run(simulate(daemon, whole)));
    wanted = without_positions(daemon);
  }
  TempDir dir;
  const std::string key =
      run({"key", "create", "--data", dir / "data", "--integrator", "city", "--source", "/linshui/"}).out;
  const std::string secret = key.substr(0, key.find('\n'));
  std::int64_t stored = 0;
  {
    Daemon daemon(dir / "data");
    auto words = whole;
    words.insert(words.begin(), {"simulate", "--to", daemon.url(), "--key", secret});
    Process killed(words);
    LiveView board({{"view", json::object{{"bbox", list({111.0, 26.0, 113.0, 28.0})}, {"level", 13}}},
                    {"want", list({"cells"})}});
    board.connect(daemon);
    board.reach(500);
    killed.signal(SIGKILL);
    REQUIRE(killed.wait(kPatience) == 128 + SIGKILL);
    daemon.kill9();
  }
  Daemon daemon(dir / "data");
  const auto kept = all_events(daemon).size();
  REQUIRE(kept >= 500);
  auto words = whole;
  words.insert(words.begin(), {"simulate", "--to", daemon.url(), "--key", secret});
  const json::object rest = summary_of(run(words));
  stored = number_at(rest, "stored");
  CHECK(number_at(rest, "refused") == 0);
  CHECK(static_cast<std::size_t>(stored) == wanted.size() - kept);
  CHECK(without_positions(daemon) == wanted);
  // And once more, when there is nothing left to send.
  CHECK(number_at(summary_of(run(words)), "published") == 0);
}

TEST_CASE("a simulator whose daemon restarts reconnects with its lasting key and loses nothing") {
  TempDir dir;
  const std::string key = run({"key", "create", "--data", dir / "data", "--integrator", "city"}).out;
  DaemonOptions options;
  auto daemon = std::make_unique<Daemon>(dir / "data", options);
  options.listen = "127.0.0.1:" + std::to_string(daemon->address().port);
  // By night the city is a twentieth as busy.
  Process simulator({"simulate", "--to", daemon->url(), "--key", key.substr(0, key.find('\n')), "--rate",
                     "800", "--for", "8s", "--seed", "3"});
  LiveView board({{"view", json::object{{"bbox", list({111.0, 26.0, 113.0, 28.0})}, {"level", 13}}},
                  {"want", list({"cells"})}});
  board.connect(*daemon);
  board.reach(50);
  daemon->kill9();
  daemon = std::make_unique<Daemon>(dir / "data", options);
  REQUIRE(simulator.wait(std::chrono::seconds(60)) == 0);
  INFO(simulator.errors());
  const json::object sent = json::parse(simulator.out()).as_object();
  CHECK(number_at(sent, "reconnects") >= 1);
  CHECK(number_at(sent, "refused") == 0);
  std::set<std::string> ids;
  for (const json::value& event : all_events(*daemon)) ids.insert(text_at(event.as_object(), "id"));
  // Some are sent twice on purpose, under one id.
  CHECK(ids.size() == all_events(*daemon).size());
  CHECK(static_cast<std::int64_t>(ids.size()) <= number_at(sent, "published"));
  CHECK(static_cast<double>(ids.size()) > 0.98 * static_cast<double>(number_at(sent, "published")));
}

TEST_CASE("wrong options of the simulator are all told at once") {
  const RunResult result = run({"simulate", "--to", "http://127.0.0.1:1", "--rate", "5001", "--for", "never",
                                "--seed", "-1", "--start", "yesterday"});
  CHECK(result.status == 2);
  for (const char* option : {"--key", "--rate", "--for", "--seed", "--start"}) {
    CHECK_THAT(result.errors, Catch::Contains(option));
  }
}

}  // namespace
}  // namespace gridhall::testing
