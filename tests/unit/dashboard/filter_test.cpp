#include "dashboard/filter.hpp"

#include <catch2/catch.hpp>

using namespace gridhall;
using namespace gridhall::dashboard;

namespace {

model::Case some_case() {
  model::Case c;
  c.service_code = "noise.street";
  c.severity = model::Severity::kSevere;
  c.state = model::State::kDispatched;
  c.kind = model::Kind::kIncident;
  c.cell = {1};
  c.areas = {{0, "7"}, {1, "703"}};
  c.agency = "DEP";
  c.source = "urn:a";
  return c;
}

}  // namespace

TEST_CASE("a pattern with a dot takes the class and everything below it, one without takes every beginning") {
  CHECK(matches_pattern("noise.*", "noise.street"));
  CHECK(matches_pattern("noise.*", "noise"));
  CHECK_FALSE(matches_pattern("noise.*", "noisy"));
  CHECK(matches_pattern("Noise*", "Noise - Residential"));
  CHECK(matches_pattern("*", ""));
  CHECK_FALSE(matches_pattern("noise", "noise.street"));
}

TEST_CASE("an empty filter takes every case") {
  CHECK(Filter().empty());
  CHECK(matches(Filter(), some_case(), nullptr, {}));
}

TEST_CASE("a filter for escalated cases takes the levels that it names") {
  Filter filter;
  filter.escalations = escalation_bit("supervised") | escalation_bit("raised");
  CHECK_FALSE(filter.empty());
  CHECK(filter.key() != Filter().key());
  model::Case c = some_case();
  CHECK_FALSE(matches(filter, c, nullptr, {}));
  c.set_flag(model::kCaseNudged, true);
  CHECK_FALSE(matches(filter, c, nullptr, {}));
  c.set_flag(model::kCaseRaised, true);
  CHECK(matches(filter, c, nullptr, {}));
  CHECK(escalation_bit("shouted") == 0);
}

TEST_CASE("all members of a filter must hold, and one value of each list") {
  Filter filter;
  filter.service_codes = {"fire", "noise.*"};
  filter.areas = {"703"};
  filter.states = state_bits("open");
  filter.severities = severities_from(model::Severity::kModerate);
  filter.kinds = 1U << static_cast<unsigned>(model::Kind::kIncident);
  filter.units = {"DEP"};
  filter.sources = {"urn:a"};
  filter.located = true;
  filter.exercise = false;
  CHECK(matches(filter, some_case(), nullptr, {}));

  const auto refuses = [&filter](auto change) {
    model::Case c = some_case();
    change(c);
    return !matches(filter, c, nullptr, {});
  };
  CHECK(refuses([](model::Case& c) { c.service_code = "water"; }));
  CHECK(refuses([](model::Case& c) { c.areas = {{0, "7"}}; }));
  CHECK(refuses([](model::Case& c) { c.state = model::State::kClosed; }));
  CHECK(refuses([](model::Case& c) { c.severity = model::Severity::kMinor; }));
  CHECK(refuses([](model::Case& c) { c.kind = model::Kind::kRequest; }));
  CHECK(refuses([](model::Case& c) { c.agency = "DOT"; }));
  CHECK(refuses([](model::Case& c) { c.source = "urn:b"; }));
  CHECK(refuses([](model::Case& c) { c.cell = {}; }));
  CHECK(refuses([](model::Case& c) { c.flags = model::kCaseExercise; }));
}

TEST_CASE("severity and severity_min that exclude each other take nothing") {
  Filter filter;
  filter.severities = 1U << static_cast<unsigned>(model::Severity::kMinor);
  combine_severities(filter, severities_from(model::Severity::kSevere));
  CHECK_FALSE(filter.empty());
  CHECK_FALSE(matches(filter, some_case(), nullptr, {}));
}

TEST_CASE("a light takes the open cases that have it at that moment") {
  model::Case c = some_case();
  c.opened_at = model::Time(std::chrono::hours(9));
  c.due_at = model::Time(std::chrono::hours(12));
  const auto takes = [&c](std::string_view light, int hour) {
    Filter filter;
    filter.lights = light_bit(light);
    return matches(filter, c, nullptr, model::Time(std::chrono::hours(hour)));
  };
  CHECK(takes("green", 10));
  CHECK(takes("yellow", 11));
  CHECK_FALSE(takes("red", 12));
  CHECK(takes("red", 13));
  CHECK_FALSE(takes("unset", 13));
  c.due_at.reset();
  CHECK(takes("unset", 13));
  CHECK(light_bit("paused") == light_bit("grey"));
  CHECK(light_bit("blue") == 0);
}

TEST_CASE("a closed case has no light") {
  model::Case c = some_case();
  c.state = model::State::kClosed;
  c.due_at = model::Time(std::chrono::hours(12));
  Filter filter;
  filter.lights = light_bit("red");
  CHECK_FALSE(matches(filter, c, nullptr, model::Time(std::chrono::hours(20))));
  filter.lights = light_bit("unset");
  CHECK(matches(filter, c, nullptr, model::Time(std::chrono::hours(20))));
}

TEST_CASE("the states of the groups are those of the lifecycle") {
  CHECK((state_bits("open") & state_bits("closed")) == 0);
  CHECK((state_bits("open") | state_bits("closed")) == (1U << model::kStateCount) - 1);
  CHECK(state_bits("in_progress") == 1U << static_cast<unsigned>(model::State::kInProgress));
  CHECK(state_bits("nonsense") == 0);
}

TEST_CASE("two ways of saying the same filter have one key, different filters have different ones") {
  Filter a;
  a.service_codes = {"b", "a", "a"};
  Filter b;
  b.service_codes = {"a", "b"};
  normalise(a);
  normalise(b);
  CHECK(a.key() == b.key());
  Filter c;
  c.areas = {"a", "b"};
  CHECK(c.key() != b.key());
  Filter d;
  d.service_codes = {"a1:b"};
  CHECK(d.key() != b.key());
}
