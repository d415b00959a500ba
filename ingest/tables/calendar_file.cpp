#include "ingest/tables/calendar_file.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gridhall::tables {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::minutes;

constexpr std::array<std::string_view, 7> kDayKeys = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
/// A longer exception is a mistyped year, or another weekly pattern.
constexpr days kExceptionMax{366};

/// "08:30", to "24:00"
std::optional<minutes> parse_time(std::string_view text) {
  const auto digit = [text](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
    return std::nullopt;
  const minutes minute((text[3] - '0') * 10 + (text[4] - '0'));
  const minutes time = std::chrono::hours((text[0] - '0') * 10 + (text[1] - '0')) + minute;
  if (minute >= minutes(60) || time > days(1)) return std::nullopt;
  return time;
}

std::optional<model::DayInterval> parse_interval(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto begin = parse_time(text.substr(0, 5));
  const auto end = parse_time(text.substr(6));
  if (!begin || !end || *begin >= *end) return std::nullopt;
  return model::DayInterval{*begin, *end};
}

std::vector<model::DayInterval> read_hours(const Block& block, std::string_view key) {
  std::vector<model::DayInterval> hours;
  block.each_text(key, [&](std::size_t i, const std::string& text) {
    const auto interval = parse_interval(text);
    if (!interval) {
      block.wrong_element(key, i,
                          "hours such as \"08:30-12:00\", from 00:00 to 24:00, the end after the beginning");
    } else if (!hours.empty() && interval->begin < hours.back().end) {
      block.wrong_element(key, i, "hours that follow on each other and don't overlap");
    } else {
      hours.push_back(*interval);
    }
  });
  return hours;
}

model::CalendarVersion read_version(const Block& block) {
  block.only({"from", "mon", "tue", "wed", "thu", "fri", "sat", "sun"});
  model::CalendarVersion version;
  version.from = block.date("from", Need::kRequired).value_or(local_days{});
  bool any = false;
  for (std::size_t d = 0; d < kDayKeys.size(); ++d) {
    version.week[d] = read_hours(block, kDayKeys[d]);
    any = any || block.has(kDayKeys[d]);
  }
  if (!any) block.wrong("mon", "hours on one day of the week or more");
  return version;
}

std::vector<model::CalendarVersion> read_versions(const Block& block) {
  std::vector<model::CalendarVersion> versions;
  for (const Block& inner : block.blocks("calendar.version", "", Need::kRequired)) {
    model::CalendarVersion version = read_version(inner);
    const bool twice =
        std::ranges::any_of(versions, [&version](const auto& other) { return other.from == version.from; });
    if (!twice) {
      versions.push_back(std::move(version));
    } else if (inner.has("from")) {
      inner.wrong("from", "each day once in a calendar");
    }
  }
  // Whatever is wrong here, the zone is to be checked as well.
  if (versions.empty()) versions.emplace_back();
  return versions;
}

/// First and last day of an exception: `date`, or `from` and `to`.
std::optional<std::pair<local_days, local_days>> read_days(const Block& block) {
  if (block.has("date")) {
    for (const auto key : {"from", "to"}) {
      if (block.has(key)) block.wrong(key, "either date, or from and to");
    }
    const auto day = block.date("date");
    return day ? std::optional(std::pair(*day, *day)) : std::nullopt;
  }
  if (!block.has("from") && !block.has("to")) {
    block.wrong("date", "date, or from and to");
    return std::nullopt;
  }
  const auto from = block.date("from", Need::kRequired);
  const auto to = block.date("to", Need::kRequired);
  if (!from || !to) return std::nullopt;
  if (*to < *from || *to - *from >= kExceptionMax) {
    block.wrong("to", "the last day, not before from, at most 366 days in all");
    return std::nullopt;
  }
  return std::pair(*from, *to);
}

std::map<local_days, model::DayException> read_exceptions(const Block& block) {
  std::map<local_days, model::DayException> exceptions;
  for (const Block& inner : block.blocks("calendar.exception", "")) {
    inner.only({"date", "from", "to", "hours", "name"});
    const auto range = read_days(inner);
    // A make-up workday whose hours were forgotten must not pass for a holiday.
    if (!inner.has("hours")) inner.wrong("hours", "a list of hours; hours = [] is a day off");
    const model::Words name = inner.words("name");
    const model::DayException exception{read_hours(inner, "hours"), name.en, name.zh};
    if (!range) continue;
    for (local_days day = range->first; day <= range->second; day += days(1)) {
      if (exceptions.try_emplace(day, exception).second) continue;
      inner.wrong(inner.has("date") ? "date" : "from", to_text(day), "one exception a day");
    }
  }
  return exceptions;
}

class Reader {
 public:
  Reader(const std::string& default_zone, CalendarFile& out) : default_zone_(default_zone), out_(out) {}

  void read(const Block& root) {
    root.only({"calendar"});
    const std::vector<Block> blocks = root.blocks("calendar", "code", Need::kRequired);
    for (const Block& block : blocks) read_calendar(block);
    if (!default_code_ && out_.codes->size() == 1) default_code_ = *out_.codes->begin();
    if (!default_code_ && blocks.size() > 1) root.wrong("calendar", "default = true in one of the calendars");
    out_.default_calendar = default_code_.value_or("");
  }

 private:
  void read_calendar(const Block& block) {
    block.only({"code", "zone", "areas", "default", "version", "exception"});
    const std::string code = block.code("code", Need::kRequired).value_or("");
    if (!code.empty() && !out_.codes->insert(code).second) block.wrong("code", "each code once");
    if (block.flag("default").value_or(false)) {
      if (default_code_) {
        block.wrong("default", "one default calendar; it is \"" + *default_code_ + "\"");
      } else {
        default_code_ = code;
      }
    }
    block.each_text("areas", [&](std::size_t i, const std::string& area) {
      const auto [other, added] = out_.calendar_of_area.try_emplace(area, code);
      if (!added)
        block.wrong_element("areas", i, "an area in one calendar; it is in \"" + other->second + "\" too");
    });
    const std::string zone = block.text("zone").value_or(default_zone_);
    auto made = model::Calendar::make(code, zone, read_versions(block), read_exceptions(block));
    if (made) {
      out_.calendars.try_emplace(code, std::move(*made));
    } else if (made.error().pointer == "/zone") {
      block.wrong("zone", zone, made.error().allowed);
    } else {
      block.wrong("version", made.error().detail, made.error().allowed);
    }
  }

  const std::string& default_zone_;
  CalendarFile& out_;
  std::optional<std::string> default_code_;
};

}  // namespace

CalendarFile read_calendars(std::string_view text, const std::string& file, const std::string& default_zone,
                            Problems& problems) {
  CalendarFile out;
  const auto root = parse_text(text, file, problems);
  if (!root) return out;
  out.codes.emplace();
  Reader(default_zone, out).read(Block(*root, file, problems));
  return out;
}

}  // namespace gridhall::tables
