#include "ingest/sandbox.hpp"

namespace gridhall::ingest {
namespace {

constexpr std::size_t kEventsMax = 1'000;
constexpr std::size_t kProducersMax = 1'000;

model::Error error_of(model::Code code, std::string detail, std::string pointer) {
  model::Error error;
  error.code = code;
  error.detail = std::move(detail);
  error.pointer = std::move(pointer);
  return error;
}

}  // namespace

void Sandbox::submit(const store::Submission& submission, const model::Position& pos) {
  store::Receipt receipt;
  receipt.tag = submission.tag;
  receipt.pos = pos;
  {
    const std::lock_guard lock(mutex_);
    std::uint64_t anonymous = 0;
    const bool ordered = !submission.producer.empty();
    if (settled_.size() >= kProducersMax) settled_.erase(settled_.begin());
    std::uint64_t& settled = ordered ? settled_[{submission.integrator, submission.producer}] : anonymous;
    bool stopped = false;
    for (const store::Item& item : submission.items) {
      store::ItemResult result;
      if (stopped) {
        result.outcome = store::Outcome::kNotSettled;
      } else if (ordered && item.producer_seq <= settled) {
        result.outcome = store::Outcome::kDuplicate;
      } else if (ordered && item.producer_seq != settled + 1) {
        result.outcome = store::Outcome::kNotSettled;
        result.error =
            error_of(model::Code::kSequenceGap,
                     "seq is " + std::to_string(item.producer_seq) + "; expected " +
                         std::to_string(settled + 1) + ". Go back to that seq and send on from there.",
                     {});
        receipt.expected = settled + 1;
        stopped = true;
      } else {
        result = judge(submission, item);
        if (ordered) settled = item.producer_seq;
      }
      receipt.results.push_back(std::move(result));
    }
    receipt.settled = settled;
  }
  std::vector<store::Receipt> receipts;
  receipts.push_back(std::move(receipt));
  submission.sink->committed(std::move(receipts));
}

std::uint64_t Sandbox::settled(const std::string& integrator, const std::string& producer) const {
  const std::lock_guard lock(mutex_);
  const auto at = settled_.find({integrator, producer});
  return at == settled_.end() ? 0 : at->second;
}

store::ItemResult Sandbox::judge(const store::Submission& submission, const store::Item& item) {
  store::ItemResult result;
  if (!item.event) return result;
  // A NUL can stand in none of the three.
  const std::string key = submission.integrator + '\0' + item.event->source + '\0' + item.event->id;
  const auto [at, fresh] = ids_.try_emplace(key, item.payload_hash);
  if (!fresh) {
    if (at->second == item.payload_hash) {
      result.outcome = store::Outcome::kDuplicate;
      return result;
    }
    result.error =
        error_of(model::Code::kDuplicateConflict,
                 "an event with this source and id was taken with other members. To change the case send "
                 "an update: a new id with the same subject.",
                 "/id");
    result.source = item.event->source;
    result.id = item.event->id;
    return result;
  }
  order_.push_back(key);
  if (order_.size() > kEventsMax) {
    ids_.erase(order_.front());
    order_.pop_front();
  }
  result.outcome = store::Outcome::kStored;
  return result;
}

}  // namespace gridhall::ingest
