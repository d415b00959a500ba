// A real store in a folder of its own, and events to put into it.
#pragma once

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/geo/cells.hpp"
#include "store/store.hpp"
#include "store/verify.hpp"

namespace gridhall::store {

class Folder {
 public:
  Folder() {
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("gridhall-store-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::filesystem::path data() const { return path_ / "data"; }

 private:
  std::filesystem::path path_;
};

inline std::unique_ptr<Store> open_store(const Folder& folder) {
  Options options;
  options.directory = folder.data();
  return Store::open(std::move(options));
}

inline void require_clean(const Folder& folder) {
  const VerifyReport report = verify(folder.data());
  for (const auto& difference : report.differences) UNSCOPED_INFO(difference);
  REQUIRE(report.clean());
}

/// Waits for one receipt.
class OneReceipt final : public CommitSink {
 public:
  void committed(std::vector<Receipt> receipts) override {
    for (Receipt& receipt : receipts) promise_.set_value(std::move(receipt));
  }
  Receipt get() { return promise_.get_future().get(); }

 private:
  std::promise<Receipt> promise_;
};

inline Item item_of(model::Event event, std::uint64_t producer_seq = 0) {
  Item item;
  item.producer_seq = producer_seq;
  // Stands for the hash of the members: the tests' events differ in their data where they differ.
  const std::size_t hash = std::hash<std::string>()(event.data);
  std::memcpy(item.payload_hash.data(), &hash, sizeof(hash));
  item.event = std::move(event);
  return item;
}

inline Receipt commit(Store& store, std::vector<Item> items, const std::string& integrator = "dev",
                      const std::string& producer = {}) {
  const auto sink = std::make_shared<OneReceipt>();
  Submission submission;
  submission.sink = sink;
  submission.integrator = integrator;
  submission.producer = producer;
  submission.items = std::move(items);
  submission.submitted_at = std::chrono::steady_clock::now();
  store.submit(std::move(submission));
  return sink->get();
}

inline Receipt commit(Store& store, model::Event event) {
  std::vector<Item> items;
  items.push_back(item_of(std::move(event)));
  return commit(store, std::move(items));
}

inline model::Event make_report(const std::string& id, double lat = 40.7, double lon = -73.9) {
  model::Event event;
  event.type = model::EventType::kRequestReported;
  event.source = "/test";
  event.id = id;
  event.subject = id;
  event.occurred_at = model::now();
  event.cell = geo::cell_at({lat, lon});
  event.lat = lat;
  event.lon = lon;
  event.columns.service_code = "noise.street";
  event.data = R"({"id":")" + id + R"("})";
  return event;
}

inline model::Event make_update(const std::string& subject, const std::string& id,
                                const std::string& status) {
  model::Event event = make_report(id);
  event.type = model::EventType::kCaseUpdated;
  event.subject = subject;
  event.cell = {};
  event.columns = {};
  if (!status.empty()) event.columns.status = status;
  return event;
}

}  // namespace gridhall::store
