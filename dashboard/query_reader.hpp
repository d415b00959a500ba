// Reads a request's query parameters and collects everything that is wrong with them, so that one answer
// names all. Unknown parameters are ignored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dashboard/filter.hpp"
#include "ingest/net/http.hpp"
#include "store/geo/cells.hpp"

namespace gridhall::dashboard {

class QueryReader {
 public:
  explicit QueryReader(const net::Request& request) : request_(request) {}

  /// The parameter's value; empty counts as absent, twice is an error.
  std::optional<std::string_view> one(std::string_view name);
  /// All values; with `split` each may be a comma list of its own.
  std::vector<std::string_view> all(std::string_view name, bool split);
  std::optional<std::uint64_t> number(std::string_view name, std::uint64_t least, std::uint64_t most);

  std::optional<geo::Bbox> bbox();
  /// Token of a cell of level 4 to 16.
  std::optional<geo::CellId> cell();
  /// area, service_code, state, light, escalation, unit, source, severity, severity_min, kind, located,
  /// exercise.
  Filter filter();

  void refuse(std::string_view name, std::string_view got, std::string allowed);
  const std::vector<model::Error>& errors() const { return errors_; }

 private:
  std::optional<bool> flag(std::string_view name);
  std::vector<std::string> texts(std::string_view name, bool split);

  const net::Request& request_;
  std::vector<model::Error> errors_;
};

}  // namespace gridhall::dashboard
