#include "dashboard/api.hpp"

#include <algorithm>
#include <charconv>

namespace gridhall::dashboard {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

template <class Fn>
void each_part(std::string_view text, char separator, Fn fn) {
  while (true) {
    const std::size_t end = text.find(separator);
    fn(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

std::string_view opaque(std::string_view tag) {
  return tag.starts_with("W/") ? tag.substr(2) : tag;
}

}  // namespace

net::Response json_response(std::string body) {
  net::Response response;
  response.headers.push_back({"Cache-Control", "no-store"});
  response.body = std::move(body);
  return response;
}

net::Response error_response(const net::Request& request, unsigned status, model::Code code,
                             std::string detail) {
  model::Error error;
  error.code = code;
  error.detail = std::move(detail);
  return net::problem(request, status, error);
}

net::Response index_behind(const net::Request& request) {
  net::Response response =
      error_response(request, 503, model::Code::kStorageBusy, "the index is behind; ask again");
  response.headers.push_back({"Retry-After", "1"});
  return response;
}

bool not_modified(const net::Request& request, std::string_view tag) {
  const auto header = request.header("If-None-Match");
  if (!header) return false;
  bool found = false;
  each_part(*header, ',',
            [&](std::string_view part) { found = found || part == "*" || opaque(part) == opaque(tag); });
  return found;
}

std::optional<net::Response> unchanged(const net::Request& request, const std::string& tag) {
  if (!not_modified(request, tag)) return std::nullopt;
  net::Response response;
  response.status = 304;
  response.content_type.clear();
  response.headers = {{"ETag", tag}, {"Cache-Control", "no-cache"}};
  return response;
}

bool prefers_geojson(const net::Request& request) {
  double geojson = 0;
  double json = 0;
  const auto header = request.header("Accept");
  if (!header) return false;
  each_part(*header, ',', [&](std::string_view range) {
    std::string_view type;
    double quality = 1;
    each_part(range, ';', [&](std::string_view part) {
      if (type.empty()) {
        type = part;
      } else if (part.starts_with("q=")) {
        std::from_chars(part.data() + 2, part.data() + part.size(), quality);
      }
    });
    if (type == "application/geo+json") geojson = quality;
    if (type == "application/json") json = quality;
  });
  return geojson > 0 && geojson >= json;
}

}  // namespace gridhall::dashboard
