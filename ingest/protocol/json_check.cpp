#include "ingest/protocol/json_check.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>

#include "ingest/protocol/json_scan.hpp"
#include "ingest/protocol/json_text.hpp"

namespace gridhall::ingest::json {
namespace {

constexpr std::size_t kTokenBytes = 40;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

/// A container that is open at the present place.
struct Level {
  bool object = false;
  std::size_t key_begin = 0;  ///< of the member that is being read, in an object
  std::size_t key_end = 0;
  std::size_t index = 0;  ///< of the element that is being read, in an array
};

class Checker {
 public:
  Checker(std::string_view text, std::size_t depth_max) : text_(text), depth_max_(depth_max) {}

  std::optional<Fault> run() {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") {
      return syntax("a byte order mark stands before the text; send it without", 0, {});
    }
    at_ = skip_space(text_, 0);
    if (at_ == text_.size()) {
      return syntax(text_.empty() ? "the text is empty" : "the text is nothing but white space", at_, {});
    }
    // Invariant: at_ is where a value must start.
    while (true) {
      if (auto fault = value_start()) {
        return fault;
      }
      if (opened_) {
        continue;
      }
      bool more = false;
      if (auto fault = after_value(more)) {
        return fault;
      }
      if (!more) {
        break;
      }
    }
    if (at_ != text_.size()) {
      return syntax(text_[at_] == '/' ? std::string("JSON has no comments")
                                      : std::string("more text follows behind the end of the value"),
                    at_, token());
    }
    return std::nullopt;
  }

 private:
  /// Reads a scalar whole, or enters a container up to its first value; an empty one counts as a scalar.
  std::optional<Fault> value_start() {
    opened_ = false;
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (c == '{' || c == '[') {
      return open(c == '{');
    }
    if (c == '"') {
      return string();
    }
    if (c == '-' || is_digit(c)) {
      return number();
    }
    for (const std::string_view word : {"true", "false", "null"}) {
      if (text_.substr(at_, word.size()) == word && !is_word(char_at(at_ + word.size()))) {
        at_ += word.size();
        return std::nullopt;
      }
    }
    return no_value(c);
  }

  std::optional<Fault> open(bool object) {
    if (levels_.size() == depth_max_) {
      Fault fault;
      fault.kind = Fault::Kind::kDepth;
      fault.offset = at_;
      fault.pointer = pointer();
      return fault;
    }
    ++at_;
    levels_.push_back({object});
    at_ = skip_space(text_, at_);
    if (char_at(at_) == (object ? '}' : ']') && at_ < text_.size()) {
      ++at_;
      levels_.pop_back();
      return std::nullopt;
    }
    opened_ = true;
    return object ? key() : std::nullopt;
  }

  /// At a member's key: reads it and the colon.
  std::optional<Fault> key() {
    const char c = char_at(at_);
    levels_.back().key_end = 0;  // until the key is read, its place has no name
    if (at_ >= text_.size()) {
      return cut_off();
    }
    if (c == '}') {
      return syntax("a comma stands before the closing brace", at_, ",");
    }
    if (c == '\'') {
      return syntax("a key stands in single quotes; JSON takes double quotes only", at_, token());
    }
    if (c != '"') {
      return syntax(is_word(c) ? "a key stands without quotes" : other("where a key must stand", c), at_,
                    token());
    }
    const std::size_t begin = at_;
    if (auto fault = string()) {
      return fault;
    }
    levels_.back().key_begin = begin;
    levels_.back().key_end = at_;
    at_ = skip_space(text_, at_);
    if (at_ >= text_.size()) {
      return cut_off();
    }
    if (text_[at_] != ':') {
      return syntax(other("where the colon behind a key must stand", text_[at_]), at_, token());
    }
    at_ = skip_space(text_, at_ + 1);
    return std::nullopt;
  }

  /// Behind a value: closes what ends here and moves to the next value, if there is one.
  std::optional<Fault> after_value(bool& more) {
    while (true) {
      at_ = skip_space(text_, at_);
      if (levels_.empty()) {
        more = false;
        return std::nullopt;
      }
      if (at_ >= text_.size()) {
        return cut_off();
      }
      Level& level = levels_.back();
      const char c = text_[at_];
      if (c == (level.object ? '}' : ']')) {
        ++at_;
        levels_.pop_back();
        continue;
      }
      if (c != ',') {
        return syntax(c == '}' || c == ']' ? std::string("brackets don't pair up")
                                           : other("where a comma or the closing bracket must stand", c),
                      at_, token());
      }
      at_ = skip_space(text_, at_ + 1);
      more = true;
      if (level.object) {
        return key();
      }
      ++level.index;
      if (char_at(at_) == ']') {
        return syntax("a comma stands before the closing bracket", at_, ",");
      }
      return std::nullopt;
    }
  }

  std::optional<Fault> string() {
    const std::size_t begin = at_;
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return std::nullopt;
      }
      if (static_cast<std::uint8_t>(c) < 0x20) {
        return syntax(c == '\n' || c == '\r' ? "a line break stands raw in a string; write \\n"
                      : c == '\t'            ? "a tab stands raw in a string; write \\t"
                                  : "a control character stands raw in a string; write it as \\u00XX",
                      at_, text_.substr(at_, 1));
      }
      if (c == '\\') {
        const std::size_t escape = at_;
        if (auto fault = this->escape()) {
          return fault;
        }
        if (at_ == escape) {
          break;
        }
        continue;
      }
      ++at_;
    }
    at_ = begin;
    return syntax("the text ends inside a string", begin, {});
  }

  /// At a backslash. Leaves at_ where it is when the text ends inside the escape.
  std::optional<Fault> escape() {
    if (at_ + 1 >= text_.size()) {
      return std::nullopt;
    }
    std::size_t size = 2;
    if (text_[at_ + 1] == 'u') {
      size = 6;
      const std::string_view first = text_.substr(at_, 6);
      if (first.size() == 6 && (first[2] == 'd' || first[2] == 'D') && first[3] >= '8') {
        size = 12;
      }
    }
    const std::string_view escape = text_.substr(at_, size);
    if (!unescape(escape)) {
      return syntax(size == 12
                        ? "a surrogate stands alone; characters beyond U+FFFF are two escapes, high then low"
                    : size == 6 ? "behind \\u stand fewer than four hexadecimal digits"
                                : "this escape is not one of JSON's",
                    at_, escape.substr(0, 6));
    }
    at_ += size;
    return std::nullopt;
  }

  std::optional<Fault> number() {
    const std::size_t begin = at_;
    if (text_[at_] == '-') {
      ++at_;
    }
    if (!is_digit(char_at(at_))) {
      return syntax("no digit follows the minus sign", begin, token(begin));
    }
    if (text_[at_] == '0' && is_digit(char_at(at_ + 1))) {
      return syntax("a number starts with a zero; a code or a telephone number goes in quotes", begin,
                    token(begin));
    }
    digits();
    bool whole = true;
    if (char_at(at_) == '.') {
      whole = false;
      ++at_;
      if (!is_digit(char_at(at_))) {
        return syntax("no digit follows the decimal point", begin, token(begin));
      }
      digits();
    }
    if (char_at(at_) == 'e' || char_at(at_) == 'E') {
      whole = false;
      ++at_;
      if (char_at(at_) == '+' || char_at(at_) == '-') {
        ++at_;
      }
      if (!is_digit(char_at(at_))) {
        return syntax("no digit follows the exponent", begin, token(begin));
      }
      digits();
    }
    if (is_word(char_at(at_)) || char_at(at_) == '.') {
      return syntax("a number runs into other text; text goes in quotes", begin, token(begin));
    }
    if (!fits(text_.substr(begin, at_ - begin), whole)) {
      return out_of_range(begin);
    }
    return std::nullopt;
  }

  static bool fits(std::string_view number, bool whole) {
    if (!whole) {
      return std::isfinite(std::strtod(std::string(number).c_str(), nullptr));
    }
    const bool negative = number.front() == '-';
    const std::string_view digits = number.substr(negative ? 1 : 0);
    const std::string_view limit = negative ? "9223372036854775808" : "18446744073709551615";
    return digits.size() < limit.size() || (digits.size() == limit.size() && digits <= limit);
  }

  Fault out_of_range(std::size_t begin) {
    Fault fault;
    fault.kind = Fault::Kind::kNumber;
    fault.offset = begin;
    fault.pointer = pointer();
    fault.token = text_.substr(begin, std::min(at_ - begin, kTokenBytes));
    return fault;
  }

  /// Something stands where a value must start and is none.
  Fault no_value(char c) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kWords = {{
        {"NaN", "JSON has no NaN; leave the member out or send null"},
        {"Infinity", "JSON has no Infinity; leave the member out or send null"},
        {"undefined", "JSON has no undefined; leave the member out or send null"},
        {"None", "None is Python's; JSON has null"},
        {"True", "True is Python's; JSON has true"},
        {"False", "False is Python's; JSON has false"},
    }};
    if (at_ >= text_.size()) {
      return cut_off();
    }
    const std::string_view word = token();
    for (const auto& [name, what] : kWords) {
      if (word == name) {
        return syntax(std::string(what), at_, word);
      }
    }
    switch (c) {
      case '\'':
        return syntax("a string stands in single quotes; JSON takes double quotes only", at_, word);
      case '+':
        return syntax("a number starts with a plus sign", at_, word);
      case '.':
        return syntax("a number starts with a point; write the zero before it", at_, word);
      case ',':
      case '}':
      case ']':
        return syntax("a value is missing", at_, word);
      default:
        return syntax(is_word(c) ? "a word stands without quotes" : other("where a value must stand", c), at_,
                      word);
    }
  }

  static std::string other(std::string_view place, char c) {
    if (c == '/') {
      return "JSON has no comments";
    }
    if (c == '\0') {
      return "a zero byte stands in the text; is it UTF-16? Send UTF-8";
    }
    return "something else stands " + std::string(place);
  }

  Fault cut_off() {
    return syntax(levels_.empty()         ? "the text ends before its value"
                  : levels_.back().object ? "the text ends inside an object"
                                          : "the text ends inside an array",
                  text_.size(), {});
  }

  void digits() {
    while (is_digit(char_at(at_))) {
      ++at_;
    }
  }

  char char_at(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  /// The word at `begin`, or the one character where no word stands there.
  std::string_view token(std::size_t begin) const {
    std::size_t end = begin;
    while (end < text_.size() && end - begin < kTokenBytes &&
           (is_word(text_[end]) || text_[end] == '.' || text_[end] == '+' || text_[end] == '-')) {
      ++end;
    }
    if (end == begin && end < text_.size()) {
      do {
        ++end;
      } while (end < text_.size() && (static_cast<std::uint8_t>(text_[end]) & 0xC0U) == 0x80);
    }
    return text_.substr(begin, end - begin);
  }
  std::string_view token() const { return token(at_); }

  Fault syntax(std::string what, std::size_t offset, std::string_view token) {
    Fault fault;
    fault.offset = offset;
    fault.what = std::move(what);
    fault.pointer = pointer();
    fault.token = token;
    return fault;
  }

  std::string pointer() const {
    std::string pointer;
    for (const Level& level : levels_) {
      if (!level.object) {
        append_pointer(pointer, level.index);
      } else if (level.key_end != 0) {
        append_pointer(pointer,
                       unescape(inside(text_, level.key_begin, level.key_end)).value_or(std::string()));
      }
    }
    return pointer;
  }

  std::string_view text_;
  std::size_t depth_max_;
  std::size_t at_ = 0;
  bool opened_ = false;
  std::vector<Level> levels_;
};

}  // namespace

std::optional<Fault> find_fault(std::string_view text, std::size_t depth_max) {
  return Checker(text, depth_max).run();
}

bool is_personal(std::string_view pointer) {
  constexpr std::string_view kContact = "/data/contact";
  const std::size_t at = pointer.find(kContact);
  if (at == std::string_view::npos) {
    return false;
  }
  const std::string_view rest = pointer.substr(at + kContact.size());
  return rest.empty() || rest.front() == '/';
}

model::Error to_error(const Fault& fault, std::size_t depth_max) {
  model::Error error;
  error.pointer = fault.pointer;
  if (!fault.token.empty() && !is_personal(fault.pointer)) {
    error.got = excerpt_string(fault.token);
  }
  const std::string place = " (byte " + std::to_string(fault.offset) + ").";
  switch (fault.kind) {
    case Fault::Kind::kDepth:
      error.code = model::Code::kSchemaViolation;
      error.detail = "Objects and arrays are nested deeper than " + std::to_string(depth_max) + place;
      error.allowed = "depth of at most " + std::to_string(depth_max);
      break;
    case Fault::Kind::kNumber:
      error.code = model::Code::kSchemaViolation;
      error.detail =
          "A number is beyond what 64 bits or a double can hold" + place + " Send a long number as a string.";
      error.allowed = "integers of 64 bits, decimals up to 1.797e308";
      break;
    case Fault::Kind::kSyntax:
      error.code = model::Code::kMalformedJson;
      error.detail = "Not JSON: " + fault.what + place;
      error.allowed = "one JSON text (RFC 8259)";
      break;
  }
  return error;
}

model::Error not_utf8(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const std::size_t at = first_bad_utf8(text).value_or(0);
  std::string bytes;
  for (const char c : text.substr(at, 4)) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (!bytes.empty() && byte < 0x80) {
      break;
    }
    bytes += "\\x";
    bytes += kHex[byte >> 4];
    bytes += kHex[byte & 15U];
  }
  model::Error error;
  error.code = model::Code::kNotUtf8;
  error.detail = "Byte " + std::to_string(at) + " is not UTF-8: " + bytes + ".";
  const std::string_view head = text.substr(0, 2);
  if (head == "\x1F\x8B") {
    error.detail += " These are gzip bytes; send them unpacked.";
  } else if (head == "\xFF\xFE" || head == "\xFE\xFF") {
    error.detail += " The text is UTF-16.";
  } else {
    error.detail += " Is the text in GBK or Latin-1, or was a character cut in two?";
  }
  error.got = excerpt_string(bytes);
  error.allowed = "UTF-8 (RFC 3629)";
  return error;
}

}  // namespace gridhall::ingest::json
