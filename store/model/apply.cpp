#include "store/model/apply.hpp"

#include <algorithm>

#include "store/model/action.hpp"

namespace gridhall::model {
namespace {

/// Where an event stands among the case's facts: by occurrence until a person has acted, by sequence from
/// then on and after all that was there, so that a late fact never undoes an accepted action.
Stamp stamp_of(const Case& c, const Event& event) {
  return {c.acted_seq != 0 ? Time::max() : event.occurred_at, event.seq};
}

void insert(Case& c, StatusFact fact) {
  const auto at =
      std::upper_bound(c.facts.begin(), c.facts.end(), fact,
                       [](const StatusFact& a, const StatusFact& b) { return a.stamp < b.stamp; });
  c.facts.insert(at, std::move(fact));
}

// The report folds first, whenever it comes: its stamp is before every fact's.
class Fold {
 public:
  Fold(Case& c, const Event& event, bool is_the_report)
      : case_(c), event_(event), stamp_(is_the_report ? Stamp{Time::min(), event.seq} : stamp_of(c, event)) {}

  void columns() {
    const Columns& in = event_.columns;
    set(Field::kServiceCode, in.service_code, case_.service_code);
    set(Field::kServiceName, in.service_name, case_.service_name);
    set(Field::kDescription, in.description, case_.description);
    set(Field::kAddress, in.address, case_.address);
    set(Field::kBuilding, in.building, case_.building);
    set(Field::kFloor, in.floor, case_.floor);
    set(Field::kUnitNo, in.unit, case_.unit_no);
    set(Field::kAgency, in.agency_responsible, case_.agency);
    set(Field::kMedia, in.media_url, case_.media_url);
    set(Field::kSeverity, in.severity, case_.severity);
    if (in.expected_datetime && wins(Field::kExpected)) case_.due_at = in.expected_datetime;
    if (in.exercise && wins(Field::kExercise)) case_.set_flag(kCaseExercise, *in.exercise);
    place();
  }

  /// Where a person put the case it stays; what its source says of it then is for a person to look at.
  void place() {
    const bool by_person = event_.action != nullptr;
    if (event_.cell && !by_person && (case_.flags & kCaseRelocated) != 0) {
      if (event_.cell != case_.cell) case_.set_flag(kCaseSourceDiffers, true);
    } else if (event_.cell && wins(Field::kPlace)) {
      case_.set_flag(kCaseRelocated, by_person);
      case_.cell = event_.cell;
      case_.lat = event_.lat;
      case_.lon = event_.lon;
      case_.areas = event_.areas;
      case_.set_flag(kCaseOutsideAreas, (event_.flags & kOutsideAreas) != 0);
    }
    case_.set_flag(kCaseUnlocated, !case_.cell);
  }

  void status() {
    const Columns& in = event_.columns;
    if (!in.status) return;
    StatusFact fact;
    const bool overruled = case_.acted_seq != 0;
    fact.stamp = overruled ? stamp_of(case_, event_) : stamp_;
    fact.occurred_at = event_.occurred_at;
    fact.recorded_at = event_.recorded_at;
    fact.open_word = *in.status == "open";
    fact.closed_word = *in.status == "closed";
    fact.state = parse_state(*in.status).value_or(State::kReported);
    fact.reason = in.closure_reason.value_or("");
    fact.notes = in.status_notes.value_or("");
    if (overruled) {
      const bool says_open = fact.open_word || (!fact.closed_word && is_open(fact.state));
      case_.set_flag(kCaseSourceDiffers, says_open != case_.open());
    } else {
      // Filing and dispatch are implied only while the source decides: else they would undo what people did.
      case_.set_flag(kCaseSourceManaged, true);
    }
    insert(case_, std::move(fact));
  }

 private:
  bool wins(Field field) {
    Stamp& held = case_.stamps[static_cast<std::size_t>(field)];
    if (held.seq != 0 && held > stamp_) return false;
    held = stamp_;
    return true;
  }
  template <class T>
  void set(Field field, const std::optional<T>& value, T& target) {
    if (value && wins(field)) target = *value;
  }

  Case& case_;
  const Event& event_;
  Stamp stamp_;
};

void fold_source_event(Case& c, const Event& event) {
  // A second report for a known subject is an update like any other.
  const bool is_the_report = event.is_report() && c.report_seq == 0;
  Fold fold(c, event, is_the_report);
  if (is_the_report) {
    c.report_seq = event.seq;
    c.kind = event.type == EventType::kIncidentReported ? Kind::kIncident : Kind::kRequest;
    c.opened_at = event.occurred_at;
    c.set_flag(kCaseStub, false);
    c.set_flag(kCaseTimeMissing, (event.flags & kTimeMissing) != 0);
    c.set_flag(kCaseClassUnknown, (event.flags & kClassUnknown) != 0);
  }
  // A word on the state that agrees takes the flag back that an earlier one set, not that of this event's
  // place.
  fold.status();
  fold.columns();
  c.updated_at = std::max(c.updated_at, event.occurred_at);
}

/// The state that the action asks for; most ask for none.
std::optional<State> asked_state(const Action& action) {
  if (action.kind == ActionKind::kMerge) return State::kMerged;
  return action.kind == ActionKind::kTransition ? action.to : std::nullopt;
}

void add_fact(Case& c, const Event& event, std::string refused) {
  const Action& action = *event.action;
  const std::optional<State> to = asked_state(action);
  StatusFact fact;
  fact.stamp = stamp_of(c, event);
  fact.occurred_at = event.occurred_at;
  fact.recorded_at = event.recorded_at;
  fact.asks_nothing = !to;
  fact.state = to.value_or(State::kReported);
  fact.reason = action.reason;
  fact.notes = action.note;
  fact.actor = action.actor;
  fact.role = action.role;
  fact.refused = std::move(refused);
  if (action.kind == ActionKind::kMerge) fact.parent = action.parent;
  insert(c, std::move(fact));
}

void take_claim(Case& c, const Event& event) {
  const Action& action = *event.action;
  // A renewal is another lease, so that the lapse of the old one finds nothing; the work began before it.
  const bool renewed = c.claim && c.claim->user == action.actor && c.claim->holds(event.recorded_at);
  c.claim = Claim{action.actor, renewed ? c.claim->since : event.occurred_at, *action.until, event.seq};
}

void take_escalation(Case& c, const Event& event) {
  const Action& action = *event.action;
  EscalationLevel level = EscalationLevel::kNudged;
  if (action.kind == ActionKind::kEscalate)
    level = action.unit.empty() ? EscalationLevel::kSupervised : EscalationLevel::kRaised;
  Escalation& held = c.escalation ? *c.escalation : c.escalation.emplace();
  if (level >= held.level) {
    held.level = level;
    held.unit = action.unit;
    held.at = event.occurred_at;
    held.seq = event.seq;
  }
  if (action.rung == 0) return;
  held.deadline = action.deadline;
  held.rung = action.rung;
}

void take_action(Case& c, const Event& event) {
  const Action& action = *event.action;
  switch (action.kind) {
    case ActionKind::kTransition:
    case ActionKind::kMerge:
      add_fact(c, event, {});
      break;
    case ActionKind::kClaim:
      take_claim(c, event);
      break;
    case ActionKind::kRelease:
    case ActionKind::kLapseClaim:
      c.claim.reset();
      break;
    case ActionKind::kAssign:
      c.unit = action.unit;
      break;
    case ActionKind::kExtend:
      c.extensions.push_back({event.occurred_at, *action.until, event.seq});
      break;
    case ActionKind::kRate:
      c.rating = action.rating;
      break;
    case ActionKind::kReclassify:
      c.class_code = action.class_code;
      break;
    case ActionKind::kRelocate:
      Fold(c, event, false).place();
      break;
    case ActionKind::kLapseAcknowledgement:
      c.set_flag(kCaseAckLapsed, true);
      break;
    case ActionKind::kNudge:
    case ActionKind::kEscalate:
      take_escalation(c, event);
      break;
    case ActionKind::kComment:
      break;  // history: the log has it
  }
}

void fold_action(Case& c, const Event& event) {
  const Action& action = *event.action;
  if (const auto error = refuse(c, event)) return add_fact(c, event, error->detail);
  if (action.decides()) {
    if (c.acted_seq == 0) c.acted_seq = event.seq;
    c.set_flag(kCaseSourceDiffers | kCaseAckLapsed, false);
  }
  take_action(c, event);
  c.updated_at = std::max(c.updated_at, event.occurred_at);
}

}  // namespace

Case apply(std::optional<Case> before, const Event& event, const std::string& epoch) {
  const bool opens = !before;
  Case c = opens ? Case{} : std::move(*before);
  if (opens) {
    c.id = {epoch, event.seq};
    c.integrator = event.integrator;
    c.source = event.source;
    c.subject = event.subject;
    c.opened_at = event.occurred_at;
    c.updated_at = event.occurred_at;
    c.flags = kCaseStub;
  }
  if (event.action) {
    fold_action(c, event);
  } else {
    fold_source_event(c, event);
  }
  c.version = event.seq;
  c.events.push_back(event.seq);
  settle_state(c);
  if (!c.open()) c.escalation.reset();
  c.set_flag(kCaseEscalated, false);
  if (c.escalation) c.set_flag(flag_of(c.escalation->level), true);
  return c;
}

}  // namespace gridhall::model
