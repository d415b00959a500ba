#include "dashboard/page_cursor.hpp"

#include <array>

namespace gridhall::dashboard {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kBytes =
    24;  // hash, value, sequence: eight bytes each, so 32 characters without padding

std::uint64_t hash_of(std::string_view text) {  // FNV-1a
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return hash;
}

void store_u64(std::array<std::uint8_t, kBytes>& bytes, std::size_t at, std::uint64_t value) {
  for (std::size_t i = 0; i < 8; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> (56U - 8U * i));
}

std::uint64_t load_u64(const std::array<std::uint8_t, kBytes>& bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = (value << 8U) | bytes[at + i];
  return value;
}

}  // namespace

std::string encode_cursor(const SortKey& last, std::string_view query) {
  std::array<std::uint8_t, kBytes> bytes{};
  store_u64(bytes, 0, hash_of(query));
  store_u64(bytes, 8, static_cast<std::uint64_t>(last.value));
  store_u64(bytes, 16, last.case_seq);
  std::string out;
  for (std::size_t i = 0; i < kBytes; i += 3) {
    const std::uint32_t group = (static_cast<std::uint32_t>(bytes[i]) << 16U) |
                                (static_cast<std::uint32_t>(bytes[i + 1]) << 8U) | bytes[i + 2];
    for (const unsigned shift : {18U, 12U, 6U, 0U}) out += kAlphabet[(group >> shift) & 63U];
  }
  return out;
}

std::optional<SortKey> decode_cursor(std::string_view text, std::string_view query) {
  if (text.size() != kBytes / 3 * 4) return std::nullopt;
  std::array<std::uint8_t, kBytes> bytes{};
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const std::size_t digit = kAlphabet.find(text[i + j]);
      if (digit == std::string_view::npos) return std::nullopt;
      group = (group << 6U) | static_cast<std::uint32_t>(digit);
    }
    for (std::size_t j = 0; j < 3; ++j)
      bytes[i / 4 * 3 + j] = static_cast<std::uint8_t>(group >> (16U - 8U * j));
  }
  if (load_u64(bytes, 0) != hash_of(query)) return std::nullopt;
  return SortKey{static_cast<std::int64_t>(load_u64(bytes, 8)), load_u64(bytes, 16)};
}

}  // namespace gridhall::dashboard
