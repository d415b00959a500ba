#include "ingest/protocol/event_time.hpp"

#include <cmath>
#include <string>
#include <utility>

#include "ingest/protocol/violation.hpp"

namespace gridhall::ingest {
namespace {

namespace dom = simdjson::dom;
using model::Code;
using std::chrono::duration_cast;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view kAllowed = "an RFC 3339 time with a zone, for example 2026-11-24T06:02:11Z";

std::string span_text(std::chrono::microseconds span) {
  const auto s = duration_cast<seconds>(span);
  if (s < minutes(2)) {
    return std::to_string(s.count()) + " s";
  }
  if (s < hours(3)) {
    return std::to_string(duration_cast<minutes>(s).count()) + " min";
  }
  if (s < hours(72)) {
    return std::to_string(duration_cast<hours>(s).count()) + " h";
  }
  return std::to_string(duration_cast<hours>(s).count() / 24) + " days";
}

std::string epoch_hint(double number) {
  // 1e11 s is the year 5138, 1e11 ms is 1973: between the two there is no doubt which one is meant.
  const double size = std::abs(number);
  const std::string_view unit = size < 1e11   ? "seconds"
                                : size < 1e14 ? "milliseconds"
                                              : "microseconds or less";
  return "It looks like " + std::string(unit) + " since 1970; write the date out.";
}

model::Error not_a_string(dom::element value) {
  double number = 0;
  return violation(Code::kTimeInvalid, "/time", value, kAllowed,
                   value.get_double().get(number) == simdjson::SUCCESS ? epoch_hint(number) : std::string());
}

model::Error unreadable(dom::element value, std::string_view text, model::Error error) {
  error.pointer = "/time";
  error.got = excerpt(value);
  if (!text.empty() && text.size() < 18 && text.find_first_not_of("0123456789") == std::string_view::npos) {
    error.detail += " " + epoch_hint(std::stod(std::string(text)));
  } else if (text.find('/') != std::string_view::npos) {
    error.detail += " Dates are written year-month-day.";
  } else if (!text.empty() && (text.front() == ' ' || text.back() == ' ')) {
    error.detail += " White space stands around it.";
  }
  return error;
}

model::Error in_future(dom::element value, std::chrono::microseconds ahead, seconds future_max) {
  std::string hint = "It is " + span_text(ahead) + " ahead of the server's clock.";
  // A local clock sent with Z is off by the zone's offset, to the quarter of an hour, less the way here.
  const auto off = duration_cast<minutes>(ahead + minutes(2)) % minutes(15);
  if (ahead < hours(14) + minutes(5) && off <= minutes(4)) {
    hint += " Is local time sent as UTC?";
  }
  return violation(Code::kTimeInFuture, "/time", value, "at most " + span_text(future_max) + " ahead of now",
                   hint);
}

}  // namespace

std::optional<model::Error> read_time(const std::optional<dom::element>& time, const Rules& rules,
                                      model::Time now, Candidate& candidate) {
  if (!time) {
    candidate.event.occurred_at = now;
    candidate.event.flags |= model::kTimeMissing;
    candidate.warnings.push_back({"time_missing", "The event has no time; the server's was taken.", "/time"});
    return std::nullopt;
  }
  std::string_view text;
  if (time->get_string().get(text) != simdjson::SUCCESS) {
    return not_a_string(*time);
  }
  auto parsed = model::parse_rfc3339(text);
  if (!parsed) {
    return unreadable(*time, text, parsed.error());
  }
  if (*parsed > now + rules.future_max) {
    return in_future(*time, *parsed - now, rules.future_max);
  }
  if (rules.max_age && now - *parsed > *rules.max_age) {
    return violation(Code::kTooOld, "/time", *time, "at most " + span_text(*rules.max_age) + " old",
                     "It is " + span_text(now - *parsed) + " old.");
  }
  candidate.event.occurred_at = *parsed;
  return std::nullopt;
}

}  // namespace gridhall::ingest
