#include "store/verify.hpp"

#include <map>
#include <unordered_map>

#include "store/model/apply.hpp"
#include "store/recovery.hpp"

namespace gridhall::store {
namespace {

constexpr std::size_t kDifferencesShown = 100;

std::string hex(const Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : digest) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

class Verification {
 public:
  explicit Verification(const std::filesystem::path& directory)
      : database_(directory, Database::Access::kRead, false, false),
        identity_(load_identity(database_, false)) {}

  VerifyReport run() {
    report_.epoch = identity_.epoch;
    indexed_ = load_indexed(database_);
    report_.indexed = indexed_.seq;
    bool compared = false;
    const auto compare_once = [&] {
      if (compared) return;
      compared = true;
      compare_families();
    };
    try {
      if (indexed_.seq == 0) compare_once();
      const Indexed end = replay_log(database_, {}, [&](const LogRecord& record) {
        const std::uint64_t last = record.first_seq + record.entries.size() - 1;
        fold(record);
        if (last == indexed_.seq) {
          if (record.after != indexed_.head)
            differ("meta: the chain head at the indexed position is another one");
          compare_once();
        }
      });
      report_.seq = end.seq;
      report_.chain_head = hex(end.head);
      if (!compared) {
        differ("meta: the families claim position " + std::to_string(indexed_.seq) +
               ", which is not the end of a record of the log (it ends at " + std::to_string(end.seq) + ")");
      }
      compare_board();
    } catch (const StorageError& error) {
      differ(error.what());
    }
    compare_owners();
    return std::move(report_);
  }

 private:
  struct Folded {
    std::string blob;
    bool open = false;
  };

  void differ(std::string what) {
    ++report_.differences_total;
    if (report_.differences.size() < kDifferencesShown) report_.differences.push_back(std::move(what));
  }

  void fold(const LogRecord& record) {
    for (const LogEntry& entry : record.entries) {
      const model::Event& event = entry.event;
      ++report_.events;
      const std::string id_hash =
          hash_key(event_hash(identity_.secret, event.integrator, event.source, event.id));
      const auto [dedup, fresh] = dedups_.try_emplace(
          id_hash, encode_dedup({event.seq, entry.case_seq, entry.names_case(), entry.payload_hash}));
      if (!fresh)
        differ("log: event " + std::to_string(event.seq) + " is there twice (source " + event.source +
               ", id " + event.id + ")");
      if (event.action) {
        fold_action(entry);
      } else {
        fold_source_event(entry);
      }
    }
  }

  // An action belongs to its case by sequence; its source is no integrator's.
  void fold_action(const LogEntry& entry) {
    if (cases_.contains(entry.case_seq)) return fold_case(entry);
    differ("log: event " + std::to_string(entry.event.seq) + " acts on case " +
           std::to_string(entry.case_seq) + ", which is not there");
  }

  void fold_source_event(const LogEntry& entry) {
    const model::Event& event = entry.event;
    const auto [owner, first] = owners_.try_emplace(event.source, event.integrator);
    if (!first && owner->second != event.integrator) {
      differ("log: event " + std::to_string(event.seq) + " is of source " + event.source +
             ", which belongs to " + owner->second);
    }
    if (entry.case_seq == 0) return;
    const std::string subject = hash_key(subject_hash(identity_.secret, event.source, event.subject));
    const auto [known, opens] = subject_cases_.try_emplace(subject, entry.case_seq);
    if (known->second != entry.case_seq || opens != (entry.case_seq == event.seq)) {
      differ("log: event " + std::to_string(event.seq) + " is filed under case " +
             std::to_string(entry.case_seq) + ", its subject belongs to case " +
             std::to_string(known->second));
    }
    if (opens && !entry.names_case()) subjects_.emplace(subject, encode_subject(entry.case_seq));
    fold_case(entry);
  }

  void fold_case(const LogEntry& entry) {
    Folded& folded = cases_[entry.case_seq];
    std::optional<model::Case> before;
    if (!folded.blob.empty()) {
      before = decode_case(folded.blob);
      cells_.erase(cell_key({before->cell, before->opened_at, before->id}));
      if (before->parent) subjects_.erase(child_key(*before->parent, before->id));
    }
    const model::Case after = model::apply(std::move(before), entry.event, identity_.epoch);
    folded.blob = encode_case(after);
    folded.open = after.open();
    cells_.emplace(cell_key({after.cell, after.opened_at, after.id}), std::string());
    if (after.parent) subjects_.emplace(child_key(*after.parent, after.id), std::string());
  }

  // Both directions at once: each row must be expected, and every expected row must be there.
  void compare_family(Family family, std::map<std::string, std::string> expected) {
    auto cursor = database_.cursor(family);
    for (cursor.seek_to_first(); cursor.valid(); cursor.next()) {
      const auto at = expected.find(std::string(cursor.key()));
      if (at == expected.end()) {
        differ(std::string(to_string(family)) + ": a row that the log does not give" +
               name(family, cursor.key()));
        continue;
      }
      if (!same_value(family, cursor.value(), at->second)) {
        differ(std::string(to_string(family)) + ": a row whose value is not what the log gives" +
               name(family, cursor.key()));
      }
      expected.erase(at);
    }
    for (const auto& [key, value] : expected) {
      differ(std::string(to_string(family)) + ": a row is missing" + name(family, key));
    }
  }

  // A case's row may be of an earlier version of its record: it is written anew when the case changes.
  static bool same_value(Family family, std::string_view stored, const std::string& expected) {
    if (stored == expected) return true;
    if (family != Family::kBoard && family != Family::kCase) return false;
    const auto c = decode_case(stored);
    return c && encode_case(*c) == expected;
  }

  static std::string name(Family family, std::string_view key) {
    if (family == Family::kCase || family == Family::kBoard) {
      if (const auto id = parse_case_key(key)) return " (case " + model::to_string(*id) + ")";
    }
    if (family == Family::kCell) {
      if (const auto cell = parse_cell_key(key)) {
        return " (cell " + geo::token(cell->cell) + ", case " + model::to_string(cell->case_id) + ")";
      }
    }
    return "";
  }

  void compare_families() {
    std::map<std::string, std::string> open;
    std::map<std::string, std::string> closed;
    for (const auto& [seq, folded] : cases_) {
      (folded.open ? open : closed).emplace(case_key({identity_.epoch, seq}), folded.blob);
    }
    compare_family(Family::kBoard, std::move(open));
    compare_family(Family::kCase, std::move(closed));
    compare_family(Family::kCell, cells_);
    compare_family(Family::kDedup, {dedups_.begin(), dedups_.end()});
    compare_family(Family::kSubject, {subjects_.begin(), subjects_.end()});
  }

  void compare_board() {
    Board board;
    const model::Time now = model::now();
    load_board(database_, board, indexed_, nullptr, now);
    IndexRun run;
    replay_tail(database_, identity_, indexed_, board, run, nullptr, now);
    const BoardView view(board);
    std::unordered_map<model::CellId, CellCounts> recount;
    std::size_t open = 0;
    for (const auto& [seq, folded] : cases_) {
      if (!folded.open) {
        ++report_.cases_closed;
        continue;
      }
      ++open;
      const auto blob = view.blob(seq);
      if (!blob || !same_value(Family::kBoard, *blob, folded.blob))
        differ("board: case " + std::to_string(seq) + " is not what the log gives");
      const auto c = decode_case(folded.blob);
      if (!c || !c->cell || !c->counted()) continue;
      const model::Light light = model::standing(*c, nullptr).plan.at(now);
      for (int level = kLevelMin; level <= geo::kStorageLevel; ++level) {
        CellCounts& counts = recount[geo::parent(c->cell, level)];
        ++counts.open;
        ++counts.by_severity[static_cast<std::size_t>(c->severity)];
        ++counts.by_light[static_cast<std::size_t>(light)];
      }
    }
    report_.cases_open = open;
    if (view.size() != open) {
      differ("board: holds " + std::to_string(view.size()) + " open cases, the log gives " +
             std::to_string(open));
    }
    for (const auto& [cell, counts] : recount) {
      const CellCounts* held = view.counts(cell);
      if (held == nullptr || held->open != counts.open || held->by_severity != counts.by_severity ||
          held->by_light != counts.by_light) {
        differ("board: the counters of cell " + geo::token(cell) + " are not a recount of its cases");
      }
    }
  }

  void compare_owners() {
    const auto stored = load_source_owners(database_);
    for (const auto& [source, owner] : owners_) {
      const auto at = stored.find(source);
      if (at == stored.end() || at->second != owner)
        differ("meta: the owner of source " + source + " is not what the log gives");
    }
  }

  Database database_;
  const Identity identity_;
  Indexed indexed_;
  VerifyReport report_;
  std::map<std::uint64_t, Folded> cases_;
  std::map<std::string, std::string> cells_;
  std::unordered_map<std::string, std::string> dedups_;
  std::unordered_map<std::string, std::string> subjects_;
  std::unordered_map<std::string, std::uint64_t> subject_cases_;
  std::unordered_map<std::string, std::string> owners_;
};

}  // namespace

VerifyReport verify(const std::filesystem::path& directory) {
  return Verification(directory).run();
}

}  // namespace gridhall::store
