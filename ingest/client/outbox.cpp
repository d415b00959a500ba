#include "ingest/client/outbox.hpp"

#include <algorithm>
#include <utility>

namespace gridhall::client {

Outbox::Outbox(bool by_ref, OnSettled on_settled) : by_ref_(by_ref), on_settled_(std::move(on_settled)) {}

std::uint64_t Outbox::push(std::string event) {
  queued_bytes_ += event.size();
  entries_.push_back(Entry{std::move(event)});
  return first_ordinal_ + entries_.size() - 1;
}

void Outbox::mark_sent(Entry& entry) {
  entry.state = State::kSent;
  ++in_flight_events_;
  in_flight_bytes_ += entry.json.size();
  queued_bytes_ -= entry.json.size();
}

void Outbox::mark_queued(std::size_t index) {
  Entry& entry = entries_[index];
  if (entry.state != State::kSent) return;
  entry.state = State::kQueued;
  entry.refused = false;
  entry.retry = false;
  --in_flight_events_;
  in_flight_bytes_ -= entry.json.size();
  queued_bytes_ += entry.json.size();
  next_ = std::min(next_, index);
}

void Outbox::finish(Entry& entry, Outcome outcome) {
  if (entry.state == State::kDone) return;
  if (entry.state == State::kSent) {
    --in_flight_events_;
    in_flight_bytes_ -= entry.json.size();
  } else {
    queued_bytes_ -= entry.json.size();
  }
  entry.state = State::kDone;
  entry.outcome = outcome;
  ++done_;
}

// Callbacks come in the order of publishing whatever the order of the acks: a batch that settles early waits
// here.
void Outbox::release() {
  while (!entries_.empty() && entries_.front().state == State::kDone) {
    const Entry entry = std::move(entries_.front());
    entries_.pop_front();
    const std::uint64_t ordinal = first_ordinal_++;
    ++first_seq_;
    --done_;
    next_ -= std::min<std::size_t>(next_, 1);
    if (on_settled_) on_settled_(ordinal, entry.json, entry.outcome);
  }
}

std::optional<std::string> Outbox::next_message(const Limits& limits, Credit credit,
                                                std::size_t batch_events_max) {
  while (next_ < entries_.size() && entries_[next_].state != State::kQueued) ++next_;
  if (next_ == entries_.size() || credit.events == 0 || credit.bytes == 0) return std::nullopt;

  const std::size_t most = std::max<std::size_t>(1, std::min(limits.batch_events, batch_events_max));
  std::size_t bytes = kBatchOverhead;
  std::vector<std::size_t> batch;
  for (std::size_t i = next_; i < entries_.size() && batch.size() < most; ++i) {
    const Entry& entry = entries_[i];
    if (entry.state != State::kQueued) {
      if (!by_ref_) break;
      continue;
    }
    if (in_flight_events_ + batch.size() + 1 > credit.events) break;
    const std::size_t grown = bytes + entry.json.size() + 1;
    const bool alone = batch.empty() && in_flight_events_ == 0;
    if (!alone && in_flight_bytes_ + grown - kBatchOverhead > credit.bytes) break;
    if (!batch.empty() && grown > limits.message_bytes) break;
    batch.push_back(i);
    bytes = grown;
  }
  if (batch.empty()) return std::nullopt;

  std::string message;
  message.reserve(bytes);
  if (by_ref_) {
    const std::string ref = std::to_string(next_ref_++);
    auto& ordinals = batches_[ref];
    for (const std::size_t i : batch) ordinals.push_back(first_ordinal_ + i);
    message = pub_head_ref(ref);
  } else {
    message = pub_head(first_seq_ + batch.front());
  }
  for (const std::size_t i : batch) {
    if (i != batch.front()) message += ',';
    message += entries_[i].json;
    mark_sent(entries_[i]);
  }
  next_ = batch.back() + 1;
  message += kBatchTail;
  return message;
}

void Outbox::resume(std::uint64_t settled, bool same_epoch) {
  batches_.clear();
  if (!by_ref_ && same_epoch) {
    // Refusals that were told before the link broke stay refusals; of the others the ack was lost.
    for (std::size_t i = 0; i < entries_.size() && first_seq_ + i <= settled; ++i) {
      finish(entries_[i], entries_[i].refused ? Outcome::kRefused : Outcome::kSettledUnseen);
    }
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) mark_queued(i);
  release();
  if (!by_ref_) first_seq_ = settled + 1;
}

bool Outbox::settle(std::uint64_t settled, std::vector<std::uint64_t> dups) {
  if (settled < first_seq_) return true;
  const std::uint64_t count = settled - first_seq_ + 1;
  if (count > entries_.size()) return false;
  std::sort(dups.begin(), dups.end());
  for (std::size_t i = 0; i < count; ++i) {
    if (entries_[i].state == State::kDone) continue;
    const bool duplicate = std::binary_search(dups.begin(), dups.end(), first_seq_ + i);
    finish(entries_[i], entries_[i].refused ? Outcome::kRefused
                        : duplicate         ? Outcome::kDuplicate
                                            : Outcome::kStored);
  }
  next_ = std::max<std::size_t>(next_, count);
  release();
  return true;
}

void Outbox::settle(std::string_view ref, const std::vector<std::string>& results) {
  const auto found = batches_.find(ref);
  if (found == batches_.end()) return;
  const auto ordinals = std::move(found->second);
  batches_.erase(found);
  // Without results the message was refused as a whole, and its one nack says for all of it whether to try
  // again.
  const bool all_again =
      results.empty() && std::any_of(ordinals.begin(), ordinals.end(), [this](std::uint64_t ordinal) {
        return ordinal >= first_ordinal_ && entries_[ordinal - first_ordinal_].retry;
      });
  for (std::size_t i = 0; i < ordinals.size(); ++i) {
    if (ordinals[i] < first_ordinal_) continue;
    const std::size_t index = ordinals[i] - first_ordinal_;
    const std::string_view result = i < results.size() ? std::string_view(results[i]) : "refused";
    if (result == "stored") {
      finish(entries_[index], Outcome::kStored);
    } else if (result == "duplicate") {
      finish(entries_[index], Outcome::kDuplicate);
    } else if (entries_[index].retry || all_again) {
      mark_queued(index);
    } else {
      finish(entries_[index], Outcome::kRefused);
    }
  }
  release();
}

std::optional<std::uint64_t> Outbox::ordinal_of(const Nack& nack) const {
  std::uint64_t ordinal = 0;
  if (nack.ref) {
    const auto found = batches_.find(*nack.ref);
    if (found == batches_.end() || nack.index >= found->second.size()) return std::nullopt;
    ordinal = found->second[nack.index];
  } else if (nack.seq && *nack.seq >= first_seq_) {
    ordinal = first_ordinal_ + (*nack.seq - first_seq_);
  } else {
    return std::nullopt;
  }
  if (ordinal < first_ordinal_ || ordinal >= first_ordinal_ + entries_.size()) return std::nullopt;
  return ordinal;
}

void Outbox::refuse(std::uint64_t ordinal) {
  entries_[ordinal - first_ordinal_].refused = true;
}

void Outbox::retry(std::uint64_t ordinal) {
  entries_[ordinal - first_ordinal_].retry = true;
}

void Outbox::go_back(std::uint64_t seq) {
  const std::size_t from = seq <= first_seq_ ? 0 : static_cast<std::size_t>(seq - first_seq_);
  for (std::size_t i = from; i < entries_.size(); ++i) mark_queued(i);
}

}  // namespace gridhall::client
