#include "ingest/simulate/simulate_command.hpp"

#include <utility>

namespace gridhall::simulate {

model::Result<std::uint64_t> play(Generator& generator, bool backfill, std::optional<model::Time> until,
                                  EventSink& sink, std::uint64_t settled) {
  std::uint64_t published = 0;
  std::uint64_t left_out = 0;
  if (backfill) {
    for (Scheduled& past : generator.backfill({})) {
      if (sink.stopped()) return published;
      if (left_out < settled) {
        ++left_out;
        continue;
      }
      if (auto sent = sink.publish(std::move(past.event)); !sent) return sent.error();
      ++published;
    }
  }
  while (true) {
    Scheduled next = generator.next();
    if (left_out < settled && !sink.stopped()) {
      ++left_out;
      continue;
    }
    const bool over = until && next.at > *until;
    if (auto waited = sink.wait_until(over ? *until : next.at); !waited) return waited.error();
    if (over || sink.stopped()) return published;
    if (auto sent = sink.publish(std::move(next.event)); !sent) return sent.error();
    ++published;
  }
}

}  // namespace gridhall::simulate
