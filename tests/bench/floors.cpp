// What the parts allow by themselves, in one process and without a socket: reading events, RocksDB with the
// log's records, the store as a whole. With the echo server these are the floors that the daemon's figures
// are held against. A floor is one for the run that writes the same groups: RocksDB's has to be told how many
// events the daemon's had.
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "ingest/protocol/event_reader.hpp"
#include "ingest/protocol/messages.hpp"
#include "store/codec.hpp"
#include "store/database.hpp"
#include "store/key.hpp"
#include "store/store.hpp"
#include "tests/bench/city_events.hpp"
#include "tests/bench/load_command.hpp"
#include "tests/bench/process_figures.hpp"
#include "tests/bench/report.hpp"

namespace gridhall::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::string data;
  std::size_t batch = 1;
  std::size_t in_flight = 4'096;
  std::size_t group = 512;
  std::size_t event_bytes = 336;
  unsigned seconds = 5;
};

constexpr std::size_t kTexts = 4'096;
constexpr std::size_t kRecords = 32;

/// Starts both clocks; figures() is what has been done since.
class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }
  void report(std::string title, double events) const {
    Report report(std::move(title));
    report.add("events_per_s", "done", events / seconds(), "events/s");
    report.add("cpu_s_per_million", "CPU", (cpu_seconds(::getpid()) - cpu_) / (events / 1e6),
               "CPU s per million", 2);
    report.print();
  }

 private:
  Clock::time_point begin_ = Clock::now();
  double cpu_ = cpu_seconds(::getpid());
};

/// Texts followed by the readable bytes that the readers ask for.
std::vector<std::string> padded(std::vector<std::string> texts) {
  for (std::string& text : texts) text.reserve(text.size() + 64);
  return texts;
}

std::vector<std::string> reports(const Options& options) {
  const CityEvents events(options.event_bytes, CityBox{}, 1, "floor");
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < kTexts; ++i) texts.push_back(events.report(0, i + 1));
  return padded(std::move(texts));
}

std::vector<store::Item> items(const Options& options) {
  ingest::EventReader reader(std::make_shared<const geo::AreaLayers>());
  std::vector<store::Item> list;
  for (const std::string& text : reports(options)) {
    auto candidate = reader.read(text, {}, model::now());
    if (!candidate) throw std::runtime_error("refused: " + candidate.error().detail);
    store::Item& item = list.emplace_back();
    item.event = std::move(candidate->event);
    item.event->integrator = "bench";
    item.payload_hash = candidate->payload_hash;
  }
  return list;
}

void parse(const Options& options) {
  std::vector<std::string> messages;
  for (const std::string& text : reports(options)) {
    messages.push_back(R"({"op":"pub","seq":1,"events":[)" + text + "]}");
  }
  messages = padded(std::move(messages));
  ingest::MessageReader message_reader;
  ingest::EventReader event_reader(std::make_shared<const geo::AreaLayers>());
  const model::Time now = model::now();
  const Stopwatch watch;
  std::uint64_t events = 0;
  while (watch.seconds() < options.seconds) {
    for (const std::string& text : messages) {
      const auto message = message_reader.read(text, {});
      const auto& pub = std::get<ingest::Pub>(std::get<ingest::ClientMessage>(message));
      for (const std::string_view raw : pub.events) events += event_reader.read(raw, {}, now) ? 1U : 0U;
    }
  }
  watch.report("one thread reads and checks events", static_cast<double>(events));
}

void rocksdb(const Options& options) {
  std::vector<std::string> records;
  const std::vector<store::Item> pool = items(options);
  for (std::size_t r = 0; r < kRecords; ++r) {
    store::LogRecord record;
    record.first_seq = r * options.group + 1;
    for (std::size_t i = 0; i < options.group; ++i) {
      const store::Item& item = pool[(r * 127 + i) % pool.size()];
      record.entries.push_back({*item.event, record.first_seq + i, item.payload_hash, {}});
    }
    records.push_back(store::encode_record(record));
  }
  store::Database database(options.data, store::Database::Access::kWrite, true, false);
  const Stopwatch watch;
  std::uint64_t groups = 0;
  for (; watch.seconds() < options.seconds; ++groups) {
    store::Batch batch;
    batch.put(store::Family::kLog, store::log_key(groups * options.group + 1), records[groups % kRecords]);
    std::string error;
    if (!database.write(batch, true, &error)) throw std::runtime_error(error);
  }
  watch.report("RocksDB alone, a synced record of " + std::to_string(options.group) + " events a write",
               static_cast<double>(groups * options.group));
}

/// Counts what is answered and lets the submitter wait for room.
class Window final : public store::CommitSink {
 public:
  void committed(std::vector<store::Receipt> receipts) override {
    const std::lock_guard lock(mutex_);
    for (const store::Receipt& receipt : receipts) {
      for (const store::ItemResult& result : receipt.results) {
        failed_ = failed_ || result.outcome != store::Outcome::kStored;
      }
      in_flight_ -= receipt.results.size();
    }
    room_.notify_one();
  }
  void take(std::size_t events, std::size_t events_max) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return in_flight_ + events <= events_max; });
    if (failed_) throw std::runtime_error("the store did not take an event");
    in_flight_ += events;
  }

 private:
  std::mutex mutex_;
  std::condition_variable room_;
  std::size_t in_flight_ = 0;
  bool failed_ = false;
};

void store_alone(const Options& options) {
  const std::vector<store::Item> pool = items(options);
  store::Options store_options;
  store_options.directory = options.data;
  const auto store = store::Store::open(store_options);
  const auto window = std::make_shared<Window>();
  const Stopwatch watch;
  std::uint64_t events = 0;
  while (watch.seconds() < options.seconds) {
    store::Submission submission;
    submission.sink = window;
    submission.integrator = "bench";
    submission.bytes = options.batch * options.event_bytes;
    submission.submitted_at = Clock::now();
    for (std::size_t i = 0; i < options.batch; ++i) {
      store::Item& item = submission.items.emplace_back(pool[events % pool.size()]);
      item.event->id = item.event->subject = "floor-" + std::to_string(events++);
    }
    window->take(options.batch, options.in_flight);
    store->submit(std::move(submission));
  }
  window->take(options.in_flight, options.in_flight);
  watch.report("the store alone, submissions of " + std::to_string(options.batch),
               static_cast<double>(events));
  store->close();
}

int run(int argc, char** argv) {
  spdlog::set_level(spdlog::level::off);  // standard output is for the figures
  Options options;
  CLI::App app("What the parts allow by themselves", "gridhall_bench_floors");
  app.require_subcommand(1);
  const auto floor = [&](const char* name, const char* what, void (*measure)(const Options&), bool writes) {
    CLI::App* sub = app.add_subcommand(name, what);
    sub->add_option("--seconds", options.seconds, "How long to measure")->capture_default_str();
    sub->add_option("--event-bytes", options.event_bytes, "Bytes of an event")->capture_default_str();
    if (writes)
      sub->add_option("--data", options.data, "An empty directory on the disk in question")->required();
    sub->callback([&options, measure] { measure(options); });
    return sub;
  };
  floor("parse", "Reading and checking events", parse, false);
  floor("rocksdb", "Synced writes of the log's records", rocksdb, true)
      ->add_option("--group", options.group, "Events a record")
      ->capture_default_str();
  CLI::App* whole = floor("store", "Submitting to the store, index and board included", store_alone, true);
  whole->add_option("--batch", options.batch, "Events a submission")->capture_default_str();
  whole->add_option("--in-flight", options.in_flight, "Events in flight")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return 0;
}

}  // namespace
}  // namespace gridhall::bench

int main(int argc, char** argv) {
  return gridhall::bench::run_program("gridhall_bench_floors", gridhall::bench::run, argc, argv);
}
