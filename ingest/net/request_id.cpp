#include "ingest/net/request_id.hpp"

#include <algorithm>
#include <cstdint>
#include <random>

#include "ingest/net/ascii.hpp"

namespace gridhall::net {
namespace {

constexpr std::size_t kSentMax = 64;
constexpr std::size_t kDigits = 16;

bool acceptable(std::string_view id) {
  return !id.empty() && id.size() <= kSentMax && std::all_of(id.begin(), id.end(), [](char c) {
    return ascii_alnum(c) || c == '-' || c == '_' || c == '.';
  });
}

}  // namespace

std::string request_id_for(std::optional<std::string_view> sent) {
  if (sent && acceptable(*sent)) {
    return std::string(*sent);
  }
  // Ids tell requests apart; nothing is guarded by them, so a seeded generator a thread will do.
  thread_local std::mt19937_64 random = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  constexpr std::string_view kHex = "0123456789abcdef";
  std::uint64_t number = random();
  std::string id(kDigits, '0');
  for (char& digit : id) {
    digit = kHex[number & 0x0FU];
    number >>= 4U;
  }
  return id;
}

}  // namespace gridhall::net
