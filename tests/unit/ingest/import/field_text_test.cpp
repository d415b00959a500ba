#include "ingest/import/field_text.hpp"

#include <catch2/catch.hpp>

namespace gridhall::importer {
namespace {

TEST_CASE("the words of a sender become a stable code") {
  CHECK(code_from_words("Noise - Residential") == "noise.residential");
  CHECK(code_from_words("Noise - Street/Sidewalk") == "noise.street_sidewalk");
  CHECK(code_from_words("HEAT/HOT WATER") == "heat_hot_water");
  CHECK(code_from_words("New Sign  Crosswalk or Pavement Marking") ==
        "new_sign_crosswalk_or_pavement_marking");
  CHECK(code_from_words("  Non-Emergency (Police) ") == "non_emergency_police");
  CHECK(code_from_words("Medic Response- 7 per Rule") == "medic_response_7_per_rule");
  CHECK(code_from_words("Stra\xC3\x9F"
                        "e: Loch") ==
        "stra\xC3\x9F"
        "e.loch");
  CHECK(code_from_words(" -- ").empty());
}

TEST_CASE("spellings of a column's name are one column") {
  CHECK(column_key("Unique Key") == column_key("unique_key"));
  CHECK(column_key("X Coordinate (State Plane)") == column_key("x_coordinate_state_plane"));
  CHECK(column_key(" CaseID\t") == "caseid");
}

TEST_CASE("UTF-8 is told from what is not") {
  CHECK(is_utf8("plain"));
  CHECK(is_utf8("\xE8\xB4\xB5\xE9\x98\xB3 \xF0\x9F\x9A\x92"));
  for (const std::string text :
       {"\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE4\xB8"}) {
    CHECK_FALSE(is_utf8(text));
  }
}

TEST_CASE("bytes that are not UTF-8 are read as Windows-1252") {
  CHECK(from_windows_1252("Caf\xE9 \x93quoted\x94 5\x80") ==
        "Caf\xC3\xA9 \xE2\x80\x9Cquoted\xE2\x80\x9D 5\xE2\x82\xAC");
  CHECK(from_windows_1252("\x81") == "\xEF\xBF\xBD");
}

TEST_CASE("numbers are whole numbers or nothing") {
  CHECK(decimal("-71.0587") == -71.0587);
  CHECK(decimal("+5") == 5.0);
  for (const std::string text : {"", "39.9N", "1,5", "nan", "inf", "1e999", "0x10", " 1"})
    CHECK_FALSE(decimal(text));
}

TEST_CASE("blanks around and inside are taken away") {
  CHECK(trimmed("  a b \t\r\n") == "a b");
  CHECK(trimmed(" \t ").empty());
  CHECK(single_spaced(" 364 WEST  127 STREET ") == "364 WEST 127 STREET");
  CHECK(says_nothing("N/A"));
  CHECK(says_nothing("Unspecified"));
  CHECK_FALSE(says_nothing("0"));
}

}  // namespace
}  // namespace gridhall::importer
