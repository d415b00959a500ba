// The demo's stream against the daemon's own reader and fold.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/protocol/event_reader.hpp"
#include "ingest/simulate/city_file.hpp"
#include "ingest/simulate/generator.hpp"
#include "store/geo/areas.hpp"
#include "store/model/apply.hpp"

using namespace gridhall;
using namespace gridhall::simulate;
using namespace std::chrono_literals;

namespace {

const model::Time kStart = model::parse_rfc3339("2026-11-24T06:02:11Z").value();

std::shared_ptr<const geo::AreaLayers> linshui_layers() {
  const auto folder =
      std::filesystem::temp_directory_path() / ("linshui-layers-" + std::to_string(::getpid()));
  REQUIRE(write_city(folder).has_value());
  std::vector<geo::LayerConfig> configs;
  for (const char* level : {"districts", "streets", "communities"}) {
    geo::LayerConfig config;
    config.level = level;
    config.file = folder / ("linshui-" + std::string(level) + ".geojson");
    config.code_property = "code";
    config.label_property = "name";
    configs.push_back(config);
  }
  std::vector<model::Error> errors;
  auto layers = geo::AreaLayers::load(configs, &errors);
  std::filesystem::remove_all(folder);
  REQUIRE(layers.has_value());
  return std::make_shared<const geo::AreaLayers>(std::move(*layers));
}

/// Warm start and two hours of the stream, as the daemon reads it.
std::vector<model::Event> read_stream() {
  Generator generator({.seed = 21, .start = kStart});
  std::vector<Scheduled> sent = generator.backfill({});
  for (Scheduled next = generator.next(); next.at < kStart + 2h; next = generator.next())
    sent.push_back(std::move(next));
  ingest::EventReader reader(linshui_layers());
  std::vector<model::Event> events;
  for (Scheduled& scheduled : sent) {
    scheduled.event.reserve(scheduled.event.size() + 64);
    auto read = reader.read(scheduled.event, {}, scheduled.at);
    INFO(scheduled.event);
    if (!read) FAIL(read.error().detail);
    for (const model::Warning& warning : read->warnings) REQUIRE(warning.code == "location_missing");
    read->event.recorded_at = scheduled.at;
    events.push_back(std::move(read->event));
  }
  return events;
}

}  // namespace

TEST_CASE(
    "the daemon takes every event of the stream and finds district, street and community of its place") {
  std::size_t located = 0;
  for (const model::Event& event : read_stream()) {
    if (event.type == model::EventType::kHeartbeat || event.cell == model::CellId{}) continue;
    ++located;
    REQUIRE(event.areas.size() == 3);
    // What a grid worker's phone says of its community, in GCJ-02, agrees with the map.
    if (event.columns.area_code) CHECK(*event.columns.area_code == event.areas[2].code);
  }
  CHECK(located > 1'500);
}

TEST_CASE("the states that the sources tell follow the lifecycle, whatever the order of arrival") {
  std::map<std::string, std::optional<model::Case>> cases;
  std::map<std::string, std::size_t> seen;
  std::uint64_t seq = 0;
  for (model::Event& event : read_stream()) {
    if (event.type == model::EventType::kHeartbeat) continue;
    if (!seen.emplace(event.source + event.id, 0).second) continue;  // dedup's work
    event.seq = ++seq;
    auto& the_case = cases[event.source + event.subject];
    the_case = model::apply(std::move(the_case), event, "e");
  }
  std::size_t steps = 0;
  std::size_t refused = 0;
  for (const auto& [key, the_case] : cases) {
    for (const model::Transition& step : model::transitions(*the_case)) {
      ++steps;
      refused += step.applied ? 0U : 1U;
    }
  }
  CHECK(steps > 5'000);
  // Two facts within one second, or a severity that overtakes its report, may look odd now and then.
  CHECK(refused * 1'000 < steps);
}
