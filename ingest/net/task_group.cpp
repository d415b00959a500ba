#include "ingest/net/task_group.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

namespace gridhall::net {

namespace asio = boost::asio;

/// The signal belongs to the executor's thread; only the set belongs to the mutex.
struct TaskGroup::Task {
  asio::any_io_executor executor;
  asio::cancellation_signal signal;
};

TaskGroup::~TaskGroup() = default;

bool TaskGroup::spawn(const asio::any_io_executor& executor, asio::awaitable<void> task) {
  auto entry = std::make_shared<Task>();
  entry->executor = executor;
  {
    const std::lock_guard lock(mutex_);
    if (cancelled_) {
      return false;
    }
    tasks_.insert(entry);
  }
  // Connecting the slot on the task's own thread keeps it apart from an emit that is posted there.
  asio::dispatch(executor, [this, entry, work = std::move(task)]() mutable {
    asio::co_spawn(
        entry->executor, std::move(work),
        asio::bind_cancellation_slot(entry->signal.slot(), [this, entry](const std::exception_ptr& error) {
          finished(entry, error);
        }));
  });
  return true;
}

void TaskGroup::finished(const std::shared_ptr<Task>& task, const std::exception_ptr& error) {
  try {
    if (error) {
      std::rethrow_exception(error);
    }
  } catch (const boost::system::system_error& caught) {
    if (caught.code() != asio::error::operation_aborted) {
      spdlog::error("a network task ended with {}", caught.what());
    }
  } catch (const std::exception& caught) {
    spdlog::error("a network task ended with {}", caught.what());
  }
  const std::lock_guard lock(mutex_);
  tasks_.erase(task);
  if (tasks_.empty()) {
    none_left_.notify_all();
  }
}

void TaskGroup::cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  for (const auto& task : tasks_) {
    asio::post(task->executor, [task] { task->signal.emit(asio::cancellation_type::terminal); });
  }
}

bool TaskGroup::wait(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  return none_left_.wait_for(lock, at_most, [this] { return tasks_.empty(); });
}

std::size_t TaskGroup::size() const {
  const std::lock_guard lock(mutex_);
  return tasks_.size();
}

}  // namespace gridhall::net
