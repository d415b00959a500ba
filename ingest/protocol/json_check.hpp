// Says what is wrong with a JSON text, where, and what its writer probably meant. simdjson is fast and says
// only that something is wrong; this runs after it has said so, and on the few values of a frame that no
// parser looks at. Strict RFC 8259. No recursion; memory grows with the depth, which is bounded.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "store/model/error.hpp"

namespace gridhall::ingest::json {

struct Fault {
  enum class Kind {
    kSyntax,  ///< not JSON
    kDepth,   ///< more than depth_max containers inside each other
    kNumber,  ///< JSON, but a number that neither 64 bits nor a double can hold
  };
  Kind kind = Kind::kSyntax;
  std::size_t offset = 0;  ///< in bytes
  std::string what;        ///< one sentence without the place
  std::string pointer;     ///< of the innermost value that holds the place
  std::string token;       ///< the offending piece of text, at most 40 bytes, maybe empty
};

/// The first fault of one JSON text (white space around it is fine), nothing where it is good. `text` is
/// UTF-8.
std::optional<Fault> find_fault(std::string_view text, std::size_t depth_max);

/// A syntax fault as malformed_json; depth and number faults, which are about JSON that we don't take, as
/// schema_violation. What stands in data.contact is never quoted.
model::Error to_error(const Fault& fault, std::size_t depth_max);

/// `not_utf8` with the place of the first bad byte and, where the first bytes tell, what was sent instead of
/// text.
model::Error not_utf8(std::string_view text);

/// True where the pointer leads to data.contact, of an event by itself or in a frame: no error may quote it.
bool is_personal(std::string_view pointer);

}  // namespace gridhall::ingest::json
