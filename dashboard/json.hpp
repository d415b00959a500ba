// Writing JSON by appending to a string: what the wire needs and no more.
//
// Rows are written far more often than anything is parsed, so values go straight into the caller's buffer.
// Strings go through net::append_json_string, which keeps the output valid whatever the sender's bytes were.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/model/position.hpp"
#include "store/model/time.hpp"

namespace gridhall::dashboard {

void append_string(std::string& out, std::string_view text);
/// null where the text is empty: absent values are null on this wire.
void append_string_or_null(std::string& out, std::string_view text);

template <std::integral T>
void append_integer(std::string& out, T value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

/// The shortest text that reads back as the same number; null where it is not finite.
void append_number(std::string& out, double value);
void append_time(std::string& out, model::Time time);
void append_time_or_null(std::string& out, std::optional<model::Time> time);
/// "<epoch>-<seq>" with quotes; an epoch is made of letters and digits, so nothing is escaped.
void append_case_id(std::string& out, std::string_view epoch, std::uint64_t seq);

/// `"name":` behind a comma where the object has members already.
void append_key(std::string& out, std::string_view name);

/// {"epoch":…,"seq":…,"time":…}: the position an answer is of.
void append_as_of(std::string& out, std::string_view epoch, std::uint64_t seq, model::Time now);

}  // namespace gridhall::dashboard
