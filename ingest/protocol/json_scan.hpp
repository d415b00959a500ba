// Finds where JSON values end without judging what is in them: a value that is broken inside still has an end
// as long as its quotes and brackets pair up. That is what keeps one bad event from refusing its neighbours,
// and what cuts a member out of a text byte for byte. No recursion, no memory: 100,000 open brackets cost a
// counter.
//
// All positions are offsets into the text; kNoEnd means that the text stops before the value does.
#pragma once

#include <cstddef>
#include <string_view>

namespace gridhall::ingest::json {

inline constexpr std::size_t kNoEnd = static_cast<std::size_t>(-1);

/// The first offset from `at` on that is not JSON white space; the text's size where there is none.
std::size_t skip_space(std::string_view text, std::size_t at);

/// `at` is on the opening quote; the result is just behind the closing one.
std::size_t skip_string(std::string_view text, std::size_t at);

/// `at` is on the value's first byte; the result is just behind its last one. A scalar ends before the next
/// comma, closing bracket or white space; where nothing stands in its place the result is `at`.
std::size_t skip_value(std::string_view text, std::size_t at);

struct Member {
  std::size_t key_begin = 0;  ///< on the opening quote
  std::size_t key_end = 0;    ///< behind the closing quote
  std::size_t value_begin = 0;
  std::size_t value_end = 0;
};

/// Walks the members of an object in the order of the text.
class MemberCursor {
 public:
  /// `at` is on the opening brace.
  MemberCursor(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  /// False behind the last member and at the first thing that is not one; ended() tells the two apart.
  bool next(Member& member);

  /// next() in two steps, for a caller that finds the value's end itself.
  bool next_key(Member& member);
  void skip_to(std::size_t value_end) { at_ = value_end; }

  bool ended() const { return end_ != kNoEnd; }
  std::size_t end() const { return end_; }  ///< just behind the closing brace

 private:
  std::string_view text_;
  std::size_t at_;
  std::size_t end_ = kNoEnd;
  bool first_ = true;
};

/// What stands between the quotes of the string at [begin, end).
inline std::string_view inside(std::string_view text, std::size_t begin, std::size_t end) {
  return text.substr(begin + 1, end - begin - 2);
}

}  // namespace gridhall::ingest::json
