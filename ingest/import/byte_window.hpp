// A moving view of a source that is read in chunks: the characters from the front of what is not taken yet.
//
// Readers of rows and objects look ahead as far as they need and then take what they have read; memory is
// what they look at and a chunk. Thread: one. Standard library only, as its readers are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace gridhall::importer {

/// Fills the buffer with at most that many bytes and returns how many; 0 is the end.
using ByteSource = std::function<std::size_t(char* buffer, std::size_t size)>;

class ByteWindow {
 public:
  explicit ByteWindow(ByteSource source) : source_(std::move(source)) {}

  /// The character at an offset from the front, -1 behind the last.
  int at(std::size_t offset) {
    while (begin_ + offset >= buffer_.size()) {
      if (!fill()) return -1;
    }
    return static_cast<unsigned char>(buffer_[begin_ + offset]);
  }
  /// Moves the front; at most over what `at` has seen.
  void take(std::size_t count) { begin_ += count; }
  /// Over a byte order mark, where there is one.
  void take_mark() {
    if (at(0) == 0xEF && at(1) == 0xBB && at(2) == 0xBF) take(3);
  }
  /// From the front, of what `at` has seen; valid until the next call of `at`.
  std::string_view seen(std::size_t length) const { return std::string_view(buffer_).substr(begin_, length); }

 private:
  static constexpr std::size_t kChunk = 64U << 10;

  bool fill() {
    if (eof_) return false;
    // Taking moves only the front, so that what was skipped is dropped here and a long skip costs no memory.
    buffer_.erase(0, begin_);
    begin_ = 0;
    const std::size_t before = buffer_.size();
    buffer_.resize(before + kChunk);
    const std::size_t got = source_(buffer_.data() + before, kChunk);
    buffer_.resize(before + std::min(got, kChunk));
    eof_ = got == 0;
    return !eof_;
  }

  ByteSource source_;
  std::string buffer_;
  std::size_t begin_ = 0;
  bool eof_ = false;
};

inline bool is_line_end(int c) {
  return c == '\n' || c == '\r';
}

}  // namespace gridhall::importer
