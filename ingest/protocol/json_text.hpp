// Small pieces of JSON text: strings in both directions, pointers, and the excerpt of a value that an error
// carries.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gridhall::ingest::json {

inline constexpr std::size_t kExcerptBytes = 120;

/// The value of a string by what stands between its quotes; nothing where an escape is wrong, a surrogate
/// stands alone or a control character stands raw.
std::optional<std::string> unescape(std::string_view body);

/// Appends the value as a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD, so that the
/// result is always a text that may be sent.
void append_string(std::string& out, std::string_view value);

/// A string value as JSON text of at most kExcerptBytes, cut between two characters with an ellipsis.
std::string excerpt_string(std::string_view value);
/// Any other JSON text: as it is where it is short enough, else cut and turned into a JSON string, so that
/// the result is a JSON text by itself.
std::string excerpt_json(std::string_view text);

/// Appends "/key" or "/index" as RFC 6901 wants it.
void append_pointer(std::string& pointer, std::string_view key);
void append_pointer(std::string& pointer, std::size_t index);

/// The offset of the first byte that is not UTF-8 as RFC 3629 has it, nothing where all of it is.
std::optional<std::size_t> first_bad_utf8(std::string_view text);

}  // namespace gridhall::ingest::json
