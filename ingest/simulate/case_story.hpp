// The whole life of one case as its source tells it: the report, what it says on the way, the closing, and
// what goes wrong in between (an event sent twice, a second resident calling, updates out of order, a phone
// that was offline).
//
// Pure: the same arguments, the same story. Thread: one owner.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/simulate/case_class.hpp"
#include "ingest/simulate/event_json.hpp"
#include "ingest/simulate/place_finder.hpp"
#include "ingest/simulate/random.hpp"

namespace gridhall::simulate {

/// An event and when its source sends it.
struct Scheduled {
  model::Time at{};
  std::string event;
};

struct Story {
  model::Time opens_at{};
  model::Time closes_at{};        ///< when the closing is sent
  std::vector<Scheduled> events;  ///< not in order
};

/// Shares of what goes wrong, each of reports unless said otherwise.
namespace mishaps {
inline constexpr double kSentTwice = 0.005;    ///< of all events
inline constexpr double kLate = 0.02;          ///< happened minutes to hours before
inline constexpr double kUnlocated = 0.045;    ///< of hotline reports
inline constexpr double kSecondCaller = 0.05;  ///< of located reports that reach the hotline or the app
inline constexpr double kOutOfOrder = 0.01;    ///< of cases with two updates or more
inline constexpr double kUpdateFirst = 0.004;  ///< of cases with an update on the way
inline constexpr double kNeglected =
    0.05;                                  ///< of cases to be closed within 8 hours: they go past their limit
inline constexpr double kExercise = 0.02;  ///< of reports from the CAD
}  // namespace mishaps

/// What sets a story apart from those of every day.
struct Circumstances {
  bool second_callers = false;  ///< a burst: many residents see the same thing
  bool extreme = false;         ///< whatever the class's usual severity is
};

class Storyteller {
 public:
  /// `run` names this run of the stream: ids are `<run>-<n>`, subjects carry it too. `pace` divides every
  /// delay and limit: 1 at the default rate.
  Storyteller(std::string run, double pace, const City& city);

  Story tell(model::Time sent_at, const CaseClass& row, const Place& place, Circumstances circumstances,
             Random& random);

  /// The next event id; heartbeats take theirs here too.
  std::string next_id();

 private:
  struct Case;
  void report(Case& the_case);
  void steps(Case& the_case);
  void corrections(Case& the_case);
  void second_caller(Case& the_case);
  void disorder(Case& the_case);
  void update(Case& the_case, model::Time at, const EventData& data);
  Envelope envelope(Case& the_case, model::Time happened);
  std::string next_subject(Channel channel);
  model::Time scaled(model::Time from, double natural_seconds) const;
  model::Time closing_time(model::Time from, const CaseClass& row, Random& random) const;

  std::string run_;
  double pace_;
  const City& city_;
  std::uint64_t events_ = 0;
  std::uint64_t cases_ = 0;
};

}  // namespace gridhall::simulate
