// Record of the family `log` (version 1):
//   u8 version · u32 count · u64 first_seq · i64 recorded_us · 32 chain head before · 32 chain head after
//   u32 end[count], offsets behind the table · entries
// Entry:
//   8 salt · 16 payload hash · u8 type · varint flags · varint case_seq · text integrator · text source ·
//   text id u8 1 text subject | u8 0 (the subject is the id) · i64 occurred_us u8 1 u64 cell f64 lat f64 lon
//   | u8 0 · varint areas { u8 layer · text code } · columns · text data · action (of type 5 alone;
//   action_codec.cpp)
// Columns: u32 bits, one a member in the order of `kTexts` and then accuracy_m, severity, exercise,
// expected_datetime;
//   the values of the set bits follow in that order.
// The chain hashes an entry from its salt to its end.
#include "store/codec.hpp"

#include <cmath>

#include "store/action_codec.hpp"
#include "store/bytes.hpp"
#include "store/chain.hpp"

namespace gridhall::store {
namespace {

using model::Columns;
using model::Event;

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kHeadBytes = 1 + 4 + 8 + 8 + 32 + 32;
constexpr std::size_t kEntryBytesGuess = 384;  ///< of an entry beside its data
constexpr std::uint8_t kTypeMax = static_cast<std::uint8_t>(model::EventType::kTablesChanged);

// The order is stored: only ever append.
constexpr std::array<std::optional<std::string> Columns::*, 16> kTexts = {
    &Columns::service_code, &Columns::service_name,   &Columns::description,  &Columns::address,
    &Columns::address_id,   &Columns::area_code,      &Columns::building,     &Columns::floor,
    &Columns::unit,         &Columns::urgency,        &Columns::certainty,    &Columns::agency_responsible,
    &Columns::status,       &Columns::closure_reason, &Columns::status_notes, &Columns::media_url,
};
constexpr unsigned kAccuracyBit = 16;
constexpr unsigned kSeverityBit = 17;
constexpr unsigned kExerciseBit = 18;
constexpr unsigned kExpectedBit = 19;
constexpr std::uint32_t kKnownBits = (1U << 20) - 1;

void write_columns(Writer& out, const Columns& columns) {
  std::uint32_t bits = 0;
  for (unsigned i = 0; i < kTexts.size(); ++i) {
    if (columns.*kTexts[i]) bits |= 1U << i;
  }
  if (columns.accuracy_m) bits |= 1U << kAccuracyBit;
  if (columns.severity) bits |= 1U << kSeverityBit;
  if (columns.exercise) bits |= 1U << kExerciseBit;
  if (columns.expected_datetime) bits |= 1U << kExpectedBit;
  out.u32(bits);
  for (const auto member : kTexts) {
    if (columns.*member) out.text(*(columns.*member));
  }
  if (columns.accuracy_m) out.f64(*columns.accuracy_m);
  if (columns.severity) out.u8(static_cast<std::uint8_t>(*columns.severity));
  if (columns.exercise) out.u8(*columns.exercise ? 1 : 0);
  if (columns.expected_datetime) out.i64(columns.expected_datetime->time_since_epoch().count());
}

model::Time read_time(Reader& in) {
  return model::Time(std::chrono::microseconds(in.i64()));
}

void read_columns(Reader& in, Columns& columns) {
  const std::uint32_t bits = in.u32();
  if ((bits & ~kKnownBits) != 0) return in.fail();
  for (unsigned i = 0; i < kTexts.size(); ++i) {
    if ((bits & (1U << i)) != 0) columns.*kTexts[i] = std::string(in.text());
  }
  if ((bits & (1U << kAccuracyBit)) != 0) columns.accuracy_m = in.f64();
  if ((bits & (1U << kSeverityBit)) != 0) {
    const std::uint8_t severity = in.u8();
    if (severity > static_cast<std::uint8_t>(model::Severity::kExtreme)) return in.fail();
    columns.severity = static_cast<model::Severity>(severity);
  }
  if ((bits & (1U << kExerciseBit)) != 0) columns.exercise = in.u8() != 0;
  if ((bits & (1U << kExpectedBit)) != 0) columns.expected_datetime = read_time(in);
}

void write_entry(std::string& bytes, const LogEntry& entry) {
  Writer out(bytes);
  const Event& event = entry.event;
  out.raw(entry.salt.data(), entry.salt.size());
  out.raw(entry.payload_hash.data(), entry.payload_hash.size());
  out.u8(static_cast<std::uint8_t>(event.type));
  out.varint(event.flags);
  out.varint(entry.case_seq);
  out.text(event.integrator);
  out.text(event.source);
  out.text(event.id);
  out.u8(event.subject == event.id ? 0 : 1);
  if (event.subject != event.id) out.text(event.subject);
  out.i64(event.occurred_at.time_since_epoch().count());
  out.u8(event.cell ? 1 : 0);
  if (event.cell) {
    out.u64(event.cell.value);
    out.f64(event.lat);
    out.f64(event.lon);
  }
  out.varint(event.areas.size());
  for (const model::AreaRef& area : event.areas) {
    out.u8(area.layer);
    out.text(area.code);
  }
  write_columns(out, event.columns);
  out.text(event.data);
  if (event.type == model::EventType::kAction) write_action(out, *event.action);
}

std::optional<LogEntry> read_entry(std::string_view bytes, std::uint64_t seq, model::Time recorded_at) {
  LogEntry entry;
  Event& event = entry.event;
  Reader in(bytes);
  in.raw_into(entry.salt);
  in.raw_into(entry.payload_hash);
  const std::uint8_t type = in.u8();
  if (type == 0 || type > kTypeMax) return std::nullopt;
  event.type = static_cast<model::EventType>(type);
  const std::uint64_t flags = in.varint();
  if (flags > UINT32_MAX) return std::nullopt;
  event.flags = static_cast<std::uint32_t>(flags);
  entry.case_seq = in.varint();
  event.integrator = in.text();
  event.source = in.text();
  event.id = in.text();
  event.subject = in.u8() == 0 ? event.id : std::string(in.text());
  event.occurred_at = read_time(in);
  if (in.u8() != 0) {
    event.cell.value = in.u64();
    event.lat = in.f64();
    event.lon = in.f64();
    if (!std::isfinite(event.lat) || !std::isfinite(event.lon)) return std::nullopt;
  }
  const std::size_t areas = in.count();
  for (std::size_t i = 0; i < areas && in.ok(); ++i) {
    const std::uint8_t layer = in.u8();
    event.areas.push_back({layer, std::string(in.text())});
  }
  read_columns(in, event.columns);
  event.data = in.text();
  if (event.type == model::EventType::kAction) {
    // Nothing can be done to a case before the event that opened it.
    if (entry.case_seq == 0 || entry.case_seq >= seq) return std::nullopt;
    event.action = read_action(in, entry.case_seq);
  }
  event.seq = seq;
  event.recorded_at = recorded_at;
  if (!in.done()) return std::nullopt;
  return entry;
}

// The parts of a record whose head and table are sound.
struct Frame {
  std::uint64_t first_seq = 0;
  model::Time recorded_at{};
  Digest before{};
  Digest after{};
  std::vector<std::string_view> entries;
};

std::optional<Frame> read_frame(std::string_view bytes) {
  Reader in(bytes);
  Frame frame;
  if (in.u8() != kVersion) return std::nullopt;
  const std::uint32_t count = in.u32();
  frame.first_seq = in.u64();
  frame.recorded_at = read_time(in);
  in.raw_into(frame.before);
  in.raw_into(frame.after);
  if (!in.ok() || count == 0 || count > in.left() / sizeof(std::uint32_t)) return std::nullopt;
  if (frame.first_seq == 0 || frame.first_seq > UINT64_MAX - count) return std::nullopt;
  std::vector<std::uint32_t> ends(count);
  for (auto& end : ends) end = in.u32();
  std::uint32_t begin = 0;
  for (const std::uint32_t end : ends) {
    if (end < begin || end - begin > in.left()) return std::nullopt;
    frame.entries.push_back(in.raw(end - begin));
    begin = end;
  }
  if (!in.done()) return std::nullopt;
  return frame;
}

Digest run_chain(const Frame& frame, const std::vector<std::string_view>& ids) {
  Chain chain;
  Digest head = frame.before;
  for (std::size_t i = 0; i < frame.entries.size(); ++i) {
    head = chain.next(head, frame.first_seq + i, ids[i], frame.entries[i]);
  }
  return head;
}

}  // namespace

std::string encode_record(LogRecord& record) {
  thread_local Chain chain;
  const std::size_t count = record.entries.size();
  const std::size_t body = kHeadBytes + count * sizeof(std::uint32_t);
  std::size_t guess = body;
  for (const LogEntry& entry : record.entries) guess += kEntryBytesGuess + entry.event.data.size();
  // One buffer: the head and the table are written last, into the room left for them.
  std::string bytes;
  bytes.reserve(guess);
  bytes.resize(body);
  std::string table;
  table.reserve(body - kHeadBytes);
  record.after = record.before;
  std::uint64_t seq = record.first_seq;
  for (LogEntry& entry : record.entries) {
    const std::size_t begin = bytes.size();
    entry.event.seq = seq;
    entry.event.recorded_at = record.recorded_at;
    write_entry(bytes, entry);
    Writer(table).u32(static_cast<std::uint32_t>(bytes.size() - body));
    record.after = chain.next(record.after, seq, entry.event.id, std::string_view(bytes).substr(begin));
    ++seq;
  }
  std::string head;
  head.reserve(kHeadBytes);
  Writer out(head);
  out.u8(kVersion);
  out.u32(static_cast<std::uint32_t>(count));
  out.u64(record.first_seq);
  out.i64(record.recorded_at.time_since_epoch().count());
  out.raw(record.before.data(), record.before.size());
  out.raw(record.after.data(), record.after.size());
  bytes.replace(0, kHeadBytes, head);
  bytes.replace(kHeadBytes, table.size(), table);
  return bytes;
}

std::optional<LogRecord> decode_record(std::string_view bytes) {
  const auto frame = read_frame(bytes);
  if (!frame) return std::nullopt;
  LogRecord record{frame->first_seq, frame->recorded_at, frame->before, frame->after, {}};
  record.entries.reserve(frame->entries.size());
  std::uint64_t seq = frame->first_seq;
  for (const std::string_view entry_bytes : frame->entries) {
    auto entry = read_entry(entry_bytes, seq++, frame->recorded_at);
    if (!entry) return std::nullopt;
    record.entries.push_back(std::move(*entry));
  }
  return record;
}

std::optional<LogEntry> decode_entry(std::string_view bytes, std::uint64_t seq) {
  const auto frame = read_frame(bytes);
  if (!frame || seq < frame->first_seq || seq - frame->first_seq >= frame->entries.size())
    return std::nullopt;
  return read_entry(frame->entries[seq - frame->first_seq], seq, frame->recorded_at);
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> record_range(std::string_view bytes) {
  Reader in(bytes);
  if (in.u8() != kVersion) return std::nullopt;
  const std::uint32_t count = in.u32();
  const std::uint64_t first = in.u64();
  if (!in.ok() || count == 0 || first == 0 || first > UINT64_MAX - count) return std::nullopt;
  return std::pair{first, first + count - 1};
}

bool check_chain(std::string_view bytes) {
  const auto frame = read_frame(bytes);
  const auto record = decode_record(bytes);
  if (!frame || !record) return false;
  std::vector<std::string_view> ids;
  for (const LogEntry& entry : record->entries) ids.emplace_back(entry.event.id);
  return run_chain(*frame, ids) == frame->after;
}

std::string encode_dedup(const DedupValue& value) {
  std::string bytes;
  Writer out(bytes);
  out.u64(value.seq);
  out.u64(value.case_seq);
  out.u8(value.names_case ? 1 : 0);
  out.raw(value.payload_hash.data(), value.payload_hash.size());
  return bytes;
}

std::optional<DedupValue> decode_dedup(std::string_view bytes) {
  Reader in(bytes);
  DedupValue value;
  value.seq = in.u64();
  value.case_seq = in.u64();
  value.names_case = in.u8() != 0;
  in.raw_into(value.payload_hash);
  if (!in.done()) return std::nullopt;
  return value;
}

}  // namespace gridhall::store
