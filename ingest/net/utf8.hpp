// UTF-8 as Unicode 15, table 3-7 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace gridhall::net {

/// Length of the well-formed sequence at the front of `text`, 0 when there is none.
std::size_t utf8_sequence_bytes(std::string_view text);

bool valid_utf8(std::string_view text);

}  // namespace gridhall::net
