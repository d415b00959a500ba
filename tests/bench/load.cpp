#include "tests/bench/load.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <deque>
#include <stdexcept>
#include <string_view>

namespace gridhall::bench {
namespace {

constexpr std::chrono::seconds kPatience{60};

/// The number behind a member's name; 0 where there is none.
std::uint64_t number_after(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  std::uint64_t value = 0;
  if (at != std::string_view::npos) {
    std::from_chars(text.data() + at + name.size(), text.data() + text.size(), value);
  }
  return value;
}

std::string run_name() {
  std::array<char, 16> name{};
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  std::snprintf(name.data(), name.size(), "%010llx", static_cast<unsigned long long>(ms) & 0xFFFFFFFFFFULL);
  return name.data();
}

std::string headers(const LoadOptions& options) {
  if (options.echo) return {};
  return "Authorization: Bearer " + options.key + "\r\nSec-WebSocket-Protocol: gridhall.ingest.v1\r\n";
}

}  // namespace

class Load::Producer final : public Connection {
 public:
  Producer(Load& load, unsigned number)
      : Connection(load.options_.to, "/api/v1/ingest", headers(load.options_)),
        load_(load),
        number_(number),
        window_(load.options_.window) {
    if (load_.options_.echo) {
      ready_ = true;
    } else {
      append_frame(out(), R"({"op":"hello","producer":"bench-)" + load.run_ + "-" + std::to_string(number) +
                              R"(","agent":"gridhall-bench/1"})");
    }
  }

  /// Sends whole messages while the window has room for them, `messages` at most.
  std::size_t send(std::size_t messages) {
    const std::size_t batch = load_.options_.batch;
    const auto now = Clock::now();
    std::size_t done = 0;
    while (ready_ && done < messages && in_flight_ + batch <= window_ && load_.may_send(batch)) {
      load_.events_.append_pub(out(), number_, next_, batch, load_.options_.closing);
      waiting_.push_back({next_ + batch - 1, now});
      next_ += batch;
      in_flight_ += batch;
      load_.sent_ += batch;
      ++done;
    }
    return done;
  }

 private:
  struct Waiting {
    std::uint64_t last_seq = 0;
    Clock::time_point sent_at;
  };

  void on_message(std::string_view text) override {
    const auto now = Clock::now();
    if (load_.options_.echo) {
      settle(waiting_.front().last_seq, now);
    } else if (text.starts_with(R"({"op":"ack")")) {
      settle(number_after(text, R"("settled":)"), now);
      if (load_.on_ack) load_.on_ack(number_after(text.substr(text.find(R"("pos":)")), R"("seq":)"), now);
    } else if (text.starts_with(R"({"op":"welcome")")) {
      ready_ = ready_ || text.find(R"("producer":)") != std::string_view::npos;
    } else if (text.starts_with(R"({"op":"flow")")) {
      window_ = std::min<std::size_t>(load_.options_.window, number_after(text, R"("in_flight_events":)"));
    } else {
      throw std::runtime_error("the server answers: " + std::string(text.substr(0, 1'000)));
    }
  }

  void on_read() override {
    if (load_.options_.rate <= 0) send(SIZE_MAX);
  }

  void settle(std::uint64_t settled, Clock::time_point now) {
    while (!waiting_.empty() && waiting_.front().last_seq <= settled) {
      load_.latencies_.add(now - waiting_.front().sent_at, load_.options_.batch);
      load_.acked_ += load_.options_.batch;
      in_flight_ -= load_.options_.batch;
      waiting_.pop_front();
    }
  }

  Load& load_;
  const unsigned number_;
  std::size_t window_;
  bool ready_ = false;
  std::uint64_t next_ = 1;
  std::size_t in_flight_ = 0;
  std::deque<Waiting> waiting_;
};

Load::Load(const LoadOptions& options, Poller& poller)
    : options_(options),
      poller_(poller),
      run_(run_name()),
      events_(options.event_bytes, options.box, options.seed, run_),
      started_(Clock::now()) {
  if (options_.batch == 0 || options_.window < options_.batch) {
    throw std::runtime_error("the window must hold a whole batch");
  }
  for (unsigned i = 0; i < options_.connections; ++i) {
    producers_.push_back(std::make_unique<Producer>(*this, i));
    poller_.add(*producers_.back());
  }
}

Load::~Load() = default;

bool Load::may_send(std::size_t events) const {
  return !stopped_ && (options_.events_max == 0 || sent_ + events <= options_.events_max);
}

void Load::run_once() {
  poller_.poll(1);
  if (options_.rate > 0) send_at_rate();
}

void Load::send_at_rate() {
  const std::chrono::duration<double> running = Clock::now() - started_;
  const auto due = static_cast<std::uint64_t>(running.count() * options_.rate);
  for (std::size_t refused = 0; sent_ + options_.batch <= due && refused < producers_.size();) {
    Producer& producer = *producers_[turn_++ % producers_.size()];
    if (producer.send(1) == 0) {
      ++refused;
      continue;
    }
    refused = 0;
    producer.flush();
  }
}

void Load::run_for(Clock::duration time) {
  for (const auto until = Clock::now() + time; Clock::now() < until;) run_once();
}

void Load::drain() {
  stop();
  for (const auto until = Clock::now() + kPatience; acked_ < sent_;) {
    if (Clock::now() > until) throw std::runtime_error("acknowledgements stay out");
    run_once();
  }
}

}  // namespace gridhall::bench
