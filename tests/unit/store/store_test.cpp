#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <random>
#include <set>

#include "store/codec.hpp"
#include "store/database.hpp"
#include "store/key.hpp"
#include "store/person.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace gridhall;
using namespace gridhall::store;

namespace {

std::vector<std::uint64_t> all_cases(Store& store, bool descending, std::uint64_t from = 0) {
  std::vector<std::uint64_t> seqs;
  store.for_each_case(descending, from, [&](const model::Case& c) {
    seqs.push_back(c.id.seq);
    return true;
  });
  return seqs;
}

}  // namespace

TEST_CASE("what was acknowledged is there after a restart, on the board and in the log") {
  const Folder folder;
  std::string epoch;
  {
    const auto store = open_store(folder);
    epoch = store->epoch();
    const Receipt receipt = commit(*store, make_report("a"));
    REQUIRE(receipt.results.front().outcome == Outcome::kStored);
    CHECK(receipt.pos == model::Position{epoch, 1});
    store->close();
  }
  const auto store = open_store(folder);
  CHECK(store->epoch() == epoch);
  CHECK(store->seq() == 1);
  CHECK(BoardView(store->board()).size() == 1);
  const auto events = store->read_log(0, 10);
  REQUIRE(events.size() == 1);
  CHECK(events.front().event.data == R"({"id":"a"})");
  CHECK(events.front().case_seq == 1);
  store->close();
  require_clean(folder);
}

TEST_CASE("a store that was never closed comes back from its log with the same board") {
  const Folder folder;
  const Folder copy;
  {
    const auto store = open_store(folder);
    commit(*store, make_report("a"));
    commit(*store, make_report("b"));
    REQUIRE(store->wait_indexed(2, std::chrono::seconds(10)));
    commit(*store, make_update("a", "ax", "closed"));
    commit(*store, make_report("c", 41.0));
    // What a kill leaves behind: the files as they are, whatever has reached the families by now.
    std::filesystem::copy(folder.data(), copy.data(), std::filesystem::copy_options::recursive);
    std::filesystem::copy(folder.data().string() + ".person.key", copy.data().string() + ".person.key");
  }
  require_clean(copy);
  const auto store = open_store(copy);
  CHECK(store->seq() == 4);
  CHECK(BoardView(store->board()).size() == 2);
  CHECK(store->find_case({store->epoch(), 1})->state == model::State::kClosed);
  CHECK(commit(*store, make_report("c", 41.0)).results.front().outcome == Outcome::kDuplicate);
  store->close();
  require_clean(copy);
}

TEST_CASE("the same event is stored once, within a group, later, and after a restart") {
  const Folder folder;
  {
    const auto store = open_store(folder);
    std::vector<Item> twice;
    twice.push_back(item_of(make_report("a")));
    twice.push_back(item_of(make_report("a")));
    const Receipt receipt = commit(*store, std::move(twice));
    CHECK(receipt.results[0].outcome == Outcome::kStored);
    CHECK(receipt.results[1].outcome == Outcome::kDuplicate);
    CHECK(commit(*store, make_report("a")).results.front().outcome == Outcome::kDuplicate);
    store->close();
  }
  const auto store = open_store(folder);
  CHECK(commit(*store, make_report("a")).results.front().outcome == Outcome::kDuplicate);
  CHECK(store->seq() == 1);
}

TEST_CASE("the same key with other members is refused and says what to do") {
  const Folder folder;
  const auto store = open_store(folder);
  commit(*store, make_report("a"));
  model::Event other = make_report("a");
  other.data = R"({"id":"a","x":1})";
  const Receipt receipt = commit(*store, other);
  REQUIRE(receipt.results.front().outcome == Outcome::kRefused);
  const auto& error = receipt.results.front().error;
  REQUIRE(error.has_value());
  CHECK(error->code == model::Code::kDuplicateConflict);
  CHECK(error->detail.find("same subject") != std::string::npos);
  CHECK(receipt.results.front().id == "a");
}

TEST_CASE("a source belongs to the integrator that first used it, after a restart too") {
  const Folder folder;
  {
    const auto store = open_store(folder);
    commit(*store, make_report("a"));
    store->close();
  }
  const auto store = open_store(folder);
  std::vector<Item> items;
  items.push_back(item_of(make_report("b")));
  const Receipt receipt = commit(*store, std::move(items), "other");
  REQUIRE(receipt.results.front().error.has_value());
  CHECK(receipt.results.front().error->code == model::Code::kSourceNotAllowed);
  CHECK(store->owner_of("/test") == "dev");
  CHECK_FALSE(store->owner_of("/nobody").has_value());
}

TEST_CASE("a producer's watermark is durable, refusals count, and a gap settles nothing") {
  const Folder folder;
  {
    const auto store = open_store(folder);
    std::vector<Item> items;
    items.push_back(item_of(make_report("a"), 1));
    items.emplace_back().producer_seq = 2;  // refused by validation
    items.push_back(item_of(make_report("c"), 3));
    const Receipt receipt = commit(*store, std::move(items), "dev", "bridge");
    CHECK(receipt.settled == 3);
    CHECK(receipt.results[1].outcome == Outcome::kRefused);

    std::vector<Item> beyond;
    beyond.push_back(item_of(make_report("e"), 5));
    beyond.push_back(item_of(make_report("f"), 6));
    const Receipt gap = commit(*store, std::move(beyond), "dev", "bridge");
    CHECK(gap.settled == 3);
    CHECK(gap.expected == 4U);
    CHECK(gap.results[0].error->code == model::Code::kSequenceGap);
    CHECK(gap.results[0].id == "e");
    CHECK(gap.results[0].source == "/test");
    CHECK(gap.results[1].outcome == Outcome::kNotSettled);
    CHECK_FALSE(gap.results[1].error.has_value());
    store->close();
  }
  const auto store = open_store(folder);
  CHECK(store->settled("dev", "bridge") == 3);
  CHECK(store->settled("dev", "nobody") == 0);
  std::vector<Item> again;
  again.push_back(item_of(make_report("other body"), 3));
  const Receipt repeated = commit(*store, std::move(again), "dev", "bridge");
  CHECK(repeated.results.front().outcome == Outcome::kDuplicate);
}

TEST_CASE("updates find their case by subject: in memory, after a restart, and when it is closed") {
  const Folder folder;
  model::Event named = make_report("evt-1");
  named.subject = "SR-1";
  {
    const auto store = open_store(folder);
    commit(*store, make_report("a"));
    commit(*store, named);
    commit(*store, make_update("SR-1", "u1", "open"));
    store->close();
  }
  {
    const auto store = open_store(folder);
    commit(*store, make_update("SR-1", "u2", "closed"));
    commit(*store, make_update("a", "u3", "closed"));
    CHECK(BoardView(store->board()).size() == 0);
    store->close();
  }
  const auto store = open_store(folder);
  commit(*store, make_update("SR-1", "u4", "open"));
  const auto c = store->find_case({store->epoch(), 2});
  REQUIRE(c.has_value());
  CHECK(c->events == std::vector<std::uint64_t>{2, 3, 4, 6});
  CHECK(c->open());
  CHECK(BoardView(store->board()).size() == 1);
  store->close();
  require_clean(folder);
}

TEST_CASE("an id that equals another case's subject does not pull events into the wrong case") {
  // An update may carry as its id what is some other report's subject; only a report's own id names a case.
  const Folder folder;
  {
    const auto store = open_store(folder);
    commit(*store, make_report("a"));
    commit(*store, make_update("a", "b", "open"));  // its id is "b"
    store->close();
  }
  const auto store = open_store(folder);
  const Receipt receipt = commit(*store, make_update("b", "u9", "open"));  // subject "b" is no case yet
  CHECK(receipt.results.front().seq == 3);
  CHECK(store->read_event(3)->case_seq == 3);
  store->close();
  require_clean(folder);
}

TEST_CASE("heartbeats are stored and open no case") {
  const Folder folder;
  const auto store = open_store(folder);
  model::Event beat = make_report("hb");
  beat.type = model::EventType::kHeartbeat;
  CHECK(commit(*store, beat).results.front().outcome == Outcome::kStored);
  CHECK(BoardView(store->board()).size() == 0);
  CHECK(store->read_event(1)->case_seq == 0);
}

TEST_CASE("contact data is sealed and stands nowhere in the data directory in clear") {
  const Folder folder;
  {
    const auto store = open_store(folder);
    model::Event event = make_report("a");
    event.contact = R"({"name":"Canary Wren","phone":"13800001234"})";
    commit(*store, event);
    store->close();
  }
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder.data())) {
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    INFO(file.path().string());
    CHECK(bytes.find("Canary Wren") == std::string::npos);
  }
  const Database database(folder.data(), Database::Access::kRead, false, false);
  auto cursor = database.cursor(Family::kPerson);
  cursor.seek_to_first();
  REQUIRE(cursor.valid());
  const PersonVault vault(folder.data().string() + ".person.key");
  CHECK(vault.open(cursor.value()) == "{\"name\":\"Canary Wren\",\"phone\":\"13800001234\"}\n");
  std::string damaged(cursor.value());
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  CHECK_FALSE(vault.open(damaged).has_value());
}

TEST_CASE("a scan of all cases shows each once and in order, open or closed, from any place") {
  const Folder folder;
  const auto store = open_store(folder);
  std::mt19937 random(7);
  std::set<std::uint64_t> expected;
  for (int i = 0; i < 400; ++i) {
    const std::string id = "c" + std::to_string(i);
    expected.insert(commit(*store, make_report(id)).results.front().seq);
    if (random() % 2 == 0) commit(*store, make_update(id, id + "x", "closed"));
    if (i == 200) REQUIRE(store->wait_indexed(store->seq(), std::chrono::seconds(10)));
  }
  const std::vector<std::uint64_t> ascending(expected.begin(), expected.end());
  CHECK(all_cases(*store, false) == ascending);
  CHECK(all_cases(*store, true) == std::vector<std::uint64_t>(expected.rbegin(), expected.rend()));
  const std::uint64_t middle = ascending[200];
  CHECK(all_cases(*store, false, middle) ==
        std::vector<std::uint64_t>(ascending.begin() + 201, ascending.end()));
  std::vector<std::uint64_t> below(ascending.begin(), ascending.begin() + 200);
  std::reverse(below.begin(), below.end());
  CHECK(all_cases(*store, true, middle) == below);
}

TEST_CASE("a cell's history has its open and closed cases, newest first, and follows a case that moves") {
  const Folder folder;
  const auto store = open_store(folder);
  const auto here = geo::storage_range(geo::cell_at({40.7, -73.9}));
  model::Event first = make_report("a");
  first.occurred_at -= std::chrono::hours(1);
  commit(*store, first);
  commit(*store, make_report("b"));
  commit(*store, make_update("a", "ax", "closed"));
  model::Event moved = make_update("b", "bx", "");
  moved.cell = geo::cell_at({41.7, -73.9});
  moved.lat = 41.7;
  moved.lon = -73.9;
  commit(*store, make_report("c"));
  const auto subjects = [&] {
    REQUIRE(store->wait_indexed(store->seq(), std::chrono::seconds(10)));
    std::vector<std::string> found;
    store->for_each_case_in(here, [&](const model::Case& c) {
      found.push_back(c.subject);
      return true;
    });
    return found;
  };
  CHECK(subjects() == std::vector<std::string>{"c", "b", "a"});
  commit(*store, moved);
  CHECK(subjects() == std::vector<std::string>{"c", "a"});
  store->close();
  require_clean(folder);
}

TEST_CASE("the board equals a fold of the log after random events and a restart in the middle") {
  const Folder folder;
  std::mt19937 random(42);
  int next = 0;
  for (int round = 0; round < 4; ++round) {
    const auto store = open_store(folder);
    for (int group = 0; group < 60; ++group) {
      std::vector<Item> items;
      for (int i = 0; i < 8; ++i) {
        if (next == 0 || random() % 3 != 0) {
          const double lat = 40.0 + static_cast<double>(random() % 1000) / 1000;
          model::Event event = make_report("c" + std::to_string(next++), lat);
          event.columns.severity = static_cast<model::Severity>(random() % 5);
          event.columns.exercise = random() % 10 == 0;
          if (random() % 7 == 0) event.cell = {};
          items.push_back(item_of(event));
        } else {
          const std::string subject = "c" + std::to_string(random() % static_cast<unsigned>(next));
          const char* const words[] = {"open", "closed", "closed", "in_progress", ""};
          model::Event event = make_update(subject, "u" + std::to_string(random()), words[random() % 5]);
          if (random() % 4 == 0) {
            event.lat = 40.5;
            event.lon = -73.0 - static_cast<double>(random() % 100) / 100;
            event.cell = geo::cell_at({event.lat, event.lon});
          }
          items.push_back(item_of(event));
        }
      }
      commit(*store, std::move(items));
    }
    store->close();
    require_clean(folder);
  }
}

TEST_CASE("what is committed while a group syncs goes into one later group and keeps its order",
          "[concurrent]") {
  const Folder folder;
  const auto store = open_store(folder);
  constexpr int kThreads = 4;
  constexpr int kEvents = 300;
  std::vector<std::future<bool>> workers;
  workers.reserve(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    workers.push_back(std::async(std::launch::async, [&store, t] {
      const std::string producer = "p" + std::to_string(t);
      std::uint64_t last = 0;
      bool ordered = true;
      for (int i = 0; i < kEvents; ++i) {
        std::vector<Item> items;
        items.push_back(
            item_of(make_report(producer + "-" + std::to_string(i)), static_cast<std::uint64_t>(i) + 1));
        const Receipt receipt = commit(*store, std::move(items), "dev", producer);
        ordered = ordered && receipt.results.front().outcome == Outcome::kStored &&
                  receipt.results.front().seq > last;
        last = receipt.results.front().seq;
        const BoardView view(store->board());  // an acknowledged event is visible to every later read
        ordered = ordered && view.seq() >= last && view.find(last).has_value();
      }
      return ordered;
    }));
  }
  for (auto& worker : workers) CHECK(worker.get());
  CHECK(store->seq() == std::uint64_t{kThreads} * kEvents);
  store->close();
  require_clean(folder);
}

namespace {

/// Holds up the committer: its thread waits in here until it is let go.
class Gate final : public CommitSink {
 public:
  void committed(std::vector<Receipt> /*receipts*/) override {
    entered_.set_value();
    opened_.get_future().wait();
  }
  void wait_entered() { entered_.get_future().wait(); }
  void open() { opened_.set_value(); }

 private:
  std::promise<void> entered_;
  std::promise<void> opened_;
};

Submission submission_of(std::vector<Item> items, std::shared_ptr<CommitSink> sink,
                         const std::string& producer = {}) {
  Submission submission;
  submission.sink = std::move(sink);
  submission.integrator = "dev";
  submission.producer = producer;
  submission.items = std::move(items);
  submission.submitted_at = std::chrono::steady_clock::now();
  return submission;
}

std::vector<Item> items_of(std::initializer_list<const char*> ids, std::uint64_t first_seq = 0) {
  std::vector<Item> items;
  for (const char* id : ids) items.push_back(item_of(make_report(id), first_seq == 0 ? 0 : first_seq++));
  return items;
}

}  // namespace

TEST_CASE("a refusal because too much waits says where the log and the producer stand") {
  const Folder folder;
  Options options;
  options.directory = folder.data();
  options.queue_bytes_max = 1;
  const auto store = Store::open(std::move(options));
  REQUIRE(commit(*store, items_of({"a", "b"}, 1), "dev", "p").settled == 2);
  const auto gate = std::make_shared<Gate>();
  store->submit(submission_of(items_of({"c"}), gate));
  gate->wait_entered();
  const auto waiting = std::make_shared<OneReceipt>();
  store->submit(submission_of(items_of({"d"}), waiting));

  const Receipt ordered = commit(*store, items_of({"e", "f"}, 3), "dev", "p");
  CHECK(ordered.settled == 2);
  CHECK(ordered.pos == model::Position{store->epoch(), 3});
  REQUIRE(ordered.results[0].error);
  CHECK(ordered.results[0].error->code == model::Code::kStorageBusy);
  CHECK(ordered.results[0].id == "e");
  CHECK_FALSE(ordered.results[1].error);
  const Receipt anonymous = commit(*store, items_of({"g", "h"}));
  CHECK(anonymous.pos == ordered.pos);
  for (const ItemResult& result : anonymous.results) {
    CHECK(result.outcome == Outcome::kNotSettled);
    REQUIRE(result.error);
    CHECK(result.source == "/test");
  }
  gate->open();
  CHECK(waiting->get().results.front().outcome == Outcome::kStored);
}

TEST_CASE("a store that is closed still says what is settled") {
  const Folder folder;
  const auto store = open_store(folder);
  commit(*store, items_of({"a"}, 1), "dev", "p");
  store->close();
  const Receipt receipt = commit(*store, items_of({"b"}, 2), "dev", "p");
  CHECK(receipt.settled == 1);
  CHECK(receipt.pos == model::Position{store->epoch(), 1});
  REQUIRE(receipt.results.front().error);
  CHECK(receipt.results.front().error->code == model::Code::kShuttingDown);
}

TEST_CASE(
    "a store is not ready once a sync has hung for five seconds, its disk is nearly full or it failed") {
  Health health;
  CHECK(health.ready());
  health.sync_age = std::chrono::milliseconds(4'999);
  CHECK(health.ready());
  health.sync_age = std::chrono::milliseconds(5'000);
  CHECK_FALSE(health.ready());
  health.sync_age = {};
  health.disk_low = true;
  CHECK_FALSE(health.ready());
  health.disk_low = false;
  health.failed = true;
  CHECK_FALSE(health.ready());
}

TEST_CASE("a second process is told that the directory is in use") {
  const Folder folder;
  const auto store = open_store(folder);
  try {
    open_store(folder);
    FAIL("opened twice");
  } catch (const LockedError& error) {
    CHECK(std::string(error.what()).find("in use") != std::string::npos);
  }
}
