#include "tests/integration/harness/events.hpp"

#include <boost/json/serialize.hpp>
#include <stdexcept>

namespace gridhall::testing {

namespace json = boost::json;

json::object event(std::string_view type, std::string_view id, const json::object& data) {
  return {{"specversion", "1.0"},   {"type", json::string(type)},     {"source", json::string(kSource)},
          {"id", json::string(id)}, {"time", "2026-05-01T10:00:00Z"}, {"data", data}};
}

json::object report(std::string_view id, const json::object& data) {
  json::object merged{{"service_code", "noise.street"}, {"lat", kLat}, {"long", kLong}};
  for (const auto& [name, value] : data) {
    if (value.is_null()) {
      merged.erase(name);
    } else {
      merged[name] = value;
    }
  }
  return event("gridhall.request.reported.v1", id, merged);
}

json::object update(std::string_view id, std::string_view subject, const json::object& data) {
  json::object made = event("gridhall.case.updated.v1", id, data);
  made["subject"] = json::string(subject);
  made["time"] = "2026-05-01T11:00:00Z";
  return made;
}

namespace {

json::array array_of(std::initializer_list<json::object> events) {
  json::array list;
  for (const json::object& one : events) {
    list.emplace_back(one);
  }
  return list;
}

}  // namespace

json::object pub(std::uint64_t seq, std::initializer_list<json::object> events) {
  return {{"op", "pub"}, {"seq", seq}, {"events", array_of(events)}};
}

json::object pub(std::string_view ref, std::initializer_list<json::object> events) {
  return {{"op", "pub"}, {"ref", json::string(ref)}, {"events", array_of(events)}};
}

WsClient sender(const Daemon& daemon, const std::string& key) {
  WsClient client = daemon.ingest(key);
  client.expect("welcome");
  return client;
}

WsClient producer(const Daemon& daemon, std::string_view name, json::object* welcome,
                  const std::string& key) {
  WsClient client = sender(daemon, key);
  client.send({{"op", "hello"}, {"producer", json::string(name)}, {"agent", "test/1"}});
  json::object second = client.expect("welcome");
  if (welcome != nullptr) {
    *welcome = std::move(second);
  }
  return client;
}

json::object send_one(const Daemon& daemon, const json::object& one, const std::string& key) {
  WsClient client = sender(daemon, key);
  client.send(pub("one", {one}));
  // Where an event is refused its nack comes first and an ack follows.
  while (auto answer = client.receive()) {
    const std::string op = text_at(*answer, "op");
    if (op == "ack" || op == "nack") {
      return std::move(*answer);
    }
  }
  throw std::runtime_error("no answer to " + json::serialize(one));
}

void store(const Daemon& daemon, std::initializer_list<json::object> events) {
  WsClient client = sender(daemon);
  client.send(pub("all", events));
  const auto answer = client.receive();
  const json::value* results = answer ? answer->if_contains("results") : nullptr;
  if (results == nullptr || results->as_array() != json::array(events.size(), "stored")) {
    throw std::runtime_error("not all stored: " + (answer ? json::serialize(*answer) : "no answer"));
  }
}

json::array all_cases(const Daemon& daemon, std::string_view query) {
  json::array cases;
  std::string cursor;
  for (;;) {
    std::string target = "/api/v1/cases?limit=1000";
    if (!query.empty()) {
      target += "&" + std::string(query);
    }
    if (!cursor.empty()) {
      target += "&cursor=" + cursor;
    }
    const json::value page = daemon.get_json(target);
    for (const json::value& one : page.at("cases").as_array()) {
      cases.push_back(one);
    }
    if (page.at("next").is_null()) {
      return cases;
    }
    cursor = std::string(page.at("next").as_string());
  }
}

json::value find_case(const Daemon& daemon, std::string_view subject) {
  for (json::value& one : all_cases(daemon)) {
    if (one.at("subject").as_string() == json::string_view(subject.data(), subject.size())) {
      return one;
    }
  }
  return nullptr;
}

json::array all_events(const Daemon& daemon) {
  json::array events;
  std::string since =
      std::string(daemon.get_json("/api/v1/cases?limit=1").at("as_of").at("epoch").as_string()) + ":0";
  for (;;) {
    const json::value page = daemon.get_json("/api/v1/events?limit=1000&since=" + since);
    const json::array& some = page.at("events").as_array();
    if (some.empty()) {
      return events;
    }
    events.insert(events.end(), some.begin(), some.end());
    since = std::string(page.at("next").as_string());
  }
}

std::string text_at(const json::object& object, std::string_view member) {
  const json::value* value = object.if_contains(json::string_view(member.data(), member.size()));
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::int64_t number_at(const json::object& object, std::string_view member) {
  const json::value* value = object.if_contains(json::string_view(member.data(), member.size()));
  return value != nullptr && value->is_number() ? value->to_number<std::int64_t>() : -1;
}

}  // namespace gridhall::testing
