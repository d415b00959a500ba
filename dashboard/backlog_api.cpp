#include <algorithm>

#include "dashboard/api.hpp"
#include "dashboard/json.hpp"
#include "dashboard/query_reader.hpp"
#include "dashboard/row_encoder.hpp"
#include "store/tally.hpp"

namespace gridhall::dashboard {
namespace {

using store::Facet;

constexpr std::string_view kGroupsAllowed =
    "1 to 4, each once, of area, area:LEVEL, service_code, class, unit, age, light, state, severity, kind";

constexpr std::array<std::pair<std::string_view, Facet>, 9> kFacets = {{
    {"area", Facet::kArea},
    {"service_code", Facet::kService},
    {"class", Facet::kClass},
    {"unit", Facet::kUnit},
    {"age", Facet::kAge},
    {"light", Facet::kLight},
    {"state", Facet::kState},
    {"severity", Facet::kSeverity},
    {"kind", Facet::kKind},
}};

/// The columns' order, which is also that in which a supervisor asks.
constexpr std::array<model::Light, model::kLightCount> kLights = {model::Light::kRed, model::Light::kYellow,
                                                                  model::Light::kGreen, model::Light::kPaused,
                                                                  model::Light::kUnset};
constexpr std::string_view kColumns = R"(["open","red","yellow","green","paused","unset"])";

std::string levels_of(const geo::AreaLayers& areas) {
  std::string out;
  for (const geo::Layer& layer : areas.layers()) out.append(out.empty() ? "" : ", ").append(layer.level);
  return out.empty() ? "none: this city has no area layers" : out;
}

/// "area" is the outermost layer; nothing, and an error in the reader, for what is none.
std::optional<store::Grouping> read_group(QueryReader& reader, std::string_view text,
                                          const geo::AreaLayers& areas) {
  if (text.starts_with("area:")) {
    const std::string_view level = text.substr(5);
    const auto& layers = areas.layers();
    const auto at = std::find_if(layers.begin(), layers.end(),
                                 [&](const geo::Layer& layer) { return layer.level == level; });
    if (at != layers.end())
      return store::Grouping{Facet::kArea, static_cast<std::size_t>(at - layers.begin())};
    reader.refuse("group", text, "a level of the city's areas: " + levels_of(areas));
    return std::nullopt;
  }
  for (const auto& [name, facet] : kFacets) {
    if (name == text) return store::Grouping{facet, 0};
  }
  reader.refuse("group", text, std::string(kGroupsAllowed));
  return std::nullopt;
}

std::vector<store::Grouping> read_groups(QueryReader& reader, const std::vector<std::string_view>& names,
                                         const geo::AreaLayers& areas) {
  std::vector<store::Grouping> groups;
  for (const std::string_view name : names) {
    const auto group = read_group(reader, name, areas);
    if (!group) continue;
    const bool twice = std::any_of(groups.begin(), groups.end(), [&](const store::Grouping& other) {
      return other.facet == group->facet && other.layer == group->layer;
    });
    if (twice) {
      reader.refuse("group", name, std::string(kGroupsAllowed));
    } else {
      groups.push_back(*group);
    }
  }
  if (names.empty() || names.size() > store::kGroupingsMax)
    reader.refuse("group", names.empty() ? "" : names.front(), std::string(kGroupsAllowed));
  return groups;
}

/// A group's text; null: outside, or nothing said.
const std::string* key_text(const store::Tally& tally, std::size_t grouping, std::uint32_t key) {
  const std::string* name = tally.name(grouping, key);
  return name != nullptr && name->empty() ? nullptr : name;
}

/// By the order of the keys where they have one, else by their texts; what has none comes last.
bool before(const store::Tally& tally, const store::TallyRow& a, const store::TallyRow& b) {
  for (std::size_t g = 0; g < a.key.size(); ++g) {
    if (a.key[g] == b.key[g]) continue;
    if (tally.ordered(g)) return a.key[g] < b.key[g];
    const std::string* left = key_text(tally, g, a.key[g]);
    const std::string* right = key_text(tally, g, b.key[g]);
    return left != nullptr && (right == nullptr || *left < *right);
  }
  return false;
}

void append_row(std::string& out, const store::Tally& tally, const store::TallyRow& row) {
  out += "{\"key\":[";
  for (std::size_t g = 0; g < row.key.size(); ++g) {
    if (out.back() != '[') out += ',';
    const std::string* text = key_text(tally, g, row.key[g]);
    if (text == nullptr) {
      out += "null";
    } else {
      append_string(out, *text);
    }
  }
  out += "],\"v\":[";
  append_integer(out, row.open());
  for (const model::Light light : kLights) {
    out += ',';
    append_integer(out, row.by_light[static_cast<std::size_t>(light)]);
  }
  out += "]}";
}

}  // namespace

net::Response get_backlog(const ApiContext& api, const net::Request& request) {
  QueryReader reader(request);
  const auto names = reader.all("group", true);
  auto groups = read_groups(reader, names, *api.areas);
  const Filter filter = reader.filter();
  if (!reader.errors().empty()) return net::problem(request, 400, reader.errors());

  std::string body = "{\"group\":[";
  for (const std::string_view name : names) {
    if (body.back() != '[') body += ',';
    append_string(body, name);
  }
  body.append("],\"cols\":").append(kColumns).append(",\"rows\":[");
  const model::Time now = api.store.now();
  std::uint64_t seq = 0;
  {
    const store::BoardView board(api.store.board());
    seq = board.seq();
    const store::Tally tally(board, std::move(groups), now);
    BoardMatcher matcher(filter);
    const auto wanted = [&](const store::BoardRow& row) { return matcher.counts(board, row); };
    std::vector<store::TallyRow> rows = filter.empty() ? tally.count() : tally.count(wanted);
    std::sort(rows.begin(), rows.end(),
              [&](const store::TallyRow& a, const store::TallyRow& b) { return before(tally, a, b); });
    for (const store::TallyRow& row : rows) {
      if (body.back() != '[') body += ',';
      append_row(body, tally, row);
    }
  }
  body += "],\"as_of\":";
  append_as_of(body, api.store.epoch(), seq, now);
  body += '}';
  return json_response(std::move(body));
}

}  // namespace gridhall::dashboard
