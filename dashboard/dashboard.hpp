// The dashboard as the composition root sees it: the live door, the HTTP API, the browser application's
// files.
//
// Order: construct before server.start() (routes and the door are registered then), give observer() to the
// store, start(), server.start(); stop() from server.on_stop, before the store closes. The server and the
// store must outlive it, and it must outlive the server's last session: destroy it after server.stop() has
// returned.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "dashboard/city.hpp"
#include "dashboard/commands.hpp"
#include "ingest/net/server.hpp"
#include "store/geo/areas.hpp"
#include "store/store.hpp"

namespace gridhall::dashboard {

class Dashboard {
 public:
  /// Throws std::runtime_error where the city's time zone is not known.
  /// `read_report` checks a case that is written down by hand as the ingest door checks a source's.
  Dashboard(net::Server& server, store::Store& store, const std::shared_ptr<const geo::AreaLayers>& areas,
            const CityInfo& city, ReadReport read_report);
  ~Dashboard();
  Dashboard(const Dashboard&) = delete;
  Dashboard& operator=(const Dashboard&) = delete;

  /// What the store must tell its commits to; before start().
  std::shared_ptr<store::CommitObserver> observer();

  void start();
  /// Says bye 1012 on all live sockets and lets waiting requests go.
  void stop();

  /// Prometheus text of the live view; /metrics has it already.
  std::string metrics_text() const;
  /// Further text for /metrics, for example the ingest door's; called for each scrape, from any thread.
  void add_metrics(std::function<std::string()> source);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace gridhall::dashboard
