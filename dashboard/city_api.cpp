#include <algorithm>
#include <fstream>
#include <mutex>
#include <sstream>

#include "dashboard/api.hpp"
#include "dashboard/json.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::uintmax_t kBasemapBytesMax = 64U << 20;

std::string hash_tag(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a: tells versions apart, nobody attacks it
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return '"' + std::to_string(hash) + '-' + std::to_string(text.size()) + '"';
}

net::Response geojson_file(std::string tag, std::string_view text, std::shared_ptr<const void> owner) {
  net::Response response;
  response.content_type = "application/geo+json";
  response.headers = {{"ETag", std::move(tag)}, {"Cache-Control", "no-cache"}};
  response.shared_body = text;
  response.shared_owner = std::move(owner);
  return response;
}

/// The operator's basemap, read again when the file changes.
struct Basemap {
  std::mutex mutex;
  std::filesystem::file_time_type changed{};
  std::uintmax_t size = 0;
  std::string tag;
  std::shared_ptr<const std::string> text;
};

Basemap& basemap() {
  static Basemap one;
  return one;
}

std::shared_ptr<const std::string> read_basemap(const std::filesystem::path& path, std::string& tag) {
  std::error_code error;
  const auto changed = std::filesystem::last_write_time(path, error);
  const auto size = error ? 0 : std::filesystem::file_size(path, error);
  if (error || size > kBasemapBytesMax) return nullptr;
  Basemap& cached = basemap();
  const std::lock_guard lock(cached.mutex);
  if (!cached.text || cached.changed != changed || cached.size != size) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return nullptr;
    cached.text = std::make_shared<const std::string>(std::move(text).str());
    cached.tag = hash_tag(*cached.text);
    cached.changed = changed;
    cached.size = size;
  }
  tag = cached.tag;
  return cached.text;
}

}  // namespace

net::Response get_city(const ApiContext& api, const net::Request&) {
  const CityInfo& city = api.city;
  std::string body = "{\"name\":";
  append_string(body, city.name);
  append_key(body, "time_zone");
  append_string(body, city.time_zone);
  append_key(body, "bbox");
  if (const auto box = api.areas->bounds()) {
    body += '[';
    for (const double side : {box->west, box->south, box->east, box->north}) {
      if (body.back() != '[') body += ',';
      append_number(body, side);
    }
    body += ']';
  } else {
    body += "null";
  }
  body += city.basemap_file ? R"(,"basemap":{"kind":"geojson","url":"/api/v1/basemap.geojson"})"
                            : R"(,"basemap":{"kind":"none"})";
  body += ",\"layers\":[";
  for (const geo::Layer& layer : api.areas->layers()) {
    if (body.back() != '[') body += ',';
    body += "{\"level\":";
    append_string(body, layer.level);
    body += ",\"areas\":[";
    for (const geo::Area& area : layer.areas) {
      if (body.back() != '[') body += ',';
      body += "{\"code\":";
      append_string(body, area.code);
      append_key(body, "name");
      append_string(body, area.name);
      body += '}';
    }
    body += "]}";
  }
  body += "],\"classes\":[],\"build\":";
  append_string(body, city.build_id);
  body += city.dev ? ",\"dev\":true}" : ",\"dev\":false}";
  return json_response(std::move(body));
}

net::Response get_areas(const ApiContext& api, const net::Request& request) {
  const std::string& text = api.areas->geojson();
  const std::string tag = hash_tag(text);
  if (auto same = unchanged(request, tag)) return *same;
  return geojson_file(tag, text, api.areas);
}

net::Response get_basemap(const ApiContext& api, const net::Request& request) {
  std::string tag;
  const auto text = api.city.basemap_file ? read_basemap(*api.city.basemap_file, tag) : nullptr;
  if (!text)
    return error_response(request, 404, model::Code::kNotFound, "there is no basemap of the operator's own");
  if (auto same = unchanged(request, tag)) return *same;
  return geojson_file(std::move(tag), *text, text);
}

net::Response get_version(const ApiContext& api, const net::Request&) {
  std::string body = "{\"name\":\"gridhall\",\"version\":";
  append_string(body, api.city.version);
  append_key(body, "build");
  append_string(body, api.city.build_id);
  body += '}';
  return json_response(std::move(body));
}

}  // namespace gridhall::dashboard
