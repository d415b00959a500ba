#include "tests/bench/viewers.hpp"

#include <charconv>
#include <cstdio>
#include <numeric>
#include <stdexcept>
#include <string_view>

namespace gridhall::bench {
namespace {

constexpr std::chrono::seconds kPatience{60};
/// Sequence, page and the like stand at the head of a message, before its rows.
constexpr std::size_t kHeadBytes = 256;

std::uint64_t number_in(std::string_view head, std::string_view name) {
  const std::size_t at = head.find(name);
  std::uint64_t value = 0;
  if (at == std::string_view::npos)
    throw std::runtime_error("no " + std::string(name) + " in " + std::string(head));
  std::from_chars(head.data() + at + name.size(), head.data() + head.size(), value);
  return value;
}

std::string subscription(const CityBox& box, int level) {
  std::array<char, 256> text{};
  std::snprintf(
      text.data(), text.size(),
      R"({"op":"sub","id":"map","view":{"bbox":[%.4f,%.4f,%.4f,%.4f],"level":%d},"want":["cells","cases"]})",
      box.west, box.south, box.east, box.north, level);
  return text.data();
}

}  // namespace

class Viewers::Viewer final : public Connection {
 public:
  Viewer(Viewers& all, const Address& to, const std::string& subscription)
      : Connection(to, "/api/v1/live",
                   "Origin: " + to.origin() + "\r\nSec-WebSocket-Protocol: gridhall.dash.v1\r\n"),
        all_(all) {
    append_frame(out(), subscription);
  }

 private:
  void on_message(std::string_view text) override {
    const std::string_view head = text.substr(0, kHeadBytes);
    if (head.starts_with(R"({"op":"delta")")) {
      take_delta(head);
    } else if (head.starts_with(R"({"op":"tick")")) {
      seq_ = number_in(head, R"("seq":)");
    } else if (head.starts_with(R"({"op":"snap")")) {
      seq_ = number_in(head, R"("seq":)");
      ++all_.pages_;
      if (head.find(R"("last":true)") != std::string_view::npos) ++all_.complete_;
    } else if (head.starts_with(R"({"op":"lag")")) {
      ++all_.figures.lags;
    } else if (!head.starts_with(R"({"op":"welcome")") && !head.starts_with(R"({"op":"subbed")") &&
               !head.starts_with(R"({"op":"alert")")) {
      throw std::runtime_error("the server says: " + std::string(head));
    }
  }

  void take_delta(std::string_view head) {
    const std::uint64_t from = number_in(head, R"("from":)");
    const std::uint64_t to = number_in(head, R"("seq":)");
    if (from != seq_) throw std::runtime_error("a gap: " + std::string(head));
    const auto now = AckTimes::Clock::now();
    ++all_.figures.deltas;
    all_.figures.events += to - from;
    all_.acks.between(from, to,
                      [&](AckTimes::Clock::time_point acked) { all_.figures.latencies.add(now - acked); });
    seq_ = to;
  }

  Viewers& all_;
  std::uint64_t seq_ = 0;
};

Viewers::Viewers(const Address& to, const CityBox& box, int level, unsigned count, Poller& poller)
    : poller_(poller) {
  const std::string text = subscription(box, level);
  for (unsigned i = 0; i < count; ++i) {
    viewers_.push_back(std::make_unique<Viewer>(*this, to, text));
    poller_.add(*viewers_.back());
  }
}

Viewers::~Viewers() = default;

void Viewers::wait_for_snapshots() {
  for (const auto until = AckTimes::Clock::now() + kPatience; complete_ < viewers_.size();) {
    if (AckTimes::Clock::now() > until) throw std::runtime_error("snapshots stay out");
    poller_.poll(10);
  }
}

std::uint64_t Viewers::bytes_received() const {
  return std::accumulate(
      viewers_.begin(), viewers_.end(), std::uint64_t{0},
      [](std::uint64_t sum, const auto& viewer) { return sum + viewer->bytes_received(); });
}

}  // namespace gridhall::bench
