#include "ingest/import/file_import.hpp"

#include <simdjson.h>

#include <utility>

#include "ingest/import/csv_reader.hpp"
#include "ingest/import/field_text.hpp"

namespace gridhall::importer {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view text) {
  if (text.starts_with(kUtf8Mark)) text.remove_prefix(kUtf8Mark.size());
  return text;
}

bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

bool is_json(std::string_view beginning) {
  const std::string_view text = trimmed(without_mark(beginning));
  return text.starts_with('[') || text.starts_with('{');
}

model::Error utf16_error() {
  return {model::Code::kNotUtf8, "The file is UTF-16.", "", "", "UTF-8, or Windows-1252 where it is not"};
}

model::Error fault_error(RowFault fault) {
  switch (fault) {
    case RowFault::kUnterminatedQuote:
      return {model::Code::kSchemaViolation, "A quote opens and is never closed; the line is left out.", "",
              "", "quotes in pairs"};
    case RowFault::kTooManyFields:
      return {model::Code::kSchemaViolation, "The row has too many columns.", "", "", "at most 1024"};
    default:
      return {model::Code::kEventTooLarge, "The row is too long.", "", "", "1 MiB a row, 256 KiB a cell"};
  }
}

model::Error ragged_error(std::size_t cells, std::size_t columns) {
  return {model::Code::kSchemaViolation, "The row does not have as many cells as the header.", "",
          std::to_string(cells), std::to_string(columns)};
}

/// Rows may have empty cells behind the last column: spreadsheets write them. Anything else is a shifted row.
bool is_ragged(const std::vector<std::string_view>& cells, std::size_t columns) {
  if (cells.size() < columns) return true;
  for (std::size_t i = columns; i < cells.size(); ++i) {
    if (!trimmed(cells[i]).empty()) return true;
  }
  return false;
}

}  // namespace

struct FileImport::Parser {
  simdjson::dom::parser json;
  std::string scratch;  ///< numbers and such of the current JSON row, as text
};

FileImport::FileImport(std::optional<Layout> layout, Journal& journal, Sink sink)
    : parser_(std::make_unique<Parser>()), journal_(journal), sink_(std::move(sink)) {
  if (!layout) return;
  if (layout->format == "seattle-fire") {
    groups_.emplace(layout->source, layout->type, journal_,
                    [this](Draft draft) { return deliver(std::move(draft)); });
  }
  converter_.emplace(std::move(*layout));
}
FileImport::~FileImport() = default;

bool FileImport::deliver(Draft draft) {
  ++journal_.counts().events;
  return sink_(std::move(draft));
}

model::Result<void> FileImport::check(InputFile& file) {
  const std::string_view beginning = file.peek();
  if (is_utf16(beginning)) return utf16_error();
  if (!converter_ || is_json(beginning)) return model::Result<void>();
  // The header alone; a copy of the beginning is enough for it.
  CsvReader reader(
      [left = beginning](char* buffer, std::size_t size) mutable {
        const std::size_t count = left.copy(buffer, size);
        left.remove_prefix(count);
        return count;
      },
      converter_->layout().delimiter != 0 ? converter_->layout().delimiter
                                          : detect_delimiter(without_mark(beginning)));
  CsvRow header;
  converter_->begin_file();
  if (!reader.next(header)) return model::Result<void>();
  return converter_->bind(header.fields);
}

model::Result<FileImport::End> FileImport::run(InputFile& file, std::uint32_t number) {
  const std::string_view beginning = file.peek();
  if (is_utf16(beginning)) return utf16_error();
  if (!converter_) return run_cloud_events(file, number);
  converter_->begin_file();
  if (is_json(beginning)) return run_json_rows(file, number);
  return run_csv(file, number);
}

FileImport::End FileImport::finish() {
  return !groups_ || groups_->finish() ? End::kDone : End::kStopped;
}

model::Result<FileImport::End> FileImport::run_csv(InputFile& file, std::uint32_t number) {
  const char wanted = converter_->layout().delimiter;
  CsvReader reader(file.source(), wanted != 0 ? wanted : detect_delimiter(without_mark(file.peek())));
  CsvRow row;
  if (!reader.next(row)) return End::kDone;
  const std::size_t columns = row.fields.size();
  if (const auto bound = converter_->bind(row.fields); !bound) return bound.error();
  while (reader.next(row)) {
    ++journal_.counts().rows;
    const RowRef ref{number, row.line};
    if (row.stray_quote) journal_.warn("stray_quote");
    if (row.fault != RowFault::kNone) {
      journal_.refuse(ref, "", fault_error(row.fault));
    } else if (is_ragged(row.fields, columns)) {
      journal_.refuse(ref, "number of cells", ragged_error(row.fields.size(), columns));
    } else if (!take(converter_->read(row.fields, ref, journal_), ref)) {
      return End::kStopped;
    }
  }
  return End::kDone;
}

bool FileImport::take(std::optional<RowFacts> facts, RowRef row) {
  if (!facts) return true;
  if (groups_) return groups_->add(std::move(*facts), row);
  if (facts->unlocated) ++journal_.counts().unlocated;
  const Layout& layout = converter_->layout();
  const std::string opened = facts->key + ":opened";
  const EventHead report{opened, layout.source, layout.type, facts->key, facts->opened};
  const std::string data = R"({"status":"open")" + (facts->members.empty() ? "" : ',' + facts->members) + '}';
  if (!deliver({cloud_event(report, data), facts->opened, row})) return false;
  if (!facts->closing) return true;
  const std::string closed = facts->key + ":closed";
  const EventHead update{closed, layout.source, model::EventType::kCaseUpdated, facts->key,
                         facts->closing->time};
  return deliver({cloud_event(update, facts->closing->data), facts->closing->time, row});
}

FileImport::End FileImport::run_json_rows(InputFile& file, std::uint32_t number) {
  JsonReader reader(file.source());
  JsonItem item;
  std::vector<std::string> texts;
  std::vector<TableConverter::NamedCell> cells;
  while (reader.next(item)) {
    ++journal_.counts().rows;
    const RowRef ref{number, item.line};
    simdjson::dom::object object;
    if (item.broken ||
        parser_->json.parse(item.text.data(), item.text.size()).get(object) != simdjson::SUCCESS) {
      journal_.refuse(ref, "",
                      {model::Code::kMalformedJson, "Not a JSON object.", "",
                       std::string(item.text.substr(0, 120)), "one object a record"});
      continue;
    }
    cells.clear();
    texts.clear();
    texts.reserve(object.size());
    for (const auto field : object) {
      std::string_view value;
      simdjson::dom::element url;
      if (field.value.get(value) == simdjson::SUCCESS) {
        cells.emplace_back(field.key, value);
      } else if (field.value.is_object()) {
        // Socrata wraps links: {"url": …}.
        if (field.value["url"].get(value) == simdjson::SUCCESS) cells.emplace_back(field.key, value);
      } else if (!field.value.is_null() && !field.value.is_array()) {
        texts.push_back(simdjson::minify(field.value));
        cells.emplace_back(field.key, texts.back());
      }
    }
    if (!take(converter_->read_named(cells, ref, journal_), ref)) return End::kStopped;
  }
  return End::kDone;
}

FileImport::End FileImport::run_cloud_events(InputFile& file, std::uint32_t number) {
  JsonReader reader(file.source());
  JsonItem item;
  while (reader.next(item)) {
    ++journal_.counts().rows;
    const RowRef ref{number, item.line};
    if (item.broken) {
      journal_.refuse(ref, "",
                      {model::Code::kMalformedJson, "Not a JSON object with an end.", "",
                       std::string(item.text), "CloudEvents, in an array or one a line"});
    } else if (!take_cloud_event(item.text, ref)) {
      return End::kStopped;
    }
  }
  return End::kDone;
}

/// Sent as it stands: the daemon judges it. Only what would break the message around it is held back here.
bool FileImport::take_cloud_event(std::string_view text, RowRef row) {
  simdjson::dom::object event;
  const auto error = parser_->json.parse(text.data(), text.size()).get(event);
  if (error != simdjson::SUCCESS) {
    const bool utf8 = is_utf8(text);
    journal_.refuse(row, "",
                    {utf8 ? model::Code::kMalformedJson : model::Code::kNotUtf8,
                     utf8 ? simdjson::error_message(error) : "The event is not UTF-8.", "",
                     std::string(text.substr(0, 120)), "a CloudEvent in JSON and UTF-8"});
    return true;
  }
  Draft draft{std::string(text), {}, row};
  std::string_view word;
  if (event["time"].get(word) == simdjson::SUCCESS) {
    if (const auto time = model::parse_rfc3339(word)) draft.time = *time;
  }
  const bool report = event["type"].get(word) == simdjson::SUCCESS && model::parse_event_type(word) &&
                      model::parse_event_type(word) != model::EventType::kCaseUpdated &&
                      model::parse_event_type(word) != model::EventType::kHeartbeat;
  double lat = 0;
  double lon = 0;
  const bool located = event["data"]["lat"].get(lat) == simdjson::SUCCESS &&
                       event["data"]["long"].get(lon) == simdjson::SUCCESS && (lat != 0 || lon != 0);
  if (report && !located) ++journal_.counts().unlocated;
  return deliver(std::move(draft));
}

}  // namespace gridhall::importer
