// GET /api/v1/export.{csv,ndjson,geojsonl}: every case that a question finds, as of one moment, in order of
// opening, made while it is sent.
//
// The scan holds a view of the store, so only kExportsMax run at once; a further one is asked to wait. Its
// work is done on the server's pool, a piece at a time, and a slow reader slows it.
//
// Thread: any.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <memory>

#include "dashboard/api.hpp"

namespace gridhall::net {
class Server;
}

namespace gridhall::dashboard {

enum class ExportFormat : std::uint8_t { kCsv, kNdjson, kGeojsonl };

class Exports {
 public:
  static constexpr int kExportsMax = 8;

  /// Both outlive it.
  Exports(net::Server& server, const ApiContext& api);

  boost::asio::awaitable<net::Response> get(ExportFormat format, net::Request request);

 private:
  net::Response start(ExportFormat format, const net::Request& request);

  net::Server& server_;
  const ApiContext& api_;
  std::shared_ptr<std::atomic<int>> running_;
};

}  // namespace gridhall::dashboard
