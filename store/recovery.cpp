// Rows of `meta`:
//   "schema" u32 · "epoch" text · "secret" 16 bytes · "indexed" (index_run.cpp) · "source/"… owner
#include "store/recovery.hpp"

#include <sodium.h>

#include "store/bytes.hpp"
#include "store/model/apply.hpp"

namespace gridhall::store {
namespace {

constexpr std::string_view kSchemaKey = "schema";
constexpr std::string_view kEpochKey = "epoch";
constexpr std::string_view kSecretKey = "secret";
constexpr std::size_t kEpochLength = 6;

// Letters and digits that nobody mixes up when they read an id over the telephone.
std::string random_epoch() {
  constexpr std::string_view alphabet = "23456789abcdefghjkmnpqrstvwxyz";
  std::string epoch;
  for (std::size_t i = 0; i < kEpochLength; ++i) {
    epoch.push_back(alphabet[randombytes_uniform(static_cast<std::uint32_t>(alphabet.size()))]);
  }
  return epoch;
}

std::string schema_bytes() {
  std::string bytes;
  Writer(bytes).u32(kSchemaVersion);
  return bytes;
}

[[noreturn]] void damaged(std::uint64_t seq, const std::string& what) {
  throw StorageError("log record at sequence " + std::to_string(seq) + " " + what +
                     "; run `gridhall verify` and restore from a backup");
}

}  // namespace

Identity load_identity(Database& database, bool create) {
  if (sodium_init() < 0) throw StorageError("libsodium can't be initialised");
  const auto schema = database.get(Family::kMeta, kSchemaKey);
  Identity identity;
  if (!schema) {
    if (!create) throw StorageError("the data directory holds no Gridhall database");
    identity.epoch = random_epoch();
    randombytes_buf(identity.secret.data(), identity.secret.size());
    Batch batch;
    batch.put(Family::kMeta, kSchemaKey, schema_bytes());
    batch.put(Family::kMeta, kEpochKey, identity.epoch);
    batch.put(Family::kMeta, kSecretKey, hash_key(identity.secret));
    std::string error;
    if (!database.write(batch, true, &error)) throw StorageError("write: " + error);
    return identity;
  }
  const std::uint32_t version = Reader(*schema).u32();
  if (version != kSchemaVersion) {
    throw StorageError("the data directory has schema version " + std::to_string(version) +
                       "; this gridhall reads " + std::to_string(kSchemaVersion));
  }
  const auto epoch = database.get(Family::kMeta, kEpochKey);
  const auto secret = database.get(Family::kMeta, kSecretKey);
  if (!epoch || epoch->empty() || !secret || secret->size() != identity.secret.size()) {
    throw StorageError("the data directory has lost its identity (meta rows epoch and secret)");
  }
  identity.epoch = *epoch;
  Reader(*secret).raw_into(identity.secret);
  return identity;
}

Indexed load_indexed(const Database& database) {
  const auto bytes = database.get(Family::kMeta, kIndexedKey);
  if (!bytes) return {};
  const auto indexed = decode_indexed(*bytes);
  if (!indexed) throw StorageError("meta row indexed is damaged");
  return *indexed;
}

std::unordered_map<std::string, std::string> load_source_owners(const Database& database) {
  std::unordered_map<std::string, std::string> owners;
  auto cursor = database.cursor(Family::kMeta);
  for (cursor.seek(source_owner_key("")); cursor.valid(); cursor.next()) {
    const auto source = parse_source_owner_key(cursor.key());
    if (!source) break;
    owners.emplace(*source, cursor.value());
  }
  return owners;
}

Indexed replay_log(const Database& database, const Indexed& since,
                   const std::function<void(const LogRecord&)>& fn) {
  Indexed at = since;
  auto cursor = database.cursor(Family::kLog);
  for (cursor.seek(log_key(since.seq + 1)); cursor.valid(); cursor.next()) {
    const auto key = parse_log_key(cursor.key());
    const auto record = decode_record(cursor.value());
    if (!key || !record) damaged(at.seq + 1, "can't be read");
    if (*key != record->first_seq || record->first_seq != at.seq + 1) {
      damaged(at.seq + 1, "is missing; the next one begins at " + std::to_string(record->first_seq));
    }
    if (record->before != at.head || !check_chain(cursor.value()))
      damaged(record->first_seq, "breaks the hash chain");
    fn(*record);
    at.seq = record->first_seq + record->entries.size() - 1;
    at.head = record->after;
  }
  return at;
}

std::size_t load_board(const Database& database, Board& board, const Indexed& indexed,
                       const model::Tables* tables, model::Time now) {
  auto cursor = database.cursor(Family::kBoard);
  const auto lock = board.write();
  std::size_t loaded = 0;
  for (cursor.seek_to_first(); cursor.valid(); cursor.next()) {
    auto blob = std::make_shared<const std::string>(cursor.value());
    const auto c = decode_case(*blob);
    if (!c) throw StorageError("a row of family board is damaged");
    board.put(*c, std::move(blob), c->version, model::standing(*c, tables), now);
    ++loaded;
  }
  board.set_seq(indexed.seq);
  board.set_floor(indexed.seq);
  return loaded;
}

Indexed replay_tail(const Database& database, const Identity& identity, const Indexed& indexed, Board& board,
                    IndexRun& run, const model::Tables* tables, model::Time now) {
  run.seq = indexed.seq;
  run.head = indexed.head;
  return replay_log(database, indexed, [&](const LogRecord& record) {
    for (const LogEntry& entry : record.entries) {
      const bool names_case = entry.names_case();
      const Hash128 id_hash =
          event_hash(identity.secret, entry.event.integrator, entry.event.source, entry.event.id);
      run.dedups.emplace_back(id_hash,
                              DedupValue{entry.event.seq, entry.case_seq, names_case, entry.payload_hash});
      ++run.events;
      if (entry.case_seq == 0) continue;
      if (entry.case_seq == entry.event.seq && !names_case) {
        run.subjects.emplace_back(subject_hash(identity.secret, entry.event.source, entry.event.subject),
                                  entry.case_seq);
      }
      std::optional<model::Case> before;
      if (const auto pending = run.cases.find(entry.case_seq); pending != run.cases.end()) {
        before = decode_case(*pending->second.blob);
      } else if (entry.case_seq != entry.event.seq) {
        const std::string key = case_key({identity.epoch, entry.case_seq});
        auto row = database.get(Family::kBoard, key);
        if (!row) row = database.get(Family::kCase, key);
        if (row) before = decode_case(*row);
        if (!before)
          throw StorageError("case " + std::to_string(entry.case_seq) + " is in no family; run verify");
      }
      const auto after = model::apply(before, entry.event, identity.epoch);
      const auto blob = std::make_shared<const std::string>(encode_case(after));
      run.put_case(before ? &*before : nullptr, after, blob);
      const auto lock = board.write();
      if (after.open()) {
        board.put(after, blob, entry.event.seq, model::standing(after, tables), now);
      } else {
        board.remove(entry.case_seq, entry.event.seq);
      }
    }
    run.seq = record.first_seq + record.entries.size() - 1;
    run.head = record.after;
    const auto lock = board.write();
    board.set_seq(run.seq);
  });
}

}  // namespace gridhall::store
