// What people do to cases over HTTP: read, checked against the stored case and the person's rights, submitted
// like any event, answered once it is durable.
//
// The committer decides: between the look at the case and the commit somebody else may have been quicker. Who
// is refused is told what the case is by now.
//
// Thread: any of the server's executors. A request waits for the commit only, never on an I/O thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "dashboard/action_reader.hpp"
#include "dashboard/api.hpp"
#include "ingest/net/server.hpp"

namespace gridhall::dashboard {

/// A CloudEvent in JSON, read and checked as the ingest door does it.
using ReadReport = std::function<model::Result<store::Item>(std::string_view json)>;

class Commands {
 public:
  Commands(net::Server& server, const ApiContext& api, ReadReport read_report)
      : server_(server), api_(api), read_report_(std::move(read_report)) {}

  /// POST /cases/{id}/…
  boost::asio::awaitable<net::Response> act(ActionDoor door, net::Request request);
  /// POST /cases: a case by hand.
  boost::asio::awaitable<net::Response> open_case(net::Request request);

 private:
  boost::asio::awaitable<net::Response> submit(const net::Request& request, const Actor& actor,
                                               store::Item item);

  net::Server& server_;
  const ApiContext& api_;
  const ReadReport read_report_;
};

}  // namespace gridhall::dashboard
