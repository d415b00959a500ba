#include "store/model/error.hpp"

#include <array>
#include <stdexcept>

namespace gridhall::model {
namespace {

constexpr std::array<std::string_view, kCodeCount> kNames = {
    "malformed_json",
    "not_utf8",
    "unknown_op",
    "not_a_cloudevent",
    "attribute_missing",
    "attribute_invalid",
    "type_unknown",
    "source_not_allowed",
    "schema_violation",
    "location_out_of_range",
    "location_missing",
    "class_unknown",
    "time_invalid",
    "time_in_future",
    "too_old",
    "event_too_large",
    "batch_too_large",
    "sequence_gap",
    "duplicate_conflict",
    "rate_limited",
    "flow_violation",
    "storage_busy",
    "storage_failed",
    "shutting_down",
    "unauthenticated",
    "forbidden",
    "session_replaced",
    "subprotocol_required",
    "not_found",
    "conflict",
    "transition_not_allowed",
    "precondition_failed",
    "position_retired",
    "internal",
};

}  // namespace

std::string_view to_string(Code code) {
  return kNames[static_cast<std::size_t>(code)];
}

bool retryable(Code code) {
  switch (code) {
    case Code::kSequenceGap:
    case Code::kRateLimited:
    case Code::kFlowViolation:
    case Code::kStorageBusy:
    case Code::kStorageFailed:
    case Code::kShuttingDown:
    case Code::kInternal:
      return true;
    default:
      return false;
  }
}

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw std::logic_error(error.detail + " (" + where.to_string() + ")");
}

}  // namespace gridhall::model
