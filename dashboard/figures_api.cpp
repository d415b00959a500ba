#include <algorithm>
#include <cmath>

#include "dashboard/api.hpp"
#include "dashboard/figures_query.hpp"
#include "dashboard/json.hpp"
#include "store/figure_count.hpp"
#include "store/series_count.hpp"

namespace gridhall::dashboard {
namespace {

using store::FigureCounts;
using store::FigureGroup;
using store::FiguresBy;

constexpr std::uint32_t kSmall = 30;  ///< a share of fewer cases says little: marked, to be shown greyed
constexpr std::uint64_t kRecurrenceDays = 30;
constexpr std::uint64_t kRecurrenceDaysMax = 366;
constexpr int kSeriesDays = 14;
constexpr std::size_t kSeriesRowsMax = 10'000;
constexpr std::string_view kByAllowed = "area, area:LEVEL, class or unit";

/// A share of two counts, with its formula as people say it.
struct Share {
  std::string_view name;
  std::string_view formula;
  std::uint32_t FigureCounts::*numerator;
  std::uint32_t FigureCounts::*denominator;
};

constexpr std::array<Share, 12> kShares = {{
    {"closing_rate", "closed ÷ due in the period", &FigureCounts::due_closed, &FigureCounts::due},
    {"closed_in_time", "resolved by the deadline ÷ due in the period, open ones included",
     &FigureCounts::due_in_time, &FigureCounts::due},
    {"dispatched_in_time", "dispatched within the limit ÷ dispatch due in the period",
     &FigureCounts::dispatch_in_time, &FigureCounts::dispatch_due},
    {"verified_in_time", "verified within the limit ÷ verification due in the period",
     &FigureCounts::verification_in_time, &FigureCounts::verification_due},
    {"response_rate", "acknowledged, begun or closed ÷ reported in the period", &FigureCounts::answered,
     &FigureCounts::reported},
    {"resolution_rate", "closed as fixed ÷ closed with a reason in the period", &FigureCounts::fixed,
     &FigureCounts::reasoned},
    {"satisfaction_rate", "rated 4 or 5 ÷ rated, of those closed in the period", &FigureCounts::satisfied,
     &FigureCounts::rated},
    {"rework_rate", "sent back at least once ÷ closed in the period", &FigureCounts::reworked,
     &FigureCounts::closed},
    {"return_rate", "given back by a unit at least once ÷ closed in the period", &FigureCounts::returned,
     &FigureCounts::closed},
    {"reopen_rate", "reopened at least once ÷ closed in the period", &FigureCounts::reopened,
     &FigureCounts::closed},
    {"recurrence_rate",
     "same class in the same cell again within the days asked for ÷ closed in the period in a cell",
     &FigureCounts::recurred, &FigureCounts::placed},
    {"overdue_share", "past the deadline and neither resolved nor closed by it ÷ due in the period", nullptr,
     &FigureCounts::due},
}};

std::uint32_t numerator(const Share& share, const FigureCounts& counts) {
  return share.numerator != nullptr ? counts.*share.numerator : counts.due - counts.due_in_time;
}

void append_number_or_null(std::string& out, std::optional<double> value) {
  if (value) {
    append_number(out, *value);
  } else {
    out += "null";
  }
}

void add(std::string& out, std::string_view name, std::optional<double> value) {
  append_key(out, name);
  append_number_or_null(out, value);
}

void begin_figure(std::string& out, std::string_view name, std::string_view formula, std::string_view unit) {
  if (out.back() != '[') out += ',';
  out += "{\"name\":";
  append_string(out, name);
  append_key(out, "formula");
  append_string(out, formula);
  append_key(out, "unit");
  append_string(out, unit);
}

void append_count(std::string& out, std::string_view name, std::string_view formula, std::uint32_t now,
                  std::uint32_t before) {
  begin_figure(out, name, formula, "cases");
  add(out, "numerator", now);
  out += ",\"denominator\":null";
  add(out, "value", now);
  out += ",\"small\":false,\"previous\":{";
  out += "\"numerator\":";
  append_integer(out, before);
  out += ",\"denominator\":null";
  add(out, "value", before);
  out += "}}";
}

std::optional<double> ratio(std::uint32_t above, std::uint32_t below) {
  if (below == 0) return std::nullopt;
  return static_cast<double>(above) / below;
}

void append_share(std::string& out, const Share& share, const FigureCounts& now, const FigureCounts& before) {
  begin_figure(out, share.name, share.formula, "share");
  const auto members = [&out, &share](const FigureCounts& counts) {
    out += "\"numerator\":";
    append_integer(out, numerator(share, counts));
    append_key(out, "denominator");
    append_integer(out, counts.*share.denominator);
    add(out, "value", ratio(numerator(share, counts), counts.*share.denominator));
  };
  out += ',';
  members(now);
  out += now.*share.denominator < kSmall ? ",\"small\":true" : ",\"small\":false";
  out += ",\"previous\":{";
  members(before);
  out += "}}";
}

/// A quantile in minutes; its numerator is nothing, its denominator how many cases it is of.
void append_quantile(std::string& out, std::string_view name, std::string_view formula, double p, double unit,
                     const std::vector<std::uint32_t>& now, const std::vector<std::uint32_t>& before) {
  begin_figure(out, name, formula, "minutes");
  const auto members = [&out, p, unit](const std::vector<std::uint32_t>& values) {
    out += "\"numerator\":null,\"denominator\":";
    append_integer(out, values.size());
    const auto value = store::quantile(values, p);
    add(out, "value", value ? std::optional(*value / unit) : std::nullopt);
  };
  out += ',';
  members(now);
  out += now.size() < kSmall ? ",\"small\":true" : ",\"small\":false";
  out += ",\"previous\":{";
  members(before);
  out += "}}";
}

void append_figures(std::string& out, const FigureGroup& group) {
  const FigureCounts& now = group.now;
  const FigureCounts& before = group.before;
  out += '[';
  append_count(out, "reported", "reported in the period", now.reported, before.reported);
  append_count(out, "closed", "closed in the period; not rejected, not merged", now.closed, before.closed);
  append_count(out, "due", "deadline in the period and past by now", now.due, before.due);
  for (const Share& share : kShares) append_share(out, share, now, before);
  constexpr double kSecondsAMinute = 60;
  append_quantile(out, "median_to_close",
                  "half of those closed in the period took at most this long, report to closing", 0.5,
                  kSecondsAMinute, now.to_close_s, before.to_close_s);
  append_quantile(out, "p90_to_close",
                  "nine in ten of those closed in the period took at most this long, report to closing", 0.9,
                  kSecondsAMinute, now.to_close_s, before.to_close_s);
  append_quantile(out, "median_handled",
                  "half of those closed in the period took at most this much of the handling clock's time",
                  0.5, 1, now.handled_min, before.handled_min);
  append_quantile(
      out, "p90_handled",
      "nine in ten of those closed in the period took at most this much of the handling clock's time", 0.9, 1,
      now.handled_min, before.handled_min);
  out += ']';
}

/// The group's share of in-time cases as it would be with everybody's classes, and where it lies with 95 %.
void append_adjusted(std::string& out, const FigureGroup& group, std::optional<double> overall) {
  append_key(out, "adjusted_in_time");
  if (!overall || group.expected_in_time <= 0) {
    out += "null";
    return;
  }
  constexpr double k95 = 1.959963985;
  const double ratio = group.now.due_in_time / group.expected_in_time;
  const double half = k95 * std::sqrt(group.expected_variance) / group.expected_in_time;
  const auto share = [&](double of) { return std::clamp(of * *overall, 0.0, 1.0); };
  out += "{\"value\":";
  append_number(out, share(ratio));
  add(out, "low", share(ratio - half));
  add(out, "high", share(ratio + half));
  add(out, "expected", group.expected_in_time);
  out += '}';
}

void append_groups(std::string& out, std::vector<FigureGroup>& groups) {
  std::uint32_t due = 0;
  std::uint32_t kept = 0;
  for (const FigureGroup& group : groups) {
    due += group.now.due;
    kept += group.now.due_in_time;
  }
  std::sort(groups.begin(), groups.end(),
            [](const FigureGroup& a, const FigureGroup& b) { return a.key && (!b.key || *a.key < *b.key); });
  out += '[';
  for (const FigureGroup& group : groups) {
    if (out.back() != '[') out += ',';
    out += "{\"key\":";
    append_string_or_null(out, group.key.value_or(""));
    append_key(out, "figures");
    append_figures(out, group);
    append_adjusted(out, group, ratio(kept, due));
    out += '}';
  }
  out += ']';
}

void read_by(QueryReader& reader, const geo::AreaLayers& areas, store::FigureQuery& query) {
  const auto by = reader.one("by");
  if (!by) return;
  if (*by == "class") {
    query.by = FiguresBy::kClass;
  } else if (*by == "unit") {
    query.by = FiguresBy::kUnit;
  } else if (*by == "area") {
    query.by = FiguresBy::kArea;
  } else if (by->starts_with("area:")) {
    query.by = FiguresBy::kArea;
    const auto& layers = areas.layers();
    const auto at = std::ranges::find(layers, by->substr(5), &geo::Layer::level);
    query.layer = static_cast<std::size_t>(at - layers.begin());
    if (at == layers.end()) reader.refuse("by", *by, std::string(kByAllowed) + " of this city's areas");
  } else {
    reader.refuse("by", *by, std::string(kByAllowed));
  }
}

std::int64_t micros(model::Time time) {
  return time.time_since_epoch().count();
}

}  // namespace

net::Response get_figures(const ApiContext& api, const net::Request& request) {
  QueryReader reader(request);
  const model::Time now = api.store.now();
  const auto tables = api.store.tables();
  const Period period = read_period(reader, api.days, now, 1);
  store::FigureQuery query;
  query.scope = read_scope(reader, tables.get());
  read_by(reader, *api.areas, query);
  const auto recurrence = reader.number("recurrence_days", 1, kRecurrenceDaysMax).value_or(kRecurrenceDays);
  if (!reader.errors().empty()) return net::problem(request, 400, reader.errors());
  if (auto wait = not_counted(api, request)) return std::move(*wait);
  const int days = api.days.days_between(period.begin, period.end);
  query.from_us = micros(period.begin);
  query.before_us = micros(period.end);
  query.previous_us = micros(api.days.days_before(period.begin, days));
  query.now_us = micros(now);
  query.recurrence_us = std::chrono::microseconds(std::chrono::hours(24 * recurrence)).count();

  const std::uint64_t seq = api.store.seq();
  std::vector<FigureGroup> groups = store::count_figures(store::OutcomesView(api.store.outcomes()), query);
  std::string body = "{";
  append_period(body, api.days, period);
  append_key(body, "previous_from");
  append_string(body, api.days.name(model::Time(std::chrono::microseconds(query.previous_us))));
  if (query.by == FiguresBy::kAll) {
    append_key(body, "figures");
    append_figures(body, groups.front());
  } else {
    append_key(body, "groups");
    append_groups(body, groups);
  }
  append_key(body, "as_of");
  append_as_of(body, api.store.epoch(), seq, now);
  body += '}';
  return json_response(std::move(body));
}

net::Response get_series(const ApiContext& api, const net::Request& request) {
  QueryReader reader(request);
  const model::Time now = api.store.now();
  const auto tables = api.store.tables();
  const Period period = read_period(reader, api.days, now, kSeriesDays);
  const store::OutcomeScope scope = read_scope(reader, tables.get());
  auto step = CityDays::Step::kDay;
  const auto word = reader.one("step");
  if (word == "hour") {
    step = CityDays::Step::kHour;
  } else if (word == "month") {
    step = CityDays::Step::kMonth;
  } else if (word && *word != "day") {
    reader.refuse("step", *word, "hour, day or month");
  }
  // What has not been yet is no point of a line.
  const auto bounds =
      api.days.bounds(period.begin, std::max(std::min(period.end, now), period.begin), step, kSeriesRowsMax);
  if (!bounds) reader.refuse("step", word.value_or("day"), "a step of which the period has at most 10,000");
  if (!reader.errors().empty()) return net::problem(request, 400, reader.errors());
  if (auto wait = not_counted(api, request)) return std::move(*wait);

  std::vector<std::int64_t> bounds_us;
  bounds_us.reserve(bounds->size());
  for (const model::Time bound : *bounds) bounds_us.push_back(micros(bound));
  const std::uint64_t seq = api.store.seq();
  const auto buckets = store::count_series(store::OutcomesView(api.store.outcomes()), scope, bounds_us);
  std::string body = "{";
  append_period(body, api.days, period);
  body += R"(,"cols":["t","opened","closed","open"],"rows":[)";
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    if (body.back() != '[') body += ',';
    body += '[';
    append_number(body, model::epoch_seconds((*bounds)[i]));
    for (const std::uint32_t value : {buckets[i].opened, buckets[i].closed, buckets[i].open}) {
      body += ',';
      append_integer(body, value);
    }
    body += ']';
  }
  body += "],\"as_of\":";
  append_as_of(body, api.store.epoch(), seq, now);
  body += '}';
  return json_response(std::move(body));
}

}  // namespace gridhall::dashboard
