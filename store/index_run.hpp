// What the commits of a while changed in the derived families, ready to be written in one go behind the ack.
//
// A run is a plain value: the committer adds to it, the indexer writes it. It carries the position it
// reaches; the batch that holds it is a prefix of all runs, so that a restart replays the log from the last
// position that is there.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/codec.hpp"
#include "store/database.hpp"
#include "store/key.hpp"

namespace gridhall::store {

struct IndexRun {
  struct CaseRow {
    model::CaseId id;
    bool open = false;
    bool changed_family = false;  ///< it was in the other family before this run
    std::shared_ptr<const std::string> blob;
  };

  std::uint64_t seq = 0;  ///< everything up to here is in
  Digest head{};          ///< chain head at `seq`
  std::size_t events = 0;
  std::unordered_map<std::uint64_t, CaseRow> cases;
  std::map<std::string, bool> cells;     ///< key → is there (false: taken away)
  std::map<std::string, bool> children;  ///< as cells: what is merged into what
  std::vector<std::pair<Hash128, DedupValue>> dedups;
  std::vector<std::pair<Hash128, std::uint64_t>> subjects;

  bool empty() const { return events == 0; }
  /// The case as it is after `before` (nothing: new) became `after`; later changes replace earlier ones.
  void put_case(const model::Case* before, const model::Case& after, std::shared_ptr<const std::string> blob);
  Batch to_batch() const;
};

/// In `meta`: the position that the derived families have reached.
struct Indexed {
  std::uint64_t seq = 0;
  Digest head{};
};
std::string encode_indexed(const Indexed& indexed);
std::optional<Indexed> decode_indexed(std::string_view bytes);
inline constexpr std::string_view kIndexedKey = "indexed";

std::string encode_subject(std::uint64_t case_seq);
std::optional<std::uint64_t> decode_subject(std::string_view bytes);

}  // namespace gridhall::store
