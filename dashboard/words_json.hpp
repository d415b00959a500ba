// A text in both languages of the screens, as the wire has it.
#pragma once

#include <string>
#include <string_view>

namespace gridhall::dashboard {

/// {"en":…,"zh":…}
void append_words(std::string& out, std::string_view en, std::string_view zh);

}  // namespace gridhall::dashboard
