#include "dashboard/words_json.hpp"

#include "dashboard/json.hpp"

namespace gridhall::dashboard {

void append_words(std::string& out, std::string_view en, std::string_view zh) {
  out += "{\"en\":";
  append_string(out, en);
  append_key(out, "zh");
  append_string(out, zh);
  out += '}';
}

}  // namespace gridhall::dashboard
