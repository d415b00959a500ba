#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "ingest/simulate/simulate_command.hpp"

using namespace gridhall;
using namespace gridhall::simulate;
using namespace std::chrono_literals;

namespace {

const model::Time kStart = model::parse_rfc3339("2026-11-24T06:02:11Z").value();

/// A sink whose clock jumps to whatever is waited for.
class FakeSink : public EventSink {
 public:
  model::Result<void> publish(std::string event) override {
    if (sent.size() == fail_after) {
      return model::Error{model::Code::kUnauthenticated, "the key was revoked", {}, {}, {}};
    }
    sent.push_back(std::move(event));
    at.push_back(now);
    return {};
  }
  model::Result<void> wait_until(model::Time until) override {
    now = std::max(now, until);
    return {};
  }
  bool stopped() const override { return sent.size() >= stop_after; }

  model::Time now = kStart;
  std::vector<std::string> sent;
  std::vector<model::Time> at;
  std::size_t stop_after = 1'000'000;
  std::size_t fail_after = 1'000'000;
};

Generator generator() {
  return Generator({.seed = 3, .start = kStart});
}

}  // namespace

TEST_CASE("a stream with a duration ends at it, not before") {
  auto source = generator();
  FakeSink sink;
  const auto played = play(source, false, kStart + 30min, sink);
  REQUIRE(played.has_value());
  CHECK(*played == sink.sent.size());
  CHECK(*played > 600);
  CHECK(sink.now == kStart + 30min);
}

TEST_CASE("the past is sent before the clock moves") {
  auto source = generator();
  FakeSink sink;
  sink.stop_after = 3'000;
  REQUIRE(play(source, true, std::nullopt, sink).has_value());
  REQUIRE(sink.sent.size() == 3'000);
  CHECK(sink.at.back() == kStart);
}

TEST_CASE("a stop asked for is obeyed between two events") {
  auto source = generator();
  FakeSink sink;
  sink.stop_after = 25;
  const auto played = play(source, false, std::nullopt, sink);
  REQUIRE(played.has_value());
  CHECK(*played == 25);
}

TEST_CASE("an error of the sink ends the stream and comes back") {
  auto source = generator();
  FakeSink sink;
  sink.fail_after = 12;
  const auto played = play(source, false, std::nullopt, sink);
  REQUIRE_FALSE(played.has_value());
  CHECK(played.error().code == model::Code::kUnauthenticated);
  CHECK(sink.sent.size() == 12);
}

TEST_CASE("a stream that was cut off anywhere goes on with the next event, none lost and none twice") {
  auto whole = generator();
  FakeSink all;
  REQUIRE(play(whole, true, kStart + 10min, all).has_value());
  for (const std::size_t cut : {std::size_t{1}, std::size_t{700}, all.sent.size() - 5, all.sent.size()}) {
    auto before = generator();
    FakeSink one;
    one.stop_after = cut;
    REQUIRE(play(before, true, kStart + 10min, one).has_value());
    REQUIRE(one.sent.size() == cut);
    auto after = generator();
    FakeSink two;
    REQUIRE(play(after, true, kStart + 10min, two, cut).value() == all.sent.size() - cut);
    one.sent.insert(one.sent.end(), two.sent.begin(), two.sent.end());
    CHECK(one.sent == all.sent);
  }
}

TEST_CASE("a run that is played again from its start sends the same events") {
  auto first = generator();
  auto second = generator();
  FakeSink one;
  FakeSink two;
  REQUIRE(play(first, true, kStart + 10min, one).has_value());
  REQUIRE(play(second, true, kStart + 10min, two).has_value());
  CHECK(one.sent == two.sent);
}
