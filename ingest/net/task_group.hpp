// The gate that every coroutine of the network layer passes.
//
// The problem: a coroutine that is started and forgotten outlives what it uses, and its exception ends the
// process. A group knows what runs in it: it logs what a task throws, can ask all of them to end, and can be
// waited for. It is the only place where coroutines are started without somebody awaiting them.
//
// Thread: all methods from any thread; a task runs on the executor it was given, which must be one thread's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_set>

namespace gridhall::net {

class TaskGroup {
 public:
  TaskGroup() = default;
  /// All tasks have ended.
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  /// Starts `task` on `executor`. False once the group has been cancelled; the task is then destroyed
  /// unstarted.
  bool spawn(const boost::asio::any_io_executor& executor, boost::asio::awaitable<void> task);

  /// Takes no further task and sends each running one the terminal cancellation: what it awaits ends with
  /// operation_aborted.
  void cancel();

  /// Blocks the calling thread, which must not be an io_context's, until no task is left: true, or the time
  /// is over.
  bool wait(std::chrono::milliseconds at_most);

  std::size_t size() const;

 private:
  struct Task;
  void finished(const std::shared_ptr<Task>& task, const std::exception_ptr& error);

  mutable std::mutex mutex_;
  std::condition_variable none_left_;
  std::unordered_set<std::shared_ptr<Task>> tasks_;
  bool cancelled_ = false;
};

}  // namespace gridhall::net
