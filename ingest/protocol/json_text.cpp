#include "ingest/protocol/json_text.hpp"

#include <cstdint>

namespace gridhall::ingest::json {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

/// Length of the well-formed UTF-8 character at `at`, 0 where there is none.
std::size_t character_bytes(std::string_view text, std::size_t at) {
  const std::uint8_t first = byte_at(text, at);
  if (first < 0x80) {
    return 1;
  }
  std::size_t size = 0;
  // The second byte's range shuts out overlong forms, surrogates and what lies beyond U+10FFFF.
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  if (first >= 0xC2 && first <= 0xDF) {
    size = 2;
  } else if (first >= 0xE0 && first <= 0xEF) {
    size = 3;
    low = first == 0xE0 ? 0xA0 : 0x80;
    high = first == 0xED ? 0x9F : 0xBF;
  } else if (first >= 0xF0 && first <= 0xF4) {
    size = 4;
    low = first == 0xF0 ? 0x90 : 0x80;
    high = first == 0xF4 ? 0x8F : 0xBF;
  } else {
    return 0;
  }
  if (at + size > text.size() || byte_at(text, at + 1) < low || byte_at(text, at + 1) > high) {
    return 0;
  }
  for (std::size_t i = 2; i < size; ++i) {
    if ((byte_at(text, at + i) & 0xC0U) != 0x80) {
      return 0;
    }
  }
  return size;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto push = [&out](std::uint32_t byte) {
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(byte)));
  };
  if (point < 0x80) {
    push(point);
  } else if (point < 0x800) {
    push(0xC0U | (point >> 6));
    push(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    push(0xE0U | (point >> 12));
    push(0x80U | ((point >> 6) & 0x3FU));
    push(0x80U | (point & 0x3FU));
  } else {
    push(0xF0U | (point >> 18));
    push(0x80U | ((point >> 12) & 0x3FU));
    push(0x80U | ((point >> 6) & 0x3FU));
    push(0x80U | (point & 0x3FU));
  }
}

std::optional<std::uint32_t> hex4(std::string_view body, std::size_t at) {
  if (at + 4 > body.size()) {
    return std::nullopt;
  }
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const char c = body[i];
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<std::uint32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<std::uint32_t>(c - 'a') + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<std::uint32_t>(c - 'A') + 10;
    } else {
      return std::nullopt;
    }
    value = value * 16 + digit;
  }
  return value;
}

/// The character of an escape that starts at `at`, just behind "\u"; moves `at` behind it.
std::optional<std::uint32_t> unicode_escape(std::string_view body, std::size_t& at) {
  const auto first = hex4(body, at);
  if (!first) {
    return std::nullopt;
  }
  at += 4;
  if (*first < 0xD800 || *first > 0xDFFF) {
    return first;
  }
  if (*first > 0xDBFF || body.substr(at, 2) != "\\u") {
    return std::nullopt;
  }
  const auto second = hex4(body, at + 2);
  if (!second || *second < 0xDC00 || *second > 0xDFFF) {
    return std::nullopt;
  }
  at += 6;
  return 0x10000U + ((*first - 0xD800U) << 10) + (*second - 0xDC00U);
}

char simple_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

/// The character at `at` as it stands in a JSON string; moves `at` behind it.
void append_escaped(std::string& out, std::string_view value, std::size_t& at) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const std::size_t size = character_bytes(value, at);
  if (size == 0) {
    out += kReplacement;
    ++at;
    return;
  }
  const char c = value[at];
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\r') {
    out += "\\r";
  } else if (c == '\t') {
    out += "\\t";
  } else if (size == 1 && (static_cast<std::uint8_t>(c) < 0x20 || c == 0x7F)) {
    out += "\\u00";
    out += kHex[static_cast<std::uint8_t>(c) >> 4];
    out += kHex[static_cast<std::uint8_t>(c) & 15U];
  } else {
    out.append(value.substr(at, size));
  }
  at += size;
}

}  // namespace

std::optional<std::string> unescape(std::string_view body) {
  std::string out;
  out.reserve(body.size());
  std::size_t at = 0;
  while (at < body.size()) {
    const char c = body[at++];
    if (static_cast<std::uint8_t>(c) < 0x20) {
      return std::nullopt;
    }
    if (c != '\\') {
      out.push_back(c);
      continue;
    }
    if (at == body.size()) {
      return std::nullopt;
    }
    const char kind = body[at++];
    if (kind == 'u') {
      const auto point = unicode_escape(body, at);
      if (!point) {
        return std::nullopt;
      }
      append_utf8(out, *point);
      continue;
    }
    const char plain = simple_escape(kind);
    if (plain == '\0') {
      return std::nullopt;
    }
    out.push_back(plain);
  }
  return out;
}

void append_string(std::string& out, std::string_view value) {
  out += '"';
  std::size_t at = 0;
  while (at < value.size()) {
    // Most text needs no escape at all: copy it in runs.
    std::size_t run = at;
    while (run < value.size() && byte_at(value, run) >= 0x20 && byte_at(value, run) < 0x7F &&
           value[run] != '"' && value[run] != '\\') {
      ++run;
    }
    out.append(value.substr(at, run - at));
    at = run;
    if (at < value.size()) {
      append_escaped(out, value, at);
    }
  }
  out += '"';
}

std::string excerpt_string(std::string_view value) {
  std::string out = "\"";
  std::size_t cut = out.size();  // the longest beginning that leaves room for the ellipsis
  std::size_t at = 0;
  while (at < value.size()) {
    append_escaped(out, value, at);
    if (out.size() + 1 > kExcerptBytes) {
      out.resize(cut);
      out += kEllipsis;
      break;
    }
    if (out.size() + kEllipsis.size() + 1 <= kExcerptBytes) {
      cut = out.size();
    }
  }
  out += '"';
  return out;
}

std::string excerpt_json(std::string_view text) {
  return text.size() <= kExcerptBytes ? std::string(text) : excerpt_string(text);
}

void append_pointer(std::string& pointer, std::string_view key) {
  pointer += '/';
  for (const char c : key) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

void append_pointer(std::string& pointer, std::size_t index) {
  pointer += '/';
  pointer += std::to_string(index);
}

std::optional<std::size_t> first_bad_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t size = character_bytes(text, at);
    if (size == 0) {
      return at;
    }
    at += size;
  }
  return std::nullopt;
}

}  // namespace gridhall::ingest::json
