// Instants. Everything inside is UTC with microseconds; text is RFC 3339 with a zone, always.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "store/model/error.hpp"

namespace gridhall::model {

using Time = std::chrono::sys_time<std::chrono::microseconds>;

/// RFC 3339 date-time with a zone ("Z" or an offset); years 0001 to 9999, fractions cut at microseconds, a
/// leap second (":60") is taken as the last microsecond of its minute. Anything else: `time_invalid` that
/// says which part.
Result<Time> parse_rfc3339(std::string_view text);

/// "2026-11-24T06:02:11.250Z"; no fraction when it is zero, else 3 or 6 digits.
std::string format_rfc3339(Time time);

/// Seconds since 1970 as a double, for the live protocol.
double epoch_seconds(Time time);

inline Time now() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace gridhall::model
