#include "dashboard/tick_encoder.hpp"

#include <algorithm>

#include "dashboard/json.hpp"

namespace gridhall::dashboard {
namespace {

void append_comma(std::string& out) {
  if (out.back() != '[') out += ',';
}

}  // namespace

void UnlocatedLog::add(const TickChanges& changes) {
  for (const TickChanges::Touch& touch : changes.unlocated()) {
    touches_.push_back(changes.cases()[touch.touch]);
  }
  while (touches_.size() > kEntriesMax) {
    floor_ = std::max(floor_, touches_.front().seq);
    touches_.pop_front();
  }
}

std::vector<CaseTouch> UnlocatedLog::since(std::uint64_t seq) const {
  std::unordered_map<std::uint64_t, CaseTouch> latest;
  for (CaseTouch touch : touches_) {
    if (touch.seq < seq) continue;
    // Whether the viewer holds it is not known here: never say that it cannot.
    touch.opened = false;
    latest[touch.case_seq] = touch;
  }
  std::vector<CaseTouch> out;
  out.reserve(latest.size());
  for (const auto& [case_seq, touch] : latest) out.push_back(touch);
  return out;
}

CellRow TickEncoder::cell(const Channel& channel, model::CellId cell) const {
  if (channel.filtered() && channel.counts) return channel.counts->row(board_, cell);
  const store::CellCounts* counts = board_.counts(cell);
  return counts != nullptr ? cell_row(cell, *counts) : CellRow{.cell = cell};
}

const TickEncoder::CachedCase& TickEncoder::cached(std::uint64_t case_seq, bool wide) {
  const auto [at, fresh] = cases_.try_emplace(case_seq);
  CachedCase& found = at->second;
  if (fresh) found.row = board_.find(case_seq);
  std::string& text = wide ? found.wide : found.text;
  if (found.row && text.empty()) append_row(text, case_row(board_, *found.row, wide), epoch_);
  return found;
}

TickEncoder::Rows TickEncoder::delta(Channel& channel, const ChannelChanges& changes) {
  Rows rows;
  std::string& out = rows.text;
  if (channel.spec.wants.cells) {
    out += ",\"cells\":[";
    for (const ChannelChanges::Cell& touched : changes.cells) {
      append_comma(out);
      if (channel.filtered()) {
        append_row(out, cell(channel, touched.cell));
        continue;
      }
      std::string& text = cells_[touched.cell];
      if (text.empty()) append_row(text, cell(channel, touched.cell));
      out += text;
    }
    out += ']';
    rows.any = !changes.cells.empty();
  }
  if (channel.spec.wants.cases) append_cases(out, rows.any, channel, changes.cases);
  return rows;
}

void TickEncoder::append_cases(std::string& out, bool& any, Channel& channel,
                               const std::vector<CaseTouch>& touches) {
  std::string gone = ",\"gone\":[";
  out += ",\"cases\":[";
  const bool wide = channel.spec.wants.wide;
  for (const CaseTouch& touch : touches) {
    const CachedCase& found = cached(touch.case_seq, wide);
    if (found.row && channel.spec.view.holds(found.row->cell) &&
        channel.matcher.matches(board_, *found.row)) {
      append_comma(out);
      out += wide ? found.wide : found.text;
      any = true;
    } else if (!touch.opened) {
      append_comma(gone);
      append_case_id(gone, epoch_, touch.case_seq);
      any = true;
    }
  }
  out += ']';
  out += gone;
  out += ']';
}

std::optional<TickEncoder::Rows> TickEncoder::resume(Channel& channel, std::uint64_t since,
                                                     const UnlocatedLog& unlocated, std::size_t bytes_max) {
  Rows rows;
  std::string cells = ",\"cells\":[";
  std::string cases;
  bool fits = true;
  for_each_view_cell(board_, channel.spec.view, [&](model::CellId id) {
    const store::CellCounts* counts = board_.counts(id);
    if (!fits || counts == nullptr || counts->seq < since) return;
    // Cells are named for who wants cases alone, too: in these the viewer drops what it holds and is not
    // sent.
    append_comma(cells);
    CellRow row = cell(channel, id);
    if (channel.filtered() && !channel.counts) row.open = 0;
    if (channel.spec.wants.cases) {
      board_.for_each_in(geo::storage_range(id), [&](const store::BoardRow& candidate) {
        if (channel.matcher.matches(board_, candidate)) {
          if (!cases.empty()) cases += ',';
          append_row(cases, case_row(board_, candidate, channel.spec.wants.wide), epoch_);
          if (channel.filtered() && !channel.counts && channel.matcher.counts(board_, candidate)) {
            ++row.open;
            if (candidate.light == model::Light::kRed) ++row.red;
            if (candidate.light == model::Light::kYellow) ++row.yellow;
            row.worst = row.open == 1 ? candidate.severity : std::max(row.worst, candidate.severity);
          }
        }
        fits = cases.size() < bytes_max;
        return fits;
      });
    }
    append_row(cells, row);
    fits = fits && cells.size() < bytes_max;
  });
  if (!fits) return std::nullopt;
  if (channel.spec.wants.cells || channel.spec.wants.cases) rows.text = cells + ']';
  if (channel.spec.wants.cases) {
    std::string extra;
    append_cases(extra, rows.any, channel,
                 channel.spec.view.whole() ? unlocated.since(since) : std::vector<CaseTouch>());
    // `extra` starts with ,"cases":[ and its own rows: the located ones go in before them.
    constexpr std::string_view kOpen = ",\"cases\":[";
    if (!cases.empty() && extra[kOpen.size()] != ']') cases += ',';
    extra.insert(kOpen.size(), cases);
    rows.text += extra;
  }
  return rows;
}

}  // namespace gridhall::dashboard
