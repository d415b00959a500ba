#include "store/model/apply.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "store/codec.hpp"

using namespace gridhall::model;

namespace {

Time at(int minutes) {
  return Time(std::chrono::minutes(29'000'000 + minutes));
}

Event report(std::uint64_t seq, int minute) {
  Event event;
  event.seq = seq;
  event.type = EventType::kRequestReported;
  event.source = "/s";
  event.id = "r";
  event.subject = "r";
  event.occurred_at = at(minute);
  event.recorded_at = at(minute);
  event.columns.service_code = "noise.street";
  event.columns.service_name = "Street noise";
  return event;
}

Event update(std::uint64_t seq, int minute) {
  Event event = report(seq, minute);
  event.type = EventType::kCaseUpdated;
  event.id = "u" + std::to_string(seq);
  event.columns = {};
  return event;
}

Event with_status(Event event, std::string status) {
  event.columns.status = std::move(status);
  return event;
}

Case fold(const std::vector<Event>& events) {
  std::optional<Case> c;
  for (const Event& event : events) c = apply(std::move(c), event, "k3x9");
  return *c;
}

std::vector<std::string> steps(const Case& c, bool applied) {
  std::vector<std::string> out;
  for (const Transition& step : transitions(c)) {
    if (step.applied == applied) out.push_back(std::string(to_string(step.to)) + (step.implied ? "*" : ""));
  }
  return out;
}

}  // namespace

TEST_CASE("a report opens a case that is named by its event") {
  const Case c = fold({report(7, 0)});
  CHECK(to_string(c.id) == "k3x9-7");
  CHECK(c.state == State::kReported);
  CHECK(c.version == 7);
  CHECK(c.kind == Kind::kRequest);
  CHECK(c.title() == "Street noise");
  CHECK((c.flags & kCaseUnlocated) != 0);
  CHECK((c.flags & (kCaseStub | kCaseSourceManaged)) == 0);
}

TEST_CASE("a source's status makes filing and dispatch implied at the report's instant") {
  const Case c = fold({with_status(report(1, 0), "open")});
  CHECK(c.state == State::kDispatched);
  CHECK((c.flags & kCaseSourceManaged) != 0);
  const auto all = transitions(c);
  REQUIRE(all.size() == 2);
  for (const Transition& step : all) {
    CHECK(step.implied);
    CHECK(step.occurred_at == at(0));
  }
}

TEST_CASE("a source's closing implies the steps between and carries its reason") {
  Event closing = with_status(update(2, 30), "closed");
  closing.columns.closure_reason = "fixed";
  const Case c = fold({with_status(report(1, 0), "open"), closing});
  CHECK(c.state == State::kClosed);
  CHECK(c.closed_at == at(30));
  CHECK(c.closure_reason == "fixed");
  CHECK(steps(c, true) ==
        std::vector<std::string>{"filed*", "dispatched*", "acknowledged*", "resolved*", "closed"});
}

TEST_CASE("a closing without any status before it closes too") {
  CHECK(fold({report(1, 0), with_status(update(2, 5), "closed")}).state == State::kClosed);
}

TEST_CASE("open after closed reopens and a second closed is kept as not applied") {
  const Case c = fold({with_status(report(1, 0), "open"), with_status(update(2, 10), "closed"),
                       with_status(update(3, 20), "closed"), with_status(update(4, 30), "open")});
  CHECK(c.state == State::kDispatched);
  CHECK_FALSE(c.closed_at.has_value());
  CHECK(steps(c, false) == std::vector<std::string>{"closed"});
}

TEST_CASE("a step that the table does not allow stays in the history with what would be allowed") {
  const Case c = fold({with_status(report(1, 0), "open"), with_status(update(2, 10), "suspended")});
  CHECK(c.state == State::kDispatched);
  const auto all = transitions(c);
  REQUIRE(all.back().applied == false);
  CHECK(all.back().reason ==
        "not allowed from dispatched; allowed: acknowledged in_progress returned merged");
}

TEST_CASE("named states move a case along the table") {
  const Case c = fold({with_status(report(1, 0), "open"), with_status(update(2, 1), "acknowledged"),
                       with_status(update(3, 2), "in_progress"), with_status(update(4, 3), "resolved")});
  CHECK(c.state == State::kResolved);
  CHECK(c.open());
}

TEST_CASE("an update before its report opens a stub that the report completes") {
  Event early = with_status(update(1, 10), "closed");
  early.columns.description = "from the update";
  const Case stub = fold({early});
  CHECK((stub.flags & kCaseStub) != 0);

  Event late = report(2, 0);
  late.columns.description = "from the report";
  late.cell = {0x89c25a4b10000000ULL};
  const Case c = fold({early, late});
  CHECK((c.flags & kCaseStub) == 0);
  CHECK(c.opened_at == at(0));
  CHECK(c.state == State::kClosed);
  CHECK(c.description == "from the update");  // the report folds first, whenever it comes
  CHECK(c.service_code == "noise.street");
  CHECK(c.id.seq == 1);
  CHECK(c.cell);
}

TEST_CASE("a second report for a known subject is an update") {
  Event second = report(2, 5);
  second.columns.service_name = "Loud street";
  const Case c = fold({report(1, 0), second});
  CHECK(c.report_seq == 1);
  CHECK(c.opened_at == at(0));
  CHECK(c.service_name == "Loud street");
}

TEST_CASE("a late fact never undoes a newer one") {
  Event newer = update(2, 20);
  newer.columns.severity = Severity::kSevere;
  Event older = update(3, 10);
  older.columns.severity = Severity::kMinor;
  older.columns.address = "Dock 4";
  const Case c = fold({report(1, 0), newer, older});
  CHECK(c.severity == Severity::kSevere);
  CHECK(c.address == "Dock 4");
  CHECK(c.updated_at == at(20));
  CHECK(c.version == 3);
}

TEST_CASE("a closing dated before its report is kept, flagged, and closes") {
  const Case c = fold({with_status(report(1, 100), "open"), with_status(update(2, 50), "closed")});
  CHECK(c.state == State::kClosed);
  CHECK(c.closed_at == at(50));
  CHECK((c.flags & kCaseClosedBeforeOpened) != 0);
}

TEST_CASE("an update without a place leaves the place as it was") {
  Event placed = report(1, 0);
  placed.cell = {0x89c25a4b10000000ULL};
  placed.lat = 40.7;
  placed.lon = -73.9;
  placed.areas = {{0, "101"}};
  const Case c = fold({placed, update(2, 5)});
  CHECK(c.cell == placed.cell);
  CHECK(c.areas == placed.areas);
  CHECK((c.flags & kCaseUnlocated) == 0);
}

TEST_CASE("the order in which a source's facts arrive does not matter") {
  std::mt19937 random(20261124);
  const std::vector<std::string> words = {"open",         "closed",   "in_progress",
                                          "acknowledged", "resolved", "returned"};
  for (int round = 0; round < 300; ++round) {
    INFO("round " << round);
    std::vector<Event> facts;
    for (int i = 0; i < 6; ++i) {
      Event fact = update(0, 1 + static_cast<int>(random() % 1000) * 10 + i);
      if (random() % 3 != 0) fact.columns.status = words[random() % words.size()];
      if (random() % 2 == 0) fact.columns.severity = static_cast<Severity>(random() % 5);
      if (random() % 2 == 0) fact.columns.address = std::to_string(random() % 100);
      facts.push_back(fact);
    }
    const auto outcome = [](std::vector<Event> order) {
      std::uint64_t seq = 0;
      for (Event& event : order) event.seq = ++seq;
      Case c = fold(order);
      return std::tuple(c.state, c.severity, c.address, c.closed_at, c.opened_at, c.updated_at,
                        c.flags & ~std::uint32_t{kCaseStub});
    };
    std::vector<Event> in_order = facts;
    in_order.insert(in_order.begin(), report(0, 0));
    std::vector<Event> shuffled = in_order;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    CHECK(outcome(in_order) == outcome(shuffled));
  }
}

TEST_CASE("a case's record reads back to the same case") {
  Event placed = with_status(report(1, 0), "open");
  placed.cell = {0x89c25a4b10000000ULL};
  placed.lat = 40.7;
  placed.lon = -73.9;
  placed.areas = {{0, "101"}, {1, "101007"}};
  placed.columns.expected_datetime = at(600);
  placed.columns.exercise = true;
  Event closing = with_status(update(9, 30), "closed");
  closing.columns.status_notes = "done";
  const Case c = fold({placed, closing});
  const std::string bytes = gridhall::store::encode_case(c);
  const auto back = gridhall::store::decode_case(bytes);
  REQUIRE(back.has_value());
  CHECK(gridhall::store::encode_case(*back) == bytes);
  CHECK(back->events == std::vector<std::uint64_t>{1, 9});
  CHECK(back->due_at == at(600));
  CHECK(back->facts.size() == 2);
  CHECK_FALSE(gridhall::store::decode_case(bytes.substr(0, bytes.size() - 1)).has_value());
}
