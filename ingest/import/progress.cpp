#include "ingest/import/progress.hpp"

#include <algorithm>
#include <ostream>

namespace gridhall::importer {
namespace {

constexpr std::chrono::milliseconds kEvery{500};
constexpr std::string_view kEraseLine = "\r\x1b[K";

}  // namespace

Progress::Progress(std::ostream& log, bool terminal, const Journal& journal)
    : log_(log),
      terminal_(terminal),
      journal_(journal),
      started_(std::chrono::steady_clock::now()),
      next_(started_) {}

void Progress::end_file() {
  if (file_ != nullptr) bytes_before_ += file_->taken();
  file_ = nullptr;
}

void Progress::show() {
  if (!terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kEvery;
  const Summary& counts = journal_.counts();
  const double seconds = std::chrono::duration<double>(now - started_).count();
  const std::uint64_t settled = counts.stored + counts.duplicate;
  log_ << kEraseLine << counts.rows << " rows, "
       << static_cast<std::uint64_t>(static_cast<double>(counts.events) / std::max(seconds, 0.001))
       << " events/s, " << settled << " settled";
  for (const auto& [code, count] : counts.refused) log_ << ", " << count << ' ' << code;
  const std::uint64_t taken = bytes_before_ + (file_ != nullptr ? file_->taken() : 0);
  if (bytes_all_ > taken && taken > 0) {
    const double left = seconds * static_cast<double>(bytes_all_ - taken) / static_cast<double>(taken);
    log_ << ", " << static_cast<std::uint64_t>(left) + 1 << " s left";
  }
  log_ << std::flush;
  shown_ = true;
}

void Progress::clear() {
  if (shown_) log_ << kEraseLine << std::flush;
  shown_ = false;
}

}  // namespace gridhall::importer
