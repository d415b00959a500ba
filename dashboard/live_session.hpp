// One browser on the live door: reads what it asks for, and is the link by which the hub reaches it.
//
// Thread: the connection's own executor. The hub calls the link from its strand; everything is posted across.
// One batch of messages is with the hub at a time, so a client that floods is slowed down by its own reading.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>

#include "dashboard/city.hpp"
#include "dashboard/hub.hpp"
#include "ingest/net/server.hpp"
#include "store/geo/areas.hpp"
#include "store/store.hpp"

namespace gridhall::dashboard {

inline constexpr std::string_view kLiveProtocol = "gridhall.dash.v1";
inline constexpr unsigned kMalformedMax = 20;  ///< in a row; then bye 4500

/// What every session uses; outlives them.
struct LiveContext {
  net::Server& server;
  store::Store& store;
  std::shared_ptr<const geo::AreaLayers> areas;
  std::shared_ptr<Hub> hub;
  LiveMetrics& metrics;
};

/// Owns the conversation; returns when the connection is over.
boost::asio::awaitable<void> run_live_session(std::shared_ptr<const LiveContext> context,
                                              std::shared_ptr<net::WsStream> stream);

}  // namespace gridhall::dashboard
