#include "store/model/transitions.hpp"

#include "store/model/lifecycle.hpp"

namespace gridhall::model {
namespace {

constexpr std::string_view kPersonDecides = "a person has acted on the case; a person decides";

// Walks the facts in order and writes down every transition, implied and refused ones included.
class Walk {
 public:
  explicit Walk(const Case& c) : case_(c) {}

  std::vector<Transition> run() {
    const bool source_managed = (case_.flags & kCaseSourceManaged) != 0;
    if (case_.facts.empty() && !source_managed) return {};
    out_.reserve(case_.facts.size() + 2);
    if (source_managed) {
      now_ = {case_.opened_at, case_.opened_at, case_.report_seq != 0 ? case_.report_seq : case_.id.seq};
      go(State::kFiled, true);
      go(State::kDispatched, true);
    }
    for (const StatusFact& fact : case_.facts) {
      now_ = {fact.occurred_at, fact.recorded_at, fact.stamp.seq};
      by_ = &fact;
      take(fact);
    }
    return std::move(out_);
  }

  /// After `run`: what the case is merged into.
  const std::optional<CaseId>& parent() const { return parent_; }

 private:
  struct When {
    Time occurred_at{};
    Time recorded_at{};
    std::uint64_t seq = 0;
  };

  void take(const StatusFact& fact) {
    if (!fact.refused.empty()) {
      refuse(fact.asks_nothing ? state_ : fact.state, fact.refused);
    } else if (!fact.of_source()) {  // NOLINT(bugprone-branch-clone): the first that holds
      move(fact);
    } else if (case_.acted_seq != 0 && fact.stamp.seq > case_.acted_seq) {
      overrule(fact);
    } else if (fact.open_word) {
      reopen();
    } else if (fact.closed_word) {
      close(fact);
    } else {
      move(fact);
    }
  }

  void go(State to, bool implied, std::string reason = {}) {
    Transition& step = write(to, std::move(reason));
    step.implied = implied;
    if (implied) step.note.clear();
    state_ = to;
    parent_ = to == State::kMerged && by_ != nullptr ? by_->parent : std::nullopt;
  }
  void refuse(State to, std::string why) { write(to, std::move(why)).applied = false; }

  Transition& write(State to, std::string reason) {
    Transition& step = out_.emplace_back();
    step.from = state_;
    step.to = to;
    step.occurred_at = now_.occurred_at;
    step.recorded_at = now_.recorded_at;
    step.seq = now_.seq;
    step.reason = std::move(reason);
    if (by_ != nullptr) {
      step.actor = by_->actor;
      step.role = by_->role;
      step.note = by_->notes;
    }
    return step;
  }

  // "open" of an open case says nothing new and leaves no trace.
  void reopen() {
    if (is_open(state_)) return;
    go(State::kReopened, false);
    go(State::kDispatched, true);
  }

  void overrule(const StatusFact& fact) {
    if (fact.open_word && is_open(state_)) return;
    const State word = fact.open_word ? State::kReopened : State::kClosed;
    refuse(fact.open_word || fact.closed_word ? word : fact.state, std::string(kPersonDecides));
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
  const StatusFact* by_ = nullptr;  ///< null: the report's own, implied steps
  std::optional<CaseId> parent_;
  std::vector<Transition> out_;
};

}  // namespace

std::vector<Transition> transitions(const Case& c) {
  return Walk(c).run();
}

void settle_state(Case& c) {
  c.state = State::kReported;
  c.closed_at.reset();
  c.closure_reason.clear();
  Walk walk(c);
  for (const Transition& step : walk.run()) {
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
  c.parent = walk.parent();
  c.set_flag(kCaseClosedBeforeOpened, c.closed_at && *c.closed_at < c.opened_at);
  if (c.state != State::kAcknowledged) c.set_flag(kCaseAckLapsed, false);
  if (!c.open()) c.claim.reset();
}

}  // namespace gridhall::model
