#include "store/outcomes.hpp"

namespace gridhall::store {
namespace {

std::int64_t micros(const std::optional<model::Time>& time) {
  return time ? time->time_since_epoch().count() : kNoTime;
}

std::uint8_t kept_bits(const model::Outcome& outcome) {
  const auto bits = [](const model::Promise& promise) { return static_cast<unsigned>(promise.kept); };
  return static_cast<std::uint8_t>(bits(outcome.handling) | bits(outcome.dispatch) << 2U |
                                   bits(outcome.verification) << 4U);
}

}  // namespace

void Outcomes::put(const std::vector<Put>& rows) {
  const boost::unique_lock<boost::shared_mutex> lock(mutex_);
  for (const Put& row : rows) {
    const auto [place, fresh] =
        places_.try_emplace(row.case_seq, static_cast<std::uint32_t>(case_seq_.size()));
    if (fresh) {
      case_seq_.grow();
      version_.grow();
      opened_us_.grow();
      ended_us_.grow();
      due_us_.grow();
      dispatch_due_us_.grow();
      verification_due_us_.grow();
      cell_.grow();
      class_.grow();
      unit_.grow();
      area_set_.grow();
      handled_minutes_.grow();
      bits_.grow();
      kept_.grow();
      rating_.grow();
    } else if (row.version < version_[place->second]) {
      continue;
    }
    set(place->second, row);
  }
}

void Outcomes::set(std::size_t at, const Put& row) {
  const model::Outcome& outcome = row.outcome;
  case_seq_[at] = row.case_seq;
  version_[at] = row.version;
  opened_us_[at] = outcome.opened_at.time_since_epoch().count();
  ended_us_[at] = micros(outcome.ended_at);
  due_us_[at] = micros(outcome.handling.due_at);
  dispatch_due_us_[at] = micros(outcome.dispatch.due_at);
  verification_due_us_[at] = micros(outcome.verification.due_at);
  cell_[at] = row.cell.value;
  class_[at] = classes_.id(outcome.class_code);
  unit_[at] = units_.id(outcome.unit);
  const auto [areas, fresh] =
      area_set_ids_.try_emplace(*row.areas, static_cast<std::uint32_t>(area_sets_.size()));
  if (fresh) area_sets_.push_back(&areas->first);
  area_set_[at] = areas->second;
  handled_minutes_[at] = outcome.handled_minutes;
  bits_[at] = outcome.bits;
  kept_[at] = kept_bits(outcome);
  rating_[at] = outcome.rating;
}

OutcomeRows OutcomesView::block(std::size_t b) const {
  return {of_.case_seq_.block(b), of_.opened_us_.block(b),       of_.ended_us_.block(b),
          of_.due_us_.block(b),   of_.dispatch_due_us_.block(b), of_.verification_due_us_.block(b),
          of_.cell_.block(b),     of_.class_.block(b),           of_.unit_.block(b),
          of_.area_set_.block(b), of_.handled_minutes_.block(b), of_.bits_.block(b),
          of_.kept_.block(b),     of_.rating_.block(b)};
}

}  // namespace gridhall::store
