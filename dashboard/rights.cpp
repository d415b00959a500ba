#include "dashboard/rights.hpp"

#include "dashboard/json.hpp"
#include "store/model/lifecycle.hpp"
#include "store/model/standing.hpp"

namespace gridhall::dashboard {
namespace {

using model::Action;
using model::ActionKind;
using model::Code;
using model::Error;
using model::State;

using Refusal = std::optional<Error>;

Error forbidden(std::string detail, std::string allowed) {
  return {Code::kForbidden, std::move(detail), "/role", "", std::move(allowed)};
}

Error missing(std::string_view name, std::string_view why) {
  return {Code::kAttributeMissing, std::string(name) + " is missing: " + std::string(why),
          "/" + std::string(name), "", std::string(why)};
}

/// The role that a step takes beside being an operator; empty: none.
std::string_view role_for(ActionKind kind, std::optional<State> to) {
  // A unit can't pause its own clock, nor move its own due time.
  if (kind == ActionKind::kExtend || to == State::kSuspended) return kSupervisor;
  return {};
}

bool in_role(std::string_view role, std::string_view needed) {
  return needed.empty() || role == needed || role == kAdmin;
}

/// What has to be said with a step.
std::vector<std::string_view> needs(ActionKind kind, std::optional<State> to) {
  switch (kind) {
    case ActionKind::kTransition:
      if (to == State::kSuspended) return {"reason_code", "note"};
      if (to == State::kReturned || to == State::kRejected || to == State::kRework ||
          to == State::kReopened || to == State::kClosed) {
        return {"reason_code"};
      }
      return {};
    case ActionKind::kComment:
      return {"note"};
    case ActionKind::kAssign:
      return {"unit"};
    case ActionKind::kExtend:
      return {"due_at", "reason_code"};
    case ActionKind::kMerge:
      return {"into"};
    case ActionKind::kRate:
      return {"rating"};
    case ActionKind::kReclassify:
      return {"class"};
    case ActionKind::kRelocate:
      return {"lat", "long"};
    default:
      return {};
  }
}

/// `resolved` is not `closed`: who verifies stands outside the unit that did the work.
Refusal refuse_verifier(const Actor& actor, const model::Case& c, const model::Tables& tables) {
  const model::ClassRow* row = model::class_of(c, &tables);
  if (row != nullptr && !row->verification) return std::nullopt;
  const model::Unit* handling = model::unit_of(c, &tables);
  const model::Unit* own = tables.unit_of_member(actor.name);
  if (handling == nullptr || own == nullptr) return std::nullopt;
  if (!tables.within(own->code, handling->code) && !tables.within(handling->code, own->code))
    return std::nullopt;
  return forbidden(
      "the unit " + handling->code + " handled the case: somebody outside it verifies that it is solved",
      "a verifier of another unit");
}

Refusal refuse_reopening(const model::Case& c, const model::Tables& tables, model::Time now) {
  const model::ClassRow* row = model::class_of(c, &tables);
  if (row == nullptr || !row->reopen_days || !c.closed_at || c.state != State::kClosed) return std::nullopt;
  const model::Time end = *c.closed_at + std::chrono::days(*row->reopen_days);
  if (now <= end) return std::nullopt;
  return Error{Code::kTransitionNotAllowed,
               "cases of class " + row->code + " can be reopened for " + std::to_string(*row->reopen_days) +
                   " days; that ended at " + model::format_rfc3339(end) + ". Report it again instead.",
               "/to", "\"reopened\"", ""};
}

Refusal refuse_transition(const Actor& actor, const model::Case& c, State to, const model::Tables* tables,
                          model::Time now) {
  if (tables == nullptr) return std::nullopt;
  const bool verifies = c.state == State::kResolved && (to == State::kClosed || to == State::kRework);
  if (verifies) return refuse_verifier(actor, c, *tables);
  return to == State::kReopened ? refuse_reopening(c, *tables, now) : std::nullopt;
}

Refusal refuse_names(const model::Case& c, const Action& action, const model::Tables* tables) {
  const bool has_units = tables != nullptr && !tables->units().empty();
  if (!action.unit.empty() && has_units && tables->find_unit(action.unit) == nullptr) {
    return Error{Code::kNotFound, "there is no unit " + action.unit, "/unit", '"' + action.unit + '"',
                 "the code of a unit, as in GET /units"};
  }
  if (action.kind == ActionKind::kReclassify &&
      (tables == nullptr || tables->find_class(action.class_code, c.opened_at) == nullptr)) {
    return Error{Code::kClassUnknown,
                 "there was no class " + action.class_code + " when the case was reported", "/class",
                 '"' + action.class_code + '"', "the code of a class, as in GET /classes"};
  }
  return std::nullopt;
}

}  // namespace

Refusal refuse_by_rights(const Actor& actor, const model::Case& c, const Action& action,
                         const model::Tables* tables, model::Time now) {
  if (!actor.may_be(action.role)) {
    std::string roles;
    for (const std::string& role : actor.roles) roles.append(roles.empty() ? "" : ", ").append(role);
    return forbidden(actor.name + " has no role " + action.role, roles);
  }
  const std::string_view role = role_for(action.kind, action.to);
  if (!in_role(action.role, role)) {
    return forbidden("that takes the approval of a second role: act as " + std::string(role),
                     std::string(role) + ", " + std::string(kAdmin));
  }
  for (const std::string_view need : needs(action.kind, action.to)) {
    if (need == "reason_code" && action.reason.empty()) return missing(need, "why, as a code");
    if (need == "note" && action.note.empty()) return missing(need, "why, in words");
  }
  if (auto error = refuse_names(c, action, tables)) return error;
  return action.kind == ActionKind::kTransition && action.to
             ? refuse_transition(actor, c, *action.to, tables, now)
             : std::nullopt;
}

bool may_read(const Actor* reader, const model::Case& c, const model::Tables* tables) {
  const model::ClassRow* row = model::class_of(c, tables);
  if (row == nullptr || !row->sensitive) return true;
  if (reader == nullptr) return false;
  if (reader->may_be(kSupervisor) || reader->may_be(kAdmin)) return true;
  const model::Unit* handling = model::unit_of(c, tables);
  const model::Unit* own = tables->unit_of_member(reader->name);
  return handling != nullptr && own != nullptr && tables->within(own->code, handling->code);
}

void withhold(model::Case& c) {
  for (std::string* text : {&c.description, &c.address, &c.building, &c.floor, &c.unit_no, &c.media_url})
    text->clear();
  for (model::StatusFact& fact : c.facts) fact.notes.clear();
  c.set_flag(model::kCaseWithheld, true);
}

std::vector<Option> options(const Actor& actor, const model::Case& c, const model::Tables* tables,
                            model::Time now) {
  std::vector<Option> out;
  const auto offer = [&](std::string_view name, ActionKind kind, std::optional<State> to = std::nullopt,
                         std::string_view role = {}) {
    if (role.empty()) role = role_for(kind, to);
    if (role.empty()) role = kOperator;
    if (!actor.may_be(role)) {
      if (!actor.may_be(kAdmin)) return;
      role = kAdmin;
    }
    if (to && refuse_transition(actor, c, *to, tables, now)) return;
    out.push_back({name, to, needs(kind, to), role});
  };
  for (const State to : model::allowed_from(c.state)) {
    if (to == State::kMerged) continue;
    if (c.state == State::kMerged) {
      offer("unmerge", ActionKind::kMerge);
      out.back().needs.clear();
    } else {
      offer("transition", ActionKind::kTransition, to);
    }
  }
  offer("comment", ActionKind::kComment);
  if (!c.open()) {
    if (c.state == State::kClosed) offer("rate", ActionKind::kRate);
    return out;
  }
  const bool claimed = c.claim && c.claim->holds(now);
  if (!claimed || c.claim->user == actor.name) offer("claim", ActionKind::kClaim);
  if (claimed) {
    const bool own = c.claim->user == actor.name;
    offer("release", ActionKind::kRelease, std::nullopt, own ? kOperator : kAdmin);
  }
  offer("assign", ActionKind::kAssign);
  offer("extend", ActionKind::kExtend);
  if (model::allowed(c.state, State::kMerged)) offer("merge", ActionKind::kMerge);
  if (tables != nullptr) offer("classify", ActionKind::kReclassify);
  offer("relocate", ActionKind::kRelocate);
  offer("nudge", ActionKind::kNudge);
  offer("escalate", ActionKind::kEscalate);
  return out;
}

void append_options(std::string& out, const std::vector<Option>& options) {
  out += '[';
  for (const Option& option : options) {
    if (out.back() != '[') out += ',';
    out += "{\"action\":";
    append_string(out, option.action);
    if (option.to) {
      append_key(out, "to");
      append_string(out, model::to_string(*option.to));
    }
    out += ",\"needs\":[";
    for (const std::string_view need : option.needs) {
      if (out.back() != '[') out += ',';
      append_string(out, need);
    }
    out += ']';
    append_key(out, "role");
    append_string(out, option.role);
    out += '}';
  }
  out += ']';
}

}  // namespace gridhall::dashboard
