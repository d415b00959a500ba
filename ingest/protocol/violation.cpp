#include "ingest/protocol/violation.hpp"

#include <algorithm>
#include <sstream>

#include "ingest/protocol/json_check.hpp"
#include "ingest/protocol/json_text.hpp"

namespace gridhall::ingest {
namespace {

namespace dom = simdjson::dom;

/// "lat" of "/data/lat", "phone in contact" of "/data/contact/phone".
std::string field_name(std::string_view pointer) {
  constexpr std::string_view kContact = "/data/contact/";
  constexpr std::string_view kCells = "/data/cells/";
  if (pointer.substr(0, kCells.size()) == kCells) {
    return "entry " + std::string(pointer.substr(kCells.size())) + " of cells";
  }
  const std::string_view last = pointer.substr(pointer.rfind('/') + 1);
  if (pointer.substr(0, kContact.size()) == kContact) {
    return std::string(last) + " in contact";
  }
  return last.empty() ? std::string("the member with an empty name") : std::string(last);
}

/// The data as a whole, in whatever form.
bool may_hold_contact(std::string_view pointer) {
  return pointer == "/data" || pointer == "/data_base64";
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpaces);
  return begin == std::string_view::npos ? std::string_view()
                                         : text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

}  // namespace

std::string_view kind_of(dom::element value) {
  switch (value.type()) {
    case dom::element_type::ARRAY:
      return "an array";
    case dom::element_type::OBJECT:
      return "an object";
    case dom::element_type::STRING:
      return "a string";
    case dom::element_type::BOOL:
      return "true or false";
    case dom::element_type::NULL_VALUE:
      return "null";
    default:
      return "a number";
  }
}

std::string excerpt(dom::element value) {
  if (value.is_string()) {
    return json::excerpt_string(value.get_string().value_unsafe());
  }
  return json::excerpt_json(simdjson::minify(value));
}

model::Error violation(model::Code code, std::string pointer, dom::element value, std::string_view allowed,
                       std::string_view hint) {
  model::Error error;
  error.code = code;
  error.allowed = allowed;
  if (json::is_personal(pointer) || may_hold_contact(pointer)) {
    error.detail = field_name(pointer) + " is " + std::string(kind_of(value));
  } else {
    error.got = excerpt(value);
    error.detail = field_name(pointer) + " is " + error.got;
  }
  error.detail += "; allowed " + std::string(allowed) + ".";
  if (!hint.empty()) {
    error.detail += " " + std::string(hint);
  }
  error.pointer = std::move(pointer);
  return error;
}

model::Error missing(model::Code code, std::string pointer, std::string_view rule) {
  model::Error error;
  error.code = code;
  error.detail = field_name(pointer) + " is missing; " + std::string(rule) + ".";
  error.pointer = std::move(pointer);
  error.allowed = rule;
  return error;
}

std::string near_miss(std::string_view got, std::span<const std::string_view> words) {
  const std::string_view bare = trimmed(got);
  const std::string low = lower(bare);
  for (const std::string_view word : words) {
    if (bare == word) {
      return "White space stands around it.";
    }
    if (low == lower(word)) {
      return "Upper and lower case count: write " + std::string(word) + ".";
    }
    if (bare.size() > 8 && bare.size() < word.size() && lower(word).substr(0, low.size()) == low) {
      return "Is " + std::string(word) + " meant?";
    }
  }
  return {};
}

std::string one_of(std::span<const std::string_view> words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) {
      out += i + 1 == words.size() ? " or " : ", ";
    }
    out += words[i];
  }
  return out;
}

}  // namespace gridhall::ingest
