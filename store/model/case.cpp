#include "store/model/case.hpp"

#include <algorithm>

namespace gridhall::model {
namespace {

constexpr std::array<std::string_view, kStateCount> kStateNames = {
    "reported", "filed",  "dispatched", "acknowledged", "in_progress", "returned", "suspended",
    "resolved", "rework", "closed",     "rejected",     "merged",      "reopened",
};

constexpr std::array<std::string_view, 12> kFlagNames = {
    "unlocated",     "outside_areas", "stub",           "closed_before_opened", "exercise",  "source_managed",
    "class_unknown", "time_missing",  "source_differs", "ack_lapsed",           "relocated", "withheld",
};

constexpr std::array<std::string_view, 3> kLevelNames = {"nudged", "supervised", "raised"};

// Cuts at a character's start, never inside one.
std::string_view head(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

}  // namespace

std::string_view to_string(State state) {
  return kStateNames[static_cast<std::size_t>(state)];
}

std::optional<State> parse_state(std::string_view text) {
  const auto* const found = std::find(kStateNames.begin(), kStateNames.end(), text);
  if (found == kStateNames.end()) return std::nullopt;
  return static_cast<State>(found - kStateNames.begin());
}

bool is_open(State state) {
  return state != State::kClosed && state != State::kRejected && state != State::kMerged;
}

std::string_view to_string(Kind kind) {
  return kind == Kind::kIncident ? "incident" : "request";
}

std::string_view to_string(EscalationLevel level) {
  return kLevelNames[static_cast<std::size_t>(level) - 1];
}

CaseFlag flag_of(EscalationLevel level) {
  if (level == EscalationLevel::kNudged) return kCaseNudged;
  return level == EscalationLevel::kSupervised ? kCaseSupervised : kCaseRaised;
}

std::optional<EscalationLevel> parse_escalation_level(std::string_view text) {
  const auto* const found = std::find(kLevelNames.begin(), kLevelNames.end(), text);
  if (found == kLevelNames.end()) return std::nullopt;
  return static_cast<EscalationLevel>(found - kLevelNames.begin() + 1);
}

std::vector<std::string_view> flag_names(std::uint32_t flags) {
  std::vector<std::string_view> names;
  for (std::size_t bit = 0; bit < kFlagNames.size(); ++bit) {
    if ((flags & (1U << bit)) != 0) names.push_back(kFlagNames[bit]);
  }
  return names;
}

std::string Case::title(bool may_quote) const {
  if (!service_name.empty()) return service_name;
  if (!service_code.empty()) return service_code;
  if (may_quote && !description.empty()) return std::string(head(description, 80));
  return subject;
}

}  // namespace gridhall::model
