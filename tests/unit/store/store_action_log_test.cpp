// What people do stays in the log: through restarts, in what tools read, beside what sources send.
#include <catch2/catch.hpp>
#include <random>

#include "store/codec.hpp"
#include "store/database.hpp"
#include "store/dump.hpp"
#include "tests/unit/store/action_store.hpp"
#include "tests/unit/store/model/random_action.hpp"

using namespace gridhall;
using namespace gridhall::store;
using model::State;

TEST_CASE("an action is durable: the case and who acted on it come back after a restart") {
  const Folder folder;
  {
    const auto store = open_store(folder);
    commit(*store, make_report("a"));
    const ItemResult result = act(*store, 1, model::transition(State::kFiled), "k1");
    CHECK(result.outcome == Outcome::kStored);
    CHECK(result.seq == 2);
    CHECK(find(*store, 1)->state == State::kFiled);
    store->close();
  }
  const auto store = open_store(folder);
  const auto c = find(*store, 1);
  REQUIRE(c.has_value());
  CHECK(c->state == State::kFiled);
  CHECK(c->version == 2);
  CHECK(c->acted_seq == 2);
  CHECK(model::transitions(*c).back().actor == "li");
  CHECK(BoardView(store->board()).find(1)->state == State::kFiled);
  const auto stored = store->read_event(2);
  REQUIRE(stored.has_value());
  CHECK(stored->case_seq == 1);
  REQUIRE(stored->event.action != nullptr);
  CHECK(stored->event.action->to == State::kFiled);
  CHECK(stored->event.action->target == 1);
  CHECK(stored->event.integrator.empty());
  store->close();
  require_clean(folder);
}

TEST_CASE("actions that are only in the log come back from it, on open and on closed cases") {
  const Folder folder;
  const Folder copy;
  {
    const auto store = open_store(folder);
    commit(*store, make_report("a"));
    commit(*store, make_report("b"));
    commit(*store, make_update("b", "bx", "closed"));
    REQUIRE(store->wait_indexed(3, std::chrono::seconds(10)));
    act(*store, 1, model::merge_into(0), "refused");
    act(*store, 1, into(*store, 2), "k1");
    act(*store, 2, model::transition(State::kReopened), "k2");
    std::filesystem::copy(folder.data(), copy.data(), std::filesystem::copy_options::recursive);
    std::filesystem::copy(folder.data().string() + ".person.key", copy.data().string() + ".person.key");
  }
  require_clean(copy);
  const auto store = open_store(copy);
  CHECK(store->seq() == 5);
  CHECK(find(*store, 1)->parent == model::CaseId{store->epoch(), 2});
  CHECK(find(*store, 2)->state == State::kReopened);
  CHECK(BoardView(store->board()).size() == 1);
  CHECK(act(*store, 2, model::transition(State::kReopened), "k2").outcome == Outcome::kDuplicate);
  store->close();
  require_clean(copy);
}

TEST_CASE("dump prints the actions on a case among its events") {
  const Folder folder;
  std::string epoch;
  {
    const auto store = open_store(folder);
    epoch = store->epoch();
    commit(*store, make_report("a"));
    commit(*store, make_report("b"));
    act(*store, 1, model::comment("hello"), "k1");
    Item bare = on(1, model::comment("no text"), "k2");
    bare.event->data.clear();
    std::vector<Item> items;
    items.push_back(std::move(bare));
    commit(*store, std::move(items), "");
    store->close();
  }
  DumpOptions options;
  options.directory = folder.data();
  options.case_id = model::CaseId{epoch, 1};
  std::vector<std::string> lines;
  dump(options, [&](std::string_view line) { lines.emplace_back(line); });
  REQUIRE(lines.size() == 3);
  CHECK(lines[1].find(R"("type":"gridhall.case.commented.v1")") != std::string::npos);
  CHECK(lines[2].ends_with(R"("event":null})"));
}

TEST_CASE("rows that were written before cases knew actions are what the log says") {
  const Folder folder;
  {
    const auto store = open_store(folder);
    commit(*store, make_report("a"));
    commit(*store, make_update("a", "ax", "open"));
    commit(*store, make_report("b"));
    commit(*store, make_update("b", "bx", "closed"));
    store->close();
  }
  {
    // Of a case without actions version 1 is version 3 without its last eight bytes, which are all zero.
    Database database(folder.data(), Database::Access::kWrite, false, false);
    Batch batch;
    for (const Family family : {Family::kBoard, Family::kCase}) {
      auto cursor = database.cursor(family);
      cursor.seek_to_first();
      REQUIRE(cursor.valid());
      std::string value(cursor.value());
      REQUIRE(value.ends_with(std::string(8, '\0')));
      value.resize(value.size() - 8);
      value.front() = 1;
      REQUIRE(decode_case(value).has_value());
      batch.put(family, cursor.key(), value);
    }
    std::string error;
    REQUIRE(database.write(batch, true, &error));
  }
  require_clean(folder);
  const auto store = open_store(folder);
  CHECK(act(*store, 1, model::transition(State::kAcknowledged), "k1").outcome == Outcome::kStored);
  CHECK(act(*store, 3, model::transition(State::kReopened), "k2").outcome == Outcome::kStored);
  store->close();
  require_clean(folder);
}

TEST_CASE("the store equals a fold of its log after 2,000 random actions and source events") {
  const Folder folder;
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  model::Random random(seed);
  std::vector<std::uint64_t> cases;
  int number = 0;
  std::size_t stored = 0;
  for (int run = 0; run < 4; ++run) {
    const auto store = open_store(folder);
    for (int group = 0; group < 100; ++group) {
      std::vector<Item> items;
      for (int i = 0; i < 10; ++i) {
        const std::string id = "e" + std::to_string(number++);
        if (cases.empty() || model::one_in(random, 12)) {
          items.push_back(item_of(make_report(id, 40.0 + model::pick(random, 0, 999) / 1000.0)));
          continue;
        }
        const auto c = find(*store, model::any_of(random, cases));
        REQUIRE(c.has_value());
        if (model::one_in(random, 3)) {
          model::Event event = model::random_source_event(random, model::now());
          event.source = "/test";
          event.id = id;
          event.subject = c->subject;
          event.data = R"({"id":")" + id + R"("})";
          items.push_back(item_of(std::move(event)));
        } else {
          Item item = on(c->id.seq, model::random_action(random, *c, model::now()), id);
          if (model::one_in(random, 2)) item.event->cell = geo::cell_at({40.5, -73.5});
          items.push_back(std::move(item));
        }
      }
      const Receipt receipt = commit(*store, std::move(items), "dev");
      for (const ItemResult& result : receipt.results) {
        if (result.outcome != Outcome::kStored) continue;
        ++stored;
        if (find(*store, result.seq)) cases.push_back(result.seq);
      }
    }
    store->close();
    require_clean(folder);
  }
  CHECK(stored > 2'000);
}
