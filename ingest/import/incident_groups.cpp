#include "ingest/import/incident_groups.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

namespace gridhall::importer {
namespace {

constexpr std::chrono::hours kWindow{48};
constexpr std::size_t kRowsMost = 200'000;
/// How far the file's time moves between two looks at what may leave.
constexpr std::chrono::hours kLookEvery{6};

/// FNV-1a: only rows of one incident are told apart by it.
std::string fingerprint(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), hash, 16).ptr;
  return {digits.data(), end};
}

std::chrono::microseconds distance(model::Time a, model::Time b) {
  return a < b ? b - a : a - b;
}

}  // namespace

IncidentGroups::IncidentGroups(std::string source, model::EventType type, Journal& journal, Sink sink)
    : source_(std::move(source)), type_(type), journal_(journal), sink_(std::move(sink)) {}

bool IncidentGroups::add(RowFacts facts, RowRef row) {
  const model::Time time = facts.opened;
  std::string key = facts.key;
  incidents_[std::move(key)].push_back({std::move(facts), row});
  ++rows_;
  if (rows_ >= kRowsMost) return finish();
  if (distance(time, looked_at_) < kLookEvery) return true;
  looked_at_ = time;
  return release_far_from(time);
}

bool IncidentGroups::finish() {
  for (auto& [key, rows] : std::exchange(incidents_, {})) {
    if (!release(std::move(rows))) return false;
  }
  rows_ = 0;
  return true;
}

bool IncidentGroups::release_far_from(model::Time time) {
  for (auto it = incidents_.begin(); it != incidents_.end();) {
    const bool far = std::all_of(it->second.begin(), it->second.end(), [time](const Waiting& waiting) {
      return distance(waiting.facts.opened, time) > kWindow;
    });
    if (!far) {
      ++it;
      continue;
    }
    rows_ -= it->second.size();
    Rows rows = std::move(it->second);
    it = incidents_.erase(it);
    if (!release(std::move(rows))) return false;
  }
  return true;
}

bool IncidentGroups::release(Rows rows) {
  std::sort(rows.begin(), rows.end(), [](const Waiting& a, const Waiting& b) {
    return std::tie(a.facts.opened, a.facts.members) < std::tie(b.facts.opened, b.facts.members);
  });
  const RowFacts first = rows.front().facts;
  if (first.unlocated) ++journal_.counts().unlocated;
  for (Waiting& waiting : rows) {
    const RowFacts& facts = waiting.facts;
    // A row that equals the first one is the first one again: the same event, which the daemon has already.
    const bool report = facts.opened == first.opened && facts.members == first.members;
    const std::string id = facts.key + ':' + fingerprint(model::format_rfc3339(facts.opened) + facts.members);
    const std::string data =
        report ? R"({"status":"open",)" + facts.members + '}' : '{' + facts.members + '}';
    const EventHead head{id, source_, report ? type_ : model::EventType::kCaseUpdated, facts.key,
                         facts.opened};
    if (!sink_({cloud_event(head, data), facts.opened, waiting.row})) return false;
  }
  return true;
}

}  // namespace gridhall::importer
