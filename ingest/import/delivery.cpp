#include "ingest/import/delivery.hpp"

#include <algorithm>
#include <utility>

namespace gridhall::importer {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kAheadMost = 200'000;
constexpr std::chrono::hours kHole{24 * 7};
/// The client itself gives up where nothing moves; this only bounds an import that moves without end.
constexpr std::chrono::hours kFlushMost{24};
/// Dry runs send a part of what a message may hold: the rest is the message's own members.
constexpr std::size_t kCheckBytes = 256U << 10;

}  // namespace

Delivery::Delivery(client::Options options, bool dry_run, Journal& journal)
    : journal_(journal), dry_run_(dry_run), client_(std::move(options), handlers()) {}

client::Handlers Delivery::handlers() {
  client::Handlers out;
  out.on_settled = [this](std::uint64_t, const std::string&, client::Outcome outcome) { settled(outcome); };
  out.on_nack = [this](const client::Nack& nack) { underway_[nack.ordinal - first_ordinal_].nack = nack; };
  out.on_warning = [this](const client::Warning& warning) { journal_.warn(warning.code); };
  out.on_notice = [this](const std::string& text) { journal_.say(text); };
  return out;
}

model::Result<void> Delivery::connect() {
  const auto welcome = client_.connect();
  if (!welcome) return welcome.error();
  return model::Result<void>();
}

void Delivery::settled(client::Outcome outcome) {
  Summary& counts = journal_.counts();
  const Underway event = std::move(underway_.front());
  underway_.pop_front();
  ++first_ordinal_;
  switch (outcome) {
    case client::Outcome::kStored:
    // The daemon has it: the ack was lost with a link, and what was refused before that has been told.
    case client::Outcome::kSettledUnseen:
      ++counts.stored;
      break;
    case client::Outcome::kDuplicate:
      ++counts.duplicate;
      break;
    case client::Outcome::kRefused:
      if (event.nack) {
        journal_.refuse(event.row, event.nack->code, event.nack->pointer, event.nack->got,
                        event.nack->detail);
      } else {
        journal_.refuse(event.row, "", {model::Code::kInternal, "The daemon gave no reason.", "", "", ""});
      }
      break;
  }
}

bool Delivery::take(Draft draft) {
  if (!dry_run_) return publish(std::move(draft));
  const std::size_t bytes = draft.json.size();
  const std::size_t event_most = client_.welcome().limits.event_bytes;
  if (bytes > event_most) {
    journal_.refuse(draft.row, "",
                    {model::Code::kEventTooLarge, "The event is too large.", "", std::to_string(bytes),
                     std::to_string(event_most)});
    return true;
  }
  if (!unchecked_.empty() && unchecked_bytes_ + bytes > kCheckBytes && !check()) return false;
  underway_.push_back({draft.row, std::nullopt});
  unchecked_.push_back(std::move(draft.json));
  unchecked_bytes_ += bytes;
  return unchecked_.size() < client_.welcome().limits.batch_events || check();
}

bool Delivery::publish(Draft draft) {
  underway_.push_back({draft.row, std::nullopt});
  const auto published = client_.publish(std::move(draft.json));
  if (published || client_.failure()) return !client_.failure();
  underway_.pop_back();
  journal_.refuse(draft.row, "", published.error());
  return true;
}

bool Delivery::check() {
  const auto report = client_.check(unchecked_);
  if (!report) return false;
  for (const auto& error : report->errors) {
    if (error.index < underway_.size()) {
      journal_.refuse(underway_[error.index].row, error.code, error.pointer, error.got, error.detail);
    }
  }
  unchecked_.clear();
  unchecked_bytes_ = 0;
  underway_.clear();
  return true;
}

bool Delivery::finish() {
  if (dry_run_) return unchecked_.empty() || check();
  if (!client_.flush(kFlushMost)) return false;
  client_.close();
  return true;
}

bool Delivery::wait(milliseconds duration) {
  return client_.run_for(duration).has_value();
}

Replay::Replay(double speed, Sink sink, std::function<bool(milliseconds)> wait)
    : speed_(speed), sink_(std::move(sink)), wait_(std::move(wait)) {}

bool Replay::take(Draft draft) {
  ahead_.emplace(taken_++, std::move(draft));
  return ahead_.size() < kAheadMost || release_one();
}

bool Replay::finish() {
  while (!ahead_.empty()) {
    if (!release_one()) return false;
  }
  return true;
}

bool Replay::release_one() {
  Draft draft = ahead_.top().second;
  ahead_.pop();
  const auto now = std::chrono::steady_clock::now();
  if (!previous_) due_ = now;
  if (previous_ && draft.time > *previous_ && draft.time - *previous_ < kHole) {
    const std::chrono::duration<double> gap = (draft.time - *previous_) / speed_;
    due_ += std::chrono::duration_cast<std::chrono::steady_clock::duration>(gap);
  }
  previous_ = draft.time;
  if (due_ > now && !wait_(std::chrono::ceil<milliseconds>(due_ - now))) return false;
  return sink_(std::move(draft));
}

}  // namespace gridhall::importer
