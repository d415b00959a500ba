// Records what happens to a case because time has passed: claims lapse at the end of their lease and
// acknowledgements of Extreme cases that nobody begins to work on; the ladder of the case's class is climbed.
//
// Both are decisions and so events; their ids follow from what they are about (`lapse:<case>:<claim>`,
// `escalation:<case>:<deadline>:<rung>`), so that two who record them can't double them. What was renewed, or
// whose deadline was moved meanwhile, is refused by the committer, as it should be.
//
// Thread: a strand of its own; start and stop from any thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "store/store.hpp"

namespace gridhall::dashboard {

/// The event that records what of the case has lapsed by `now`; nothing where nothing has.
/// `tables` in force may be null: a class may be Extreme by itself.
std::optional<store::Item> lapse_item(const model::Case& c, const model::Tables* tables, model::Time now);

/// The event that climbs the highest rung of the case's ladder that is due by `now`; nothing where none is.
std::optional<store::Item> climb_item(const model::Case& c, const model::Tables* tables, model::Time now);

class Timekeeper {
 public:
  Timekeeper(const boost::asio::any_io_executor& executor, store::Store& store);
  ~Timekeeper();
  Timekeeper(const Timekeeper&) = delete;
  Timekeeper& operator=(const Timekeeper&) = delete;

  void start();
  void stop();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace gridhall::dashboard
