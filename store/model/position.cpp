#include "store/model/position.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace gridhall::model {
namespace {

constexpr std::size_t kEpochBytesMax = 64;

bool letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string join(const std::string& epoch, char separator, std::uint64_t seq) {
  std::string text;
  text.reserve(epoch.size() + 21);
  text += epoch;
  text += separator;
  text += std::to_string(seq);
  return text;
}

/// Only the one spelling that join() gives: ids are compared as text by clients and in keys.
std::optional<std::pair<std::string, std::uint64_t>> split(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos || at == 0 || at > kEpochBytesMax) return std::nullopt;
  const std::string_view epoch = text.substr(0, at);
  const std::string_view digits = text.substr(at + 1);
  if (!std::all_of(epoch.begin(), epoch.end(), letter_or_digit)) return std::nullopt;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  std::uint64_t seq = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, seq);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return std::pair{std::string(epoch), seq};
}

}  // namespace

std::string to_string(const Position& position) {
  return join(position.epoch, ':', position.seq);
}

std::optional<Position> parse_position(std::string_view text) {
  auto parts = split(text, ':');
  if (!parts) return std::nullopt;
  return Position{std::move(parts->first), parts->second};
}

std::string to_string(const CaseId& id) {
  return join(id.epoch, '-', id.seq);
}

std::optional<CaseId> parse_case_id(std::string_view text) {
  auto parts = split(text, '-');
  // No event has the sequence 0, so no case can be named by it; a position may stand before the first event.
  if (!parts || parts->second == 0) return std::nullopt;
  return CaseId{std::move(parts->first), parts->second};
}

}  // namespace gridhall::model
