// Record of a case (families `board` and `case`, version 3):
//   u8 version · text epoch · u64 seq · varint version · text integrator · text source · text subject
//   u8 kind · u8 state · u8 severity · varint flags · u64 cell · f64 lat · f64 lon · varint areas { u8 layer
//   · text code } texts in the order of `kTexts` · optional time due_at · i64 opened_us · i64 updated_us ·
//   optional time closed_at text closure_reason · stamps { i64 at_us · varint seq } one a Field · varint
//   report_seq varint facts { fact } · varint events { varint difference to the one before } · varint
//   acted_seq · text unit · text class_code · u8 1 claim | u8 0 · varint extensions { i64 granted_us · i64
//   due_us · varint seq } · optional id parent · u8 rating · u8 1 escalation | u8 0
// Fact: i64 at_us · varint seq · i64 recorded_us · u8 word · u8 state · text reason · text notes
//   · i64 occurred_us, where bit 4 of word is set: else it occurred when its stamp says, the report's status
//   when the case opened · text actor · text role · text refused · optional id parent, where bit 2 is set
// Word: bit 0 "open", bit 1 "closed", bit 2 an action, bit 3 it asks for no state, bit 4 occurred apart.
// Escalation: u8 level · text unit · i64 at_us · varint seq · varint deadline · u8 rung
// Claim: text user · i64 since_us · i64 until_us · varint seq
// An optional time is u8 0, or u8 1 and i64; an optional id u8 0, or u8 1, text epoch and u64 seq.
// Version 2 ends behind the rating. Version 1 has no actions: it ends behind `events`, and of a word bits 0
// and 1 alone are set.
#include <cmath>

#include "store/bytes.hpp"
#include "store/codec.hpp"

namespace gridhall::store {
namespace {

using model::Case;
using model::CaseId;
using model::Stamp;
using model::StatusFact;
using model::Time;

constexpr std::uint8_t kVersion = 3;
constexpr std::uint8_t kWithoutLadder = 2;
constexpr std::uint8_t kWithoutActions = 1;
constexpr unsigned kOpenWord = 1U << 0;
constexpr unsigned kClosedWord = 1U << 1;
constexpr unsigned kOfAction = 1U << 2;
constexpr unsigned kAsksNothing = 1U << 3;
constexpr unsigned kOccurredApart = 1U << 4;
constexpr unsigned kKnownWords = (1U << 5) - 1;

// The order is stored: only ever append, with a new version.
constexpr std::array<std::string Case::*, 9> kTexts = {
    &Case::service_code, &Case::service_name, &Case::description, &Case::address,   &Case::building,
    &Case::floor,        &Case::unit_no,      &Case::agency,      &Case::media_url,
};

void write_time(Writer& out, Time time) {
  out.i64(time.time_since_epoch().count());
}
Time read_time(Reader& in) {
  return Time(std::chrono::microseconds(in.i64()));
}

void write_optional(Writer& out, const std::optional<Time>& time) {
  out.u8(time ? 1 : 0);
  if (time) write_time(out, *time);
}
std::optional<Time> read_optional(Reader& in) {
  if (in.u8() == 0) return std::nullopt;
  return read_time(in);
}

void write_id(Writer& out, const std::optional<CaseId>& id) {
  out.u8(id ? 1 : 0);
  if (!id) return;
  out.text(id->epoch);
  out.u64(id->seq);
}
std::optional<CaseId> read_id(Reader& in) {
  if (in.u8() == 0) return std::nullopt;
  std::string epoch(in.text());
  return CaseId{std::move(epoch), in.u64()};
}

// What most facts need not say: they stand where they happened, the report's status at the opening.
Time occurred_by_stamp(const Case& c, const StatusFact& fact) {
  return fact.stamp.at == Time::min() ? c.opened_at : fact.stamp.at;
}

void write_fact(Writer& out, const Case& c, const StatusFact& fact) {
  const bool apart = fact.occurred_at != occurred_by_stamp(c, fact);
  unsigned word = 0;
  if (fact.open_word) word |= kOpenWord;
  if (fact.closed_word) word |= kClosedWord;
  if (!fact.of_source()) word |= kOfAction;
  if (fact.asks_nothing) word |= kAsksNothing;
  if (apart) word |= kOccurredApart;
  write_time(out, fact.stamp.at);
  out.varint(fact.stamp.seq);
  write_time(out, fact.recorded_at);
  out.u8(static_cast<std::uint8_t>(word));
  out.u8(static_cast<std::uint8_t>(fact.state));
  out.text(fact.reason);
  out.text(fact.notes);
  if (apart) write_time(out, fact.occurred_at);
  if (fact.of_source()) return;
  out.text(fact.actor);
  out.text(fact.role);
  out.text(fact.refused);
  write_id(out, fact.parent);
}

model::State read_state(Reader& in) {
  const std::uint8_t state = in.u8();
  if (state >= model::kStateCount) in.fail();
  return static_cast<model::State>(in.ok() ? state : 0);
}

StatusFact read_fact(Reader& in, const Case& c, unsigned known_words) {
  StatusFact fact;
  fact.stamp.at = read_time(in);
  fact.stamp.seq = in.varint();
  fact.recorded_at = read_time(in);
  const unsigned word = in.u8();
  if ((word & ~known_words) != 0) in.fail();
  fact.open_word = (word & kOpenWord) != 0;
  fact.closed_word = (word & kClosedWord) != 0;
  fact.asks_nothing = (word & kAsksNothing) != 0;
  fact.state = read_state(in);
  fact.reason = in.text();
  fact.notes = in.text();
  fact.occurred_at = (word & kOccurredApart) != 0 ? read_time(in) : occurred_by_stamp(c, fact);
  if ((word & kOfAction) == 0) return fact;
  fact.actor = in.text();
  fact.role = in.text();
  fact.refused = in.text();
  fact.parent = read_id(in);
  if (fact.of_source()) in.fail();
  return fact;
}

void write_actions(Writer& out, const Case& c) {
  out.varint(c.acted_seq);
  out.text(c.unit);
  out.text(c.class_code);
  out.u8(c.claim ? 1 : 0);
  if (c.claim) {
    out.text(c.claim->user);
    write_time(out, c.claim->since);
    write_time(out, c.claim->until);
    out.varint(c.claim->seq);
  }
  out.varint(c.extensions.size());
  for (const model::Extension& extension : c.extensions) {
    write_time(out, extension.granted_at);
    write_time(out, extension.due_at);
    out.varint(extension.seq);
  }
  write_id(out, c.parent);
  out.u8(c.rating);
  out.u8(c.escalation ? 1 : 0);
  if (!c.escalation) return;
  out.u8(static_cast<std::uint8_t>(c.escalation->level));
  out.text(c.escalation->unit);
  write_time(out, c.escalation->at);
  out.varint(c.escalation->seq);
  out.varint(c.escalation->deadline);
  out.u8(c.escalation->rung);
}

void read_escalation(Reader& in, Case& c) {
  if (in.u8() == 0) return;
  model::Escalation& escalation = c.escalation.emplace();
  const std::uint8_t level = in.u8();
  if (level == 0 || level > static_cast<std::uint8_t>(model::EscalationLevel::kRaised)) in.fail();
  escalation.level = static_cast<model::EscalationLevel>(in.ok() ? level : 1);
  escalation.unit = in.text();
  escalation.at = read_time(in);
  escalation.seq = in.varint();
  escalation.deadline = in.varint();
  escalation.rung = in.u8();
}

void read_actions(Reader& in, Case& c) {
  c.acted_seq = in.varint();
  c.unit = in.text();
  c.class_code = in.text();
  if (in.u8() != 0) {
    model::Claim& claim = c.claim.emplace();
    claim.user = in.text();
    claim.since = read_time(in);
    claim.until = read_time(in);
    claim.seq = in.varint();
  }
  const std::size_t extensions = in.count();
  for (std::size_t i = 0; i < extensions && in.ok(); ++i) {
    model::Extension& extension = c.extensions.emplace_back();
    extension.granted_at = read_time(in);
    extension.due_at = read_time(in);
    extension.seq = in.varint();
  }
  c.parent = read_id(in);
  c.rating = in.u8();
}

}  // namespace

std::string encode_case(const Case& c) {
  std::string bytes;
  bytes.reserve(512 + c.description.size());
  Writer out(bytes);
  out.u8(kVersion);
  out.text(c.id.epoch);
  out.u64(c.id.seq);
  out.varint(c.version);
  out.text(c.integrator);
  out.text(c.source);
  out.text(c.subject);
  out.u8(static_cast<std::uint8_t>(c.kind));
  out.u8(static_cast<std::uint8_t>(c.state));
  out.u8(static_cast<std::uint8_t>(c.severity));
  out.varint(c.flags);
  out.u64(c.cell.value);
  out.f64(c.lat);
  out.f64(c.lon);
  out.varint(c.areas.size());
  for (const model::AreaRef& area : c.areas) {
    out.u8(area.layer);
    out.text(area.code);
  }
  for (const auto member : kTexts) out.text(c.*member);
  write_optional(out, c.due_at);
  write_time(out, c.opened_at);
  write_time(out, c.updated_at);
  write_optional(out, c.closed_at);
  out.text(c.closure_reason);
  for (const Stamp& stamp : c.stamps) {
    write_time(out, stamp.at);
    out.varint(stamp.seq);
  }
  out.varint(c.report_seq);
  out.varint(c.facts.size());
  for (const StatusFact& fact : c.facts) write_fact(out, c, fact);
  out.varint(c.events.size());
  std::uint64_t last = 0;
  for (const std::uint64_t seq : c.events) {
    out.varint(seq - last);
    last = seq;
  }
  write_actions(out, c);
  return bytes;
}

std::optional<Case> decode_case(std::string_view bytes) {
  Reader in(bytes);
  Case c;
  const std::uint8_t version = in.u8();
  if (version < kWithoutActions || version > kVersion) return std::nullopt;
  const unsigned known_words = version == kWithoutActions ? kOpenWord | kClosedWord : kKnownWords;
  c.id.epoch = in.text();
  c.id.seq = in.u64();
  c.version = in.varint();
  c.integrator = in.text();
  c.source = in.text();
  c.subject = in.text();
  c.kind = in.u8() == 0 ? model::Kind::kIncident : model::Kind::kRequest;
  c.state = read_state(in);
  const std::uint8_t severity = in.u8();
  if (severity > static_cast<std::uint8_t>(model::Severity::kExtreme)) return std::nullopt;
  c.severity = static_cast<model::Severity>(severity);
  c.flags = static_cast<std::uint32_t>(in.varint());
  c.cell.value = in.u64();
  c.lat = in.f64();
  c.lon = in.f64();
  const std::size_t areas = in.count();
  for (std::size_t i = 0; i < areas && in.ok(); ++i) {
    const std::uint8_t layer = in.u8();
    c.areas.push_back({layer, std::string(in.text())});
  }
  for (const auto member : kTexts) c.*member = in.text();
  c.due_at = read_optional(in);
  c.opened_at = read_time(in);
  c.updated_at = read_time(in);
  c.closed_at = read_optional(in);
  c.closure_reason = in.text();
  for (Stamp& stamp : c.stamps) {
    stamp.at = read_time(in);
    stamp.seq = in.varint();
  }
  c.report_seq = in.varint();
  const std::size_t facts = in.count();
  for (std::size_t i = 0; i < facts && in.ok(); ++i) c.facts.push_back(read_fact(in, c, known_words));
  const std::size_t events = in.count();
  std::uint64_t last = 0;
  for (std::size_t i = 0; i < events && in.ok(); ++i) c.events.push_back(last += in.varint());
  if (version >= kWithoutLadder) read_actions(in, c);
  if (version > kWithoutLadder) read_escalation(in, c);
  if (!in.done() || !std::isfinite(c.lat) || !std::isfinite(c.lon)) return std::nullopt;
  return c;
}

}  // namespace gridhall::store
