#include "ingest/protocol/attribute_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace gridhall::ingest {
namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

constexpr std::array<bool, 256> kUriCharacters = [] {
  std::array<bool, 256> allowed{};
  constexpr std::string_view kPunctuation = "-._~:/?#[]@!$&'()*+,;=%";
  for (const char c : kPunctuation) {
    allowed[static_cast<std::uint8_t>(c)] = true;
  }
  for (std::size_t c = 0; c < 128; ++c) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      allowed[c] = true;
    }
  }
  return allowed;
}();

/// Decodes the character at `at` of a UTF-8 text and moves behind it.
std::uint32_t next_character(std::string_view text, std::size_t& at) {
  const auto first = static_cast<std::uint8_t>(text[at]);
  const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  std::uint32_t point = size == 1 ? first : first & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size && at + i < text.size(); ++i) {
    point = (point << 6) | (static_cast<std::uint8_t>(text[at + i]) & 0x3FU);
  }
  at += size;
  return point;
}

}  // namespace

std::string_view text_complaint(std::string_view text) {
  // Nearly all of it is printable ASCII, which is told without a branch a byte.
  unsigned other = 0;
  for (const char c : text) {
    other |= static_cast<unsigned>(static_cast<std::uint8_t>(static_cast<std::uint8_t>(c) - 0x20) > 0x5E);
  }
  if (other == 0) {
    return {};
  }
  std::size_t at = 0;
  while (at < text.size()) {
    const std::uint32_t point = next_character(text, at);
    if (point < 0x20 || (point >= 0x7F && point <= 0x9F)) {
      return "It holds a control character.";
    }
    if ((point >= 0xFDD0 && point <= 0xFDEF) || (point & 0xFFFEU) == 0xFFFE) {
      return "It holds a Unicode noncharacter.";
    }
  }
  return {};
}

std::string_view uri_complaint(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if (byte >= 0x80) {
      return "Characters beyond ASCII are percent-encoded in a URI.";
    }
    if (byte == ' ') {
      return "A URI has no spaces.";
    }
    if (!kUriCharacters[byte]) {
      return "It holds a character that a URI has not.";
    }
    if (byte == '%' && (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2]))) {
      return "Two hexadecimal digits must follow a percent sign.";
    }
  }
  return {};
}

bool is_json_media_type(std::string_view text) {
  text = text.substr(0, text.find(';'));
  text = text.substr(0, text.find_last_not_of(" \t") + 1);
  std::string type(text);
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const std::size_t slash = type.find('/');
  if (slash == 0 || slash == std::string::npos) {
    return false;
  }
  const std::string_view subtype = std::string_view(type).substr(slash + 1);
  constexpr std::string_view kSuffix = "+json";
  return subtype == "json" ||
         (subtype.size() > kSuffix.size() && subtype.substr(subtype.size() - kSuffix.size()) == kSuffix);
}

}  // namespace gridhall::ingest
