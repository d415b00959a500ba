#include "ingest/net/target.hpp"

#include <algorithm>
#include <optional>

#include "ingest/net/ascii.hpp"
#include "ingest/net/utf8.hpp"

namespace gridhall::net {
namespace {

model::Error bad(std::string detail) {
  return {.code = model::Code::kSchemaViolation,
          .detail = std::move(detail),
          .pointer = {},
          .got = {},
          .allowed = {}};
}

std::optional<unsigned> hex_value(char c) {
  if (ascii_digit(c)) {
    return static_cast<unsigned>(c - '0');
  }
  const char lower = ascii_lower(c);
  if (lower >= 'a' && lower <= 'f') {
    return static_cast<unsigned>(lower - 'a' + 10);
  }
  return std::nullopt;
}

model::Result<std::string> decode_percent(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out += ' ';
      continue;
    }
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto high = i + 2 < text.size() ? hex_value(text[i + 1]) : std::nullopt;
    const auto low = i + 2 < text.size() ? hex_value(text[i + 2]) : std::nullopt;
    if (!high || !low) {
      return bad("a \"%\" is not followed by two hexadecimal digits");
    }
    out += static_cast<char>(*high << 4U | *low);
    i += 2;
  }
  if (out.find('\0') != std::string::npos || !valid_utf8(out)) {
    return bad("percent-encoded bytes that are NUL or not UTF-8");
  }
  return out;
}

model::Result<std::string> decode_path(std::string_view raw) {
  auto decoded = decode_percent(raw, false);
  if (!decoded) {
    return decoded;
  }
  const std::string& path = decoded.value();
  // A decoded path with more slashes than the raw one had an encoded slash.
  if (std::count(path.begin(), path.end(), '/') != std::count(raw.begin(), raw.end(), '/')) {
    return bad("the path holds an encoded slash");
  }
  const bool clean = std::none_of(path.begin(), path.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\';
  });
  if (!clean || raw.find('#') != std::string_view::npos) {
    return bad("the path holds a backslash, a fragment or a control character");
  }
  std::string_view rest = std::string_view(path).substr(1);
  while (!rest.empty()) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view segment = rest.substr(0, slash);
    if (segment.empty() || segment == "." || segment == "..") {
      return bad("the path holds an empty, \".\" or \"..\" segment");
    }
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  return decoded;
}

}  // namespace

model::Result<Target> parse_target(std::string_view raw) {
  if (raw == "*") {
    return Target{"*", {}};
  }
  const std::size_t scheme = raw.find("://");
  if (!raw.starts_with('/') && scheme != std::string_view::npos) {
    raw.remove_prefix(scheme + 3);
    raw.remove_prefix(std::min(raw.find_first_of("/?"), raw.size()));
  }
  const std::size_t question = std::min(raw.find('?'), raw.size());
  std::string_view raw_path = raw.substr(0, question);
  if (raw_path.empty()) {
    raw_path = "/";
  }
  if (!raw_path.starts_with('/')) {
    return bad("the path does not begin with a slash");
  }
  auto path = decode_path(raw_path);
  if (!path) {
    return path.error();
  }
  auto query = parse_form(raw.substr(std::min(question + 1, raw.size())));
  if (!query) {
    return query.error();
  }
  return Target{std::move(path.value()), std::move(query.value())};
}

model::Result<QueryList> parse_form(std::string_view text) {
  QueryList list;
  while (!text.empty()) {
    const auto* const end = std::find(text.begin(), text.end(), '&');
    const std::string_view pair(text.begin(), end);
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    if (pair.empty()) {
      continue;
    }
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = decode_percent(pair.substr(0, equals), true);
    if (!name) {
      return name.error();
    }
    auto value = decode_percent(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!value) {
      return value.error();
    }
    list.emplace_back(std::move(name.value()), std::move(value.value()));
  }
  return list;
}

}  // namespace gridhall::net
