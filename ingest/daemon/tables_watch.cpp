#include "ingest/daemon/tables_watch.hpp"

#include <sodium.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "ingest/net/http.hpp"

namespace gridhall::daemon {
namespace {

constexpr std::chrono::seconds kLook{1};
constexpr std::uintmax_t kFileBytesMax = 4U << 20;
constexpr std::string_view kSource = "urn:gridhall:tables";
constexpr std::string_view kRecordedKey =
    "tables/recorded";  ///< row of `admin`: digest of what was recorded last

std::string read_text(const std::optional<std::filesystem::path>& file, tables::Problems& problems) {
  if (!file) return {};
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(*file, error);
  std::ifstream in(*file, std::ios::binary);
  if (error || !in) {
    problems.add(file->string(), "", "can't be read");
    return {};
  }
  if (size > kFileBytesMax) {
    problems.add(file->string(), std::to_string(size), "allowed: at most 4 MiB");
    return {};
  }
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

std::string name_of(const std::optional<std::filesystem::path>& file, std::string otherwise) {
  return file ? file->string() : std::move(otherwise);
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  if (out.back() != '{') out += ',';
  net::append_json_string(out, name);
  out += ':';
  net::append_json_string(out, text);
}

}  // namespace

LoadedTables load_tables(const TableFiles& files, tables::Problems& problems) {
  LoadedTables loaded;
  if (!files.any()) return loaded;
  const std::size_t before = problems.lines().size();
  loaded.sources = {read_text(files.classes, problems), read_text(files.calendar, problems),
                    read_text(files.units, problems)};
  if (problems.lines().size() != before) return loaded;
  const tables::Names names{name_of(files.classes, "classes.toml"), name_of(files.calendar, "calendar.toml"),
                            name_of(files.units, "units.toml")};
  loaded.tables = tables::read_tables(loaded.sources, names, files.default_zone, problems);
  return loaded;
}

TablesWatch::TablesWatch(boost::asio::io_context& context, store::Store& store, TableFiles files,
                         const LoadedTables& loaded)
    : timer_(context), hangup_(context, SIGHUP), store_(store), files_(std::move(files)), seen_(stamps()) {
  if (!files_.any()) return;
  record(loaded.sources);
  wait_for_time();
  wait_for_signal();
}

std::vector<TablesWatch::Stamp> TablesWatch::stamps() const {
  std::vector<Stamp> out;
  for (const auto* file : {&files_.classes, &files_.calendar, &files_.units}) {
    if (!*file) continue;
    // A file that is being replaced may be away for a moment: it counts as changed when it is back.
    std::error_code ignored;
    out.push_back(
        {std::filesystem::last_write_time(**file, ignored), std::filesystem::file_size(**file, ignored)});
  }
  return out;
}

void TablesWatch::look(bool asked) {
  std::vector<Stamp> now = stamps();
  if (now == seen_ && !asked) return;
  seen_ = std::move(now);
  tables::Problems problems;
  const LoadedTables loaded = load_tables(files_, problems);
  if (!loaded.tables) {
    for (const std::string& line : problems.lines()) spdlog::error("tables not changed: {}", line);
    return;
  }
  store_.set_tables(loaded.tables);
  record(loaded.sources);
  spdlog::info("tables read: scheme {}, {} units", loaded.tables->scheme(), loaded.tables->units().size());
}

// Only where they differ from those recorded last: a restart with the same files says nothing new.
void TablesWatch::record(const tables::Sources& sources) {
  std::string data = "{";
  append_member(data, "classes", sources.classes);
  append_member(data, "calendar", sources.calendar);
  append_member(data, "units", sources.units);
  append_member(data, "default_zone", files_.default_zone);
  data += '}';

  store::Item item;
  crypto_generichash(item.payload_hash.data(), item.payload_hash.size(),
                     reinterpret_cast<const unsigned char*>(data.data()), data.size(), nullptr, 0);
  std::string digest(item.payload_hash.size() * 2 + 1, '\0');
  sodium_bin2hex(digest.data(), digest.size(), item.payload_hash.data(), item.payload_hash.size());
  digest.pop_back();
  for (const auto& [key, recorded] : store_.scan_admin(kRecordedKey)) {
    if (recorded == digest) return;
  }
  model::Event event;
  event.type = model::EventType::kTablesChanged;
  event.source = kSource;
  event.occurred_at = store_.now();
  event.id = digest + '@' + model::format_rfc3339(event.occurred_at);
  event.subject = event.id;
  event.data = R"({"specversion":"1.0")";
  append_member(event.data, "id", event.id);
  append_member(event.data, "source", event.source);
  append_member(event.data, "type", model::to_string(event.type));
  append_member(event.data, "time", model::format_rfc3339(event.occurred_at));
  event.data += ",\"data\":" + data + '}';
  store::Submission submission;
  submission.bytes = event.data.size();
  submission.submitted_at = std::chrono::steady_clock::now();
  item.event = std::move(event);
  submission.items.push_back(std::move(item));
  store_.submit(std::move(submission));
  store_.put_admin(kRecordedKey, digest);
}

void TablesWatch::wait_for_time() {
  timer_.expires_after(kLook);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    look(false);
    wait_for_time();
  });
}

void TablesWatch::wait_for_signal() {
  hangup_.async_wait([this](const boost::system::error_code& error, int) {
    if (error) return;
    look(true);
    wait_for_signal();
  });
}

}  // namespace gridhall::daemon
