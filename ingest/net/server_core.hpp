// What the listener and its sessions share: constant once the server has started, but for the flags and the
// groups, which look after themselves.
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "ingest/net/connection_limits.hpp"
#include "ingest/net/router.hpp"
#include "ingest/net/server.hpp"
#include "ingest/net/task_group.hpp"

namespace gridhall::net {

struct ServerCore {
  explicit ServerCore(ServerOptions given)
      : options(std::move(given)), limits(options.connections_max, options.connections_per_address_max) {}

  const ServerOptions options;
  Router router;
  std::vector<Handler> handlers;  ///< by the router's route numbers
  std::map<std::string, Door, std::less<>> doors;
  ConnectionLimits limits;
  std::atomic<bool> stopping{false};
  TaskGroup tasks;  ///< last, so that nothing of the above goes away before a task
};

}  // namespace gridhall::net
