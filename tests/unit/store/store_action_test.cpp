// What people do, in a real store: decided in the order of the log, each once.
#include <catch2/catch.hpp>

#include "tests/unit/store/action_store.hpp"

using namespace gridhall;
using namespace gridhall::store;
using model::Action;
using model::Code;
using model::State;

namespace {

void check_refused(const ItemResult& result, Code code, const std::string& pointer = {}) {
  CHECK(result.outcome == Outcome::kRefused);
  REQUIRE(result.error.has_value());
  CHECK(to_string(result.error->code) == to_string(code));
  CHECK(result.error->pointer == pointer);
}

/// Holds the committer in its answer, so that what is submitted meanwhile goes into one group.
class Gate final : public CommitSink {
 public:
  void committed(std::vector<Receipt>) override {
    reached_.set_value();
    opened_.get_future().wait();
  }
  void wait_reached() { reached_.get_future().wait(); }
  void open() { opened_.set_value(); }

 private:
  std::promise<void> reached_;
  std::promise<void> opened_;
};

Submission submission_of(std::shared_ptr<CommitSink> sink, Item item) {
  Submission submission;
  submission.sink = std::move(sink);
  submission.integrator = "dev";
  submission.items.push_back(std::move(item));
  submission.submitted_at = std::chrono::steady_clock::now();
  return submission;
}

}  // namespace

TEST_CASE("of two actions on one version exactly one is stored, in one submission") {
  const Folder folder;
  const auto store = open_store(folder);
  commit(*store, make_report("a"));
  std::vector<Item> items;
  items.push_back(on(1, against(1, model::transition(State::kFiled)), "k1"));
  items.push_back(on(1, against(1, model::transition(State::kRejected)), "k2"));
  const Receipt receipt = commit(*store, std::move(items), "");
  CHECK(receipt.results[0].outcome == Outcome::kStored);
  check_refused(receipt.results[1], Code::kConflict, "/expected_version");
  CHECK(receipt.results[1].error->allowed == "2");
  CHECK(receipt.results[1].id == "k2");
  CHECK(store->seq() == 2);
  CHECK(find(*store, 1)->state == State::kFiled);
  store->close();
  require_clean(folder);
}

TEST_CASE("of two actions on one version exactly one is stored, in two submissions of one group") {
  const Folder folder;
  const auto store = open_store(folder);
  commit(*store, make_report("a"));
  const auto gate = std::make_shared<Gate>();
  store->submit(submission_of(gate, item_of(make_report("b"))));
  gate->wait_reached();
  const auto first = std::make_shared<OneReceipt>();
  const auto second = std::make_shared<OneReceipt>();
  store->submit(submission_of(first, on(1, against(1, model::transition(State::kFiled)), "k1")));
  store->submit(submission_of(second, on(1, against(1, model::transition(State::kFiled)), "k2")));
  const std::uint64_t groups = store->counters().groups;
  gate->open();
  CHECK(first->get().results.front().outcome == Outcome::kStored);
  check_refused(second->get().results.front(), Code::kConflict, "/expected_version");
  CHECK(store->counters().groups == groups + 1);
  CHECK(find(*store, 1)->events == std::vector<std::uint64_t>{1, 3});
}

TEST_CASE("an action is decided against what its own group has taken before it") {
  const Folder folder;
  const auto store = open_store(folder);
  commit(*store, make_report("a"));
  std::vector<Item> items;
  items.push_back(item_of(make_update("a", "ax", "closed")));
  items.push_back(on(1, against(1, model::comment("still there")), "k1"));
  items.push_back(on(1, model::transition(State::kReopened), "k2"));
  items.push_back(on(1, model::transition(State::kDispatched), "k3"));
  items.push_back(item_of(make_update("a", "ay", "closed")));
  items.push_back(item_of(make_report("b")));
  items.push_back(on(6, model::transition(State::kFiled), "k4"));  // the report before it
  const Receipt receipt = commit(*store, std::move(items), "dev");
  check_refused(receipt.results[1], Code::kConflict, "/expected_version");
  for (const std::size_t i : {0U, 2U, 3U, 4U, 5U, 6U}) CHECK(receipt.results[i].outcome == Outcome::kStored);
  CHECK(find(*store, 1)->state == State::kDispatched);
  CHECK((find(*store, 1)->flags & model::kCaseSourceDiffers) != 0);
  CHECK(find(*store, 6)->state == State::kFiled);
  store->close();
  require_clean(folder);
}

TEST_CASE("an idempotency key is good for one action, after a restart too") {
  const Folder folder;
  {
    const auto store = open_store(folder);
    commit(*store, make_report("a"));
    CHECK(act(*store, 1, model::comment("one"), "key").seq == 2);
    CHECK(act(*store, 1, model::comment("one"), "key").outcome == Outcome::kDuplicate);
    store->close();
  }
  const auto store = open_store(folder);
  act(*store, 1, model::transition(State::kFiled), "other");
  const ItemResult again = act(*store, 1, model::comment("one"), "key");
  CHECK(again.outcome == Outcome::kDuplicate);
  CHECK(again.seq == 2);
  check_refused(act(*store, 1, model::comment("two"), "key"), Code::kDuplicateConflict, "/id");
  CHECK(store->seq() == 3);
  CHECK(find(*store, 1)->events == std::vector<std::uint64_t>{1, 2, 3});
}

TEST_CASE("a refused action is not logged and leaves its key free") {
  const Folder folder;
  const auto store = open_store(folder);
  commit(*store, make_report("a"));
  check_refused(act(*store, 1, model::transition(State::kDispatched), "key"), Code::kTransitionNotAllowed,
                "/to");
  CHECK(store->seq() == 1);
  act(*store, 1, model::transition(State::kFiled), "k1");
  CHECK(act(*store, 1, model::transition(State::kDispatched), "key").outcome == Outcome::kStored);
  store->close();
  require_clean(folder);
}

TEST_CASE("a timer's lapse is stored once, however many timers come to it") {
  const Folder folder;
  Options options;
  options.directory = folder.data();
  const auto clock = std::make_shared<model::Time>(model::minute(0));
  options.clock = [clock] { return *clock; };
  const auto store = Store::open(std::move(options));
  commit(*store, make_report("a"));
  const std::uint64_t seq = act(*store, 1, model::claim("li", model::minute(30)), "k1").seq;
  const std::string id = "lapse:1:" + std::to_string(seq);
  check_refused(act(*store, 1, model::lapse_of_claim(seq), id), Code::kConflict);
  *clock = model::minute(30);
  CHECK(act(*store, 1, model::lapse_of_claim(seq), id).outcome == Outcome::kStored);
  CHECK(act(*store, 1, model::lapse_of_claim(seq), id).outcome == Outcome::kDuplicate);
  CHECK_FALSE(find(*store, 1)->claim.has_value());
}

TEST_CASE("what is no case can't be acted on") {
  const Folder folder;
  const auto store = open_store(folder);
  commit(*store, make_report("a"));
  commit(*store, make_update("a", "ax", "open"));
  for (const std::uint64_t target : {0U, 2U, 3U, 4U, 99U}) {
    INFO("target " << target);
    check_refused(act(*store, target, model::comment("hello"), "k" + std::to_string(target)),
                  Code::kNotFound);
  }
  std::vector<Item> items;
  items.push_back(on(3, model::comment("too early"), "early"));
  items.push_back(item_of(make_report("b")));
  const Receipt receipt = commit(*store, std::move(items), "dev");
  check_refused(receipt.results[0], Code::kNotFound);
  CHECK(receipt.results[1].seq == 3);
  CHECK(find(*store, 3)->subject == "b");
  store->close();
  require_clean(folder);
}

TEST_CASE("a case is merged into one that exists and is not merged itself") {
  const Folder folder;
  const auto store = open_store(folder);
  for (const char* const id : {"a", "b", "c"}) commit(*store, make_report(id));
  check_refused(act(*store, 1, into(*store, 1), "k1"), Code::kSchemaViolation, "/into");
  check_refused(act(*store, 1, into(*store, 4), "k2"), Code::kSchemaViolation, "/into");
  Action elsewhere = into(*store, 2);
  elsewhere.parent->epoch = "other";
  check_refused(act(*store, 1, elsewhere, "k3"), Code::kSchemaViolation, "/into");

  // a into b and b into a, at once: the second would close the circle.
  std::vector<Item> items;
  items.push_back(on(1, into(*store, 2), "k4"));
  items.push_back(on(2, into(*store, 1), "k5"));
  const Receipt receipt = commit(*store, std::move(items), "");
  CHECK(receipt.results[0].outcome == Outcome::kStored);
  check_refused(receipt.results[1], Code::kTransitionNotAllowed, "/into");
  CHECK(receipt.results[1].error->detail.find("merged into " + store->epoch() + "-2") != std::string::npos);
  check_refused(act(*store, 3, into(*store, 1), "k6"), Code::kTransitionNotAllowed, "/into");

  act(*store, 1, model::transition(State::kReopened), "k7");
  CHECK(act(*store, 3, into(*store, 1), "k8").outcome == Outcome::kStored);
  CHECK(find(*store, 3)->parent == model::CaseId{store->epoch(), 1});
  CHECK(BoardView(store->board()).size() == 2);
  store->close();
  require_clean(folder);
}

TEST_CASE("a case knows what was merged into it, until the merge is undone, and after a restart") {
  const Folder folder;
  using Ids = std::vector<model::CaseId>;
  const auto merged_into = [](Store& store, std::uint64_t parent) {
    REQUIRE(store.wait_indexed(store.seq(), std::chrono::seconds(60)));
    return store.children({store.epoch(), parent}, 10);
  };
  {
    const auto store = open_store(folder);
    for (const char* const id : {"a", "b", "c", "d"}) commit(*store, make_report(id));
    act(*store, 2, into(*store, 1), "k1");
    act(*store, 3, into(*store, 1), "k2");
    act(*store, 4, into(*store, 1), "k3");
    const std::string& epoch = store->epoch();
    CHECK(merged_into(*store, 1) == Ids{{epoch, 2}, {epoch, 3}, {epoch, 4}});
    CHECK(store->children({epoch, 1}, 2).size() == 2);
    CHECK(merged_into(*store, 2).empty());
    act(*store, 3, model::transition(State::kReopened), "k4");
    CHECK(merged_into(*store, 1) == Ids{{epoch, 2}, {epoch, 4}});
    act(*store, 4, model::transition(State::kReopened), "k5");
    act(*store, 4, into(*store, 3), "k6");
    store->close();
    require_clean(folder);
  }
  const auto store = open_store(folder);
  CHECK(merged_into(*store, 1) == Ids{{store->epoch(), 2}});
  CHECK(merged_into(*store, 3) == Ids{{store->epoch(), 4}});
}

TEST_CASE("people's events belong to no integrator and take nothing from a source") {
  const Folder folder;
  const auto store = open_store(folder);
  commit(*store, make_report("a"));
  Item remark = on(1, model::comment("hello"), "SR-7");
  remark.event->source = "/test";  // a source of integrator dev
  std::vector<Item> items;
  items.push_back(std::move(remark));
  const Receipt remarked = commit(*store, std::move(items), "somebody");
  CHECK(remarked.results.front().outcome == Outcome::kStored);
  Item first = on(1, model::comment("again"), "k2");
  first.event->source = "/new";
  items.clear();
  items.push_back(std::move(first));
  const Receipt commented = commit(*store, std::move(items), "");
  CHECK(commented.results.front().outcome == Outcome::kStored);
  // Neither owner nor subject nor id of the actions is in the way of the sources' own.
  model::Event report = make_report("k2");
  report.source = "/new";
  CHECK(commit(*store, report).results.front().outcome == Outcome::kStored);
  commit(*store, make_update("SR-7", "u1", "open"));
  CHECK(store->read_event(5)->case_seq == 5);
  store->close();
  require_clean(folder);
}

TEST_CASE("a nearly full disk takes no actions either") {
  const Folder folder;
  {
    const auto store = open_store(folder);
    commit(*store, make_report("a"));
    store->close();
  }
  Options options;
  options.directory = folder.data();
  options.free_space_min_bytes = UINT64_MAX;
  const auto store = Store::open(std::move(options));
  ItemResult result;
  for (int i = 0; i < 10'000 && result.outcome != Outcome::kNotSettled; ++i) {
    result = act(*store, 1, model::comment("hello"), "k" + std::to_string(i));
  }
  REQUIRE(result.outcome == Outcome::kNotSettled);
  CHECK(result.error->code == Code::kStorageBusy);
}

TEST_CASE("a case that was closed long ago can be reopened, and goes back to the board") {
  const Folder folder;
  {
    const auto store = open_store(folder);
    commit(*store, make_report("a"));
    commit(*store, make_update("a", "ax", "closed"));
    store->close();
  }
  const auto store = open_store(folder);
  CHECK(BoardView(store->board()).size() == 0);
  CHECK(act(*store, 1, model::transition(State::kReopened), "k1").outcome == Outcome::kStored);
  CHECK(BoardView(store->board()).find(1)->state == State::kReopened);
  store->close();
  require_clean(folder);
}
