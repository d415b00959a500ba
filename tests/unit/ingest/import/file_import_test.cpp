#include "ingest/import/file_import.hpp"

#include <simdjson.h>
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "ingest/import/mapping.hpp"
#include "tests/source_tree.hpp"

namespace gridhall::importer {
namespace {

namespace fs = std::filesystem;

const fs::path kFixtures = source_tree() / "tests/fixtures/import";

struct Imported {
  std::vector<std::string> events;
  Summary counts;
  std::string log;
  std::optional<model::Error> error;

  simdjson::dom::element find(const std::string& id) {
    for (const auto& event : events) {
      const simdjson::dom::element parsed = parser.parse(event);
      if (std::string_view(parsed["id"]) == id) return parsed;
    }
    FAIL("no event " << id);
    return {};
  }
  std::string text(const std::string& id, const char* pointer) {
    std::string_view value;
    return find(id).at_pointer(pointer).get(value) == simdjson::SUCCESS ? std::string(value) : "(absent)";
  }
  std::set<std::string> values(const char* name) {
    std::set<std::string> out;
    for (const auto& event : events) {
      const simdjson::dom::element parsed = parser.parse(event);
      out.emplace(std::string_view(parsed[name]));
    }
    return out;
  }
  std::size_t of_type(std::string_view type) {
    return static_cast<std::size_t>(
        std::count_if(events.begin(), events.end(), [type](const std::string& event) {
          return event.find(R"("type":")" + std::string(type)) != std::string::npos;
        }));
  }

  simdjson::dom::parser parser;
};

Imported import_files(std::optional<Layout> layout, const std::vector<fs::path>& files) {
  Imported out;
  std::ostringstream log;
  std::vector<std::string> names;
  names.reserve(files.size());
  for (const auto& file : files) names.push_back(file.filename().string());
  Journal journal(log, names, false);
  FileImport import(std::move(layout), journal, [&out](Draft draft) {
    out.events.push_back(std::move(draft.json));
    return true;
  });
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    auto file = InputFile::open(files[i].string());
    REQUIRE(file.has_value());
    const auto checked = import.check(*file);
    const auto end = import.run(*file, i);
    CHECK(checked.has_value() == end.has_value());
    if (!end) out.error = end.error();
  }
  import.finish();
  journal.close();
  out.counts = journal.counts();
  out.log = log.str();
  return out;
}

/// A file that a test writes, gone with it.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content) {
    static int number = 0;
    path_ = fs::temp_directory_path() /
            ("gridhall_import_test_" + std::to_string(::getpid()) + "_" + std::to_string(number++));
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { fs::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

TEST_CASE("New York's export becomes a report a row and an update a closing") {
  const auto file = real_data("nyc_311_2022_05_01/311_Service_Requests_from_2010_to_Present.csv");
  if (!file) return;
  auto got = import_files(nyc311_layout(), {*file});
  CHECK(got.counts.rows == 924);
  CHECK(got.of_type("gridhall.request.reported.v1") == 924);
  CHECK(got.of_type("gridhall.case.updated.v1") == 480);
  CHECK(got.counts.events == 1'404);
  CHECK(got.counts.unlocated == 11);
  CHECK(got.counts.refused.empty());
  CHECK(got.counts.warnings.empty());
  CHECK(got.values("id").size() == 1'404);
  CHECK(got.values("subject").size() == 924);
  CHECK(got.text("54049402:opened", "/time") == "2022-05-01T04:00:03Z");
  CHECK(got.text("54049402:opened", "/data/service_code") == "noise.residential");
  CHECK(got.text("54049402:opened", "/data/service_name") == "Noise - Residential");
  CHECK(got.text("54049402:opened", "/data/status") == "open");
  CHECK(got.text("54049402:opened", "/data/attributes/community_board") == "04 BRONX");
  CHECK(double(got.find("54049402:opened").at_pointer("/data/lat")) == 40.83065331987539);
  CHECK(got.text("54046813:closed", "/time") == "2022-05-01T04:07:46Z");
  CHECK(got.text("54046813:closed", "/data/status") == "closed");
  CHECK(got.text("54046813:closed", "/subject") == "54046813");
}

TEST_CASE("Socrata's JSON of the same table is read under the same format") {
  const auto file = real_data("nyc_311_socrata_2026_excerpt/311_requests_2026_06_13.excerpt.json");
  if (!file) return;
  auto got = import_files(nyc311_layout(), {*file});
  CHECK(got.counts.rows == 8);
  CHECK(got.of_type("gridhall.case.updated.v1") == 5);
  CHECK(got.counts.refused.empty());
  CHECK(got.text("69325410:opened", "/time") == "2026-06-11T06:00:04Z");
  CHECK(got.text("69325410:opened", "/data/service_code") == "encampment");
  CHECK(got.text("69325410:opened", "/data/attributes/zip") == "10016");
}

TEST_CASE("Boston's export keeps its targets, its default point and its counts") {
  const auto file = real_data("boston_311_2011_jul_sep/requests.csv");
  if (!file) return;
  auto got = import_files(boston311_layout(), {*file});
  CHECK(got.counts.rows == 31'828);
  CHECK(got.of_type("gridhall.request.reported.v1") == 31'828);
  CHECK(got.of_type("gridhall.case.updated.v1") == 30'081);
  CHECK(got.counts.refused.empty());
  CHECK(got.counts.unlocated == 0);
  CHECK(got.counts.warnings["location_default_point"] == 2'462);
  const auto with = [&got](std::string_view text) {
    return std::count_if(got.events.begin(), got.events.end(),
                         [text](const std::string& event) { return event.find(text) != std::string::npos; });
  };
  CHECK(with(R"("expected_datetime":)") == 26'815);
  CHECK(with(R"("expected_datetime":"2060-01-01T00:00:00Z")") == 18);
  CHECK(with(R"("location":"default_point")") == 2'462);
  CHECK(got.text("101000295613:opened", "/data/expected_datetime") == "2011-07-15T05:32:32Z");
  CHECK(got.text("101000295613:opened", "/data/service_code") == "street_light_outages");
  CHECK(got.text("101000295613:opened", "/data/address") ==
        "INTERSECTION of Groveland St & River St Mattapan MA");
  CHECK(got.text("101000295613:opened", "/data/attributes/ward") == "Ward 17");
}

/// Empty where this machine has none.
std::vector<fs::path> seattle_files() {
  std::vector<fs::path> files;
  const auto folder = real_data("seattle_fire_911/june");
  if (!folder) return files;
  for (const auto& entry : fs::directory_iterator(*folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

TEST_CASE("Seattle's dispatches become one report an incident and an update for every other row") {
  const auto files = seattle_files();
  if (files.empty()) return;
  auto got = import_files(seattle_fire_layout(), files);
  CHECK(got.counts.rows == 9'784);
  CHECK(got.counts.events == 9'784);
  CHECK(got.counts.unlocated == 8'094);
  CHECK(got.values("subject").size() == 8'094);
  CHECK(got.values("id").size() == 9'784 - 52);
  std::set<std::string> reports;
  for (const auto& event : got.events) {
    if (event.find("incident.reported") != std::string::npos) reports.insert(event);
  }
  CHECK(reports.size() == 8'094);
}

TEST_CASE("the order of Seattle's files and rows makes no difference") {
  auto files = seattle_files();
  if (files.empty()) return;
  auto forward = import_files(seattle_fire_layout(), files);
  std::vector<std::unique_ptr<TemporaryFile>> turned;
  std::vector<fs::path> paths;
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    std::ifstream in(*file);
    std::string header;
    std::getline(in, header);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    std::string content = header + '\n';
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) content += *line + '\n';
    turned.push_back(std::make_unique<TemporaryFile>(content));
    paths.push_back(turned.back()->path());
  }
  auto backward = import_files(seattle_fire_layout(), paths);
  std::sort(forward.events.begin(), forward.events.end());
  std::sort(backward.events.begin(), backward.events.end());
  CHECK(forward.events == backward.events);
}

TEST_CASE("what real files hold stops nothing and is counted by kind") {
  auto got = import_files(nyc311_layout(), {kFixtures / "nyc311_quirks.csv"});
  CHECK(got.counts.rows == 10);
  CHECK(got.counts.events == 9);
  CHECK(got.counts.refused == std::map<std::string, std::uint64_t, std::less<>>{
                                  {"attribute_missing", 1}, {"schema_violation", 1}, {"time_invalid", 2}});
  CHECK(got.counts.warnings ==
        std::map<std::string, std::uint64_t, std::less<>>{{"closed_before_opened", 1},
                                                          {"closed_without_time", 1},
                                                          {"closing_time_without_status", 1},
                                                          {"location_unreadable", 2}});
  CHECK(got.counts.unlocated == 4);
  CHECK(got.text("1:opened", "/data/address") == "1006 GERARD AVENUE");
  CHECK(got.text("1:opened", "/data/expected_datetime") == "2060-01-01T00:00:00Z");
  CHECK(got.text("1:closed", "/data/status_notes") == "The Police responded.\n\"Nothing found\", they say.");
  CHECK(got.text("2:opened", "/data/address") == "A STREET & B STREET");
  CHECK(got.text("2:opened", "/data/agency_responsible") == "HPD");
  CHECK(got.text("2:opened", "/data/attributes/community_board") == "(absent)");
  CHECK(got.text("2:closed", "/time") == "1900-01-01T05:00:00Z");
  CHECK(got.text("2:closed", "/data/attributes/closing") == "before_opening");
  CHECK(got.text("3:opened", "/data/attributes/row_status") == "closed_without_closing_time");
  CHECK(got.text("4:opened", "/data/attributes/row_status") == "closing_time_without_closed_status");
  CHECK(got.text("8:opened", "/time") == "2022-05-01T04:06:00Z");
  CHECK(got.text("8:opened", "/data/attributes/row_status") == "closing_time_unreadable");
  CHECK(got.text("9:opened", "/data/attributes/coordinates_sent") == "39.9N -73.9");
  CHECK(got.log.find("nyc311_quirks.csv:7: time_invalid: \"Created Date\" is \"13/45/2022 12:03:00 AM\"") !=
        std::string::npos);
}

TEST_CASE("San Francisco's columns, both date formats and the skipped hour") {
  auto got = import_files(sf311_layout(), {kFixtures / "sf311.csv"});
  CHECK(got.counts.rows == 4);
  CHECK(got.counts.events == 4);
  CHECK(got.counts.refused == std::map<std::string, std::uint64_t, std::less<>>{{"time_invalid", 1}});
  CHECK(got.counts.unlocated == 1);
  CHECK(got.text("10523001:opened", "/time") == "2019-03-15T18:12:13Z");
  CHECK(got.text("10523001:opened", "/data/service_code") == "street_and_sidewalk_cleaning");
  CHECK(got.text("10523001:opened", "/data/media_url") == "http://photos.example/1.jpg");
  CHECK(got.text("10523001:closed", "/time") == "2019-03-16T00:40:00Z");
  CHECK(got.text("10523002:opened", "/time") == "2019-03-15T18:15:00Z");
  CHECK(got.text("10523002:opened", "/data/description") == "Blocking the ramp\nfor two days");
  CHECK(got.text("10523003:opened", "/data/attributes/row_status") == "closed_without_closing_time");
  CHECK(got.log.find("sf311.csv:6: time_invalid: \"Opened\"") != std::string::npos);
}

TEST_CASE("Boston's columns, its targets, its default point and the hour that comes twice") {
  auto got = import_files(boston311_layout(), {kFixtures / "boston311.csv"});
  CHECK(got.counts.rows == 4);
  CHECK(got.counts.events == 6);
  CHECK(got.of_type("gridhall.case.updated.v1") == 2);
  CHECK(got.counts.refused.empty());
  CHECK(got.counts.unlocated == 0);
  CHECK(got.counts.warnings["location_default_point"] == 1);
  CHECK(got.counts.warnings["closed_without_time"] == 1);
  CHECK(got.text("700001:opened", "/time") == "2011-07-01T05:32:33Z");
  CHECK(got.text("700001:opened", "/data/expected_datetime") == "2011-07-15T05:32:32Z");
  CHECK(got.text("700001:opened", "/data/service_code") == "street_light_outages");
  CHECK(got.text("700001:opened", "/data/description") == "Lamp out on the corner");
  CHECK(got.text("700001:opened", "/data/address") == "INTERSECTION of A St & B St Mattapan MA");
  CHECK(got.text("700001:opened", "/data/agency_responsible") == "Public Works Department");
  CHECK(got.text("700001:opened", "/data/attributes/ward") == "Ward 17");
  CHECK(got.text("700001:closed", "/time") == "2011-07-01T09:06:58Z");
  CHECK(got.text("700002:opened", "/data/expected_datetime") == "2060-01-01T05:00:00Z");
  CHECK(got.text("700002:opened", "/data/attributes/zip") == "02131");
  CHECK(got.text("700003:opened", "/data/attributes/location") == "default_point");
  // Half past one came twice that night. The closing at ten past is the second one: no case ends before it
  // began.
  CHECK(got.text("700003:opened", "/time") == "2011-11-06T05:30:00Z");
  CHECK(got.text("700003:closed", "/time") == "2011-11-06T06:10:00Z");
  CHECK(got.text("700004:opened", "/data/attributes/row_status") == "closed_without_closing_time");
}

TEST_CASE(
    "a dispatch list becomes one report an incident, in the order of time, and equal rows are one event") {
  auto got = import_files(seattle_fire_layout(), {kFixtures / "seattle_fire.tsv"});
  CHECK(got.counts.rows == 7);
  CHECK(got.counts.events == 6);
  CHECK(got.counts.refused == std::map<std::string, std::uint64_t, std::less<>>{{"attribute_missing", 1}});
  CHECK(got.counts.unlocated == 3);
  CHECK(got.of_type("gridhall.incident.reported.v1") == 3);
  CHECK(got.of_type("gridhall.case.updated.v1") == 3);
  CHECK(got.values("subject") == std::set<std::string>{"F170900001", "F170900002", "F170900003"});
  CHECK(got.values("id").size() == 5);
  std::vector<std::string> units;
  for (const std::string& event : got.events) {
    const simdjson::dom::element parsed = got.parser.parse(event);
    if (std::string_view(parsed["subject"]) != "F170900002") continue;
    units.emplace_back(std::string_view(parsed.at_pointer("/data/attributes/units")));
    const bool first = units.size() == 1;
    CHECK((std::string_view(parsed["type"]) == "gridhall.incident.reported.v1") == first);
    if (first) {
      CHECK(std::string_view(parsed["time"]) == "2017-06-02T06:37:59Z");
      CHECK(std::string_view(parsed.at_pointer("/data/service_code")) == "fire_in_building");
      CHECK(std::string_view(parsed.at_pointer("/data/address")) == "200 Example Way");
      CHECK(std::string_view(parsed.at_pointer("/data/agency_responsible")) == "Seattle Fire Department");
    }
  }
  CHECK(units == std::vector<std::string>{"E17", "E31", "E31", "L8"});
}

TEST_CASE("lines that end in CR alone, a byte order mark and cells padded with blanks are read as meant") {
  auto got = import_files(nyc311_layout(), {kFixtures / "nyc311_cr.csv"});
  CHECK(got.counts.rows == 2);
  CHECK(got.counts.events == 3);
  CHECK(got.counts.refused.empty());
  CHECK(got.counts.warnings.empty());
  CHECK(got.values("subject") == std::set<std::string>{"71", "72"});
  CHECK(got.text("71:opened", "/time") == "2022-05-01T04:00:03Z");
  CHECK(got.text("71:opened", "/data/description") == "Trash,\rtwo bags");
  CHECK(got.text("71:closed", "/time") == "2022-05-01T05:00:00Z");
  CHECK(got.text("72:opened", "/time") == "2022-05-01T04:06:00Z");
  CHECK(got.text("72:opened", "/data/status") == "open");
}

TEST_CASE("Chicago's crimes are incidents, and its repeated hour follows the order of the file") {
  auto got = import_files(chicago_crimes_layout(), {kFixtures / "chicago_crimes.csv"});
  CHECK(got.counts.rows == 3);
  CHECK(got.of_type("gridhall.incident.reported.v1") == 3);
  CHECK(got.counts.unlocated == 1);
  CHECK(got.counts.warnings["local_time_ambiguous"] == 2);
  CHECK(got.text("11500001:opened", "/data/service_code") == "theft");
  CHECK(got.text("11500001:opened", "/data/attributes/iucr") == "0820");
  CHECK(got.text("11500002:opened", "/time") == "2019-11-03T06:30:00Z");
  CHECK(got.text("11500002:opened", "/data/attributes/local_time") == "ambiguous");
  CHECK(got.text("11500003:opened", "/time") == "2019-11-03T07:10:00Z");
  CHECK(got.text("11500003:opened", "/data/attributes/arrest") == "true");
}

TEST_CASE("a mapping makes events of a table that nobody here has seen") {
  std::vector<model::Error> errors;
  const Layout layout = read_mapping((kFixtures / "mapped.toml").string(), errors);
  REQUIRE(errors.empty());
  auto got = import_files(layout, {kFixtures / "mapped.tsv"});
  CHECK(got.counts.rows == 2);
  CHECK(got.counts.events == 3);
  CHECK(got.text("7:opened", "/source") == "/ordnungsamt");
  CHECK(got.text("7:opened", "/time") == "2022-05-03T12:05:00Z");
  CHECK(got.text("7:opened", "/data/service_code") == "schlagloch");
  CHECK(got.text("7:opened", "/data/address") == "Caf\xC3\xA9 Weg 1");
  CHECK(got.text("7:opened", "/data/attributes/text_encoding") == "windows-1252");
  CHECK(got.text("7:opened", "/data/agency_responsible") == "Ordnungsamt Mitte");
  CHECK(got.text("7:closed", "/time") == "2022-05-04T07:00:00Z");
  CHECK(got.counts.warnings["text_decoded"] == 1);
}

TEST_CASE("a file of another format is refused with the column that is missing") {
  const auto got = import_files(boston311_layout(), {kFixtures / "sf311.csv"});
  REQUIRE(got.error);
  CHECK(got.error->allowed.find("case_enquiry_id") != std::string::npos);
  CHECK(got.events.empty());
  const TemporaryFile wide(
      std::string("\xFF\xFE"
                  "a\0,\0",
                  6));
  const auto utf16 = import_files(boston311_layout(), {wide.path()});
  REQUIRE(utf16.error);
  CHECK(utf16.error->code == model::Code::kNotUtf8);
}

TEST_CASE("CloudEvents pass as they stand and broken ones stay behind") {
  const TemporaryFile lines(
      "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/x\",\"type\":\"gridhall.request.reported.v1\","
      "\"data\":{\"lat\":1.5,\"long\":2}}\n"
      "{\"id\":\"b\",\n"
      "\n"
      "{\"id\":\"c\",\"type\":\"gridhall.request.reported.v1\",\"data\":{}}\n"
      "{\"id\":\"caf\xE9\"}\n"
      "42\n"
      "{\"id\":\"d\",\"type\":\"gridhall.case.updated.v1\",\"data\":{\"status\":\"closed\"}}");
  const auto got = import_files(std::nullopt, {lines.path()});
  CHECK(got.counts.rows == 6);
  CHECK(got.counts.events == 3);
  CHECK(got.counts.unlocated == 1);
  CHECK(got.counts.refused ==
        std::map<std::string, std::uint64_t, std::less<>>{{"malformed_json", 2}, {"not_utf8", 1}});
  REQUIRE(got.events.size() == 3);
  CHECK(got.events[2] == R"({"id":"d","type":"gridhall.case.updated.v1","data":{"status":"closed"}})");

  const TemporaryFile array("[" + got.events[0] + ",\n" + got.events[2] + "]");
  CHECK(import_files(std::nullopt, {array.path()}).events ==
        std::vector<std::string>{got.events[0], got.events[2]});
}

TEST_CASE("refusals beyond the twentieth are counted and not written out") {
  std::string content = "Unique Key,Created Date,Closed Date,Status,Complaint Type\n";
  for (int i = 0; i < 50; ++i) content += std::to_string(i) + ",never,,Open,Noise\n";
  const TemporaryFile file(content);
  const auto got = import_files(nyc311_layout(), {file.path()});
  CHECK(got.counts.refused.at("time_invalid") == 50);
  CHECK(std::count(got.log.begin(), got.log.end(), '\n') == 21);
  CHECK(got.log.find("30 more refusals") != std::string::npos);
}

}  // namespace
}  // namespace gridhall::importer
