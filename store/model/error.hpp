// One vocabulary for everything that can go wrong with input, disk or peer (wire contract §2.3): nacks,
// problem+json, log lines and metrics all use these codes. Errors are values; exceptions are for start-up
// only.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace gridhall::model {

enum class Code : std::uint8_t {
  kMalformedJson,
  kNotUtf8,
  kUnknownOp,
  kNotACloudevent,
  kAttributeMissing,
  kAttributeInvalid,
  kTypeUnknown,
  kSourceNotAllowed,
  kSchemaViolation,
  kLocationOutOfRange,
  kLocationMissing,
  kClassUnknown,
  kTimeInvalid,
  kTimeInFuture,
  kTooOld,
  kEventTooLarge,
  kBatchTooLarge,
  kSequenceGap,
  kDuplicateConflict,
  kRateLimited,
  kFlowViolation,
  kStorageBusy,
  kStorageFailed,
  kShuttingDown,
  kUnauthenticated,
  kForbidden,
  kSessionReplaced,
  kSubprotocolRequired,
  kNotFound,
  kConflict,
  kTransitionNotAllowed,
  kPreconditionFailed,
  kPositionRetired,
  kInternal,
};
inline constexpr int kCodeCount = static_cast<int>(Code::kInternal) + 1;

/// The code as it stands on the wire, for example `location_out_of_range`.
std::string_view to_string(Code code);

/// True where sending the same thing again later can succeed (the starred codes).
bool retryable(Code code);

/// What was wrong, where, and what would have been right.
struct Error {
  Code code = Code::kInternal;
  std::string
      detail;  ///< one sentence for people: the rule, the value and, where it is known, the likely cause
  std::string pointer;  ///< RFC 6901 pointer into the event or body, empty for the whole
  std::string got;      ///< the offending value as JSON text, cut to 120 bytes; empty when there is none
  std::string allowed;  ///< what is valid, for people
};

inline Error make_error(Code code, std::string detail, std::string pointer = {}) {
  return {code, std::move(detail), std::move(pointer), {}, {}};
}

template <class T>
using Result = boost::system::result<T, Error>;

/// Where .value() is called on an error: our own mistake, so it throws std::logic_error with the detail.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

}  // namespace gridhall::model
