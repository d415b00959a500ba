#include "dashboard/json_excerpt.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::size_t kGotBytesMax = 120;

}  // namespace

std::string shown(const simdjson::dom::element& value) {
  std::string text = simdjson::minify(value);
  if (text.size() > kGotBytesMax) {
    text.resize(kGotBytesMax);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.pop_back();
    if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0U) text.pop_back();
  }
  return text;
}

}  // namespace gridhall::dashboard
