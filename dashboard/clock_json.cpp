#include "dashboard/clock_json.hpp"

#include "dashboard/json.hpp"

namespace gridhall::dashboard {

void append_limit(std::string& out, const std::optional<model::Limit>& limit) {
  if (!limit) {
    out += "null";
    return;
  }
  out += "{\"value\":";
  append_number(out, limit->value);
  append_key(out, "unit");
  append_string(out, model::to_string(limit->unit));
  out += '}';
}

void append_rung(std::string& out, const model::Rung& rung) {
  out += "{\"at\":";
  append_string(out, model::to_string(rung.at));
  append_key(out, "after");
  append_limit(out, rung.after);
  append_key(out, "level");
  append_string(out, model::to_string(rung.level));
}

}  // namespace gridhall::dashboard
