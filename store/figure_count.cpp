#include "store/figure_count.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>

namespace gridhall::store {
namespace {

using model::Kept;

constexpr std::int64_t kSecond_us = 1'000'000;
constexpr std::uint8_t kSatisfiedFrom = 4;
constexpr int kPartBits = 16;

/// A closing, to see whether the same trouble came again.
struct Closing {
  std::uint32_t class_code = 0;
  std::uint64_t cell = 0;
  std::int64_t at_us = 0;
  std::uint32_t group = 0;
  bool now = false;
  bool recurred = false;

  auto place() const { return std::tie(class_code, cell, at_us); }
};

class Count {
 public:
  Count(const OutcomesView& outcomes, const FigureQuery& query)
      : view_(outcomes), query_(query), match_(outcomes, query.scope) {
    name_groups();
    if (query_.by != FiguresBy::kAll) mix_.resize(groups_.size() * view_.classes().size());
  }

  std::vector<FigureGroup> run() {
    for (std::size_t b = 0; b < view_.blocks(); ++b) {
      const OutcomeRows rows = view_.block(b);
      for (std::size_t i = 0; i < rows.size(); ++i) take(rows, i);
    }
    recur();
    expect();
    if (query_.by != FiguresBy::kAll) {
      std::erase_if(groups_,
                    [](const FigureGroup& group) { return empty(group.now) && empty(group.before); });
    }
    return std::move(groups_);
  }

 private:
  struct InTime {
    std::uint32_t due = 0;
    std::uint32_t kept = 0;
  };

  static bool empty(const FigureCounts& counts) {
    return counts.reported + counts.due + counts.dispatch_due + counts.verification_due + counts.closed == 0;
  }

  void name_groups() {
    const auto named = [this](const Interned& texts) {
      for (std::uint32_t id = 0; id < texts.size(); ++id) {
        groups_.emplace_back();
        if (!texts.text(id).empty()) groups_.back().key = texts.text(id);
      }
    };
    switch (query_.by) {
      case FiguresBy::kAll:
        groups_.emplace_back();
        break;
      case FiguresBy::kClass:
        named(view_.classes());
        break;
      case FiguresBy::kUnit:
        named(view_.units());
        break;
      case FiguresBy::kArea:
        name_areas();
        break;
    }
  }

  // Group 0 is outside every area of the layer.
  void name_areas() {
    std::map<std::string_view, std::uint32_t> known;
    groups_.emplace_back();
    group_of_set_.resize(view_.area_sets());
    for (std::uint32_t set = 0; set < view_.area_sets(); ++set) {
      for (const model::AreaRef& area : view_.areas(set)) {
        if (area.layer != query_.layer) continue;
        const auto [at, fresh] = known.try_emplace(area.code, static_cast<std::uint32_t>(groups_.size()));
        if (fresh) groups_.emplace_back().key = area.code;
        group_of_set_[set] = at->second;
        break;
      }
    }
  }

  std::uint32_t group_of(const OutcomeRows& rows, std::size_t i) const {
    switch (query_.by) {
      case FiguresBy::kClass:
        return rows.class_code[i];
      case FiguresBy::kUnit:
        return rows.unit[i];
      case FiguresBy::kArea:
        return group_of_set_[rows.area_set[i]];
      default:
        return 0;
    }
  }

  /// The counts that an instant falls into; null for none of them.
  FigureCounts* at(FigureGroup& group, std::int64_t time_us) const {
    if (time_us < query_.previous_us || time_us >= query_.before_us) return nullptr;
    return time_us >= query_.from_us ? &group.now : &group.before;
  }

  void take(const OutcomeRows& rows, std::size_t i) {
    if (!match_(rows, i)) return;
    const unsigned bits = rows.bits[i];
    const std::uint32_t number = group_of(rows, i);
    FigureGroup& group = groups_[number];
    if (FigureCounts* counts = at(group, rows.opened_us[i])) {
      ++counts->reported;
      counts->answered += (bits & model::kOutcomeAnswered) != 0 ? 1U : 0U;
    }
    if ((bits & model::kOutcomeClosed) != 0) {
      if (FigureCounts* counts = at(group, rows.ended_us[i])) close(*counts, rows, i, number);
    }
    if ((bits & model::kOutcomeRejected) != 0) return;
    if (FigureCounts* counts = due(group, rows.due_us[i])) {
      const bool kept = rows.handling_kept(i) == Kept::kInTime;
      ++counts->due;
      counts->due_closed += (bits & model::kOutcomeClosed) != 0 ? 1U : 0U;
      counts->due_in_time += kept ? 1U : 0U;
      if (!mix_.empty() && counts == &group.now) {
        InTime& of_class = mix_[number * view_.classes().size() + rows.class_code[i]];
        ++of_class.due;
        of_class.kept += kept ? 1U : 0U;
      }
    }
    if (FigureCounts* counts = due(group, rows.dispatch_due_us[i])) {
      ++counts->dispatch_due;
      counts->dispatch_in_time += rows.dispatch_kept(i) == Kept::kInTime ? 1U : 0U;
    }
    if (FigureCounts* counts = due(group, rows.verification_due_us[i])) {
      ++counts->verification_due;
      counts->verification_in_time += rows.verification_kept(i) == Kept::kInTime ? 1U : 0U;
    }
  }

  FigureCounts* due(FigureGroup& group, std::int64_t due_us) const {
    return due_us == kNoTime || due_us > query_.now_us ? nullptr : at(group, due_us);
  }

  void close(FigureCounts& counts, const OutcomeRows& rows, std::size_t i, std::uint32_t group) {
    const unsigned bits = rows.bits[i];
    const auto one_if = [bits](unsigned bit) { return (bits & bit) != 0 ? 1U : 0U; };
    ++counts.closed;
    counts.fixed += one_if(model::kOutcomeFixed);
    counts.reasoned += one_if(model::kOutcomeReasoned);
    counts.reworked += one_if(model::kOutcomeReworked);
    counts.returned += one_if(model::kOutcomeReturned);
    counts.reopened += one_if(model::kOutcomeReopened);
    counts.rated += rows.rating[i] != 0 ? 1U : 0U;
    counts.satisfied += rows.rating[i] >= kSatisfiedFrom ? 1U : 0U;
    // A closing that is dated before its report took no time.
    const std::int64_t took_us = std::max<std::int64_t>(rows.ended_us[i] - rows.opened_us[i], 0);
    counts.to_close_s.push_back(static_cast<std::uint32_t>(took_us / kSecond_us));
    counts.handled_min.push_back(rows.handled_minutes[i]);
    if (rows.cell[i] == 0 || query_.recurrence_us == 0 || closings_.size() > kRecurrenceClosingsMax) return;
    ++counts.placed;
    closings_.push_back(
        {rows.class_code[i], rows.cell[i], rows.ended_us[i], group, &counts == &groups_[group].now});
  }

  // Each report looks for closings of its class in its cell shortly before it.
  void recur() {
    if (closings_.size() > kRecurrenceClosingsMax) {
      for (FigureGroup& group : groups_) group.now.placed = group.before.placed = 0;
      return;
    }
    if (closings_.empty()) return;
    std::sort(closings_.begin(), closings_.end(),
              [](const Closing& a, const Closing& b) { return a.place() < b.place(); });
    for (std::size_t b = 0; b < view_.blocks(); ++b) {
      const OutcomeRows rows = view_.block(b);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::int64_t opened_us = rows.opened_us[i];
        if (opened_us <= query_.previous_us || opened_us > query_.before_us + query_.recurrence_us ||
            rows.cell[i] == 0 || (rows.bits[i] & model::kOutcomeUncounted) != 0)
          continue;
        mark({rows.class_code[i], rows.cell[i], opened_us});
      }
    }
    for (const Closing& closing : closings_) {
      if (!closing.recurred) continue;
      FigureGroup& group = groups_[closing.group];
      ++(closing.now ? group.now : group.before).recurred;
    }
  }

  void mark(const Closing& report) {
    Closing from = report;
    from.at_us -= query_.recurrence_us;
    const auto less = [](const Closing& a, const Closing& b) { return a.place() < b.place(); };
    auto at = std::lower_bound(closings_.begin(), closings_.end(), from, less);
    for (; at != closings_.end() && at->place() < report.place(); ++at) at->recurred = true;
  }

  // Each class's share over all groups, put to what each group had of that class.
  void expect() {
    const std::size_t classes = view_.classes().size();
    for (std::size_t c = 0; c < classes && !mix_.empty(); ++c) {
      InTime all;
      for (std::size_t g = 0; g < groups_.size(); ++g) {
        all.due += mix_[g * classes + c].due;
        all.kept += mix_[g * classes + c].kept;
      }
      if (all.due == 0) continue;
      const double share = static_cast<double>(all.kept) / all.due;
      for (std::size_t g = 0; g < groups_.size(); ++g) {
        const double due = mix_[g * classes + c].due;
        groups_[g].expected_in_time += due * share;
        groups_[g].expected_variance += due * share * (1 - share);
      }
    }
  }

  const OutcomesView& view_;
  const FigureQuery& query_;
  const ScopeMatch match_;
  std::vector<std::uint32_t> group_of_set_;
  std::vector<FigureGroup> groups_;
  std::vector<InTime> mix_;  ///< by group and class
  std::vector<Closing> closings_;
};

}  // namespace

std::vector<FigureGroup> count_figures(const OutcomesView& outcomes, const FigureQuery& query) {
  return Count(outcomes, query).run();
}

std::optional<std::uint32_t> quantile(std::span<const std::uint32_t> values, double p) {
  if (values.empty()) return std::nullopt;
  // Which of 65,536 parts of the range holds the rank; then its rank among the values of that part.
  const std::uint32_t most = *std::max_element(values.begin(), values.end());
  const auto shift = static_cast<unsigned>(std::max(static_cast<int>(std::bit_width(most)) - kPartBits, 0));
  std::vector<std::uint32_t> parts((most >> shift) + std::size_t{1});
  for (const std::uint32_t value : values) ++parts[value >> shift];
  const double wanted = std::ceil(p * static_cast<double>(values.size()));
  auto rank = static_cast<std::size_t>(std::max(wanted, 1.0)) - 1;
  std::size_t part = 0;
  for (; rank >= parts[part]; ++part) rank -= parts[part];
  std::vector<std::uint32_t> within;
  within.reserve(parts[part]);
  for (const std::uint32_t value : values) {
    if (value >> shift == part) within.push_back(value);
  }
  std::nth_element(within.begin(), within.begin() + static_cast<std::ptrdiff_t>(rank), within.end());
  return within[rank];
}

}  // namespace gridhall::store
