#include "ingest/import/table_converter.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "ingest/import/field_text.hpp"

namespace gridhall::importer {
namespace {

/// Half of the fourth decimal, in which default places are published.
constexpr double kSamePlace = 0.00005;

/// A table has tens of names; a file that makes up new ones in every row must not fill the memory.
constexpr std::size_t kNamesKnownMost = 4096;

std::vector<TimeFormat> compiled(const std::vector<std::string>& patterns) {
  std::vector<TimeFormat> out;
  for (const auto& pattern : patterns) {
    auto format = TimeFormat::compile(pattern);
    if (!format) throw std::runtime_error("not a time format: " + pattern);
    out.push_back(std::move(*format));
  }
  return out;
}

model::Error missing(std::string_view what, const Names& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : " or ") + ('"' + name + '"');
  return {model::Code::kAttributeMissing, "The file has no column for " + std::string(what) + '.', "", "",
          list};
}

model::Error empty_key() {
  return {model::Code::kAttributeMissing, "The row has no key of its own.", "", "", "a value in every row"};
}

bool is_text_member(std::string_view member) {
  return member != "accuracy_m" && member != "exercise";
}

bool says_yes(std::string_view text) {
  for (const std::string_view yes : {"true", "yes", "y", "t", "1"}) {
    if (equal_words(text, yes)) return true;
  }
  return false;
}

}  // namespace

struct TableConverter::Notes {
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<std::string_view> warnings;
  bool decoded = false;

  void note(std::string_view name, std::string_view value, std::string_view warning) {
    attributes.emplace_back(name, value);
    warnings.push_back(warning);
  }
};

TableConverter::TableConverter(Layout layout)
    : layout_(std::move(layout)),
      opened_clock_(layout_.time_zone, compiled(layout_.time_formats)),
      clock_(layout_.time_zone, compiled(layout_.time_formats)),
      key_(slot_for(layout_.key)),
      opened_(slot_for(layout_.opened)),
      closed_(slot_for(layout_.closed)),
      expected_(slot_for(layout_.expected)),
      status_(slot_for(layout_.status)),
      service_words_(slot_for(layout_.service_words)),
      service_code_(slot_for(layout_.service_code)),
      lat_(slot_for(layout_.lat)),
      lon_(slot_for(layout_.lon)),
      members_(bind_rules(layout_.members)),
      closing_(bind_rules(layout_.closing)),
      attributes_(bind_rules(layout_.attributes)),
      columns_(slots_.size(), kUnbound),
      cells_(slots_.size()),
      ranks_(slots_.size(), kUnbound) {}

TableConverter::Slot TableConverter::slot_for(const Names& names) {
  if (names.empty()) return kUnbound;
  const Slot slot = slots_.size();
  slots_.push_back(names);
  for (std::size_t rank = 0; rank < names.size(); ++rank)
    uses_[column_key(names[rank])].push_back({slot, rank});
  return slot;
}

std::vector<TableConverter::BoundRule> TableConverter::bind_rules(const std::vector<Rule>& rules) {
  std::vector<BoundRule> out;
  for (const Rule& rule : rules) {
    const Slot first = slot_for(rule.columns);
    out.push_back({&rule, first, slot_for(rule.and_columns)});
  }
  return out;
}

void TableConverter::begin_file() {
  opened_clock_.forget_order();
  std::fill(columns_.begin(), columns_.end(), kUnbound);
}

model::Result<void> TableConverter::bind(std::span<const std::string_view> header) {
  std::fill(ranks_.begin(), ranks_.end(), kUnbound);
  for (std::size_t column = 0; column < header.size(); ++column) {
    const auto found = uses_.find(column_key(header[column]));
    if (found == uses_.end()) continue;
    for (const Use use : found->second) {
      if (use.rank >= ranks_[use.slot]) continue;
      ranks_[use.slot] = use.rank;
      columns_[use.slot] = column;
    }
  }
  const auto bound = [this](Slot slot) { return slot != kUnbound && columns_[slot] != kUnbound; };
  if (!bound(key_)) return missing("the row's key", layout_.key);
  if (!bound(opened_)) return missing("the time of opening", layout_.opened);
  if (bound(closed_) && status_ != kUnbound && !bound(status_)) return missing("the status", layout_.status);
  return model::Result<void>();
}

std::optional<RowFacts> TableConverter::read(std::span<const std::string_view> cells, RowRef row,
                                             Journal& journal) {
  for (Slot slot = 0; slot < columns_.size(); ++slot) {
    cells_[slot] = columns_[slot] < cells.size() ? trimmed(cells[columns_[slot]]) : std::string_view{};
  }
  return facts(row, journal);
}

std::optional<RowFacts> TableConverter::read_named(std::span<const NamedCell> cells, RowRef row,
                                                   Journal& journal) {
  std::fill(cells_.begin(), cells_.end(), std::string_view{});
  std::fill(ranks_.begin(), ranks_.end(), kUnbound);
  for (const auto& [name, value] : cells) {
    auto known = uses_by_name_.find(std::string(name));
    if (known == uses_by_name_.end()) {
      if (uses_by_name_.size() >= kNamesKnownMost) uses_by_name_.clear();
      const auto found = uses_.find(column_key(name));
      known = uses_by_name_.emplace(name, found == uses_.end() ? nullptr : &found->second).first;
    }
    if (known->second == nullptr) continue;
    for (const Use use : *known->second) {
      if (use.rank >= ranks_[use.slot]) continue;
      ranks_[use.slot] = use.rank;
      cells_[use.slot] = trimmed(value);
    }
  }
  return facts(row, journal);
}

std::string_view TableConverter::cell(Slot slot) const {
  return slot == kUnbound ? std::string_view{} : cells_[slot];
}

std::string TableConverter::text(Slot slot, Notes& notes) const {
  const std::string_view bytes = cell(slot);
  if (bytes.find('\0') == std::string_view::npos && is_utf8(bytes)) return std::string(bytes);
  notes.decoded = true;
  std::string out = is_utf8(bytes) ? std::string(bytes) : from_windows_1252(bytes);
  // No event may hold U+0000.
  for (auto nul = out.find('\0'); nul != std::string::npos; nul = out.find('\0', nul))
    out.replace(nul, 1, "\xEF\xBF\xBD");
  return out;
}

std::string TableConverter::value_of(const BoundRule& rule, Notes& notes) const {
  if (!rule.rule->constant.empty()) return rule.rule->constant;
  std::string first = text(rule.first, notes);
  if (says_nothing(first)) return {};
  const std::string second = text(rule.second, notes);
  if (!says_nothing(second)) first += " & " + second;
  return rule.rule->member == "description" || rule.rule->member == "status_notes" ? first
                                                                                   : single_spaced(first);
}

void TableConverter::put_members(const std::vector<BoundRule>& rules, ObjectWriter& out, Notes& notes) const {
  ObjectWriter contact;
  std::string_view last;
  for (const BoundRule& rule : rules) {
    const std::string_view member = rule.rule->member;
    if (member == last) continue;
    const std::string value = value_of(rule, notes);
    if (value.empty()) continue;
    last = member;
    if (member.starts_with("contact_")) {
      contact.text(member.substr(sizeof("contact_") - 1), value);
    } else if (is_text_member(member)) {
      out.text(member, value);
    } else if (member == "exercise") {
      out.raw(member, says_yes(value) ? "true" : "false");
    } else if (const auto number = decimal(value)) {
      out.number(member, *number);
    } else {
      notes.note(member, value, "number_unreadable");
    }
  }
  if (!contact.empty()) out.raw("contact", contact.object());
}

void TableConverter::put_service(ObjectWriter& out, Notes& notes) const {
  std::string words = single_spaced(text(service_words_, notes));
  if (words.empty()) words = layout_.constant_service_name;
  std::string code = text(service_code_, notes);
  if (code.empty()) code = layout_.constant_service_code;
  if (code.empty()) code = code_from_words(words);
  if (!code.empty()) out.text("service_code", code);
  if (!words.empty()) out.text("service_name", words);
}

void TableConverter::put_place(ObjectWriter& out, RowFacts& facts, Notes& notes) const {
  facts.unlocated = true;
  const std::string_view lat_text = cell(lat_);
  const std::string_view lon_text = cell(lon_);
  if (says_nothing(lat_text) || says_nothing(lon_text)) return;
  const auto lat = decimal(lat_text);
  const auto lon = decimal(lon_text);
  if (!lat || !lon) {
    notes.note("coordinates_sent", text(lat_, notes) + ' ' + text(lon_, notes), "location_unreadable");
    return;
  }
  facts.unlocated = *lat == 0 && *lon == 0;
  out.number("lat", *lat);
  out.number("long", *lon);
  if (!layout_.datum.empty() && layout_.datum != "wgs84") out.text("datum", layout_.datum);
  if (layout_.default_place && std::abs(*lat - layout_.default_place->lat) < kSamePlace &&
      std::abs(*lon - layout_.default_place->lon) < kSamePlace) {
    notes.note("location", "default_point", "location_default_point");
  }
}

void TableConverter::put_expected(ObjectWriter& out, Notes& notes) {
  if (cell(expected_).empty()) return;
  if (const auto expected = clock_.read(cell(expected_))) {
    out.text("expected_datetime", model::format_rfc3339(expected->time));
  } else {
    notes.note("expected_sent", text(expected_, notes), "expected_time_unreadable");
  }
}

void TableConverter::put_attributes(const std::vector<BoundRule>& rules, const Notes& notes,
                                    ObjectWriter& out, Notes& more) const {
  ObjectWriter attributes;
  for (const BoundRule& rule : rules) {
    const std::string value = value_of(rule, more);
    if (!value.empty()) attributes.text(rule.rule->member, value);
  }
  for (const auto& [name, value] : notes.attributes) attributes.text(name, value);
  if (notes.decoded || more.decoded) attributes.text("text_encoding", "windows-1252");
  if (!attributes.empty()) out.raw("attributes", attributes.object());
}

/// The rule of the wire contract: closed when the status says so and there is a closing time; anything
/// between is open.
std::optional<model::Time> TableConverter::closing_time(const RowFacts& facts, RowRef row, Journal& journal,
                                                        Notes& report, Notes& closing) {
  const std::string_view when = cell(closed_);
  const std::string_view word = cell(status_);
  const bool says_closed =
      status_ == kUnbound
          ? !when.empty()
          : std::any_of(layout_.closed_words.begin(), layout_.closed_words.end(),
                        [word](const std::string& closed) { return equal_words(word, closed); });
  if (!says_closed) {
    if (when.empty()) return std::nullopt;
    report.note("row_status", "closing_time_without_closed_status", "closing_time_without_status");
    report.attributes.emplace_back("status_sent", text(status_, report));
    report.attributes.emplace_back("closed_time_sent", text(closed_, report));
    return std::nullopt;
  }
  if (when.empty()) {
    report.note("row_status", "closed_without_closing_time", "closed_without_time");
    report.attributes.emplace_back("status_sent", text(status_, report));
    return std::nullopt;
  }
  const auto time = clock_.read(when, facts.opened);
  if (!time) {
    journal.refuse(row, layout_.closed.front(), time.error());
    report.attributes.emplace_back("row_status", "closing_time_unreadable");
    report.attributes.emplace_back("closed_time_sent", text(closed_, report));
    return std::nullopt;
  }
  if (time->ambiguous) closing.note("local_time", "ambiguous", "local_time_ambiguous");
  if (time->time < facts.opened) closing.note("closing", "before_opening", "closed_before_opened");
  return time->time;
}

std::optional<RowFacts> TableConverter::facts(RowRef row, Journal& journal) {
  RowFacts out;
  Notes notes;
  Notes closing_notes;
  out.key = text(key_, notes);
  // The time is read even where the key is missing: the order of the file is learnt from every row.
  const auto opened = opened_clock_.read_in_order(cell(opened_));
  if (out.key.empty()) {
    journal.refuse(row, layout_.key.front(), empty_key());
    return std::nullopt;
  }
  if (!opened) {
    journal.refuse(row, layout_.opened.front(), opened.error());
    return std::nullopt;
  }
  out.opened = opened->time;
  if (opened->ambiguous) notes.note("local_time", "ambiguous", "local_time_ambiguous");

  ObjectWriter data;
  put_service(data, notes);
  put_members(members_, data, notes);
  put_place(data, out, notes);
  put_expected(data, notes);
  const auto closed = closing_time(out, row, journal, notes, closing_notes);
  Notes more;
  put_attributes(attributes_, notes, data, more);
  out.members = data.members();
  if (closed) {
    ObjectWriter closing;
    closing.text("status", "closed");
    put_members(closing_, closing, closing_notes);
    Notes none;
    put_attributes({}, closing_notes, closing, none);
    out.closing = Closing{*closed, closing.object()};
  }
  for (const auto* from : {&notes, &more, &closing_notes}) {
    for (const std::string_view warning : from->warnings) journal.warn(warning);
  }
  if (notes.decoded || more.decoded || closing_notes.decoded) journal.warn("text_decoded");
  return out;
}

}  // namespace gridhall::importer
