// A real store in a directory of its own, fed with events as the ingest door would make them.
#pragma once

#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/geo/cells.hpp"
#include "store/store.hpp"

namespace gridhall::dashboard {

class TestStore {
 public:
  TestStore() {
    static int number = 0;
    directory_ = std::filesystem::temp_directory_path() /
                 ("gridhall-dashboard-" + std::to_string(::getpid()) + '-' + std::to_string(number++));
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
    open();
  }
  ~TestStore() {
    if (store_) store_->close();
    store_.reset();
    std::filesystem::remove_all(directory_);
  }
  TestStore(const TestStore&) = delete;
  TestStore& operator=(const TestStore&) = delete;

  store::Store& operator*() { return *store_; }
  store::Store* operator->() { return store_.get(); }

  /// Stops the store's clock at `now`; with the epoch itself it is the system's again.
  void set_now(model::Time now) { now_->store(now.time_since_epoch().count()); }

  void reopen() {
    store_->close();
    store_.reset();
    open();
  }

  /// Commits events as one submission; returns where each stands in the log.
  std::vector<std::uint64_t> commit(std::vector<model::Event> events) {
    struct Sink : store::CommitSink {
      std::promise<std::vector<store::Receipt>> done;
      void committed(std::vector<store::Receipt> receipts) override { done.set_value(std::move(receipts)); }
    };
    auto sink = std::make_shared<Sink>();
    auto answer = sink->done.get_future();
    store::Submission submission;
    submission.sink = sink;
    submission.integrator = "test";
    submission.submitted_at = std::chrono::steady_clock::now();
    for (model::Event& event : events) {
      store::Item item;
      item.payload_hash[0] = static_cast<std::uint8_t>(event.id.size());
      submission.bytes += event.data.size();
      item.event = std::move(event);
      submission.items.push_back(std::move(item));
    }
    store_->submit(std::move(submission));
    std::vector<std::uint64_t> seqs;
    for (const store::Receipt& receipt : answer.get()) {
      for (const store::ItemResult& result : receipt.results) seqs.push_back(result.seq);
    }
    return seqs;
  }
  std::uint64_t commit(model::Event event) {
    std::vector<model::Event> one;
    one.push_back(std::move(event));
    return commit(std::move(one)).front();
  }

  std::string case_id(std::uint64_t seq) { return model::to_string(model::CaseId{store_->epoch(), seq}); }

 private:
  void open() {
    store::Options options;
    options.directory = directory_ / "data";
    options.sync = store::SyncMode::kBufferedForTest;
    options.free_space_min_share = 0;
    options.free_space_min_bytes = 0;
    options.clock = [now = now_] {
      const std::int64_t us = now->load();
      return us == 0 ? model::now() : model::Time(std::chrono::microseconds(us));
    };
    store_ = store::Store::open(std::move(options));
  }

  std::filesystem::path directory_;
  std::shared_ptr<std::atomic<std::int64_t>> now_ = std::make_shared<std::atomic<std::int64_t>>(0);
  std::unique_ptr<store::Store> store_;
};

/// A report; every call has an id of its own.
class EventBuilder {
 public:
  explicit EventBuilder(std::string subject, model::EventType type = model::EventType::kRequestReported) {
    static int number = 0;
    event_.type = type;
    event_.source = "urn:test";
    event_.id = "e" + std::to_string(++number);
    event_.subject = std::move(subject);
    event_.occurred_at = model::Time(std::chrono::seconds(1'700'000'000 + number));
  }
  static EventBuilder update(std::string subject) {
    return EventBuilder(std::move(subject), model::EventType::kCaseUpdated);
  }

  EventBuilder& at(double lat, double lon) {
    event_.lat = lat;
    event_.lon = lon;
    event_.cell = geo::cell_at({lat, lon});
    return *this;
  }
  EventBuilder& code(std::string code) {
    event_.columns.service_code = std::move(code);
    return *this;
  }
  EventBuilder& severity(model::Severity severity) {
    event_.columns.severity = severity;
    return *this;
  }
  EventBuilder& status(std::string status) {
    event_.columns.status = std::move(status);
    return *this;
  }
  EventBuilder& exercise() {
    event_.columns.exercise = true;
    return *this;
  }
  EventBuilder& description(std::string text) {
    event_.columns.description = std::move(text);
    return *this;
  }
  EventBuilder& address(std::string text) {
    event_.columns.address = std::move(text);
    return *this;
  }
  EventBuilder& agency(std::string text) {
    event_.columns.agency_responsible = std::move(text);
    return *this;
  }
  EventBuilder& area(std::string code) {
    event_.areas.push_back({0, std::move(code)});
    return *this;
  }
  EventBuilder& due(model::Time time) {
    event_.columns.expected_datetime = time;
    return *this;
  }
  EventBuilder& time(model::Time time) {
    event_.occurred_at = time;
    return *this;
  }
  model::Event build() {
    if (!event_.cell) event_.flags |= model::kUnlocated;
    event_.data = R"({"specversion":"1.0","id":")" + event_.id + R"(","source":"urn:test"})";
    return event_;
  }

 private:
  model::Event event_;
};

}  // namespace gridhall::dashboard
