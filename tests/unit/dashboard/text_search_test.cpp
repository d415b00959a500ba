#include "dashboard/text_search.hpp"

#include <catch2/catch.hpp>

using namespace gridhall;
using namespace gridhall::dashboard;

TEST_CASE("letters fold whatever their script, other bytes stay") {
  CHECK(fold_case("Straße ÀÉÞ × 12") == "straße àéþ × 12");
  CHECK(fold_case("ΑΩ ПРИВЕТ Ёж") == "αω привет ёж");
  CHECK(fold_case("ＡＢＰＺ") == "ａｂｐｚ");
  CHECK(fold_case("花果园 Č") == "花果园 č");
  CHECK(fold_case("\xff\xc3") == "\xff\xc3");
}

TEST_CASE("every word of a query must stand somewhere in the case") {
  model::Case c;
  c.id = {"k3x9", 17};
  c.subject = "SR-1";
  c.service_name = "Noise - Street";
  c.description = "花果园 tower A";
  c.address = "12 Main St";
  CHECK(TextSearch("main NOISE").matches(c));
  CHECK(TextSearch("果园").matches(c));
  CHECK(TextSearch("k3x9-17").matches(c));
  CHECK(TextSearch("sr-1").matches(c));
  CHECK(TextSearch("  ").empty());
  CHECK_FALSE(TextSearch("main water").matches(c));
}
