// What people do to cases, through the HTTP door of a daemon in development mode.
#include <atomic>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <random>
#include <thread>

#include "tests/integration/harness/events.hpp"
#include "tests/integration/harness/live_view.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;

struct Answer {
  unsigned status = 0;
  json::value body;
};

Answer act(const Daemon& daemon, const std::string& id, const std::string& door, const json::object& body,
           const std::string& key) {
  const HttpResponse response =
      daemon.request("POST", "/api/v1/cases/" + id + "/" + door, json::serialize(body),
                     {{"Content-Type", "application/json"}, {"Idempotency-Key", key}});
  return {response.status, response.json()};
}

std::string id_of(const Daemon& daemon, const std::string& subject) {
  return std::string(find_case(daemon, subject).at("id").as_string());
}

std::int64_t version_of(const Daemon& daemon, const std::string& id) {
  return daemon.get_json("/api/v1/cases/" + id).at("version").as_int64();
}

Answer move(const Daemon& daemon, const std::string& id, const std::string& to, const std::string& key,
            json::object more = {}) {
  more["to"] = to;
  more["expected_version"] = version_of(daemon, id);
  return act(daemon, id, "transitions", more, key);
}

std::string state_of(const Daemon& daemon, const std::string& id) {
  return std::string(daemon.get_json("/api/v1/cases/" + id).at("state").as_string());
}

bool may(const json::value& one, std::string_view action, std::string_view to = {}) {
  for (const json::value& option : one.at("may").as_array()) {
    if (option.at("action").as_string() != action) continue;
    if (to.empty() || option.at("to").as_string() == to) return true;
  }
  return false;
}

TEST_CASE("a case goes its way by hand, and its history says who, when and why") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("77")});
  const std::string id = id_of(daemon, "77");
  for (const char* to : {"filed", "dispatched", "acknowledged", "in_progress", "resolved"}) {
    const Answer done = move(daemon, id, to, std::string("k-") + to);
    REQUIRE(done.status == 201);
    REQUIRE(done.body.at("case").at("state").as_string() == to);
  }
  const Answer closed =
      move(daemon, id, "closed", "k-closed", {{"reason_code", "fixed"}, {"note", "灯已修好"}});
  REQUIRE(closed.status == 201);
  REQUIRE(closed.body.at("case").at("closure_reason").as_string() == "fixed");

  const json::value history = daemon.get_json("/api/v1/cases/" + id + "/history");
  const json::value& last = history.at("transitions").as_array().back();
  REQUIRE(last.at("to").as_string() == "closed");
  REQUIRE(last.at("actor").as_string() == "demo");
  REQUIRE(last.at("note").as_string() == "灯已修好");
  const json::value& event = history.at("events").as_array().back().at("event");
  REQUIRE(event.at("type").as_string() == "gridhall.case.transitioned.v1");
  REQUIRE(event.at("data").at("reason_code").as_string() == "fixed");
}

TEST_CASE("a step that the lifecycle does not know is refused with those that are allowed") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("77")});
  const std::string id = id_of(daemon, "77");
  const Answer refused = move(daemon, id, "resolved", "k-1");
  REQUIRE(refused.status == 409);
  REQUIRE(refused.body.at("code").as_string() == "transition_not_allowed");
  REQUIRE(refused.body.at("errors").at(0).at("allowed").as_string() == "filed rejected merged");
  REQUIRE(refused.body.at("case").at("state").as_string() == "reported");
}

TEST_CASE("who acts on an old version is told what the case is by now") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("77")});
  const std::string id = id_of(daemon, "77");
  const std::int64_t seen = version_of(daemon, id);
  REQUIRE(act(daemon, id, "transitions", {{"to", "filed"}, {"expected_version", seen}}, "first").status ==
          201);
  const Answer late =
      act(daemon, id, "transitions",
          {{"to", "rejected"}, {"reason_code", "spam"}, {"expected_version", seen}}, "second");
  REQUIRE(late.status == 409);
  REQUIRE(late.body.at("code").as_string() == "conflict");
  REQUIRE(late.body.at("case").at("state").as_string() == "filed");
  REQUIRE(late.body.at("case").at("version").as_int64() > seen);
}

TEST_CASE("two operators act on one case at the same moment: one wins, the other sees the new state") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  for (int round = 0; round < 20; ++round) {
    const std::string subject = "s" + std::to_string(round);
    store(daemon, {report(subject)});
    const std::string id = id_of(daemon, subject);
    const std::int64_t seen = version_of(daemon, id);
    std::array<Answer, 2> answers;
    std::array<std::thread, 2> operators;
    for (std::size_t i = 0; i < 2; ++i) {
      operators[i] = std::thread([&, i] {
        json::object body{
            {"to", i == 0 ? "filed" : "rejected"}, {"reason_code", "why"}, {"expected_version", seen}};
        answers[i] = act(daemon, id, "transitions", body, subject + "-" + std::to_string(i));
      });
    }
    for (auto& one : operators) one.join();
    const std::size_t winner = answers[0].status == 201 ? 0 : 1;
    REQUIRE(answers[winner].status == 201);
    REQUIRE(answers[1 - winner].status == 409);
    REQUIRE(answers[1 - winner].body.at("case").at("state") == answers[winner].body.at("case").at("state"));
    REQUIRE(state_of(daemon, id) == (winner == 0 ? "filed" : "rejected"));
  }
}

TEST_CASE("the same Idempotency-Key does a thing once, also across a restart") {
  TempDir dir;
  std::string id;
  const json::object body{{"note", "called back"}};
  {
    Daemon daemon(dir / "data");
    store(daemon, {report("77")});
    id = id_of(daemon, "77");
    REQUIRE(act(daemon, id, "comments", body, "once").status == 201);
    REQUIRE(act(daemon, id, "comments", body, "once").status == 200);
    const Answer other = act(daemon, id, "comments", {{"note", "something else"}}, "once");
    REQUIRE(other.status == 422);
    REQUIRE(other.body.at("code").as_string() == "duplicate_conflict");
    REQUIRE(daemon.terminate() == 0);
  }
  const Daemon daemon(dir / "data");
  REQUIRE(act(daemon, id, "comments", body, "once").status == 200);
  REQUIRE(daemon.get_json("/api/v1/cases/" + id + "/history").at("events").as_array().size() == 2);
}

TEST_CASE("a claim has a visible owner, is refused to others and is given back") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("77")});
  const std::string id = id_of(daemon, "77");
  const Answer claimed = act(daemon, id, "claims", {{"minutes", 10}}, "c1");
  REQUIRE(claimed.status == 201);
  REQUIRE(claimed.body.at("case").at("owner").at("name").as_string() == "demo");
  REQUIRE(act(daemon, id, "claims", {{"action", "release"}}, "c2").status == 201);
  REQUIRE(daemon.get_json("/api/v1/cases/" + id).at("owner").is_null());
}

TEST_CASE("a unit can't pause its own clock: a second role has to approve") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("77")});
  const std::string id = id_of(daemon, "77");
  for (const char* to : {"filed", "dispatched", "acknowledged"})
    REQUIRE(move(daemon, id, to, to).status == 201);
  const json::object why{{"reason_code", "awaiting_parts"}, {"note", "the lamp is on order"}};
  const Answer refused = move(daemon, id, "suspended", "p1", why);
  REQUIRE(refused.status == 403);
  REQUIRE(refused.body.at("code").as_string() == "forbidden");
  json::object approved = why;
  approved["role"] = "supervisor";
  REQUIRE(move(daemon, id, "suspended", "p2", approved).status == 201);
}

TEST_CASE("a duplicate is merged, points to the other and comes back when the merge is undone") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("77", {{"description", "lamp out at the corner"}}),
                 report("78", {{"description", "the lamp at the corner is out"}})});
  const std::string kept = id_of(daemon, "77");
  const std::string twin = id_of(daemon, "78");
  const json::value likely = daemon.get_json("/api/v1/cases/" + twin + "/duplicates");
  REQUIRE(likely.at("cases").as_array().size() == 1);
  REQUIRE(likely.at("cases").at(0).at("id").as_string() == kept);

  json::object merge{{"into", kept}, {"expected_version", version_of(daemon, twin)}};
  const Answer merged = act(daemon, twin, "merges", merge, "m1");
  REQUIRE(merged.status == 201);
  REQUIRE(merged.body.at("case").at("state").as_string() == "merged");
  REQUIRE(merged.body.at("case").at("parent").as_string() == kept);
  REQUIRE(all_cases(daemon, "state=open").size() == 1);
  const auto children = [&] {
    return daemon.get_json("/api/v1/cases/" + kept + "/merged").at("cases").as_array();
  };
  REQUIRE(children().size() == 1);
  REQUIRE(children().at(0).at("id").as_string() == twin);

  json::object undo{{"undo", true}, {"expected_version", version_of(daemon, twin)}};
  const Answer back = act(daemon, twin, "merges", undo, "m2");
  REQUIRE(back.status == 201);
  REQUIRE(back.body.at("case").at("state").as_string() == "reopened");
  REQUIRE(back.body.at("case").at("parent").is_null());
  REQUIRE(children().empty());
  json::object self{{"into", kept}, {"expected_version", version_of(daemon, kept)}};
  REQUIRE(act(daemon, kept, "merges", self, "m3").status == 400);
}

TEST_CASE("an extension moves the deadline and keeps the old one") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("77", {{"expected_datetime", "2031-05-01T10:00:00Z"}})});
  const std::string id = id_of(daemon, "77");
  for (const char* to : {"filed", "dispatched"}) REQUIRE(move(daemon, id, to, to).status == 201);
  json::object body{{"due_at", "2031-06-01T10:00:00Z"}, {"reason_code", "parts"}, {"role", "supervisor"}};
  body["expected_version"] = version_of(daemon, id);
  const Answer extended = act(daemon, id, "extensions", body, "x1");
  REQUIRE(extended.status == 201);
  REQUIRE(extended.body.at("case").at("due_at").as_string() == "2031-06-01T10:00:00Z");
  const json::value deadline = daemon.get_json("/api/v1/cases/" + id + "/deadline");
  const json::value& clock = deadline.at("clocks").at(0);
  REQUIRE(clock.at("clock").as_string() == "handling");
  REQUIRE(clock.at("due_from").as_string() == "extension");
  REQUIRE(clock.at("original_due_at").as_string() == "2031-05-01T10:00:00Z");
}

TEST_CASE("a case by hand is located, stored once, and its contact data stays apart") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  const json::object body{{"kind", "request"},
                          {"service_code", "streetlight.out"},
                          {"service_name", "Street light out"},
                          {"description", "dark"},
                          {"lat", 40.7},
                          {"long", -73.9},
                          {"channel", "phone"},
                          {"contact", {{"name", "Ms Li"}, {"phone", "13800001234"}}}};
  const auto post = [&](const std::string& key) {
    return daemon.request("POST", "/api/v1/cases", json::serialize(body),
                          {{"Content-Type", "application/json"}, {"Idempotency-Key", key}});
  };
  const HttpResponse opened = post("call-1");
  REQUIRE(opened.status == 201);
  REQUIRE_FALSE(opened.json().at("case").at("cell").is_null());
  REQUIRE(opened.json().at("case").at("title").as_string() == "Street light out");
  REQUIRE(post("call-1").status == 200);
  REQUIRE(all_cases(daemon).size() == 1);
  const std::string events = daemon.get("/api/v1/events?limit=1000").body;
  REQUIRE(events.find("13800001234") == std::string::npos);
}

TEST_CASE("every mistake of a body is told at once, with its member") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("77")});
  const std::string id = id_of(daemon, "77");
  const Answer refused =
      act(daemon, id, "transitions", {{"to", "gone"}, {"expected_version", 0}, {"notes", "x"}}, "k");
  REQUIRE(refused.status == 400);
  std::vector<std::string> pointers;
  for (const json::value& error : refused.body.at("errors").as_array())
    pointers.emplace_back(error.at("pointer").as_string());
  REQUIRE(pointers == std::vector<std::string>{"/expected_version", "/to", "/notes"});
  const HttpResponse keyless = daemon.request("POST", "/api/v1/cases/" + id + "/comments", R"({"note":"x"})",
                                              {{"Content-Type", "application/json"}});
  REQUIRE(keyless.status == 400);
  REQUIRE(act(daemon, "zzzz-1", "comments", {{"note", "x"}}, "k2").status == 404);
}

TEST_CASE("nobody acts without --dev, nor from a page of another origin") {
  TempDir dir;
  {
    const Daemon daemon(dir / "data");
    store(daemon, {report("77")});
    const HttpResponse response = daemon.request(
        "POST", "/api/v1/cases/" + id_of(daemon, "77") + "/comments", R"({"note":"x"})",
        {{"Content-Type", "application/json"}, {"Idempotency-Key", "k"}, {"Origin", "https://evil.example"}});
    REQUIRE(response.status == 403);
  }
  DaemonOptions options;
  options.dev = false;
  const Daemon daemon(dir / "data", options);
  const HttpResponse response =
      daemon.request("POST", "/api/v1/cases/aaaa-1/comments", R"({"note":"x"})",
                     {{"Content-Type", "application/json"}, {"Idempotency-Key", "k"}});
  REQUIRE(response.status == 401);
}

TEST_CASE("what a person may do follows from the state") {
  TempDir dir;
  const Daemon daemon(dir / "data");
  store(daemon, {report("77")});
  const std::string id = id_of(daemon, "77");
  json::value now = daemon.get_json("/api/v1/cases/" + id);
  REQUIRE(may(now, "transition", "filed"));
  REQUIRE_FALSE(may(now, "transition", "closed"));
  REQUIRE(may(now, "merge"));
  REQUIRE(move(daemon, id, "rejected", "k", {{"reason_code", "not_ours"}}).status == 201);
  now = daemon.get_json("/api/v1/cases/" + id);
  REQUIRE(may(now, "transition", "reopened"));
  REQUIRE_FALSE(may(now, "claim"));
}

// Strategy: eight operators do random things to forty cases, most of them with a version that somebody else
// has just made old. Invariant: whatever was answered 201 is in the log once, every viewer and every case
// agrees.
TEST_CASE("1,000 random concurrent actions leave every client and the log agreeing") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  TempDir dir;
  Daemon daemon(dir / "data");
  std::vector<std::string> ids;
  for (int i = 0; i < 40; ++i) {
    const std::string subject = "s" + std::to_string(i);
    store(daemon, {report(subject, {{"lat", 40.6 + i * 0.002}})});
    ids.push_back(id_of(daemon, subject));
  }
  const json::object subscription{{"want", json::array{"cells", "cases"}}};
  LiveView watching(subscription);
  watching.connect(daemon);

  std::atomic<int> done{0};
  std::atomic<int> refused{0};
  std::atomic<int> strange{0};
  std::vector<std::thread> operators;
  for (unsigned who = 0; who < 8; ++who) {
    operators.emplace_back([&, who] {
      std::mt19937 random(seed + who);
      const auto pick = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
      constexpr std::array<const char*, 12> kStates = {
          "filed",     "rejected", "dispatched", "acknowledged", "in_progress", "returned",
          "suspended", "resolved", "rework",     "closed",       "reopened",    "filed"};
      for (int i = 0; i < 125; ++i) {
        const std::string& id = ids[pick(ids.size())];
        const std::string key = std::to_string(who) + "-" + std::to_string(i);
        json::object body{{"expected_version", version_of(daemon, id)}, {"role", "supervisor"}};
        std::string door = "transitions";
        switch (pick(6)) {
          case 0:
            door = "comments";
            body["note"] = "a word";
            break;
          case 1:
            door = "claims";
            body["role"] = "admin";
            if (pick(2) == 0) body["action"] = "release";
            break;
          case 2:
            door = "merges";
            body["into"] = ids[pick(ids.size())];
            break;
          default:
            body["to"] = kStates[pick(kStates.size())];
            body["reason_code"] = "fixed";
            body["note"] = "why";
        }
        const unsigned status = act(daemon, id, door, body, key).status;
        ++(status == 201 ? done : status == 409 || status == 400 ? refused : strange);
      }
    });
  }
  for (auto& one : operators) one.join();
  REQUIRE(strange == 0);
  REQUIRE(done + refused == 1'000);
  REQUIRE(done > 0);
  REQUIRE(all_events(daemon).size() == ids.size() + static_cast<std::size_t>(done));

  LiveView fresh(subscription);
  fresh.connect(daemon);
  fresh.follow(std::chrono::milliseconds(300));
  watching.reach(fresh.position());
  REQUIRE(watching.problems().empty());
  REQUIRE(watching.cases() == fresh.cases());
  REQUIRE(watching.cells() == fresh.cells());
  for (const std::string& id : ids) {
    const json::value history = daemon.get_json("/api/v1/cases/" + id + "/history");
    std::string state = "reported";
    for (const json::value& step : history.at("transitions").as_array()) {
      if (step.at("applied").as_bool()) state = step.at("to").as_string();
    }
    REQUIRE(state == state_of(daemon, id));
  }
  REQUIRE(daemon.terminate() == 0);
  const RunResult verify = run({"verify", "--data", dir / "data"});
  INFO(verify.out << verify.errors);
  REQUIRE(verify.status == 0);
}

}  // namespace
}  // namespace gridhall::testing
