// The HTTP questions under /api/v1 as plain functions from a request to a response.
//
// They may touch the disk or scan the board, so the composition runs them on the server's pool; each bounds
// its own time, its rows and its bytes. Data is never cached by the browser without asking: no-store, or an
// ETag.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "dashboard/city.hpp"
#include "dashboard/city_days.hpp"
#include "ingest/net/http.hpp"
#include "store/geo/areas.hpp"
#include "store/store.hpp"

namespace gridhall::dashboard {

struct ApiContext {
  store::Store& store;
  std::shared_ptr<const geo::AreaLayers> areas;
  CityInfo city;
  CityDays days;
};

inline constexpr std::size_t kAnswerBytesMax = 4U << 20;
inline constexpr std::chrono::milliseconds kIndexWait{2'000};

net::Response get_cases(const ApiContext& api, const net::Request& request);
net::Response get_case(const ApiContext& api, const net::Request& request);
net::Response get_deadline(const ApiContext& api, const net::Request& request);
net::Response get_duplicates(const ApiContext& api, const net::Request& request);
net::Response get_merged(const ApiContext& api, const net::Request& request);
net::Response get_classes(const ApiContext& api, const net::Request& request);
net::Response get_units(const ApiContext& api, const net::Request& request);
net::Response get_me(const ApiContext& api, const net::Request& request);
net::Response get_history(const ApiContext& api, const net::Request& request);
net::Response get_backlog(const ApiContext& api, const net::Request& request);
net::Response get_figures(const ApiContext& api, const net::Request& request);
net::Response get_series(const ApiContext& api, const net::Request& request);
net::Response get_cells(const ApiContext& api, const net::Request& request);
net::Response get_cell(const ApiContext& api, const net::Request& request);
net::Response get_city(const ApiContext& api, const net::Request& request);
net::Response get_areas(const ApiContext& api, const net::Request& request);
net::Response get_basemap(const ApiContext& api, const net::Request& request);
net::Response get_version(const ApiContext& api, const net::Request& request);

// What they share.

/// The case that the path's {id} names; nothing where there is none.
std::optional<model::Case> find_case(const ApiContext& api, const net::Request& request);
net::Response no_case(const net::Request& request);
net::Response json_response(std::string body);
net::Response error_response(const net::Request& request, unsigned status, model::Code code,
                             std::string detail);
/// 503 where the families have not caught up in time.
net::Response index_behind(const net::Request& request);
/// `tag` with its quotes and prefix. True when If-None-Match names it (weak comparison) or is "*".
bool not_modified(const net::Request& request, std::string_view tag);
/// 304 with the tag, or nothing where the client has another one.
std::optional<net::Response> unchanged(const net::Request& request, const std::string& tag);
/// True when Accept prefers GeoJSON to plain JSON.
bool prefers_geojson(const net::Request& request);

}  // namespace gridhall::dashboard
