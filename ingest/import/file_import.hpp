// One file of one format into drafts.
//
// Thread: one. Nothing here throws for what a file holds; what can't be used is told to the journal.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/import/draft.hpp"
#include "ingest/import/incident_groups.hpp"
#include "ingest/import/input_file.hpp"
#include "ingest/import/json_reader.hpp"
#include "ingest/import/layout.hpp"
#include "ingest/import/table_converter.hpp"

namespace gridhall::importer {

/// Reads files one after the other; the same one for all files of an import, so that an incident may straddle
/// two.
class FileImport {
 public:
  /// Without a layout the files hold CloudEvents. The journal must outlive it.
  FileImport(std::optional<Layout> layout, Journal& journal, Sink sink);
  ~FileImport();
  FileImport(const FileImport&) = delete;
  FileImport& operator=(const FileImport&) = delete;

  /// Looks at the beginning only: is it a table of this format?
  model::Result<void> check(InputFile& file);

  enum class End : std::uint8_t { kDone, kStopped };
  /// The whole file. An error where its beginning is not of this format; `kStopped` where the sink took no
  /// more.
  model::Result<End> run(InputFile& file, std::uint32_t number);

  /// After the last file.
  End finish();

 private:
  model::Result<End> run_csv(InputFile& file, std::uint32_t number);
  End run_json_rows(InputFile& file, std::uint32_t number);
  End run_cloud_events(InputFile& file, std::uint32_t number);
  bool take(std::optional<RowFacts> facts, RowRef row);
  bool take_cloud_event(std::string_view text, RowRef row);
  bool deliver(Draft draft);

  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::optional<TableConverter> converter_;
  std::optional<IncidentGroups> groups_;
  Journal& journal_;
  Sink sink_;
};

}  // namespace gridhall::importer
