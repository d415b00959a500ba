// What GET /figures and GET /series are asked for: a period in days of the city, and which cases.
#pragma once

#include "dashboard/api.hpp"
#include "dashboard/query_reader.hpp"
#include "store/outcome_scope.hpp"

namespace gridhall::dashboard {

struct Period {
  model::Time begin{};
  model::Time end{};  ///< exclusive
};

/// `from` and `to`, both inclusive; today where neither is said, `default_days` ending today for a span that
/// is open to the left. Errors stay in the reader.
Period read_period(QueryReader& reader, const CityDays& days, model::Time now, int default_days);

/// `area` (a code of any layer), `unit` (with its teams), `class` (a code, or a pattern ending in .*), each
/// as often as wanted. The tables must outlive the scope.
store::OutcomeScope read_scope(QueryReader& reader, const model::Tables* tables);

/// {"from":…,"to":…} as days, without braces.
void append_period(std::string& out, const CityDays& days, const Period& period);

/// 503 where the outcomes are not counted yet; nothing once they are.
std::optional<net::Response> not_counted(const ApiContext& api, const net::Request& request);

}  // namespace gridhall::dashboard
