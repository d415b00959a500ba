#include "ingest/keys.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "store/model/action.hpp"
#include "tests/unit/ingest/memory_rows.hpp"

using namespace gridhall::ingest;

TEST_CASE("a key is found by its whole text and by nothing else") {
  MemoryRows rows;
  KeyRing keys(rows);
  const std::string text = keys.create("bridge", {"/bridge/"}, false).value();
  CHECK(text.starts_with("ghk_live_"));
  const auto key = keys.find(text);
  REQUIRE(key);
  CHECK(key->integrator == "bridge");
  CHECK(key->source_prefixes == std::vector<std::string>{"/bridge/"});
  std::string other = text;
  other.back() = other.back() == '0' ? '1' : '0';
  CHECK_FALSE(keys.find(other));
  CHECK_FALSE(keys.find(text.substr(0, text.size() - 1)));
  CHECK_FALSE(keys.find("ghk_test_" + text.substr(9)));
  CHECK_FALSE(keys.find(""));
  CHECK_FALSE(keys.find("ghk_live_"));
}

TEST_CASE("keys outlive the ring, their secrets are nowhere in their rows") {
  MemoryRows rows;
  std::string text;
  {
    KeyRing keys(rows);
    text = keys.create("bridge", {}, true).value();
  }
  KeyRing keys(rows);
  REQUIRE(keys.find(text));
  CHECK(keys.find(text)->test);
  const std::string secret = text.substr(text.rfind('_') + 1);
  for (const auto& [key, value] : rows.rows) CHECK(value.find(secret) == std::string::npos);
}

TEST_CASE("a revoked key is known by no ring and marked for those who hold it") {
  MemoryRows rows;
  KeyRing keys(rows);
  const std::string first = keys.create("bridge", {}, false).value();
  const std::string second = keys.create("bridge", {}, false).value();
  const auto held = keys.find(first);
  CHECK(keys.revoke("bridge", held->id) == 1);
  CHECK(held->revoked);
  CHECK_FALSE(keys.find(first));
  CHECK(keys.find(second));
  CHECK(keys.revoke("nobody", "") == 0);
  CHECK(keys.revoke("bridge", "") == 1);
  CHECK(rows.rows.empty());
}

TEST_CASE("names and prefixes that can't be are refused with what is allowed") {
  MemoryRows rows;
  KeyRing keys(rows);
  for (const char* const name : {"", "Bridge", "a b", "a/b"}) {
    const auto key = keys.create(name, {}, false);
    REQUIRE_FALSE(key.has_value());
    CHECK(key.error().pointer == "--integrator");
    CHECK_FALSE(key.error().allowed.empty());
  }
  CHECK(keys.create("a", {"has space"}, false).error().pointer == "--source");
  CHECK(keys.create("a", {""}, false).error().pointer == "--source");
}

TEST_CASE("no key is of the integrator whose events are those of people and timers") {
  MemoryRows rows;
  KeyRing keys(rows);
  CHECK_FALSE(keys.create(std::string(gridhall::model::kOwnIntegrator), {}, false).has_value());
}

TEST_CASE("an ephemeral key leaves no row") {
  MemoryRows rows;
  KeyRing keys(rows);
  CHECK(keys.find(keys.create_ephemeral("dev"))->integrator == "dev");
  CHECK(rows.rows.empty());
}
