#include "dashboard/metrics.hpp"

#include "dashboard/api.hpp"

namespace gridhall::dashboard {
namespace {

double seconds(std::uint64_t us) {
  return static_cast<double>(us) / 1e6;
}

}  // namespace

void append_store_metrics(std::string& out, store::Store& store) {
  const store::Counters counters = store.counters();
  const store::Health health = store.health();
  std::uint64_t open = 0;
  std::uint64_t unlocated = 0;
  {
    const store::BoardView board(store.board());
    open = board.size();
    unlocated = board.unlocated_counts().open;
  }
  const auto total = [&out](std::string_view name, std::string_view help, auto value) {
    append_metric(out, name, "counter", help, value);
  };
  const auto gauge = [&out](std::string_view name, std::string_view help, auto value) {
    append_metric(out, name, "gauge", help, value);
  };
  total("gridhall_events_total", "Events stored since start.", counters.events);
  total("gridhall_duplicates_total", "Events that were stored already.", counters.duplicates);
  total("gridhall_conflicts_total", "Events refused because their id is stored with another payload.",
        counters.conflicts);
  total("gridhall_commit_groups_total", "Commit groups written and synced.", counters.groups);
  gauge("gridhall_commit_group_events_max", "Most events in one commit group.", counters.group_events_max);
  total("gridhall_sync_seconds_total", "Time in synced writes.", seconds(counters.sync_us_total));
  gauge("gridhall_sync_seconds_max", "Longest synced write.", seconds(counters.sync_us_max));
  gauge("gridhall_commit_queue_bytes", "Bytes that wait for the committer.", counters.queue_bytes);
  gauge("gridhall_log_position", "Sequence of the last durable event.", store.seq());
  gauge("gridhall_log_floor", "Sequences at and below are retired.", store.log_floor());
  gauge("gridhall_open_cases", "Open cases on the board.", open);
  gauge("gridhall_unlocated_cases", "Open cases without a place.", unlocated);
  gauge("gridhall_index_lag_events", "Events whose index rows are not written yet.", health.index_lag_events);
  gauge("gridhall_disk_free_bytes", "Free space of the data directory's file system.",
        health.disk_free_bytes);
  gauge("gridhall_disk_total_bytes", "Size of the data directory's file system.", health.disk_total_bytes);
  gauge("gridhall_disk_warning", "1 below 20 % free.", std::uint64_t{health.disk_warning});
  gauge("gridhall_ready", "1 while events are taken.", std::uint64_t{health.ready()});
}

void append_server_metrics(std::string& out, const net::Server& server) {
  const net::ServerCounters counters = server.counters();
  append_metric(out, "gridhall_connections_open", "gauge", "Open connections.", counters.connections_open);
  append_metric(out, "gridhall_connections_total", "counter", "Connections accepted.",
                counters.connections_total);
  append_metric(out, "gridhall_requests_total", "counter", "HTTP requests.", counters.requests_total);
  append_metric(out, "gridhall_websockets_open", "gauge", "Open WebSocket connections.",
                counters.websockets_open);
  append_metric(out, "gridhall_received_bytes_total", "counter", "Bytes received.", counters.bytes_in);
  append_metric(out, "gridhall_sent_bytes_total", "counter", "Bytes sent.", counters.bytes_out);
}

net::Response get_health() {
  return json_response("{\"status\":\"ok\"}");
}

net::Response get_ready(const store::Store& store, const net::Request& request) {
  const store::Health health = store.health();
  if (health.ready()) return json_response("{\"ready\":true}");
  if (health.failed) {
    return error_response(request, 503, model::Code::kStorageFailed,
                          "a write or sync failed; the daemon restarts");
  }
  net::Response response =
      error_response(request, 503, model::Code::kStorageBusy,
                     health.disk_low ? "the disk is nearly full; events are refused"
                                     : "the disk has not answered a sync for 5 s or more");
  response.headers.push_back({"Retry-After", "5"});
  return response;
}

}  // namespace gridhall::dashboard
