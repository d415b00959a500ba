// `gridhall verify`: is the data directory what its log says?
//
// Reads only, needs no running daemon. The log is read from its beginning: sequence without gaps, every
// record whole, the hash chain unbroken, and folded in memory; the families are compared with the fold at the
// position that they have reached, row by row in both directions; the board is loaded as a start would load
// it, the tail replayed, and its counters compared with a recount.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace gridhall::store {

struct VerifyReport {
  std::string epoch;
  std::uint64_t seq = 0;
  std::uint64_t indexed = 0;
  std::uint64_t events = 0;
  std::uint64_t cases_open = 0;
  std::uint64_t cases_closed = 0;
  std::string chain_head;                ///< hex
  std::vector<std::string> differences;  ///< the first hundred, a sentence each
  std::uint64_t differences_total = 0;
  bool clean() const { return differences_total == 0; }
};

/// Throws StorageError when the directory can't be opened at all.
VerifyReport verify(const std::filesystem::path& directory);

}  // namespace gridhall::store
