// A client of `gridhall.ingest.v1` (wire contract §2.1) for programs that publish in a straight line.
//
// The problem: a sender must keep many events on the way to be fast, must never have more there than the
// daemon allows, and must not lose one when a link breaks; a command-line tool wants to call `publish` in a
// loop and be done. So this class owns its io_context and runs it inside its own calls: `publish` returns at
// once until the credit is used up and then waits for acks; every unsettled event stays in an outbox and is
// sent again after a broken link, from where `welcome.resume` says. Calls wait only inside `connect`,
// `publish`, `run_for`, `flush`, `check` and `close`.
//
// With a producer name acks are cumulative and a resent event can't be doubled, whatever the dedup window;
// one live link a producer, so two programs must not share a name. Without one, batches are acked by
// reference.
//
// Thread: all calls and all handlers on one. Handlers run inside the calls and must not call the client.
// Failure: a link that breaks is dialled again with jittered backoff. What a person must look at (a key that
// is refused, a close code 4500–4999, no progress for `give_up`) ends the client: that call and all later
// ones return the error, unsettled events are lost with the object. Limits: at most the daemon's credit plus
// one batch is held in memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/client/outbox.hpp"
#include "ingest/client/wire.hpp"
#include "store/model/error.hpp"

namespace gridhall::client {

struct Options {
  std::string url;       ///< http://host:port or ws://host:port, with or without /api/v1/ingest
  std::string key;       ///< ghk_live_… or ghk_test_…
  std::string producer;  ///< empty: no resume, acks by ref
  std::string agent = "gridhall-client/0.1";
  std::size_t batch_events_max = 500;  ///< the daemon's limit holds besides
  std::chrono::milliseconds dial_max{10'000};
  std::chrono::milliseconds first_dial_max{15'000};  ///< how long `connect` goes on trying
  std::chrono::milliseconds ping_every{20'000};
  std::chrono::milliseconds silence_max{45'000};  ///< nothing received for that long: the link is broken
  std::chrono::milliseconds answer_max{
      90'000};  ///< events on the way and none settled: the link is dialled anew
  std::chrono::milliseconds give_up{300'000};  ///< no progress for that long while something waits: the end
  std::chrono::milliseconds backoff_first{250};
  std::chrono::milliseconds backoff_most{10'000};
};

struct Handlers {
  /// Every event once, in the order of publishing, when the daemon has settled it.
  std::function<void(std::uint64_t ordinal, const std::string& event, Outcome)> on_settled;
  /// Before the `on_settled` of the same event; `nack.ordinal` says which.
  std::function<void(const Nack& nack)> on_nack;
  std::function<void(const Warning& warning)> on_warning;
  /// Links lost and found, pauses: one line for people.
  std::function<void(const std::string& text)> on_notice;
};

struct Stats {
  std::uint64_t published = 0;
  std::uint64_t settled = 0;  ///< the sum of the four that follow
  std::uint64_t stored = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t refused = 0;
  std::uint64_t settled_unseen = 0;  ///< settled while the ack was lost with its link
  std::uint64_t warnings = 0;
  std::uint64_t messages = 0;  ///< `pub` frames, resent ones included
  std::uint64_t retries = 0;   ///< `retry:true` nacks followed
  std::uint64_t reconnects = 0;
  std::uint64_t last_pos_seq = 0;  ///< of the last ack
};

struct CheckReport {
  std::size_t ok = 0;
  std::vector<CheckedError> errors;
};

class IngestClient {
 public:
  explicit IngestClient(Options options, Handlers handlers = {});
  ~IngestClient();
  IngestClient(const IngestClient&) = delete;
  IngestClient& operator=(const IngestClient&) = delete;

  /// Dials and waits until events may be sent. Once, before everything else.
  model::Result<Welcome> connect();

  /// Queues one CloudEvent (a complete JSON object in UTF-8, without a newline's worth of checking here) and
  /// sends full batches. Waits only while a whole batch is queued and the credit is used up. Returns its
  /// ordinal, from 0. `event_too_large`: this event was not taken, the client goes on.
  model::Result<std::uint64_t> publish(std::string event);

  /// Sends what is queued as far as credit goes and takes what has come, without waiting.
  model::Result<void> poll();
  /// The same for that long: the way to wait between events without losing the link.
  model::Result<void> run_for(std::chrono::milliseconds duration);
  /// Waits until everything published is settled; an error after `most`.
  model::Result<void> flush(std::chrono::milliseconds most);

  /// Runs events through the daemon's validator; nothing is stored. At most a batch and a message's worth at
  /// once.
  model::Result<CheckReport> check(const std::vector<std::string>& events);

  /// Says goodbye and waits for the answer, at most two seconds. What is unsettled stays so.
  void close();

  bool connected() const;
  /// True where `publish` would have to wait.
  bool would_wait() const;
  std::size_t unsettled() const;
  const Welcome& welcome() const;
  const Stats& stats() const;
  /// Why the client is over; nothing while it works.
  const std::optional<model::Error>& failure() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gridhall::client
