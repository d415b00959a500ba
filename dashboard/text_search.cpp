#include "dashboard/text_search.hpp"

#include <algorithm>

namespace gridhall::dashboard {
namespace {

using Byte = unsigned char;

void append_two(std::string& out, unsigned code) {
  out += static_cast<char>(0xC0U | (code >> 6U));
  out += static_cast<char>(0x80U | (code & 0x3FU));
}

/// Simple case folding of the two-byte range: Latin-1, Latin Extended-A, Greek, Cyrillic.
unsigned fold_two(unsigned code) {
  if (code >= 0xC0 && code <= 0xDE && code != 0xD7) return code + 32;
  if ((code >= 0x100 && code <= 0x137) || (code >= 0x14A && code <= 0x177)) return code | 1U;
  if (code >= 0x139 && code <= 0x148) return code + (code & 1U);
  if (code >= 0x391 && code <= 0x3A9) return code + 32;
  if (code >= 0x410 && code <= 0x42F) return code + 32;
  if (code >= 0x400 && code <= 0x40F) return code + 80;
  return code;
}

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace

std::string fold_case(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Byte byte = static_cast<Byte>(text[i]);
    if (byte < 0x80) {
      out += byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : text[i];
    } else if (byte >= 0xC3 && byte <= 0xD0 && i + 1 < text.size()) {
      const Byte next = static_cast<Byte>(text[++i]);
      append_two(out, fold_two(((byte & 0x1FU) << 6U) | (next & 0x3FU)));
    } else if (byte == 0xEF && i + 2 < text.size() && static_cast<Byte>(text[i + 1]) == 0xBC &&
               static_cast<Byte>(text[i + 2]) >= 0xA1 && static_cast<Byte>(text[i + 2]) <= 0xBA) {
      // Full-width A to Z; the small ones go on into the next block of 64.
      const unsigned code = 0xFF21U + (static_cast<Byte>(text[i + 2]) - 0xA1U) + 32U;
      out += text[i];
      out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
      out += static_cast<char>(0x80U | (code & 0x3FU));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

TextSearch::TextSearch(std::string_view query) {
  const std::string folded = fold_case(query);
  for (std::size_t at = 0; at < folded.size();) {
    if (is_space(folded[at])) {
      ++at;
      continue;
    }
    const auto end = std::find_if(folded.begin() + static_cast<std::ptrdiff_t>(at), folded.end(), is_space);
    words_.emplace_back(folded.begin() + static_cast<std::ptrdiff_t>(at), end);
    at += words_.back().size();
  }
}

bool TextSearch::matches(const model::Case& c) const {
  if (words_.empty()) return true;
  std::string text = model::to_string(c.id);
  for (const std::string& part : {c.title(), c.service_name, c.description, c.address, c.subject}) {
    text += '\n';
    text += part;
  }
  const std::string folded = fold_case(text);
  return std::all_of(words_.begin(), words_.end(),
                     [&folded](const std::string& word) { return folded.find(word) != std::string::npos; });
}

}  // namespace gridhall::dashboard
