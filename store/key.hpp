// Key bytes of every family; nobody else knows them. The grammar heads key.cpp and stands in README.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "store/model/position.hpp"
#include "store/model/time.hpp"

namespace gridhall::store {

/// 128 bits of SipHash-2-4 under a secret of the database: short, fast, and nobody can make two ids collide.
using Hash128 = std::array<std::uint8_t, 16>;
using HashSecret = std::array<std::uint8_t, 16>;

struct Hash128Hasher {
  std::size_t operator()(const Hash128& hash) const noexcept;
};

Hash128 event_hash(const HashSecret& secret, std::string_view integrator, std::string_view source,
                   std::string_view id);
Hash128 subject_hash(const HashSecret& secret, std::string_view source, std::string_view subject);

std::string log_key(std::uint64_t first_seq);
std::optional<std::uint64_t> parse_log_key(std::string_view key);

std::string case_key(const model::CaseId& id);
std::optional<model::CaseId> parse_case_key(std::string_view key);
/// Where cases with sequences of at least `seq` begin.
std::string case_key_from(std::uint64_t seq);

/// In `subject`, beside the hashes, which are half as long; behind the case key of the parent.
std::string child_key(const model::CaseId& parent, const model::CaseId& child);
std::optional<std::pair<model::CaseId, model::CaseId>> parse_child_key(std::string_view key);

struct CellKey {
  model::CellId cell{};
  model::Time opened_at{};
  model::CaseId case_id;
};
std::string cell_key(const CellKey& key);
std::optional<CellKey> parse_cell_key(std::string_view key);
/// Where the rows of a cell begin.
std::string cell_key_from(model::CellId cell);

std::string hash_key(const Hash128& hash);

std::string producer_key(std::string_view integrator, std::string_view producer);

std::string source_owner_key(std::string_view source);  ///< in `meta`
std::optional<std::string> parse_source_owner_key(std::string_view key);

}  // namespace gridhall::store
