// The ingest path in one process: real sockets, real store, many producers at once. Made for the thread
// sanitizer.
#include "ingest/ingest_door.hpp"

#include <catch2/catch.hpp>
#include <future>
#include <set>

#include "ingest/client/ingest_client.hpp"
#include "tests/unit/ingest/memory_rows.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace gridhall;

namespace {

class Doorway {
 public:
  explicit Doorway(const store::Folder& folder)
      : store_(store::open_store(folder)),
        keys_(rows_),
        server_(options()),
        door_({"gridhall/test", {}, {}, {}}, *store_, keys_, areas_) {
    door_.install(server_);
    server_.on_stop([this] { door_.drain(); });
    port_ = server_.start();
  }
  ~Doorway() { stop(); }
  Doorway(const Doorway&) = delete;
  Doorway& operator=(const Doorway&) = delete;

  void stop() {
    server_.stop(std::chrono::seconds(5));
    store_->close();
  }
  std::string key(const std::string& integrator, bool test = false) {
    return keys_.create(integrator, {}, test).value();
  }
  ingest::KeyRing& keys() { return keys_; }
  store::Store& store() { return *store_; }

  client::Options client_options(const std::string& key_text, const std::string& producer) const {
    client::Options options;
    options.url = "http://127.0.0.1:" + std::to_string(port_);
    options.key = key_text;
    options.producer = producer;
    return options;
  }

 private:
  static net::ServerOptions options() {
    net::ServerOptions options;
    options.port = 0;
    options.threads = 2;
    return options;
  }

  std::unique_ptr<store::Store> store_;
  ingest::MemoryRows rows_;
  ingest::KeyRing keys_;
  std::shared_ptr<const geo::AreaLayers> areas_ = std::make_shared<const geo::AreaLayers>();
  net::Server server_;
  ingest::IngestDoor door_;
  std::uint16_t port_ = 0;
};

std::string event_json(const std::string& source, int number) {
  return R"({"specversion":"1.0","type":"gridhall.request.reported.v1","source":")" + source + R"(","id":")" +
         std::to_string(number) + R"(","data":{"service_code":"noise","lat":40.7,"long":-73.9}})";
}

}  // namespace

TEST_CASE("many producers at once: everything acknowledged is stored once and in each producer's order",
          "[concurrent]") {
  const store::Folder folder;
  Doorway doorway(folder);
  constexpr int kProducers = 4;
  constexpr int kEvents = 400;
  constexpr std::uint64_t kAll = std::uint64_t{kProducers} * kEvents;
  std::vector<std::future<client::Stats>> producers;
  for (int p = 0; p < kProducers; ++p) {
    const std::string name = "p" + std::to_string(p);
    producers.push_back(std::async(std::launch::async, [&doorway, name, key = doorway.key(name)] {
      auto options = doorway.client_options(key, name);
      options.batch_events_max = 7;
      client::IngestClient sender(options);
      if (!sender.connect()) return client::Stats{};
      for (int i = 0; i < kEvents; ++i) sender.publish(event_json("/" + name, i)).value();
      sender.flush(std::chrono::seconds(60)).value();
      return sender.stats();
    }));
  }
  for (auto& producer : producers) {
    const client::Stats stats = producer.get();
    CHECK(stats.stored == kEvents);
    CHECK(stats.refused == 0);
  }
  CHECK(doorway.store().seq() == kAll);
  std::map<std::string, int> next;
  for (const auto& stored : doorway.store().read_log(0, kAll)) {
    CHECK(stored.event.id == std::to_string(next[stored.event.source]++));
  }
  for (int p = 0; p < kProducers; ++p) {
    CHECK(doorway.store().settled("p" + std::to_string(p), "p" + std::to_string(p)) == kEvents);
  }
}

TEST_CASE("nothing acknowledged is missing when the daemon stops under load", "[concurrent]") {
  const store::Folder folder;
  std::set<std::string> acknowledged;
  {
    Doorway doorway(folder);
    client::Handlers handlers;
    handlers.on_settled = [&](std::uint64_t, const std::string& event, client::Outcome) {
      acknowledged.insert(event);
    };
    auto options = doorway.client_options(doorway.key("bridge"), "bridge");
    options.give_up = std::chrono::milliseconds(500);
    client::IngestClient sender(options, handlers);
    REQUIRE(sender.connect().has_value());
    for (int i = 0; i < 300; ++i) REQUIRE(sender.publish(event_json("/bridge", i)).has_value());
    auto stopping = std::async(std::launch::async, [&doorway] { doorway.stop(); });
    sender.flush(std::chrono::milliseconds(2000));  // over when the door is shut, or all settled before
    stopping.get();
    sender.close();
  }
  const auto store = store::open_store(folder);
  std::set<std::string> stored;
  for (const auto& event : store->read_log(0, 1000)) stored.insert(event.event.data);
  for (const std::string& event : acknowledged) CHECK(stored.contains(event));
}

TEST_CASE("a test key gets the same answers and stores nothing") {
  const store::Folder folder;
  Doorway doorway(folder);
  client::IngestClient sender(doorway.client_options(doorway.key("trial", true), "t"));
  const auto welcome = sender.connect();
  REQUIRE(welcome.has_value());
  CHECK(welcome->mode == "test");
  REQUIRE(sender.publish(event_json("/trial", 1)).has_value());
  REQUIRE(sender.publish(event_json("/trial", 1)).has_value());
  REQUIRE(sender.publish(R"({"specversion":"1.0"})").has_value());
  REQUIRE(sender.flush(std::chrono::seconds(20)).has_value());
  CHECK(sender.stats().stored == 1);
  CHECK(sender.stats().duplicate == 1);
  CHECK(sender.stats().refused == 1);
  CHECK(doorway.store().seq() == 0);
}

TEST_CASE("a key that is revoked ends its live connection") {
  const store::Folder folder;
  Doorway doorway(folder);
  client::IngestClient sender(doorway.client_options(doorway.key("bridge"), "b"));
  REQUIRE(sender.connect().has_value());
  REQUIRE(sender.publish(event_json("/bridge", 1)).has_value());
  REQUIRE(sender.flush(std::chrono::seconds(20)).has_value());
  CHECK(doorway.keys().revoke("bridge", "") == 1);
  REQUIRE(sender.publish(event_json("/bridge", 2)).has_value());
  CHECK(sender.flush(std::chrono::seconds(20)).has_error());
  REQUIRE(sender.failure().has_value());
  CHECK(doorway.store().seq() == 1);
}
