#include <catch2/catch.hpp>

#include "store/bytes.hpp"
#include "store/codec.hpp"
#include "tests/unit/store/model/action_fixture.hpp"

using namespace gridhall::model;
using gridhall::store::decode_case;
using gridhall::store::encode_case;

namespace {

void write_time(gridhall::store::Writer& out, Time time) {
  out.i64(time.time_since_epoch().count());
}

// The record of a case as it was written before cases knew actions, spelled out: what is on disks stays
// readable.
std::string version_1(const Case& c) {
  std::string bytes;
  gridhall::store::Writer out(bytes);
  out.u8(1);
  out.text(c.id.epoch);
  out.u64(c.id.seq);
  out.varint(c.version);
  for (const std::string& text : {c.integrator, c.source, c.subject}) out.text(text);
  out.u8(static_cast<std::uint8_t>(c.kind));
  out.u8(static_cast<std::uint8_t>(c.state));
  out.u8(static_cast<std::uint8_t>(c.severity));
  out.varint(c.flags);
  out.u64(c.cell.value);
  out.f64(c.lat);
  out.f64(c.lon);
  out.varint(c.areas.size());
  for (const AreaRef& area : c.areas) {
    out.u8(area.layer);
    out.text(area.code);
  }
  for (const std::string& text : {c.service_code, c.service_name, c.description, c.address, c.building,
                                  c.floor, c.unit_no, c.agency, c.media_url})
    out.text(text);
  out.u8(0);  // due_at
  write_time(out, c.opened_at);
  write_time(out, c.updated_at);
  out.u8(c.closed_at ? 1 : 0);
  if (c.closed_at) write_time(out, *c.closed_at);
  out.text(c.closure_reason);
  for (const Stamp& stamp : c.stamps) {
    write_time(out, stamp.at);
    out.varint(stamp.seq);
  }
  out.varint(c.report_seq);
  out.varint(c.facts.size());
  for (const StatusFact& fact : c.facts) {
    write_time(out, fact.stamp.at);
    out.varint(fact.stamp.seq);
    write_time(out, fact.recorded_at);
    out.u8(static_cast<std::uint8_t>((fact.open_word ? 1 : 0) + (fact.closed_word ? 2 : 0)));
    out.u8(static_cast<std::uint8_t>(fact.state));
    out.text(fact.reason);
    out.text(fact.notes);
  }
  out.varint(c.events.size());
  std::uint64_t last = 0;
  for (const std::uint64_t seq : c.events) {
    out.varint(seq - last);
    last = seq;
  }
  return bytes;
}

Story of_source() {
  Story story;
  Event report = Story::source_event(minute(0), "open");
  report.type = EventType::kIncidentReported;
  report.cell = {0x89c25a4b10000000ULL};
  report.lat = 40.7;
  report.lon = -73.9;
  report.areas = {{0, "101"}, {1, "101007"}};
  report.columns.severity = Severity::kSevere;
  report.columns.address = "Dock 4";
  story.take(report).update(minute(9), "in_progress");
  Event closing = Story::source_event(minute(30), "closed");
  closing.columns.closure_reason = "fixed";
  closing.columns.status_notes = "done";
  return story.take(closing);
}

Story of_people() {
  Story story = of_source();
  story.update(minute(31), "open").act(transition(State::kInProgress), minute(40));
  story.update(minute(35), "closed").act(claim("li", minute(90)), minute(41));
  story.act(assign("unit-1"), minute(42)).act(extend(minute(900)), minute(43));
  story.act(reclassify("noise.night"), minute(44)).act(rate(4), minute(45));
  story.act(rate(9), minute(46)).act(claim("wang", minute(99)), minute(47));
  return story;
}

}  // namespace

TEST_CASE("a case's record of version 1 reads as the case that it was, and is written anew as version 3") {
  const Story story = of_source();
  const Case& c = story.now();
  const auto old = decode_case(version_1(c));
  REQUIRE(old.has_value());
  CHECK(encode_case(*old) == encode_case(c));
  CHECK(encode_case(*old).front() == 3);
  REQUIRE(old->facts.size() == 3);
  CHECK(old->facts[0].occurred_at == minute(0));
  CHECK(old->facts[1].occurred_at == minute(9));
  CHECK(transitions(*old).size() == transitions(c).size());
}

TEST_CASE("a case from a record of version 1 takes actions as if it had always known them") {
  std::optional<Case> c = decode_case(version_1(of_source().now()));
  REQUIRE(c.has_value());
  const Story story = of_people();
  for (const Event& event : story.events()) {
    if (event.seq > c->version) c = apply(std::move(c), event, kEpoch);
  }
  CHECK(encode_case(*c) == encode_case(story.now()));
}

TEST_CASE("a case that people worked on reads back to the same case, and no part of its record is enough") {
  Story story = of_people();
  const auto check = [](const Case& c) {
    const std::string bytes = encode_case(c);
    const auto back = decode_case(bytes);
    REQUIRE(back.has_value());
    CHECK(encode_case(*back) == bytes);
    CHECK(transitions(*back).size() == transitions(c).size());
    for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(decode_case(bytes.substr(0, size)));
    CHECK_FALSE(decode_case(bytes + '\0'));
  };
  check(story.now());
  const auto back = decode_case(encode_case(story.now()));
  REQUIRE(back->claim.has_value());
  CHECK(back->claim->user == "li");
  CHECK(back->acted_seq == 5);
  CHECK(back->unit == "unit-1");
  CHECK(back->class_code == "noise.night");
  CHECK(back->rating == 4);
  REQUIRE(back->extensions.size() == 1);
  CHECK(back->extensions.front().due_at == minute(900));
  CHECK((back->flags & kCaseSourceDiffers) == 0);

  Story merged = dispatched_story();
  merged.act(merge_into(7), minute(5));
  check(merged.now());
  CHECK(decode_case(encode_case(merged.now()))->parent == CaseId{kEpoch, 7});
}

TEST_CASE("an escalation reads back whole, and a record of version 2 is a case that was never escalated") {
  Story story = dispatched_story();
  Action raise = make_action(ActionKind::kEscalate, std::string(kSystemActor));
  raise.unit = "lighting";
  raise.rung = 3;
  raise.deadline = 1;
  story.act(raise, minute(5));
  REQUIRE(story.now().escalation.has_value());
  const std::string bytes = encode_case(story.now());
  const auto back = decode_case(bytes);
  REQUIRE(back.has_value());
  CHECK(back->escalation == story.now().escalation);
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(decode_case(bytes.substr(0, size)));

  std::string old = encode_case(dispatched_story().now());
  old.pop_back();
  old.front() = 2;
  const auto never = decode_case(old);
  REQUIRE(never.has_value());
  CHECK_FALSE(never->escalation.has_value());
  CHECK(encode_case(*never) == encode_case(dispatched_story().now()));
}

TEST_CASE("a fact of version 1 with bits that it never had is damage") {
  const Story story = of_source();
  const Case& c = story.now();
  std::string bytes = version_1(c);
  std::string word("\2", 1);  // of the closing, followed by its state and its reason
  word += static_cast<char>(c.facts[2].state);
  word += "\5fixed";
  const std::size_t at = bytes.rfind(word);
  REQUIRE(at != std::string::npos);
  bytes[at] = 6;
  CHECK_FALSE(decode_case(bytes).has_value());
}
