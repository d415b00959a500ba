// Keeps the outcomes in step with the cases, on a thread of its own behind the ack.
//
// After the start it goes through all cases there are, then takes what index runs changed, as fast as it can;
// only the last record of a case counts, so a burst costs one look a case. Another table means another walk
// through all of them. Until the first walk is done nobody may count.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

#include "store/index_run.hpp"
#include "store/outcomes.hpp"
#include "store/store.hpp"

namespace gridhall::store {

class OutcomeKeeper {
 public:
  using Record = std::shared_ptr<const std::string>;
  /// All cases of a moment, as a walk takes them; called on the keeper's thread.
  using Walk = std::function<std::unique_ptr<CaseScan>()>;

  OutcomeKeeper(Walk walk, std::shared_ptr<const model::Tables> tables);
  ~OutcomeKeeper();
  OutcomeKeeper(const OutcomeKeeper&) = delete;
  OutcomeKeeper& operator=(const OutcomeKeeper&) = delete;

  const Outcomes& outcomes() const { return outcomes_; }

  /// The families hold what the run changed. From any thread.
  void changed(const IndexRun& run);
  /// What was worked out by other tables is worked out again.
  void set_tables(std::shared_ptr<const model::Tables> tables);
  /// Waits until everything that was told so far, and every case there was at the start, is counted.
  bool wait(std::chrono::milliseconds deadline);
  /// Ends the thread; what is not counted yet is left out.
  void close();

 private:
  using Changes = std::unordered_map<std::uint64_t, Record>;

  void run();
  void walk(const std::shared_ptr<const model::Tables>& tables);
  void take(const Changes& changes, const model::Tables* tables);

  const Walk walk_;
  Outcomes outcomes_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable counted_more_;
  Changes changes_;
  std::shared_ptr<const model::Tables> tables_;
  bool walk_wanted_ = true;
  std::uint64_t told_ = 1;     ///< runs and tables so far, and the first walk
  std::uint64_t counted_ = 0;  ///< … of them
  std::atomic<bool> closing_{false};
  std::thread thread_;
};

}  // namespace gridhall::store
