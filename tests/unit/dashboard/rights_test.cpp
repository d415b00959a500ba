#include "dashboard/rights.hpp"

#include <catch2/catch.hpp>

using namespace gridhall;
using namespace gridhall::dashboard;
using model::ActionKind;
using model::State;

namespace {

constexpr model::Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 5 / 4) + std::chrono::hours(9);

model::Tables tables(bool verification = true, bool sensitive = false) {
  model::ClassRow lamp;
  lamp.code = "streetlight.out";
  lamp.unit = "lighting";
  lamp.verification = verification;
  lamp.sensitive = sensitive;
  lamp.reopen_days = 7;
  model::TableParts parts;
  parts.versions = {{std::chrono::local_days(std::chrono::year(2025) / 1 / 1), {lamp}}};
  model::Unit lighting;
  lighting.code = "lighting";
  lighting.members = {"li.wei"};
  model::Unit team;
  team.code = "lighting.east";
  team.parent = "lighting";
  team.members = {"chen.yu"};
  model::Unit checks;
  checks.code = "checks";
  checks.members = {"wang.fang"};
  parts.units = {lighting, team, checks};
  return model::Tables(std::move(parts));
}

model::Case lamp(State state) {
  model::Case c;
  c.id = {"k3x9", 7};
  c.service_code = "streetlight.out";
  c.state = state;
  c.opened_at = kNow - std::chrono::days(3);
  return c;
}

model::Action step(State to, std::string role = "operator") {
  model::Action action;
  action.kind = ActionKind::kTransition;
  action.to = to;
  action.role = std::move(role);
  action.reason = "why";
  action.note = "in words";
  return action;
}

Actor person(std::string name) {
  return {std::move(name), {"operator", "supervisor"}};
}

std::string refusal(const Actor& actor, const model::Case& c, const model::Action& action,
                    const model::Tables* tables) {
  const auto error = refuse_by_rights(actor, c, action, tables, kNow);
  return error ? std::string(model::to_string(error->code)) : "";
}

}  // namespace

TEST_CASE("nobody acts in a role that is not theirs") {
  CHECK(refusal(person("li.wei"), lamp(State::kReported), step(State::kFiled, "admin"), nullptr) ==
        "forbidden");
  CHECK(refusal(person("li.wei"), lamp(State::kReported), step(State::kFiled), nullptr).empty());
}

TEST_CASE("pausing and extending take a second role") {
  const Actor actor = person("li.wei");
  CHECK(refusal(actor, lamp(State::kInProgress), step(State::kSuspended), nullptr) == "forbidden");
  CHECK(refusal(actor, lamp(State::kInProgress), step(State::kSuspended, "supervisor"), nullptr).empty());
  model::Action extend = step(State::kSuspended);
  extend.to.reset();
  extend.kind = ActionKind::kExtend;
  CHECK(refusal(actor, lamp(State::kInProgress), extend, nullptr) == "forbidden");
}

TEST_CASE("steps that need a reason are refused without one, with the member that is missing") {
  model::Action action = step(State::kReturned);
  action.reason.clear();
  const auto error = refuse_by_rights(person("li.wei"), lamp(State::kInProgress), action, nullptr, kNow);
  REQUIRE(error);
  CHECK(error->code == model::Code::kAttributeMissing);
  CHECK(error->pointer == "/reason_code");
}

TEST_CASE("the unit that handled a case, and its teams, never verify it, somebody outside does") {
  const model::Tables held = tables();
  for (const char* inside : {"li.wei", "chen.yu"}) {
    CHECK(refusal(person(inside), lamp(State::kResolved), step(State::kClosed), &held) == "forbidden");
    CHECK(refusal(person(inside), lamp(State::kResolved), step(State::kRework), &held) == "forbidden");
  }
  CHECK(refusal(person("wang.fang"), lamp(State::kResolved), step(State::kClosed), &held).empty());
  const model::Tables exempt = tables(false);
  CHECK(refusal(person("li.wei"), lamp(State::kResolved), step(State::kClosed), &exempt).empty());
}

TEST_CASE("a closed case is reopened within its class's window only") {
  const model::Tables held = tables();
  model::Case closed = lamp(State::kClosed);
  closed.closed_at = kNow - std::chrono::days(7);
  CHECK(refusal(person("wang.fang"), closed, step(State::kReopened), &held).empty());
  closed.closed_at = *closed.closed_at - std::chrono::seconds(1);
  CHECK(refusal(person("wang.fang"), closed, step(State::kReopened), &held) == "transition_not_allowed");
}

TEST_CASE("classes and units have to be in the tables") {
  const model::Tables held = tables();
  model::Action action;
  action.kind = ActionKind::kReclassify;
  action.role = "operator";
  action.class_code = "nonsense";
  CHECK(refusal(person("li.wei"), lamp(State::kFiled), action, &held) == "class_unknown");
  action.class_code = "streetlight.out";
  CHECK(refusal(person("li.wei"), lamp(State::kFiled), action, &held).empty());
  action.kind = ActionKind::kAssign;
  action.unit = "nonsense";
  CHECK(refusal(person("li.wei"), lamp(State::kFiled), action, &held) == "not_found");
}

TEST_CASE("what was said of a sensitive case is for who handles it, supervisors and administrators") {
  const model::Tables open = tables();
  CHECK(may_read(nullptr, lamp(State::kFiled), &open));
  CHECK(may_read(nullptr, lamp(State::kFiled), nullptr));
  const model::Tables held = tables(true, true);
  const model::Case c = lamp(State::kFiled);
  const auto reads = [&](const char* name, const char* role) {
    const Actor actor{name, {role}};
    return may_read(&actor, c, &held);
  };
  CHECK_FALSE(may_read(nullptr, c, &held));
  CHECK(reads("li.wei", "operator"));
  CHECK(reads("chen.yu", "operator"));
  CHECK_FALSE(reads("wang.fang", "operator"));
  CHECK_FALSE(reads("nobody", "operator"));
  CHECK(reads("nobody", "supervisor"));
  CHECK(reads("nobody", "admin"));
}

TEST_CASE("a case that is withheld keeps what it is and loses what was said") {
  model::Case c = lamp(State::kFiled);
  c.description = "blue door, second floor";
  c.address = "12 Mill Lane";
  c.facts.emplace_back().notes = "she is asleep";
  withhold(c);
  CHECK(c.service_code == "streetlight.out");
  CHECK((c.description + c.address + c.facts.front().notes).empty());
  CHECK(model::flag_names(c.flags) == std::vector<std::string_view>{"withheld"});
}

TEST_CASE("who a request is of stands in its header, and what is wrong with it is told") {
  net::Request request;
  CHECK(actor_of(request)->name == "demo");
  request.headers = {{"X-Gridhall-Act-As", "zhang.min"}};
  CHECK(actor_of(request)->name == "zhang.min");
  CHECK(actor_of(request)->roles == std::vector<std::string>{"operator"});
  request.headers[0].value = "zhang.min:supervisor,operator,supervisor";
  CHECK(actor_of(request)->roles == std::vector<std::string>{"supervisor", "operator"});
  for (const char* wrong : {"", ":operator", "zhang min", "zhang.min:", "zhang.min:operator,king"}) {
    request.headers[0].value = wrong;
    const auto actor = actor_of(request);
    INFO(wrong);
    REQUIRE(actor.has_error());
    CHECK(actor.error().code == model::Code::kAttributeInvalid);
    CHECK(actor.error().detail.find("operator, supervisor, admin") != std::string::npos);
  }
}

TEST_CASE("what is offered is what would not be refused") {
  const model::Tables held = tables();
  for (int i = 0; i < model::kStateCount; ++i) {
    const auto state = static_cast<State>(i);
    model::Case c = lamp(state);
    c.closed_at = kNow;
    for (const Actor& actor : {person("li.wei"), person("wang.fang")}) {
      for (const Option& option : options(actor, c, &held, kNow)) {
        if (!option.to) continue;
        model::Action action = step(*option.to, std::string(option.role));
        action.target = c.id.seq;
        action.actor = actor.name;
        action.reason = "fixed";
        INFO(model::to_string(state) << " to " << model::to_string(*option.to));
        CHECK(refusal(actor, c, action, &held).empty());
        CHECK_FALSE(model::refuse(c, action, kNow).has_value());
      }
    }
  }
}
