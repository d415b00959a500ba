#include "ingest/sandbox.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/store/store_fixture.hpp"

using namespace gridhall;

namespace {

class Trial {
 public:
  store::Store& store() { return *store_; }
  std::uint64_t settled(const std::string& producer) const { return sandbox_.settled("dev", producer); }

  store::Receipt submit(const std::string& integrator, model::Event event, const std::string& producer = {},
                        std::uint64_t seq = 0) {
    const auto sink = std::make_shared<store::OneReceipt>();
    store::Submission submission;
    submission.sink = sink;
    submission.integrator = integrator;
    submission.producer = producer;
    submission.items.push_back(store::item_of(std::move(event), seq));
    sandbox_.submit(submission, *store_);
    return sink->get();
  }

 private:
  store::Folder folder_;
  std::unique_ptr<store::Store> store_ = store::open_store(folder_);
  ingest::Sandbox sandbox_;
};

}  // namespace

TEST_CASE("a test key is refused a source that belongs to another integrator, in the live key's words") {
  Trial trial;
  commit(trial.store(), store::make_report("a"));
  std::vector<store::Item> items;
  items.push_back(store::item_of(store::make_report("b")));
  const auto live = commit(trial.store(), std::move(items), "other").results.front();
  const auto test = trial.submit("other", store::make_report("b")).results.front();
  CHECK(test.outcome == live.outcome);
  REQUIRE(test.error);
  CHECK(test.error->code == model::Code::kSourceNotAllowed);
  CHECK(test.error->detail == live.error->detail);
  CHECK(test.error->pointer == live.error->pointer);
  CHECK(trial.submit("dev", store::make_report("b")).results.front().outcome == store::Outcome::kStored);
}

TEST_CASE("no integrator's test events push out what another's sandbox remembers") {
  Trial trial;
  trial.submit("quiet", store::make_report("a"));
  for (int i = 0; i < 1'100; ++i) trial.submit("busy", store::make_report("b" + std::to_string(i)));
  CHECK(trial.submit("quiet", store::make_report("a")).results.front().outcome == store::Outcome::kDuplicate);
  CHECK(trial.submit("busy", store::make_report("b0")).results.front().outcome == store::Outcome::kStored);
  CHECK(trial.submit("busy", store::make_report("b1099")).results.front().outcome ==
        store::Outcome::kDuplicate);
}

TEST_CASE("a test producer that sends keeps its place however many others come") {
  Trial trial;
  std::uint64_t seq = 0;
  for (int i = 0; i < 1'100; ++i) {
    ++seq;
    const auto mine = trial.submit("dev", store::make_report("m" + std::to_string(i)), "a-bridge", seq);
    REQUIRE(mine.settled == seq);
    trial.submit("dev", store::make_report("o" + std::to_string(i)), "z" + std::to_string(i), 1);
  }
  CHECK(trial.settled("a-bridge") == seq);
  CHECK(trial.settled("z0") == 0);
  CHECK(trial.settled("z1099") == 1);
}
