// What Prometheus and a supervisor ask: /metrics, /healthz, /readyz.
#pragma once

#include <string>

#include "dashboard/live_metrics.hpp"
#include "ingest/net/http.hpp"
#include "ingest/net/server.hpp"
#include "store/store.hpp"

namespace gridhall::dashboard {

/// Counters of the store and the server in Prometheus' text format.
void append_store_metrics(std::string& out, store::Store& store);
void append_server_metrics(std::string& out, const net::Server& server);

net::Response get_health();
/// 503 with the reason while the store cannot take events.
net::Response get_ready(const store::Store& store, const net::Request& request);

}  // namespace gridhall::dashboard
