// Record of a case (families `board` and `case`, version 1):
//   u8 version · text epoch · u64 seq · varint version · text integrator · text source · text subject
//   u8 kind · u8 state · u8 severity · varint flags · u64 cell · f64 lat · f64 lon · varint areas { u8 layer
//   · text code } texts in the order of `kTexts` · optional time due_at · i64 opened_us · i64 updated_us ·
//   optional time closed_at text closure_reason · stamps { i64 at_us · varint seq } one a Field · varint
//   report_seq varint facts { i64 at_us · varint seq · i64 recorded_us · u8 word · u8 state · text reason ·
//   text notes } varint events { varint difference to the one before }
// An optional time is u8 0, or u8 1 and i64.
#include <cmath>

#include "store/bytes.hpp"
#include "store/codec.hpp"

namespace gridhall::store {
namespace {

using model::Case;
using model::Stamp;
using model::StatusFact;
using model::Time;

constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kOpenWord = 1;
constexpr std::uint8_t kClosedWord = 2;

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

void write_fact(Writer& out, const StatusFact& fact) {
  write_time(out, fact.stamp.at);
  out.varint(fact.stamp.seq);
  write_time(out, fact.recorded_at);
  out.u8(
      static_cast<std::uint8_t>((fact.open_word ? kOpenWord : 0U) | (fact.closed_word ? kClosedWord : 0U)));
  out.u8(static_cast<std::uint8_t>(fact.state));
  out.text(fact.reason);
  out.text(fact.notes);
}

model::State read_state(Reader& in) {
  const std::uint8_t state = in.u8();
  if (state >= model::kStateCount) in.fail();
  return static_cast<model::State>(in.ok() ? state : 0);
}

StatusFact read_fact(Reader& in) {
  StatusFact fact;
  fact.stamp.at = read_time(in);
  fact.stamp.seq = in.varint();
  fact.recorded_at = read_time(in);
  const std::uint8_t word = in.u8();
  fact.open_word = (word & kOpenWord) != 0;
  fact.closed_word = (word & kClosedWord) != 0;
  fact.state = read_state(in);
  fact.reason = in.text();
  fact.notes = in.text();
  return fact;
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
  for (const StatusFact& fact : c.facts) write_fact(out, fact);
  out.varint(c.events.size());
  std::uint64_t last = 0;
  for (const std::uint64_t seq : c.events) {
    out.varint(seq - last);
    last = seq;
  }
  return bytes;
}

std::optional<Case> decode_case(std::string_view bytes) {
  Reader in(bytes);
  Case c;
  if (in.u8() != kVersion) return std::nullopt;
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
  for (std::size_t i = 0; i < facts && in.ok(); ++i) c.facts.push_back(read_fact(in));
  const std::size_t events = in.count();
  std::uint64_t last = 0;
  for (std::size_t i = 0; i < events && in.ok(); ++i) c.events.push_back(last += in.varint());
  if (!in.done() || !std::isfinite(c.lat) || !std::isfinite(c.lon)) return std::nullopt;
  return c;
}

}  // namespace gridhall::store
