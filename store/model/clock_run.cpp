#include "store/model/clock_run.hpp"

#include <algorithm>

namespace gridhall::model {
namespace {

using enum State;

enum class Role : std::uint8_t { kRuns, kPauses, kStops };

class Follower {
 public:
  Follower(Clock clock, bool whole_life, const ClockInput& input)
      : clock_(clock), whole_life_(whole_life || clock == Clock::kTotal) {
    run_.past.reserve(input.steps.size());
    if (input.stub) return;
    if (whole_life_ || clock_ == Clock::kFiling) start(within_calendar(input.opened_at), kReported);
    for (const Transition& step : input.steps) {
      if (step.applied) take(step);
    }
  }

  ClockRun result() && { return std::move(run_); }

 private:
  void take(const Transition& step) {
    if (step.to == kReopened) {
      if (!whole_life_) run_ = {};
      run_.round_seq = step.seq;
    }
    if (starts_it(step.to)) {
      start(within_calendar(step.occurred_at), step.to);
      return;
    }
    if (!run_.started_at) return;
    const Role role = role_of(step.to);
    if (run_.stopped_at && (role == Role::kStops || !goes_on_after_stop())) return;
    const Time at = std::max(within_calendar(step.occurred_at), *run_.started_at);
    end_stretch(at);
    run_.since = at;
    run_.state = step.to;
    run_.pace = role == Role::kPauses ? Pace::kPaused : Pace::kCounts;
    run_.stopped_at.reset();
    if (role != Role::kStops) return;
    run_.stopped_at = at;
    run_.stop_said = step.occurred_at;
    run_.stopped_by = step.to;
  }

  void start(Time at, State state) {
    run_.started_at = at;
    run_.stopped_at.reset();
    run_.past.clear();
    run_.since = at;
    run_.state = state;
    run_.pace = Pace::kCounts;
  }

  void end_stretch(Time at) {
    if (at > run_.since) {
      const bool stood = run_.stopped_at.has_value() && !whole_life_;
      run_.past.push_back({run_.since, at, run_.state, stood ? Pace::kVerification : run_.pace});
      return;
    }
    // The step is dated before the one ahead of it, whose time after that never was.
    while (!run_.past.empty() && run_.past.back().from >= at) run_.past.pop_back();
    if (!run_.past.empty()) run_.past.back().to = std::min(run_.past.back().to, at);
  }

  bool starts_it(State to) const {
    if (whole_life_) return false;
    switch (clock_) {
      case Clock::kDispatch:
        return !run_.started_at && (to == kFiled || to == kReopened);
      case Clock::kAcknowledge:
        return to == kDispatched;
      case Clock::kHandling:
        return !run_.started_at && to == kDispatched;
      case Clock::kVerification:
        return to == kResolved;
      default:
        return false;
    }
  }

  bool goes_on_after_stop() const { return whole_life_ || clock_ == Clock::kHandling; }

  Role role_of(State state) const {
    const auto runs_if = [](bool runs) { return runs ? Role::kRuns : Role::kStops; };
    if (whole_life_) return runs_if(is_open(state));
    switch (clock_) {
      case Clock::kFiling:
        return runs_if(state == kReported);
      case Clock::kDispatch:
        return runs_if(state == kFiled || state == kReopened);
      case Clock::kAcknowledge:
        return runs_if(state == kDispatched);
      case Clock::kVerification:
        return runs_if(state == kResolved);
      default:
        if (state == kSuspended || state == kReturned) return Role::kPauses;
        return runs_if(state != kResolved && is_open(state));
    }
  }

  Clock clock_;
  bool whole_life_;
  ClockRun run_;
};

}  // namespace

ClockRun ClockRun::ended(Time at) const {
  ClockRun run = *this;
  if (running() && at > since) {
    run.past.push_back({since, at, state, pace});
    run.since = at;
  }
  return run;
}

ClockRun clock_run(Clock clock, bool whole_life, const ClockInput& input) {
  return Follower(clock, whole_life, input).result();
}

}  // namespace gridhall::model
