#include "dashboard/body_reader.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cmath>

#include "dashboard/json_excerpt.hpp"

namespace gridhall::dashboard {
namespace {

using model::Code;
namespace dom = simdjson::dom;

constexpr std::size_t kBodyBytesMax = 64U << 10;

std::string pointer_of(std::string_view name) {
  return "/" + std::string(name);
}

bool is_json(const net::Request& request) {
  const auto type = request.header("Content-Type");
  if (!type) return false;
  std::string_view media = type->substr(0, type->find(';'));
  while (media.ends_with(' ')) media.remove_suffix(1);
  constexpr std::string_view kJson = "application/json";
  return std::equal(media.begin(), media.end(), kJson.begin(), kJson.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
  });
}

}  // namespace

struct BodyReader::Document {
  dom::parser parser;
  std::optional<dom::object> object;

  std::optional<dom::element> member(std::string_view name) const {
    dom::element value;
    if (!object || object->at_key(name).get(value) != simdjson::SUCCESS || value.is_null())
      return std::nullopt;
    return value;
  }

  std::optional<model::Error> read(const net::Request& request);
};

std::optional<model::Error> BodyReader::Document::read(const net::Request& request) {
  const auto wrong = [](Code code, std::string detail) {
    return model::Error{code, std::move(detail), "", "", ""};
  };
  if (!is_json(request))
    return wrong(Code::kSchemaViolation, "the body must be JSON, sent with Content-Type: application/json");
  if (request.body.size() > kBodyBytesMax) {
    return wrong(Code::kEventTooLarge, "the body has " + std::to_string(request.body.size()) +
                                           " bytes; allowed " + std::to_string(kBodyBytesMax));
  }
  dom::element root;
  dom::object parsed;
  const auto error = parser.parse(request.body).get(root);
  if (error == simdjson::UTF8_ERROR) return wrong(Code::kNotUtf8, "the body is not UTF-8");
  if (error != simdjson::SUCCESS) return wrong(Code::kMalformedJson, "the body is not JSON");
  if (root.get(parsed) != simdjson::SUCCESS)
    return wrong(Code::kMalformedJson, "the body must be a JSON object");
  std::set<std::string_view> seen;
  for (const auto [key, value] : parsed) {
    if (!seen.insert(key).second)
      return wrong(Code::kMalformedJson, "member " + std::string(key) + " is there twice");
  }
  object = parsed;
  return std::nullopt;
}

BodyReader::BodyReader(const net::Request& request) : document_(std::make_unique<Document>()) {
  if (auto error = document_->read(request)) errors_.push_back(std::move(*error));
}

BodyReader::~BodyReader() = default;

std::optional<std::string> BodyReader::text(std::string_view name, std::size_t bytes_max) {
  asked_.emplace(name);
  const auto value = document_->member(name);
  if (!value) return std::nullopt;
  std::string_view text;
  if (value->get(text) != simdjson::SUCCESS || text.empty() || text.size() > bytes_max) {
    const std::string allowed = "a string of 1 to " + std::to_string(bytes_max) + " bytes";
    refuse(name, std::string(name) + " must be " + allowed, allowed, shown(*value));
    return std::nullopt;
  }
  return std::string(text);
}

std::optional<std::int64_t> BodyReader::integer(std::string_view name, std::int64_t least,
                                                std::int64_t most) {
  asked_.emplace(name);
  const auto value = document_->member(name);
  if (!value) return std::nullopt;
  std::int64_t number = 0;
  if (value->get(number) != simdjson::SUCCESS || number < least || number > most) {
    const std::string allowed = "a whole number, " + std::to_string(least) + " to " + std::to_string(most);
    refuse(name, std::string(name) + " must be " + allowed, allowed, shown(*value));
    return std::nullopt;
  }
  return number;
}

std::optional<double> BodyReader::number(std::string_view name, double least, double most) {
  asked_.emplace(name);
  const auto value = document_->member(name);
  if (!value) return std::nullopt;
  double number = 0;
  if (value->get(number) != simdjson::SUCCESS || !std::isfinite(number) || number < least || number > most) {
    const std::string allowed = "a number, " + std::to_string(static_cast<std::int64_t>(least)) + " to " +
                                std::to_string(static_cast<std::int64_t>(most));
    refuse(name, std::string(name) + " must be " + allowed, allowed, shown(*value));
    return std::nullopt;
  }
  return number;
}

std::optional<bool> BodyReader::flag(std::string_view name) {
  asked_.emplace(name);
  const auto value = document_->member(name);
  if (!value) return std::nullopt;
  bool flag = false;
  if (value->get(flag) != simdjson::SUCCESS) {
    refuse(name, std::string(name) + " must be true or false", "true or false", shown(*value));
    return std::nullopt;
  }
  return flag;
}

std::optional<model::Time> BodyReader::time(std::string_view name) {
  const auto text = this->text(name, 64);
  if (!text) return std::nullopt;
  auto time = model::parse_rfc3339(*text);
  if (time) return *time;
  errors_.push_back(std::move(time.error()));
  errors_.back().pointer = pointer_of(name);
  return std::nullopt;
}

std::vector<std::string> BodyReader::texts(std::string_view name, std::size_t most, std::size_t bytes_max) {
  asked_.emplace(name);
  std::vector<std::string> out;
  const auto value = document_->member(name);
  if (!value) return out;
  const std::string allowed =
      "at most " + std::to_string(most) + " strings of 1 to " + std::to_string(bytes_max) + " bytes";
  dom::array array;
  bool good = value->get(array) == simdjson::SUCCESS && array.size() <= most;
  if (good) {
    for (const dom::element element : array) {
      std::string_view text;
      good = good && element.get(text) == simdjson::SUCCESS && !text.empty() && text.size() <= bytes_max;
      if (good) out.emplace_back(text);
    }
  }
  if (!good) refuse(name, std::string(name) + " must be " + allowed, allowed, shown(*value));
  return good ? out : std::vector<std::string>();
}

std::optional<std::string> BodyReader::raw(std::string_view name) {
  asked_.emplace(name);
  const auto value = document_->member(name);
  if (!value) return std::nullopt;
  return simdjson::minify(*value);
}

void BodyReader::missing(std::string_view name, std::string_view why) {
  errors_.push_back({Code::kAttributeMissing, std::string(name) + " is missing: " + std::string(why),
                     pointer_of(name), "", std::string(why)});
}

void BodyReader::refuse(std::string_view name, std::string detail, std::string allowed, std::string got) {
  errors_.push_back(
      {Code::kSchemaViolation, std::move(detail), pointer_of(name), std::move(got), std::move(allowed)});
}

void BodyReader::finish() {
  if (!document_->object) return;
  for (const auto [key, value] : *document_->object) {
    if (asked_.contains(key)) continue;
    std::string allowed;
    for (const std::string& name : asked_) allowed.append(allowed.empty() ? "" : ", ").append(name);
    refuse(key, "there is no member " + std::string(key) + " here", std::move(allowed));
  }
}

}  // namespace gridhall::dashboard
