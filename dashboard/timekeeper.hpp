// Records what lapses by itself: claims at the end of their lease, acknowledgements of Extreme cases that
// nobody begins to work on.
//
// A lapse is a decision and so an event; its id follows from what lapses (`lapse:<case>:<claim>`), so that
// two who record it can't double it. What was renewed meanwhile is refused by the committer, as it should be.
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
