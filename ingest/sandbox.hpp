// Where events of `ghk_test_` keys go: the same answers as the store's, nothing on disk, the last thousand
// ids of each integrator.
//
// An integrator tries a bridge against it and sees duplicates, conflicts, gaps and settled behave as they
// will live; of live data it knows one thing, whose a source is. Thread: safe from any thread; answers come
// before `submit` returns. Bounds: an integrator has 1,000 ids and 1,000 producers; beyond, the oldest ids
// and the producers that were quiet for longest are forgotten.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "store/store.hpp"

namespace gridhall::ingest {

class Sandbox {
 public:
  /// `store` answers where its log stands and who owns a source.
  void submit(const store::Submission& submission, const store::Store& store);
  std::uint64_t settled(const std::string& integrator, const std::string& producer) const;

 private:
  struct Producer {
    std::uint64_t settled = 0;
    std::uint64_t used = 0;  ///< turn of its last submission
  };
  /// What is remembered of one integrator.
  struct Box {
    std::map<std::string, Producer> producers;
    std::map<std::string, store::PayloadHash> ids;
    std::deque<std::string> order;  ///< of the ids, oldest first
  };

  Producer& producer_of(Box& box, const std::string& name);
  static store::ItemResult judge(Box& box, const std::string& integrator, const store::Item& item,
                                 const store::Store& store);

  mutable std::mutex mutex_;
  std::uint64_t turn_ = 0;
  std::map<std::string, Box> boxes_;  ///< by integrator
};

}  // namespace gridhall::ingest
