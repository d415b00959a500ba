#include "ingest/tables/block.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <type_traits>
#include <utility>

namespace gridhall::tables {
namespace {

constexpr std::size_t kShownBytesMax = 120;

/// A line of the log, whatever stands in the file: without control characters, cut between characters.
std::string shown(std::string text) {
  if (text.size() > kShownBytesMax) {
    std::size_t end = kShownBytesMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
    text += "…";
  }
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return text;
}

std::string value_of(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return shown(*text);
  if (node.is_table()) return "a table";
  if (node.is_array()) return "a list";
  std::ostringstream out;
  node.visit([&out](const auto& value) {
    using Node = std::remove_cvref_t<decltype(value)>;
    if constexpr (!std::is_same_v<Node, toml::table> && !std::is_same_v<Node, toml::array>) out << value;
  });
  return out.str();
}

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= kCodeBytesMax && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

}  // namespace

std::string to_text(std::chrono::local_days day) {
  const std::chrono::year_month_day date(day);
  std::ostringstream out;
  out << toml::date(static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                    static_cast<unsigned>(date.day()));
  return out.str();
}

std::optional<toml::table> parse_text(std::string_view text, const std::string& file, Problems& problems) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    problems.add(file + ":" + std::to_string(error.source().begin.line) + ":" +
                     std::to_string(error.source().begin.column),
                 "", shown(std::string(error.description())));
    return std::nullopt;
  }
}

Block::Block(const toml::table& table, const std::string& file, Problems& problems)
    : table_(&table), file_(&file), problems_(&problems) {}

Block::Block(const toml::table& table, const Block& parent, std::string prefix)
    : table_(&table), file_(parent.file_), problems_(parent.problems_), prefix_(std::move(prefix)) {}

std::string Block::where(const toml::source_region& source, std::string_view key) const {
  std::string place = *file_;
  // A table that only its children's headers name stands in no line of its own.
  if (source.begin.line != 0) place.append(":").append(std::to_string(source.begin.line));
  return place.append(": ").append(prefix_).append(key);
}

void Block::only(std::initializer_list<std::string_view> known) const {
  for (const auto& [key, node] : *table_) {
    if (std::ranges::find(known, key.str()) != known.end()) continue;
    std::string allowed = "no such key; allowed:";
    for (const auto name : known) allowed.append(" ").append(name);
    problems_->add(where(key.source(), shown(std::string(key.str()))), "", allowed);
  }
}

const toml::node* Block::find(std::string_view key, Need need, std::string_view allowed) const {
  const toml::node* const node = table_->get(key);
  if (node == nullptr && need == Need::kRequired)
    problems_->add(where(table_->source(), key), "", "required: " + std::string(allowed));
  return node;
}

void Block::wrong(std::string_view key, std::string_view allowed) const {
  const toml::node* const node = table_->get(key);
  problems_->add(where(node != nullptr ? node->source() : table_->source(), key),
                 node != nullptr ? value_of(*node) : "", "allowed: " + std::string(allowed));
}

void Block::wrong(std::string_view key, std::string_view value, std::string_view allowed) const {
  const toml::node* const node = table_->get(key);
  problems_->add(where(node != nullptr ? node->source() : table_->source(), key), shown(std::string(value)),
                 "allowed: " + std::string(allowed));
}

void Block::wrong_element(std::string_view key, std::size_t index, std::string_view allowed) const {
  const toml::node& node = *table_->get(key)->as_array()->get(index);
  problems_->add(where(node.source(), std::string(key) + "[" + std::to_string(index) + "]"), value_of(node),
                 "allowed: " + std::string(allowed));
}

std::optional<std::string> Block::text(std::string_view key, Need need) const {
  const std::string allowed = "a string of 1 to " + std::to_string(kTextBytesMax) + " bytes";
  const toml::node* const node = find(key, need, allowed);
  if (node == nullptr) return std::nullopt;
  auto value = node->value_exact<std::string>();
  if (value && !value->empty() && value->size() <= kTextBytesMax) return value;
  wrong(key, allowed);
  return std::nullopt;
}

std::optional<std::string> Block::code(std::string_view key, Need need) const {
  const std::string allowed =
      "a string of 1 to " + std::to_string(kCodeBytesMax) + " letters, digits and . _ -";
  const toml::node* const node = find(key, need, allowed);
  if (node == nullptr) return std::nullopt;
  auto value = node->value_exact<std::string>();
  if (value && is_code(*value)) return value;
  wrong(key, allowed);
  return std::nullopt;
}

std::optional<bool> Block::flag(std::string_view key) const {
  const toml::node* const node = table_->get(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->value_exact<bool>();
  if (!value) wrong(key, "true or false");
  return value;
}

std::optional<double> Block::number(std::string_view key, Need need) const {
  const toml::node* const node = find(key, need, "a number");
  if (node == nullptr) return std::nullopt;
  const auto value = node->is_number() ? node->value<double>() : std::nullopt;
  if (value && std::isfinite(*value)) return value;
  wrong(key, "a number");
  return std::nullopt;
}

std::optional<int> Block::whole(std::string_view key, int min, int max) const {
  const toml::node* const node = table_->get(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->value_exact<std::int64_t>();
  if (value && *value >= min && *value <= max) return static_cast<int>(*value);
  wrong(key, "a whole number, " + std::to_string(min) + " to " + std::to_string(max));
  return std::nullopt;
}

std::optional<std::chrono::local_days> Block::date(std::string_view key, Need need) const {
  constexpr std::string_view kAllowed = "a date without quotes, such as 2025-01-01";
  const toml::node* const node = find(key, need, kAllowed);
  if (node == nullptr) return std::nullopt;
  if (const auto value = node->value_exact<toml::date>()) {
    const std::chrono::year_month_day day{std::chrono::year(value->year), std::chrono::month(value->month),
                                          std::chrono::day(value->day)};
    if (day.ok() && value->year >= 1) return std::chrono::local_days(day);
  }
  wrong(key, kAllowed);
  return std::nullopt;
}

model::Words Block::words(std::string_view key, Need need) const {
  constexpr std::string_view kAllowed = "{ en = \"…\", zh = \"…\" }, one of them or both";
  if (find(key, need, kAllowed) == nullptr) return {};
  const auto inner = table(key);
  if (!inner) return {};
  inner->only({"en", "zh"});
  if (!inner->has("en") && !inner->has("zh")) wrong(key, kAllowed);
  model::Words words{inner->text("en").value_or(""), inner->text("zh").value_or("")};
  if (words.en.empty()) words.en = words.zh;
  if (words.zh.empty()) words.zh = words.en;
  return words;
}

std::vector<std::string> Block::texts(std::string_view key) const {
  std::vector<std::string> out;
  each_text(key, [&out](std::size_t, const std::string& text) { out.push_back(text); });
  return out;
}

void Block::each_text(std::string_view key,
                      const std::function<void(std::size_t, const std::string&)>& take) const {
  const toml::node* const node = table_->get(key);
  if (node == nullptr) return;
  if (!node->is_array()) return wrong(key, "a list of strings");
  std::set<std::string> seen;
  for (std::size_t i = 0; i < node->as_array()->size(); ++i) {
    const auto value = node->as_array()->get(i)->value_exact<std::string>();
    if (!value || value->empty() || value->size() > kTextBytesMax) {
      wrong_element(key, i, "a string of 1 to " + std::to_string(kTextBytesMax) + " bytes");
    } else if (!seen.insert(*value).second) {
      wrong_element(key, i, "each of the list once");
    } else {
      take(i, *value);
    }
  }
}

std::optional<Block> Block::table(std::string_view key) const {
  const toml::node* const node = table_->get(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_table()) {
    wrong(key, "a table");
    return std::nullopt;
  }
  return Block(*node->as_table(), *this, prefix_ + std::string(key) + ".");
}

std::vector<Block> Block::blocks(std::string_view header, std::string_view name_key, Need need) const {
  std::vector<Block> out;
  const std::string_view key = header.substr(header.rfind('.') + 1);
  const toml::node* const node = table_->get(key);
  const auto* const list = node == nullptr ? nullptr : node->as_array();
  // An empty list has no type in TOML; it is no blocks.
  const bool none = node == nullptr || (list != nullptr && list->empty());
  if (none && need == Need::kOptional) return out;
  if (none || list == nullptr || !list->is_array_of_tables()) {
    wrong(key, "one block of [[" + std::string(header) + "]] or more");
    return out;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const toml::table& block = *list->get(i)->as_table();
    std::string path = prefix_ + std::string(key) + "[" + std::to_string(i) + "]";
    const auto name = block[name_key].value_exact<std::string>();
    path.append(name ? " \"" + shown(*name) + "\": " : ".");
    out.push_back(Block(block, *this, std::move(path)));
  }
  return out;
}

std::vector<std::string_view> Block::keys() const {
  std::vector<std::string_view> out;
  for (const auto& [key, node] : *table_) out.push_back(key.str());
  return out;
}

}  // namespace gridhall::tables
