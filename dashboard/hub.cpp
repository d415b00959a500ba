#include "dashboard/hub.hpp"

#include <algorithm>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>

#include "dashboard/server_message.hpp"

namespace gridhall::dashboard {
namespace {

constexpr unsigned kRetriesAtOnce = 20;
constexpr std::chrono::milliseconds kRetryAfter{2};

SharedText shared(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

}  // namespace

Hub::Hub(const boost::asio::any_io_executor& executor, store::Store& store,
         std::shared_ptr<const geo::AreaLayers> areas, LiveMetrics& metrics, Offload offload)
    : strand_(boost::asio::make_strand(executor)),
      timer_(strand_),
      store_(store),
      areas_(std::move(areas)),
      metrics_(metrics),
      offload_(std::move(offload)),
      epoch_(store.epoch()) {}

void Hub::start(bool ticking) {
  {
    const store::BoardView board(store_.board());
    position_ = heard_ = board.seq();
  }
  unlocated_ = UnlocatedLog(position_);
  ticking_ = ticking;
  if (ticking_) boost::asio::post(strand_, [self = shared_from_this()] { self->arm(Clock::now() + kTick); });
}

void Hub::stop() {
  boost::asio::post(strand_, [self = shared_from_this()] {
    self->stopped_ = true;
    self->timer_.cancel();
    for (const auto& viewer : self->viewers_) self->close(*viewer, 1012, "the server restarts");
  });
}

std::shared_ptr<Viewer> Hub::attach(std::shared_ptr<ViewerLink> link) {
  auto viewer = std::make_shared<Viewer>();
  viewer->link = std::move(link);
  viewer->told_tick = Clock::now();
  boost::asio::post(strand_, [self = shared_from_this(), viewer] {
    self->viewers_.insert(viewer);
    self->metrics_.viewers.fetch_add(1, std::memory_order_relaxed);
    if (self->stopped_) self->close(*viewer, 1012, "the server restarts");
  });
  return viewer;
}

void Hub::detach(std::shared_ptr<Viewer> viewer) {
  boost::asio::post(strand_, [self = shared_from_this(), viewer = std::move(viewer)] {
    viewer->gone = true;
    while (!viewer->subscriptions.empty()) self->drop(*viewer, *viewer->subscriptions.back());
    if (self->viewers_.erase(viewer) != 0) self->metrics_.viewers.fetch_sub(1, std::memory_order_relaxed);
  });
}

void Hub::handle(std::shared_ptr<Viewer> viewer, std::vector<ClientMessage> messages,
                 std::function<void()> done) {
  boost::asio::post(strand_, [self = shared_from_this(), viewer = std::move(viewer),
                              messages = std::move(messages), done = std::move(done)]() mutable {
    for (ClientMessage& message : messages) {
      if (viewer->gone) break;
      if (auto* sub = std::get_if<SubscribeRequest>(&message)) self->subscribe(*viewer, std::move(*sub));
      if (auto* view = std::get_if<ViewRequest>(&message)) self->change_view(*viewer, std::move(*view));
      if (auto* unsub = std::get_if<UnsubscribeRequest>(&message)) self->unsubscribe(*viewer, *unsub);
    }
    done();
  });
}

void Hub::subscribe(Viewer& viewer, SubscribeRequest request) {
  if (Subscription* old = viewer.find(request.id)) drop(viewer, *old);
  if (viewer.subscriptions.size() >= kSubscriptionsMax) {
    viewer.link->tell(
        encode_error(request.ref, request.id,
                     model::make_error(model::Code::kSchemaViolation,
                                       "a connection has at most 16 subscriptions; end one first", "/id")));
    return;
  }
  auto subscription = std::make_unique<Subscription>();
  subscription->viewer = &viewer;
  subscription->id = std::move(request.id);
  subscription->since = std::move(request.since);
  subscription->channel = obtain(std::move(request.spec), *subscription);
  viewer.subscriptions.push_back(std::move(subscription));
  metrics_.subscriptions.fetch_add(1, std::memory_order_relaxed);
  hasten();
}

void Hub::change_view(Viewer& viewer, ViewRequest request) {
  Subscription* subscription = viewer.find(request.id);
  if (subscription == nullptr) {
    viewer.link->tell(encode_error(
        request.ref, request.id,
        model::make_error(model::Code::kNotFound, "there is no subscription of this id", "/id")));
    return;
  }
  if (subscription->phase == Subscription::Phase::kWaiting) {
    // Nothing was sent of the old view: the new one is simply what was asked for.
    ChannelSpec spec = subscription->channel->spec;
    spec.view = request.view;
    leave(*subscription);
    subscription->channel = obtain(std::move(spec), *subscription);
    subscription->v = request.v;
    subscription->since.reset();
  } else {
    subscription->next_view = std::move(request);
  }
  hasten();
}

void Hub::unsubscribe(Viewer& viewer, const UnsubscribeRequest& request) {
  if (Subscription* subscription = viewer.find(request.id)) return drop(viewer, *subscription);
  viewer.link->tell(
      encode_error(request.ref, request.id,
                   model::make_error(model::Code::kNotFound, "there is no subscription of this id", "/id")));
}

void Hub::drop(Viewer& viewer, Subscription& subscription) {
  leave(subscription);
  std::erase_if(viewer.subscriptions, [&](const auto& mine) { return mine.get() == &subscription; });
  metrics_.subscriptions.fetch_sub(1, std::memory_order_relaxed);
}

std::shared_ptr<Channel> Hub::obtain(ChannelSpec spec, Subscription& subscription) {
  std::shared_ptr<Channel>& channel = channels_[spec.key()];
  if (!channel) {
    channel = std::make_shared<Channel>(std::move(spec));
    metrics_.channels.store(channels_.size(), std::memory_order_relaxed);
  }
  channel->subscriptions.push_back(&subscription);
  return channel;
}

void Hub::leave(Subscription& subscription) {
  const std::shared_ptr<Channel> channel = std::move(subscription.channel);
  std::erase(channel->subscriptions, &subscription);
  if (!channel->subscriptions.empty()) return;
  channels_.erase(channel->spec.key());
  metrics_.channels.store(channels_.size(), std::memory_order_relaxed);
}

void Hub::deliver(const std::shared_ptr<Viewer>& viewer, std::vector<Frame> frames) {
  viewer->in_flight = true;
  std::uint64_t bytes = 0;
  for (const Frame& frame : frames) {
    for (const SharedText& piece : frame) bytes += piece->size();
  }
  metrics_.bytes.fetch_add(bytes, std::memory_order_relaxed);
  viewer->link->deliver(std::move(frames), [self = shared_from_this(), viewer](bool alive) {
    boost::asio::post(self->strand_, [self, viewer, alive] { self->flushed(viewer, alive); });
  });
}

void Hub::flushed(const std::shared_ptr<Viewer>& viewer, bool alive) {
  viewer->in_flight = false;
  if (!alive) viewer->gone = true;
  pump(viewer);
}

// What needs no board: the next pages and the alerts that waited, as fast as the viewer takes them.
void Hub::pump(const std::shared_ptr<Viewer>& viewer) {
  if (viewer->in_flight || viewer->gone || stopped_) return;
  std::vector<Frame> frames;
  std::size_t bytes = 0;
  take_alerts(*viewer, frames, bytes);
  for (const auto& subscription : viewer->subscriptions) {
    if (bytes >= Snapshot::kPageBytesMax) break;
    if (subscription->phase == Subscription::Phase::kPaging) append_page(*subscription, frames, bytes);
  }
  if (!frames.empty()) deliver(viewer, std::move(frames));
}

void Hub::take_alerts(Viewer& viewer, std::vector<Frame>& frames, std::size_t& bytes) {
  std::size_t taken = 0;
  for (; taken < viewer.alerts.size() && bytes < kFlushBytesMax; ++taken) {
    bytes += viewer.alerts[taken]->size();
    frames.push_back({std::move(viewer.alerts[taken])});
  }
  viewer.alerts.erase(viewer.alerts.begin(), viewer.alerts.begin() + static_cast<std::ptrdiff_t>(taken));
}

void Hub::append_page(Subscription& subscription, std::vector<Frame>& frames, std::size_t& bytes) {
  Snapshot& snapshot = *subscription.snapshot;
  if (subscription.announce) {
    subscription.announce = false;
    push_frame(frames, bytes, {shared(encode_subbed(subscription.id, std::nullopt, snapshot.seq))});
  }
  const auto page = snapshot.page(subscription.cursor, epoch_);
  push_frame(frames, bytes,
             {shared(snap_head(subscription.id, subscription.v, epoch_, snapshot.seq)),
              SharedText(page, &page->body)});
  metrics_.snapshot_pages.fetch_add(1, std::memory_order_relaxed);
  subscription.cursor = page->next;
  if (!page->last) return;
  subscription.position = snapshot.seq;
  subscription.phase = Subscription::Phase::kLive;
  subscription.snapshot.reset();
}

void Hub::push_frame(std::vector<Frame>& frames, std::size_t& bytes, Frame frame) {
  for (const SharedText& piece : frame) bytes += piece->size();
  frames.push_back(std::move(frame));
}

void Hub::close(Viewer& viewer, std::uint16_t code, const std::string& reason) {
  if (viewer.gone) return;
  viewer.gone = true;
  const bool again = code < 4500;
  viewer.link->close(code, reason, again ? std::optional<std::int64_t>(1'000) : std::nullopt);
}

void Hub::committed(std::shared_ptr<const store::ChangeSet> changes) {
  mailbox_.push(std::move(changes));
  if (calm_.exchange(false)) boost::asio::post(strand_, [self = shared_from_this()] { self->wake(); });
}

// The first change after a quiet moment is shown at once, those that follow in its tick's time share the next
// one.
void Hub::wake() {
  if (!ticking_ || stopped_) return;
  const Clock::time_point at = std::max(Clock::now(), busy_at_ + kTick);
  if (at < armed_for_) arm(at);
}

void Hub::arm(Clock::time_point at) {
  armed_for_ = at;
  const std::uint64_t number = ++armed_;
  timer_.expires_at(at);
  timer_.async_wait([self = shared_from_this(), number](const boost::system::error_code& error) {
    if (!error && number == self->armed_ && !self->stopped_) self->on_timer();
  });
}

// A request is answered at a tick; who waits for one should not wait for the clock, too.
void Hub::hasten() {
  if (!ticking_ || hastened_ || stopped_) return;
  hastened_ = true;
  arm(std::max(Clock::now(), last_tick_ + kTickSoonest));
}

void Hub::on_timer() {
  if (tick()) {
    retries_ = 0;
    if (!hastened_) arm(std::max(last_tick_ + kTick, Clock::now()));
  } else {
    // The committer has changed the board and is about to tell: microseconds, unless its thread was
    // suspended.
    arm(++retries_ <= kRetriesAtOnce ? Clock::now() : Clock::now() + kRetryAfter);
  }
}

// Lights that the clock changes. The write lock is taken only when there is one.
void Hub::turn_lights() {
  const model::Time now = store_.now();
  {
    const store::BoardView board(store_.board());
    const auto next = board.next_flip();
    if (!next || *next > now) return;
  }
  const auto lock = store_.board().write();
  const auto flipped = store_.board().advance(now, kFlipsMax);
  flips_.insert(flips_.end(), flipped.begin(), flipped.end());
  metrics_.light_changes.fetch_add(flipped.size(), std::memory_order_relaxed);
}

bool Hub::tick() {
  const Clock::time_point begin = Clock::now();
  calm_.store(true);  // before the mailbox is emptied: what comes after that wakes again
  for (auto& set : mailbox_.take()) {
    heard_ = std::max(heard_, set->to);
    sets_.push_back(std::move(set));
  }
  turn_lights();
  std::vector<Delivery> deliveries;
  {
    const store::BoardView board(store_.board());
    if (board.seq() != heard_) return false;
    hastened_ = false;
    last_tick_ = begin;
    if (!sets_.empty()) busy_at_ = begin;
    tick_at(board, deliveries);
  }
  // Handing over needs no lock, and a commit group may be waiting for it.
  for (auto& [viewer, frames] : deliveries) deliver(viewer, std::move(frames));
  metrics_.position.store(position_, std::memory_order_relaxed);
  metrics_.tick.observe(Clock::now() - begin);
  return true;
}

}  // namespace gridhall::dashboard
