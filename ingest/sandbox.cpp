#include "ingest/sandbox.hpp"

#include <algorithm>

namespace gridhall::ingest {
namespace {

constexpr std::size_t kEventsMax = 1'000;
constexpr std::size_t kProducersMax = 1'000;

}  // namespace

void Sandbox::submit(const store::Submission& submission, const store::Store& store) {
  store::Receipt receipt;
  receipt.tag = submission.tag;
  receipt.pos = {store.epoch(), store.seq()};
  {
    const std::lock_guard lock(mutex_);
    Box& box = boxes_[submission.integrator];
    std::uint64_t anonymous = 0;
    const bool ordered = !submission.producer.empty();
    std::uint64_t& settled = ordered ? producer_of(box, submission.producer).settled : anonymous;
    bool stopped = false;
    for (const store::Item& item : submission.items) {
      store::ItemResult result;
      if (stopped) {
        result.outcome = store::Outcome::kNotSettled;
      } else if (ordered && item.producer_seq <= settled) {
        result.outcome = store::Outcome::kDuplicate;
      } else if (ordered && item.producer_seq != settled + 1) {
        result.outcome = store::Outcome::kNotSettled;
        result.error = model::make_error(model::Code::kSequenceGap,
                                         "seq is " + std::to_string(item.producer_seq) + "; expected " +
                                             std::to_string(settled + 1) +
                                             ". Go back to that seq and send on from there.",
                                         {});
        if (item.event) {
          result.source = item.event->source;
          result.id = item.event->id;
        }
        receipt.expected = settled + 1;
        stopped = true;
      } else {
        result = judge(box, submission.integrator, item, store);
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
  const auto box = boxes_.find(integrator);
  if (box == boxes_.end()) return 0;
  const auto at = box->second.producers.find(producer);
  return at == box->second.producers.end() ? 0 : at->second.settled;
}

// The one that sends is used last, so it is never the one that goes.
Sandbox::Producer& Sandbox::producer_of(Box& box, const std::string& name) {
  if (box.producers.size() >= kProducersMax && !box.producers.contains(name)) {
    box.producers.erase(
        std::min_element(box.producers.begin(), box.producers.end(),
                         [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
  }
  Producer& producer = box.producers[name];
  producer.used = ++turn_;
  return producer;
}

store::ItemResult Sandbox::judge(Box& box, const std::string& integrator, const store::Item& item,
                                 const store::Store& store) {
  store::ItemResult result;
  if (!item.event) return result;
  if (store.owner_of(item.event->source).value_or(integrator) != integrator) {
    result.error = store::source_not_allowed(item.event->source);
    result.source = item.event->source;
    result.id = item.event->id;
    return result;
  }
  // A NUL can stand in neither.
  const std::string key = item.event->source + '\0' + item.event->id;
  const auto [at, fresh] = box.ids.try_emplace(key, item.payload_hash);
  if (!fresh) {
    if (at->second == item.payload_hash) {
      result.outcome = store::Outcome::kDuplicate;
      return result;
    }
    result.error = model::make_error(
        model::Code::kDuplicateConflict,
        "an event with this source and id was taken with other members. To change the case send "
        "an update: a new id with the same subject.",
        "/id");
    result.source = item.event->source;
    result.id = item.event->id;
    return result;
  }
  box.order.push_back(key);
  if (box.order.size() > kEventsMax) {
    box.ids.erase(box.order.front());
    box.order.pop_front();
  }
  result.outcome = store::Outcome::kStored;
  return result;
}

}  // namespace gridhall::ingest
