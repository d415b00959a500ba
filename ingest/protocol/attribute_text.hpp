// What CloudEvents 1.0 asks of the text in attributes.
#pragma once

#include <string_view>

namespace gridhall::ingest {

inline constexpr std::string_view kAttributeText = "text without control characters and noncharacters";

/// Why a text can't be a CloudEvents string (control characters, noncharacters); empty where it can. `text`
/// is UTF-8.
std::string_view text_complaint(std::string_view text);

/// Why a text is no URI reference of RFC 3986 by its characters; empty where it is.
std::string_view uri_complaint(std::string_view text);

/// application/json, text/json, anything/anything+json; parameters and upper case are fine.
bool is_json_media_type(std::string_view text);

}  // namespace gridhall::ingest
