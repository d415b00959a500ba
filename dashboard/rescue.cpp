#include "dashboard/rescue.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "dashboard/actor.hpp"
#include "dashboard/figures_query.hpp"
#include "dashboard/filter.hpp"
#include "dashboard/json.hpp"
#include "dashboard/rights.hpp"
#include "dashboard/row_encoder.hpp"
#include "store/codec.hpp"
#include "store/model/standing.hpp"
#include "store/model/transitions.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::chrono::minutes kFresh{1};
constexpr std::uint64_t kHours = 24;
constexpr std::uint64_t kHoursMax = 24ULL * 90;
constexpr std::uint64_t kLimit = 100;
constexpr std::uint64_t kLimitMax = 1'000;
constexpr int kCalibrationDays = 28;
constexpr int kCalibrationDaysMax = 366;
constexpr std::size_t kPointsMax = 200'000;
constexpr std::size_t kSliceRows = 20'000;  ///< between two turns of the board's lock
constexpr std::chrono::hours kMorning{9};
constexpr double kRuleShare = 0.8;  ///< "four fifths of the time used" as a rule of thumb
constexpr std::size_t kReliabilityBins = 10;

double minutes(model::Duration amount) {
  return static_cast<double>(amount.count()) / 60e6;
}

std::int64_t micros(model::Time time) {
  return time.time_since_epoch().count();
}

struct Candidate {
  model::Case c;
  model::ClockState clock;
  std::string class_code;
  std::string unit;
  store::Forecast forecast;
};

/// What the handling clock said at a moment, from what had happened by then; nothing where it did not run.
std::optional<model::ClockState> clock_at(const model::Case& c, const model::Tables* tables,
                                          model::Time when) {
  std::vector<model::Transition> known = model::transitions(c);
  std::erase_if(known, [&](const model::Transition& step) { return step.occurred_at > when; });
  std::vector<model::Extension> extensions = c.extensions;
  std::erase_if(extensions, [&](const model::Extension& extension) { return extension.granted_at > when; });
  model::ClockInput input = model::clocks_of(c, tables, known).input;
  input.extensions = extensions;
  model::ClockState state = model::clock_usage(model::Clock::kHandling, input, when);
  if (!state.started_at || state.stopped_at || state.paused || !state.due_at) return std::nullopt;
  return state;
}

/// How good forecasts were: the mean squared distance from what happened (Brier, Verification of forecasts
/// expressed in terms of probability, 1950), with those of two simpler ways on the same cases.
class Calibration {
 public:
  void add(double forecast, bool by_rule, bool late) {
    const double happened = late ? 1 : 0;
    ++points_;
    late_ += late ? 1U : 0U;
    brier_ += square(forecast - happened);
    rule_ += square((by_rule ? 1.0 : 0.0) - happened);
    Bin& bin = bins_[std::min(static_cast<std::size_t>(forecast * kReliabilityBins), kReliabilityBins - 1)];
    ++bin.cases;
    bin.late += late ? 1U : 0U;
    bin.forecast += forecast;
  }
  std::size_t points() const { return points_; }

  void append(std::string& out) const {
    append_key(out, "points");
    append_integer(out, points_);
    append_key(out, "late");
    append_integer(out, late_);
    const double share = points_ == 0 ? 0 : static_cast<double>(late_) / static_cast<double>(points_);
    add(out, "brier", brier_);
    add(out, "brier_of_rule", rule_);
    add(out, "brier_of_base_rate", share * (1 - share) * static_cast<double>(points_));
    append_key(out, "reliability");
    out += '[';
    for (std::size_t i = 0; i < bins_.size(); ++i) {
      if (out.back() != '[') out += ',';
      const Bin& bin = bins_[i];
      out += "{\"from\":";
      append_number(out, static_cast<double>(i) / kReliabilityBins);
      append_key(out, "to");
      append_number(out, static_cast<double>(i + 1) / kReliabilityBins);
      append_key(out, "cases");
      append_integer(out, bin.cases);
      append_key(out, "forecast");
      append_mean(out, bin.forecast, bin.cases);
      append_key(out, "late");
      append_mean(out, static_cast<double>(bin.late), bin.cases);
      out += '}';
    }
    out += ']';
  }

 private:
  struct Bin {
    std::size_t cases = 0;
    std::size_t late = 0;
    double forecast = 0;
  };

  static double square(double value) { return value * value; }
  static void append_mean(std::string& out, double sum, std::size_t of) {
    if (of == 0) {
      out += "null";
    } else {
      append_number(out, sum / static_cast<double>(of));
    }
  }
  void add(std::string& out, std::string_view name, double sum) const {
    append_key(out, name);
    append_mean(out, sum, points_);
  }

  std::size_t points_ = 0;
  std::size_t late_ = 0;
  double brier_ = 0;
  double rule_ = 0;
  std::array<Bin, kReliabilityBins> bins_{};
};

void append_candidate(std::string& out, const Candidate& one, const ApiContext& api, bool readable) {
  out += "{\"case\":";
  append_case_id(out, one.c.id.epoch, one.c.id.seq);
  append_key(out, "title");
  append_string(out, one.c.title(readable));
  append_key(out, "class");
  append_string(out, one.class_code);
  append_key(out, "unit");
  append_string_or_null(out, one.unit);
  append_key(out, "state");
  append_string(out, model::to_string(one.c.state));
  append_key(out, "owner");
  append_string_or_null(out, one.c.claim && one.c.claim->holds(api.store.now()) ? one.c.claim->user : "");
  append_key(out, "due_at");
  append_time(out, *one.clock.due_at);
  append_key(out, "used_minutes");
  append_number(out, minutes(one.clock.used));
  append_key(out, "allowance_minutes");
  append_number(out, minutes(one.clock.allowance));
  append_key(out, "breach");
  append_number(out, one.forecast.breach);
  append_key(out, "basis");
  append_string(out, store::to_string(one.forecast.basis));
  append_key(out, "basis_cases");
  append_integer(out, one.forecast.cases);
  out += '}';
}

/// Open cases that the filter takes, whose deadline lies in the span: the soonest, as records.
std::vector<std::shared_ptr<const std::string>> soonest(const store::Board& all, const Filter& filter,
                                                        model::Time from, model::Time until) {
  std::vector<std::pair<model::Time, std::uint64_t>> due;
  BoardMatcher matcher(filter);
  std::uint64_t at = 0;
  for (bool more = true; more;) {
    more = false;
    std::size_t seen = 0;
    const store::BoardView board(all);
    board.for_each(false, at, [&](const store::BoardRow& row) {
      at = row.case_seq;
      const bool soon = row.due_at && *row.due_at >= from && *row.due_at < until;
      if (soon && matcher.counts(board, row)) due.emplace_back(*row.due_at, row.case_seq);
      more = ++seen == kSliceRows;
      return !more;
    });
  }
  const std::size_t taken = std::min(due.size(), Rescue::kCandidatesMax);
  std::partial_sort(due.begin(), due.begin() + static_cast<std::ptrdiff_t>(taken), due.end());
  std::vector<std::shared_ptr<const std::string>> records;
  records.reserve(taken);
  const store::BoardView board(all);
  for (std::size_t i = 0; i < taken; ++i) {
    // What has closed since it was found is no work any more.
    if (auto record = board.blob(due[i].second)) records.push_back(std::move(record));
  }
  return records;
}

/// Cases that were open at some moment of the period, by their first events.
std::vector<std::uint64_t> present(const store::OutcomesView& outcomes, const Period& period) {
  std::vector<std::uint64_t> out;
  for (std::size_t b = 0; b < outcomes.blocks(); ++b) {
    const store::OutcomeRows rows = outcomes.block(b);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool counted = (rows.bits[i] & model::kOutcomeUncounted) == 0;
      const bool gone = rows.ended_us[i] != store::kNoTime && rows.ended_us[i] < micros(period.begin);
      if (counted && !gone && rows.opened_us[i] < micros(period.end)) out.push_back(rows.case_seq[i]);
    }
  }
  return out;
}

}  // namespace

std::shared_ptr<const store::Forecaster> Rescue::forecaster(model::Time now) {
  const std::lock_guard lock(mutex_);
  if (!held_ || now < held_since_ || now - held_since_ > kFresh) {
    held_ =
        std::make_shared<const store::Forecaster>(store::OutcomesView(api_.store.outcomes()), micros(now));
    held_since_ = now;
  }
  return held_;
}

net::Response Rescue::list(const net::Request& request) {
  const auto actor = actor_of(request);
  if (!actor) return net::problem(request, 400, actor.error());
  QueryReader reader(request);
  const Filter filter = reader.filter();
  const auto hours = reader.number("hours", 1, kHoursMax).value_or(kHours);
  const auto limit = reader.number("limit", 1, kLimitMax).value_or(kLimit);
  if (!reader.errors().empty()) return net::problem(request, 400, reader.errors());
  if (auto wait = not_counted(api_, request)) return std::move(*wait);
  const model::Time now = api_.store.now();
  const auto tables = api_.store.tables();
  const auto forecast = forecaster(now);
  std::vector<Candidate> candidates;
  double expected = 0;
  for (const auto& record : soonest(api_.store.board(), filter, now, now + std::chrono::hours(hours))) {
    auto c = store::decode_case(*record);
    auto clock = c ? clock_at(*c, tables.get(), now) : std::nullopt;
    if (!clock) continue;
    const model::Standing standing = model::standing(*c, tables.get());
    Candidate one{{},
                  *clock,
                  std::string(shown_class(standing.class_code, c->service_code)),
                  std::string(standing.unit),
                  {}};
    one.forecast = forecast->of(one.class_code, one.unit, minutes(clock->used), minutes(clock->allowance));
    one.c = std::move(*c);
    expected += one.forecast.breach;
    candidates.push_back(std::move(one));
  }
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    if (a.forecast.breach != b.forecast.breach) return a.forecast.breach > b.forecast.breach;
    return *a.clock.due_at < *b.clock.due_at;
  });
  std::string body = "{\"hours\":";
  append_integer(body, hours);
  append_key(body, "due");
  append_integer(body, candidates.size());
  append_key(body, "expected_late");
  append_number(body, expected);
  body += ",\"cases\":[";
  for (std::size_t i = 0; i < std::min<std::size_t>(candidates.size(), limit); ++i) {
    if (i > 0) body += ',';
    append_candidate(body, candidates[i], api_, may_read(&*actor, candidates[i].c, tables.get()));
  }
  body += "],\"as_of\":";
  append_as_of(body, api_.store.epoch(), api_.store.seq(), now);
  body += '}';
  return json_response(std::move(body));
}

net::Response Rescue::calibration(const net::Request& request) const {
  QueryReader reader(request);
  const model::Time now = api_.store.now();
  const auto tables = api_.store.tables();
  const Period period = read_period(reader, api_.days, now, kCalibrationDays);
  const Filter filter = reader.filter();
  const auto mornings = api_.days.bounds(period.begin, period.end, CityDays::Step::kDay, kCalibrationDaysMax);
  if (!mornings) reader.refuse("from", reader.one("from").value_or(""), "a period of at most 366 days");
  if (!reader.errors().empty()) return net::problem(request, 400, reader.errors());
  if (auto wait = not_counted(api_, request)) return std::move(*wait);
  const store::Forecaster known(store::OutcomesView(api_.store.outcomes()), micros(period.begin));

  Calibration calibration;
  std::size_t looked = 0;
  const std::vector<std::uint64_t> cases = present(store::OutcomesView(api_.store.outcomes()), period);
  for (; looked < cases.size() && calibration.points() < kPointsMax; ++looked) {
    const auto c = api_.store.find_case({api_.store.epoch(), cases[looked]});
    if (!c || !matches(filter, *c, tables.get(), now)) continue;
    const model::Standing standing = model::standing(*c, tables.get());
    const std::string class_code(shown_class(standing.class_code, c->service_code));
    const auto stopped_at = model::deadline_of(*c, tables.get(), now).stopped_at;
    for (std::size_t day = 0; day + 1 < mornings->size(); ++day) {
      const model::Time morning = (*mornings)[day] + kMorning;
      if (morning < c->opened_at) continue;
      if (stopped_at && *stopped_at <= morning) break;
      const auto clock = clock_at(*c, tables.get(), morning);
      // What is not due yet has no answer yet; what was late already needed no forecast.
      if (!clock || *clock->due_at <= morning || *clock->due_at > now) continue;
      const double used = minutes(clock->used);
      const double allowance = minutes(clock->allowance);
      calibration.add(known.of(class_code, std::string(standing.unit), used, allowance).breach,
                      used >= kRuleShare * allowance, !stopped_at || *stopped_at > *clock->due_at);
    }
  }
  std::string body = "{";
  append_period(body, api_.days, period);
  append_key(body, "trained_on");
  append_integer(body, known.cases());
  calibration.append(body);
  body += looked == cases.size() ? ",\"truncated\":false" : ",\"truncated\":true";
  append_key(body, "as_of");
  append_as_of(body, api_.store.epoch(), api_.store.seq(), now);
  body += '}';
  return json_response(std::move(body));
}

}  // namespace gridhall::dashboard
