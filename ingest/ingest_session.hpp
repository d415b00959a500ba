// One integrator's connection: reads messages, validates events on the connection's own thread, submits them,
// and turns the store's receipts into nacks and one cumulative ack a commit group.
//
// Thread: everything runs on the connection's io_context, except `committed`, `drain` and `replaced`, which
// post there. Bounds: at most twice the granted credit is in flight; beyond that the connection is not read
// until receipts come, and a client that has stalled us for `kOverrunMax` is told `bye 4429`.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/keys.hpp"
#include "ingest/net/ws_stream.hpp"
#include "ingest/protocol/event_reader.hpp"
#include "ingest/protocol/messages.hpp"
#include "store/store.hpp"

namespace gridhall::ingest {

class IngestDoor;

class IngestSession final : public store::CommitSink, public std::enable_shared_from_this<IngestSession> {
 public:
  IngestSession(IngestDoor& door, std::shared_ptr<net::WsStream> stream, std::shared_ptr<const Key> key);

  /// The conversation, from welcome to close.
  boost::asio::awaitable<void> run();

  void committed(std::vector<store::Receipt> receipts) override;
  /// No more is read; what was read is committed and acknowledged; then bye 1012.
  void drain();
  /// A newer session speaks for the producer now: bye 4509.
  void replaced();

 private:
  // What the receipts of a submission need to become answers.
  struct Refusal {
    std::uint32_t index = 0;
    std::string source;
    std::string id;
    model::Error error;
  };
  struct Noted {
    std::uint32_t index = 0;
    model::Warning warning;
  };
  struct Pending {
    std::optional<std::uint64_t> seq;
    std::optional<std::string> ref;
    std::size_t events = 0;
    std::size_t bytes = 0;
    std::vector<Refusal> refusals;
    std::vector<Noted> warnings;
  };
  // What the next cumulative ack says.
  struct Tally {
    std::uint64_t settled = 0;
    std::uint64_t stored = 0;
    std::uint64_t duplicate = 0;
    std::vector<std::uint64_t> dups;
    std::vector<AckWarning> warnings;
    bool due = false;
    model::Position pos;
    std::int64_t commit_ms = 0;
  };
  enum class Credit : std::uint8_t { kFull, kReduced, kNone };

  void handle(std::string_view text);
  boost::asio::awaitable<void> greet();
  void publish(Pub message);
  void check(const Check& message);
  void bad(const BadMessage& message);
  void refuse_pub(const Pub& message, model::Error error);
  void acknowledge_nothing(const Pending& refused);
  void receive(const std::vector<store::Receipt>& receipts);
  void answer(const store::Receipt& receipt, Pending pending, Tally& tally);
  void send_nack(const Pending& pending, std::uint32_t index, std::string id, std::string source,
                 model::Error error, std::optional<std::uint64_t> expected);
  void send_welcome();
  bool overrun() const;
  boost::asio::awaitable<void> wait_for_credit();
  boost::asio::awaitable<void> wait_for_receipts(std::chrono::steady_clock::time_point deadline);
  void tell_credit();
  void watch_credit();
  void bye(std::uint16_t code, model::Code reason, std::string_view text,
           std::optional<std::int64_t> retry_after_ms);
  void finish_drain();

  IngestDoor& door_;
  std::shared_ptr<net::WsStream> stream_;
  std::shared_ptr<const Key> key_;
  Rules rules_;
  std::string producer_;
  std::optional<std::string> greeting_;       ///< the producer of a hello that is not answered yet
  std::uint64_t settled_told_ = 0;            ///< of the producer, by welcome or ack; never goes back
  std::map<std::uint64_t, Pending> pending_;  ///< by tag, which is the order of submitting
  std::uint64_t next_tag_ = 1;
  std::size_t in_flight_events_ = 0;
  std::size_t in_flight_bytes_ = 0;
  unsigned malformed_in_a_row_ = 0;
  bool draining_ = false;
  bool closed_ = false;
  Credit credit_ = Credit::kFull;
  boost::asio::steady_timer receipts_came_;
  boost::asio::steady_timer credit_timer_;
};

}  // namespace gridhall::ingest
