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

  std::string_view class_code() const { return row != nullptr ? std::string_view(row->code) : kUnclassified; }
  /// Where the tables name no unit, who was assigned by hand or named by the source.
  std::string_view unit_code(const Case& c) const {
    if (unit != nullptr) return unit->code;
    return c.unit.empty() ? c.agency : c.unit;
  }
  /// The ladder that the case climbs; empty for what nobody waits for.
  std::span<const Rung> ladder(const Case& c) const {
    if (row == nullptr || !c.open() || !c.counted()) return {};
    return row->ladder;
  }

  const ClassRow* row = nullptr;
  const Unit* unit = nullptr;
  const Calendar* calendar = nullptr;
};

/// When the next rung of the ladder is due.
std::optional<Time> next_rung_at(const Case& c, const Rules& rules, const LightPlan& plan,
                                 std::span<const Transition> steps) {
  const auto ladder = rules.ladder(c);
  if (ladder.empty()) return std::nullopt;
  const auto climbed = static_cast<std::size_t>(climbed_rungs(c, ladder_deadline(c, steps)));
  std::optional<Time> next;
  for (std::size_t i = climbed; i < ladder.size(); ++i) {
    const auto at = rung_time(ladder[i], plan, rules.calendar);
    if (at && (!next || *at < *next)) next = at;
  }
  return next;
}

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

CaseClocks clocks_of(const Case& c, const Tables* tables, std::span<const Transition> steps) {
  const Rules rules(c, tables);
  return {rules.clocks(c, steps), rules.class_code(), rules.unit_code(c)};
}

Standing standing(const Case& c, const Tables* tables) {
  const Rules rules(c, tables);
  const std::vector<Transition> steps = transitions(c);
  Standing out;
  out.class_code = rules.class_code();
  out.sensitive = rules.row != nullptr && rules.row->sensitive;
  out.unit = rules.unit_code(c);
  out.plan = light_plan(rules.clocks(c, steps));
  out.due_at = out.plan.red_at;
  out.severity = rules.severity(c);
  if (const auto lapse = first_lapse(c, out.severity, steps)) out.timer_at = lapse->at;
  const auto rung_at = next_rung_at(c, rules, out.plan, steps);
  if (rung_at && (!out.timer_at || *rung_at < *out.timer_at)) out.timer_at = rung_at;
  return out;
}

std::vector<RungState> ladder_of(const Case& c, const Tables* tables) {
  const Rules rules(c, tables);
  const auto ladder = rules.ladder(c);
  if (ladder.empty()) return {};
  const std::vector<Transition> steps = transitions(c);
  const LightPlan plan = light_plan(rules.clocks(c, steps));
  const auto climbed = static_cast<std::size_t>(climbed_rungs(c, ladder_deadline(c, steps)));
  std::vector<RungState> out;
  for (std::size_t i = 0; i < ladder.size(); ++i)
    out.push_back({&ladder[i], rung_time(ladder[i], plan, rules.calendar), i < climbed});
  return out;
}

std::optional<Climb> due_climb(const Case& c, const Tables* tables, Time now) {
  const std::vector<RungState> rungs = ladder_of(c, tables);
  for (std::size_t i = rungs.size(); i-- > 0 && !rungs[i].climbed;) {
    if (!rungs[i].at || *rungs[i].at > now) continue;
    Climb climb;
    climb.rung = static_cast<std::uint8_t>(i + 1);
    climb.level = rungs[i].rung->level;
    climb.deadline = ladder_deadline(c, transitions(c));
    if (const Unit* unit = unit_of(c, tables); unit != nullptr && climb.level == EscalationLevel::kRaised)
      climb.unit = unit->parent.empty() ? unit->code : unit->parent;
    return climb;
  }
  return std::nullopt;
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
