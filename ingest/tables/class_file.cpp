#include "ingest/tables/class_file.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gridhall::tables {
namespace {

// Ten years: longer ones are mistyped, and due times stay within the years that calendars know.
constexpr double kLimitHoursMax = 87'600;
constexpr double kLimitDaysMax = 3'650;
constexpr int kReopenDaysMax = 3'650;

std::optional<model::Limit> read_limit(const Block& block) {
  block.only({"value", "unit"});
  const auto value = block.number("value", Need::kRequired);
  const auto name = block.text("unit", Need::kRequired);
  const auto unit = model::parse_limit_unit(name.value_or(""));
  if (name && !unit) block.wrong("unit", "hours, working_hours, working_days");
  if (!value || !unit) return std::nullopt;
  const bool in_days = *unit == model::LimitUnit::kWorkingDays;
  if (*value <= 0 || *value > (in_days ? kLimitDaysMax : kLimitHoursMax)) {
    block.wrong("value", "a number above 0, ten years at most");
  } else if (in_days && std::trunc(*value) != *value) {
    block.wrong("value", "whole working days");
  } else {
    return model::Limit{*value, *unit};
  }
  return std::nullopt;
}

model::ClockRules read_rules(const Block& block) {
  model::ClockRules rules;
  if (const auto limits = block.table("limits")) {
    limits->only({"filing", "dispatch", "acknowledge", "handling", "verification", "total"});
    for (std::size_t i = 0; i < model::kClockCount; ++i) {
      if (const auto limit = limits->table(model::to_string(static_cast<model::Clock>(i))))
        rules.limits[i] = read_limit(*limit);
    }
  }
  if (const auto yellow = block.number("yellow")) {
    if (*yellow > 0 && *yellow < 1) {
      rules.yellow = *yellow;
    } else {
      block.wrong("yellow", "the used share of the time, above 0 and below 1");
    }
  }
  return rules;
}

model::EscalationLevel level_of(std::string_view word) {
  if (word == "raise") return model::EscalationLevel::kRaised;
  return word == "supervise" ? model::EscalationLevel::kSupervised : model::EscalationLevel::kNudged;
}

model::Rung read_rung(const Block& block) {
  block.only({"at", "after", "do"});
  model::Rung rung;
  const auto at = block.text("at", Need::kRequired);
  if (at && *at != "yellow" && *at != "red") block.wrong("at", "yellow, red");
  if (at == "yellow") rung.at = model::Light::kYellow;
  if (const auto after = block.table("after")) rung.after = read_limit(*after);
  const auto word = block.text("do", Need::kRequired);
  if (word && *word != "nudge" && *word != "supervise" && *word != "raise")
    block.wrong("do", "nudge, supervise, raise");
  rung.level = level_of(word.value_or(""));
  return rung;
}

/// Rungs are climbed one after the other: none may come before, or ask for less than, the one below it.
bool follows(const model::Rung& below, const model::Rung& rung) {
  if (rung.at != below.at) return rung.at == model::Light::kRed && rung.level >= below.level;
  const bool later = !below.after || (rung.after && rung.after->unit == below.after->unit &&
                                      rung.after->value > below.after->value);
  return later && rung.after && rung.level >= below.level;
}

std::vector<model::Rung> read_ladder(const Block& block) {
  std::vector<model::Rung> ladder;
  for (const Block& inner : block.blocks("ladder", "do")) {
    model::Rung rung = read_rung(inner);
    if (!ladder.empty() && !follows(ladder.back(), rung))
      inner.wrong("at",
                  "a rung later than the one before it: yellow before red, `after` of one unit rising, and "
                  "never less than what was done before");
    ladder.push_back(rung);
  }
  if (ladder.size() > model::kRungsMax)
    block.wrong("ladder", "at most " + std::to_string(model::kRungsMax) + " rungs");
  return ladder;
}

class Reader {
 public:
  Reader(const std::optional<Codes>& units, ClassFile& out) : units_(units), out_(out) {}

  void read(const Block& root) {
    root.only({"scheme", "source", "version"});
    out_.scheme = root.code("scheme", Need::kRequired).value_or("");
    for (const Block& block : root.blocks("version", "", Need::kRequired)) read_version(block);
    for (const Block& block : root.blocks("source", "prefix")) read_source(block);
  }

 private:
  void read_version(const Block& block) {
    block.only({"from", "class", "ladder"});
    const std::vector<model::Rung> ladder = read_ladder(block);
    model::ClassVersion version;
    const auto from = block.date("from", Need::kRequired);
    version.from = from.value_or(std::chrono::local_days{});
    const bool twice =
        std::ranges::any_of(out_.versions, [&](const auto& other) { return other.from == version.from; });
    if (from && twice) block.wrong("from", "each day once");
    Codes codes;
    for (const Block& inner : block.blocks("version.class", "code", Need::kRequired)) {
      model::ClassRow row = read_class(inner);
      if (!inner.has("ladder")) row.ladder = ladder;
      if (!row.code.empty() && !codes.insert(row.code).second)
        inner.wrong("code", "each code once in a version");
      version.rows.push_back(std::move(row));
    }
    known_.merge(codes);
    std::ranges::stable_sort(version.rows, std::less<>(), &model::ClassRow::code);
    out_.versions.push_back(std::move(version));
  }

  model::ClassRow read_class(const Block& block) {
    block.only({"code", "name", "family", "group", "unit", "filing", "closing", "limits", "yellow", "ladder",
                "verification", "reopen_days", "sensitive", "severity", "keywords"});
    model::ClassRow row;
    row.code = block.code("code", Need::kRequired).value_or("");
    if (row.code == model::kUnclassified) block.wrong("code", "any other: cases of no class have this one");
    row.name = block.words("name", Need::kRequired);
    if (const auto family = block.text("family")) {
      const auto parsed = model::parse_class_family(*family);
      if (!parsed) block.wrong("family", "component, event");
      row.family = parsed.value_or(row.family);
    }
    row.group = block.words("group");
    row.unit = block.code("unit").value_or("");
    if (units_ && !row.unit.empty() && !units_->contains(row.unit)) block.wrong("unit", "the code of a unit");
    row.filing_condition = block.words("filing");
    row.closing_condition = block.words("closing");
    row.rules = read_rules(block);
    row.ladder = read_ladder(block);
    row.verification = block.flag("verification").value_or(true);
    if (!row.verification && row.rules.limits[static_cast<std::size_t>(model::Clock::kVerification)])
      block.wrong("verification", "true, or no limits.verification");
    row.reopen_days = block.whole("reopen_days", 0, kReopenDaysMax);
    row.sensitive = block.flag("sensitive").value_or(false);
    if (const auto severity = block.text("severity")) {
      row.default_severity = model::parse_severity(*severity);
      if (!row.default_severity) block.wrong("severity", "Unknown, Minor, Moderate, Severe, Extreme");
    }
    row.keywords = block.texts("keywords");
    return row;
  }

  void read_source(const Block& block) {
    block.only({"prefix", "strict", "map"});
    model::SourceMapping mapping;
    const auto prefix = block.text("prefix", Need::kRequired);
    mapping.prefix = prefix.value_or("");
    if (prefix && !prefixes_.insert(*prefix).second) block.wrong("prefix", "each prefix once");
    mapping.strict = block.flag("strict").value_or(false);
    if (const auto map = block.table("map")) {
      for (const std::string_view theirs : map->keys()) {
        const auto ours = map->code(theirs);
        if (ours && !known_.contains(*ours)) map->wrong(theirs, "the code of a class of some version");
        if (ours) mapping.codes.try_emplace(std::string(theirs), *ours);
      }
    }
    out_.mappings.push_back(std::move(mapping));
  }

  const std::optional<Codes>& units_;
  ClassFile& out_;
  Codes known_;  ///< classes of all versions
  Codes prefixes_;
};

}  // namespace

ClassFile read_classes(std::string_view text, const std::string& file, const std::optional<Codes>& units,
                       Problems& problems) {
  ClassFile out;
  const auto root = parse_text(text, file, problems);
  if (root) Reader(units, out).read(Block(*root, file, problems));
  return out;
}

}  // namespace gridhall::tables
