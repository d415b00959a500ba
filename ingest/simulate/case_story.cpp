#include "ingest/simulate/case_story.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ingest/simulate/wording.hpp"

namespace gridhall::simulate {
namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

constexpr std::array<std::string_view, 5> kSeverities{"Unknown", "Minor", "Moderate", "Severe", "Extreme"};

model::Time after(model::Time from, double delay_s) {
  return from + std::chrono::microseconds(std::llround(delay_s * 1e6));
}

/// Sensors tell milliseconds, people and their systems whole seconds.
model::Time as_told(model::Time time, Channel channel) {
  if (channel == Channel::kSensors) return std::chrono::floor<std::chrono::milliseconds>(time);
  return std::chrono::floor<seconds>(time);
}

/// Between the happening and its report, in seconds.
double latency_s(Channel channel, Random& random) {
  switch (channel) {
    case Channel::kHotline:
      return random.between(20, 180);
    case Channel::kCad:
      return random.between(2, 25);
    case Channel::kGridApp:
      return random.between(5, 60);
    case Channel::kSensors:
      return random.between(0.4, 3);
  }
  return 1;
}

std::string_view subject_prefix(Channel channel) {
  switch (channel) {
    case Channel::kHotline:
      return "HL";
    case Channel::kCad:
      return "CAD";
    case Channel::kGridApp:
      return "GA";
    case Channel::kSensors:
      return "SN";
  }
  return "HL";
}

std::string_view closure_reason(Random& random) {
  constexpr std::array<std::string_view, 6> kReasons{"fixed",    "no_fault_found", "not_responsible",
                                                     "referred", "withdrawn",      "unable_to_fix"};
  constexpr std::array<double, 6> kShares{0.82, 0.08, 0.03, 0.04, 0.01, 0.02};
  return kReasons[random.weighted(kShares)];
}

}  // namespace

struct Storyteller::Case {
  const CaseClass& row;
  const Place& place;
  Circumstances circumstances;
  Random& random;
  Channel channel = Channel::kHotline;
  Language language = Language::kEnglish;
  std::string subject;
  std::size_t severity = 0;
  bool located = true;
  model::Time sent_at{};
  Story story;
  std::vector<std::size_t>
      updates;  ///< indexes of the status updates in story.events, in the order of their times
};

Storyteller::Storyteller(std::string run, double pace, const City& city)
    : run_(std::move(run)), pace_(pace), city_(city) {}

std::string Storyteller::next_id() {
  return run_ + "-" + std::to_string(++events_);
}

std::string Storyteller::next_subject(Channel channel) {
  return std::string(subject_prefix(channel)) + "-" + run_ + "-" + std::to_string(++cases_);
}

Envelope Storyteller::envelope(Case& the_case, model::Time happened) {
  return {.channel = the_case.channel,
          .id = next_id(),
          .subject = the_case.subject,
          .time = as_told(happened, the_case.channel)};
}

model::Time Storyteller::scaled(model::Time from, double natural_seconds) const {
  return after(from, natural_seconds / pace_);
}

model::Time Storyteller::closing_time(model::Time from, const CaseClass& row, Random& random) const {
  constexpr double kNeglectableHours = 8;
  const double usual_h = row.median_h * std::exp(row.sigma * random.normal());
  const bool neglected = row.limit_h <= kNeglectableHours && random.chance(mishaps::kNeglected);
  const double hours = neglected ? std::max(usual_h, row.limit_h * random.between(1.1, 3)) : usual_h;
  return scaled(from, hours * 3'600);
}

Story Storyteller::tell(model::Time sent_at, const CaseClass& row, const Place& place,
                        Circumstances circumstances, Random& random) {
  Case the_case{.row = row,
                .place = place,
                .circumstances = circumstances,
                .random = random,
                .subject = {},
                .story = {},
                .updates = {}};
  the_case.channel = static_cast<Channel>(random.weighted(row.channels));
  the_case.language = pick_language(random);
  the_case.subject = next_subject(the_case.channel);
  the_case.severity = circumstances.extreme ? kSeverities.size() - 1 : random.weighted(row.severity);
  the_case.located = !(the_case.channel == Channel::kHotline && random.chance(mishaps::kUnlocated));
  the_case.sent_at = sent_at;
  the_case.story.opens_at = sent_at;
  the_case.story.closes_at = closing_time(sent_at, row, random);
  report(the_case);
  steps(the_case);
  corrections(the_case);
  disorder(the_case);
  second_caller(the_case);
  return std::move(the_case.story);
}

void Storyteller::report(Case& the_case) {
  auto& [row, place, circumstances, random, channel, language, subject, severity, located, sent_at, story,
         updates] = the_case;
  const bool exercise = channel == Channel::kCad && random.chance(mishaps::kExercise);
  const bool late = random.chance(mishaps::kLate);
  const model::Time happened =
      after(sent_at, -(late ? random.between(300, 4 * 3'600) : latency_s(channel, random)));
  EventData data;
  data.service_code = row.code;
  data.service_name = std::string(row.name.en) + " " + std::string(row.name.zh);
  data.severity = kSeverities[severity];
  data.agency = std::string(row.agency.en) + " " + std::string(row.agency.zh);
  data.exercise = exercise;
  if (exercise)
    data.description = language == Language::kEnglish ? "Exercise, no real alarm: " : "演练，非真实警情：";
  if (located) {
    data.description += description(row, place, language, random);
    data.at = place.at;
    data.gcj02 = channel == Channel::kGridApp;
    data.address = place.label.both();
    data.building = place.building;
    data.floor = place.floor;
    data.unit = place.unit;
    if (channel == Channel::kGridApp) {
      data.accuracy_m = random.range(4, 18);
      const std::size_t community = city_.community_at(place.at);
      if (community < city_.communities.size()) data.area_code = city_.communities[community].code;
    }
  } else {
    data.description += vague_description(row, language, random);
  }
  if (row.incident) {
    data.urgency = severity >= 3 ? "Immediate" : "Expected";
    data.certainty = channel == Channel::kSensors ? "Possible" : random.chance(0.7) ? "Observed" : "Likely";
  }
  if (channel != Channel::kSensors && random.chance(0.9)) {
    data.expected = as_told(scaled(happened, row.limit_h * 3'600), channel);
  }
  if (channel == Channel::kHotline) {
    constexpr std::array<std::string_view, 3> kWays{"phone", "wechat", "web"};
    constexpr std::array<double, 3> kWayShares{0.6, 0.3, 0.1};
    data.attributes.emplace_back("channel", kWays[random.weighted(kWayShares)]);
    if (random.chance(0.4)) data.contact = contact(random);
  }
  if (channel == Channel::kSensors) {
    data.attributes.emplace_back("sensor", "ls-" + std::to_string(random.range(1'000, 9'999)));
    data.attributes.emplace_back("battery_percent", std::to_string(random.range(35, 100)));
  }
  story.events.push_back({sent_at, report_json(envelope(the_case, happened), row.incident, data)});
}

void Storyteller::update(Case& the_case, model::Time at, const EventData& data) {
  const model::Time happened = std::max(the_case.sent_at, after(at, -the_case.random.between(1, 6)));
  the_case.story.events.push_back({at, update_json(envelope(the_case, happened), data)});
}

/// Acknowledged, in progress, perhaps suspended and resumed, resolved, closed. Only the closing is always
/// told.
void Storyteller::steps(Case& the_case) {
  Random& random = the_case.random;
  Story& story = the_case.story;
  const double life_s = std::chrono::duration<double>(story.closes_at - story.opens_at).count();
  const auto tell = [&](std::string_view status, double fraction, std::string_view reason = {}) {
    EventData data;
    data.status = status;
    data.closure_reason = reason;
    data.status_notes = note(status, reason, the_case.language, random);
    the_case.updates.push_back(story.events.size());
    update(the_case, after(story.opens_at, life_s * fraction), data);
  };
  if (random.chance(the_case.row.updates)) tell("acknowledged", random.between(0.04, 0.15));
  if (random.chance(the_case.row.updates)) tell("in_progress", random.between(0.18, 0.35));
  if (the_case.row.limit_h >= 4 && random.chance(0.05)) {
    if (the_case.updates.empty()) tell("in_progress", 0.36);  // a case is suspended out of the work on it
    tell("suspended", random.between(0.4, 0.5));
    tell("in_progress", random.between(0.6, 0.75));
  }
  if (random.chance(the_case.row.updates)) {
    if (the_case.updates.empty()) tell("in_progress", random.between(0.5, 0.7));  // nor resolved untouched
    tell("resolved", random.between(0.8, 0.95));
  }
  tell("closed", 1, closure_reason(random));
}

/// What the source learns later: the severity, or where it is.
void Storyteller::corrections(Case& the_case) {
  Random& random = the_case.random;
  const auto at = [&the_case, &random] {
    return the_case.story.opens_at +
           duration_cast<model::Time::duration>((the_case.story.closes_at - the_case.story.opens_at) *
                                                random.between(0.05, 0.3));
  };
  if (the_case.severity > 0 && the_case.severity < 4 && random.chance(0.04)) {
    EventData data;
    data.severity = kSeverities[the_case.severity == 1 || (the_case.severity == 2 && random.chance(0.3))
                                    ? the_case.severity + 1
                                    : the_case.severity - 1];
    update(the_case, at(), data);
  }
  if (!the_case.located && random.chance(0.6)) {
    EventData data;
    data.at = the_case.place.at;
    data.address = the_case.place.label.both();
    update(the_case, at(), data);
  }
}

/// Networks and outboxes are not orderly: events trade places and come twice.
void Storyteller::disorder(Case& the_case) {
  Random& random = the_case.random;
  auto& events = the_case.story.events;
  const auto& updates = the_case.updates;
  if (updates.size() > 1 && random.chance(mishaps::kOutOfOrder)) {
    const std::size_t k = random.below(updates.size() - 1);
    events[updates[k]].at = after(events[updates[k + 1]].at, random.between(1, 30));
  }
  if (updates.size() > 1 && random.chance(mishaps::kUpdateFirst)) {
    // The report waits in an outbox until the first update has gone.
    events.front().at = after(events[updates.front()].at, random.between(2, 40));
  }
  const std::size_t told = events.size();
  for (std::size_t k = 0; k < told; ++k) {
    if (!random.chance(mishaps::kSentTwice)) continue;
    Scheduled again = events[k];
    again.at = after(again.at, random.between(0.5, 60));
    events.push_back(std::move(again));
  }
}

/// Somebody else reports the same thing in their own words; the hotline finds out when the first case is
/// closed.
void Storyteller::second_caller(Case& the_case) {
  auto& [row, place, circumstances, random, channel, language, subject, severity, located, sent_at, story,
         updates] = the_case;
  const double share = circumstances.second_callers ? 0.2 : mishaps::kSecondCaller;
  if (!located || channel == Channel::kSensors || !random.chance(share)) return;
  const model::Time calls_at = after(sent_at, random.between(60, 1'500));
  if (calls_at >= story.closes_at) return;
  Place seen = place;
  seen.at = PlaceFinder::beside(place.at, 18, random);
  Case second{.row = row,
              .place = seen,
              .circumstances = circumstances,
              .random = random,
              .subject = {},
              .story = {},
              .updates = {}};
  second.channel = Channel::kHotline;
  second.language = pick_language(random);
  second.subject = next_subject(second.channel);
  second.severity = severity;
  second.sent_at = calls_at;
  report(second);
  EventData closing;
  closing.status = "closed";
  closing.closure_reason = "duplicate";
  closing.status_notes = (language == Language::kEnglish ? "Same as " : "与以下工单重复：") + subject;
  update(second, after(story.closes_at, random.between(20, 240)), closing);
  for (Scheduled& event : second.story.events) story.events.push_back(std::move(event));
}

}  // namespace gridhall::simulate
