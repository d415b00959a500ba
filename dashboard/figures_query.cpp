#include "dashboard/figures_query.hpp"

#include <algorithm>

#include "dashboard/json.hpp"
#include "store/model/tables.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::chrono::milliseconds kCountWait{2'000};

std::optional<DayBounds> read_day(QueryReader& reader, const CityDays& days, std::string_view name) {
  const auto text = reader.one(name);
  if (!text) return std::nullopt;
  const auto day = days.day(*text);
  if (!day) reader.refuse(name, *text, "a date of the city, 2026-11-24");
  return day;
}

std::vector<std::string> texts(QueryReader& reader, std::string_view name) {
  std::vector<std::string> out;
  for (const std::string_view text : reader.all(name, true)) out.emplace_back(text);
  return out;
}

}  // namespace

Period read_period(QueryReader& reader, const CityDays& days, model::Time now, int default_days) {
  const auto from = read_day(reader, days, "from");
  const auto to = read_day(reader, days, "to");
  const DayBounds today = days.day_of(now);
  Period period;
  period.end = to ? to->end : today.end;
  period.begin = from ? from->begin : days.days_before(to ? to->begin : today.begin, default_days - 1);
  if (period.begin >= period.end)
    reader.refuse("from", reader.one("from").value_or(""), "a day not after `to`");
  return period;
}

store::OutcomeScope read_scope(QueryReader& reader, const model::Tables* tables) {
  store::OutcomeScope scope;
  if (auto areas = texts(reader, "area"); !areas.empty()) {
    scope.wants_areas = [areas = std::move(areas)](const std::vector<model::AreaRef>& held) {
      return std::ranges::any_of(
          held, [&](const model::AreaRef& ref) { return std::ranges::find(areas, ref.code) != areas.end(); });
    };
  }
  if (auto units = texts(reader, "unit"); !units.empty()) {
    scope.wants_unit = [units = std::move(units), tables](const std::string& held) {
      return std::ranges::any_of(units, [&](const std::string& unit) {
        return unit == held || (tables != nullptr && tables->within(held, unit));
      });
    };
  }
  if (auto classes = texts(reader, "class"); !classes.empty()) {
    scope.wants_class = [classes = std::move(classes)](const std::string& held) {
      return std::ranges::any_of(classes,
                                 [&](const std::string& pattern) { return matches_pattern(pattern, held); });
    };
  }
  return scope;
}

void append_period(std::string& out, const CityDays& days, const Period& period) {
  out += "\"from\":";
  append_string(out, days.name(period.begin));
  append_key(out, "to");
  append_string(out, days.name(period.end - std::chrono::microseconds(1)));
}

std::optional<net::Response> not_counted(const ApiContext& api, const net::Request& request) {
  if (api.store.wait_counted(kCountWait)) return std::nullopt;
  net::Response response = error_response(request, 503, model::Code::kStorageBusy,
                                          "the cases are being counted, as after each start; ask again");
  response.headers.push_back({"Retry-After", "5"});
  return response;
}

}  // namespace gridhall::dashboard
