// The door for integrators: `GET /api/v1/ingest`, subprotocol `gridhall.ingest.v1` (wire contract §2).
//
// Checks the key before the upgrade, keeps the list of live sessions, lets a newer session of a producer take
// over from an older one, and says bye to all when the daemon stops.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "ingest/keys.hpp"
#include "ingest/net/server.hpp"
#include "ingest/protocol/event_reader.hpp"
#include "ingest/protocol/messages.hpp"
#include "ingest/sandbox.hpp"
#include "store/store.hpp"

namespace gridhall::ingest {

class IngestSession;

struct IngestOptions {
  std::string server_name;  ///< "gridhall/0.1.0"
  std::vector<std::string> allowed_origins;
  std::chrono::hours dedup_window{24 * 7};  ///< said in welcome; the store keeps ids for as long as the log
  Limits limits;
};

/// Counters since start, read from any thread.
struct IngestCounters {
  std::atomic<std::uint64_t> sessions_open{0};
  std::atomic<std::uint64_t> sessions_total{0};
  std::atomic<std::uint64_t> events{0};  ///< received, whatever became of them
  std::array<std::atomic<std::uint64_t>, model::kCodeCount> refused{};
};

class IngestDoor {
 public:
  /// Everything given outlives the door, and the door outlives the server's run.
  IngestDoor(IngestOptions options, store::Store& store, KeyRing& keys,
             std::shared_ptr<const geo::AreaLayers> areas);

  void install(net::Server& server);
  /// Every session commits and acknowledges what it has read, says bye 1012 and closes. Returns at once.
  void drain();
  /// Prometheus text.
  std::string metrics_text() const;

  // For sessions.
  const IngestOptions& options() const { return options_; }
  store::Store& store() { return store_; }
  Sandbox& sandbox() { return sandbox_; }
  const std::shared_ptr<const geo::AreaLayers>& areas() const { return areas_; }
  IngestCounters& counters() { return counters_; }
  /// Makes `session` the live one of its producer; whoever was is told `bye 4509`.
  void take_over(const std::string& integrator, const std::string& producer,
                 const std::shared_ptr<IngestSession>& session);
  /// `session` speaks for the producer no longer; nothing changes where another has taken over.
  void release(const std::string& integrator, const std::string& producer, const IngestSession& session);

 private:
  std::optional<net::Response> admit(const net::Request& request) const;
  boost::asio::awaitable<void> run(std::shared_ptr<net::WsStream> stream, net::Request request);

  const IngestOptions options_;
  store::Store& store_;
  KeyRing& keys_;
  std::shared_ptr<const geo::AreaLayers> areas_;
  Sandbox sandbox_;
  IngestCounters counters_;
  std::mutex mutex_;
  bool draining_ = false;
  std::map<const IngestSession*, std::weak_ptr<IngestSession>> sessions_;
  std::map<std::pair<std::string, std::string>, std::weak_ptr<IngestSession>> producers_;
};

}  // namespace gridhall::ingest
