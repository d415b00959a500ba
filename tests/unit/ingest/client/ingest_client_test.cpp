#include "ingest/client/ingest_client.hpp"

#include <catch2/catch.hpp>

#include "ingest/client/link.hpp"
#include "tests/unit/ingest/client/fake_daemon.hpp"

namespace gridhall::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::string event(int n) {
  return R"({"specversion":"1.0","id":"e)" + std::to_string(n) +
         R"(","source":"/test","type":"gridhall.request.reported.v1","data":{"n":)" + std::to_string(n) +
         "}}";
}

Options options(const FakeDaemon& daemon, std::string producer = "bridge-1") {
  Options out;
  out.url = daemon.url();
  out.key = "ghk_live_a_b";
  out.producer = std::move(producer);
  out.backoff_first = milliseconds(10);
  out.backoff_most = milliseconds(50);
  out.first_dial_max = seconds(5);
  out.give_up = seconds(20);
  return out;
}

std::vector<std::string> expected(int count) {
  std::vector<std::string> out;
  out.reserve(static_cast<std::size_t>(count));
  for (int n = 0; n < count; ++n) out.push_back(event(n));
  return out;
}

void publish_all(IngestClient& client, int count) {
  for (int n = 0; n < count; ++n) {
    const auto published = client.publish(event(n));
    REQUIRE(published.has_value());
    REQUIRE(*published == static_cast<std::uint64_t>(n));
  }
  REQUIRE(client.flush(seconds(20)).has_value());
}

TEST_CASE("everything published is stored once, in order, in full batches") {
  FakeDaemon daemon;
  std::vector<std::uint64_t> order;
  Handlers handlers;
  handlers.on_settled = [&order](std::uint64_t ordinal, const std::string&, Outcome) {
    order.push_back(ordinal);
  };
  IngestClient client(options(daemon), handlers);
  const auto welcome = client.connect();
  REQUIRE(welcome.has_value());
  CHECK(welcome->integrator == "dev");
  publish_all(client, 5'000);
  const auto state = daemon.state();
  CHECK(state.stored == expected(5'000));
  CHECK(state.batches.front() == 500);
  CHECK(state.batches.size() == 10);
  CHECK(state.authorization == "Bearer ghk_live_a_b");
  CHECK(state.request_target == "/api/v1/ingest");
  CHECK(client.stats().stored == 5'000);
  CHECK(client.unsettled() == 0);
  CHECK(std::is_sorted(order.begin(), order.end()));
  CHECK(order.size() == 5'000);
  client.close();
  CHECK(client.publish(event(1)).has_error());
}

TEST_CASE("numbers go on where the producer stopped") {
  FakeDaemon daemon;
  {
    IngestClient first(options(daemon));
    REQUIRE(first.connect().has_value());
    publish_all(first, 10);
    first.close();
  }
  IngestClient second(options(daemon));
  const auto welcome = second.connect();
  REQUIRE(welcome.has_value());
  CHECK(welcome->settled == 10);
  publish_all(second, 12);
  CHECK(second.stats().duplicate == 10);
  CHECK(second.stats().stored == 2);
  CHECK(daemon.state().settled == 22);
}

TEST_CASE("a link that breaks before and after storing loses nothing and doubles nothing") {
  Faults before;
  before.drop_before_storing_at = 1'200;
  Faults after;
  after.drop_before_ack_at = 900;
  FakeDaemon daemon({before, after, after, before, Faults{}});
  IngestClient client(options(daemon));
  REQUIRE(client.connect().has_value());
  publish_all(client, 6'000);
  CHECK(daemon.state().stored == expected(6'000));
  CHECK(client.stats().reconnects == 4);
  CHECK(client.stats().settled_unseen > 0);
  CHECK(client.stats().stored + client.stats().settled_unseen == 6'000);
}

TEST_CASE("without a producer a broken link ends in duplicates, never in losses") {
  Faults after;
  after.drop_before_ack_at = 700;
  FakeDaemon daemon({after, Faults{}});
  IngestClient client(options(daemon, ""));
  REQUIRE(client.connect().has_value());
  publish_all(client, 3'000);
  const auto state = daemon.state();
  CHECK(state.identities.size() == 3'000);
  CHECK(state.stored.size() == 3'000);
  CHECK(client.stats().stored + client.stats().duplicate == 3'000);
}

TEST_CASE("after a restore the outbox is sent again under the numbers of the new epoch") {
  Faults lost;
  lost.drop_before_ack_at = 1'000;
  FakeDaemon daemon({lost, Faults{}});
  daemon.between = [](FakeDaemon& self, int connections) {
    if (connections == 1) self.restore_from("z9y8", 400);
  };
  IngestClient client(options(daemon));
  REQUIRE(client.connect().has_value());
  publish_all(client, 1'500);
  // The first 500 were acknowledged before the restore and are the operator's to import again; what was
  // unsettled came.
  const auto state = daemon.state();
  CHECK(state.epoch == "z9y8");
  CHECK(std::count(state.stored.begin(), state.stored.end(), event(1'499)) == 1);
  for (int n = 500; n < 1'500; ++n) CHECK(state.identities.count("/test\ne" + std::to_string(n)) == 1);
}

TEST_CASE("a retry nack is followed by going back to that number") {
  Faults busy;
  busy.busy_once = {250, 251, 1'700};
  FakeDaemon daemon({busy});
  IngestClient client(options(daemon));
  REQUIRE(client.connect().has_value());
  publish_all(client, 3'000);
  CHECK(daemon.state().stored == expected(3'000));
  CHECK(client.stats().stored == 3'000);
  CHECK(client.stats().retries >= 3);
  CHECK(client.stats().reconnects == 0);
}

TEST_CASE("a retry nack by reference sends that event again") {
  Faults busy;
  busy.busy_once = {3};
  FakeDaemon daemon({busy});
  IngestClient client(options(daemon, ""));
  REQUIRE(client.connect().has_value());
  publish_all(client, 1'000);
  CHECK(daemon.state().stored.size() == 1'000);
  CHECK(client.stats().stored == 1'000);
}

TEST_CASE("a refused event is reported with its ordinal and its neighbours are stored") {
  Faults faults;
  faults.refuse_ids = {"e3", "e7"};
  for (const std::string producer : {"bridge-1", ""}) {
    FakeDaemon daemon({faults});
    std::vector<std::uint64_t> refused;
    Handlers handlers;
    handlers.on_nack = [&refused](const Nack& nack) {
      refused.push_back(nack.ordinal);
      CHECK(nack.code == "schema_violation");
    };
    IngestClient client(options(daemon, producer), handlers);
    REQUIRE(client.connect().has_value());
    publish_all(client, 10);
    CHECK(refused == std::vector<std::uint64_t>{3, 7});
    CHECK(client.stats().refused == 2);
    CHECK(client.stats().stored == 8);
  }
}

TEST_CASE("credit bounds what is on the way and a pause stops it") {
  Faults faults;
  faults.in_flight_events = 100;
  faults.after_welcome = {R"({"op":"flow","in_flight_events":0,"in_flight_bytes":0,"reason":"disk_behind"})"};
  FakeDaemon daemon({faults});
  std::vector<std::string> notices;
  Handlers handlers;
  handlers.on_notice = [&notices](const std::string& text) { notices.push_back(text); };
  IngestClient client(options(daemon), handlers);
  REQUIRE(client.connect().has_value());
  REQUIRE(client.run_for(milliseconds(100)).has_value());
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].find("disk_behind") != std::string::npos);
  for (int n = 0; n < 10; ++n) REQUIRE(client.publish(event(n)).has_value());
  const auto flushed = client.flush(milliseconds(200));
  REQUIRE(flushed.has_error());
  CHECK_FALSE(client.failure());
  CHECK(daemon.state().stored.empty());
}

TEST_CASE("batches never exceed the credit") {
  Faults faults;
  faults.in_flight_events = 100;
  FakeDaemon daemon({faults});
  IngestClient client(options(daemon));
  REQUIRE(client.connect().has_value());
  publish_all(client, 1'000);
  const auto state = daemon.state();
  CHECK(state.stored == expected(1'000));
  CHECK(*std::max_element(state.batches.begin(), state.batches.end()) <= 100);
}

TEST_CASE("a refused key ends the client at once and says why") {
  FakeDaemon daemon({Faults{}}, 401);
  IngestClient client(options(daemon));
  const auto connected = client.connect();
  REQUIRE(connected.has_error());
  CHECK(connected.error().code == model::Code::kUnauthenticated);
  CHECK(connected.error().detail.find("The key was revoked.") != std::string::npos);
  CHECK(daemon.state().connections == 1);
  CHECK(client.publish(event(1)).has_error());
}

TEST_CASE("an overloaded daemon is dialled again") {
  FakeDaemon daemon({Faults{}}, 503);
  Options o = options(daemon);
  o.first_dial_max = milliseconds(300);
  IngestClient client(o);
  const auto connected = client.connect();
  REQUIRE(connected.has_error());
  CHECK(daemon.state().connections > 1);
}

TEST_CASE("a goodbye that a person must look at stops the client") {
  Faults replaced;
  replaced.close_with = R"({"op":"bye","code":4509,"reason":"a newer hello took over"})";
  replaced.close_code = 4509;
  FakeDaemon daemon({replaced});
  IngestClient client(options(daemon));
  REQUIRE(client.connect().has_value());
  REQUIRE(client.publish(event(0)).has_value());
  const auto flushed = client.flush(seconds(10));
  REQUIRE(flushed.has_error());
  CHECK(flushed.error().code == model::Code::kSessionReplaced);
  CHECK(flushed.error().detail.find("a newer hello took over") != std::string::npos);
  CHECK(daemon.state().connections == 1);
}

TEST_CASE("a daemon that restarts is waited for") {
  Faults restart;
  restart.close_with = R"({"op":"bye","code":1012,"reason":"restart","retry_after_ms":50})";
  restart.close_code = 1012;
  FakeDaemon daemon({restart, Faults{}});
  IngestClient client(options(daemon));
  REQUIRE(client.connect().has_value());
  publish_all(client, 100);
  CHECK(daemon.state().stored == expected(100));
  CHECK(client.stats().reconnects == 1);
}

TEST_CASE("close codes tell apart what time heals and what a person must look at") {
  for (const unsigned code : {1002U, 1003U, 1007U, 1008U, 1009U, 4500U, 4501U, 4509U, 4999U})
    CHECK(close_code_stops(code));
  for (const unsigned code : {1000U, 1001U, 1006U, 1011U, 1012U, 1013U, 4000U, 4408U, 4429U, 4499U}) {
    CHECK_FALSE(close_code_stops(code));
  }
}

TEST_CASE("no daemon at the address is an error after the time for the first connection") {
  std::string url;
  {
    const FakeDaemon gone;
    url = gone.url();
  }
  Options o;
  o.url = url;
  o.key = "ghk_live_a_b";
  o.first_dial_max = milliseconds(300);
  o.backoff_first = milliseconds(20);
  IngestClient client(o);
  const auto connected = client.connect();
  REQUIRE(connected.has_error());
  CHECK(connected.error().detail.find("No connection to") != std::string::npos);
}

TEST_CASE("an event beyond the daemon's limit is refused here and the client goes on") {
  Faults faults;
  faults.event_bytes = 200;
  FakeDaemon daemon({faults});
  IngestClient client(options(daemon));
  REQUIRE(client.connect().has_value());
  const auto refused = client.publish(std::string(201, ' '));
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == model::Code::kEventTooLarge);
  CHECK_FALSE(client.failure());
  publish_all(client, 3);
  CHECK(daemon.state().stored == expected(3));
}

TEST_CASE("a check goes through the validator and stores nothing") {
  Faults faults;
  faults.refuse_ids = {"e1"};
  FakeDaemon daemon({faults});
  IngestClient client(options(daemon));
  REQUIRE(client.connect().has_value());
  const auto report = client.check({event(0), event(1), event(2)});
  REQUIRE(report.has_value());
  CHECK(report->ok == 2);
  REQUIRE(report->errors.size() == 1);
  CHECK(report->errors[0].index == 1);
  CHECK(report->errors[0].code == "schema_violation");
  CHECK(daemon.state().stored.empty());
}

TEST_CASE("an idle link is kept alive with pings") {
  FakeDaemon daemon;
  Options o = options(daemon);
  o.ping_every = milliseconds(40);
  o.silence_max = milliseconds(400);
  IngestClient client(o);
  REQUIRE(client.connect().has_value());
  REQUIRE(client.run_for(milliseconds(600)).has_value());
  CHECK(client.connected());
  CHECK(client.stats().reconnects == 0);
  CHECK(daemon.state().messages.size() > 3);
}

TEST_CASE("a daemon that takes events and settles none is given up in the end") {
  Faults mute;
  mute.in_flight_events = 10;
  mute.drop_before_storing_at = 1;
  FakeDaemon daemon({mute});
  Options o = options(daemon);
  o.give_up = milliseconds(500);
  IngestClient client(o);
  REQUIRE(client.connect().has_value());
  REQUIRE(client.publish(event(0)).has_value());
  REQUIRE(client.flush(seconds(20)).has_error());
  REQUIRE(client.failure());
  CHECK(client.failure()->detail.find("No progress") != std::string::npos);
}

}  // namespace
}  // namespace gridhall::client
