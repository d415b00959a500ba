#include "dashboard/action_reader.hpp"

#include <array>

#include "dashboard/body_reader.hpp"

namespace gridhall::dashboard {
namespace {

using model::Action;
using model::ActionKind;
using model::State;

constexpr std::array<std::string_view, kActionDoorCount> kDoors = {
    "transitions", "comments", "claims", "assignments", "extensions",  "merges",
    "ratings",     "classes",  "places", "nudges",      "escalations",
};

constexpr std::size_t kNoteBytesMax = 4'096;
constexpr std::size_t kCodeBytesMax = 64;
constexpr std::size_t kLinksMax = 10;
constexpr std::size_t kLinkBytesMax = 1'024;
constexpr std::size_t kKeyBytesMax = 128;
constexpr std::int64_t kLeaseMinutes = 30;
constexpr std::int64_t kLeaseMinutesMax = 480;
constexpr std::int64_t kVersionMax = 1LL << 53;  ///< what a JSON number carries exactly

bool changes_the_case(ActionDoor door) {
  switch (door) {
    case ActionDoor::kComments:
    case ActionDoor::kClaims:
    case ActionDoor::kRatings:
    case ActionDoor::kNudges:
    case ActionDoor::kEscalations:
      return false;
    default:
      return true;
  }
}

void read_transition(BodyReader& body, Action& action) {
  action.kind = ActionKind::kTransition;
  const auto to = body.text("to", kCodeBytesMax);
  if (!to) return body.missing("to", "the state that the case is to go to");
  action.to = model::parse_state(*to);
  if (!action.to)
    body.refuse("to", "to is no state of a case", "the name of a lifecycle state", '"' + *to + '"');
}

void read_claim(BodyReader& body, Action& action, model::Time now) {
  const std::string what = body.text("action", kCodeBytesMax).value_or("take");
  const auto minutes = body.integer("minutes", 1, kLeaseMinutesMax);
  if (what != "take" && what != "release")
    body.refuse("action", "action is neither take nor release", "take, release", '"' + what + '"');
  action.kind = what == "release" ? ActionKind::kRelease : ActionKind::kClaim;
  if (action.kind == ActionKind::kClaim)
    action.until = now + std::chrono::minutes(minutes.value_or(kLeaseMinutes));
}

void read_merge(BodyReader& body, Action& action) {
  const auto into = body.text("into", 128);
  const bool undo = body.flag("undo").value_or(false);
  if (undo) {
    if (into) body.refuse("into", "into does not go with undo", "either into or undo");
    action.kind = ActionKind::kTransition;
    action.to = State::kReopened;
    if (action.reason.empty()) action.reason = "merge_undone";
    return;
  }
  action.kind = ActionKind::kMerge;
  if (!into) return body.missing("into", "the id of the case that this one is merged into");
  action.parent = model::parse_case_id(*into);
  if (!action.parent)
    body.refuse("into", "into is no id of a case", "an id as in GET /cases", '"' + *into + '"');
}

std::optional<geo::LatLon> read_place(BodyReader& body) {
  const auto lat = body.number("lat", -90, 90);
  const auto lon = body.number("long", -180, 180);
  const std::string word = body.text("datum", kCodeBytesMax).value_or("wgs84");
  const auto datum = geo::parse_datum(word);
  if (!datum) body.refuse("datum", "datum is not known", "wgs84, gcj02, bd09", '"' + word + '"');
  if (!body.errors().empty()) return std::nullopt;
  if (!lat) body.missing("lat", "degrees north, -90 to 90");
  if (!lon) body.missing("long", "degrees east, -180 to 180");
  if (!lat || !lon) return std::nullopt;
  return geo::to_wgs84({*lat, *lon}, *datum);
}

void read_by_door(ActionDoor door, BodyReader& body, ActionCall& call, model::Time now) {
  Action& action = call.action;
  switch (door) {
    case ActionDoor::kTransitions:
      return read_transition(body, action);
    case ActionDoor::kComments:
      action.kind = ActionKind::kComment;
      if (action.note.empty()) body.missing("note", "what is to be said");
      return;
    case ActionDoor::kClaims:
      return read_claim(body, action, now);
    case ActionDoor::kAssignments:
      action.kind = ActionKind::kAssign;
      action.unit = body.text("unit", kCodeBytesMax).value_or("");
      if (action.unit.empty()) body.missing("unit", "the code of the unit that is to handle the case");
      return;
    case ActionDoor::kExtensions:
      action.kind = ActionKind::kExtend;
      action.until = body.time("due_at");
      if (!action.until && body.errors().empty())
        body.missing("due_at", "the new due time, RFC 3339 with a zone");
      return;
    case ActionDoor::kMerges:
      return read_merge(body, action);
    case ActionDoor::kRatings: {
      action.kind = ActionKind::kRate;
      const auto rating = body.integer("rating", 1, 5);
      if (!rating && body.errors().empty()) body.missing("rating", "1 to 5");
      action.rating = static_cast<std::uint8_t>(rating.value_or(0));
      return;
    }
    case ActionDoor::kClasses:
      action.kind = ActionKind::kReclassify;
      action.class_code = body.text("class", kCodeBytesMax).value_or("");
      if (action.class_code.empty()) body.missing("class", "the code of a class, as in GET /classes");
      return;
    case ActionDoor::kPlaces:
      action.kind = ActionKind::kRelocate;
      call.place = read_place(body);
      return;
    case ActionDoor::kNudges:
      action.kind = ActionKind::kNudge;
      return;
    case ActionDoor::kEscalations:
      action.kind = ActionKind::kEscalate;
      action.unit = body.text("unit", kCodeBytesMax).value_or("");
      return;
  }
}

void read_common(ActionDoor door, BodyReader& body, const Actor& actor, Action& action) {
  action.actor = actor.name;
  action.role = body.text("role", kCodeBytesMax).value_or(std::string(kOperator));
  action.note = body.text("note", kNoteBytesMax).value_or("");
  action.reason = body.text("reason_code", kCodeBytesMax).value_or("");
  action.evidence = body.texts("evidence", kLinksMax, kLinkBytesMax);
  for (const std::string& link : action.evidence) {
    if (link.starts_with("https://") || link.starts_with("http://")) continue;
    body.refuse("evidence", "evidence holds something that is no link", "links with http or https",
                '"' + link + '"');
    break;
  }
  const auto version = body.integer("expected_version", 1, kVersionMax);
  if (!version && changes_the_case(door) && body.errors().empty())
    body.missing("expected_version",
                 "the version of the case that you saw, so that nobody overwrites what "
                 "they have not seen");
  action.expected_version = static_cast<std::uint64_t>(version.value_or(0));
}

}  // namespace

std::string_view to_string(ActionDoor door) {
  return kDoors[static_cast<std::size_t>(door)];
}

std::optional<std::string> read_key(const net::Request& request, std::vector<model::Error>& errors) {
  const auto key = request.header("Idempotency-Key");
  const auto printable = [](char c) { return c > ' ' && c < '\x7f'; };
  if (key && !key->empty() && key->size() <= kKeyBytesMax && std::all_of(key->begin(), key->end(), printable))
    return std::string(*key);
  const std::string allowed = "1 to 128 printable ASCII characters, new for each thing that you want done";
  errors.push_back({key ? model::Code::kAttributeInvalid : model::Code::kAttributeMissing,
                    std::string(key ? "the header Idempotency-Key is not valid; allowed: "
                                    : "the header Idempotency-Key is missing: ") +
                        allowed,
                    "", "", allowed});
  return std::nullopt;
}

std::optional<ActionCall> read_action(ActionDoor door, const net::Request& request, const Actor& actor,
                                      model::Time now, std::vector<model::Error>& errors) {
  ActionCall call;
  if (auto key = read_key(request, errors)) call.key = std::move(*key);
  BodyReader body(request);
  if (body.errors().empty()) {
    read_common(door, body, actor, call.action);
    read_by_door(door, body, call, now);
    body.finish();
  }
  errors.insert(errors.end(), body.errors().begin(), body.errors().end());
  if (!errors.empty()) return std::nullopt;
  return call;
}

}  // namespace gridhall::dashboard
