#include "ingest/import/mapping.hpp"

#include <catch2/catch.hpp>

#include "tests/source_tree.hpp"

namespace gridhall::importer {
namespace {

std::string fixture(const std::string& name) {
  return (source_tree() / "tests/fixtures/import" / name).string();
}

TEST_CASE("a mapping is read whole") {
  std::vector<model::Error> errors;
  const Layout layout = read_mapping(fixture("mapped.toml"), errors);
  CHECK(errors.empty());
  CHECK(layout.source == "/ordnungsamt");
  CHECK(layout.type == model::EventType::kRequestReported);
  CHECK(layout.delimiter == '\t');
  CHECK(layout.key == Names{"Ticket"});
  CHECK(layout.status == Names{"Status", "State"});
  CHECK(layout.closed_words == std::vector<std::string>{"Erledigt", "Geschlossen"});
  CHECK(layout.members.size() == 3);
}

TEST_CASE("every error of a mapping is told at once, with file, line, key, value and what is valid") {
  std::vector<model::Error> errors;
  const std::string file = fixture("wrong_mapping.toml");
  read_mapping(file, errors);
  const auto told = [&errors](std::string_view pointer) {
    return std::count_if(errors.begin(), errors.end(), [pointer](const model::Error& error) {
      return error.pointer.ends_with(pointer) && !error.detail.empty() && !error.allowed.empty();
    });
  };
  for (const std::string key :
       {":1: source", ":2: kind", ":3: delimiter", ":4: time_zone", ":5: time_formats", ":6: datum",
        ":7: colour", ": columns.key", ": columns.time", ": columns.long", ":11: columns.colour",
        ":12: columns.description", ":15: attributes.local_time", ":18: constants.weather",
        ":22: status.open", ": columns.status"}) {
    INFO(key);
    CHECK(told(key) == 1);
  }
  CHECK(errors.size() == 16);
  for (const auto& error : errors) CHECK(error.pointer.starts_with(file));
}

TEST_CASE("a mapping that is not there or not TOML is one error") {
  std::vector<model::Error> errors;
  read_mapping(fixture("no_such_file.toml"), errors);
  CHECK(errors.size() == 1);
  errors.clear();
  read_mapping(fixture("sf311.csv"), errors);
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].pointer.starts_with(fixture("sf311.csv") + ":1"));
}

}  // namespace
}  // namespace gridhall::importer
