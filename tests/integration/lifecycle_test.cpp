// Starting and stopping the daemon, and the command line around it.
#include <sys/stat.h>

#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "tests/integration/harness/events.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;

TEST_CASE("SIGTERM settles what was read, says 1012 on every socket and leaves with 0") {
  TempDir dir;
  Daemon daemon(dir / "data");
  WsClient client = producer(daemon, "bridge-1");
  WsClient viewer = daemon.live();
  viewer.expect("welcome");
  client.send(pub(1, {report("a")}));
  client.expect("ack");
  const auto asked = std::chrono::steady_clock::now();
  daemon.process().signal(SIGTERM);
  REQUIRE(number_at(client.expect("bye"), "code") == 1012);
  REQUIRE(client.closed() == 1012);
  REQUIRE(viewer.closed() == 1012);
  REQUIRE(daemon.process().wait(kPatience) == 0);
  REQUIRE(std::chrono::steady_clock::now() - asked < std::chrono::seconds(10));
}

TEST_CASE("SIGTERM while the store is being opened ends with 0 and without a word of ready") {
  // Opening reads the key file, here a pipe: it can be opened for writing once the daemon is reading it.
  TempDir dir;
  const std::string pipe = dir / "key";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const std::string config = dir / "gridhall.toml";
  std::ofstream(config) << "[privacy]\nkey_file = \"key\"\n";
  Process process({"serve", "--data", dir / "data", "--config", config, "--listen", "127.0.0.1:0"});
  std::ofstream key(pipe);
  process.signal(SIGTERM);
  key << std::string(32, 'k');
  key.close();
  const auto status = process.wait(std::chrono::seconds(60));
  INFO(process.errors());
  REQUIRE(status == 0);
  CHECK(process.out().empty());
  CHECK_THAT(process.errors(), Catch::Contains("stopping"));
}

TEST_CASE("SIGINT stops as cleanly as SIGTERM") {
  TempDir dir;
  Daemon daemon(dir / "data");
  daemon.process().signal(SIGINT);
  REQUIRE(daemon.process().wait(kPatience) == 0);
}

TEST_CASE("a restart keeps epoch and sequence") {
  TempDir dir;
  json::value before;
  {
    Daemon daemon(dir / "data");
    store(daemon, {report("a"), report("b")});
    before = daemon.get_json("/api/v1/cases").at("as_of");
    REQUIRE(daemon.terminate() == 0);
  }
  const Daemon again(dir / "data");
  const json::value after = again.get_json("/api/v1/cases").at("as_of");
  REQUIRE(after.at("epoch") == before.at("epoch"));
  REQUIRE(after.at("seq") == before.at("seq"));
}

TEST_CASE("a second daemon on the same directory refuses and says who is in the way") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  const RunResult second = run({"serve", "--data", dir / "data", "--listen", "127.0.0.1:0"});
  REQUIRE(second.status == 1);
  REQUIRE_THAT(second.errors, Catch::Contains("lock", Catch::CaseSensitive::No) ||
                                  Catch::Contains("in use", Catch::CaseSensitive::No));
}

TEST_CASE("a taken port is said clearly and ends with 1") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  const RunResult second = run(
      {"serve", "--data", dir / "other", "--listen", "127.0.0.1:" + std::to_string(daemon.address().port)});
  REQUIRE(second.status == 1);
  REQUIRE_THAT(second.errors, Catch::Contains(std::to_string(daemon.address().port)));
}

TEST_CASE("a held lock and a silent socket: key says so and leaves with 1") {
  TempDir dir;
  Daemon daemon(dir / "data");
  daemon.process().signal(SIGSTOP);
  const RunResult result = run({"key", "list", "--data", dir / "data"});
  daemon.process().signal(SIGCONT);
  REQUIRE(result.status == 1);
  REQUIRE_FALSE(result.errors.empty());
}

TEST_CASE("wrong options are all named at once and end with 2") {
  TempDir dir;
  const std::string data = dir / "data";
  const std::vector<std::vector<std::string>> wrong{
      {"serve"},
      {"serve", "--data", data, "--listen", "nowhere"},
      {"serve", "--data", data, "--listen", "127.0.0.1:99999"},
      {"serve", "--data", data, "--colour", "blue"},
      {"key", "create", "--data", data},
      {"import", "--to", "http://127.0.0.1:1", "--key", "k", "--format", "nonsense", "x.csv"},
      {"dance"},
      {},
  };
  for (const std::vector<std::string>& arguments : wrong) {
    std::string line;
    for (const std::string& word : arguments) {
      line += word + " ";
    }
    INFO("gridhall " << line);
    Process process(arguments);
    REQUIRE(process.wait(std::chrono::seconds(20)) == 2);
    CHECK_FALSE(process.errors().empty());
  }
}

TEST_CASE("import names all its wrong options and files in one run, unknown ones too") {
  const RunResult result =
      run({"import", "--format", "xml", "--speed", "fast", "--colour", "blue", "no_such.csv"});
  REQUIRE(result.status == 2);
  for (const char* word :
       {"--to", "--key", "--format", "xml", "--speed", "fast", "--colour", "no_such.csv"}) {
    CHECK_THAT(result.errors, Catch::Contains(word));
  }
}

TEST_CASE("every error of a configuration is told at once with its key") {
  TempDir dir;
  const std::string config = dir / "gridhall.toml";
  std::ofstream(config)
      << "[city]\ntime_zone = \"Mars/Olympus\"\ncolour = 3\n[[area_layer]]\nlevel = \"d\"\n"
         "file = \"missing.geojson\"\ncode = \"C\"\nlabel = \"L\"\n[retention]\nclosed_days = \"many\"\n";
  const RunResult result =
      run({"serve", "--data", dir / "data", "--config", config, "--listen", "127.0.0.1:0"});
  REQUIRE(result.status == 2);
  for (const char* word :
       {"time_zone", "Mars/Olympus", "colour", "missing.geojson", "closed_days", "gridhall.toml"}) {
    CHECK_THAT(result.errors, Catch::Contains(word));
  }
}

TEST_CASE("a configuration value of the wrong type is shown with what is valid") {
  TempDir dir;
  const std::string config = dir / "gridhall.toml";
  std::ofstream(config)
      << "basemap = true\n[city]\nname = 3\ntime_zone = [\"UTC\"]\n[server]\nplain_text = \"yes\"\n"
         "allowed_origins = [7]\n[retention]\nclosed_days = 2.5\n[[area_layer]]\nlevel = 9\n";
  const RunResult result =
      run({"serve", "--data", dir / "data", "--config", config, "--listen", "127.0.0.1:0"});
  REQUIRE(result.status == 2);
  for (const char* line : {"basemap is true; allowed: a table", "city.name is 3; allowed: a string", "UTC",
                           "allowed: true or false", "allowed_origins is 7; allowed: scheme, host and port",
                           "closed_days is 2.5; allowed: whole days", "level is 9; allowed: a string",
                           "area_layer[0].file; required: a string"}) {
    CHECK_THAT(result.errors, Catch::Contains(line));
  }
  CHECK_THAT(result.errors, !Catch::Contains("level; required"));
}

TEST_CASE("nothing stands on standard output before the line that says ready") {
  // Settings without effect are warned about while the configuration is read, before anything is served.
  TempDir dir;
  const std::string config = dir / "gridhall.toml";
  std::ofstream(config) << "[retention]\nclosed_days = 30\n";
  Process process({"serve", "--data", dir / "data", "--config", config, "--listen", "127.0.0.1:0"});
  const auto first = process.line(std::chrono::seconds(60));
  REQUIRE(first);
  CHECK_THAT(*first, Catch::StartsWith("gridhall ready http://"));
  CHECK_THAT(process.errors(), Catch::Contains("closed_days"));
  process.signal(SIGTERM);
  REQUIRE(process.wait(kPatience) == 0);
  CHECK(process.out().empty());
}

TEST_CASE("help and version go to standard output and leave with 0") {
  const RunResult help = run({"--help"});
  REQUIRE(help.status == 0);
  REQUIRE_THAT(help.out, Catch::Contains("serve") && Catch::Contains("import"));
  const RunResult version = run({"--version"});
  REQUIRE(version.status == 0);
  REQUIRE_THAT(version.out, Catch::Contains("0.1.0"));
}

TEST_CASE("verify of a directory that is not there ends with 1 or 2 and makes none") {
  TempDir dir;
  REQUIRE(run({"verify", "--data", dir / "none"}).status != 0);
  REQUIRE_FALSE(std::filesystem::exists(dir / "none"));
}

TEST_CASE("a flipped byte in the log is found") {
  TempDir dir;
  const std::filesystem::path data = dir / "data";
  {
    Daemon daemon(data);
    store(daemon, {report("canary-event-one"), report("canary-event-two")});
    REQUIRE(daemon.terminate() == 0);
  }
  int flipped = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    if (!entry.is_regular_file()) {
      continue;
    }
    std::fstream file(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
    std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const std::size_t at = bytes.find("canary-event-one");
    if (at != std::string::npos) {
      file.clear();
      file.seekp(static_cast<std::streamoff>(at + 3));
      file.put('X');
      ++flipped;
    }
  }
  if (flipped == 0) {
    WARN("the log is compressed: no byte to flip was found");
    return;
  }
  const RunResult verify = run({"verify", "--data", data.string()});
  INFO(verify.out << verify.errors);
  REQUIRE(verify.status == 1);
}

}  // namespace
}  // namespace gridhall::testing
