#include "store/outcome_keeper.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <latch>
#include <thread>

#include "store/codec.hpp"
#include "tests/unit/store/model/action_fixture.hpp"

using namespace gridhall;
using namespace gridhall::store;

namespace {

class NoCases final : public CaseScan {
 public:
  const model::Position& at() const override { return at_; }
  std::optional<model::Case> next() override { return std::nullopt; }

 private:
  model::Position at_;
};

IndexRun run_of(std::uint64_t first, std::uint64_t count) {
  IndexRun run;
  model::Case c = model::dispatched_story().now();
  for (c.id.seq = first; c.id.seq < first + count; ++c.id.seq)
    run.put_case(nullptr, c, std::make_shared<const std::string>(encode_case(c)));
  return run;
}

}  // namespace

// The keeper was waited for until it had nothing left to do, which under a steady stream was never: figures
// were refused for as long as a city was busy.
TEST_CASE("what was told is counted though more keeps coming", "[concurrent]") {
  OutcomeKeeper keeper([] { return std::make_unique<NoCases>(); }, nullptr);
  std::atomic<bool> enough{false};
  std::latch streaming(1);
  std::thread stream([&] {
    // So many that more comes while they are counted.
    const IndexRun run = run_of(1, 500);
    while (!enough) {
      keeper.changed(run);
      if (!streaming.try_wait()) streaming.count_down();
    }
  });
  streaming.wait();
  keeper.changed(run_of(1'000, 1));
  const bool counted = keeper.wait(std::chrono::seconds(10));
  enough = true;
  stream.join();
  CHECK(counted);
  CHECK(OutcomesView(keeper.outcomes()).size() == 501);
}

TEST_CASE("a keeper that is closed while it is waited for says that it has not counted") {
  OutcomeKeeper keeper([] { return std::make_unique<NoCases>(); }, nullptr);
  REQUIRE(keeper.wait(std::chrono::seconds(10)));
  keeper.close();
  keeper.changed(run_of(1, 1));
  CHECK_FALSE(keeper.wait(std::chrono::seconds(10)));
}
