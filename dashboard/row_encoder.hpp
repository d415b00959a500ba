// Rows of cells and cases: JSON arrays whose columns are named once, in the first page of a snapshot.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/board.hpp"

namespace gridhall::dashboard {

inline constexpr std::string_view kCellColumns = R"(["cell","open","red","yellow","worst","seq"])";
inline constexpr std::string_view kCaseColumns =
    R"(["case","cell","class","state","light","severity","lat","long","t","due","title"])";

struct CellRow {
  model::CellId cell{};
  std::uint32_t open = 0;
  std::uint32_t red = 0;
  std::uint32_t yellow = 0;
  model::Severity worst = model::Severity::kUnknown;
  std::uint64_t seq = 0;
};

/// What lists of work show besides: two columns of the board, and what is read out of the case's record when
/// the row is encoded.
inline constexpr std::string_view kWideCaseColumns =
    R"(["case","cell","class","state","light","severity","lat","long","t","due","title","unit","owner","updated","address","areas","escalation","escalated"])";

struct WideCase {
  const std::string* unit = nullptr;
  const std::vector<model::AreaRef>* areas = nullptr;
  model::Time updated_at{};
  std::shared_ptr<const std::string> record;
  bool withheld = false;  ///< the address is for who handles the case, and rows are for everybody
};

/// A case's row with its texts, to be encoded after the view has ended. Codes live in the board's table of
/// shared texts, whose entries never move or go; titles are free words and copied.
struct CaseRow {
  std::uint64_t case_seq = 0;
  model::CellId cell{};
  double lat = 0;
  double lon = 0;
  model::Time opened_at{};
  std::optional<model::Time> due_at;
  const std::string* service = nullptr;
  const std::string* class_code = nullptr;
  std::string title;
  model::State state = model::State::kReported;
  model::Severity severity = model::Severity::kUnknown;
  model::Light light = model::Light::kUnset;
  std::optional<WideCase> wide;
};

/// What lists group a case by: its class, or where it has none the sender's own code.
std::string_view shown_class(std::string_view class_code, std::string_view service_code);

CellRow cell_row(model::CellId cell, const store::CellCounts& counts);
CaseRow case_row(const store::BoardView& board, const store::BoardRow& row, bool wide = false);

/// "green", "yellow", "red", "grey"; null for a case without a deadline.
void append_light(std::string& out, model::Light light);
/// ["89c25a4",15,2,3,3,913391], or ["89c25a4",null] for a cell without open cases.
void append_row(std::string& out, const CellRow& row);
/// `epoch` completes the case's id.
void append_row(std::string& out, const CaseRow& row, std::string_view epoch);

}  // namespace gridhall::dashboard
