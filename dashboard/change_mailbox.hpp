// Where the committer leaves what it changed, and the hub takes it.
//
// The committer must never wait for viewers: it adds a pointer and goes on. The hub takes everything at each
// tick, so normally a handful wait. Where the hub is held up, sets beyond a bound are merged into one that
// names each move of a case once: memory is bounded by what changed, not by how long nobody looked.
//
// Thread: `push` on the committer's, `take` on the hub's strand.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "store/store.hpp"

namespace gridhall::dashboard {

class ChangeMailbox {
 public:
  static constexpr std::size_t kSetsMax = 1'024;

  void push(std::shared_ptr<const store::ChangeSet> changes);
  std::vector<std::shared_ptr<const store::ChangeSet>> take();

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<const store::ChangeSet>> sets_;
};

}  // namespace gridhall::dashboard
