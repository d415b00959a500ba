// A live hub on a store of its own, moved by hand, and what its tests ask of it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dashboard/hub.hpp"
#include "tests/unit/dashboard/live_client.hpp"
#include "tests/unit/dashboard/test_store.hpp"

namespace gridhall::dashboard {

inline constexpr geo::Bbox kTown{-74.02, 40.70, -73.94, 40.76};

/// A hub on a store of its own, moved by hand: nothing happens but by settle(), and no thread is involved.
class HubStage {
  struct Observer : store::CommitObserver {
    std::shared_ptr<Hub> hub;
    void committed(std::shared_ptr<const store::ChangeSet> changes) override {
      hub->mailbox().push(std::move(changes));
    }
  };

 public:
  HubStage() : hub(make_hub()) {
    store->set_observer(observer);
    hub->start(false);
  }
  ~HubStage() {
    store->set_observer(nullptr);
    // A stalled client holds its viewer, which holds the client.
    for (auto& [client, viewer] : viewers_) client->cut();
    jobs.clear();
    io.restart();
    io.poll();
  }

  std::shared_ptr<LiveClient> connect() {
    auto client = std::make_shared<LiveClient>();
    viewers_[client.get()] = hub->attach(client);
    io.restart();
    io.poll();
    return client;
  }
  void disconnect(LiveClient& client) {
    client.cut();
    hub->detach(viewers_.at(&client));
    viewers_.erase(&client);
    poll();
  }
  void send(LiveClient& client, ClientMessage message) {
    std::vector<ClientMessage> one;
    one.push_back(std::move(message));
    hub->handle(viewers_.at(&client), std::move(one), [] {});
    poll();
  }
  /// Also keeps what the client holds, when it resumes.
  void subscribe(LiveClient& client, const std::string& id, ChannelSpec spec,
                 std::optional<std::uint64_t> since = std::nullopt) {
    SubscribeRequest request;
    request.id = id;
    request.spec = std::move(spec);
    if (since) request.since = model::Position{store->epoch(), *since};
    client.subs[id].live = false;
    client.subs[id].page = 0;
    send(client, std::move(request));
  }
  void move(LiveClient& client, const std::string& id, std::uint64_t v, const View& view) {
    ViewRequest request;
    request.id = id;
    request.v = v;
    request.view = view;
    send(client, std::move(request));
  }
  /// One tick, and everything that it sets off. The change sets of committed events are in the mailbox by
  /// then.
  void settle() {
    REQUIRE(hub->tick());
    poll();
  }
  void poll() {
    io.restart();
    io.poll();
    while (run_jobs && !jobs.empty()) run_job();
  }
  void run_job() {
    auto [work, done] = std::move(jobs.front());
    jobs.pop_front();
    work();
    done(true);
    io.restart();
    io.poll();
  }

  boost::asio::io_context io;
  TestStore store;
  LiveMetrics metrics;
  std::deque<std::pair<std::function<void()>, std::function<void(bool)>>> jobs;
  bool run_jobs = true;
  const std::shared_ptr<Observer> observer = std::make_shared<Observer>();
  std::shared_ptr<Hub> hub;

 private:
  std::shared_ptr<Hub> make_hub() {
    auto made =
        std::make_shared<Hub>(io.get_executor(), *store, std::make_shared<const geo::AreaLayers>(), metrics,
                              [this](std::function<void()> work, std::function<void(bool)> done) {
                                jobs.emplace_back(std::move(work), std::move(done));
                              });
    observer->hub = made;
    return made;
  }
  std::map<LiveClient*, std::shared_ptr<Viewer>> viewers_;
};

inline ChannelSpec town(int level = 14) {
  ChannelSpec spec;
  spec.view = View(kTown, level);
  spec.wants = {true, true, false};
  return spec;
}

inline EventBuilder report(const std::string& subject) {
  return EventBuilder(subject).code("noise");
}

/// What a viewer that comes now would be shown.
inline HeldSubscription fresh(HubStage& stage, const ChannelSpec& spec) {
  const auto client = stage.connect();
  stage.subscribe(*client, "fresh", spec);
  stage.settle();
  REQUIRE(client->subs["fresh"].live);
  HeldSubscription held = client->subs["fresh"];
  stage.disconnect(*client);
  return held;
}

inline void check_same(const HeldSubscription& held, const HeldSubscription& now, bool cells = true) {
  REQUIRE(held.live);
  // Who wants cases alone is told of touched cells on a resume, to drop what it held there; it keeps no
  // counters.
  if (cells) CHECK(held.cells == now.cells);
  CHECK(held.cases == now.cases);
}

}  // namespace gridhall::dashboard
