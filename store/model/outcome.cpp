#include "store/model/outcome.hpp"

#include "store/model/standing.hpp"
#include "store/model/tables.hpp"
#include "store/model/transitions.hpp"

namespace gridhall::model {
namespace {

Promise promise_of(const ClockState& state) {
  Promise promise;
  if (state.paused || !state.started_at) return promise;
  promise.due_at = state.due_at;
  // Worked out as of a moment at which nothing was late by itself.
  if (state.in_time) promise.kept = *state.in_time ? Kept::kInTime : Kept::kLate;
  return promise;
}

std::uint16_t bit_of(const Transition& step) {
  switch (step.to) {
    case State::kAcknowledged:
    case State::kInProgress:
    case State::kResolved:
    case State::kClosed:
      return kOutcomeAnswered;
    case State::kRework:
      return kOutcomeReworked;
    case State::kReturned:
      return kOutcomeReturned;
    case State::kReopened:
      return kOutcomeReopened;
    default:
      return 0;
  }
}

std::uint16_t bits_of(const Case& c, std::span<const Transition> steps) {
  unsigned bits = 0;
  for (const Transition& step : steps) {
    if (step.applied) bits |= bit_of(step);
  }
  if (c.state == State::kClosed) {
    bits |= kOutcomeClosed;
    if (!c.closure_reason.empty()) bits |= kOutcomeReasoned;
    if (c.closure_reason == "fixed") bits |= kOutcomeFixed;
  }
  if (c.state == State::kRejected) bits |= kOutcomeRejected;
  const bool uncounted = !c.counted() || c.state == State::kMerged || (c.flags & kCaseStub) != 0;
  if (uncounted) bits |= kOutcomeUncounted;
  return static_cast<std::uint16_t>(bits);
}

}  // namespace

Outcome outcome_of(const Case& c, const Tables* tables) {
  const std::vector<Transition> steps = transitions(c);
  const CaseClocks clocks = clocks_of(c, tables, steps);
  Outcome out;
  out.opened_at = c.opened_at;
  if (!c.open()) {
    for (const Transition& step : steps) {
      if (step.applied && !is_open(step.to)) out.ended_at = step.occurred_at;
    }
  }
  out.bits = bits_of(c, steps);
  out.rating = c.rating;
  // As of the last change: a clock that runs on is late by itself only for who asks later.
  const ClockState handling = clock_usage(Clock::kHandling, clocks.input, c.updated_at);
  out.handling = promise_of(handling);
  out.handled_minutes =
      static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::minutes>(handling.used).count());
  if (handling.due_from == DueFrom::kSource) out.bits |= kOutcomeWallClock;
  out.dispatch = promise_of(clock_summary(Clock::kDispatch, clocks.input, c.opened_at));
  out.verification = promise_of(clock_summary(Clock::kVerification, clocks.input, c.opened_at));
  const bool own_code = clocks.class_code == kUnclassified && !c.service_code.empty();
  out.class_code = own_code ? std::string_view(c.service_code) : clocks.class_code;
  out.unit = clocks.unit;
  return out;
}

}  // namespace gridhall::model
