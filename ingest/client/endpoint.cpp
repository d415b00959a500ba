#include "ingest/client/endpoint.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>

namespace gridhall::client {
namespace {

constexpr std::string_view kDoor = "/api/v1/ingest";

model::Error invalid(std::string_view url, std::string why) {
  return {model::Code::kAttributeInvalid, std::move(why), "", std::string(url.substr(0, 120)),
          "http://host:port or ws://host:port, with or without /api/v1/ingest"};
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

bool port_is_valid(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port != 0;
}

}  // namespace

std::string Endpoint::authority() const {
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == "80" ? name : name + ":" + port;
}

model::Result<Endpoint> parse_endpoint(std::string_view url) {
  const auto colon = url.find("://");
  if (colon == std::string_view::npos) return invalid(url, "The address has no scheme.");
  const std::string scheme = lower(url.substr(0, colon));
  if (scheme == "https" || scheme == "wss") {
    return invalid(
        url, "This client does not speak TLS; give the plain address of the daemon or of a local tunnel.");
  }
  if (scheme != "http" && scheme != "ws") return invalid(url, "The scheme '" + scheme + "' is not known.");

  std::string_view rest = url.substr(colon + 3);
  const auto slash = rest.find_first_of("/?#");
  std::string_view authority = rest.substr(0, slash);
  std::string_view path = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash);
  // Header and request line are built from these parts: nothing that could end a line or a field may get
  // through.
  const auto unprintable = [](unsigned char c) { return c <= 0x20 || c >= 0x7f; };
  if (std::any_of(rest.begin(), rest.end(), unprintable)) {
    return invalid(url, "The address holds a blank or a control character.");
  }
  if (authority.find('@') != std::string_view::npos) {
    return invalid(url, "The address must not carry a user or a password; the key goes into --key.");
  }
  if (path.find_first_of("?#") != std::string_view::npos)
    return invalid(url, "The address must not have a query.");

  Endpoint out;
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto bracket = authority.find(']');
    if (bracket == std::string_view::npos) return invalid(url, "The IPv6 address has no closing bracket.");
    out.host = authority.substr(1, bracket - 1);
    authority.remove_prefix(bracket + 1);
    if (!authority.empty() && authority.front() != ':')
      return invalid(url, "After ']' only a port may follow.");
    port = authority.empty() ? authority : authority.substr(1);
    out.port = authority.empty() ? "80" : std::string(port);
  } else {
    const auto mark = authority.find(':');
    out.host = authority.substr(0, mark);
    out.port = mark == std::string_view::npos ? "80" : std::string(authority.substr(mark + 1));
  }
  if (out.host.empty()) return invalid(url, "The address has no host.");
  if (!port_is_valid(out.port))
    return invalid(url, "The port '" + out.port + "' is not a number from 1 to 65535.");

  while (path.ends_with('/')) path.remove_suffix(1);
  out.target = path.ends_with(kDoor) ? std::string(path) : std::string(path) + std::string(kDoor);
  return out;
}

}  // namespace gridhall::client
