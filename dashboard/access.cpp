#include "dashboard/access.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace gridhall::dashboard {
namespace {

struct Authority {
  std::string_view host;
  std::string_view port;
};

/// "127.0.0.1:8311", "[::1]:8311", "localhost".
Authority split(std::string_view text) {
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon == std::string_view::npos) return {text, "80"};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

bool is_loopback_name(std::string_view host) {
  constexpr std::array<std::string_view, 3> kNames = {"127.0.0.1", "localhost", "[::1]"};
  return std::find(kNames.begin(), kNames.end(), host) != kNames.end();
}

net::Response unauthenticated(const net::Request& request) {
  net::Response response = net::problem(
      request, 401, model::make_error(model::Code::kUnauthenticated, "sign in first: there is no session"));
  response.headers.push_back({"WWW-Authenticate", "Session realm=\"gridhall\""});
  return response;
}

net::Response forbidden(const net::Request& request, std::string detail) {
  return net::problem(request, 403, model::make_error(model::Code::kForbidden, std::move(detail)));
}

bool host_is_ours(const CityInfo& city, const net::Request& request) {
  const std::string_view host = request.header("Host").value_or("");
  if (is_loopback_name(split(host).host)) return true;
  return std::any_of(
      city.allowed_origins.begin(), city.allowed_origins.end(), [host](const std::string& origin) {
        const std::size_t scheme = origin.find("://");
        return scheme != std::string::npos && std::string_view(origin).substr(scheme + 3) == host;
      });
}

}  // namespace

bool origin_allowed(const CityInfo& city, const net::Request& request) {
  const auto origins =
      std::count_if(request.headers.begin(), request.headers.end(), [](const net::Header& header) {
        constexpr std::string_view kName = "origin";
        return std::equal(
            header.name.begin(), header.name.end(), kName.begin(), kName.end(),
            [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; });
      });
  const auto origin = request.header("Origin");
  if (origins != 1 || !origin) return false;
  if (std::find(city.allowed_origins.begin(), city.allowed_origins.end(), *origin) !=
      city.allowed_origins.end()) {
    return true;
  }
  constexpr std::string_view kScheme = "http://";
  if (!origin->starts_with(kScheme)) return false;
  const Authority from = split(origin->substr(kScheme.size()));
  const Authority here = split(request.header("Host").value_or(""));
  return is_loopback_name(from.host) && is_loopback_name(here.host) && from.port == here.port;
}

std::optional<net::Response> refuse_call(const CityInfo& city, const net::Request& request) {
  if (!city.dev || !request.loopback) return unauthenticated(request);
  if (!host_is_ours(city, request)) return forbidden(request, "the Host header does not name this daemon");
  return std::nullopt;
}

std::optional<net::Response> refuse_write(const CityInfo& city, const net::Request& request) {
  if (auto refused = refuse_call(city, request)) return refused;
  // Programs send no Origin; a browser's page of another origin does.
  if (!request.header("Origin") || origin_allowed(city, request)) return std::nullopt;
  return net::problem(request, 403,
                      model::Error{model::Code::kForbidden,
                                   "a page of another origin may not change anything here", "", "", ""});
}

std::optional<net::Response> refuse_live(const CityInfo& city, const net::Request& request) {
  if (!origin_allowed(city, request)) {
    return forbidden(request,
                     "the live door takes pages of this daemon's own origin and of the allowed ones only");
  }
  if (!city.dev || !request.loopback) return unauthenticated(request);
  return std::nullopt;
}

}  // namespace gridhall::dashboard
