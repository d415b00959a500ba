#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "dashboard/case_json.hpp"
#include "dashboard/hub.hpp"
#include "dashboard/server_message.hpp"
#include "store/codec.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::chrono::seconds kTotalsEvery{1};
constexpr std::chrono::milliseconds kBeginTime{25};

SharedText shared(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

const SharedText& closing_brace() {
  static const SharedText kBrace = shared("}");
  return kBrace;
}

bool large(const store::BoardView& board, const ChannelSpec& spec) {
  const bool looks_at_cases = spec.wants.cases || spec.wants.totals || !spec.filter.empty();
  return looks_at_cases && rows_in(board, spec.view) > Hub::kInlineRowsMax;
}

}  // namespace

struct Hub::Tick {
  const store::BoardView& board;
  const TickChanges& changes;
  TickEncoder& encoder;
  std::uint64_t before;  ///< position of the tick before
  Clock::time_point now;
  model::Time wall;
  bool left = false;                       ///< somebody has to wait for the next tick
  std::optional<Clock::time_point> began;  ///< with the first who had to be begun

  /// The board is locked: when a thousand viewers come at once, most of them come at the next ticks.
  bool has_time() {
    const Clock::time_point asked = Clock::now();
    if (!began) began = asked;
    left = left || asked - *began > kBeginTime;
    return !left;
  }
};

void Hub::tick_at(const store::BoardView& board, std::vector<Delivery>& deliveries) {
  const TickChanges changes(sets_, flips_, position_, board);
  flips_.clear();
  sets_.clear();
  TickEncoder encoder(board, epoch_);
  Tick tick{board, changes, encoder, position_, Clock::now(), model::now(), false, std::nullopt};
  position_ = board.seq();
  unlocated_.add(changes);
  raise_alerts(tick);
  for (const auto& [key, channel] : channels_) {
    gather(tick, *channel);
    if (channel->spec.wants.totals) refresh_totals(tick, channel);
  }
  for (const auto& viewer : viewers_) {
    std::vector<Frame> frames = flush(tick, *viewer);
    if (!frames.empty()) deliveries.emplace_back(viewer, std::move(frames));
    if (viewer->alerts.size() > kAlertsHeldMax) {
      metrics_.too_slow.fetch_add(1, std::memory_order_relaxed);
      close(*viewer, 4410, "1,000 alerts are waiting for this viewer");
    }
  }
  if (tick.left) hasten();
}

void Hub::raise_alerts(const Tick& tick) {
  if (viewers_.empty()) return;
  std::vector<std::uint64_t> closed;
  for (const std::uint64_t case_seq : tick.changes.new_extremes()) {
    const auto blob = tick.board.blob(case_seq);
    const auto c = blob ? store::decode_case(*blob) : std::nullopt;
    if (c) {
      hold_alert(position_, *c);
    } else {
      closed.push_back(case_seq);
    }
  }
  if (closed.empty()) return;
  // Opened and closed between two ticks: it was Extreme all the same, and its record is on the disk by now.
  auto found = std::make_shared<std::vector<model::Case>>();
  offload_(
      [this, closed, found] {
        for (const std::uint64_t case_seq : closed) {
          if (auto c = store_.find_case({epoch_, case_seq})) found->push_back(std::move(*c));
        }
      },
      [self = shared_from_this(), found, seq = position_](bool) {
        boost::asio::post(self->strand_, [self, found, seq] {
          for (const model::Case& c : *found) self->hold_alert(seq, c);
          for (const auto& viewer : self->viewers_) self->pump(viewer);
        });
      });
}

void Hub::hold_alert(std::uint64_t seq, const model::Case& c) {
  std::string json;  // one for all viewers, so without what only some may read
  const auto tables = store_.tables();
  append_case(json, c, {*areas_, tables.get(), store_.now()});
  const SharedText text = shared(encode_alert(seq, json));
  for (const auto& viewer : viewers_) {
    if (viewer->gone) continue;
    viewer->alerts.push_back(text);
    metrics_.alerts.fetch_add(1, std::memory_order_relaxed);
  }
}

// What of the tick's changes concerns one channel.
void Hub::gather(const Tick& tick, Channel& channel) {
  channel.snapshot.reset();
  channel.body.reset();
  channel.changes = {};
  if (channel.counts && !channel.uncounted.empty()) {
    for (const model::CellId cell : channel.uncounted)
      channel.counts->recount(tick.board, channel.matcher, cell);
    channel.uncounted.clear();
  }
  std::vector<std::uint32_t> cases;
  const auto cell_changed = [&](model::CellId cell, std::uint64_t seq) {
    bool tell = true;
    if (channel.needs_counts()) {
      if (channel.counts) {
        tell = channel.counts->recount(tick.board, channel.matcher, cell);
      } else {
        channel.uncounted.insert(cell);
      }
    }
    if (!tell || !channel.spec.wants.cells) return;
    const model::CellId mine = geo::parent(cell, channel.spec.view.level());
    auto& cells = channel.changes.cells;
    if (!cells.empty() && cells.back().cell == mine) {
      cells.back().seq = std::max(cells.back().seq, seq);
    } else {
      cells.push_back({mine, seq});
    }
  };
  for (const geo::CellRange& range : channel.spec.view.ranges()) {
    const auto touches = tick.changes.in(range);
    for (std::size_t i = 0; i < touches.size();) {
      const model::CellId cell = touches[i].cell;
      const bool held = channel.spec.view.holds(cell);
      std::uint64_t seq = 0;
      for (; i < touches.size() && touches[i].cell == cell; ++i) {
        seq = std::max(seq, touches[i].seq);
        if (held) cases.push_back(touches[i].touch);
      }
      if (held) cell_changed(cell, seq);
    }
  }
  if (channel.spec.view.whole()) {
    for (const TickChanges::Touch& touch : tick.changes.unlocated()) cases.push_back(touch.touch);
  }
  if (!cases.empty()) channel.totals_stale = true;
  if (!channel.spec.wants.cases) return;
  std::sort(cases.begin(), cases.end());
  cases.erase(std::unique(cases.begin(), cases.end()), cases.end());
  for (const std::uint32_t index : cases) {
    channel.changes.cases.push_back(tick.changes.cases()[index]);
    channel.changes.conflated += channel.changes.cases.back().times - 1U;
  }
}

void Hub::refresh_totals(const Tick& tick, const std::shared_ptr<Channel>& channel) {
  if (!channel->totals_stale || channel->totals_running || tick.now - channel->totals_at < kTotalsEvery)
    return;
  channel->totals_stale = false;
  channel->totals_at = tick.now;
  if (rows_in(tick.board, channel->spec.view) <= kInlineRowsMax) {
    Totals totals;
    for_each_view_case(tick.board, channel->spec.view, [&](const store::BoardRow& row) {
      if (channel->matcher.counts(tick.board, row)) totals.add(tick.board, row);
      return true;
    });
    set_totals(*channel, totals.json(tick.board));
    return;
  }
  channel->totals_running = true;
  auto json = std::make_shared<std::string>();
  offload_([this, channel, json,
            spec = channel->spec] { *json = sum_totals(store_.board(), spec.view, spec.filter); },
           [self = shared_from_this(), channel, json](bool ran) {
             boost::asio::post(self->strand_, [self, channel, json, ran] {
               channel->totals_running = false;
               if (ran) {
                 self->set_totals(*channel, *json);
               } else {
                 channel->totals_stale = true;
               }
             });
           });
}

void Hub::set_totals(Channel& channel, const std::string& json) {
  SharedText text = shared(",\"totals\":" + json);
  if (channel.totals && *channel.totals == *text) return;
  channel.totals = std::move(text);
  ++channel.totals_version;
}

std::vector<Frame> Hub::flush(Tick& tick, Viewer& viewer) {
  using Phase = Subscription::Phase;
  std::vector<Frame> frames;
  std::size_t bytes = 0;
  const bool free = !viewer.in_flight && !viewer.gone;
  if (free) take_alerts(viewer, frames, bytes);
  bool pending = false;
  for (const auto& subscription : viewer.subscriptions) {
    Subscription& sub = *subscription;
    const bool room = free && bytes < kFlushBytesMax;
    // A viewer that can be served at once and has all before this tick takes the shared bytes. Others
    // remember names.
    const bool shares = room && sub.phase == Phase::kLive && sub.dirty.empty() && sub.synced <= tick.before;
    if (sub.phase != Phase::kWaiting) {
      if (!shares && !sub.channel->changes.empty()) sub.dirty.add(sub.channel->changes, sub.synced, tick.now);
      if (sub.phase != Phase::kBuilding) sub.synced = std::max(sub.synced, position_);
    }
    if (room) {
      if (sub.phase == Phase::kWaiting) {
        if (tick.has_time()) begin(tick, sub, frames, bytes);
      } else if (sub.phase == Phase::kPaging) {
        if (bytes < Snapshot::kPageBytesMax) append_page(sub, frames, bytes);
      } else if (sub.phase == Phase::kLive) {
        send_changes(tick, sub, shares, frames, bytes);
        if (sub.next_view && sub.phase == Phase::kLive && tick.has_time())
          move_view(tick, sub, frames, bytes);
      }
    }
    pending = pending || sub.phase != Phase::kLive || !sub.dirty.empty() || sub.next_view.has_value();
  }
  if (free && !pending && viewer.alerts.empty() && tick.now - viewer.told_tick >= kProofOfLife) {
    viewer.told_tick = tick.now;
    frames.push_back({shared(encode_tick(position_, tick.wall))});
    for (const auto& subscription : viewer.subscriptions) subscription->position = position_;
  }
  return frames;
}

void Hub::send_changes(Tick& tick, Subscription& sub, bool shares, std::vector<Frame>& frames,
                       std::size_t& bytes) {
  static const ChannelChanges kNone;
  Channel& channel = *sub.channel;
  const bool totals = channel.totals && sub.totals_sent != channel.totals_version;
  SharedText body;
  bool any = false;
  std::uint64_t skipped = 0;
  if (sub.dirty.empty() && !(shares && !channel.changes.empty())) {
    if (!totals) return;
    body = shared(tick.encoder.delta(channel, kNone).text);
  } else if (sub.dirty.empty()) {
    if (!channel.body) {
      TickEncoder::Rows rows = tick.encoder.delta(channel, channel.changes);
      channel.body_any = rows.any;
      channel.body = shared(std::move(rows.text));
    }
    body = channel.body;
    any = channel.body_any;
    skipped = channel.changes.conflated;
  } else {
    if (!sub.dirty.overflowed()) {
      TickEncoder::Rows rows = tick.encoder.delta(channel, sub.dirty.changes());
      any = rows.any;
      body = shared(std::move(rows.text));
    }
    skipped = sub.dirty.skipped();
    const auto behind = tick.now - sub.dirty.since();
    if (behind > kLagAfter) {
      const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(behind).count();
      push_frame(frames, bytes, {shared(encode_lag(sub.id, ms, skipped))});
      metrics_.lags.fetch_add(1, std::memory_order_relaxed);
    }
    sub.dirty.clear();
  }
  if (!body || body->size() > kFrameBytesMax) {
    sub.announce = true;
    return start_snapshot(tick, sub, frames, bytes);
  }
  if (!any && !totals) return;
  Frame frame{shared(delta_head(sub.id, sub.v, sub.position, position_, tick.wall, skipped)),
              std::move(body)};
  if (totals) {
    frame.push_back(channel.totals);
    sub.totals_sent = channel.totals_version;
  }
  frame.push_back(closing_brace());
  push_frame(frames, bytes, std::move(frame));
  metrics_.deltas.fetch_add(1, std::memory_order_relaxed);
  sub.position = position_;
}

void Hub::begin(Tick& tick, Subscription& sub, std::vector<Frame>& frames, std::size_t& bytes) {
  // Taken out: what may come back here later is no resume any more.
  if (const auto since = std::exchange(sub.since, std::nullopt)) {
    if (resume(tick, sub, *since, frames, bytes)) {
      metrics_.resumes.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    metrics_.resumes_refused.fetch_add(1, std::memory_order_relaxed);
  }
  start_snapshot(tick, sub, frames, bytes);
}

bool Hub::resume(Tick& tick, Subscription& sub, const model::Position& from, std::vector<Frame>& frames,
                 std::size_t& bytes) {
  Channel& channel = *sub.channel;
  const ChannelSpec& spec = channel.spec;
  const std::uint64_t since = from.seq;
  if (from.epoch != epoch_ || since > position_ || since < tick.board.floor()) return false;
  if (spec.view.whole() && spec.wants.cases && spec.filter.located != true &&
      tick.board.unlocated_counts().seq >= since && !unlocated_.remembers(since)) {
    return false;
  }
  if (channel.needs_counts() && !channel.counts) {
    if (large(tick.board, spec)) return false;
    inline_snapshot(tick, channel);  // for its counters
  }
  auto rows = tick.encoder.resume(channel, since, unlocated_, kFrameBytesMax);
  if (!rows) return false;
  push_frame(frames, bytes, {shared(encode_subbed(sub.id, since, position_))});
  Frame frame{shared(delta_head(sub.id, sub.v, since, position_, tick.wall, 0)),
              shared(std::move(rows->text))};
  if (channel.totals && !channel.totals_stale) {
    frame.push_back(channel.totals);
    sub.totals_sent = channel.totals_version;
  } else if (spec.wants.totals) {
    channel.totals_stale = true;
  }
  frame.push_back(closing_brace());
  push_frame(frames, bytes, std::move(frame));
  metrics_.deltas.fetch_add(1, std::memory_order_relaxed);
  sub.announce = false;
  sub.phase = Subscription::Phase::kLive;
  sub.position = sub.synced = position_;
  return true;
}

void Hub::start_snapshot(const Tick& tick, Subscription& sub, std::vector<Frame>& frames,
                         std::size_t& bytes) {
  const std::shared_ptr<Channel>& channel = sub.channel;
  metrics_.snapshots.fetch_add(1, std::memory_order_relaxed);
  sub.dirty.clear();
  sub.synced = position_;
  if (!channel->snapshot && large(tick.board, channel->spec)) {
    sub.phase = Subscription::Phase::kBuilding;
    if (!channel->building) build(channel);
    return;
  }
  start_paging(sub, inline_snapshot(tick, *channel));
  append_page(sub, frames, bytes);
}

// Taken once a tick, whoever asks; the first one fills the channel's counters.
std::shared_ptr<Snapshot> Hub::inline_snapshot(const Tick& tick, Channel& channel) {
  if (channel.snapshot) return channel.snapshot;
  const bool fill = channel.needs_counts() && !channel.counts;
  FilteredCounts* counts = fill ? &channel.counts.emplace(channel.spec.view.level()) : nullptr;
  if (fill) channel.uncounted.clear();
  const Clock::time_point start = Clock::now();
  channel.snapshot = take_snapshot(tick.board, channel.spec, channel.matcher, counts);
  metrics_.snapshot_time.observe(Clock::now() - start);
  return channel.snapshot;
}

// A moved view: the viewer keeps what it has of the cells that stay, learns those that came and drops those
// that went.
void Hub::move_view(const Tick& tick, Subscription& sub, std::vector<Frame>& frames, std::size_t& bytes) {
  const ViewRequest request = std::move(*sub.next_view);
  sub.next_view.reset();
  const View old = sub.channel->spec.view;
  ChannelSpec spec = sub.channel->spec;
  spec.view = request.view;
  leave(sub);
  sub.channel = obtain(std::move(spec), sub);
  sub.v = request.v;
  Channel& channel = *sub.channel;
  const View& now = channel.spec.view;
  if (old.level() != now.level() || old.whole() || large(tick.board, channel.spec)) {
    return start_snapshot(tick, sub, frames, bytes);
  }
  start_paging(sub, moved_snapshot(tick.board, *inline_snapshot(tick, channel), old, now));
  append_page(sub, frames, bytes);
}

void Hub::start_paging(Subscription& sub, std::shared_ptr<Snapshot> snapshot) {
  sub.phase = Subscription::Phase::kPaging;
  sub.cursor = {};
  sub.synced = std::max(sub.synced, snapshot->seq);
  sub.dirty.forget_until(snapshot->seq);
  sub.totals_sent = sub.channel->totals_version;
  sub.snapshot = std::move(snapshot);
}

void Hub::build(const std::shared_ptr<Channel>& channel) {
  struct Job {
    std::shared_ptr<Snapshot> snapshot;
    std::optional<FilteredCounts> counts;
  };
  channel->building = true;
  auto job = std::make_shared<Job>();
  offload_(
      [this, job, spec = channel->spec] {
        const Clock::time_point start = Clock::now();
        BoardMatcher matcher(spec.filter);
        FilteredCounts& counts = job->counts.emplace(spec.view.level());
        const store::BoardView board(store_.board());
        job->snapshot = take_snapshot(board, spec, matcher, &counts);
        metrics_.snapshot_time.observe(Clock::now() - start);
      },
      [self = shared_from_this(), channel, job](bool) {
        boost::asio::post(self->strand_, [self, channel, job] {
          self->built(channel, job->snapshot, std::move(job->counts));
        });
      });
}

void Hub::built(const std::shared_ptr<Channel>& channel, const std::shared_ptr<Snapshot>& snapshot,
                std::optional<FilteredCounts> counts) {
  channel->building = false;
  if (snapshot && channel->needs_counts() && !channel->counts) channel->counts = std::move(counts);
  std::vector<std::shared_ptr<Viewer>> ready;
  bool again = false;
  for (Subscription* sub : channel->subscriptions) {
    if (sub->phase != Subscription::Phase::kBuilding) continue;
    // Who asked after the snapshot had been taken would miss what was committed between.
    if (!snapshot || snapshot->seq < sub->synced) {
      again = true;
      continue;
    }
    start_paging(*sub, snapshot);
  }
  if (again) {
    if (snapshot) {
      build(channel);
    } else {
      // The pool had no room: ask again at the next tick instead of at once.
      for (Subscription* sub : channel->subscriptions) {
        if (sub->phase == Subscription::Phase::kBuilding) sub->phase = Subscription::Phase::kWaiting;
      }
    }
  }
  for (const auto& viewer : viewers_) pump(viewer);
}

}  // namespace gridhall::dashboard
