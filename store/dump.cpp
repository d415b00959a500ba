#include "store/dump.hpp"

#include <algorithm>
#include <unordered_set>

#include "store/geo/cells.hpp"
#include "store/recovery.hpp"

namespace gridhall::store {
namespace {

using Cases = std::unordered_set<std::uint64_t>;

/// The cases that some event placed in the cell, however early in the log and wherever they are now.
Cases cases_in(const Database& database, model::CellId cell) {
  const auto range = geo::storage_range(cell);
  Cases found;
  replay_log(database, {}, [&](const LogRecord& record) {
    for (const LogEntry& entry : record.entries) {
      const model::CellId at = entry.event.cell;
      if (at && range.first <= at && at <= range.last) found.insert(entry.case_seq);
    }
  });
  found.erase(0);  // heartbeats are of no case
  return found;
}

bool wanted(const DumpOptions& options, const std::string& epoch, const Cases& in_cell,
            const LogEntry& entry) {
  if (entry.event.seq < options.from_seq) return false;
  if (options.case_id && (options.case_id->epoch != epoch || options.case_id->seq != entry.case_seq))
    return false;
  return !options.cell || in_cell.contains(entry.case_seq);
}

}  // namespace

void dump(const DumpOptions& options, const std::function<void(std::string_view)>& line) {
  Database database(options.directory, Database::Access::kRead, false, false);
  const Identity identity = load_identity(database, false);
  const Cases in_cell = options.cell ? cases_in(database, *options.cell) : Cases();
  std::string text;
  replay_log(database, {}, [&](const LogRecord& record) {
    if (record.first_seq + record.entries.size() <= options.from_seq) return;
    for (const LogEntry& entry : record.entries) {
      if (!wanted(options, identity.epoch, in_cell, entry)) continue;
      // Nothing here needs escaping but the event, which is JSON already.
      text = "{\"seq\":" + std::to_string(entry.event.seq);
      text += ",\"recorded_at\":\"" + model::format_rfc3339(record.recorded_at) + "\",\"case\":";
      text += entry.case_seq == 0
                  ? "null"
                  : "\"" + model::to_string(model::CaseId{identity.epoch, entry.case_seq}) + "\"";
      text += ",\"cell\":" +
              (entry.event.cell ? "\"" + geo::token(entry.event.cell) + "\"" : std::string("null"));
      text += ",\"event\":" + (entry.event.data.empty() ? std::string("null") : entry.event.data) + "}";
      // Between JSON's tokens a line break is only space; a line of ours must not have one.
      std::replace_if(
          text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
      line(text);
    }
  });
}

}  // namespace gridhall::store
