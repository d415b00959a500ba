#include "store/case_merge.hpp"

#include <algorithm>

#include "store/codec.hpp"
#include "store/key.hpp"

namespace gridhall::store {

CaseMerge::CaseMerge(Parts parts, bool descending, std::uint64_t from, std::optional<std::uint64_t> until)
    : descending_(descending), until_(until), closed_(std::move(parts.closed)), held_(std::move(parts.open)) {
  const auto open = static_cast<std::ptrdiff_t>(held_.size());
  for (auto& [case_seq, record] : parts.closed_pending) {
    const bool beyond_start = from == 0 || before(from, case_seq);
    if (closed_ && beyond_start && within(case_seq)) held_.emplace_back(case_seq, std::move(record));
  }
  const auto in_order = [this](const auto& a, const auto& b) { return before(a.first, b.first); };
  std::sort(held_.begin() + open, held_.end(), in_order);
  std::inplace_merge(held_.begin(), held_.begin() + open, held_.end(), in_order);
  if (!closed_) return;
  if (!descending_) {
    closed_->seek(case_key_from(from + 1));
  } else if (from == 0) {
    closed_->seek_to_last();
  } else {
    closed_->seek_for_prev(case_key_from(from));
  }
}

std::optional<std::uint64_t> CaseMerge::next_closed() const {
  if (!closed_ || !closed_->valid()) return std::nullopt;
  const auto id = parse_case_key(closed_->key());
  if (!id || !within(id->seq)) return std::nullopt;
  return id->seq;
}

void CaseMerge::advance_closed() {
  descending_ ? closed_->prev() : closed_->next();
}

std::optional<model::Case> CaseMerge::next() {
  const auto closed = next_closed();
  const bool held = at_ < held_.size();
  if (!closed && !held) return std::nullopt;
  std::optional<model::Case> c;
  if (held && (!closed || !before(*closed, held_[at_].first))) {
    if (closed == held_[at_].first) advance_closed();
    // Given back as it goes: a long scan holds on to no record that the board has replaced.
    const Record record = std::move(held_[at_++].second);
    c = decode_case(*record);
  } else {
    c = decode_case(closed_->value());
    advance_closed();
  }
  if (!c) throw StorageError("a row of family case is damaged; run `gridhall verify`");
  return c;
}

}  // namespace gridhall::store
