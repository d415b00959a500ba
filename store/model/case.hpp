// A case is the fold of its events. Everything here is plain data; apply.hpp has the fold.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/event.hpp"

namespace gridhall::model {

/// The lifecycle's states. Numbers are stored: never renumber.
enum class State : std::uint8_t {
  kReported = 0,
  kFiled,
  kDispatched,
  kAcknowledged,
  kInProgress,
  kReturned,
  kSuspended,
  kResolved,
  kRework,
  kClosed,
  kRejected,
  kMerged,
  kReopened,
};
inline constexpr int kStateCount = static_cast<int>(State::kReopened) + 1;

std::string_view to_string(State state);
std::optional<State> parse_state(std::string_view text);
/// Open311's view: everything but closed, rejected and merged is open.
bool is_open(State state);

enum class Kind : std::uint8_t { kIncident = 0, kRequest = 1 };
std::string_view to_string(Kind kind);

enum CaseFlag : std::uint32_t {
  kCaseUnlocated = 1U << 0,
  kCaseOutsideAreas = 1U << 1,
  kCaseStub = 1U << 2,                ///< opened by an update; its report has not come yet
  kCaseClosedBeforeOpened = 1U << 3,  ///< its closing is dated before its report
  kCaseExercise = 1U << 4,            ///< a drill or test: marked, never counted
  kCaseSourceManaged = 1U << 5,       ///< its source sends a status for it
  kCaseClassUnknown = 1U << 6,
  kCaseTimeMissing = 1U << 7,
  kCaseSourceDiffers = 1U << 8,  ///< its source's later word on state or place differs: a person decides
  kCaseAckLapsed = 1U << 9,      ///< acknowledged, and nothing happened in time
  kCaseRelocated = 1U << 10,     ///< a person put it where it is
  kCaseWithheld = 1U << 11,      ///< what was said is not for whoever reads this copy; in no record
  // How far it was escalated, for filters. They have no names: the case's `escalation` says it.
  kCaseNudged = 1U << 12,
  kCaseSupervised = 1U << 13,
  kCaseRaised = 1U << 14,
  kCaseEscalated = kCaseNudged | kCaseSupervised | kCaseRaised,
};
/// Names of the set bits, as in the case's `flags` on the wire: unlocated, outside_areas, stub, …
std::vector<std::string_view> flag_names(std::uint32_t flags);

/// Order of facts: by occurrence, then by sequence.
struct Stamp {
  Time at{};
  std::uint64_t seq = 0;
  auto operator<=>(const Stamp&) const = default;
};

/// A source's word about the state or a person's action on it, kept as it came; the transitions are worked
/// out from all of them.
struct StatusFact {
  Stamp stamp;         ///< its place in the fold: not always when it happened
  Time occurred_at{};  ///< when it happened
  Time recorded_at{};
  bool open_word = false;     ///< plain "open"
  bool closed_word = false;   ///< plain "closed"; a named state otherwise
  bool asks_nothing = false;  ///< a refused action that asked for no state
  State state = State::kReported;
  std::string reason;            ///< closure_reason, or an action's reason code
  std::string notes;             ///< status_notes, or an action's note
  std::string actor;             ///< empty: the source
  std::string role;              ///< … of the actor
  std::string refused;           ///< why the action was refused; empty: it was not
  std::optional<CaseId> parent;  ///< of a merge

  bool of_source() const { return actor.empty() && refused.empty(); }
};

/// A step of the lifecycle, or a step that was asked for and not allowed.
struct Transition {
  State from = State::kReported;
  State to = State::kReported;
  Time occurred_at{};
  Time recorded_at{};
  std::uint64_t seq = 0;
  bool implied = false;
  bool applied = true;
  std::string reason;  ///< why it was not applied; closure reason of a closing, reason code of an action
  std::string actor;   ///< empty: the source
  std::string role;
  std::string note;
};

/// Somebody works on the case: a lease that ends by itself.
struct Claim {
  std::string user;
  Time since{};
  Time until{};
  std::uint64_t seq = 0;  ///< of the claim, or of its last renewal

  bool holds(Time at) const { return at < until; }
};

/// The due time as a person set it.
struct Extension {
  Time granted_at{};
  Time due_at{};
  std::uint64_t seq = 0;
};

/// How far a case was escalated. Numbers are stored.
enum class EscalationLevel : std::uint8_t {
  kNudged = 1,  ///< 催办
  kSupervised,  ///< 督办
  kRaised,      ///< 提级: to a unit above
};
std::string_view to_string(EscalationLevel level);
std::optional<EscalationLevel> parse_escalation_level(std::string_view text);
CaseFlag flag_of(EscalationLevel level);

/// The last escalation of an open case, by a person or by its ladder; a nudge takes nothing back.
struct Escalation {
  EscalationLevel level = EscalationLevel::kNudged;
  std::string unit;  ///< that it was raised to
  Time at{};
  std::uint64_t seq = 0;
  std::uint64_t deadline = 0;  ///< whose ladder was climbed; 0: no person's doing climbs one
  std::uint8_t rung = 0;       ///< … how far

  bool operator==(const Escalation&) const = default;
};

/// Fields that updates may change; each remembers which fact set it, so that a late fact never undoes a newer
/// one.
enum class Field : std::uint8_t {
  kServiceCode,
  kServiceName,
  kDescription,
  kAddress,
  kBuilding,
  kFloor,
  kUnitNo,
  kSeverity,
  kExercise,
  kExpected,
  kAgency,
  kPlace,
  kMedia,
};
inline constexpr std::size_t kFieldCount = static_cast<std::size_t>(Field::kMedia) + 1;

struct Case {
  CaseId id;
  std::uint64_t version = 0;  ///< sequence of the last event recorded for it
  std::string integrator;
  std::string source;
  std::string subject;
  Kind kind = Kind::kRequest;
  State state = State::kReported;
  Severity severity = Severity::kUnknown;
  std::uint32_t flags = 0;  ///< CaseFlag bits
  CellId cell{};
  double lat = 0;
  double lon = 0;
  std::vector<AreaRef> areas;
  std::string service_code;
  std::string service_name;
  std::string description;
  std::string address;
  std::string building;
  std::string floor;
  std::string unit_no;
  std::string agency;
  std::string media_url;
  std::optional<Time> due_at;  ///< the source's own due time
  Time opened_at{};
  Time updated_at{};  ///< when the last fact about it happened
  std::optional<Time> closed_at;
  std::string closure_reason;
  std::array<Stamp, kFieldCount> stamps{};
  std::vector<StatusFact> facts;      ///< in order of their stamps
  std::vector<std::uint64_t> events;  ///< sequences of its events, ascending
  std::uint64_t report_seq = 0;       ///< the report among them; 0 while it is a stub
  std::uint64_t acted_seq = 0;        ///< the first action that decided something; 0: the source decides
  std::string unit;                   ///< assigned to; empty: the class says
  std::string class_code;             ///< as reclassified; empty: as the source's service_code says
  std::optional<Claim> claim;         ///< as recorded: past its end until the lapse is logged
  std::vector<Extension> extensions;  ///< in the order in which they were granted
  std::optional<CaseId> parent;       ///< what it is merged into
  std::uint8_t rating = 0;            ///< 1 to 5, the last one given; 0: none
  std::optional<Escalation> escalation;

  /// What a list shows as its first line: the service's name, else its code, else the start of the
  /// description, which may be quoted or not, else the source's number.
  std::string title(bool may_quote = true) const;
  bool open() const { return is_open(state); }
  void set_flag(std::uint32_t bits, bool on) { flags = on ? flags | bits : flags & ~bits; }
  /// Drills, tests and merged cases are never counted.
  bool counted() const { return (flags & kCaseExercise) == 0; }
};

}  // namespace gridhall::model
