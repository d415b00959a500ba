// The live hub: brings every viewer from what it was told last to the board as it is, ten times a second.
//
// The problem: a message for every change and viewer costs 6–8 µs each and queues without bound behind the
// slow. So nothing is queued but names: a tick digests what was committed, reads the current rows under one
// short board lock, encodes each row once, and puts every viewer's frame together from shared bytes. A viewer
// whose last frame is not written yet only remembers which cells and cases it has not been told of; the last
// value wins.
//
// Positions are exact: a tick happens only when all change sets up to the board's sequence have come, so what
// is sent at `seq` is the board at `seq`. Snapshots of small views are taken inside the tick; large ones on
// the pool, at the sequence that they find, while the changes meanwhile gather in the subscription.
//
// Thread: public methods from any thread unless they say otherwise; all state lives on the hub's strand.
// Limits: kSubscriptionsMax a viewer; rows and bytes a frame; kAlertsHeldMax alerts, beyond them bye 4410.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dashboard/change_mailbox.hpp"
#include "dashboard/live_metrics.hpp"
#include "dashboard/subscription.hpp"
#include "dashboard/tick_encoder.hpp"
#include "store/geo/areas.hpp"
#include "store/store.hpp"

namespace gridhall::dashboard {

class Hub : public std::enable_shared_from_this<Hub> {
 public:
  static constexpr std::chrono::milliseconds kTick{100};
  static constexpr std::chrono::milliseconds kTickSoonest{20};   ///< between ticks that requests hasten
  static constexpr std::chrono::milliseconds kProofOfLife{800};  ///< tick message; promised at most 1 s apart
  static constexpr std::chrono::milliseconds kLagAfter{1'000};
  static constexpr std::size_t kFlipsMax = 10'000;  ///< lights a tick; some milliseconds of the board's lock
  static constexpr std::size_t kSubscriptionsMax = 16;
  static constexpr std::size_t kAlertsHeldMax = 1'000;
  static constexpr std::size_t kInlineRowsMax = 20'000;    ///< larger snapshots leave the strand
  static constexpr std::size_t kFlushBytesMax = 1U << 20;  ///< of a viewer's frames in one go
  static constexpr std::size_t kFrameBytesMax = 2U << 20;  ///< beyond: a snapshot in pages instead

  /// Runs `work` on a pool, then calls `done(ran)` on any thread; `ran` is false when the pool had no room.
  using Offload = std::function<void(std::function<void()> work, std::function<void(bool ran)> done)>;

  Hub(const boost::asio::any_io_executor& executor, store::Store& store,
      std::shared_ptr<const geo::AreaLayers> areas, LiveMetrics& metrics, Offload offload);

  /// Where the committer leaves its change sets. Set it on the store before start().
  ChangeMailbox& mailbox() { return mailbox_; }
  /// What was committed, for the next tick; after a quiet moment that is at once. On the committer's thread.
  void committed(std::shared_ptr<const store::ChangeSet> changes);

  /// Begins at the board's position. With `ticking` false nothing moves but by tick(): for tests.
  void start(bool ticking = true);
  /// Says bye 1012 to everybody and stops ticking.
  void stop();

  std::shared_ptr<Viewer> attach(std::shared_ptr<ViewerLink> link);
  void detach(std::shared_ptr<Viewer> viewer);
  /// Takes what a viewer asked for, in order; `done` is called on the strand.
  void handle(std::shared_ptr<Viewer> viewer, std::vector<ClientMessage> messages,
              std::function<void()> done);

  /// One tick, on the strand. False: change sets are still on their way, nothing was done.
  bool tick();

 private:
  using Delivery = std::pair<std::shared_ptr<Viewer>, std::vector<Frame>>;
  struct Tick;

  // hub.cpp: requests, lifetimes, delivery
  void subscribe(Viewer& viewer, SubscribeRequest request);
  void change_view(Viewer& viewer, ViewRequest request);
  void unsubscribe(Viewer& viewer, const UnsubscribeRequest& request);
  void drop(Viewer& viewer, Subscription& subscription);
  std::shared_ptr<Channel> obtain(ChannelSpec spec, Subscription& subscription);
  void leave(Subscription& subscription);
  void deliver(const std::shared_ptr<Viewer>& viewer, std::vector<Frame> frames);
  void flushed(const std::shared_ptr<Viewer>& viewer, bool alive);
  void pump(const std::shared_ptr<Viewer>& viewer);
  void close(Viewer& viewer, std::uint16_t code, const std::string& reason);
  void take_alerts(Viewer& viewer, std::vector<Frame>& frames, std::size_t& bytes);
  void append_page(Subscription& subscription, std::vector<Frame>& frames, std::size_t& bytes);
  void arm(Clock::time_point at);
  void hasten();
  void wake();
  void on_timer();

  void turn_lights();

  // hub_tick.cpp: one tick
  void tick_at(const store::BoardView& board, std::vector<Delivery>& deliveries);
  void raise_alerts(const Tick& tick);
  void hold_alert(std::uint64_t seq, const model::Case& c);
  void gather(const Tick& tick, Channel& channel);
  void refresh_totals(const Tick& tick, const std::shared_ptr<Channel>& channel);
  void set_totals(Channel& channel, const std::string& json);
  std::vector<Frame> flush(Tick& tick, Viewer& viewer);
  void send_changes(Tick& tick, Subscription& subscription, bool shares, std::vector<Frame>& frames,
                    std::size_t& bytes);
  void begin(Tick& tick, Subscription& subscription, std::vector<Frame>& frames, std::size_t& bytes);
  bool resume(Tick& tick, Subscription& subscription, const model::Position& from, std::vector<Frame>& frames,
              std::size_t& bytes);
  std::shared_ptr<Snapshot> inline_snapshot(const Tick& tick, Channel& channel);
  void start_snapshot(const Tick& tick, Subscription& subscription, std::vector<Frame>& frames,
                      std::size_t& bytes);
  void move_view(const Tick& tick, Subscription& subscription, std::vector<Frame>& frames,
                 std::size_t& bytes);
  void start_paging(Subscription& subscription, std::shared_ptr<Snapshot> snapshot);
  void build(const std::shared_ptr<Channel>& channel);
  void built(const std::shared_ptr<Channel>& channel, const std::shared_ptr<Snapshot>& snapshot,
             std::optional<FilteredCounts> counts);
  void push_frame(std::vector<Frame>& frames, std::size_t& bytes, Frame frame);

  boost::asio::strand<boost::asio::any_io_executor> strand_;
  boost::asio::steady_timer timer_;
  store::Store& store_;
  std::shared_ptr<const geo::AreaLayers> areas_;
  LiveMetrics& metrics_;
  Offload offload_;
  const std::string epoch_;

  ChangeMailbox mailbox_;
  std::vector<std::shared_ptr<const store::ChangeSet>> sets_;  ///< taken, not digested yet
  std::vector<store::Board::Flip> flips_;                      ///< lights that turned, not digested yet
  std::uint64_t position_ = 0;                                 ///< the board's sequence at the last tick
  std::uint64_t heard_ = 0;                                    ///< the last sequence whose change set came
  UnlocatedLog unlocated_{0};
  std::unordered_set<std::shared_ptr<Viewer>> viewers_;
  std::unordered_map<std::string, std::shared_ptr<Channel>> channels_;

  bool ticking_ = false;
  bool stopped_ = false;
  bool hastened_ = false;
  std::atomic<bool> calm_{false};  ///< the next change has to wake the strand
  Clock::time_point busy_at_{};    ///< the last tick that had changes
  Clock::time_point armed_for_{};
  std::uint64_t armed_ = 0;  ///< number of the timer's wait that counts
  Clock::time_point last_tick_{};
  unsigned retries_ = 0;
};

}  // namespace gridhall::dashboard
