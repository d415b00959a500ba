#include "ingest/daemon/config.hpp"

#include <spdlog/spdlog.h>
#include <toml++/toml.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <sstream>

namespace gridhall::daemon {
namespace {

constexpr std::size_t kShownBytesMax = 120;

/// A value as TOML writes it, on one line and not without end.
std::string shown(const toml::node& node) {
  std::ostringstream out;
  node.visit([&out](const auto& value) { out << value; });
  std::string text = out.str();
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (text.size() > kShownBytesMax) {
    std::size_t end = kShownBytesMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
    text += "…";
  }
  return text;
}

class ConfigReader {
 public:
  ConfigReader(const std::filesystem::path& file, Problems& problems)
      : file_(file), base_(file.parent_path()), problems_(problems) {}

  Config read() {
    toml::table root;
    try {
      root = toml::parse_file(file_.string());
    } catch (const toml::parse_error& error) {
      std::ostringstream place;
      place << file_.string() << ":" << error.source().begin.line << ":" << error.source().begin.column;
      problems_.add(place.str(), "", std::string(error.description()));
      return config_;
    }
    only(root, "",
         {"city", "area_layer", "basemap", "server", "privacy", "classes", "calendar", "units", "retention"});
    if (const auto* city = table(root, "city")) read_city(*city);
    if (const auto* basemap = table(root, "basemap")) read_basemap(*basemap);
    if (const auto* server = table(root, "server")) read_server(*server);
    if (const auto* privacy = table(root, "privacy")) {
      only(*privacy, "privacy.", {"key_file"});
      if (const auto path = text(*privacy, "privacy.", "key_file")) config_.person_key_file = base_ / *path;
    }
    if (const auto* retention = table(root, "retention")) read_retention(*retention);
    read_table_file(root, "classes", config_.tables.classes);
    read_table_file(root, "calendar", config_.tables.calendar);
    read_table_file(root, "units", config_.tables.units);
    config_.tables.default_zone = config_.time_zone;
    read_layers(root);
    return config_;
  }

 private:
  std::string where(std::string_view key) const { return file_.string() + ": " + std::string(key); }

  void wrong(std::string_view key, const toml::node& node, std::string_view allowed) {
    problems_.add_as_written(where(key), shown(node), allowed);
  }

  void only(const toml::table& from, const std::string& prefix, const std::set<std::string_view>& known) {
    for (const auto& [key, node] : from) {
      if (known.contains(key.str())) continue;
      std::string allowed = "no such key; allowed:";
      for (const auto name : known) allowed.append(" ").append(name);
      wrong(prefix + std::string(key.str()), node, allowed);
    }
  }

  const toml::table* table(const toml::table& from, std::string_view key) {
    const toml::node* node = from.get(key);
    if (node == nullptr) return nullptr;
    if (!node->is_table()) wrong(key, *node, "allowed: a table, [" + std::string(key) + "]");
    return node->as_table();
  }

  std::optional<std::string> text(const toml::table& from, const std::string& prefix, std::string_view key) {
    const toml::node* node = from.get(key);
    if (node == nullptr) return std::nullopt;
    auto value = node->value_exact<std::string>();
    if (!value) wrong(prefix + std::string(key), *node, "allowed: a string");
    return value;
  }

  void read_city(const toml::table& city) {
    only(city, "city.", {"name", "time_zone"});
    if (const auto name = text(city, "city.", "name")) {
      if (name->empty() || name->size() > 200)
        problems_.add(where("city.name"), *name, "allowed: 1 to 200 bytes");
      config_.city_name = *name;
    }
    if (const auto zone = text(city, "city.", "time_zone")) {
      const std::filesystem::path zones = "/usr/share/zoneinfo";
      const bool clean = !zone->empty() && zone->front() != '/' && zone->find("..") == std::string::npos;
      std::error_code ignored;
      if (!clean || !std::filesystem::is_regular_file(zones / *zone, ignored)) {
        problems_.add(where("city.time_zone"), *zone, "allowed: an IANA time zone such as America/New_York");
      }
      config_.time_zone = *zone;
    }
  }

  void read_basemap(const toml::table& basemap) {
    only(basemap, "basemap.", {"kind", "file"});
    const auto kind = text(basemap, "basemap.", "kind");
    const auto path = text(basemap, "basemap.", "file");
    if (kind && *kind != "none" && *kind != "geojson") {
      problems_.add(where("basemap.kind"), *kind, "allowed: \"none\" or \"geojson\"");
    }
    if (!kind || *kind != "geojson") return;
    if (!path) return problems_.add(where("basemap.file"), "", "required with kind = \"geojson\"");
    config_.basemap_file = base_ / *path;
    readable(where("basemap.file"), *config_.basemap_file);
  }

  void read_server(const toml::table& server) {
    only(server, "server.", {"allowed_origins", "plain_text"});
    if (const toml::node* node = server.get("plain_text")) {
      const auto value = node->value_exact<bool>();
      if (!value) wrong("server.plain_text", *node, "allowed: true or false");
      config_.plain_text = value.value_or(false);
    }
    const toml::node* node = server.get("allowed_origins");
    if (node == nullptr) return;
    if (!node->is_array()) return wrong("server.allowed_origins", *node, "allowed: a list of strings");
    for (const auto& element : *node->as_array()) {
      const auto origin = element.value_exact<std::string>();
      const bool good = origin && (origin->starts_with("http://") || origin->starts_with("https://")) &&
                        origin->find('/', origin->find("//") + 2) == std::string::npos;
      if (!good) {
        wrong("server.allowed_origins", element,
              "allowed: scheme, host and port, such as https://board.example:8443");
        continue;
      }
      config_.allowed_origins.push_back(*origin);
    }
  }

  void read_table_file(const toml::table& root, const std::string& name,
                       std::optional<std::filesystem::path>& into) {
    const auto* block = table(root, name);
    if (block == nullptr) return;
    only(*block, name + ".", {"file"});
    const auto path = text(*block, name + ".", "file");
    if (!path) return problems_.add(where(name + ".file"), "", "required: the file, relative to this one");
    into = base_ / *path;
    readable(where(name + ".file"), *into);
  }

  void read_retention(const toml::table& retention) {
    only(retention, "retention.", {"closed_days", "dedup_days"});
    const auto days = [&](std::string_view key) -> std::optional<std::int64_t> {
      const toml::node* node = retention.get(key);
      if (node == nullptr) return std::nullopt;
      const auto value = node->value_exact<std::int64_t>();
      if (!value || *value < 1 || *value > 36'500) {
        wrong("retention." + std::string(key), *node, "allowed: whole days, 1 to 36500");
        return std::nullopt;
      }
      return value;
    };
    if (const auto dedup = days("dedup_days")) config_.dedup_window = std::chrono::hours(24 * *dedup);
    if (days("closed_days")) {
      spdlog::warn("{}: retention.closed_days has no effect in this version: everything is kept",
                   file_.string());
    }
  }

  void read_layers(const toml::table& root) {
    const toml::node* node = root.get("area_layer");
    if (node == nullptr) return;
    if (!node->is_array_of_tables()) {
      return wrong("area_layer", *node, "allowed: [[area_layer]] blocks, outermost first");
    }
    std::vector<geo::LayerConfig> layers;
    std::size_t number = 0;
    for (const auto& element : *node->as_array()) {
      const std::string prefix = "area_layer[" + std::to_string(number++) + "].";
      const toml::table& block = *element.as_table();
      only(block, prefix, {"level", "file", "code", "label", "parent", "datum"});
      geo::LayerConfig layer;
      const auto required = [&](std::string_view key) {
        const auto value = text(block, prefix, key);
        // One of the wrong type is told of already.
        if (value ? value->empty() : block.get(key) == nullptr)
          problems_.add(where(prefix + std::string(key)), "", "required: a string");
        return value.value_or("");
      };
      layer.level = required("level");
      layer.file = base_ / required("file");
      layer.code_property = required("code");
      layer.label_property = text(block, prefix, "label").value_or(layer.code_property);
      layer.parent_property = text(block, prefix, "parent").value_or("");
      const std::string datum = text(block, prefix, "datum").value_or("wgs84");
      if (const auto parsed = geo::parse_datum(datum)) {
        layer.datum = *parsed;
      } else {
        problems_.add(where(prefix + "datum"), datum, "allowed: wgs84, gcj02, bd09");
      }
      layers.push_back(std::move(layer));
    }
    load_areas(layers);
  }

  void load_areas(const std::vector<geo::LayerConfig>& layers) {
    std::vector<model::Error> errors;
    auto loaded = geo::AreaLayers::load(layers, &errors);
    for (const model::Error& error : errors) problems_.add(where("area_layer"), "", error.detail);
    if (loaded) config_.areas = std::make_shared<const geo::AreaLayers>(std::move(*loaded));
  }

  void readable(const std::string& key, const std::filesystem::path& path) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored)) problems_.add(key, path.string(), "no such file");
  }

  const std::filesystem::path file_;
  const std::filesystem::path base_;
  Problems& problems_;
  Config config_;
};

}  // namespace

Config load_config(const std::filesystem::path& file, Problems& problems) {
  return ConfigReader(file, problems).read();
}

}  // namespace gridhall::daemon
