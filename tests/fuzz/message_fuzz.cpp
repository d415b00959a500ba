// Bytes → a message of the ingest protocol. Invariants: slices of events lie inside the message, batches keep
// their limit, a refusal says something; the identity of any slice can be peeked at.
#include <cstddef>
#include <cstdint>
#include <string>

#include "ingest/protocol/messages.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using namespace gridhall::ingest;

void check_slices(const std::vector<std::string_view>& events, std::string_view text, const Limits& limits) {
  GRIDHALL_REQUIRE(events.size() <= limits.batch_events);
  for (const std::string_view event : events) {
    GRIDHALL_REQUIRE(event.data() >= text.data() && event.data() + event.size() <= text.data() + text.size());
    peek_identity(event);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static MessageReader reader;
  Limits limits;
  limits.batch_events = 8;
  limits.event_bytes = 512;
  std::string padded(reinterpret_cast<const char*>(data), size);
  padded.append(64, '\0');
  const std::string_view text(padded.data(), size);

  const auto result = reader.read(text, limits);
  if (const auto* bad = std::get_if<BadMessage>(&result)) {
    GRIDHALL_REQUIRE(!bad->error.detail.empty());
    return 0;
  }
  const ClientMessage& message = std::get<ClientMessage>(result);
  if (const auto* pub = std::get_if<Pub>(&message)) {
    GRIDHALL_REQUIRE(pub->seq.has_value() != pub->ref.has_value());
    check_slices(pub->events, text, limits);
  } else if (const auto* check = std::get_if<Check>(&message)) {
    check_slices(check->events, text, limits);
  }
  return 0;
}
