#include "dashboard/snapshot.hpp"

#include <algorithm>
#include <iterator>

#include "dashboard/json.hpp"

namespace gridhall::dashboard {
namespace {

bool newer(const CaseRow& a, const CaseRow& b) {
  return a.opened_at != b.opened_at ? a.opened_at > b.opened_at : a.case_seq > b.case_seq;
}

/// Keeps the newest `limit` of what is pushed, in a heap whose top is the oldest of them.
void push_newest(std::vector<CaseRow>& rows, CaseRow row, std::size_t limit) {
  if (rows.size() == limit) {
    if (limit == 0 || !newer(row, rows.front())) return;
    std::pop_heap(rows.begin(), rows.end(), newer);
    rows.pop_back();
  }
  rows.push_back(std::move(row));
  std::push_heap(rows.begin(), rows.end(), newer);
}

void append_cols(std::string& out, const Wants& wants) {
  out += ",\"cols\":{";
  if (wants.cells) {
    append_key(out, "cells");
    out += kCellColumns;
  }
  if (wants.cases) {
    append_key(out, "cases");
    out += wants.wide ? kWideCaseColumns : kCaseColumns;
  }
  out += '}';
}

}  // namespace

std::string ChannelSpec::key() const {
  std::string out = view.key();
  out += ';';
  out += wants.cells ? 'c' : '-';
  out += wants.cases ? 'r' : '-';
  out += wants.totals ? 't' : '-';
  out += wants.wide ? 'w' : '-';
  out += newest ? std::to_string(*newest) : std::string();
  out += ';';
  out += filter.key();
  return out;
}

std::shared_ptr<const Snapshot::Page> Snapshot::page(const Cursor& at, std::string_view epoch) {
  std::erase_if(sent_, [](const auto& entry) { return entry.second.expired(); });
  for (const auto& [cursor, sent] : sent_) {
    if (cursor == at) {
      if (auto page = sent.lock()) return page;
    }
  }
  auto page = std::make_shared<Page>();
  page->next = at;
  Cursor& to = page->next;
  std::string& out = page->body;
  std::size_t rows = 0;
  const auto room = [&] { return rows < kPageRowsMax && out.size() < kPageBytesMax; };

  std::string cut_rows;
  for (; to.cut < cut.size() && room() && cut_rows.size() < kPageBytesMax; ++to.cut, ++rows) {
    if (!cut_rows.empty()) cut_rows += ',';
    cut_rows += '"' + geo::token(cut[to.cut]) + '"';
  }
  if (add) out += ",\"cut\":[" + cut_rows + ']';
  if (wants.cells) {
    out += ",\"cells\":[";
    for (; to.cell < cells.size() && room(); ++to.cell, ++rows) {
      if (out.back() != '[') out += ',';
      append_row(out, cells[to.cell]);
    }
    out += ']';
  }
  if (wants.cases) {
    out += ",\"cases\":[";
    for (; to.item < cases.size() && room(); ++to.item, ++rows) {
      if (out.back() != '[') out += ',';
      append_row(out, cases[to.item], epoch);
    }
    out += ']';
  }
  page->last = to.cut == cut.size() && (!wants.cells || to.cell == cells.size()) &&
               (!wants.cases || to.item == cases.size());
  ++to.page;

  std::string head = "\"page\":";
  append_integer(head, at.page);
  head += page->last ? ",\"last\":true" : ",\"last\":false";
  if (add) head += ",\"add\":true";
  head += ",\"level\":";
  append_integer(head, level);
  if (at.page == 0) append_cols(head, wants);
  if (at.page == 0 && !totals.empty()) head += ",\"totals\":" + totals;
  out.insert(0, head);
  out += '}';
  sent_.emplace_back(at, page);
  return page;
}

std::shared_ptr<Snapshot> take_snapshot(const store::BoardView& board, const ChannelSpec& spec,
                                        BoardMatcher& matcher, FilteredCounts* counts) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->seq = board.seq();
  snapshot->level = spec.view.level();
  snapshot->wants = spec.wants;
  const bool filtered = !spec.filter.empty();
  const bool rows =
      spec.wants.cases || spec.wants.totals || (filtered && (spec.wants.cells || counts != nullptr));
  FilteredCounts own(spec.view.level());
  FilteredCounts& sums = counts != nullptr ? *counts : own;
  Totals totals;
  if (rows) {
    for_each_view_case(board, spec.view, [&](const store::BoardRow& row) {
      if (!matcher.matches(board, row)) return true;
      const bool counted = matcher.counts(board, row);
      if (filtered && counted && row.cell) sums.add(row);
      if (spec.wants.totals && counted) totals.add(board, row);
      if (spec.wants.cases) {
        if (spec.newest) {
          push_newest(snapshot->cases, case_row(board, row, spec.wants.wide), *spec.newest);
        } else {
          snapshot->cases.push_back(case_row(board, row, spec.wants.wide));
        }
      }
      return true;
    });
  }
  if (spec.newest) std::sort(snapshot->cases.begin(), snapshot->cases.end(), newer);
  if (spec.wants.totals) snapshot->totals = totals.json(board);
  if (spec.wants.cells && filtered) {
    sums.for_each_cell([&](model::CellId cell) { snapshot->cells.push_back(sums.row(board, cell)); });
    std::sort(snapshot->cells.begin(), snapshot->cells.end(),
              [](const CellRow& a, const CellRow& b) { return a.cell < b.cell; });
  } else if (spec.wants.cells) {
    for_each_view_cell(board, spec.view, [&](model::CellId cell) {
      const store::CellCounts* known = board.counts(cell);
      if (known != nullptr && known->open > 0) snapshot->cells.push_back(cell_row(cell, *known));
    });
  }
  return snapshot;
}

std::shared_ptr<Snapshot> moved_snapshot(const store::BoardView& board, const Snapshot& whole,
                                         const View& before, const View& after) {
  auto moved = std::make_shared<Snapshot>();
  moved->seq = whole.seq;
  moved->level = whole.level;
  moved->wants = whole.wants;
  moved->add = true;
  moved->totals = whole.totals;
  const auto is_new = [&before](const auto& row) { return !before.holds(row.cell); };
  std::copy_if(whole.cells.begin(), whole.cells.end(), std::back_inserter(moved->cells), is_new);
  std::copy_if(whole.cases.begin(), whole.cases.end(), std::back_inserter(moved->cases), is_new);
  // Cells that are empty now are cut, too: the viewer may hold them from before they were.
  for_each_view_cell(board, before, [&](model::CellId cell) {
    if (!after.holds(cell)) moved->cut.push_back(cell);
  });
  return moved;
}

std::size_t rows_in(const store::BoardView& board, const View& view) {
  if (view.whole()) return board.size();
  std::size_t rows = 0;
  for (geo::CellId cell : geo::covering(*view.box())) {
    if (geo::level_of(cell) < store::kLevelMin) return board.size();
    if (const store::CellCounts* counts = board.counts(cell)) rows += counts->open;
  }
  return std::min(rows, board.size());
}

void for_each_view_cell(const store::BoardView& board, const View& view,
                        const std::function<void(model::CellId)>& fn) {
  model::CellId before{};
  for (const geo::CellRange& range : view.ranges()) {
    board.for_each_cell(range, [&](model::CellId cell, std::size_t) {
      const model::CellId mine = geo::parent(cell, view.level());
      if (mine != before) {
        before = mine;
        if (view.holds(mine)) fn(mine);
      }
      return true;
    });
  }
}

void for_each_view_case(const store::BoardView& board, const View& view,
                        const std::function<bool(const store::BoardRow&)>& fn) {
  bool more = true;
  model::CellId cell{};
  bool held = false;
  for (const geo::CellRange& range : view.ranges()) {
    if (!more) return;
    board.for_each_in(range, [&](const store::BoardRow& row) {
      // Rows come cell by cell: the box is asked once a cell.
      if (row.cell != cell) {
        cell = row.cell;
        held = view.holds(cell);
      }
      if (held) more = fn(row);
      return more;
    });
  }
  if (more && view.whole()) board.for_each_unlocated(fn);
}

}  // namespace gridhall::dashboard
