#include "ingest/simulate/simulate_command.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <string_view>
#include <utility>

#include "ingest/client/ingest_client.hpp"
#include "ingest/simulate/city_file.hpp"

namespace gridhall::simulate {
namespace {

using std::chrono::milliseconds;

volatile std::sig_atomic_t stop_requested = 0;

/// For the time of the run; what was set before comes back.
class StopSignals {
 public:
  StopSignals() {
    stop_requested = 0;
    int_before_ = std::signal(SIGINT, on_signal);
    term_before_ = std::signal(SIGTERM, on_signal);
  }
  ~StopSignals() {
    std::signal(SIGINT, int_before_);
    std::signal(SIGTERM, term_before_);
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  static void on_signal(int) { stop_requested = 1; }
  void (*int_before_)(int) = SIG_DFL;
  void (*term_before_)(int) = SIG_DFL;
};

void say(const std::string& line) {
  std::fprintf(stderr, "simulate: %s\n", line.c_str());
}

/// The daemon as a sink. Waiting keeps the link alive.
class ClientSink : public EventSink {
 public:
  explicit ClientSink(client::IngestClient& client) : client_(client) {}

  model::Result<void> publish(std::string event) override {
    auto taken = client_.publish(std::move(event));
    if (!taken) return taken.error();
    return client_.poll();
  }

  model::Result<void> wait_until(model::Time at) override {
    constexpr milliseconds kGlance{250};  // how soon a signal is noticed
    while (!stopped()) {
      const auto left = std::chrono::ceil<milliseconds>(at - model::now());
      if (left <= milliseconds{0}) return {};
      if (auto ran = client_.run_for(std::min(left, kGlance)); !ran) return ran.error();
    }
    return {};
  }

  bool stopped() const override { return stop_requested != 0; }

 private:
  client::IngestClient& client_;
};

/// Two streams of one name must be the same events: all that they depend on is in it.
std::string producer_name(const SimulateOptions& options, model::Time start) {
  std::array<char, 32> rate{};
  const auto end = std::to_chars(rate.data(), rate.data() + rate.size(), options.rate).ptr;
  const auto began = std::chrono::floor<milliseconds>(start.time_since_epoch()).count();
  return "linshui-" + std::to_string(began) + "-" + std::to_string(options.seed) + "-" +
         std::string(rate.data(), end) + (options.backfill ? "-past" : "");
}

client::Handlers handlers() {
  return {.on_settled = {},
          .on_nack =
              [](const client::Nack& nack) {
                if (!nack.retry) say("refused " + nack.id + ": " + nack.code + ", " + nack.detail);
              },
          .on_warning = {},
          .on_notice = [](const std::string& text) { say(text); }};
}

void summarise(const client::Stats& stats, model::Time began) {
  std::printf(
      R"({"published":%llu,"stored":%llu,"duplicate":%llu,"refused":%llu,"reconnects":%llu,"seconds":%lld})"
      "\n",
      static_cast<unsigned long long>(stats.published), static_cast<unsigned long long>(stats.stored),
      static_cast<unsigned long long>(stats.duplicate), static_cast<unsigned long long>(stats.refused),
      static_cast<unsigned long long>(stats.reconnects),
      static_cast<long long>(std::chrono::round<std::chrono::seconds>(model::now() - began).count()));
  std::fflush(stdout);
}

int fail(const model::Error& error) {
  say(std::string(model::to_string(error.code)) + ": " + error.detail);
  return 1;
}

int stream(const SimulateOptions& options) {
  const StopSignals signals;
  const model::Time began = model::now();
  const model::Time start = options.start.value_or(began);
  Generator generator({.seed = options.seed, .start = start, .rate = options.rate});
  client::IngestClient client({.url = options.to,
                               .key = options.key,
                               .producer = producer_name(options, start),
                               .agent = "gridhall-simulate/0.1"},
                              handlers());
  const auto welcome = client.connect();
  if (!welcome) return fail(welcome.error());
  say("sending Linshui to " + options.to + ", seed " + std::to_string(options.seed) + ", start " +
      model::format_rfc3339(start));
  if (welcome->settled != 0) {
    say("going on after the " + std::to_string(welcome->settled) + " events that the daemon has of it");
  }
  ClientSink sink(client);
  const auto until = options.duration ? std::optional(start + *options.duration) : std::nullopt;
  auto played = play(generator, options.backfill, until, sink, welcome->settled);
  auto flushed = played ? client.flush(std::chrono::seconds{20}) : model::Result<void>(played.error());
  client.close();
  summarise(client.stats(), began);
  return flushed ? 0 : fail(flushed.error());
}

}  // namespace

int run_simulate(const SimulateOptions& options) {
  if (options.write_city) {
    auto written = write_city(*options.write_city);
    return written ? 0 : fail(written.error());
  }
  return stream(options);
}

}  // namespace gridhall::simulate
