#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gridhall::net {

/// The id a request goes by in answers and log lines: the client's X-Request-Id where it is 1 to 64 letters,
/// digits,
/// "-", "_" or ".", else 16 random hexadecimal digits. Any thread.
std::string request_id_for(std::optional<std::string_view> sent);

}  // namespace gridhall::net
