#include "dashboard/json.hpp"

#include <cmath>

#include "ingest/net/http.hpp"

namespace gridhall::dashboard {

void append_string(std::string& out, std::string_view text) {
  net::append_json_string(out, text);
}

void append_string_or_null(std::string& out, std::string_view text) {
  if (text.empty()) {
    out += "null";
  } else {
    append_string(out, text);
  }
}

void append_number(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

void append_time(std::string& out, model::Time time) {
  out += '"';
  out += model::format_rfc3339(time);
  out += '"';
}

void append_time_or_null(std::string& out, std::optional<model::Time> time) {
  if (time) {
    append_time(out, *time);
  } else {
    out += "null";
  }
}

void append_case_id(std::string& out, std::string_view epoch, std::uint64_t seq) {
  out += '"';
  out += epoch;
  out += '-';
  append_integer(out, seq);
  out += '"';
}

void append_key(std::string& out, std::string_view name) {
  if (!out.empty() && out.back() != '{') out += ',';
  out += '"';
  out += name;
  out += "\":";
}

void append_as_of(std::string& out, std::string_view epoch, std::uint64_t seq, model::Time now) {
  out += "{\"epoch\":";
  append_string(out, epoch);
  out += ",\"seq\":";
  append_integer(out, seq);
  out += ",\"time\":";
  append_time(out, now);
  out += '}';
}

}  // namespace gridhall::dashboard
