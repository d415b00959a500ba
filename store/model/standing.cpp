#include "store/model/standing.hpp"

#include "store/model/tables.hpp"
#include "store/model/transitions.hpp"

namespace gridhall::model {
namespace {

/// Borrows from the case and the tables, and owns the steps that the clocks are worked out from.
class Clocks {
 public:
  Clocks(const Case& c, const Tables* tables)
      : steps_(transitions(c)),
        input_(clock_input(c, steps_, rules_of(class_of(c, tables)), calendar_of(c, tables))) {}
  const ClockInput& input() const { return input_; }

 private:
  static const ClockRules* rules_of(const ClassRow* row) { return row != nullptr ? &row->rules : nullptr; }

  std::vector<Transition> steps_;
  ClockInput input_;
};

}  // namespace

const ClassRow* class_of(const Case& c, const Tables* tables) {
  if (tables == nullptr) return nullptr;
  const std::string_view code =
      c.class_code.empty() ? tables->class_code(c.source, c.service_code) : std::string_view(c.class_code);
  return tables->find_class(code, c.opened_at);
}

Severity severity_of(const Case& c, const Tables* tables) {
  if (c.severity != Severity::kUnknown) return c.severity;
  const ClassRow* row = class_of(c, tables);
  return row != nullptr ? row->default_severity.value_or(c.severity) : c.severity;
}

const Unit* unit_of(const Case& c, const Tables* tables) {
  if (tables == nullptr) return nullptr;
  if (!c.unit.empty()) return tables->find_unit(c.unit);
  const ClassRow* row = class_of(c, tables);
  return row != nullptr ? tables->handling_unit(*row, c.areas) : nullptr;
}

const Calendar* calendar_of(const Case& c, const Tables* tables) {
  return tables != nullptr ? tables->calendar_for(unit_of(c, tables), c.areas) : nullptr;
}

std::optional<Lapse> next_lapse(const Case& c) {
  std::optional<Lapse> next;
  if (!c.open()) return next;
  if (c.claim) next = Lapse{c.claim->until, ActionKind::kLapseClaim, c.claim->seq};
  const bool waits = c.state == State::kAcknowledged && c.severity == Severity::kExtreme &&
                     (c.flags & (kCaseAckLapsed | kCaseSourceManaged)) == 0;
  if (!waits) return next;
  for (const Transition& step : transitions(c)) {
    if (!step.applied || step.to != State::kAcknowledged) continue;
    const Time at = step.recorded_at + kAcknowledgementLasts;
    if (!next || at <= next->at) next = Lapse{at, ActionKind::kLapseAcknowledgement, step.seq};
  }
  return next;
}

Standing standing(const Case& c, const Tables* tables) {
  Standing out;
  if (const ClassRow* row = class_of(c, tables)) out.class_code = row->code;
  if (const Unit* unit = unit_of(c, tables)) {
    out.unit = unit->code;
  } else {
    out.unit = c.unit.empty() ? c.agency : c.unit;
  }
  out.plan = light_plan(Clocks(c, tables).input());
  out.due_at = out.plan.red_at;
  out.severity = severity_of(c, tables);
  if (const auto lapse = next_lapse(c)) out.lapses_at = lapse->at;
  return out;
}

ClockState deadline_of(const Case& c, const Tables* tables, Time now) {
  return clock_summary(Clock::kHandling, Clocks(c, tables).input(), now);
}

ClockState clock_of(Clock clock, const Case& c, const Tables* tables, Time now) {
  return clock_state(clock, Clocks(c, tables).input(), now);
}

}  // namespace gridhall::model
