// Value bytes of every family; the grammar heads codec.cpp and stands in README.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/case.hpp"
#include "store/model/event.hpp"

namespace gridhall::store {

using Digest = std::array<std::uint8_t, 32>;

/// One event of a log record, and the case that it belongs to.
struct LogEntry {
  model::Event event;
  std::uint64_t case_seq = 0;
  std::array<std::uint8_t, 16> payload_hash{};
  std::array<std::uint8_t, 8>
      salt{};  ///< of the hash chain, so that a redacted body cannot be guessed from its hash

  /// The event's id is its subject: later events of that subject find the case by it. An action's subject is
  /// nobody's: it names its case by sequence.
  bool names_case() const { return case_seq != 0 && !event.action && event.subject == event.id; }
};

struct LogRecord {
  std::uint64_t first_seq = 0;
  model::Time recorded_at{};
  Digest before{};  ///< chain head before the record
  Digest after{};
  std::vector<LogEntry> entries;  ///< sequences first_seq, first_seq + 1, …
};

/// Encodes a record; event.seq and recorded_at follow from the record. Computes `after` from `before`.
std::string encode_record(LogRecord& record);
/// Nothing when the bytes are not a whole, self-consistent record (bounds, counts, enumerations). Never reads
/// past the end, whatever the bytes are. The chain is checked by `check_chain`.
std::optional<LogRecord> decode_record(std::string_view bytes);
/// Only entry `index`, without decoding its neighbours.
std::optional<LogEntry> decode_entry(std::string_view bytes, std::uint64_t seq);
/// First and last sequence of a record without decoding it; nothing when the head is not sound.
std::optional<std::pair<std::uint64_t, std::uint64_t>> record_range(std::string_view bytes);
/// True when the chain leads from record.before over its entries, as encoded, to record.after.
bool check_chain(std::string_view bytes);

std::string encode_case(const model::Case& c);
/// Of this version or the one before it.
std::optional<model::Case> decode_case(std::string_view bytes);

/// Value of `dedup`: where an event stands, its case and its payload hash.
struct DedupValue {
  std::uint64_t seq = 0;
  std::uint64_t case_seq = 0;  ///< 0 for heartbeats
  bool names_case =
      false;  ///< the event's id is its subject: later events of that subject find the case here
  std::array<std::uint8_t, 16> payload_hash{};
};
std::string encode_dedup(const DedupValue& value);
std::optional<DedupValue> decode_dedup(std::string_view bytes);

}  // namespace gridhall::store
