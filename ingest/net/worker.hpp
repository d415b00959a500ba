// One io_context with its thread, and what belongs to that thread alone.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <thread>
#include <unordered_set>

namespace gridhall::net {

class HttpSession;

/// Written by one thread, read by any: an increment needs no locked instruction.
class Counter {
 public:
  void add(std::uint64_t n) { value_.store(get() + n, std::memory_order_relaxed); }
  void subtract(std::uint64_t n) { value_.store(get() - n, std::memory_order_relaxed); }
  std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

struct WorkerCounters {
  Counter connections_open;
  Counter connections_total;
  Counter requests_total;
  Counter websockets_open;
  Counter bytes_in;
  Counter bytes_out;
};

struct Worker {
  // What a session still touches when its coroutine is destroyed with the context stands before the context.
  std::unordered_set<HttpSession*> sessions;  ///< this thread's
  alignas(64) WorkerCounters counters;        // apart from the other threads' cache lines
  boost::asio::io_context context{1};         // 1: only one thread runs it
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{context.get_executor()};
  std::thread thread;
};

}  // namespace gridhall::net
