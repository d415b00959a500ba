// Keys, big-endian wherever order matters:
//   log       u16 shard · u64 first sequence of the commit group        (embedded: shard 0)
//   cell      u64 cell (S2, level 16; 0: unlocated) · u64 inverted time of opening · u64 seq · 8 epoch
//   case      u64 seq · 8 epoch, padded with zeros
//   board     as case
//   person    as case
//   dedup     16 SipHash of (integrator, source, id)
//   subject   16 SipHash of (source, subject)
//             case key of a parent · case key of what is merged into it
//   producer  varint length · integrator · producer
//   rollup    u8 kind of place · place · 0 · class · 0 · u32 hour        (reserved)
//   area      u8 layer · code · 0 · u64 inverted time · u64 seq · 8 epoch (reserved)
//   admin     kind · "/" · id                                            (kinds: key)
//   meta      names; "source/" · source for its owner
// Sequence before epoch in `case` keeps the order of opening through a change of epoch.
#include "store/key.hpp"

#include <sodium.h>

#include <bit>
#include <cstring>

#include "store/bytes.hpp"

namespace gridhall::store {
namespace {

constexpr std::size_t kEpochBytes = 8;
constexpr std::string_view kSourceOwner = "source/";

void put_u64(std::string& out, std::uint64_t v) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(v >> shift));
}

std::uint64_t get_u64(std::string_view bytes) {
  std::uint64_t v = 0;
  for (const char c : bytes.substr(0, 8)) v = v << 8 | static_cast<unsigned char>(c);
  return v;
}

void put_epoch(std::string& out, std::string_view epoch) {
  out.append(epoch.substr(0, kEpochBytes));
  out.append(kEpochBytes - std::min(epoch.size(), kEpochBytes), '\0');
}

std::string get_epoch(std::string_view bytes) {
  const std::string_view padded = bytes.substr(0, kEpochBytes);
  return std::string(padded.substr(0, std::min(padded.find('\0'), padded.size())));
}

// Flipping the sign bit orders signed numbers as unsigned ones; inverting all turns the order round.
std::uint64_t inverted(model::Time time) {
  return ~(std::bit_cast<std::uint64_t>(std::int64_t{time.time_since_epoch().count()}) ^ (1ULL << 63));
}
model::Time from_inverted(std::uint64_t v) {
  return model::Time(std::chrono::microseconds(std::bit_cast<std::int64_t>(~v ^ (1ULL << 63))));
}

Hash128 siphash(const HashSecret& secret, std::string_view bytes) {
  static_assert(crypto_shorthash_siphashx24_BYTES == sizeof(Hash128));
  static_assert(crypto_shorthash_siphashx24_KEYBYTES == sizeof(HashSecret));
  Hash128 out;
  crypto_shorthash_siphashx24(out.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                              secret.data());
  return out;
}

}  // namespace

std::size_t Hash128Hasher::operator()(const Hash128& hash) const noexcept {
  std::size_t v = 0;
  std::memcpy(&v, hash.data(), sizeof(v));
  return v;
}

Hash128 event_hash(const HashSecret& secret, std::string_view integrator, std::string_view source,
                   std::string_view id) {
  thread_local std::string bytes;
  bytes.clear();
  Writer out(bytes);
  out.text(integrator);
  out.text(source);
  out.text(id);
  return siphash(secret, bytes);
}

Hash128 subject_hash(const HashSecret& secret, std::string_view source, std::string_view subject) {
  thread_local std::string bytes;
  bytes.clear();
  Writer out(bytes);
  out.text(source);
  out.text(subject);
  return siphash(secret, bytes);
}

std::string log_key(std::uint64_t first_seq) {
  std::string key(2, '\0');
  put_u64(key, first_seq);
  return key;
}

std::optional<std::uint64_t> parse_log_key(std::string_view key) {
  if (key.size() != 10 || key[0] != '\0' || key[1] != '\0') return std::nullopt;
  return get_u64(key.substr(2));
}

std::string case_key(const model::CaseId& id) {
  std::string key = case_key_from(id.seq);
  put_epoch(key, id.epoch);
  return key;
}

std::optional<model::CaseId> parse_case_key(std::string_view key) {
  if (key.size() != 8 + kEpochBytes) return std::nullopt;
  return model::CaseId{get_epoch(key.substr(8)), get_u64(key)};
}

std::string case_key_from(std::uint64_t seq) {
  std::string key;
  put_u64(key, seq);
  return key;
}

std::string child_key(const model::CaseId& parent, const model::CaseId& child) {
  return case_key(parent) + case_key(child);
}

std::optional<std::pair<model::CaseId, model::CaseId>> parse_child_key(std::string_view key) {
  constexpr std::size_t half = 8 + kEpochBytes;
  const auto parent = parse_case_key(key.substr(0, half));
  const auto child = parse_case_key(key.substr(std::min(half, key.size())));
  if (!parent || !child) return std::nullopt;
  return std::pair(*parent, *child);
}

std::string cell_key(const CellKey& key) {
  std::string bytes = cell_key_from(key.cell);
  put_u64(bytes, inverted(key.opened_at));
  put_u64(bytes, key.case_id.seq);
  put_epoch(bytes, key.case_id.epoch);
  return bytes;
}

std::optional<CellKey> parse_cell_key(std::string_view bytes) {
  if (bytes.size() != 24 + kEpochBytes) return std::nullopt;
  CellKey key;
  key.cell.value = get_u64(bytes);
  key.opened_at = from_inverted(get_u64(bytes.substr(8)));
  key.case_id = {get_epoch(bytes.substr(24)), get_u64(bytes.substr(16))};
  return key;
}

std::string cell_key_from(model::CellId cell) {
  std::string key;
  put_u64(key, cell.value);
  return key;
}

std::string hash_key(const Hash128& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

std::string producer_key(std::string_view integrator, std::string_view producer) {
  std::string key;
  Writer out(key);
  out.text(integrator);
  out.raw(producer);
  return key;
}

std::string source_owner_key(std::string_view source) {
  return std::string(kSourceOwner).append(source);
}

std::optional<std::string> parse_source_owner_key(std::string_view key) {
  if (!key.starts_with(kSourceOwner)) return std::nullopt;
  return std::string(key.substr(kSourceOwner.size()));
}

}  // namespace gridhall::store
