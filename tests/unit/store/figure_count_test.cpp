#include "store/figure_count.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <random>

#include "store/series_count.hpp"

using namespace gridhall;
using namespace gridhall::store;

namespace {

constexpr std::int64_t kDay = 86'400'000'000;
constexpr std::int64_t kNow = 100 * kDay;

model::Time at(std::int64_t us) {
  return model::Time(std::chrono::microseconds(us));
}

/// Outcomes made one by one; their texts live as long as this.
class Ledger {
 public:
  model::Outcome& add(std::string class_code = "noise", std::string unit = "urban",
                      std::string area = "103") {
    Row& row = rows_.emplace_back();
    row.class_code = std::move(class_code);
    row.unit = std::move(unit);
    if (!area.empty()) row.areas.push_back({0, std::move(area)});
    row.outcome.opened_at = at(90 * kDay);
    return row.outcome;
  }
  model::Outcome& add_closed(std::int64_t opened, std::int64_t ended, const std::string& area = "103") {
    model::Outcome& out = add("noise", "urban", area);
    out.opened_at = at(opened);
    out.ended_at = at(ended);
    out.bits = model::kOutcomeClosed | model::kOutcomeAnswered;
    return out;
  }
  model::Outcome& add_due(std::int64_t due, model::Kept kept, std::string class_code = "noise",
                          std::string area = "103") {
    model::Outcome& out = add(std::move(class_code), "urban", std::move(area));
    out.opened_at = at(0);
    out.handling = {at(due), kept};
    return out;
  }
  void set_cell(std::uint64_t cell) { rows_.back().cell.value = cell; }

  const Outcomes& outcomes() {
    std::vector<Outcomes::Put> puts;
    std::uint64_t seq = 0;
    for (Row& row : rows_) {
      row.outcome.class_code = row.class_code;
      row.outcome.unit = row.unit;
      ++seq;
      puts.push_back({seq, seq, row.outcome, &row.areas, row.cell});
    }
    outcomes_.put(puts);
    return outcomes_;
  }

 private:
  struct Row {
    model::Outcome outcome;
    std::string class_code;
    std::string unit;
    std::vector<model::AreaRef> areas;
    model::CellId cell{};
  };
  std::deque<Row> rows_;
  Outcomes outcomes_;
};

/// Days 90 to 99, and the ten before them.
FigureQuery ten_days() {
  FigureQuery query;
  query.previous_us = 80 * kDay;
  query.from_us = 90 * kDay;
  query.before_us = 100 * kDay;
  query.now_us = kNow;
  query.recurrence_us = 5 * kDay;
  return query;
}

FigureGroup count(Ledger& ledger, const FigureQuery& query = ten_days()) {
  return count_figures(OutcomesView(ledger.outcomes()), query).front();
}

}  // namespace

TEST_CASE("what was due counts in its period, overdue-open in the denominator alone") {
  Ledger ledger;
  ledger.add_due(95 * kDay, model::Kept::kInTime).bits = model::kOutcomeClosed;
  ledger.add_due(95 * kDay, model::Kept::kLate).bits = model::kOutcomeClosed;
  ledger.add_due(95 * kDay, model::Kept::kOpen);
  ledger.add_due(85 * kDay, model::Kept::kInTime);
  ledger.add_due(79 * kDay, model::Kept::kInTime);
  ledger.add_due(100 * kDay, model::Kept::kInTime);
  const FigureGroup all = count(ledger);
  CHECK(all.now.due == 3);
  CHECK(all.now.due_in_time == 1);
  CHECK(all.now.due_closed == 2);
  CHECK(all.before.due == 1);
  CHECK(all.before.due_in_time == 1);
}

TEST_CASE("what is due later than now is in no figure yet, kept or not") {
  Ledger ledger;
  ledger.add_due(98 * kDay, model::Kept::kInTime);
  ledger.add_due(98 * kDay, model::Kept::kOpen);
  FigureQuery query = ten_days();
  query.now_us = 97 * kDay;
  CHECK(count(ledger, query).now.due == 0);
  query.now_us = 98 * kDay;
  CHECK(count(ledger, query).now.due == 2);
}

TEST_CASE("uncounted cases are nowhere, rejected ones were reported and owe nothing") {
  Ledger ledger;
  ledger.add_closed(91 * kDay, 92 * kDay).bits |= model::kOutcomeUncounted;
  model::Outcome& rejected = ledger.add();
  rejected.bits = model::kOutcomeRejected;
  rejected.ended_at = at(91 * kDay);
  rejected.handling = {at(92 * kDay), model::Kept::kInTime};
  const FigureGroup all = count(ledger);
  CHECK(all.now.reported == 1);
  CHECK(all.now.closed == 0);
  CHECK(all.now.due == 0);
}

TEST_CASE("the first instant of a period is in it and the first after it is not") {
  Ledger ledger;
  ledger.add_closed(90 * kDay, 90 * kDay);
  ledger.add_closed(100 * kDay - 1, 100 * kDay - 1);
  ledger.add_closed(100 * kDay, 100 * kDay);
  ledger.add_closed(80 * kDay, 80 * kDay);
  ledger.add_closed(80 * kDay - 1, 80 * kDay - 1);
  const FigureGroup all = count(ledger);
  CHECK(all.now.reported == 2);
  CHECK(all.now.closed == 2);
  CHECK(all.before.closed == 1);
}

TEST_CASE("closings are counted with what happened on the way, and take no less than no time") {
  Ledger ledger;
  model::Outcome& good = ledger.add_closed(91 * kDay, 91 * kDay + 90'000'000);
  good.bits |= model::kOutcomeFixed | model::kOutcomeReasoned;
  good.rating = 4;
  good.handled_minutes = 7;
  model::Outcome& bad = ledger.add_closed(92 * kDay, 91 * kDay);
  bad.bits |=
      model::kOutcomeReworked | model::kOutcomeReturned | model::kOutcomeReopened | model::kOutcomeReasoned;
  bad.rating = 3;
  FigureCounts now = count(ledger).now;
  CHECK(now.closed == 2);
  CHECK(now.fixed == 1);
  CHECK(now.reasoned == 2);
  CHECK(now.reworked == 1);
  CHECK(now.returned == 1);
  CHECK(now.reopened == 1);
  CHECK(now.rated == 2);
  CHECK(now.satisfied == 1);
  std::sort(now.to_close_s.begin(), now.to_close_s.end());
  CHECK(now.to_close_s == std::vector<std::uint32_t>{0, 90});
}

TEST_CASE("a scope takes classes, units and areas together") {
  Ledger ledger;
  ledger.add("noise", "urban", "103");
  ledger.add("noise", "urban", "104");
  ledger.add("lamp", "urban", "103");
  ledger.add("noise", "parks", "103");
  FigureQuery query = ten_days();
  CHECK(count(ledger, query).now.reported == 4);
  query.scope.wants_class = [](const std::string& code) { return code == "noise"; };
  CHECK(count(ledger, query).now.reported == 3);
  query.scope.wants_unit = [](const std::string& unit) { return unit == "urban"; };
  CHECK(count(ledger, query).now.reported == 2);
  query.scope.wants_areas = [](const std::vector<model::AreaRef>& areas) {
    return areas.front().code == "104";
  };
  CHECK(count(ledger, query).now.reported == 1);
}

TEST_CASE("groups add up to all, and what lies outside every area has a group of its own") {
  Ledger ledger;
  ledger.add("noise", "urban", "103");
  ledger.add("noise", "urban", "104");
  ledger.add("lamp", "parks", "");
  for (const FiguresBy by : {FiguresBy::kClass, FiguresBy::kUnit, FiguresBy::kArea}) {
    FigureQuery query = ten_days();
    query.by = by;
    const auto groups = count_figures(OutcomesView(ledger.outcomes()), query);
    CHECK(groups.size() == (by == FiguresBy::kArea ? 3 : 2));
    std::uint32_t reported = 0;
    for (const FigureGroup& group : groups) {
      reported += group.now.reported;
      CHECK((by == FiguresBy::kArea || group.key.has_value()));
    }
    CHECK(reported == 3);
  }
}

TEST_CASE("what is expected of a group follows from its classes") {
  // Lamps are kept in half of all cases, noise always; 103 has lamps alone and keeps one of two.
  Ledger ledger;
  ledger.add_due(95 * kDay, model::Kept::kInTime, "lamp", "103");
  ledger.add_due(95 * kDay, model::Kept::kLate, "lamp", "103");
  ledger.add_due(95 * kDay, model::Kept::kInTime, "lamp", "104");
  ledger.add_due(95 * kDay, model::Kept::kLate, "lamp", "104");
  ledger.add_due(95 * kDay, model::Kept::kInTime, "noise", "104");
  FigureQuery query = ten_days();
  query.by = FiguresBy::kArea;
  for (const FigureGroup& group : count_figures(OutcomesView(ledger.outcomes()), query)) {
    CHECK(group.expected_in_time == (group.key == "103" ? 1.0 : 2.0));
    CHECK(group.expected_variance == 0.5);
  }
}

TEST_CASE("a closing recurs where its class is reported again in its cell soon after it, and only there") {
  Ledger ledger;
  ledger.add_closed(91 * kDay, 92 * kDay);
  ledger.set_cell(7);
  const auto again = [&](std::int64_t opened, std::uint64_t cell, const std::string& class_code = "noise") {
    ledger.add(class_code).opened_at = at(opened);
    ledger.set_cell(cell);
  };
  SECTION("nothing came") {}
  SECTION("in another cell") {
    again(93 * kDay, 8);
  }
  SECTION("of another class") {
    again(93 * kDay, 7, "lamp");
  }
  SECTION("too late") {
    again(97 * kDay + 1, 7);
  }
  SECTION("before it was closed") {
    again(92 * kDay, 7);
  }
  CHECK(count(ledger).now.recurred == 0);
  CHECK(count(ledger).now.placed == 1);
  again(97 * kDay, 7);
  CHECK(count(ledger).now.recurred == 1);
}

TEST_CASE("an outcome that is older than the one held changes nothing, a newer one moves it") {
  Outcomes outcomes;
  const std::vector<model::AreaRef> areas;
  model::Outcome out;
  out.opened_at = at(91 * kDay);
  out.class_code = "noise";
  outcomes.put({{1, 5, out, &areas, {}}});
  out.class_code = "lamp";
  outcomes.put({{1, 4, out, &areas, {}}});
  FigureQuery query = ten_days();
  query.scope.wants_class = [](const std::string& code) { return code == "noise"; };
  CHECK(count_figures(OutcomesView(outcomes), query).front().now.reported == 1);
  outcomes.put({{1, 5, out, &areas, {}}});
  CHECK(count_figures(OutcomesView(outcomes), query).front().now.reported == 0);
  CHECK(OutcomesView(outcomes).size() == 1);
}

TEST_CASE("a quantile is the smallest value that enough of them do not exceed") {
  const std::vector<std::uint32_t> none;
  CHECK_FALSE(quantile(none, 0.5).has_value());
  std::vector<std::uint32_t> one{7};
  CHECK(quantile(one, 0.9) == 7U);
  std::vector<std::uint32_t> ten{10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
  CHECK(quantile(ten, 0.5) == 5U);
  CHECK(quantile(ten, 0.9) == 9U);
  CHECK(quantile(ten, 1.0) == 10U);
  CHECK(quantile(ten, 0.0) == 1U);
}

TEST_CASE("a series adds up: open is what was open, plus what came, less what went") {
  Ledger ledger;
  ledger.add_closed(1 * kDay, 91 * kDay);       // open since long before
  ledger.add().opened_at = at(90 * kDay);       // and still is
  ledger.add_closed(90 * kDay, 90 * kDay + 1);  // within a bucket
  ledger.add_closed(92 * kDay, 91 * kDay);      // dated to have gone before it came
  ledger.add_closed(1 * kDay, 2 * kDay);        // long gone
  ledger.add().bits = model::kOutcomeUncounted;
  const std::vector<std::int64_t> bounds{90 * kDay, 91 * kDay, 92 * kDay, 93 * kDay};
  const auto series = count_series(OutcomesView(ledger.outcomes()), {}, bounds);
  REQUIRE(series.size() == 3);
  CHECK((series[0].opened == 2 && series[0].closed == 1 && series[0].open == 2));
  CHECK((series[1].opened == 0 && series[1].closed == 1 && series[1].open == 1));
  CHECK((series[2].opened == 1 && series[2].closed == 1 && series[2].open == 1));
}

TEST_CASE("every instant of uneven buckets falls into the one that holds it") {
  std::mt19937_64 random(std::random_device{}());
  const auto seed = random();
  INFO("seed " << seed);
  random.seed(seed);
  std::vector<std::int64_t> bounds{1000};
  for (int i = 0; i < 40; ++i)
    bounds.push_back(bounds.back() + 1 + static_cast<std::int64_t>(random() % 500));
  Ledger ledger;
  std::vector<std::uint32_t> wanted(bounds.size() - 1);
  for (int i = 0; i < 2'000; ++i) {
    const auto when = 500 + static_cast<std::int64_t>(random() % 12'000);
    ledger.add().opened_at = at(when);
    for (std::size_t b = 0; b + 1 < bounds.size(); ++b)
      wanted[b] += when >= bounds[b] && when < bounds[b + 1] ? 1U : 0U;
  }
  const auto series = count_series(OutcomesView(ledger.outcomes()), {}, bounds);
  for (std::size_t b = 0; b < wanted.size(); ++b) CHECK(series[b].opened == wanted[b]);
}
