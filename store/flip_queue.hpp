// When something of a case changes by itself, earliest first: its light, or what a timer does about it.
//
// The problem: a light follows the clock, no event does; looking at a million cases every second to find the
// few that turn yellow would cost more than all ingest. A binary heap names the next change of each case. A
// case that changes otherwise is not searched for in it: its entry goes stale, is known by its generation,
// and is dropped when it comes up or when stale entries are half of the heap.
//
// Not thread-safe: the board's lock covers it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "store/model/time.hpp"

namespace gridhall::store {

class FlipQueue {
 public:
  using Slot = std::uint32_t;

  /// The light of `slot` changes at `at`, unless something else happens to it before. Replaces what was
  /// planned.
  void plan(Slot slot, model::Time at) {
    forget(slot);
    heap_.push_back({at.time_since_epoch().count(), slot, generations_[slot]});
    std::push_heap(heap_.begin(), heap_.end(), later);
    ++live_;
    planned_[slot] = true;
  }

  /// Nothing is planned for `slot` any more.
  void forget(Slot slot) {
    if (slot >= generations_.size()) {
      generations_.resize(slot + 1U);
      planned_.resize(slot + 1U);
    }
    ++generations_[slot];
    if (!planned_[slot]) return;
    planned_[slot] = false;
    --live_;
    if (heap_.size() > 2 * live_ + kSlack) sweep();
  }

  /// The earliest slot whose time has come, taken out; nothing when none has.
  std::optional<Slot> take(model::Time now) {
    drop_stale();
    if (heap_.empty() || heap_.front().at_us > now.time_since_epoch().count()) return std::nullopt;
    const Slot slot = heap_.front().slot;
    pop();
    planned_[slot] = false;
    --live_;
    return slot;
  }

  /// A bound of the next change from below: a stale entry may stand before it.
  std::optional<model::Time> next() const {
    if (heap_.empty()) return std::nullopt;
    return model::Time(std::chrono::microseconds(heap_.front().at_us));
  }

  std::size_t size() const { return live_; }

 private:
  static constexpr std::size_t kSlack = 1'024;

  struct Entry {
    std::int64_t at_us = 0;
    Slot slot = 0;
    std::uint32_t generation = 0;
  };
  static bool later(const Entry& a, const Entry& b) { return a.at_us > b.at_us; }

  bool stale(const Entry& entry) const { return generations_[entry.slot] != entry.generation; }
  void pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
  }
  void drop_stale() {
    while (!heap_.empty() && stale(heap_.front())) pop();
  }
  void sweep() {
    std::erase_if(heap_, [this](const Entry& entry) { return stale(entry); });
    std::make_heap(heap_.begin(), heap_.end(), later);
  }

  std::vector<Entry> heap_;
  std::vector<std::uint32_t> generations_;  ///< by slot
  std::vector<bool> planned_;
  std::size_t live_ = 0;
};

}  // namespace gridhall::store
