// The two ends of every value's bytes: little-endian fixed numbers, LEB128 varints, length-prefixed strings.
// Reading never goes past the end; the first thing that does not fit makes every later read give zeros and
// ok() false.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace gridhall::store {

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void u8(std::uint8_t v) { out_.push_back(static_cast<char>(v)); }
  void u32(std::uint32_t v) { fixed(v); }
  void u64(std::uint64_t v) { fixed(v); }
  void i64(std::int64_t v) { fixed(std::bit_cast<std::uint64_t>(v)); }
  void f64(double v) { fixed(std::bit_cast<std::uint64_t>(v)); }
  void varint(std::uint64_t v) {
    while (v >= 0x80) {
      u8(static_cast<std::uint8_t>(v) | 0x80U);
      v >>= 7;
    }
    u8(static_cast<std::uint8_t>(v));
  }
  void raw(std::string_view bytes) { out_.append(bytes); }
  void raw(const std::uint8_t* bytes, std::size_t size) {
    out_.append(reinterpret_cast<const char*>(bytes), size);
  }
  void text(std::string_view bytes) {
    varint(bytes.size());
    raw(bytes);
  }

 private:
  template <class T>
  void fixed(T v) {
    static_assert(std::endian::native == std::endian::little);
    char bytes[sizeof(T)];
    std::memcpy(bytes, &v, sizeof(T));
    out_.append(bytes, sizeof(T));
  }

  std::string& out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }
  std::size_t left() const { return rest_.size(); }
  void fail() {
    ok_ = false;
    rest_ = {};
  }

  std::uint8_t u8() { return fixed<std::uint8_t>(); }
  std::uint32_t u32() { return fixed<std::uint32_t>(); }
  std::uint64_t u64() { return fixed<std::uint64_t>(); }
  std::int64_t i64() { return std::bit_cast<std::int64_t>(fixed<std::uint64_t>()); }
  double f64() { return std::bit_cast<double>(fixed<std::uint64_t>()); }
  std::uint64_t varint() {
    std::uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t byte = u8();
      if (shift == 63 && byte > 1) break;
      v |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) return v;
    }
    fail();
    return 0;
  }
  /// A count of things that take at least one byte each: more than is left cannot be right.
  std::size_t count() {
    const std::uint64_t n = varint();
    if (n > rest_.size()) {
      fail();
      return 0;
    }
    return static_cast<std::size_t>(n);
  }
  std::string_view raw(std::size_t size) {
    if (size > rest_.size()) {
      fail();
      return {};
    }
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  std::string_view text() { return raw(count()); }
  template <class Array>
  void raw_into(Array& out) {
    const std::string_view bytes = raw(out.size());
    if (ok_) std::memcpy(out.data(), bytes.data(), out.size());
  }

 private:
  template <class T>
  T fixed() {
    const std::string_view bytes = raw(sizeof(T));
    T v{};
    if (ok_) std::memcpy(&v, bytes.data(), sizeof(T));
    return v;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace gridhall::store
