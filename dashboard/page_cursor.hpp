// Keyset cursors: where a page of a sorted list ended. Opaque to clients, and bound to the query they came
// from: a cursor of another sort or filter is refused instead of giving a page that belongs to neither.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gridhall::dashboard {

/// Orders cases: by the sorted value, then by the sequence that opened them.
struct SortKey {
  std::int64_t value = 0;
  std::uint64_t case_seq = 0;
  auto operator<=>(const SortKey&) const = default;
};

/// `query` is any text that is equal for equal queries.
std::string encode_cursor(const SortKey& last, std::string_view query);
/// Nothing when the text is not a cursor of this query.
std::optional<SortKey> decode_cursor(std::string_view text, std::string_view query);

}  // namespace gridhall::dashboard
