// A disk that is full and a sync that fails: what is refused, what still works, what is there afterwards.
//
// Both are brought about by failpoints, which a release build has not.
#ifdef GRIDHALL_FAILPOINTS

#include <catch2/catch.hpp>

#include "tests/integration/harness/events.hpp"
#include "tests/integration/harness/live_view.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;

json::object around_here() {
  return {{"view",
           json::object{{"bbox", list({kLong - 0.2, kLat - 0.2, kLong + 0.2, kLat + 0.2})}, {"level", 13}}},
          {"want", list({"cells", "cases"})}};
}

TEST_CASE("below the free space that is wanted ingest is refused, told to wait, and everything is readable") {
  TempDir dir;
  {
    Daemon daemon(dir / "data");
    store(daemon, {report("before")});
    REQUIRE(daemon.get("/readyz").status == 200);
    REQUIRE(daemon.terminate() == 0);
  }
  DaemonOptions full;
  full.environment["GRIDHALL_TEST_FREE_SPACE_MIN"] = std::to_string(std::uint64_t{1} << 60);
  {
    Daemon daemon(dir / "data", full);
    WsClient client = producer(daemon, "bridge-1");
    const json::object flow = client.expect("flow");
    CHECK(number_at(flow, "in_flight_events") == 0);
    CHECK(number_at(flow, "in_flight_bytes") == 0);
    CHECK(text_at(flow, "reason") == "disk_full");

    client.send(pub(1, {report("refused")}));
    const json::object nack = client.expect("nack");
    CHECK(text_at(nack, "code") == "storage_busy");
    CHECK(nack.at("retry").as_bool());

    const HttpResponse ready = daemon.get("/readyz");
    CHECK(ready.status == 503);
    CHECK(text_at(ready.json().as_object(), "code") == "storage_busy");
    CHECK_FALSE(ready.header("Retry-After").empty());
    CHECK(daemon.get("/healthz").status == 200);

    LiveView board(around_here());
    board.connect(daemon);
    CHECK(board.cases().size() == 1);
    CHECK(board.problems().empty());
    CHECK(all_cases(daemon).size() == 1);
    CHECK(all_events(daemon).size() == 1);
    REQUIRE(daemon.terminate() == 0);
  }
  Daemon daemon(dir / "data");
  json::object welcome;
  WsClient client = producer(daemon, "bridge-1", &welcome);
  CHECK(welcome.at("resume").at("settled").to_number<int>() == 0);
  client.send(pub(1, {report("refused")}));
  CHECK(number_at(client.expect("ack"), "stored") == 1);
}

TEST_CASE("after a failed sync nothing is acknowledged, the daemon leaves with 74, and what was is there") {
  TempDir dir;
  {
    Daemon daemon(dir / "data");
    REQUIRE(daemon.terminate() == 0);
  }
  DaemonOptions failing;
  failing.environment = {{"GRIDHALL_FAILPOINT", "failed_sync"}, {"GRIDHALL_FAILPOINT_TURN", "3"}};
  {
    Daemon daemon(dir / "data", failing);
    WsClient client = producer(daemon, "bridge-1");
    for (const std::uint64_t seq : {1U, 2U}) {
      client.send(pub(seq, {report("kept-" + std::to_string(seq))}));
      REQUIRE(number_at(client.expect("ack"), "settled") == static_cast<std::int64_t>(seq));
    }
    client.send(pub(3, {report("lost"), report("lost too")}));
    const json::object nack = client.expect("nack");
    CHECK(text_at(nack, "code") == "storage_failed");
    CHECK(nack.at("retry").as_bool());
    while (const auto message = client.receive()) {
      // An ack may still say how far everything is settled; not further than before.
      if (text_at(*message, "op") == "ack") CHECK(number_at(*message, "settled") == 2);
    }
    REQUIRE(daemon.process().wait(kPatience) == 74);
  }
  const RunResult verify = run({"verify", "--data", dir / "data"});
  INFO(verify.out << verify.errors);
  CHECK(verify.status == 0);

  Daemon daemon(dir / "data");
  json::object welcome;
  WsClient client = producer(daemon, "bridge-1", &welcome);
  // No ack never means not stored: the bytes may have reached the disk after all.
  const auto settled = welcome.at("resume").at("settled").to_number<std::uint64_t>();
  CHECK((settled == 2 || settled == 4));
  client.send(pub(3, {report("lost"), report("lost too")}));
  CHECK(number_at(client.expect("ack"), "settled") == 4);
  CHECK(all_events(daemon).size() == 4);
  CHECK(all_cases(daemon).size() == 4);
  REQUIRE(daemon.terminate() == 0);
}

}  // namespace
}  // namespace gridhall::testing

#endif
