// What is done to the text of a cell before it becomes part of an event.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gridhall::importer {

/// Without blanks, tabs and line ends at both ends; no-break spaces stay.
std::string_view trimmed(std::string_view text);

/// Runs of blanks become one blank: exports pad the parts of an address.
std::string single_spaced(std::string_view text);

bool is_utf8(std::string_view text);

/// What exports that are not UTF-8 nearly always are. The five bytes without a character become U+FFFD.
std::string from_windows_1252(std::string_view bytes);

/// The part of a column's name that spellings of it share: letters and digits in lower case, so that
/// "Unique Key", "unique_key" and "UNIQUE KEY " are one column.
std::string column_key(std::string_view name);

/// A stable code from the words of a sender: lower case, " - " and ":" become a dot, everything else that is
/// neither letter nor digit an underscore. "Noise - Street/Sidewalk" is `noise.street_sidewalk`. Letters
/// beyond ASCII stay.
std::string code_from_words(std::string_view words);

/// Empty, or one of the words that exports write for nothing.
bool says_nothing(std::string_view text);

/// A decimal number and nothing else.
std::optional<double> decimal(std::string_view text);

/// Same letters but for ASCII case.
bool equal_words(std::string_view a, std::string_view b);

}  // namespace gridhall::importer
