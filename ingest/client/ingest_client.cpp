#include "ingest/client/ingest_client.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <random>
#include <utility>

#include "ingest/client/link.hpp"

namespace gridhall::client {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// How often deadlines are looked at; also the grain of backoff.
constexpr milliseconds kTick{25};
/// First pause after a `retry:true` nack; doubles until something settles.
constexpr milliseconds kRetryPauseFirst{100};
constexpr milliseconds kRetryPauseMost{5'000};
constexpr milliseconds kCloseMax{2'000};
/// Never the ref of a batch: those are numbers.
constexpr std::string_view kCheckRef = "check";
/// One message is being written, one waits: enough to keep the line busy, and batches are made as late as can
/// be.
constexpr std::size_t kFramesAhead = 2;

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

/// A nack of a whole message as an error; our own vocabulary has no reverse look-up, so the code goes into
/// the text.
model::Error refusal(const Nack& nack) {
  return {nack.retry ? model::Code::kStorageBusy : model::Code::kSchemaViolation,
          nack.code + ": " + nack.detail, nack.pointer, nack.got, ""};
}

}  // namespace

class IngestClient::Impl final : public LinkObserver {
 public:
  Impl(Options options, Handlers handlers)
      : options_(std::move(options)),
        handlers_(std::move(handlers)),
        outbox_(options_.producer.empty(), [this](std::uint64_t ordinal, const std::string& event,
                                                  Outcome outcome) { settled(ordinal, event, outcome); }) {}

  ~Impl() override {
    if (link_) link_->drop();
    // Handlers that hold the link alive live in the io_context: destroy them while the link's members still
    // may.
    io_.stop();
  }

  model::Result<Welcome> connect() {
    if (!printable(options_.key) || options_.key.empty()) {
      return fail(model::make_error(model::Code::kUnauthenticated,
                                    "The key is empty or holds a blank or a control character."));
    }
    auto endpoint = parse_endpoint(options_.url);
    if (!endpoint) return fail(endpoint.error());
    endpoint_ = std::move(*endpoint);
    give_up_ = options_.first_dial_max;
    enter();
    dial();
    tick();
    const auto waited = wait([this] { return state_ == State::kUp; }, Clock::time_point::max());
    give_up_ = options_.give_up;
    if (!waited) return waited.error();
    return welcome_;
  }

  model::Result<std::uint64_t> publish(std::string event) {
    if (failure_) return *failure_;
    const std::size_t most =
        std::min(welcome_.limits.event_bytes, welcome_.limits.message_bytes - kBatchOverhead);
    if (event.size() > most) {
      return model::Error{model::Code::kEventTooLarge,
                          "The event has " + std::to_string(event.size()) + " bytes; the daemon takes " +
                              std::to_string(most) + ".",
                          "", std::to_string(event.size()), std::to_string(most)};
    }
    if (outbox_.empty()) progress_at_ = Clock::now();
    const std::uint64_t ordinal = outbox_.push(std::move(event));
    ++stats_.published;
    if (!would_wait()) return ordinal;
    if (const auto polled = poll(); !polled) return polled.error();
    const auto waited = wait([this] { return !would_wait(); }, Clock::time_point::max());
    if (!waited) return waited.error();
    return ordinal;
  }

  bool would_wait() const {
    return outbox_.queued() >= std::min(welcome_.limits.batch_events, options_.batch_events_max) ||
           outbox_.queued_bytes() >= welcome_.limits.message_bytes;
  }

  model::Result<void> poll() {
    if (failure_) return *failure_;
    enter();
    send_batches();
    io_.poll();
    left_at_ = Clock::now();
    if (failure_) return *failure_;
    return model::Result<void>();
  }

  model::Result<void> run_for(milliseconds duration) {
    const auto until = Clock::now() + duration;
    if (auto polled = poll(); !polled) return polled;
    return wait([until] { return Clock::now() >= until; }, Clock::time_point::max(), until);
  }

  model::Result<void> flush(milliseconds most) {
    if (auto polled = poll(); !polled) return polled;
    return wait([this] { return outbox_.empty(); }, Clock::now() + most);
  }

  model::Result<CheckReport> check(const std::vector<std::string>& events) {
    if (failure_) return *failure_;
    CheckReport report;
    if (events.empty()) return report;
    check_text_ = check_head(kCheckRef);
    for (const std::string& event : events) {
      if (&event != &events.front()) check_text_ += ',';
      check_text_ += event;
    }
    check_text_ += kBatchTail;
    checked_.reset();
    check_refused_.reset();
    enter();
    progress_at_ = Clock::now();
    if (state_ == State::kUp) link_->send(check_text_);
    const auto waited = wait([this] { return checked_ || check_refused_; }, Clock::time_point::max());
    check_text_.clear();
    if (!waited) return waited.error();
    if (check_refused_) return *check_refused_;
    report.ok = checked_->ok;
    report.errors = std::move(checked_->errors);
    return report;
  }

  void close() {
    if (failure_) return;
    closing_ = true;
    if (state_ == State::kUp) {
      link_->close();
      const auto until = Clock::now() + kCloseMax;
      while (link_ && Clock::now() < until) io_.run_one_until(until);
    }
    fail(model::make_error(model::Code::kShuttingDown, "The client is closed."));
  }

  bool idle() const { return outbox_.empty() && check_text_.empty(); }
  bool connected() const { return state_ == State::kUp; }
  std::size_t unsettled() const { return outbox_.size(); }
  const Welcome& welcome() const { return welcome_; }
  const Stats& stats() const { return stats_; }
  const std::optional<model::Error>& failure() const { return failure_; }

 private:
  enum class State { kDown, kDialling, kGreeting, kUp };

  // LinkObserver

  void on_open() override {
    state_ = State::kGreeting;
    received_at_ = Clock::now();
  }

  void on_message(std::string_view text) override {
    received_at_ = Clock::now();
    auto message = reader_.read(text);
    if (!message) return lost(stop_of(message.error()));
    std::visit([this](auto& m) { handle(m); }, *message);
  }

  void on_written() override {
    sent_at_ = Clock::now();
    send_batches();
  }

  void on_down(const Down& down) override {
    link_.reset();
    if (closing_) return;
    lost(down);
  }

  // Messages

  void handle(Welcome& message) {
    welcome_ = message;
    if (!options_.producer.empty() && message.producer != options_.producer) {
      if (std::exchange(hello_sent_, true)) {
        return lost(stop_of(
            model::make_error(model::Code::kInternal, "The daemon does not take the producer name.")));
      }
      link_->send(encode_hello(options_.producer, options_.agent));
      return;
    }
    if (state_ != State::kGreeting) return;
    const bool same_epoch = !epoch_.empty() && epoch_ == message.epoch;
    outbox_.resume(message.settled, same_epoch);
    epoch_ = message.epoch;
    credit_ = {message.limits.in_flight_events, message.limits.in_flight_bytes};
    state_ = State::kUp;
    paused_until_ = {};
    barrier_ = 0;
    back_to_ = 0;
    answered_at_ = sent_at_ = Clock::now();
    if (idle()) progress_at_ = answered_at_;
    if (was_up_) {
      ++stats_.reconnects;
      notice("connected again, " + std::to_string(outbox_.size()) + " events to resend");
    }
    was_up_ = true;
    if (!check_text_.empty()) link_->send(check_text_);
    send_batches();
  }

  void handle(const Ack& message) {
    if (message.pos_seq != 0) stats_.last_pos_seq = message.pos_seq;
    for (const Warning& warning : message.warnings) {
      ++stats_.warnings;
      if (handlers_.on_warning) handlers_.on_warning(warning);
    }
    const std::uint64_t before = stats_.settled;
    if (message.ref) {
      outbox_.settle(*message.ref, message.results);
    } else if (message.settled && !outbox_.settle(*message.settled, message.dups)) {
      return lost(stop_of(
          model::make_error(model::Code::kInternal, "The daemon acknowledged events that were never sent.")));
    }
    if (stats_.settled != before) {
      progress_at_ = answered_at_ = Clock::now();
      retry_pause_ = kRetryPauseFirst;
      attempts_ = 0;
    }
    send_batches();
  }

  void handle(Nack& message) {
    if (message.ref == kCheckRef && !check_text_.empty()) {
      check_refused_ = refusal(message);
      return;
    }
    const auto ordinal = outbox_.ordinal_of(message);
    if (message.retry) return retry(message, ordinal);
    if (!ordinal) return notice("refused by the daemon: " + message.code + ": " + message.detail);
    message.ordinal = *ordinal;
    outbox_.refuse(*ordinal);
    if (handlers_.on_nack) handlers_.on_nack(message);
  }

  void handle(const Flow& message) {
    if (message.events == 0U && credit_.events != 0) notice("paused by the daemon: " + message.reason);
    credit_ = {message.events.value_or(credit_.events), message.bytes.value_or(credit_.bytes)};
    send_batches();
  }

  void handle(const Pong& message) {
    if (message.t == barrier_) barrier_ = 0;
  }

  void handle(const Ping& message) { link_->send(encode_pong(message.t, model::now())); }

  void handle(Checked& message) { checked_ = std::move(message); }

  void handle(const Bye& message) { bye_ = message; }

  void handle(const Unknown&) {}

  // After a `retry:true` nack everything that was sent behind it is refused too, one nack after the other. So
  // the first one starts a pause, the others only move its target, and sending starts again when the pause is
  // over and a ping sent at its start was answered: what is refused after that was sent after it.
  void retry(const Nack& message, std::optional<std::uint64_t> ordinal) {
    ++stats_.retries;
    const bool told = pausing() || back_to_ != 0;
    if (message.ref) {
      if (!ordinal) return;
      outbox_.retry(*ordinal);
    } else {
      std::uint64_t target = message.expected.value_or(message.seq.value_or(0));
      target = std::max(target, outbox_.first_seq());
      back_to_ = back_to_ == 0 ? target : std::min(back_to_, target);
    }
    if (told) return;
    paused_until_ = Clock::now() + retry_pause_;
    retry_pause_ = std::min(retry_pause_ * 2, kRetryPauseMost);
    barrier_ = ++ping_id_;
    link_->send(encode_ping(barrier_));
  }

  bool pausing() const { return barrier_ != 0 || Clock::now() < paused_until_; }

  // Sending

  void send_batches() {
    if (state_ != State::kUp || !link_) return;
    if (pausing()) return;
    if (back_to_ != 0) outbox_.go_back(std::exchange(back_to_, 0));
    while (link_->unwritten() < kFramesAhead) {
      if (outbox_.in_flight_events() == 0) answered_at_ = Clock::now();
      auto message = outbox_.next_message(welcome_.limits, credit_, options_.batch_events_max);
      if (!message) return;
      ++stats_.messages;
      sent_at_ = Clock::now();
      link_->send(std::move(*message));
    }
  }

  void settled(std::uint64_t ordinal, const std::string& event, Outcome outcome) {
    ++stats_.settled;
    switch (outcome) {
      case Outcome::kStored:
        ++stats_.stored;
        break;
      case Outcome::kDuplicate:
        ++stats_.duplicate;
        break;
      case Outcome::kRefused:
        ++stats_.refused;
        break;
      case Outcome::kSettledUnseen:
        ++stats_.settled_unseen;
        break;
    }
    if (handlers_.on_settled) handlers_.on_settled(ordinal, event, outcome);
  }

  // Links

  void dial() {
    bye_.reset();
    hello_sent_ = false;
    state_ = State::kDialling;
    link_ = Link::dial(io_, endpoint_, options_.key, options_.agent, options_.dial_max, *this);
  }

  static Down stop_of(model::Error error) {
    Down down;
    down.stop = true;
    down.error = std::move(error);
    return down;
  }

  void lost(Down down) {
    if (link_) std::exchange(link_, nullptr)->drop();
    const bool was_up = state_ == State::kUp;
    state_ = State::kDown;
    if (bye_) {
      down.stop = down.stop || close_code_stops(bye_->code);
      down.error.detail =
          "The daemon said goodbye with " + std::to_string(bye_->code) + ": " + bye_->reason + ".";
      down.retry_after =
          milliseconds(std::clamp<std::int64_t>(bye_->retry_after_ms.value_or(0), 0, 3'600'000));
      if (bye_->code == 4501) down.error.code = model::Code::kUnauthenticated;
      if (bye_->code == 4503) down.error.code = model::Code::kForbidden;
      if (bye_->code == 4509) down.error.code = model::Code::kSessionReplaced;
    }
    last_error_ = down.error;
    if (down.stop) {
      fail(down.error);
      return;
    }
    // A daemon that takes the link and breaks it again and again is no progress: only idle links start
    // afresh.
    if (was_up && idle()) {
      progress_at_ = Clock::now();
      attempts_ = 0;
    }
    // Jitter keeps a city's senders from coming back in one wave after a restart.
    const auto ceiling =
        std::min<milliseconds>(options_.backoff_most, options_.backoff_first * (1 << attempts_));
    std::uniform_real_distribution<double> share(0.5, 1.0);
    const milliseconds pause(
        static_cast<std::int64_t>(static_cast<double>(ceiling.count()) * share(random_)));
    attempts_ = std::min(attempts_ + 1, 10);
    dial_at_ = Clock::now() + std::max(pause, down.retry_after);
    if (was_up) notice(down.error.detail + " Dialling again.");
  }

  model::Error fail(model::Error error) {
    if (link_) std::exchange(link_, nullptr)->drop();
    state_ = State::kDown;
    failure_ = error;
    return error;
  }

  void notice(const std::string& text) {
    if (handlers_.on_notice) handlers_.on_notice(text);
  }

  // Time

  // A caller may have been away for minutes; what came in meanwhile is still in the socket, so no deadline
  // may count the time in which nobody looked.
  void enter() {
    const auto now = Clock::now();
    if (now - left_at_ < std::chrono::seconds(1)) return;
    received_at_ = progress_at_ = answered_at_ = now;
  }

  void tick() {
    timer_.expires_after(kTick);
    timer_.async_wait([this](boost::system::error_code error) {
      if (error || failure_ || closing_) return;
      look_at_deadlines();
      tick();
    });
  }

  void look_at_deadlines() {
    const auto now = Clock::now();
    if (state_ == State::kDown) {
      if (now >= dial_at_) dial();
    } else if (state_ != State::kDialling && now - received_at_ > options_.silence_max) {
      lost({false, 0, milliseconds(0),
            model::make_error(model::Code::kInternal, "The daemon has fallen silent.")});
    } else if (state_ == State::kUp) {
      if (outbox_.in_flight_events() != 0 && now - answered_at_ > options_.answer_max) {
        lost({false, 0, milliseconds(0),
              model::make_error(model::Code::kInternal, "The daemon settles nothing.")});
      } else if (now - std::max(sent_at_, pinged_at_) > options_.ping_every) {
        pinged_at_ = now;
        link_->send(encode_ping(++ping_id_));
      } else {
        send_batches();
      }
    }
    const bool waiting = state_ != State::kUp || !idle();
    if (waiting && now - progress_at_ > give_up_) {
      model::Error error =
          last_error_.value_or(model::make_error(model::Code::kStorageBusy, "The daemon settles nothing."));
      const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(give_up_).count();
      error.detail = "No progress for " + std::to_string(seconds) + " s. " + error.detail;
      fail(std::move(error));
    }
  }

  /// Runs the io_context until `done` or `deadline`; reaching the deadline is an error.
  template <class Done>
  model::Result<void> wait(Done done, Clock::time_point deadline,
                           Clock::time_point wake = Clock::time_point::max()) {
    enter();
    while (!failure_ && !done()) {
      const auto now = Clock::now();
      if (now >= deadline) {
        left_at_ = now;
        return model::make_error(model::Code::kStorageBusy,
                                 std::to_string(outbox_.size()) + " events were not settled in time.");
      }
      // The tick keeps the context busy, so that this returns at the latest with it.
      io_.run_one_until(std::min({deadline, wake, now + std::chrono::seconds(1)}));
    }
    left_at_ = Clock::now();
    if (failure_) return *failure_;
    return model::Result<void>();
  }

  const Options options_;
  const Handlers handlers_;
  boost::asio::io_context io_{1};
  boost::asio::steady_timer timer_{io_};
  Endpoint endpoint_;
  std::shared_ptr<Link> link_;
  ServerMessageReader reader_;
  Outbox outbox_;
  State state_ = State::kDown;
  Welcome welcome_;
  std::string epoch_;
  Credit credit_;
  Stats stats_;
  std::optional<Bye> bye_;
  std::optional<Checked> checked_;
  std::optional<model::Error> check_refused_;
  std::string check_text_;  ///< the check that waits for its answer, to be sent again on a new link
  std::optional<model::Error> failure_;
  std::optional<model::Error> last_error_;
  std::mt19937_64 random_{std::random_device{}()};
  milliseconds give_up_{0};
  milliseconds retry_pause_ = kRetryPauseFirst;
  int attempts_ = 0;
  bool was_up_ = false;
  bool closing_ = false;
  bool hello_sent_ = false;
  std::uint64_t ping_id_ = 0;
  std::uint64_t barrier_ = 0;  ///< ping whose answer ends the pause, 0 for none
  std::uint64_t back_to_ = 0;  ///< seq from which to send again, 0 for none
  Clock::time_point paused_until_{};
  Clock::time_point dial_at_{};
  Clock::time_point received_at_{};
  Clock::time_point sent_at_{};
  Clock::time_point pinged_at_{};
  Clock::time_point answered_at_{};
  Clock::time_point progress_at_{};
  Clock::time_point left_at_{};
};

IngestClient::IngestClient(Options options, Handlers handlers)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handlers))) {}
IngestClient::~IngestClient() = default;

model::Result<Welcome> IngestClient::connect() {
  return impl_->connect();
}
model::Result<std::uint64_t> IngestClient::publish(std::string event) {
  return impl_->publish(std::move(event));
}
model::Result<void> IngestClient::poll() {
  return impl_->poll();
}
model::Result<void> IngestClient::run_for(milliseconds duration) {
  return impl_->run_for(duration);
}
model::Result<void> IngestClient::flush(milliseconds most) {
  return impl_->flush(most);
}
model::Result<CheckReport> IngestClient::check(const std::vector<std::string>& events) {
  return impl_->check(events);
}
void IngestClient::close() {
  impl_->close();
}
bool IngestClient::connected() const {
  return impl_->connected();
}
bool IngestClient::would_wait() const {
  return impl_->would_wait();
}
std::size_t IngestClient::unsettled() const {
  return impl_->unsettled();
}
const Welcome& IngestClient::welcome() const {
  return impl_->welcome();
}
const Stats& IngestClient::stats() const {
  return impl_->stats();
}
const std::optional<model::Error>& IngestClient::failure() const {
  return impl_->failure();
}

}  // namespace gridhall::client
