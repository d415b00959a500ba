// Cases as lines of a table (RFC 4180), for spreadsheets.
//
// A spreadsheet takes a text for a formula that begins with one of = + - @, a tab, a line end or the
// full-width forms of these signs: such a text gets an apostrophe in front of it. Numbers and times of our
// own are written as they are.
#pragma once

#include <string>
#include <string_view>

#include "dashboard/case_json.hpp"

namespace gridhall::dashboard {

/// The names of the columns, with the line's end; one column for each level of the city's areas.
std::string csv_head(const geo::AreaLayers& areas);

void append_csv(std::string& out, const model::Case& c, const CaseContext& context);

/// A quoted field, disarmed.
void append_csv_text(std::string& out, std::string_view text);

}  // namespace gridhall::dashboard
