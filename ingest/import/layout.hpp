// How the table of one kind of export becomes events: which columns, in which words, in which time zone. The
// built-in formats are values of this, and a mapping file is read into one: there is a single converter.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/event.hpp"

namespace gridhall::importer {

/// Spellings of one column, the best first; compared by `column_key`.
using Names = std::vector<std::string>;

/// Where the text of a member or attribute comes from. Rules of one member stand together, and the first of
/// them that gives anything wins.
struct Rule {
  std::string member;
  Names columns;
  Names and_columns = {};     ///< appended with " & " where it says something
  std::string constant = {};  ///< instead of columns
};

struct Place {
  double lat = 0;
  double lon = 0;
};

struct Layout {
  std::string format;  ///< as on the command line
  std::string source;  ///< of the CloudEvents
  model::EventType type = model::EventType::kRequestReported;
  std::string time_zone;
  std::vector<std::string> time_formats;
  char delimiter = 0;  ///< 0: told from the header line
  std::string datum;   ///< empty: wgs84
  Names key;
  Names opened;
  Names closed;
  Names expected;
  Names status;
  std::vector<std::string> closed_words = {"closed"};
  Names service_words;                ///< become the code and the name
  Names service_code;                 ///< is the code as it stands, where there is one
  std::string constant_service_code;  ///< where the row gives none
  std::string constant_service_name;
  Names lat;
  Names lon;
  std::optional<Place> default_place;  ///< where the source puts what it could not locate
  std::vector<Rule> members;
  std::vector<Rule> closing;     ///< members of the closing's event
  std::vector<Rule> attributes;  ///< free; those that say nothing are left out
};

/// Date formats that the exports of this family use, also the default of a mapping.
std::vector<std::string> common_time_formats();

Layout nyc311_layout();
Layout boston311_layout();
Layout sf311_layout();
Layout chicago_crimes_layout();
Layout seattle_fire_layout();

}  // namespace gridhall::importer
