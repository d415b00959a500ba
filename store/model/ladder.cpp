#include "store/model/ladder.hpp"

#include <algorithm>

namespace gridhall::model {

std::uint64_t ladder_deadline(const Case& c, std::span<const Transition> steps) {
  std::uint64_t deadline = c.id.seq;
  for (const Transition& step : steps) {
    if (step.applied && step.to == State::kReopened) deadline = std::max(deadline, step.seq);
  }
  for (const Extension& extension : c.extensions) deadline = std::max(deadline, extension.seq);
  return deadline;
}

int climbed_rungs(const Case& c, std::uint64_t deadline) {
  return c.escalation && c.escalation->deadline == deadline ? c.escalation->rung : 0;
}

std::optional<Time> rung_time(const Rung& rung, const LightPlan& plan, const Calendar* calendar) {
  if (plan.paused) return std::nullopt;
  std::optional<Time> at = plan.yellow_at;
  // Red begins with the first instant after the due time.
  if (rung.at == Light::kRed) at = plan.red_at ? std::optional(*plan.red_at + Duration(1)) : std::nullopt;
  return at && rung.after ? limit_end(*at, *rung.after, calendar) : at;
}

}  // namespace gridhall::model
