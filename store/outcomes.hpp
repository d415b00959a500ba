// The outcome of every case, open and closed, in columns: what figures, trends and forecasts are counted
// from.
//
// Roll-ups would be smaller, and would have to be taken back and written anew whenever a case is corrected, a
// late fact arrives or a table changes; a column is read at the speed of memory and every figure can be
// traced to its cases. About 140 bytes a case. Costs: tests/bench/README.md.
//
// Thread: one OutcomeKeeper writes; any thread reads through an OutcomesView, which holds the shared lock
// while it lives.
#pragma once

#include <boost/thread/shared_mutex.hpp>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/board.hpp"
#include "store/column.hpp"
#include "store/model/outcome.hpp"

namespace gridhall::store {

/// A time that is not there.
inline constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::min();

class Outcomes {
 public:
  /// What is put of one case. `version` is the case's: an older one than the row has changes nothing.
  struct Put {
    std::uint64_t case_seq = 0;
    std::uint64_t version = 0;
    model::Outcome outcome;
    const std::vector<model::AreaRef>* areas = nullptr;
    model::CellId cell{};
  };
  void put(const std::vector<Put>& rows);

 private:
  friend class OutcomesView;

  void set(std::size_t at, const Put& row);

  mutable boost::shared_mutex mutex_;
  std::unordered_map<std::uint64_t, std::uint32_t> places_;  ///< by case_seq
  Column<std::uint64_t> case_seq_;
  Column<std::uint64_t> version_;
  Column<std::int64_t> opened_us_;
  Column<std::int64_t> ended_us_;  ///< kNoTime while open
  Column<std::int64_t> due_us_;    ///< of the handling clock; kNoTime: none
  Column<std::int64_t> dispatch_due_us_;
  Column<std::int64_t> verification_due_us_;
  Column<std::uint64_t> cell_;
  Column<std::uint32_t> class_;
  Column<std::uint32_t> unit_;
  Column<std::uint32_t> area_set_;
  Column<std::uint32_t> handled_minutes_;
  Column<std::uint16_t> bits_;
  Column<std::uint8_t> kept_;  ///< two bits a promise: handling, dispatch, verification
  Column<std::uint8_t> rating_;

  Interned classes_;
  Interned units_;
  std::map<std::vector<model::AreaRef>, std::uint32_t> area_set_ids_;
  std::vector<const std::vector<model::AreaRef>*> area_sets_;
};

/// A block of rows, one span a column, all of one length.
struct OutcomeRows {
  std::span<const std::uint64_t> case_seq;
  std::span<const std::int64_t> opened_us;
  std::span<const std::int64_t> ended_us;
  std::span<const std::int64_t> due_us;
  std::span<const std::int64_t> dispatch_due_us;
  std::span<const std::int64_t> verification_due_us;
  std::span<const std::uint64_t> cell;
  std::span<const std::uint32_t> class_code;
  std::span<const std::uint32_t> unit;
  std::span<const std::uint32_t> area_set;
  std::span<const std::uint32_t> handled_minutes;
  std::span<const std::uint16_t> bits;
  std::span<const std::uint8_t> kept;
  std::span<const std::uint8_t> rating;

  std::size_t size() const { return case_seq.size(); }
  model::Kept handling_kept(std::size_t i) const { return static_cast<model::Kept>(kept[i] & 3U); }
  model::Kept dispatch_kept(std::size_t i) const { return static_cast<model::Kept>(kept[i] >> 2U & 3U); }
  model::Kept verification_kept(std::size_t i) const { return static_cast<model::Kept>(kept[i] >> 4U & 3U); }
};

class OutcomesView {
 public:
  explicit OutcomesView(const Outcomes& outcomes) : of_(outcomes), lock_(outcomes.mutex_) {}

  std::size_t size() const { return of_.case_seq_.size(); }
  std::size_t blocks() const { return of_.case_seq_.blocks(); }
  OutcomeRows block(std::size_t b) const;

  // What the numbers of class_code, unit and area_set stand for.
  const Interned& classes() const { return of_.classes_; }
  const Interned& units() const { return of_.units_; }
  std::size_t area_sets() const { return of_.area_sets_.size(); }
  const std::vector<model::AreaRef>& areas(std::uint32_t set) const { return *of_.area_sets_[set]; }

 private:
  const Outcomes& of_;
  boost::shared_lock<boost::shared_mutex> lock_;
};

}  // namespace gridhall::store
