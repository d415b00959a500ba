#include <algorithm>
#include <cmath>
#include <set>

#include "dashboard/api.hpp"
#include "dashboard/case_json.hpp"
#include "dashboard/json.hpp"
#include "dashboard/row_encoder.hpp"
#include "store/codec.hpp"
#include "store/model/lifecycle.hpp"

namespace gridhall::dashboard {
namespace {

// Two reports of one thing come from the same block and the same few days; what is further apart is another
// one even where the words are the same.
constexpr double kDistanceMax_m = 150;
constexpr std::chrono::hours kApartMax{72};
constexpr std::size_t kLookedAtMax = 2'000;
constexpr std::size_t kShownMax = 20;
constexpr double kScoreMin = 0.35;
constexpr double kEarthRadius_m = 6'371'008.8;

double distance_m(geo::LatLon a, geo::LatLon b) {
  constexpr double kRadians = 3.14159265358979323846 / 180;
  const double x = (b.lon - a.lon) * kRadians * std::cos((a.lat + b.lat) / 2 * kRadians);
  const double y = (b.lat - a.lat) * kRadians;
  return std::sqrt(x * x + y * y) * kEarthRadius_m;
}

/// Pairs of neighbouring characters: works for words of Latin and for Chinese, which has no spaces.
std::set<std::pair<char32_t, char32_t>> pairs(std::string_view text) {
  std::set<std::pair<char32_t, char32_t>> out;
  char32_t before = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = 0;
    for (std::size_t k = 0; k < length && i + k < text.size(); ++k)
      c = (c << 8U) | static_cast<unsigned char>(text[i + k]);
    if (c >= 'A' && c <= 'Z') c += 32;
    if (before != 0 && c != ' ') out.emplace(before, c);
    before = c == ' ' ? 0 : c;
    i += length;
  }
  return out;
}

/// Sørensen–Dice over pairs of characters, 0 to 1; nothing said in one of them says nothing: 0.5.
double similarity(std::string_view a, std::string_view b) {
  const auto left = pairs(a);
  const auto right = pairs(b);
  if (left.empty() || right.empty()) return 0.5;
  std::size_t common = 0;
  for (const auto& pair : left) common += right.count(pair);
  return 2.0 * static_cast<double>(common) / static_cast<double>(left.size() + right.size());
}

struct Likely {
  model::Case c;
  double distance = 0;  ///< metres
  double hours = 0;
  double score = 0;  ///< nearness in space, in time, and likeness of the text, a third each
};

bool could_be(const store::BoardView& board, const store::BoardRow& row, const model::Case& of,
              std::string_view shown) {
  return row.case_seq != of.id.seq &&
         shown_class(board.class_code(row.class_code), board.service(row.service)) == shown &&
         std::chrono::abs(row.opened_at - of.opened_at) <= kApartMax &&
         distance_m({row.lat, row.lon}, {of.lat, of.lon}) <= kDistanceMax_m;
}

std::vector<Likely> find_likely(store::Store& store, const model::Case& of, const model::Tables* tables) {
  std::vector<Likely> found;
  const model::Standing standing = model::standing(of, tables);
  const std::string_view shown = shown_class(standing.class_code, of.service_code);
  std::vector<std::shared_ptr<const std::string>> blobs;
  {
    const store::BoardView board(store.board());
    const double lat = kDistanceMax_m / 111'000;
    const double lon = lat / std::max(0.01, std::cos(of.lat * 3.14159265358979323846 / 180));
    const geo::Bbox box{of.lon - lon, of.lat - lat, of.lon + lon, of.lat + lat};
    std::size_t looked = 0;
    for (const geo::CellId cell : geo::covering(box)) {
      board.for_each_in(geo::storage_range(cell), [&](const store::BoardRow& row) {
        if (could_be(board, row, of, shown)) blobs.push_back(board.blob(row.case_seq));
        return ++looked < kLookedAtMax;
      });
    }
  }
  const std::string text = of.description + ' ' + of.address;
  for (const auto& blob : blobs) {
    auto c = store::decode_case(*blob);
    if (!c) continue;
    Likely likely;
    likely.distance = distance_m({c->lat, c->lon}, {of.lat, of.lon});
    likely.hours =
        std::chrono::duration<double, std::ratio<3600>>(std::chrono::abs(c->opened_at - of.opened_at))
            .count();
    const double near = 1 - likely.distance / kDistanceMax_m;
    const double soon = 1 - likely.hours / static_cast<double>(kApartMax.count());
    likely.score = (near + soon + similarity(text, c->description + ' ' + c->address)) / 3;
    likely.c = std::move(*c);
    if (likely.score >= kScoreMin) found.push_back(std::move(likely));
  }
  std::sort(found.begin(), found.end(), [](const Likely& a, const Likely& b) {
    return a.score != b.score ? a.score > b.score : a.c.id < b.c.id;
  });
  if (found.size() > kShownMax) found.erase(found.begin() + kShownMax, found.end());
  return found;
}

}  // namespace

net::Response get_duplicates(const ApiContext& api, const net::Request& request) {
  const auto actor = actor_of(request);
  if (!actor) return net::problem(request, 400, actor.error());
  const auto c = find_case(api, request);
  if (!c) return no_case(request);
  const auto tables = api.store.tables();
  const CaseContext context{*api.areas, tables.get(), api.store.now(), &*actor};
  const std::uint64_t seq = api.store.seq();
  std::string body = "{\"cases\":[";
  if (c->cell && c->open()) {
    for (const Likely& likely : find_likely(api.store, *c, tables.get())) {
      if (body.back() != '[') body += ',';
      append_case(body, likely.c, context);
      body.pop_back();
      append_key(body, "distance_m");
      append_number(body, std::round(likely.distance));
      append_key(body, "hours_apart");
      append_number(body, std::round(likely.hours * 10) / 10);
      append_key(body, "score");
      append_number(body, std::round(likely.score * 100) / 100);
      body += '}';
    }
  }
  body += "],\"as_of\":";
  append_as_of(body, api.store.epoch(), seq, context.now);
  body += '}';
  return json_response(std::move(body));
}

}  // namespace gridhall::dashboard
