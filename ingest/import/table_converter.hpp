// From a row of a table to the facts of a case, by a layout.
//
// The rules that every table shares stand here: what makes a row closed, what is flagged and how, which cells
// say nothing, how text that is not UTF-8 is read. A row that can't become an event is told to the journal
// and is nothing more than that.
//
// Thread: one. One converter serves all files of an import; call `begin_file` for each.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ingest/import/draft.hpp"
#include "ingest/import/layout.hpp"
#include "ingest/import/local_time.hpp"

namespace gridhall::importer {

struct Closing {
  model::Time time{};
  std::string data;  ///< JSON object
};

struct RowFacts {
  std::string key;
  model::Time opened{};
  std::string members;  ///< of `data`, without braces and without `status`
  bool unlocated = false;
  std::optional<Closing> closing;
};

class TableConverter {
 public:
  /// Throws std::runtime_error where the layout's zone or formats are wrong; a mapping is checked before.
  explicit TableConverter(Layout layout);
  TableConverter(const TableConverter&) = delete;  // its rules point into its layout
  TableConverter& operator=(const TableConverter&) = delete;

  const Layout& layout() const { return layout_; }

  void begin_file();
  /// Takes the names of a file's columns. What a layout can't do without and is missing is an error that
  /// names it.
  model::Result<void> bind(std::span<const std::string_view> header);

  /// A row of the bound table.
  std::optional<RowFacts> read(std::span<const std::string_view> cells, RowRef row, Journal& journal);

  /// A row whose cells carry their names, as in JSON; unknown names are left out.
  using NamedCell = std::pair<std::string_view, std::string_view>;
  std::optional<RowFacts> read_named(std::span<const NamedCell> cells, RowRef row, Journal& journal);

 private:
  static constexpr std::size_t kUnbound = static_cast<std::size_t>(-1);
  using Slot = std::size_t;

  struct BoundRule {
    const Rule* rule;
    Slot first;
    Slot second;
  };
  struct Use {
    Slot slot;
    std::size_t rank;  ///< place of the spelling in its Names
  };
  /// What is noticed while a row is read, for its attributes.
  struct Notes;

  Slot slot_for(const Names& names);
  std::vector<BoundRule> bind_rules(const std::vector<Rule>& rules);
  std::optional<RowFacts> facts(RowRef row, Journal& journal);
  std::string_view cell(Slot slot) const;
  std::string text(Slot slot, Notes& notes) const;
  std::string value_of(const BoundRule& rule, Notes& notes) const;
  void put_members(const std::vector<BoundRule>& rules, ObjectWriter& out, Notes& notes) const;
  void put_service(ObjectWriter& out, Notes& notes) const;
  void put_place(ObjectWriter& out, RowFacts& facts, Notes& notes) const;
  void put_expected(ObjectWriter& out, Notes& notes);
  void put_attributes(const std::vector<BoundRule>& rules, const Notes& notes, ObjectWriter& out,
                      Notes& more) const;
  std::optional<model::Time> closing_time(const RowFacts& facts, RowRef row, Journal& journal, Notes& report,
                                          Notes& closing);

  Layout layout_;
  LocalClock opened_clock_;
  LocalClock clock_;
  std::vector<Names> slots_;
  std::unordered_map<std::string, std::vector<Use>> uses_;  ///< column key → slots that it may fill
  std::unordered_map<std::string, const std::vector<Use>*>
      uses_by_name_;  ///< the same by raw names met in JSON
  Slot key_, opened_, closed_, expected_, status_, service_words_, service_code_, lat_, lon_;
  std::vector<BoundRule> members_;
  std::vector<BoundRule> closing_;
  std::vector<BoundRule> attributes_;
  std::vector<std::size_t> columns_;     ///< slot → column of the bound table
  std::vector<std::string_view> cells_;  ///< slot → cell of the current row
  std::vector<std::size_t> ranks_;       ///< slot → rank of the spelling that filled it
};

}  // namespace gridhall::importer
