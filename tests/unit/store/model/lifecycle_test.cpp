#include "store/model/lifecycle.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace gridhall::model;

namespace {

std::vector<State> all_states() {
  std::vector<State> states;
  states.reserve(kStateCount);
  for (int i = 0; i < kStateCount; ++i) states.push_back(static_cast<State>(i));
  return states;
}

}  // namespace

TEST_CASE("the lifecycle allows exactly the steps of the table") {
  using enum State;
  const std::set<std::pair<State, State>> table = {
      {kReported, kFiled},          {kReported, kRejected},       {kReported, kMerged},
      {kFiled, kDispatched},        {kFiled, kRejected},          {kFiled, kMerged},
      {kDispatched, kAcknowledged}, {kDispatched, kInProgress},   {kDispatched, kReturned},
      {kDispatched, kMerged},       {kAcknowledged, kInProgress}, {kAcknowledged, kReturned},
      {kAcknowledged, kSuspended},  {kAcknowledged, kResolved},   {kAcknowledged, kMerged},
      {kInProgress, kResolved},     {kInProgress, kReturned},     {kInProgress, kSuspended},
      {kInProgress, kMerged},       {kReturned, kDispatched},     {kReturned, kRejected},
      {kSuspended, kInProgress},    {kSuspended, kReturned},      {kResolved, kClosed},
      {kResolved, kRework},         {kRework, kInProgress},       {kRework, kReturned},
      {kRework, kSuspended},        {kClosed, kReopened},         {kRejected, kReopened},
      {kMerged, kReopened},         {kReopened, kDispatched},     {kReopened, kRejected},
      {kReopened, kMerged},
  };
  for (const State from : all_states()) {
    for (const State to : all_states()) {
      INFO(to_string(from) << " to " << to_string(to));
      CHECK(allowed(from, to) == table.contains({from, to}));
    }
  }
}

TEST_CASE("every open state has a path of allowed steps to closed") {
  for (const State from : all_states()) {
    if (!is_open(from)) continue;
    INFO(to_string(from));
    const auto path = path_to_closed(from);
    REQUIRE(!path.empty());
    CHECK(path.back() == State::kClosed);
    State at = from;
    for (const State step : path) {
      CHECK(allowed(at, step));
      CHECK((is_open(step) || step == State::kClosed));
      at = step;
    }
  }
}

TEST_CASE("state names read back to the state they name") {
  for (const State state : all_states()) CHECK(parse_state(to_string(state)) == state);
  CHECK_FALSE(parse_state("open").has_value());
  CHECK_FALSE(parse_state("").has_value());
}
