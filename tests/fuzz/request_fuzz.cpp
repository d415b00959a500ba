// Bytes → the head of a request and its target. Invariants: the verdict does not depend on how the bytes
// arrive; a path that is let through has nothing in it that could be read in two ways.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/net/http_head.hpp"
#include "ingest/net/target.hpp"
#include "ingest/net/utf8.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using gridhall::net::HeadReader;

void check_target(std::string_view text) {
  const auto target = gridhall::net::parse_target(text);
  if (!target) {
    GRIDHALL_REQUIRE(!target.error().detail.empty());
    return;
  }
  const std::string& path = target.value().path;
  GRIDHALL_REQUIRE(path == "*" || path.front() == '/');
  GRIDHALL_REQUIRE(path.find("/../") == std::string::npos && !path.ends_with("/.."));
  GRIDHALL_REQUIRE(path.find("//") == std::string::npos && path.find('\\') == std::string::npos);
  GRIDHALL_REQUIRE(path.find('\0') == std::string::npos);
  GRIDHALL_REQUIRE(gridhall::net::valid_utf8(path));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_target(text);
  static_cast<void>(gridhall::net::parse_form(text));

  const gridhall::net::HeadLimits limits{1024, 16, 256};
  HeadReader whole(limits);
  const HeadReader::State at_once = whole.feed(text);
  HeadReader piecewise(limits);
  HeadReader::State state = HeadReader::State::kMore;
  for (std::size_t end = 1; end <= size && state == HeadReader::State::kMore; ++end) {
    state = piecewise.feed(text.substr(0, end));
  }
  if (at_once == HeadReader::State::kDone) {
    GRIDHALL_REQUIRE(state == at_once && piecewise.end() == whole.end() &&
                     piecewise.begin() == whole.begin());
    GRIDHALL_REQUIRE(whole.begin() < whole.end() && whole.end() <= size);
  } else if (at_once == HeadReader::State::kRefused) {
    GRIDHALL_REQUIRE(state == at_once);
    GRIDHALL_REQUIRE(whole.refusal().status >= 400 && !whole.refusal().detail.empty());
  }
  return 0;
}
