// The golden exchanges in tests/fixtures/wire/http_*.json: what a page asks is answered so, and the page's
// own tests read the same answers. What no two runs share (the epoch, the clock) is made the same before it
// is compared.
//
// With GRIDHALL_WRITE_FIXTURES set the answers are written instead: look at the difference before you keep
// it.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "store/model/time.hpp"
#include "tests/integration/harness/events.hpp"
#include "tests/source_tree.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::string_view kEpoch = "k3x9";
constexpr std::string_view kTime = "2026-05-01T12:00:00Z";

json::value read(const fs::path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return json::parse(text.str());
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

/// Times of the daemon's own clock; what the reports say lies far from it and stays.
void settle_times(json::value& value, std::string_view member) {
  if (json::object* object = value.if_object()) {
    for (auto& [name, inner] : *object) settle_times(inner, name);
  } else if (json::array* array = value.if_array()) {
    for (json::value& inner : *array) settle_times(inner, member);
  } else if (value.is_string() && member == "request_id") {
    value = "r1";
  } else if (value.is_string()) {
    const auto time = model::parse_rfc3339(std::string_view(value.as_string()));
    if (time && std::chrono::abs(*time - model::now()) < std::chrono::days(1)) value = kTime;
  } else if (value.is_number() && member.ends_with("_minutes") && member != "allowance_minutes") {
    value = 0;  // of a clock that runs
  }
}

void play(const fs::path& file) {
  json::value fixture = read(file);
  TempDir dir;
  DaemonOptions options;
  if (fixture.as_object().contains("files")) {
    for (const auto& [name, text] : fixture.at("files").as_object())
      std::ofstream(dir / std::string(name)) << std::string_view(text.as_string());
    options.config = dir / "gridhall.toml";
  }
  const Daemon daemon(dir / "data", options);
  const std::string epoch(daemon.get_json("/api/v1/cases").at("as_of").at("epoch").as_string());
  for (const json::value& event : fixture.at("events").as_array()) store(daemon, {event.as_object()});

  const bool write = std::getenv("GRIDHALL_WRITE_FIXTURES") != nullptr;
  for (json::value& exchange : fixture.at("exchanges").as_array()) {
    const json::object& request = exchange.at("request").as_object();
    std::string path(request.at("path").as_string());
    replace_all(path, kEpoch, epoch);
    std::string body = request.contains("body") ? json::serialize(request.at("body")) : "";
    replace_all(body, kEpoch, epoch);
    Headers headers;
    if (!body.empty()) headers.push_back({"Content-Type", "application/json"});
    for (const auto& [name, text] :
         request.contains("headers") ? request.at("headers").as_object() : json::object())
      headers.push_back({std::string(name), std::string(text.as_string())});
    const HttpResponse response = daemon.request(request.at("method").as_string(), path, body, headers);
    std::string text = response.body;
    replace_all(text, epoch, kEpoch);
    json::value answer = {{"status", response.status}, {"body", json::parse(text)}};
    settle_times(answer, "");
    if (write) {
      exchange.as_object()["answer"] = std::move(answer);
      continue;
    }
    INFO(request.at("method").as_string() << ' ' << path);
    CHECK(json::serialize(answer) == json::serialize(exchange.at("answer")));
  }
  if (write) std::ofstream(file) << json::serialize(fixture) << '\n';
}

TEST_CASE("the golden exchanges over HTTP are what the daemon answers") {
  int files = 0;
  for (const auto& entry : fs::directory_iterator(source_tree() / "tests/fixtures/wire")) {
    if (!entry.path().filename().string().starts_with("http_")) continue;
    INFO(entry.path().filename().string());
    play(entry.path());
    ++files;
  }
  REQUIRE(files > 0);
}

}  // namespace
}  // namespace gridhall::testing
