#include "store/key.hpp"

#include <catch2/catch.hpp>

using namespace gridhall;
using namespace gridhall::store;

TEST_CASE("keys order as what they stand for") {
  CHECK(log_key(9) < log_key(10));
  CHECK(log_key(255) < log_key(256));
  CHECK(case_key({"zzzz", 9}) < case_key({"aaaa", 10}));
  const model::Time early{std::chrono::seconds(-5)};
  const model::Time late{std::chrono::seconds(5)};
  const model::CellId cell{0x89c25a4b10000000ULL};
  CHECK(cell_key({cell, late, {"e", 1}}) < cell_key({cell, early, {"e", 2}}));  // newest first
  CHECK(cell_key({cell, early, {"e", 1}}) < cell_key({{cell.value + 1}, late, {"e", 2}}));
  CHECK(cell_key_from(cell) <= cell_key({cell, model::Time::max(), {"e", 1}}));
}

TEST_CASE("keys read back to what they were made from") {
  CHECK(parse_log_key(log_key(77)) == 77U);
  CHECK_FALSE(parse_log_key("short").has_value());
  const model::CaseId id{"k3x9q2", 913377};
  CHECK(parse_case_key(case_key(id)) == id);
  const CellKey key{{0x89c25a4b10000000ULL}, model::Time(std::chrono::microseconds(-1)), id};
  const auto back = parse_cell_key(cell_key(key));
  REQUIRE(back.has_value());
  CHECK(back->cell == key.cell);
  CHECK(back->opened_at == key.opened_at);
  CHECK(back->case_id == id);
  CHECK(parse_source_owner_key(source_owner_key("/a/b")) == "/a/b");
}

TEST_CASE("parts of an identity never run into each other") {
  const HashSecret secret{};
  CHECK(event_hash(secret, "ab", "c", "d") != event_hash(secret, "a", "bc", "d"));
  CHECK(event_hash(secret, "a", "b", "cd") != event_hash(secret, "a", "bc", "d"));
  CHECK(subject_hash(secret, "/a", "b") != subject_hash(secret, "/", "ab"));
  HashSecret other{};
  other[0] = 1;
  CHECK(event_hash(secret, "a", "b", "c") != event_hash(other, "a", "b", "c"));
}
