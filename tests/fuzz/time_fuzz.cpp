// Any bytes → RFC 3339 reader.
// Invariants: what is taken is written and read back as the same instant, in lower case too; what is refused
// has the code time_invalid and shows a bounded, printable value.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "store/model/time.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gridhall::model;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto time = parse_rfc3339(text);
  if (time.has_error()) {
    const Error& error = time.error();
    require(error.code == Code::kTimeInvalid && !error.detail.empty() && !error.allowed.empty());
    require(error.got.size() >= 2 && error.got.size() <= 120);
    for (const char c : error.got) require(c >= 0x20 && c < 0x7f);
    return 0;
  }
  std::string written = format_rfc3339(*time);
  require(parse_rfc3339(written).value() == *time);
  require(written.size() >= 20 && written.size() <= 27);
  for (char& c : written) {
    if (c == 'T' || c == 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  require(parse_rfc3339(written).value() == *time);
  return 0;
}
