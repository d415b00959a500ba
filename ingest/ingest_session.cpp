#include "ingest/ingest_session.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ingest/ingest_door.hpp"

namespace gridhall::ingest {
namespace {

using model::Code;
using std::chrono::steady_clock;

constexpr unsigned kMalformedMax = 20;
constexpr std::chrono::seconds kOverrunMax{10};
constexpr std::chrono::milliseconds kCreditInterval{500};
constexpr std::uint64_t kIndexLagReduced = 400'000;
constexpr std::size_t kReducedEvents = 500;
constexpr std::size_t kReducedBytes = 1U << 20;

// Parser buffers are large: one set a thread, not a connection.
MessageReader& message_reader() {
  thread_local MessageReader reader;
  return reader;
}

EventReader& event_reader(const std::shared_ptr<const geo::AreaLayers>& areas) {
  thread_local std::shared_ptr<const geo::AreaLayers> of;
  thread_local std::unique_ptr<EventReader> reader;
  if (!reader || of != areas) {
    reader = std::make_unique<EventReader>(areas);
    of = areas;
  }
  // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDelete): it takes the one that was let go for the one made
  return *reader;
}

std::string_view word(store::Outcome outcome) {
  switch (outcome) {
    case store::Outcome::kStored:
      return "stored";
    case store::Outcome::kDuplicate:
      return "duplicate";
    default:
      return "refused";
  }
}

}  // namespace

IngestSession::IngestSession(IngestDoor& door, std::shared_ptr<net::WsStream> stream,
                             std::shared_ptr<const Key> key)
    : door_(door),
      stream_(std::move(stream)),
      key_(std::move(key)),
      receipts_came_(stream_->executor()),
      credit_timer_(stream_->executor()) {
  rules_.source_prefixes = key_->source_prefixes;
  rules_.event_bytes_max = door_.options().limits.event_bytes;
}

boost::asio::awaitable<void> IngestSession::run() {
  send_welcome();
  watch_credit();
  std::vector<std::string_view> messages;
  while (co_await stream_->read(messages)) {
    for (const std::string_view text : messages) {
      if (closed_) break;
      handle(text);
      if (greeting_) co_await greet();
    }
    if (overrun()) co_await wait_for_credit();
  }
  closed_ = true;
  credit_timer_.cancel();
  if (!producer_.empty()) door_.release(key_->integrator, producer_, *this);
}

void IngestSession::send_welcome() {
  Welcome welcome;
  welcome.server = door_.options().server_name;
  welcome.now = model::now();
  welcome.integrator = key_->integrator;
  welcome.mode = key_->test ? "test" : "live";
  welcome.docs = "/docs/codes";
  welcome.limits = door_.options().limits;
  welcome.dedup_window_s = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(door_.options().dedup_window).count());
  if (!producer_.empty()) {
    welcome.producer = producer_;
    welcome.resume_epoch = door_.store().epoch();
    welcome.resume_settled = key_->test ? door_.sandbox().settled(key_->integrator, producer_)
                                        : door_.store().settled(key_->integrator, producer_);
    settled_told_ = *welcome.resume_settled;
  }
  stream_->send(encode(welcome));
  // The limits of a welcome are the full credit: whoever says hello later must hear again that there is less.
  if (credit_ != Credit::kFull) tell_credit();
}

void IngestSession::handle(std::string_view text) {
  if (key_->revoked) return bye(4501, Code::kUnauthenticated, "the key was revoked", std::nullopt);
  auto message = message_reader().read(text, door_.options().limits);
  if (const auto* problem = std::get_if<BadMessage>(&message)) return bad(*problem);
  malformed_in_a_row_ = 0;
  auto& good = std::get<ClientMessage>(message);
  if (auto* pub = std::get_if<Pub>(&good)) {
    publish(std::move(*pub));
  } else if (const auto* greeting = std::get_if<Hello>(&good)) {
    greeting_ = greeting->producer;
  } else if (const auto* question = std::get_if<Check>(&good)) {
    check(*question);
  } else if (const auto* ping = std::get_if<Ping>(&good)) {
    stream_->send(encode_pong(ping->t, model::now()));
  }
}

void IngestSession::bad(const BadMessage& message) {
  Pending nowhere;
  nowhere.seq = message.seq;
  nowhere.ref = message.ref;
  send_nack(nowhere, 0, {}, {}, message.error, std::nullopt);
  if (message.pub) acknowledge_nothing(nowhere);
  const Code code = message.error.code;
  const bool malformed = code == Code::kMalformedJson || code == Code::kNotUtf8;
  malformed_in_a_row_ = malformed ? malformed_in_a_row_ + 1 : 0;
  if (malformed_in_a_row_ >= kMalformedMax) {
    bye(4500, Code::kMalformedJson, "20 messages in a row were not JSON objects", std::nullopt);
  }
}

// What came before a hello is answered before it: its resume is exact, and no ack speaks of two producers.
boost::asio::awaitable<void> IngestSession::greet() {
  const std::string name = std::move(*greeting_);
  greeting_.reset();
  const auto deadline = steady_clock::now() + kOverrunMax;
  while (!pending_.empty() && !closed_) {
    if (steady_clock::now() >= deadline) {
      bye(1013, Code::kStorageBusy, "the store does not answer", 2'000);
      co_return;
    }
    co_await wait_for_receipts(deadline);
  }
  if (closed_) co_return;
  if (!producer_.empty() && producer_ != name) door_.release(key_->integrator, producer_, *this);
  producer_ = name;
  door_.take_over(key_->integrator, producer_, shared_from_this());
  send_welcome();
}

void IngestSession::publish(Pub message) {
  door_.counters().events.fetch_add(message.events.size(), std::memory_order_relaxed);
  if (draining_) {
    return refuse_pub(message, model::make_error(Code::kShuttingDown,
                                                 "the daemon is stopping; send it again after reconnecting"));
  }
  if (message.seq && producer_.empty()) {
    return refuse_pub(
        message,
        model::make_error(Code::kSchemaViolation,
                          "seq counts a producer's events: send {\"op\":\"hello\",\"producer\":…} first, "
                          "or use ref",
                          "/seq"));
  }
  store::Submission submission;
  submission.tag = next_tag_++;
  submission.integrator = key_->integrator;
  if (message.seq) submission.producer = producer_;
  submission.items.reserve(message.events.size());
  Pending pending;
  pending.seq = message.seq;
  pending.ref = std::move(message.ref);
  pending.events = message.events.size();

  EventReader& reader = event_reader(door_.areas());
  rules_.tables = door_.store().tables();
  const model::Time now = model::now();
  std::uint32_t index = 0;
  for (const std::string_view raw : message.events) {
    store::Item& item = submission.items.emplace_back();
    if (message.seq) item.producer_seq = *message.seq + index;
    auto candidate = reader.read(raw, rules_, now);
    if (candidate) {
      item.payload_hash = candidate->payload_hash;
      item.event = std::move(candidate->event);
      for (model::Warning& warning : candidate->warnings)
        pending.warnings.push_back({index, std::move(warning)});
    } else {
      auto [id, source] = peek_identity(raw);
      pending.refusals.push_back({index, std::move(source), std::move(id), candidate.error()});
    }
    submission.bytes += raw.size();
    ++index;
  }
  pending.bytes = submission.bytes;
  in_flight_events_ += pending.events;
  in_flight_bytes_ += pending.bytes;
  pending_.emplace(submission.tag, std::move(pending));
  submission.sink = shared_from_this();
  submission.submitted_at = steady_clock::now();
  if (key_->test) {
    door_.sandbox().submit(submission, door_.store());
  } else {
    door_.store().submit(std::move(submission));
  }
}

void IngestSession::refuse_pub(const Pub& message, model::Error error) {
  Pending nowhere;
  nowhere.seq = message.seq;
  nowhere.ref = message.ref;
  send_nack(nowhere, 0, {}, {}, std::move(error), std::nullopt);
  acknowledge_nothing(nowhere);
}

// Who waits for the end of a message gets one, though nothing of it counts.
void IngestSession::acknowledge_nothing(const Pending& refused) {
  Ack ack;
  ack.pos = {door_.store().epoch(), door_.store().seq()};
  if (refused.ref) {
    ack.ref = refused.ref;
  } else if (refused.seq) {
    ack.settled = settled_told_;
  } else {
    return;
  }
  stream_->send(encode(ack));
}

void IngestSession::check(const Check& message) {
  EventReader& reader = event_reader(door_.areas());
  rules_.tables = door_.store().tables();
  const model::Time now = model::now();
  std::vector<CheckedError> errors;
  std::uint32_t index = 0;
  for (const std::string_view raw : message.events) {
    auto candidate = reader.read(raw, rules_, now);
    if (!candidate) {
      errors.push_back({index, candidate.error()});
    } else if (door_.store().owner_of(candidate->event.source).value_or(key_->integrator) !=
               key_->integrator) {
      errors.push_back({index, store::source_not_allowed(candidate->event.source)});
    }
    ++index;
  }
  stream_->send(encode_checked(message.ref, message.events.size() - errors.size(), errors));
}

void IngestSession::committed(std::vector<store::Receipt> receipts) {
  boost::asio::post(stream_->executor(),
                    [self = shared_from_this(), receipts = std::move(receipts)] { self->receive(receipts); });
}

void IngestSession::receive(const std::vector<store::Receipt>& receipts) {
  Tally tally;
  for (const store::Receipt& receipt : receipts) {
    auto node = pending_.extract(receipt.tag);
    if (node.empty()) continue;
    in_flight_events_ -= node.mapped().events;
    in_flight_bytes_ -= node.mapped().bytes;
    answer(receipt, std::move(node.mapped()), tally);
  }
  if (tally.due) {
    Ack ack;
    settled_told_ = std::max(settled_told_, tally.settled);
    ack.settled = settled_told_;
    ack.stored = tally.stored;
    ack.duplicate = tally.duplicate;
    ack.dups = std::move(tally.dups);
    ack.pos = tally.pos;
    ack.commit_ms = tally.commit_ms;
    ack.warnings = std::move(tally.warnings);
    stream_->send(encode(ack));
  }
  receipts_came_.cancel();
  if (draining_) finish_drain();
}

void IngestSession::answer(const store::Receipt& receipt, Pending pending, Tally& tally) {
  std::size_t next_refusal = 0;
  Ack ack;
  for (std::uint32_t index = 0; index < receipt.results.size(); ++index) {
    const store::ItemResult& result = receipt.results[index];
    const bool refused_before =
        next_refusal < pending.refusals.size() && pending.refusals[next_refusal].index == index;
    if (result.error) {
      const auto expected = result.error->code == Code::kSequenceGap ? receipt.expected : std::nullopt;
      // The store has never seen an event that was refused before.
      const bool unseen = refused_before && result.id.empty();
      const Refusal* known = unseen ? &pending.refusals[next_refusal] : nullptr;
      send_nack(pending, index, known != nullptr ? known->id : result.id,
                known != nullptr ? known->source : result.source, *result.error, expected);
    } else if (refused_before && result.outcome == store::Outcome::kRefused) {
      Refusal& refusal = pending.refusals[next_refusal];
      send_nack(pending, index, std::move(refusal.id), std::move(refusal.source), std::move(refusal.error),
                std::nullopt);
    }
    if (refused_before) ++next_refusal;
    if (pending.ref) ack.results.push_back(word(result.outcome));
    ack.stored += result.outcome == store::Outcome::kStored ? 1U : 0U;
    if (result.outcome == store::Outcome::kDuplicate) {
      ++ack.duplicate;
      if (pending.seq) tally.dups.push_back(*pending.seq + index);
    }
  }
  std::vector<AckWarning> warnings;
  for (Noted& noted : pending.warnings) {
    if (receipt.results[noted.index].outcome != store::Outcome::kStored) continue;
    AckWarning& warning = warnings.emplace_back();
    if (pending.seq) {
      warning.seq = *pending.seq + noted.index;
    } else {
      warning.index = noted.index;
    }
    warning.warning = std::move(noted.warning);
  }
  if (pending.ref) {
    ack.ref = std::move(pending.ref);
    ack.pos = receipt.pos;
    ack.commit_ms = receipt.commit_time.count();
    ack.warnings = std::move(warnings);
    stream_->send(encode(ack));
    return;
  }
  tally.due = true;
  // A refusal at once overtakes the receipts of a group that is being written: what those settle is told with
  // them, behind their nacks.
  const bool overtakes = !pending_.empty() && pending_.begin()->first < receipt.tag;
  if (!overtakes) tally.settled = std::max(tally.settled, receipt.settled);
  tally.stored += ack.stored;
  tally.duplicate += ack.duplicate;
  tally.pos = receipt.pos;
  tally.commit_ms = std::max<std::int64_t>(tally.commit_ms, receipt.commit_time.count());
  tally.warnings.insert(tally.warnings.end(), std::make_move_iterator(warnings.begin()),
                        std::make_move_iterator(warnings.end()));
}

void IngestSession::send_nack(const Pending& pending, std::uint32_t index, std::string id, std::string source,
                              model::Error error, std::optional<std::uint64_t> expected) {
  door_.counters().refused[static_cast<std::size_t>(error.code)].fetch_add(1, std::memory_order_relaxed);
  Nack nack;
  if (pending.seq) nack.seq = *pending.seq + index;
  nack.ref = pending.ref;
  nack.index = index;
  nack.id = std::move(id);
  nack.source = std::move(source);
  nack.error = std::move(error);
  nack.expected = expected;
  stream_->send(encode(nack));
}

bool IngestSession::overrun() const {
  const Limits& limits = door_.options().limits;
  return in_flight_events_ > 2 * limits.in_flight_events || in_flight_bytes_ > 2 * limits.in_flight_bytes;
}

// Not reading is what stops a client that ignores its credit; receipts wake us, and the wait has an end.
boost::asio::awaitable<void> IngestSession::wait_for_credit() {
  const auto deadline = steady_clock::now() + kOverrunMax;
  while (overrun() && !closed_) {
    if (steady_clock::now() >= deadline) {
      bye(4429, Code::kFlowViolation, "more than twice the granted credit is in flight", 2'000);
      co_return;  // one more read lets the close handshake happen
    }
    co_await wait_for_receipts(deadline);
  }
}

boost::asio::awaitable<void> IngestSession::wait_for_receipts(steady_clock::time_point deadline) {
  receipts_came_.expires_at(deadline);
  boost::system::error_code ignored;
  co_await receipts_came_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

// Credit follows the store's state; a timer, because a client without credit sends nothing that could wake
// us.
void IngestSession::tell_credit() {
  const Limits& limits = door_.options().limits;
  switch (credit_) {
    case Credit::kFull:
      stream_->send(encode_flow(limits.in_flight_events, limits.in_flight_bytes, "ok"));
      break;
    case Credit::kReduced:
      stream_->send(encode_flow(kReducedEvents, kReducedBytes, "disk_behind"));
      break;
    case Credit::kNone:
      stream_->send(encode_flow(0, 0, "disk_full"));
      break;
  }
}

void IngestSession::watch_credit() {
  if (closed_) return;
  const store::Health health = door_.store().health();
  Credit now = Credit::kFull;
  if (health.disk_low) {
    now = Credit::kNone;
  } else if (health.index_lag_events > kIndexLagReduced || health.sync_age > std::chrono::seconds(2)) {
    now = Credit::kReduced;
  }
  if (now != credit_ && !key_->test) {
    credit_ = now;
    tell_credit();
  }
  credit_timer_.expires_after(kCreditInterval);
  credit_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (self && !error) self->watch_credit();
  });
}

void IngestSession::bye(std::uint16_t code, model::Code reason, std::string_view text,
                        std::optional<std::int64_t> retry_after_ms) {
  if (closed_) return;
  closed_ = true;
  std::string words(model::to_string(reason));
  words.append(": ").append(text);
  stream_->send(encode_bye(code, words, retry_after_ms));
  stream_->close(code, std::string(model::to_string(reason)));
}

void IngestSession::drain() {
  boost::asio::post(stream_->executor(), [self = shared_from_this()] {
    self->draining_ = true;
    self->finish_drain();
  });
}

void IngestSession::finish_drain() {
  if (pending_.empty()) bye(1012, Code::kShuttingDown, "the daemon is stopping", 1'000);
}

void IngestSession::replaced() {
  boost::asio::post(stream_->executor(), [self = shared_from_this()] {
    self->bye(4509, Code::kSessionReplaced, "a newer connection speaks for this producer", std::nullopt);
  });
}

}  // namespace gridhall::ingest
