#include "ingest/import/journal.hpp"

#include <array>
#include <cstdio>
#include <numeric>
#include <ostream>
#include <utility>

#include "ingest/client/wire.hpp"

namespace gridhall::importer {
namespace {

constexpr std::uint64_t kToldMost = 20;
constexpr std::size_t kValueShown = 120;
constexpr std::string_view kEraseLine = "\r\x1b[K";

/// Values come from files: quoted and escaped, so that they can't steer a terminal.
std::string shown(std::string_view value) {
  std::string out;
  client::append_json_string(out, value.substr(0, kValueShown));
  return out;
}

void append_counts(std::string& out, const std::map<std::string, std::uint64_t, std::less<>>& counts) {
  out += '{';
  bool first = true;
  for (const auto& [code, count] : counts) {
    if (!std::exchange(first, false)) out += ',';
    client::append_json_string(out, code);
    out += ':' + std::to_string(count);
  }
  out += '}';
}

}  // namespace

std::uint64_t Summary::refused_total() const {
  return std::accumulate(refused.begin(), refused.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& entry) { return sum + entry.second; });
}

std::string Summary::json() const {
  std::string out = R"({"rows":)" + std::to_string(rows) + R"(,"events":)" + std::to_string(events) +
                    R"(,"stored":)" + std::to_string(stored) + R"(,"duplicate":)" +
                    std::to_string(duplicate) + R"(,"refused":)";
  append_counts(out, refused);
  out += R"(,"warnings":)";
  append_counts(out, warnings);
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.3f", seconds);
  return out + R"(,"unlocated":)" + std::to_string(unlocated) + R"(,"seconds":)" + buffer.data() + '}';
}

Journal::Journal(std::ostream& log, std::vector<std::string> files, bool terminal)
    : log_(log), files_(std::move(files)), terminal_(terminal) {}

std::ostream& Journal::line() {
  return terminal_ ? log_ << kEraseLine : log_;
}

void Journal::refuse(RowRef row, std::string_view column, const model::Error& error) {
  const std::string rule = error.allowed.empty() ? "" : " Valid: " + error.allowed + '.';
  refuse(row, model::to_string(error.code), column, error.got, error.detail + rule);
}

void Journal::refuse(RowRef row, std::string_view code, std::string_view pointer, std::string_view got,
                     std::string_view detail) {
  ++summary_.refused[std::string(code)];
  if (++told_ > kToldMost) return;
  line() << (row.file < files_.size() ? files_[row.file] : std::string("?")) << ':' << row.line << ": "
         << code;
  if (!pointer.empty()) log_ << ": " << shown(pointer);
  if (!got.empty()) log_ << " is " << shown(got);
  log_ << ": " << detail << '\n';
}

void Journal::say(std::string_view text) {
  line() << text << '\n';
}

void Journal::close() {
  if (told_ > kToldMost) line() << (told_ - kToldMost) << " more refusals are counted in the summary.\n";
}

}  // namespace gridhall::importer
