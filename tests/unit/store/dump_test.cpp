#include "store/dump.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/store/store_fixture.hpp"

using namespace gridhall;
using namespace gridhall::store;

TEST_CASE("dump prints the events of a case, or of all cases that are or were in a cell, as they were sent") {
  const Folder folder;
  std::string epoch;
  {
    const auto store = open_store(folder);
    epoch = store->epoch();
    commit(*store, make_report("a"));
    commit(*store, make_report("b", 41.0));
    commit(*store, make_update("a", "ax", "closed"));
    model::Event moved = make_update("b", "bx", "");
    moved.lat = 41.9;
    moved.lon = -73.9;
    moved.cell = geo::cell_at({41.9, -73.9});
    commit(*store, moved);
    commit(*store, make_update("b", "by", "closed"));
    store->close();
  }
  const auto lines = [&](DumpOptions options) {
    options.directory = folder.data();
    std::vector<std::string> out;
    dump(options, [&](std::string_view line) { out.emplace_back(line); });
    return out;
  };
  CHECK(lines({}).size() == 5);
  DumpOptions one_case;
  one_case.case_id = model::CaseId{epoch, 1};
  const auto of_case = lines(one_case);
  REQUIRE(of_case.size() == 2);
  CHECK(of_case.back().find(R"("event":{"id":"ax"})") != std::string::npos);
  DumpOptions one_cell;
  for (const double lat : {41.0, 41.9}) {
    one_cell.cell = geo::cell_at({lat, -73.9}, 12);
    one_cell.from_seq = 1;
    const auto of_cell = lines(one_cell);
    REQUIRE(of_cell.size() == 3);
    CHECK(of_cell.front().find(R"("event":{"id":"b"})") != std::string::npos);
    // The case was placed there before the part that is printed.
    one_cell.from_seq = 5;
    CHECK(lines(one_cell).size() == 1);
  }
  DumpOptions tail;
  tail.from_seq = 4;
  CHECK(lines(tail).size() == 2);
}
