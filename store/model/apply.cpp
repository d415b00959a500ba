#include "store/model/apply.hpp"

#include <algorithm>

#include "store/model/lifecycle.hpp"

namespace gridhall::model {
namespace {

// The report folds first, whenever it comes: its stamp is before every fact's.
class Fold {
 public:
  Fold(Case& c, const Event& event, bool is_the_report)
      : case_(c),
        event_(event),
        stamp_(is_the_report ? Stamp{Time::min(), event.seq} : Stamp{event.occurred_at, event.seq}) {}

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
    if (in.exercise && wins(Field::kExercise)) flag(kCaseExercise, *in.exercise);
    if (event_.cell && wins(Field::kPlace)) {
      case_.cell = event_.cell;
      case_.lat = event_.lat;
      case_.lon = event_.lon;
      case_.areas = event_.areas;
      flag(kCaseOutsideAreas, (event_.flags & kOutsideAreas) != 0);
    }
    flag(kCaseUnlocated, !case_.cell);
  }

  void status() {
    const Columns& in = event_.columns;
    if (!in.status) return;
    StatusFact fact;
    fact.stamp = stamp_;
    fact.recorded_at = event_.recorded_at;
    fact.open_word = *in.status == "open";
    fact.closed_word = *in.status == "closed";
    fact.state = parse_state(*in.status).value_or(State::kReported);
    fact.reason = in.closure_reason.value_or("");
    fact.notes = in.status_notes.value_or("");
    const auto at =
        std::upper_bound(case_.facts.begin(), case_.facts.end(), fact,
                         [](const StatusFact& a, const StatusFact& b) { return a.stamp < b.stamp; });
    case_.facts.insert(at, std::move(fact));
    flag(kCaseSourceManaged, true);
  }

  void flag(std::uint32_t bit, bool on) { case_.flags = on ? case_.flags | bit : case_.flags & ~bit; }

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

// Walks the facts in order; calls `step` with every transition, implied and refused ones included.
class Walk {
 public:
  explicit Walk(const Case& c) : case_(c) {}

  std::vector<Transition> run() {
    if ((case_.flags & kCaseSourceManaged) != 0) {
      now_ = {case_.opened_at, case_.opened_at, case_.report_seq != 0 ? case_.report_seq : case_.id.seq};
      go(State::kFiled, true);
      go(State::kDispatched, true);
    }
    for (const StatusFact& fact : case_.facts) {
      now_ = {fact.stamp.at == Time::min() ? case_.opened_at : fact.stamp.at, fact.recorded_at,
              fact.stamp.seq};
      if (fact.open_word) {
        reopen();
      } else if (fact.closed_word) {
        close(fact);
      } else {
        move(fact);
      }
    }
    return std::move(out_);
  }

 private:
  struct When {
    Time occurred_at{};
    Time recorded_at{};
    std::uint64_t seq = 0;
  };

  void go(State to, bool implied, std::string reason = {}) {
    out_.push_back(
        {state_, to, now_.occurred_at, now_.recorded_at, now_.seq, implied, true, std::move(reason)});
    state_ = to;
  }
  void refuse(State to, std::string why) {
    out_.push_back({state_, to, now_.occurred_at, now_.recorded_at, now_.seq, false, false, std::move(why)});
  }

  // "open" of an open case says nothing new and leaves no trace.
  void reopen() {
    if (is_open(state_)) return;
    go(State::kReopened, false);
    go(State::kDispatched, true);
  }

  void close(const StatusFact& fact) {
    if (!is_open(state_)) {
      refuse(State::kClosed, "already " + std::string(to_string(state_)));
      return;
    }
    const std::vector<State> path = path_to_closed(state_);
    for (const State step : path) {
      const bool last = step == State::kClosed;
      go(step, !last, last ? fact.reason : std::string());
    }
  }

  void move(const StatusFact& fact) {
    if (allowed(state_, fact.state)) {
      go(fact.state, false, fact.reason);
      return;
    }
    if (state_ == fact.state) {
      refuse(fact.state, "already " + std::string(to_string(state_)));
      return;
    }
    std::string why = "not allowed from " + std::string(to_string(state_)) + "; allowed:";
    for (const State next : allowed_from(state_)) why.append(" ").append(to_string(next));
    refuse(fact.state, std::move(why));
  }

  const Case& case_;
  State state_ = State::kReported;
  When now_;
  std::vector<Transition> out_;
};

void settle_state(Case& c) {
  c.state = State::kReported;
  c.closed_at.reset();
  c.closure_reason.clear();
  for (const Transition& step : transitions(c)) {
    if (!step.applied) continue;
    c.state = step.to;
    if (is_open(step.to)) {
      c.closed_at.reset();
      c.closure_reason.clear();
    } else {
      c.closed_at = step.occurred_at;
      c.closure_reason = step.reason;
    }
  }
  const bool before_opening = c.closed_at && *c.closed_at < c.opened_at;
  c.flags =
      before_opening ? c.flags | kCaseClosedBeforeOpened : c.flags & ~std::uint32_t{kCaseClosedBeforeOpened};
}

}  // namespace

std::vector<Transition> transitions(const Case& c) {
  return Walk(c).run();
}

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
  // A second report for a known subject is an update like any other.
  const bool is_the_report = event.is_report() && c.report_seq == 0;
  Fold fold(c, event, is_the_report);
  if (is_the_report) {
    c.report_seq = event.seq;
    c.kind = event.type == EventType::kIncidentReported ? Kind::kIncident : Kind::kRequest;
    c.opened_at = event.occurred_at;
    fold.flag(kCaseStub, false);
    fold.flag(kCaseTimeMissing, (event.flags & kTimeMissing) != 0);
    fold.flag(kCaseClassUnknown, (event.flags & kClassUnknown) != 0);
  }
  fold.columns();
  fold.status();
  c.version = event.seq;
  c.events.push_back(event.seq);
  c.updated_at = std::max(c.updated_at, event.occurred_at);
  settle_state(c);
  return c;
}

}  // namespace gridhall::model
