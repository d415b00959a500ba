#include "ingest/protocol/json_scan.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace gridhall::ingest::json {
namespace {

enum Class : std::uint8_t { kOther = 0, kQuote, kOpen, kClose, kComma, kSpace };

constexpr std::array<Class, 256> kClasses = [] {
  std::array<Class, 256> classes{};
  classes['"'] = kQuote;
  classes['{'] = classes['['] = kOpen;
  classes['}'] = classes[']'] = kClose;
  classes[','] = kComma;
  classes[' '] = classes['\t'] = classes['\n'] = classes['\r'] = kSpace;
  return classes;
}();

Class class_at(std::string_view text, std::size_t at) {
  return kClasses[static_cast<std::uint8_t>(text[at])];
}

}  // namespace

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && class_at(text, at) == kSpace) {
    ++at;
  }
  return at;
}

std::size_t skip_string(std::string_view text, std::size_t at) {
  const std::size_t body = at + 1;
  std::size_t from = body;
  while (from < text.size()) {
    const auto* quote = static_cast<const char*>(std::memchr(text.data() + from, '"', text.size() - from));
    if (quote == nullptr) {
      return kNoEnd;
    }
    const auto end = static_cast<std::size_t>(quote - text.data());
    std::size_t slash = end;
    while (slash > body && text[slash - 1] == '\\') {
      --slash;
    }
    if ((end - slash) % 2 == 0) {
      return end + 1;
    }
    from = end + 1;
  }
  return kNoEnd;
}

std::size_t skip_value(std::string_view text, std::size_t at) {
  if (at >= text.size()) {
    return kNoEnd;
  }
  const Class first = class_at(text, at);
  if (first == kQuote) {
    return skip_string(text, at);
  }
  if (first != kOpen) {
    while (at < text.size() && class_at(text, at) == kOther) {
      ++at;
    }
    return at;
  }
  std::size_t depth = 0;
  while (at < text.size()) {
    switch (class_at(text, at)) {
      case kQuote:
        at = skip_string(text, at);
        if (at == kNoEnd) {
          return kNoEnd;
        }
        continue;
      case kOpen:
        ++depth;
        break;
      case kClose:
        if (--depth == 0) {
          return at + 1;
        }
        break;
      default:
        break;
    }
    ++at;
  }
  return kNoEnd;
}

bool MemberCursor::next_key(Member& member) {
  std::size_t at = skip_space(text_, first_ ? at_ + 1 : at_);
  if (at >= text_.size()) {
    return false;
  }
  if (text_[at] == '}') {
    end_ = at + 1;
    return false;
  }
  if (!first_) {
    if (text_[at] != ',') {
      return false;
    }
    at = skip_space(text_, at + 1);
  }
  first_ = false;
  if (at >= text_.size() || text_[at] != '"') {
    return false;
  }
  member.key_begin = at;
  member.key_end = skip_string(text_, at);
  if (member.key_end == kNoEnd) {
    return false;
  }
  at = skip_space(text_, member.key_end);
  if (at >= text_.size() || text_[at] != ':') {
    return false;
  }
  member.value_begin = skip_space(text_, at + 1);
  return member.value_begin < text_.size();
}

bool MemberCursor::next(Member& member) {
  if (!next_key(member)) {
    return false;
  }
  member.value_end = skip_value(text_, member.value_begin);
  if (member.value_end == kNoEnd || member.value_end == member.value_begin) {
    return false;
  }
  at_ = member.value_end;
  return true;
}

}  // namespace gridhall::ingest::json
