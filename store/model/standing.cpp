#include "store/model/standing.hpp"

#include "store/model/tables.hpp"
#include "store/model/transitions.hpp"

namespace gridhall::model {
namespace {

/// What the tables have for a case, each looked up once: it is asked for every event.
struct Rules {
  Rules(const Case& c, const Tables* tables) {
    if (tables == nullptr) return;
    row = tables->find_class(
        c.class_code.empty() ? tables->class_code(c.source, c.service_code) : std::string_view(c.class_code),
        c.opened_at);
    if (!c.unit.empty()) {
      unit = tables->find_unit(c.unit);
    } else if (row != nullptr) {
      unit = tables->handling_unit(*row, c.areas);
    }
    calendar = tables->calendar_for(unit, c.areas);
  }

  ClockInput clocks(const Case& c, std::span<const Transition> steps) const {
    return clock_input(c, steps, row != nullptr ? &row->rules : nullptr, calendar);
  }
  Severity severity(const Case& c) const {
    if (c.severity != Severity::kUnknown || row == nullptr) return c.severity;
    return row->default_severity.value_or(c.severity);
  }

  const ClassRow* row = nullptr;
  const Unit* unit = nullptr;
  const Calendar* calendar = nullptr;
};

/// The next thing of an open case that lapses; `steps` are its transitions.
std::optional<Lapse> first_lapse(const Case& c, Severity severity, std::span<const Transition> steps) {
  std::optional<Lapse> next;
  if (!c.open()) return next;
  if (c.claim) next = Lapse{c.claim->until, ActionKind::kLapseClaim, c.claim->seq};
  const bool waits = c.state == State::kAcknowledged && severity == Severity::kExtreme &&
                     (c.flags & (kCaseAckLapsed | kCaseSourceManaged)) == 0;
  if (!waits) return next;
  for (const Transition& step : steps) {
    if (!step.applied || step.to != State::kAcknowledged) continue;
    const Time at = step.recorded_at + kAcknowledgementLasts;
    if (!next || at <= next->at) next = Lapse{at, ActionKind::kLapseAcknowledgement, step.seq};
  }
  return next;
}

}  // namespace

const ClassRow* class_of(const Case& c, const Tables* tables) {
  return Rules(c, tables).row;
}

Severity severity_of(const Case& c, const Tables* tables) {
  return c.severity != Severity::kUnknown ? c.severity : Rules(c, tables).severity(c);
}

const Unit* unit_of(const Case& c, const Tables* tables) {
  return Rules(c, tables).unit;
}

const Calendar* calendar_of(const Case& c, const Tables* tables) {
  return Rules(c, tables).calendar;
}

std::optional<Lapse> next_lapse(const Case& c, const Tables* tables) {
  return first_lapse(c, severity_of(c, tables), transitions(c));
}

Standing standing(const Case& c, const Tables* tables) {
  const Rules rules(c, tables);
  const std::vector<Transition> steps = transitions(c);
  Standing out;
  if (rules.row != nullptr) {
    out.class_code = rules.row->code;
    out.sensitive = rules.row->sensitive;
  }
  if (rules.unit != nullptr) {
    out.unit = rules.unit->code;
  } else {
    out.unit = c.unit.empty() ? c.agency : c.unit;
  }
  out.plan = light_plan(rules.clocks(c, steps));
  out.due_at = out.plan.red_at;
  out.severity = rules.severity(c);
  if (const auto lapse = first_lapse(c, out.severity, steps)) out.lapses_at = lapse->at;
  return out;
}

ClockState deadline_of(const Case& c, const Tables* tables, Time now) {
  const std::vector<Transition> steps = transitions(c);
  return clock_summary(Clock::kHandling, Rules(c, tables).clocks(c, steps), now);
}

ClockState clock_of(Clock clock, const Case& c, const Tables* tables, Time now) {
  const std::vector<Transition> steps = transitions(c);
  return clock_state(clock, Rules(c, tables).clocks(c, steps), now);
}

}  // namespace gridhall::model
