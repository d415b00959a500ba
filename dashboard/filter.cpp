#include "dashboard/filter.hpp"

#include <algorithm>

#include "store/model/standing.hpp"

namespace gridhall::dashboard {
namespace {

template <class T>
constexpr std::uint32_t bit(T value) {
  return 1U << static_cast<unsigned>(value);
}

bool one_of(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool code_matches(const std::vector<std::string>& patterns, std::string_view code) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [code](const std::string& pattern) { return matches_pattern(pattern, code); });
}

bool in_areas(const std::vector<std::string>& codes, const std::vector<model::AreaRef>& areas) {
  return std::any_of(areas.begin(), areas.end(),
                     [&codes](const model::AreaRef& area) { return one_of(codes, area.code); });
}

/// The conditions that need nothing but numbers.
bool plain_matches(const Filter& filter, model::State state, model::Severity severity, model::Kind kind,
                   std::uint32_t flags, bool located) {
  if (filter.states != 0 && (filter.states & bit(state)) == 0) return false;
  if (filter.severities != 0 && (filter.severities & bit(severity)) == 0) return false;
  if (filter.kinds != 0 && (filter.kinds & bit(kind)) == 0) return false;
  if (filter.escalations != 0 && (filter.escalations & flags) == 0) return false;
  if (filter.located && *filter.located != located) return false;
  return !filter.exercise || *filter.exercise == ((flags & model::kCaseExercise) != 0);
}

void append_list(std::string& out, char name, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    out += name;
    out += std::to_string(value.size());
    out += ':';
    out += value;
  }
}

void sort_unique(std::vector<std::string>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

bool Filter::empty() const {
  return service_codes.empty() && areas.empty() && units.empty() && sources.empty() && lights == 0 &&
         states == 0 && severities == 0 && kinds == 0 && escalations == 0 && !located && !exercise;
}

std::string Filter::key() const {
  std::string out;
  append_list(out, 'c', service_codes);
  append_list(out, 'a', areas);
  append_list(out, 'u', units);
  append_list(out, 's', sources);
  out += '|' + std::to_string(states) + '|' + std::to_string(severities) + '|' + std::to_string(kinds) + '|';
  out += std::to_string(lights) + '|' + std::to_string(escalations) + '|';
  out += located ? (*located ? '1' : '0') : '-';
  out += exercise ? (*exercise ? '1' : '0') : '-';
  return out;
}

void normalise(Filter& filter) {
  for (auto* list : {&filter.service_codes, &filter.areas, &filter.units, &filter.sources}) {
    sort_unique(*list);
  }
}

std::uint32_t state_bits(std::string_view word) {
  std::uint32_t open = 0;
  std::uint32_t closed = 0;
  for (int i = 0; i < model::kStateCount; ++i) {
    const auto state = static_cast<model::State>(i);
    (model::is_open(state) ? open : closed) |= bit(state);
  }
  // "closed" is both the group and a state of it; the group is what a list means by it.
  if (word == "open") return open;
  if (word == "closed") return closed;
  const auto state = model::parse_state(word);
  return state ? bit(*state) : 0;
}

std::uint8_t severities_from(model::Severity least) {
  return static_cast<std::uint8_t>(0x1FU & ~(bit(least) - 1U));
}

void combine_severities(Filter& filter, std::uint8_t from) {
  constexpr std::uint8_t kAll = 0x1F;
  if (from == kAll) return;
  const std::uint8_t asked = filter.severities == 0 ? kAll : filter.severities;
  filter.severities = static_cast<std::uint8_t>(asked & from);
  if (filter.severities == 0) filter.severities = kNoSeverity;
}

std::uint8_t light_bit(std::string_view word) {
  const auto light = model::parse_light(word == "paused" ? "grey" : word);
  return light ? static_cast<std::uint8_t>(bit(*light)) : std::uint8_t{0};
}

std::uint32_t escalation_bit(std::string_view word) {
  const auto level = model::parse_escalation_level(word);
  return level ? static_cast<std::uint32_t>(model::flag_of(*level)) : 0;
}

bool matches_pattern(std::string_view pattern, std::string_view code) {
  if (!pattern.ends_with('*')) return pattern == code;
  pattern.remove_suffix(1);
  if (code.starts_with(pattern)) return true;
  return pattern.ends_with('.') && code == pattern.substr(0, pattern.size() - 1);
}

bool matches(const Filter& filter, const model::Case& c, const model::Tables* tables, model::Time now) {
  if (!plain_matches(filter, c.state, model::severity_of(c, tables), c.kind, c.flags,
                     static_cast<bool>(c.cell)) ||
      (!filter.areas.empty() && !in_areas(filter.areas, c.areas)) ||
      (!filter.sources.empty() && !one_of(filter.sources, c.source))) {
    return false;
  }
  if (filter.service_codes.empty() && filter.units.empty() && filter.lights == 0) return true;
  const model::Standing standing = model::standing(c, tables);
  if (!filter.service_codes.empty() && !code_matches(filter.service_codes, c.service_code) &&
      !code_matches(filter.service_codes, standing.class_code)) {
    return false;
  }
  if (!filter.units.empty() && !one_of(filter.units, standing.unit)) return false;
  const model::Light light = c.open() ? standing.plan.at(now) : model::Light::kUnset;
  return filter.lights == 0 || (filter.lights & bit(light)) != 0;
}

template <class Judge>
bool BoardMatcher::remembered(std::vector<Verdict>& verdicts, std::uint32_t id, Judge judge) {
  if (id >= verdicts.size()) verdicts.resize(id + 1U, Verdict::kUnknown);
  Verdict& verdict = verdicts[id];
  if (verdict == Verdict::kUnknown) verdict = judge() ? Verdict::kYes : Verdict::kNo;
  return verdict == Verdict::kYes;
}

bool BoardMatcher::matches(const store::BoardView& board, const store::BoardRow& row) {
  if (!plain_matches(filter_, row.state, row.severity, row.kind, row.flags, static_cast<bool>(row.cell)))
    return false;
  if (filter_.lights != 0 && (filter_.lights & bit(row.light)) == 0) return false;
  if (!filter_.service_codes.empty() &&
      !remembered(services_, row.service,
                  [&] { return code_matches(filter_.service_codes, board.service(row.service)); }) &&
      !remembered(classes_, row.class_code,
                  [&] { return code_matches(filter_.service_codes, board.class_code(row.class_code)); })) {
    return false;
  }
  if (!filter_.areas.empty() &&
      !remembered(area_sets_, row.areas, [&] { return in_areas(filter_.areas, board.areas(row.areas)); })) {
    return false;
  }
  if (!filter_.sources.empty() &&
      !remembered(sources_, row.source, [&] { return one_of(filter_.sources, board.source(row.source)); })) {
    return false;
  }
  return filter_.units.empty() ||
         remembered(units_, row.unit, [&] { return one_of(filter_.units, board.unit(row.unit)); });
}

}  // namespace gridhall::dashboard
