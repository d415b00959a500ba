#include "ingest/import/mapping.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "ingest/import/local_time.hpp"
#include "store/geo/datum.hpp"

namespace gridhall::importer {
namespace {

constexpr std::array<std::string_view, 17> kMembers = {
    "description", "address",      "address_id",    "area_code",     "building",          "floor",
    "unit",        "severity",     "urgency",       "certainty",     "exercise",          "accuracy_m",
    "media_url",   "contact_name", "contact_phone", "contact_email", "agency_responsible"};
constexpr std::array<std::string_view, 2> kClosingMembers = {"closure_reason", "status_notes"};
constexpr std::array<std::string_view, 9> kSpecial = {
    "key",          "time", "closed_time", "expected_datetime", "status", "service_code",
    "service_name", "lat",  "long"};
constexpr std::array<std::string_view, 2> kService = {"service_code", "service_name"};
constexpr std::array<std::string_view, 6> kSettings = {"source",    "kind",         "delimiter",
                                                       "time_zone", "time_formats", "datum"};
constexpr std::array<std::string_view, 4> kTables = {"columns", "attributes", "constants", "status"};
/// Attributes that the converter itself may set: a second member of that name would make the event invalid.
constexpr std::array<std::string_view, 10> kReserved = {
    "local_time",       "row_status", "status_sent", "closed_time_sent", "expected_sent",
    "coordinates_sent", "location",   "closing",     "text_encoding",    "accuracy_m"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

template <class... Lists>
std::string listed(const Lists&... lists) {
  std::string out;
  const auto add = [&out](const auto& list) {
    for (const auto& word : list) out += (out.empty() ? "" : ", ") + std::string(word);
  };
  (add(lists), ...);
  return out;
}

class Reader {
 public:
  Reader(const std::string& file, std::vector<model::Error>& errors) : file_(file), errors_(errors) {}

  Layout read() {
    Layout out;
    out.format = "csv";
    out.time_formats = common_time_formats();
    toml::table root;
    try {
      root = toml::parse_file(file_);
    } catch (const toml::parse_error& error) {
      errors_.push_back({model::Code::kSchemaViolation, std::string(error.description()),
                         where(error.source(), ""), "", "TOML 1.0"});
      return out;
    }
    for (const auto& [key, node] : root) {
      const std::string_view name = key.str();
      if (!holds(kSettings, name) && !holds(kTables, name))
        unknown(node, std::string(name), listed(kSettings, kTables));
    }
    settings(root, out);
    columns(root, out);
    rules(root, out);
    status(root, out);
    return out;
  }

 private:
  std::string where(const toml::source_region& region, std::string_view key) const {
    std::string out = file_;
    if (region.begin.line != 0) out += ':' + std::to_string(region.begin.line);
    return key.empty() ? out : out + ": " + std::string(key);
  }

  void add(const toml::node* node, std::string_view key, std::string detail, std::string got,
           std::string allowed) {
    errors_.push_back({model::Code::kSchemaViolation, std::move(detail),
                       where(node != nullptr ? node->source() : toml::source_region{}, key), std::move(got),
                       std::move(allowed)});
  }

  void unknown(const toml::node& node, const std::string& key, std::string allowed) {
    add(&node, key, "This key is not known.", "", std::move(allowed));
  }

  static std::string as_text(const toml::node& node) {
    std::ostringstream out;
    node.visit([&out](const auto& value) { out << value; });
    return out.str();
  }

  std::optional<std::string> text(const toml::node& node, std::string_view key) {
    const auto value = node.value_exact<std::string>();
    if (value && !value->empty()) return *value;
    add(&node, key, "This must be a text that is not empty.", as_text(node), "a text");
    return std::nullopt;
  }

  /// A text or a list of texts.
  Names texts(const toml::node& node, std::string_view key) {
    Names out;
    if (const auto* list = node.as_array(); list != nullptr && !list->empty()) {
      for (const auto& item : *list) {
        if (const auto value = text(item, key)) out.push_back(*value);
      }
    } else if (const auto value = text(node, key)) {
      out.push_back(*value);
    }
    return out;
  }

  /// The table of that name; nothing where it is absent or not a table.
  const toml::table* table(const toml::table& root, std::string_view name) {
    const toml::node* node = root.get(name);
    if (node == nullptr) return nullptr;
    if (!node->is_table())
      add(node, name, "This must be a table.", as_text(*node), '[' + std::string(name) + ']');
    return node->as_table();
  }

  void settings(const toml::table& root, Layout& out) {
    const toml::node* node = root.get("source");
    if (node == nullptr) {
      add(nullptr, "source", "Missing: it names the sender in every event.", "", "a text such as /potholes");
    } else if (const auto value = text(*node, "source")) {
      out.source = *value;
    }
    if ((node = root.get("kind")) != nullptr) kind(*node, out);
    if ((node = root.get("delimiter")) != nullptr) delimiter(*node, out);
    if ((node = root.get("datum")) != nullptr) {
      const auto value = text(*node, "datum");
      if (value && !geo::parse_datum(*value))
        add(node, "datum", "Not a datum.", *value, "wgs84, gcj02, bd09");
      out.datum = value.value_or("");
    }
    if ((node = root.get("time_zone")) == nullptr) {
      add(nullptr, "time_zone", "Missing: the times of a table are local.", "",
          "an IANA name such as America/New_York");
    } else if (const auto value = text(*node, "time_zone")) {
      if (!zone_exists(*value))
        add(node, "time_zone", "Not a time zone.", *value, "an IANA name such as Europe/Berlin");
      out.time_zone = *value;
    }
    if ((node = root.get("time_formats")) != nullptr) {
      out.time_formats = texts(*node, "time_formats");
      for (const auto& pattern : out.time_formats) {
        if (TimeFormat::compile(pattern)) continue;
        add(node, "time_formats", "Not a time format, or not a full date.", pattern,
            "%Y %y %m %d %H %I %M %S %p %b and other characters, with year, month and day");
      }
    }
  }

  void kind(const toml::node& node, Layout& out) {
    const auto value = text(node, "kind");
    if (value == "incident") {
      out.type = model::EventType::kIncidentReported;
    } else if (value && value != "request") {
      add(&node, "kind", "Not a kind of case.", *value, "request, incident");
    }
  }

  void delimiter(const toml::node& node, Layout& out) {
    const auto value = text(node, "delimiter");
    if (!value) return;
    if (*value == "tab") {
      out.delimiter = '\t';
    } else if (value->size() == 1 &&
               std::string_view("\"\r\n").find(value->front()) == std::string_view::npos) {
      out.delimiter = value->front();
    } else {
      add(&node, "delimiter", "Not a delimiter.", *value, "one character but quote and line end, or tab");
    }
  }

  void columns(const toml::table& root, Layout& out) {
    const toml::table* columns = table(root, "columns");
    if (columns != nullptr) {
      for (const auto& [key, node] : *columns) {
        const std::string name(key.str());
        const std::string path = "columns." + name;
        if (holds(kSpecial, name)) {
          special(name, out) = texts(node, path);
        } else if (!holds(kMembers, name) && !holds(kClosingMembers, name)) {
          unknown(node, path, listed(kSpecial, kMembers, kClosingMembers));
        }
      }
    }
    const auto required = [&](std::string_view name, std::string_view what) {
      if (columns == nullptr || columns->get(name) == nullptr) {
        add(columns, "columns." + std::string(name), "Missing: " + std::string(what), "",
            "the name of a column");
      }
    };
    required("key", "it makes the events' ids.");
    required("time", "it says when the case was opened.");
    if (out.lat.empty() != out.lon.empty()) {
      add(columns, out.lat.empty() ? "columns.lat" : "columns.long", "Missing: a place needs both.", "",
          "the name of a column");
    }
  }

  static Names& special(std::string_view name, Layout& out) {
    if (name == "key") return out.key;
    if (name == "time") return out.opened;
    if (name == "closed_time") return out.closed;
    if (name == "expected_datetime") return out.expected;
    if (name == "status") return out.status;
    if (name == "service_code") return out.service_code;
    if (name == "service_name") return out.service_words;
    return name == "lat" ? out.lat : out.lon;
  }

  void rules(const toml::table& root, Layout& out) {
    const toml::table* columns = table_or_null(root, "columns");
    const toml::table* constants = table(root, "constants");
    if (constants != nullptr) {
      for (const auto& [key, node] : *constants) {
        const std::string name(key.str());
        const auto value = text(node, "constants." + name);
        if (name == "service_code") {
          out.constant_service_code = value.value_or("");
        } else if (name == "service_name") {
          out.constant_service_name = value.value_or("");
        } else if (!holds(kMembers, name) && !holds(kClosingMembers, name)) {
          unknown(node, "constants." + name, listed(kService, kMembers, kClosingMembers));
        }
      }
    }
    const auto add_rules = [&](std::string_view member, std::vector<Rule>& into) {
      if (columns != nullptr && columns->get(member) != nullptr) {
        into.push_back({std::string(member), texts(*columns->get(member), "columns." + std::string(member))});
      }
      if (constants == nullptr) return;
      if (const auto value = constants->get_as<std::string>(member)) {
        into.push_back({std::string(member), {}, {}, value->get()});
      }
    };
    for (const auto member : kMembers) add_rules(member, out.members);
    for (const auto member : kClosingMembers) add_rules(member, out.closing);
    if (const toml::table* attributes = table(root, "attributes")) {
      for (const auto& [key, node] : *attributes) {
        const std::string name(key.str());
        if (holds(kReserved, name)) {
          add(&node, "attributes." + name, "This attribute is set by the import itself.", "",
              "any other name");
        }
        out.attributes.push_back({name, texts(node, "attributes." + name)});
      }
    }
  }

  static const toml::table* table_or_null(const toml::table& root, std::string_view name) {
    const toml::node* node = root.get(name);
    return node == nullptr ? nullptr : node->as_table();
  }

  void status(const toml::table& root, Layout& out) {
    const toml::table* status = table(root, "status");
    if (status == nullptr) return;
    for (const auto& [key, node] : *status) {
      if (key.str() == "closed") {
        out.closed_words = texts(node, "status.closed");
      } else {
        unknown(node, "status." + std::string(key.str()), "closed");
      }
    }
    if (out.status.empty()) {
      add(status, "columns.status", "Missing: [status] gives words for a column.", "",
          "the name of a column");
    }
  }

  const std::string& file_;
  std::vector<model::Error>& errors_;
};

}  // namespace

Layout read_mapping(const std::string& file, std::vector<model::Error>& errors) {
  return Reader(file, errors).read();
}

}  // namespace gridhall::importer
