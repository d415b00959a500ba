// One column of the board.
//
// Grows by blocks, so that no entry is ever moved: to copy a million of them at once would hold every
// acknowledgement up for a tenth of a second. A scan goes through it block by block, at the speed of an
// array.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace gridhall::store {

template <class T>
class Column {
 public:
  static constexpr std::size_t kBlock = 4'096;

  T& operator[](std::size_t i) { return blocks_[i / kBlock][i % kBlock]; }
  const T& operator[](std::size_t i) const { return blocks_[i / kBlock][i % kBlock]; }
  std::size_t size() const { return size_; }

  /// One entry more, with the value that T() is.
  void grow() {
    if (size_ == blocks_.size() * kBlock) blocks_.push_back(std::make_unique<T[]>(kBlock));
    ++size_;
  }

  std::size_t blocks() const { return blocks_.size(); }
  /// The entries from `b * kBlock` on; the last block ends with the column.
  std::span<const T> block(std::size_t b) const {
    return {blocks_[b].get(), std::min(kBlock, size_ - b * kBlock)};
  }

 private:
  std::vector<std::unique_ptr<T[]>> blocks_;
  std::size_t size_ = 0;
};

}  // namespace gridhall::store
