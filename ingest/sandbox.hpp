// Where events of `ghk_test_` keys go: the same answers as the store's, nothing on disk, the last thousand
// ids.
//
// An integrator tries a bridge against it and sees duplicates, conflicts, gaps and settled behave as they
// will live. Thread: safe from any thread; answers come before `submit` returns.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "store/store.hpp"

namespace gridhall::ingest {

class Sandbox {
 public:
  void submit(const store::Submission& submission, const model::Position& pos);
  std::uint64_t settled(const std::string& integrator, const std::string& producer) const;

 private:
  store::ItemResult judge(const store::Submission& submission, const store::Item& item);

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::uint64_t> settled_;  ///< integrator, producer
  std::map<std::string, store::PayloadHash> ids_;
  std::deque<std::string> order_;
};

}  // namespace gridhall::ingest
