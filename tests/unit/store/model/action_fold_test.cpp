// What actions make of a case, and what its source may still say.
#include <algorithm>
#include <catch2/catch.hpp>

#include "store/codec.hpp"
#include "tests/unit/store/model/action_fixture.hpp"

using namespace gridhall::model;

namespace {

constexpr std::string_view kPersonDecides = "a person has acted on the case; a person decides";

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("people move a case along the table, and each step says who and why") {
  Story story = dispatched_story();
  story.act(transition(State::kInProgress), minute(3));
  Action resolved = transition(State::kResolved, "fixed");
  resolved.note = "lamp replaced";
  story.act(resolved, minute(9)).act(transition(State::kClosed, "fixed"), minute(12));
  CHECK(story.steps() == Words{"filed", "dispatched", "in_progress", "resolved", "closed"});
  CHECK(story.now().closed_at == minute(12));
  CHECK(story.now().closure_reason == "fixed");
  CHECK(story.now().acted_seq == 2);
  CHECK_FALSE(story.flagged(kCaseSourceManaged));
  const Transition step = transitions(story.now())[3];
  CHECK(step.actor == "li");
  CHECK(step.role == "operator");
  CHECK(step.reason == "fixed");
  CHECK(step.note == "lamp replaced");
  CHECK(step.occurred_at == minute(9));
  CHECK(step.seq == 5);
  CHECK_FALSE(step.implied);
}

TEST_CASE("a refused action stays in the history with its reason and changes nothing else") {
  Story story = dispatched_story();
  const Case before = story.now();
  Action stale = transition(State::kAcknowledged);
  stale.expected_version = 1;
  stale.note = "too late";
  story.act(stale, minute(5));
  CHECK(story.not_applied().find("expected_version is 1") != std::string::npos);
  const Transition step = transitions(story.now()).back();
  CHECK(step.to == State::kAcknowledged);
  CHECK(step.actor == "li");
  CHECK(step.note == "too late");
  Case rest = story.now();
  CHECK(rest.version == 4);
  CHECK(rest.events == std::vector<std::uint64_t>{1, 2, 3, 4});
  rest.version = before.version;
  rest.events = before.events;
  rest.facts = before.facts;
  CHECK(gridhall::store::encode_case(rest) == gridhall::store::encode_case(before));
}

TEST_CASE("a refused action that asks for no state is told as a step to where the case is") {
  Story story = dispatched_story();
  story.act(rate(9), minute(4)).act(transition(State::kInProgress), minute(5));
  const auto all = transitions(story.now());
  REQUIRE(all.size() == 4);
  CHECK_FALSE(all[2].applied);
  CHECK(all[2].from == State::kDispatched);
  CHECK(all[2].to == State::kDispatched);
  CHECK(story.now().rating == 0);
  CHECK(story.state() == State::kInProgress);
}

TEST_CASE("a refused action makes nobody the one who decides") {
  Story story;
  story.report(minute(0), "open").act(transition(State::kClosed, "fixed"), minute(5));
  CHECK(story.now().acted_seq == 0);
  story.update(minute(6), "closed");
  CHECK(story.state() == State::kClosed);
}

TEST_CASE("once a person has acted, the source's word is kept, not applied, and flagged where it differs") {
  Story story;
  story.report(minute(0), "open").act(transition(State::kAcknowledged), minute(5));
  CHECK(story.now().acted_seq == 2);
  story.update(minute(6), "closed");
  CHECK(story.state() == State::kAcknowledged);
  CHECK(story.not_applied() == kPersonDecides);
  CHECK(story.flagged(kCaseSourceDiffers));
  const Words flags = [&] {
    Words names;
    for (const auto name : flag_names(story.now().flags)) names.emplace_back(name);
    return names;
  }();
  CHECK(std::find(flags.begin(), flags.end(), "source_differs") != flags.end());

  story.update(minute(7), "open");  // the source agrees again
  CHECK_FALSE(story.flagged(kCaseSourceDiffers));
  CHECK(story.not_applied().empty());
  story.update(minute(8), "resolved");  // another state, but open like the case
  CHECK_FALSE(story.flagged(kCaseSourceDiffers));
  CHECK(story.not_applied() == kPersonDecides);

  story.update(minute(9), "rejected");
  CHECK(story.flagged(kCaseSourceDiffers));
  story.act(comment("seen"), minute(10));
  CHECK(story.flagged(kCaseSourceDiffers));
  story.act(transition(State::kInProgress), minute(11));
  CHECK_FALSE(story.flagged(kCaseSourceDiffers));
  CHECK(story.state() == State::kInProgress);
}

TEST_CASE("a comment, a claim, a rating or a nudge leaves the case to its source") {
  Story story;
  story.report(minute(0), "open").act(comment("called"), minute(1)).act(claim("li", minute(60)), minute(2));
  story.act(rate(2), minute(3)).act(make_action(ActionKind::kNudge), minute(4)).act(release("li"), minute(5));
  CHECK(story.now().acted_seq == 0);
  story.update(minute(6), "closed");
  CHECK(story.state() == State::kClosed);
  CHECK(story.now().rating == 2);
  CHECK(story.now().updated_at == minute(6));
}

TEST_CASE("a late fact never undoes an accepted action") {
  Story story;
  story.report(minute(0), "open").update(minute(10), "acknowledged");
  story.act(transition(State::kInProgress), minute(20));
  // Dated before the acknowledgement; by occurrence it would have made everything after it impossible.
  story.update(minute(5), "returned");
  CHECK(story.steps() == Words{"filed*", "dispatched*", "acknowledged", "in_progress"});
  CHECK(story.not_applied() == kPersonDecides);
}

TEST_CASE("facts dated after an action but recorded before it stay before it") {
  Story story;
  story.report(minute(0), "open").update(minute(500), "acknowledged");
  story.act(transition(State::kInProgress), minute(20));
  CHECK(story.steps() == Words{"filed*", "dispatched*", "acknowledged", "in_progress"});
}

TEST_CASE("until a person has acted facts order by occurrence, for columns by sequence from then on") {
  Story story;
  story.report(minute(0));
  Event newer = Story::source_event(minute(20));
  newer.columns.severity = Severity::kSevere;
  Event older = Story::source_event(minute(10));
  older.columns.severity = Severity::kMinor;
  story.take(newer).take(older);
  CHECK(story.now().severity == Severity::kSevere);
  story.act(assign("unit-1"), minute(30)).take(older);
  CHECK(story.now().severity == Severity::kMinor);
  story.take(newer);
  CHECK(story.now().severity == Severity::kSevere);
}

TEST_CASE("a status that first comes after a person acted does not make the case its source's") {
  Story story;
  story.report(minute(0)).act(transition(State::kFiled), minute(1));
  story.act(transition(State::kRejected, "not_responsible"), minute(2)).update(minute(3), "open");
  CHECK_FALSE(story.flagged(kCaseSourceManaged));
  CHECK(story.steps() == Words{"filed", "rejected"});
  CHECK(story.state() == State::kRejected);
  CHECK(story.not_applied() == kPersonDecides);
  CHECK(story.flagged(kCaseSourceDiffers));
}

TEST_CASE("a report that comes after a person acted completes the stub and moves nothing") {
  Story story;
  Event early = Story::source_event(minute(10));
  early.columns.description = "from the update";
  story.take(early).act(transition(State::kFiled), minute(20));
  Event report = Story::source_event(minute(0), "closed");
  report.type = EventType::kIncidentReported;
  report.columns.description = "from the report";
  report.columns.service_code = "noise.street";
  story.take(report);
  CHECK_FALSE(story.flagged(kCaseStub));
  CHECK(story.now().opened_at == minute(0));
  CHECK(story.now().kind == Kind::kIncident);
  CHECK(story.now().description == "from the update");
  CHECK(story.now().service_code == "noise.street");
  CHECK(story.state() == State::kFiled);
  CHECK(story.flagged(kCaseSourceDiffers));
}

TEST_CASE("claims lapse, and the lapse of an old claim takes nothing from a new one") {
  Story story = dispatched_story();
  story.act(claim("li", minute(30)), minute(10));
  const std::uint64_t first = story.last_seq();
  REQUIRE(story.now().claim.has_value());
  CHECK(story.now().claim->user == "li");
  CHECK(story.now().claim->since == minute(10));
  CHECK(story.now().claim->seq == first);

  story.act(claim("li", minute(50)), minute(20));  // renewed
  CHECK(story.now().claim->since == minute(10));
  CHECK(story.now().claim->until == minute(50));
  story.act(lapse_of_claim(first), minute(31));
  REQUIRE(story.now().claim.has_value());
  CHECK_FALSE(story.not_applied().empty());

  const std::uint64_t second = story.now().claim->seq;
  story.act(lapse_of_claim(second), minute(50));
  CHECK_FALSE(story.now().claim.has_value());
  story.act(claim("wang", minute(90)), minute(51));
  CHECK(story.now().claim->user == "wang");
  CHECK(story.now().claim->since == minute(51));
}

TEST_CASE("a claim past its end passes to whoever takes it, lapse logged or not") {
  Story story = dispatched_story();
  story.act(claim("li", minute(30)), minute(10)).act(claim("wang", minute(90)), minute(31));
  CHECK(story.now().claim->user == "wang");
  CHECK(story.now().claim->since == minute(31));
  story.act(claim("li", minute(99)), minute(40));
  CHECK(story.now().claim->user == "wang");
}

TEST_CASE("a claim stays through transitions and ends with the case") {
  Story story = dispatched_story();
  story.act(claim("li", minute(90)), minute(10));
  Action by_other = transition(State::kInProgress);
  by_other.actor = "wang";
  story.act(by_other, minute(11));
  CHECK(story.now().claim->user == "li");
  story.act(transition(State::kResolved), minute(12)).act(transition(State::kClosed, "fixed"), minute(13));
  CHECK_FALSE(story.now().claim.has_value());

  Story merged = dispatched_story();
  merged.act(claim("li", minute(90)), minute(10)).act(merge_into(7), minute(11));
  CHECK_FALSE(merged.now().claim.has_value());

  Story of_source;
  of_source.report(minute(0), "open").act(claim("li", minute(90)), minute(10)).update(minute(12), "closed");
  CHECK_FALSE(of_source.now().claim.has_value());
}

TEST_CASE("a lapsed acknowledgement is flagged until somebody decides or the case moves on") {
  Story story = dispatched_story();
  story.act(transition(State::kAcknowledged), minute(4)).act(lapse_of_acknowledgement(4), minute(64));
  CHECK(story.flagged(kCaseAckLapsed));
  CHECK(story.state() == State::kAcknowledged);
  story.act(comment("on my way"), minute(65));
  CHECK(story.flagged(kCaseAckLapsed));
  story.act(assign("unit-2"), minute(66));
  CHECK_FALSE(story.flagged(kCaseAckLapsed));

  Story of_source;
  of_source.report(minute(0), "open").update(minute(4), "acknowledged");
  of_source.act(lapse_of_acknowledgement(2), minute(64));
  CHECK(of_source.flagged(kCaseAckLapsed));
  CHECK(of_source.now().acted_seq == 0);
  of_source.update(minute(70), "in_progress");
  CHECK_FALSE(of_source.flagged(kCaseAckLapsed));
  CHECK(of_source.state() == State::kInProgress);
}

TEST_CASE("merging names the parent, and reopening takes it back") {
  Story story = dispatched_story();
  Action merge = merge_into(7);
  merge.reason = "duplicate";
  story.act(merge, minute(5));
  CHECK(story.state() == State::kMerged);
  CHECK(story.now().parent == CaseId{kEpoch, 7});
  CHECK(story.now().closure_reason == "duplicate");
  CHECK_FALSE(story.now().open());
  story.act(transition(State::kReopened), minute(6));
  CHECK_FALSE(story.now().parent.has_value());
  CHECK(story.now().open());
  story.act(merge_into(9), minute(7));
  CHECK(story.now().parent == CaseId{kEpoch, 9});
  story.act(merge_into(11), minute(8));
  CHECK(story.now().parent == CaseId{kEpoch, 9});
  CHECK_FALSE(story.not_applied().empty());
}

TEST_CASE("unit, class, rating and place are what was last decided") {
  Story story = dispatched_story();
  story.act(assign("unit-1"), minute(4)).act(assign("unit-2"), minute(5));
  story.act(reclassify("noise.night"), minute(6)).act(rate(2), minute(7)).act(rate(4), minute(8));
  Event moved = Story::action_event(make_action(ActionKind::kRelocate), minute(9));
  moved.cell = {0x89c25a4b10000000ULL};
  moved.lat = 40.7;
  moved.lon = -73.9;
  moved.areas = {{0, "101"}};
  moved.flags = kOutsideAreas;
  CHECK(story.flagged(kCaseUnlocated));
  story.take(moved);
  const Case& c = story.now();
  CHECK(c.unit == "unit-2");
  CHECK(c.class_code == "noise.night");
  CHECK(c.service_code == "noise.street");
  CHECK(c.rating == 4);
  CHECK(c.cell == moved.cell);
  CHECK(c.areas == moved.areas);
  CHECK_FALSE(story.flagged(kCaseUnlocated));
  CHECK(story.flagged(kCaseOutsideAreas));
  CHECK(story.state() == State::kDispatched);
}

TEST_CASE("a report that comes late does not take a case back from where people put it") {
  Story story;
  story.update(minute(10));
  Event moved = Story::action_event(make_action(ActionKind::kRelocate), minute(20));
  moved.cell = {0x89c25a4b10000000ULL};
  Event report = Story::source_event(minute(0));
  report.type = EventType::kRequestReported;
  report.cell = {0x89c25a4d10000000ULL};
  story.take(moved).take(report);
  CHECK(story.now().cell == moved.cell);
}

TEST_CASE("a source can't take a case back from where people put it, a person can") {
  Story story = dispatched_story();
  const auto placed = [](Event event, std::uint64_t cell) {
    event.cell = {cell};
    return event;
  };
  constexpr std::uint64_t kFirst = 0x89c25a4b10000000ULL;
  constexpr std::uint64_t kSecond = 0x89c25a4d10000000ULL;
  story.take(placed(Story::action_event(make_action(ActionKind::kRelocate), minute(20)), kFirst));
  CHECK(story.flagged(kCaseRelocated));
  story.take(placed(Story::source_event(minute(21)), kFirst));
  CHECK_FALSE(story.flagged(kCaseSourceDiffers));

  Event later = placed(Story::source_event(minute(22)), kSecond);
  later.columns.status = "open";  // agrees on the state, not on the place
  later.columns.address = "12 Mill Lane";
  story.take(later);
  CHECK(story.now().cell.value == kFirst);
  CHECK(story.now().address == "12 Mill Lane");
  CHECK(story.flagged(kCaseSourceDiffers));

  story.take(placed(Story::action_event(make_action(ActionKind::kRelocate), minute(23)), kSecond));
  CHECK(story.now().cell.value == kSecond);
  CHECK_FALSE(story.flagged(kCaseSourceDiffers));
}

TEST_CASE("a nudge and an escalation are history and move nothing") {
  Story story = dispatched_story();
  const auto before = story.now();
  Action escalate = make_action(ActionKind::kEscalate);
  escalate.unit = "bureau";
  story.act(make_action(ActionKind::kNudge), minute(5)).act(escalate, minute(6));
  CHECK(story.not_applied().empty());
  CHECK(story.state() == before.state);
  CHECK(story.now().unit == before.unit);
  CHECK(story.now().facts.size() == before.facts.size());
  CHECK(story.now().version == 5);
}
