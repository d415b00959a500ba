#include "ingest/import/draft.hpp"

#include <array>
#include <charconv>

#include "ingest/client/wire.hpp"

namespace gridhall::importer {

void ObjectWriter::name(std::string_view name) {
  if (!out_.empty()) out_ += ',';
  client::append_json_string(out_, name);
  out_ += ':';
}

void ObjectWriter::text(std::string_view key, std::string_view value) {
  name(key);
  client::append_json_string(out_, value);
}

void ObjectWriter::raw(std::string_view key, std::string_view value) {
  name(key);
  out_ += value;
}

void ObjectWriter::number(std::string_view key, double value) {
  // The shortest text that reads back as the same number.
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  raw(key, {buffer.data(), static_cast<std::size_t>(end - buffer.data())});
}

std::string cloud_event(const EventHead& head, std::string_view data) {
  ObjectWriter event;
  event.text("specversion", "1.0");
  event.text("id", head.id);
  event.text("source", head.source);
  event.text("type", model::to_string(head.type));
  event.text("subject", head.subject);
  event.text("time", model::format_rfc3339(head.time));
  event.raw("data", data);
  return event.object();
}

}  // namespace gridhall::importer
