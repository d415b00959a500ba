// What a viewer or a query wants to see of the cases: one value for the live door's `filter` and for the
// parameters of the HTTP API, matched against rows of the board and against whole cases alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/board.hpp"
#include "store/model/case.hpp"

namespace gridhall::dashboard {

inline constexpr std::size_t kFilterValuesMax = 64;  ///< a list in a filter; a person picks a few
inline constexpr std::size_t kFilterValueBytesMax = 256;
inline constexpr std::uint8_t kNoSeverity = 1U << 7U;  ///< a condition that no case meets

/// All members must hold; a list holds when one of its values does; an empty list is no condition.
struct Filter {
  std::vector<std::string> service_codes;  ///< codes as sent or of classes, or patterns ending in "*" or ".*"
  std::vector<std::string> areas;          ///< area codes, of any layer
  std::vector<std::string> units;  ///< the handling unit; without one the agency that the source names
  std::vector<std::string> sources;
  std::uint32_t states = 0;       ///< bit per model::State; 0: no condition
  std::uint8_t severities = 0;    ///< bit per model::Severity, and kNoSeverity; 0: no condition
  std::uint8_t kinds = 0;         ///< bit per model::Kind; 0: no condition
  std::uint8_t lights = 0;        ///< bit per model::Light; 0: no condition
  std::uint32_t escalations = 0;  ///< flags of the levels of escalation; 0: no condition
  std::optional<bool> located;
  std::optional<bool> exercise;

  bool empty() const;
  /// Text that is equal exactly where the filters are: viewers with one key share rows.
  std::string key() const;
  /// Drills are never counted, except by who asks for drills.
  bool counts_drills() const { return exercise.value_or(false); }
};

/// Sorted, each value once, so that two ways of saying the same have one key.
void normalise(Filter& filter);

/// "open", "closed" or a lifecycle state; 0 for anything else.
std::uint32_t state_bits(std::string_view word);
/// Bits of this severity and all above it.
std::uint8_t severities_from(model::Severity least);
/// Narrows the severities by the bits of `severity_min`; two conditions that exclude each other match
/// nothing.
void combine_severities(Filter& filter, std::uint8_t from);
/// A light that a filter may name, as its bit; "paused" is grey. 0 for anything else.
std::uint8_t light_bit(std::string_view word);
/// A level of escalation as its flag; 0 for anything else.
std::uint32_t escalation_bit(std::string_view word);
/// "noise.*" takes noise and everything below it, "noise*" everything that starts so, anything else itself.
bool matches_pattern(std::string_view pattern, std::string_view code);

/// `tables` in force may be null; a closed case has no light.
bool matches(const Filter& filter, const model::Case& c, const model::Tables* tables, model::Time now);

/// Matches rows of the board. Verdicts about interned texts are remembered by their number, so a row costs a
/// few loads and no string is compared twice. One owner, one thread at a time.
class BoardMatcher {
 public:
  explicit BoardMatcher(Filter filter) : filter_(std::move(filter)) {}

  const Filter& filter() const { return filter_; }
  bool matches(const store::BoardView& board, const store::BoardRow& row);
  /// Matches and goes into counters.
  bool counts(const store::BoardView& board, const store::BoardRow& row) {
    return ((row.flags & model::kCaseExercise) == 0 || filter_.counts_drills()) && matches(board, row);
  }

 private:
  enum class Verdict : std::uint8_t { kUnknown, kYes, kNo };
  template <class Judge>
  static bool remembered(std::vector<Verdict>& verdicts, std::uint32_t id, Judge judge);

  Filter filter_;
  std::vector<Verdict> services_;
  std::vector<Verdict> classes_;
  std::vector<Verdict> units_;
  std::vector<Verdict> area_sets_;
  std::vector<Verdict> sources_;
};

}  // namespace gridhall::dashboard
