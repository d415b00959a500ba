// The events that are published and not yet settled, in order.
//
// The problem: an event may be lost on the way at any moment (broken link, restarted daemon, `retry:true`
// nack) and must then be sent again under the number that the daemon expects, while the caller has long
// forgotten it. So every event stays here until the daemon has settled it, and the box knows which are on the
// way, what may be sent next under the daemon's credit, and what number each has.
//
// Two numberings share it. With a producer, events carry `seq`: the first entry is `first_seq`, the others
// follow by one, and acks are cumulative. Without one, batches carry a `ref` and are acked apart.
//
// Pure bookkeeping: no I/O, no clock. The caller bounds its size (it grows with `push` only).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/client/wire.hpp"

namespace gridhall::client {

enum class Outcome : std::uint8_t {
  kStored,
  kDuplicate,
  kRefused,
  kSettledUnseen,  ///< settled while its ack was lost with the link
};

/// What the daemon lets us have on the way; zero events or bytes is a pause.
struct Credit {
  std::size_t events = 0;
  std::size_t bytes = 0;
};

class Outbox {
 public:
  using OnSettled = std::function<void(std::uint64_t ordinal, const std::string& event, Outcome)>;

  /// Without a producer: batches by ref.
  explicit Outbox(bool by_ref, OnSettled on_settled);

  std::uint64_t push(std::string event);

  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  std::size_t queued() const { return entries_.size() - done_ - in_flight_events_; }
  std::size_t queued_bytes() const { return queued_bytes_; }
  std::size_t in_flight_events() const { return in_flight_events_; }
  std::size_t in_flight_bytes() const { return in_flight_bytes_; }
  std::uint64_t first_seq() const { return first_seq_; }

  /// The next message within limits and credit, marked as on its way; nothing when nothing may be sent. One
  /// event that alone is beyond the credit in bytes goes out when nothing else is on the way: it could never
  /// go otherwise.
  std::optional<std::string> next_message(const Limits& limits, Credit credit, std::size_t batch_events_max);

  /// A fresh link: everything unsettled is queued again. `settled` is the daemon's word (producer form). With
  /// the epoch that we know, what it covers is settled; with another one the entries are numbered anew behind
  /// it.
  void resume(std::uint64_t settled, bool same_epoch);

  /// Cumulative ack; `dups` are among what it settles. False when it settles what was never sent.
  bool settle(std::uint64_t settled, std::vector<std::uint64_t> dups);
  /// Ack of one batch; results beyond the batch are ignored, missing ones count as refused.
  void settle(std::string_view ref, const std::vector<std::string>& results);

  /// Finds the event of a nack; nothing when it is no longer here.
  std::optional<std::uint64_t> ordinal_of(const Nack& nack) const;
  /// `retry:false`: the event will be settled as refused by the ack that follows.
  void refuse(std::uint64_t ordinal);
  /// `retry:true` in the ref form: the event is queued again when its batch is acked.
  void retry(std::uint64_t ordinal);
  /// `retry:true` with a producer: this event and all behind it are queued again.
  void go_back(std::uint64_t seq);

 private:
  enum class State : std::uint8_t { kQueued, kSent, kDone };
  struct Entry {
    std::string json;
    State state = State::kQueued;
    bool refused = false;
    bool retry = false;
    Outcome outcome = Outcome::kStored;
  };

  void mark_sent(Entry& entry);
  void mark_queued(std::size_t index);
  void finish(Entry& entry, Outcome outcome);
  void release();

  const bool by_ref_;
  OnSettled on_settled_;
  std::deque<Entry> entries_;
  std::uint64_t first_ordinal_ = 0;  ///< of entries_.front()
  std::uint64_t first_seq_ = 1;      ///< of entries_.front(), producer form
  std::size_t next_ = 0;             ///< nothing before this index is queued
  std::size_t done_ = 0;
  std::size_t in_flight_events_ = 0;
  std::size_t in_flight_bytes_ = 0;
  std::size_t queued_bytes_ = 0;
  std::uint64_t next_ref_ = 1;
  std::map<std::string, std::vector<std::uint64_t>, std::less<>> batches_;  ///< ref → ordinals
};

}  // namespace gridhall::client
