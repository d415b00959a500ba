// Where something stands in the log, and the ids made from it.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gridhall::model {

/// A place in the log. `epoch` is a random id made with the database and changed only by restore or a forked
/// log; `seq` counts events from 1 without gaps.
struct Position {
  std::string epoch;
  std::uint64_t seq = 0;
  auto operator<=>(const Position&) const = default;
};

/// "<epoch>:<seq>", as in `GET /events?since=`; nothing when the text is of another form.
std::string to_string(const Position& position);
std::optional<Position> parse_position(std::string_view text);

/// A case is named by the event that opened it and keeps that name for good.
struct CaseId {
  std::string epoch;
  std::uint64_t seq = 0;
  auto operator<=>(const CaseId&) const = default;
};

/// "<epoch>-<seq>".
std::string to_string(const CaseId& id);
std::optional<CaseId> parse_case_id(std::string_view text);

/// An S2 cell by its 64-bit id; level 16 wherever a case is placed. Zero: no place.
struct CellId {
  std::uint64_t value = 0;
  explicit operator bool() const { return value != 0; }
  auto operator<=>(const CellId&) const = default;
};

}  // namespace gridhall::model

template <>
struct std::hash<gridhall::model::CellId> {
  std::size_t operator()(gridhall::model::CellId id) const noexcept {
    // S2 ids share their low bits at one level: multiply, or every bucket index would be the same.
    return static_cast<std::size_t>((id.value >> 20) * 0x9E3779B97F4A7C15ULL);
  }
};
