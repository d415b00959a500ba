// All cases as of one moment, in order of opening: the open ones of the board, those that have closed but are
// in no family yet, and the family's rows, merged by the number of their first event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/database.hpp"
#include "store/model/case.hpp"

namespace gridhall::store {

class CaseMerge {
 public:
  using Record = std::shared_ptr<const std::string>;

  /// What is merged, of one moment: a case that closes goes from the board to a pending run and from there to
  /// its family, and is in exactly one of them.
  struct Parts {
    std::vector<std::pair<std::uint64_t, Record>> open;  ///< beyond `from`, in the scan's order
    std::map<std::uint64_t, Record> closed_pending;
    std::uint64_t seq = 0;                   ///< everything up to here is in
    std::optional<Database::Cursor> closed;  ///< nothing: open cases alone are asked for
  };

  /// Descending starts below `from` (0: at the newest), ascending above it; with `until` nothing beyond that
  /// number is given.
  CaseMerge(Parts parts, bool descending, std::uint64_t from, std::optional<std::uint64_t> until);

  /// The next case; nothing at the end. Throws StorageError for a damaged row.
  std::optional<model::Case> next();

 private:
  bool before(std::uint64_t a, std::uint64_t b) const { return descending_ ? a > b : a < b; }
  bool within(std::uint64_t case_seq) const { return !until_ || !before(*until_, case_seq); }
  std::optional<std::uint64_t> next_closed() const;
  void advance_closed();

  bool descending_;
  std::optional<std::uint64_t> until_;
  std::optional<Database::Cursor> closed_;
  std::vector<std::pair<std::uint64_t, Record>> held_;  ///< what overrides the family's rows, in order
  std::size_t at_ = 0;
};

}  // namespace gridhall::store
