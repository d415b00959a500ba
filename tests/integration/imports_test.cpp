// Real city data through the real importer, counted against the files themselves. Skipped where the data is
// absent.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "tests/integration/harness/events.hpp"
#include "tests/source_tree.hpp"

namespace gridhall::testing {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

// Rows of a CSV file, quotes and line ends inside quotes respected; written apart from the importer's own
// reader.
std::vector<std::vector<std::string>> csv(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::vector<std::string>> rows(1);
  std::string cell;
  bool quoted = false;
  for (char c = 0; file.get(c);) {
    if (quoted) {
      if (c == '"' && file.peek() == '"') {
        cell += static_cast<char>(file.get());
      } else if (c == '"') {
        quoted = false;
      } else {
        cell += c;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',' || c == '\n') {
      rows.back().push_back(std::exchange(cell, {}));
      if (c == '\n') {
        rows.emplace_back();
      }
    } else if (c != '\r') {
      cell += c;
    }
  }
  if (rows.back().empty() && cell.empty()) {
    rows.pop_back();
  } else {
    rows.back().push_back(cell);
  }
  return rows;
}

std::size_t column(const std::vector<std::string>& head, std::string_view name) {
  const auto found = std::find(head.begin(), head.end(), name);
  REQUIRE(found != head.end());
  return static_cast<std::size_t>(found - head.begin());
}

json::object import(const Daemon& daemon, const std::string& format, const fs::path& file) {
  const RunResult result =
      run({"import", "--to", daemon.url(), "--key", daemon.key(), "--format", format, file.string()}, {},
          std::chrono::seconds(400));
  INFO(result.errors);
  REQUIRE(result.status == 0);
  const std::string out = result.out.substr(0, result.out.find_last_not_of('\n') + 1);
  json::object summary = json::parse(out.substr(out.rfind('\n') + 1)).as_object();
  UNSCOPED_INFO(json::serialize(summary));
  return summary;
}

// "05 BRONX" is district 205: the borough's number times a hundred and the board's.
std::string district_of(const std::string& board) {
  static const std::vector<std::string> boroughs{"MANHATTAN", "BRONX", "BROOKLYN", "QUEENS", "STATEN ISLAND"};
  for (std::size_t i = 0; i < boroughs.size(); ++i) {
    if (board.size() > 3 && board.substr(3) == boroughs[i]) {
      return std::to_string(i + 1) + board.substr(0, 2);
    }
  }
  return {};
}

TEST_CASE("the New York file arrives whole, in its districts, and a second time changes nothing") {
  const auto file = real_data("nyc_311_2022_05_01/311_Service_Requests_from_2010_to_Present.csv");
  const auto districts = real_data("boundaries/nyc_community_districts.geojson");
  if (!file || !districts) {
    return;
  }
  TempDir dir;
  std::ofstream(dir / "gridhall.toml")
      << "[city]\nname = \"New York\"\ntime_zone = \"America/New_York\"\n"
         "[[area_layer]]\nlevel = \"district\"\nfile = \""
      << fs::absolute(*districts).string() << "\"\ncode = \"GEOCODE\"\nlabel = \"GEONAME\"\n";
  DaemonOptions options;
  options.config = dir / "gridhall.toml";
  Daemon daemon(dir / "data", options);
  const json::object summary = import(daemon, "nyc311", *file);
  REQUIRE(number_at(summary, "rows") == 924);
  REQUIRE(number_at(summary, "unlocated") == 11);
  REQUIRE(number_at(summary, "duplicate") == 0);
  REQUIRE(summary.at("refused").as_object().empty());
  REQUIRE(number_at(summary, "stored") == number_at(summary, "events"));

  const auto rows = csv(*file);
  const std::size_t key = column(rows[0], "Unique Key");
  const std::size_t board = column(rows[0], "Community Board");
  const std::size_t status = column(rows[0], "Status");
  const std::size_t closed_date = column(rows[0], "Closed Date");
  std::map<std::string, json::value> by_subject;
  std::int64_t located = 0;
  for (const json::value& one : all_cases(daemon)) {
    by_subject.emplace(one.at("subject").as_string(), one);
    located += one.at("cell").is_null() ? 0 : 1;
  }
  REQUIRE(by_subject.size() == 924);
  REQUIRE(located == 913);
  int in_district = 0;
  int closed = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto found = by_subject.find(rows[i][key]);
    REQUIRE(found != by_subject.end());
    for (const json::value& area : found->second.at("areas").as_array()) {
      in_district += area.at("code").as_string() == json::string(district_of(rows[i][board])) ? 1 : 0;
    }
    const bool is_closed = rows[i][status] == "Closed" && !rows[i][closed_date].empty();
    REQUIRE((found->second.at("state").as_string() == "closed") == is_closed);
    closed += is_closed ? 1 : 0;
  }
  REQUIRE(in_district >= 897);
  REQUIRE(static_cast<int>(all_cases(daemon, "state=closed").size()) == closed);

  const json::object second = import(daemon, "nyc311", *file);
  REQUIRE(number_at(second, "stored") == 0);
  REQUIRE(number_at(second, "duplicate") == number_at(second, "events"));
  REQUIRE(all_events(daemon).size() == static_cast<std::size_t>(number_at(summary, "events")));
  REQUIRE(daemon.terminate() == 0);
  const RunResult verify = run({"verify", "--data", dir / "data"});
  INFO(verify.out << verify.errors);
  REQUIRE(verify.status == 0);
}

TEST_CASE("the Boston file arrives whole: open, closed, in time and overdue as its own columns say") {
  const auto file = real_data("boston_311_2011_jul_sep/requests.csv");
  if (!file) {
    return;
  }
  const auto rows = csv(*file);
  const std::size_t status = column(rows[0], "case_status");
  const std::size_t closed_dt = column(rows[0], "closed_dt");
  std::size_t closed = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    closed += rows[i][status].starts_with("Closed") && !rows[i][closed_dt].empty() ? 1U : 0U;
  }
  TempDir dir;
  Daemon daemon(dir / "data");
  const json::object summary = import(daemon, "boston311", *file);
  REQUIRE(rows.size() - 1 == 31'828);
  REQUIRE(number_at(summary, "rows") == 31'828);
  REQUIRE(summary.at("refused").as_object().empty());
  REQUIRE(number_at(summary, "events") == static_cast<std::int64_t>(31'828 + closed));
  REQUIRE(number_at(summary, "stored") == number_at(summary, "events"));
  REQUIRE(all_cases(daemon, "state=open").size() == 31'828 - closed);
  const json::array closed_cases = all_cases(daemon, "state=closed");
  REQUIRE(closed_cases.size() == closed);

  const std::size_t key = column(rows[0], "case_enquiry_id");
  const std::size_t target_dt = column(rows[0], "target_dt");
  const std::size_t ontime = column(rows[0], "ontime");
  std::map<std::string, std::string> verdicts;  // of the rows with both dates and a verdict
  std::size_t overdue_open = 0;
  std::size_t unjudged_open = 0;  // past its target as well, without a word of the file
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& row = rows[i];
    const bool open = row[status].starts_with("Open");
    unjudged_open += open && row[ontime].empty() && !row[target_dt].empty() ? 1U : 0U;
    if (row[ontime].empty()) continue;
    if (!row[closed_dt].empty() && !row[target_dt].empty()) verdicts.emplace(row[key], row[ontime]);
    overdue_open += open && row[ontime] == "OVERDUE" ? 1U : 0U;
  }
  std::size_t judged = 0;
  for (const json::value& one : closed_cases) {
    const auto verdict = verdicts.find(std::string(one.at("subject").as_string()));
    if (verdict == verdicts.end()) continue;
    INFO(json::serialize(one));
    REQUIRE(one.at("in_time").as_bool() == (verdict->second == "ONTIME"));
    ++judged;
  }
  REQUIRE(judged == verdicts.size());
  REQUIRE(judged == 25'101);
  REQUIRE(overdue_open == 1'631);
  REQUIRE(all_cases(daemon, "light=red").size() == overdue_open + unjudged_open);
  REQUIRE(daemon.terminate() == 0);
  const RunResult verify = run({"verify", "--data", dir / "data"}, {}, std::chrono::seconds(300));
  INFO(verify.out << verify.errors);
  REQUIRE(verify.status == 0);
}

}  // namespace
}  // namespace gridhall::testing
