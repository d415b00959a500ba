// A commit group on its way through the committer; known to the committer's own sources alone.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/codec.hpp"
#include "store/committer.hpp"

namespace gridhall::store {

// One item on its way through a group.
struct Committer::Work {
  Submission* submission = nullptr;
  Item* item = nullptr;
  ItemResult* result = nullptr;
  Hash128 id_hash{};
  Hash128 subject_hash{};  ///< not of actions

  void refuse(Outcome outcome, model::Error error) const {
    result->outcome = outcome;
    result->error = std::move(error);
    result->source = item->event->source;
    result->id = item->event->id;
  }
};

struct Committer::Group {
  std::vector<Submission> submissions;
  std::vector<Receipt> receipts;
  std::vector<Work> works;  ///< in arrival order
  LogRecord record;
  std::vector<std::uint64_t> record_subjects;              ///< index into works, one an entry
  std::unordered_map<std::string, std::uint64_t> settled;  ///< what changes
  std::unordered_map<std::string, std::string> new_owners;
  std::unordered_map<Hash128, DedupValue, Hash128Hasher> found_ids;  ///< read from disk for this group
  std::unordered_map<Hash128, std::uint64_t, Hash128Hasher> found_subjects;
  std::unordered_map<std::uint64_t, std::string> contacts;              ///< case → lines to add
  std::unordered_map<std::uint64_t, std::optional<model::Case>> cases;  ///< before the group, then as folded
  std::vector<std::pair<Hash128, std::uint64_t>> new_subjects;
  bool has_actions = false;
  /// Cases that actions of the group name, as they stand after what the group has taken so far; nothing:
  /// there is no such case, or not yet.
  std::unordered_map<std::uint64_t, std::optional<model::Case>> acted;
};

// Cases that are in no memory: to be read from their family in one go.
struct Committer::CaseReads {
  std::vector<std::pair<Family, std::string>> keys;
  std::vector<std::uint64_t> wanted;
};

}  // namespace gridhall::store
