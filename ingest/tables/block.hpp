// A TOML table while it is read. It knows where it stands, so that every mistake is told with file, line, key
// path, value and what is allowed, and reading goes on: one look at the output mends the whole file.
//
// What is returned for a wrong value is what an absent one gives; the mistake has been told by then.
#pragma once

#include <toml++/toml.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/tables/problems.hpp"
#include "store/model/tables.hpp"

namespace gridhall::tables {

/// A code of a class, unit or calendar: ASCII letters, digits and . _ - (so that it stands in a filter, an
/// address and a list without quotes).
inline constexpr std::size_t kCodeBytesMax = 100;
/// Conditions are sentences for people, not documents.
inline constexpr std::size_t kTextBytesMax = 2'000;

using Codes = std::set<std::string, std::less<>>;

enum class Need { kOptional, kRequired };

/// The text as TOML; nothing after telling what is wrong with its syntax.
std::optional<toml::table> parse_text(std::string_view text, const std::string& file, Problems& problems);

class Block {
 public:
  /// `table`, `file` and `problems` outlive the block.
  Block(const toml::table& table, const std::string& file, Problems& problems);

  /// Tells every key that is not among these.
  void only(std::initializer_list<std::string_view> known) const;
  bool has(std::string_view key) const { return table_->contains(key); }

  std::optional<std::string> text(std::string_view key, Need need = Need::kOptional) const;
  std::optional<std::string> code(std::string_view key, Need need = Need::kOptional) const;
  std::optional<bool> flag(std::string_view key) const;
  std::optional<double> number(std::string_view key, Need need = Need::kOptional) const;
  std::optional<int> whole(std::string_view key, int min, int max) const;
  std::optional<std::chrono::local_days> date(std::string_view key, Need need = Need::kOptional) const;
  /// A table of `en` and `zh`. Where one is left out the other stands for it.
  model::Words words(std::string_view key, Need need = Need::kOptional) const;
  /// A list of strings, none empty and none twice; a wrong element is left out.
  std::vector<std::string> texts(std::string_view key) const;
  void each_text(std::string_view key,
                 const std::function<void(std::size_t index, const std::string& text)>& take) const;

  std::optional<Block> table(std::string_view key) const;
  /// The blocks of a header such as "version.class", whose last word is the key in this table; each is named
  /// by its member `name_key` in what is told. Where they are required, none is a mistake.
  std::vector<Block> blocks(std::string_view header, std::string_view name_key,
                            Need need = Need::kOptional) const;
  std::vector<std::string_view> keys() const;

  /// Tells that a member's value is wrong; `value` for a part of it, otherwise it is the whole.
  void wrong(std::string_view key, std::string_view allowed) const;
  void wrong(std::string_view key, std::string_view value, std::string_view allowed) const;
  /// The same for an element of a list.
  void wrong_element(std::string_view key, std::size_t index, std::string_view allowed) const;

 private:
  Block(const toml::table& table, const Block& parent, std::string prefix);

  std::string where(const toml::source_region& source, std::string_view key) const;
  const toml::node* find(std::string_view key, Need need, std::string_view allowed) const;

  const toml::table* table_;
  const std::string* file_;
  Problems* problems_;
  std::string prefix_;  ///< path of the table, with what separates a key from it
};

/// "2025-01-31"
std::string to_text(std::chrono::local_days day);

}  // namespace gridhall::tables
