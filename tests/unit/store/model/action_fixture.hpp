// The story of one case, told event by event: what its source reports and what people do to it.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/model/action.hpp"
#include "store/model/apply.hpp"

namespace gridhall::model {

inline constexpr const char* kEpoch = "k3x9";

inline Time minute(int minutes) {
  return Time(std::chrono::minutes(29'000'000 + minutes));
}

inline Action make_action(ActionKind kind, std::string actor = "li") {
  Action action;
  action.kind = kind;
  action.actor = std::move(actor);
  action.role = "operator";
  return action;
}

inline Action transition(State to, std::string reason = {}) {
  Action action = make_action(ActionKind::kTransition);
  action.to = to;
  action.reason = std::move(reason);
  return action;
}

inline Action comment(std::string note) {
  Action action = make_action(ActionKind::kComment);
  action.note = std::move(note);
  return action;
}

inline Action claim(std::string user, Time until) {
  Action action = make_action(ActionKind::kClaim, std::move(user));
  action.until = until;
  return action;
}

inline Action release(std::string user) {
  return make_action(ActionKind::kRelease, std::move(user));
}

inline Action lapse_of_claim(std::uint64_t claim_seq) {
  Action action = make_action(ActionKind::kLapseClaim, std::string(kSystemActor));
  action.claim_seq = claim_seq;
  return action;
}

inline Action lapse_of_acknowledgement(std::uint64_t seq) {
  Action action = make_action(ActionKind::kLapseAcknowledgement, std::string(kSystemActor));
  action.claim_seq = seq;
  return action;
}

inline Action assign(std::string unit) {
  Action action = make_action(ActionKind::kAssign);
  action.unit = std::move(unit);
  return action;
}

inline Action extend(Time until) {
  Action action = make_action(ActionKind::kExtend);
  action.until = until;
  return action;
}

inline Action merge_into(std::uint64_t seq) {
  Action action = make_action(ActionKind::kMerge);
  action.parent = CaseId{kEpoch, seq};
  return action;
}

inline Action rate(int rating) {
  Action action = make_action(ActionKind::kRate);
  action.rating = static_cast<std::uint8_t>(rating);
  return action;
}

inline Action reclassify(std::string class_code) {
  Action action = make_action(ActionKind::kReclassify);
  action.class_code = std::move(class_code);
  return action;
}

class Story {
 public:
  /// Folds an event that occurred and was recorded as it says; gives it the next sequence.
  Story& take(Event event) {
    event.seq = next_++;
    events_.push_back(event);
    case_ = apply(std::move(case_), event, kEpoch);
    return *this;
  }

  Story& report(Time when, const std::string& status = {}) {
    Event event = source_event(when, status);
    event.type = EventType::kRequestReported;
    event.columns.service_code = "noise.street";
    return take(std::move(event));
  }
  Story& update(Time when, const std::string& status = {}) { return take(source_event(when, status)); }
  Story& act(Action action, Time when) { return take(action_event(std::move(action), when)); }

  static Event source_event(Time when, const std::string& status = {}) {
    Event event;
    event.type = EventType::kCaseUpdated;
    event.source = "/s";
    event.subject = "r";
    event.occurred_at = event.recorded_at = when;
    if (!status.empty()) event.columns.status = status;
    return event;
  }
  static Event action_event(Action action, Time when) {
    Event event;
    event.type = EventType::kAction;
    event.source = "/own";
    event.occurred_at = event.recorded_at = when;
    action.target = 1;
    event.action = std::make_shared<const Action>(std::move(action));
    return event;
  }

  const Case& now() const { return *case_; }
  State state() const { return case_->state; }
  bool flagged(CaseFlag flag) const { return (case_->flags & flag) != 0; }
  std::uint64_t last_seq() const { return next_ - 1; }
  const std::vector<Event>& events() const { return events_; }
  std::optional<Error> refusal(const Action& action, Time when) const { return refuse(*case_, action, when); }

  /// Why the last event was not applied; empty when it was.
  std::string not_applied() const {
    for (const Transition& step : transitions(*case_)) {
      if (step.seq == last_seq() && !step.applied) return step.reason;
    }
    return {};
  }

  /// The steps that count, implied ones with a star.
  std::vector<std::string> steps() const {
    std::vector<std::string> out;
    for (const Transition& step : transitions(*case_)) {
      if (step.applied) out.push_back(std::string(to_string(step.to)) + (step.implied ? "*" : ""));
    }
    return out;
  }

 private:
  std::optional<Case> case_;
  std::vector<Event> events_;
  std::uint64_t next_ = 1;
};

/// Reported, filed and dispatched by people; the report is sequence 1, the dispatch 3.
inline Story dispatched_story() {
  Story story;
  story.report(minute(0)).act(transition(State::kFiled), minute(1));
  return story.act(transition(State::kDispatched), minute(2));
}

}  // namespace gridhall::model
