#include "store/board.hpp"

#include <limits>

namespace gridhall::store {
namespace {

constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::min();

std::int64_t micros(model::Time time) {
  return time.time_since_epoch().count();
}
model::Time instant(std::int64_t us) {
  return model::Time(std::chrono::microseconds(us));
}

std::int64_t micros(const std::optional<model::Time>& time) {
  return time ? micros(*time) : kNone;
}
std::optional<model::Time> maybe(std::int64_t us) {
  if (us == kNone) return std::nullopt;
  return instant(us);
}

void adjust(CellCounts& counts, model::Severity severity, model::Light light, int sign) {
  // Unsigned arithmetic wraps to the right answer for -1.
  const auto step = static_cast<std::uint32_t>(sign);
  counts.open += step;
  counts.by_light[static_cast<std::size_t>(light)] += step;
  counts.by_severity[static_cast<std::size_t>(severity)] += step;
}

}  // namespace

model::Severity CellCounts::worst() const {
  for (std::size_t s = by_severity.size(); s-- > 1;) {
    if (by_severity[s] != 0) return static_cast<model::Severity>(s);
  }
  return model::Severity::kUnknown;
}

std::uint32_t Interned::id(std::string_view text) {
  const auto [at, fresh] = ids_.try_emplace(std::string(text), static_cast<std::uint32_t>(texts_.size()));
  if (fresh) texts_.push_back(&at->first);
  return at->second;
}

std::optional<std::uint32_t> Interned::find(std::string_view text) const {
  const auto at = ids_.find(std::string(text));
  if (at == ids_.end()) return std::nullopt;
  return at->second;
}

Board::Board() = default;

void Board::count(Slot slot, int sign, std::uint64_t seq) {
  const bool counted = (flags_[slot] & model::kCaseExercise) == 0;
  const CellId cell{cell_[slot]};
  if (!cell) {
    if (counted) adjust(unlocated_, severity_[slot], light_[slot], sign);
    unlocated_.seq = seq;
    return;
  }
  for (int level = kLevelMin; level <= geo::kStorageLevel; ++level) {
    CellCounts& counts = counts_[static_cast<std::size_t>(level)][geo::parent(cell, level)];
    if (counted) adjust(counts, severity_[slot], light_[slot], sign);
    counts.seq = std::max(counts.seq, seq);
  }
}

void Board::unlink(Slot slot) {
  std::vector<Slot>& list = cells_[cell_[slot]];
  const std::uint32_t place = place_[slot];
  list[place] = list.back();
  place_[list[place]] = place;
  list.pop_back();
}

model::LightPlan Board::plan(Slot slot) const {
  return {maybe(yellow_us_[slot]), maybe(red_us_[slot]), paused_[slot] != 0};
}

// The columns that follow from the tables and the clock; counters are the caller's.
void Board::stand(Slot slot, const model::Standing& standing, model::Time now) {
  due_us_[slot] = micros(standing.due_at);
  yellow_us_[slot] = micros(standing.plan.yellow_at);
  red_us_[slot] = micros(standing.plan.red_at);
  paused_[slot] = standing.plan.paused ? 1 : 0;
  light_[slot] = standing.plan.at(now);
  severity_[slot] = standing.severity;
  class_[slot] = classes_.id(standing.class_code);
  unit_[slot] = units_.id(standing.unit);
  flags_[slot] = (flags_[slot] & ~model::kCaseWithheld) | (standing.sensitive ? model::kCaseWithheld : 0U);
  if (const auto next = standing.plan.next_change(now)) {
    flips_.plan(slot, *next);
  } else {
    flips_.forget(slot);
  }
  if (standing.timer_at) {
    timers_.plan(slot, *standing.timer_at);
  } else {
    timers_.forget(slot);
  }
}

void Board::put(const model::Case& c, std::shared_ptr<const std::string> blob, std::uint64_t seq,
                const model::Standing& standing, model::Time now) {
  const auto found = slots_.find(c.id.seq);
  Slot slot = 0;
  if (found != slots_.end()) {
    slot = found->second;
    count(slot, -1, seq);
    unlink(slot);
  } else if (!free_.empty()) {
    slot = free_.back();
    free_.pop_back();
  } else {
    slot = static_cast<Slot>(case_seq_.size());
    case_seq_.grow();
    version_.grow();
    cell_.grow();
    lat_.grow();
    lon_.grow();
    opened_us_.grow();
    updated_us_.grow();
    due_us_.grow();
    yellow_us_.grow();
    red_us_.grow();
    paused_.grow();
    light_.grow();
    class_.grow();
    unit_.grow();
    service_.grow();
    title_.grow();
    source_.grow();
    area_set_.grow();
    flags_.grow();
    state_.grow();
    severity_.grow();
    kind_.grow();
    blob_.grow();
    place_.grow();
  }
  if (found == slots_.end()) slots_.emplace(c.id.seq, slot);
  case_seq_[slot] = c.id.seq;
  version_[slot] = c.version;
  cell_[slot] = c.cell.value;
  lat_[slot] = c.lat;
  lon_[slot] = c.lon;
  opened_us_[slot] = micros(c.opened_at);
  updated_us_[slot] = micros(c.updated_at);
  service_[slot] = services_.id(c.service_code);
  title_[slot] = c.title(!standing.sensitive);
  source_[slot] = sources_.id(c.source);
  const auto [areas, fresh] =
      area_set_ids_.try_emplace(c.areas, static_cast<std::uint32_t>(area_sets_.size()));
  if (fresh) area_sets_.push_back(&areas->first);
  area_set_[slot] = areas->second;
  flags_[slot] = c.flags;
  state_[slot] = c.state;
  kind_[slot] = c.kind;
  blob_[slot] = std::move(blob);
  stand(slot, standing, now);
  std::vector<Slot>& list = cells_[c.cell.value];
  place_[slot] = static_cast<std::uint32_t>(list.size());
  list.push_back(slot);
  count(slot, +1, seq);
}

void Board::remove(std::uint64_t case_seq, std::uint64_t seq) {
  const auto found = slots_.find(case_seq);
  if (found == slots_.end()) return;
  const Slot slot = found->second;
  count(slot, -1, seq);
  unlink(slot);
  flips_.forget(slot);
  timers_.forget(slot);
  slots_.erase(found);
  case_seq_[slot] = 0;
  blob_[slot].reset();
  title_[slot] = std::string();
  free_.push_back(slot);
}

void Board::restand(const model::Case& c, const model::Standing& standing, model::Time now) {
  const auto found = slots_.find(c.id.seq);
  if (found == slots_.end() || version_[found->second] != c.version) return;
  title_[found->second] = c.title(!standing.sensitive);
  count(found->second, -1, seq_);
  stand(found->second, standing, now);
  count(found->second, +1, seq_);
  ++light_generation_;
}

std::vector<Board::Flip> Board::advance(model::Time now, std::size_t most) {
  std::vector<Flip> flipped;
  while (flipped.size() < most) {
    const auto slot = flips_.take(now);
    if (!slot) break;
    count(*slot, -1, seq_);
    light_[*slot] = plan(*slot).at(now);
    count(*slot, +1, seq_);
    if (const auto next = plan(*slot).next_change(now)) flips_.plan(*slot, *next);
    flipped.push_back({case_seq_[*slot], CellId{cell_[*slot]}});
  }
  light_generation_ += flipped.size();
  return flipped;
}

std::vector<std::uint64_t> Board::timed(model::Time now, std::chrono::seconds again, std::size_t most) {
  std::vector<std::uint64_t> cases;
  while (cases.size() < most) {
    const auto slot = timers_.take(now);
    if (!slot) break;
    timers_.plan(*slot, now + again);
    cases.push_back(case_seq_[*slot]);
  }
  return cases;
}

BoardRow BoardView::row(std::uint32_t slot) const {
  BoardRow row;
  row.case_seq = board_.case_seq_[slot];
  row.version = board_.version_[slot];
  row.cell.value = board_.cell_[slot];
  row.lat = board_.lat_[slot];
  row.lon = board_.lon_[slot];
  row.opened_at = instant(board_.opened_us_[slot]);
  row.updated_at = instant(board_.updated_us_[slot]);
  row.due_at = maybe(board_.due_us_[slot]);
  row.service = board_.service_[slot];
  row.class_code = board_.class_[slot];
  row.unit = board_.unit_[slot];
  row.title = slot;
  row.source = board_.source_[slot];
  row.areas = board_.area_set_[slot];
  row.flags = board_.flags_[slot];
  row.state = board_.state_[slot];
  row.severity = board_.severity_[slot];
  row.kind = board_.kind_[slot];
  row.light = board_.light_[slot];
  return row;
}

std::optional<BoardRow> BoardView::find(std::uint64_t case_seq) const {
  const auto found = board_.slots_.find(case_seq);
  if (found == board_.slots_.end()) return std::nullopt;
  return row(found->second);
}

std::shared_ptr<const std::string> BoardView::blob(std::uint64_t case_seq) const {
  const auto found = board_.slots_.find(case_seq);
  if (found == board_.slots_.end()) return nullptr;
  return board_.blob_[found->second];
}

std::vector<std::pair<std::uint64_t, std::shared_ptr<const std::string>>> BoardView::records() const {
  std::vector<std::pair<std::uint64_t, std::shared_ptr<const std::string>>> out;
  out.reserve(board_.slots_.size());
  for (const auto& [case_seq, slot] : board_.slots_) out.emplace_back(case_seq, board_.blob_[slot]);
  return out;
}

const CellCounts* BoardView::counts(CellId cell) const {
  const int level = geo::level_of(cell);
  if (level < kLevelMin || level > geo::kStorageLevel) return nullptr;
  const auto& level_counts = board_.counts_[static_cast<std::size_t>(level)];
  const auto found = level_counts.find(cell);
  return found == level_counts.end() ? nullptr : &found->second;
}

void BoardView::for_each_cell(geo::CellRange range,
                              const std::function<bool(CellId, std::size_t)>& fn) const {
  for (auto at = board_.cells_.lower_bound(std::max<std::uint64_t>(range.first.value, 1));
       at != board_.cells_.end(); ++at) {
    if (at->first > range.last.value || !fn(CellId{at->first}, at->second.size())) return;
  }
}

void BoardView::for_each_in(geo::CellRange range, const std::function<bool(const BoardRow&)>& fn) const {
  for (auto at = board_.cells_.lower_bound(std::max<std::uint64_t>(range.first.value, 1));
       at != board_.cells_.end(); ++at) {
    if (at->first > range.last.value) return;
    for (const std::uint32_t slot : at->second) {
      if (!fn(row(slot))) return;
    }
  }
}

void BoardView::for_each_unlocated(const std::function<bool(const BoardRow&)>& fn) const {
  const auto found = board_.cells_.find(0);
  if (found == board_.cells_.end()) return;
  for (const std::uint32_t slot : found->second) {
    if (!fn(row(slot))) return;
  }
}

void BoardView::for_each(bool descending, std::uint64_t from,
                         const std::function<bool(const BoardRow&)>& fn) const {
  if (descending) {
    auto at = from == 0 ? board_.slots_.end() : board_.slots_.lower_bound(from);
    while (at != board_.slots_.begin()) {
      --at;
      if (!fn(row(at->second))) return;
    }
    return;
  }
  for (auto at = board_.slots_.upper_bound(from); at != board_.slots_.end(); ++at) {
    if (!fn(row(at->second))) return;
  }
}

}  // namespace gridhall::store
