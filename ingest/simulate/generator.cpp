#include "ingest/simulate/generator.hpp"

#include <algorithm>
#include <cmath>
#include <queue>
#include <utility>

#include "ingest/simulate/arrivals.hpp"
#include "ingest/simulate/bursts.hpp"
#include "ingest/simulate/ground.hpp"
#include "ingest/simulate/place_finder.hpp"
#include "store/geo/cells.hpp"

namespace gridhall::simulate {
namespace {

/// Events that a report brings with it on average, itself included: a test holds it to the truth.
constexpr double kEventsPerReport = 3.85;
constexpr double kHeartbeatSeconds = 30;
constexpr double kHeartbeatShareMax = 0.25;
constexpr int kGatewayCellLevel = 12;  // about 2 km a side

// Streams of random numbers that don't disturb each other.
constexpr std::uint64_t kArrivalSalt = 1;
constexpr std::uint64_t kBurstSalt = 2;
constexpr std::uint64_t kBackfillSalt = 3;

std::string run_name(model::Time start) {
  constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
  auto left = static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::milliseconds>(start.time_since_epoch()).count());
  std::string name;
  for (; left > 0; left /= 36) name.insert(name.begin(), kDigits[left % 36]);
  return name;
}

struct Gateway {
  std::string name;
  std::vector<std::string> cells;
};

std::vector<Gateway> gateways(const City& city) {
  std::vector<Gateway> all;
  for (const CityArea& district : city.districts) {
    Gateway gateway{"gw-" + district.code, {}};
    for (const CityArea& community : city.communities) {
      if (!community.code.starts_with(district.code)) continue;
      std::string cell = geo::token(geo::cell_at(community.label, kGatewayCellLevel));
      if (std::find(gateway.cells.begin(), gateway.cells.end(), cell) == gateway.cells.end()) {
        gateway.cells.push_back(std::move(cell));
      }
    }
    all.push_back(std::move(gateway));
  }
  return all;
}

}  // namespace

struct Generator::Impl {
  explicit Impl(const GeneratorOptions& given)
      : options(given),
        linshui(city()),
        finder(linshui),
        teller(run_name(given.start), given.rate / kDefaultRate, linshui),
        schedule(given.seed, given.start, given.rate / kDefaultRate, linshui),
        watchers(gateways(linshui)),
        heartbeat_every_s(std::max(kHeartbeatSeconds / static_cast<double>(watchers.size()),
                                   1 / (kHeartbeatShareMax * given.rate))),
        arrivals(reports_per_s()),
        arrival_random(given.seed, kArrivalSalt),
        burst_random(given.seed, kBurstSalt),
        next_arrival(arrivals.next(given.start, arrival_random)) {
    if (options.bursts) burst = schedule.next();
    if (options.heartbeats) heartbeat_at = beat(1);
  }

  double reports_per_s() const {
    const double beats_per_s = options.heartbeats ? 1 / heartbeat_every_s : 0;
    const double share = options.bursts ? 1 - kBurstShare : 1;
    return (options.rate - beats_per_s) / kEventsPerReport * share;
  }

  model::Time beat(std::uint64_t number) const {
    return options.start +
           std::chrono::microseconds(std::llround(heartbeat_every_s * static_cast<double>(number) * 1e6));
  }

  Story tell(const Arrival& arrival, Random& random) {
    const CaseClass& row = case_classes()[arrival.row];
    return teller.tell(arrival.at, row, finder.find(row, hour_of_week(arrival.at) % 24, random), {}, random);
  }

  void queue(Story story) {
    for (Scheduled& event : story.events) pending.push({std::move(event), pushed++});
  }

  /// Tells all that begins at or before the first pending event, so that this is really the next.
  void fill() {
    while (true) {
      const model::Time first = pending.empty() ? model::Time::max() : pending.top().event.at;
      const model::Time burst_at = options.bursts ? burst.cases[burst_case].at : model::Time::max();
      const model::Time beat_at = options.heartbeats ? heartbeat_at : model::Time::max();
      const model::Time soonest = std::min({next_arrival.at, burst_at, beat_at});
      if (first < soonest) return;
      if (soonest == next_arrival.at) {
        queue(tell(next_arrival, arrival_random));
        next_arrival = arrivals.next(next_arrival.at, arrival_random);
      } else if (soonest == burst_at) {
        tell_burst_case();
      } else {
        tell_heartbeat();
      }
    }
  }

  void tell_burst_case() {
    const BurstCase& now = burst.cases[burst_case];
    const CaseClass& row = case_classes()[now.row];
    const Place place = finder.near(row.where, burst.centre, burst.radius_m, burst_random);
    queue(teller.tell(now.at, row, place, {.second_callers = true, .extreme = now.worst}, burst_random));
    if (++burst_case < burst.cases.size()) return;
    burst = schedule.next();
    burst_case = 0;
  }

  void tell_heartbeat() {
    const Gateway& gateway = watchers[heartbeats % watchers.size()];
    const Envelope envelope{.channel = Channel::kSensors,
                            .id = teller.next_id(),
                            .subject = {},
                            .time = std::chrono::floor<std::chrono::milliseconds>(heartbeat_at)};
    pending.push({{heartbeat_at, heartbeat_json(envelope, gateway.name, gateway.cells)}, pushed++});
    heartbeat_at = beat(++heartbeats + 1);
  }

  /// All stories of the past hours at `boost` times the usual rate.
  std::vector<Story> past_stories(const Backfill& plan, double boost) {
    Random random(options.seed, kBackfillSalt);
    const Arrivals past(reports_per_s() * boost);
    // A city that lives faster has a shorter past: hours at a hundred events a second would be millions of
    // cases.
    const std::chrono::duration<double> length = plan.past / std::max(1.0, options.rate / kDefaultRate);
    const auto begin = options.start - std::chrono::duration_cast<model::Time::duration>(length);
    std::vector<Story> stories;
    for (Arrival arrival = past.next(begin, random); arrival.at < options.start;
         arrival = past.next(arrival.at, random)) {
      stories.push_back(tell(arrival, random));
    }
    return stories;
  }

  std::size_t open_at_start(const std::vector<Story>& stories) const {
    return static_cast<std::size_t>(std::count_if(stories.begin(), stories.end(), [this](const Story& story) {
      return story.closes_at > options.start;
    }));
  }

  struct Pending {
    Scheduled event;
    std::uint64_t order;
    /// For a queue whose top is the earliest.
    bool operator<(const Pending& other) const {
      return std::pair(event.at, order) > std::pair(other.event.at, other.order);
    }
  };

  GeneratorOptions options;
  const City& linshui;
  PlaceFinder finder;
  Storyteller teller;
  BurstSchedule schedule;
  std::vector<Gateway> watchers;
  double heartbeat_every_s;
  Arrivals arrivals;
  Random arrival_random;
  Random burst_random;
  Arrival next_arrival;
  Burst burst;
  std::size_t burst_case = 0;
  model::Time heartbeat_at{};
  std::uint64_t heartbeats = 0;
  std::priority_queue<Pending> pending;
  std::uint64_t pushed = 0;
};

Generator::Generator(const GeneratorOptions& options) : impl_(std::make_unique<Impl>(options)) {}
Generator::~Generator() = default;

std::vector<Scheduled> Generator::backfill(const Backfill& plan) {
  // How many of the past cases are still open depends on the hour: nights are quiet, evenings leave a full
  // board. Two trials find the rate that leaves as many as are wanted; their ids are not used again.
  double boost = 1;
  for (int trial = 0; trial < 2; ++trial) {
    const std::size_t open = std::max<std::size_t>(1, impl_->open_at_start(impl_->past_stories(plan, boost)));
    boost *= static_cast<double>(plan.open_cases) / static_cast<double>(open);
  }
  auto stories = impl_->past_stories(plan, boost);
  // Of the closed ones the newest stay: the last hour is whole, what is older fades.
  std::sort(stories.begin(), stories.end(), [this](const Story& a, const Story& b) {
    const bool a_closed = a.closes_at <= impl_->options.start;
    const bool b_closed = b.closes_at <= impl_->options.start;
    return a_closed != b_closed ? b_closed : a.opens_at > b.opens_at;
  });
  if (stories.size() > plan.cases_max) stories.resize(plan.cases_max);
  std::vector<Scheduled> past;
  for (Story& story : stories) {
    std::vector<Scheduled> future;
    for (Scheduled& event : story.events) {
      (event.at <= impl_->options.start ? past : future).push_back(std::move(event));
    }
    story.events = std::move(future);
    impl_->queue(std::move(story));
  }
  std::stable_sort(past.begin(), past.end(),
                   [](const Scheduled& a, const Scheduled& b) { return a.at < b.at; });
  return past;
}

Scheduled Generator::next() {
  impl_->fill();
  Scheduled event = impl_->pending.top().event;
  impl_->pending.pop();
  return event;
}

double Generator::expected_reports(std::size_t row, int hour_of_week) const {
  return impl_->arrivals.expected(row, hour_of_week);
}

}  // namespace gridhall::simulate
