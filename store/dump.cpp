#include "store/dump.hpp"

#include <algorithm>

#include "store/geo/cells.hpp"
#include "store/recovery.hpp"

namespace gridhall::store {
namespace {

bool wanted(const DumpOptions& options, const std::string& epoch, const LogEntry& entry) {
  if (entry.event.seq < options.from_seq) return false;
  if (options.case_id && (options.case_id->epoch != epoch || options.case_id->seq != entry.case_seq))
    return false;
  if (options.cell) {
    const auto range = geo::storage_range(*options.cell);
    if (!entry.event.cell || entry.event.cell < range.first || entry.event.cell > range.last) return false;
  }
  return true;
}

}  // namespace

void dump(const DumpOptions& options, const std::function<void(std::string_view)>& line) {
  Database database(options.directory, Database::Access::kRead, false, false);
  const Identity identity = load_identity(database, false);
  std::string text;
  replay_log(database, {}, [&](const LogRecord& record) {
    if (record.first_seq + record.entries.size() <= options.from_seq) return;
    for (const LogEntry& entry : record.entries) {
      if (!wanted(options, identity.epoch, entry)) continue;
      // Nothing here needs escaping but the event, which is JSON already.
      text = "{\"seq\":" + std::to_string(entry.event.seq);
      text += ",\"recorded_at\":\"" + model::format_rfc3339(record.recorded_at) + "\",\"case\":";
      text += entry.case_seq == 0
                  ? "null"
                  : "\"" + model::to_string(model::CaseId{identity.epoch, entry.case_seq}) + "\"";
      text += ",\"cell\":" +
              (entry.event.cell ? "\"" + geo::token(entry.event.cell) + "\"" : std::string("null"));
      text += ",\"event\":" + entry.event.data + "}";
      // Between JSON's tokens a line break is only space; a line of ours must not have one.
      std::replace_if(
          text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
      line(text);
    }
  });
}

}  // namespace gridhall::store
