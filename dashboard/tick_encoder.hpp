// Encodes what changed for one tick: each row once, whoever shows it.
//
// Lives as long as the tick's board view; the hub's strand owns it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "dashboard/subscription.hpp"

namespace gridhall::dashboard {

/// Cases without a place that changed lately. A resume tells a viewer to drop what it holds in touched cells;
/// what has no cell has to be named.
class UnlocatedLog {
 public:
  static constexpr std::size_t kEntriesMax = 16'384;

  explicit UnlocatedLog(std::uint64_t floor) : floor_(floor) {}
  void add(const TickChanges& changes);
  /// True when everything touched at or after `since` is remembered.
  bool remembers(std::uint64_t since) const { return since > floor_; }
  std::vector<CaseTouch> since(std::uint64_t seq) const;

 private:
  std::uint64_t floor_;  ///< up to here it may be incomplete
  std::deque<CaseTouch> touches_;
};

class TickEncoder {
 public:
  struct Rows {
    std::string text;  ///< ,"cells":[…],"cases":[…],"gone":[…] as wanted
    bool any = false;  ///< there is at least one row or id in it
  };

  TickEncoder(const store::BoardView& board, std::string_view epoch) : board_(board), epoch_(epoch) {}

  Rows delta(Channel& channel, const ChannelChanges& changes);
  /// The current rows of all cells in view that were touched at or after `since`, with all matching cases in
  /// them; nothing when that is more than `bytes_max`.
  std::optional<Rows> resume(Channel& channel, std::uint64_t since, const UnlocatedLog& unlocated,
                             std::size_t bytes_max);

  CellRow cell(const Channel& channel, model::CellId cell) const;

 private:
  struct CachedCase {
    std::optional<store::BoardRow> row;
    std::string text;
    std::string wide;
  };
  /// `text` or `wide` is encoded.
  const CachedCase& cached(std::uint64_t case_seq, bool wide);
  void append_cases(std::string& out, bool& any, Channel& channel, const std::vector<CaseTouch>& touches);

  const store::BoardView& board_;
  std::string_view epoch_;
  std::unordered_map<std::uint64_t, CachedCase> cases_;
  std::unordered_map<model::CellId, std::string>
      cells_;  ///< of all open cases; levels differ in the id itself
};

}  // namespace gridhall::dashboard
