// One frame of gridhall.ingest.v1, whatever its bytes.
//
// Strategy: the input is read as a frame, its events as events, and every answer is encoded.
// Invariants: slices of events lie inside the frame, in order, within the batch limit. What is echoed is
// JSON. Every encoded answer is one JSON object in UTF-8. A frame that is taken as a pub stays one when a
// good event is added to it.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "ingest/protocol/json_check.hpp"
#include "ingest/protocol/json_text.hpp"
#include "ingest/protocol/messages.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using namespace gridhall::ingest;
namespace model = gridhall::model;

void check_text(const std::string& text) {
  GRIDHALL_REQUIRE(!text.empty() && text.front() == '{');
  GRIDHALL_REQUIRE(!json::first_bad_utf8(text));
  GRIDHALL_REQUIRE(!json::find_fault(text, 64));
}

void check_slices(std::string_view frame, const std::vector<std::string_view>& events, const Limits& limits) {
  GRIDHALL_REQUIRE(!events.empty() && events.size() <= limits.batch_events);
  const char* from = frame.data();
  for (const std::string_view event : events) {
    GRIDHALL_REQUIRE(!event.empty());
    GRIDHALL_REQUIRE(event.data() >= from && event.data() + event.size() <= frame.data() + frame.size());
    from = event.data() + event.size();
    const auto [id, source] = peek_identity(event);
    GRIDHALL_REQUIRE(id.size() <= 1024 && !json::first_bad_utf8(id) && !json::first_bad_utf8(source));
  }
}

void check_bad(const BadMessage& bad) {
  Nack nack;
  nack.seq = bad.seq;
  nack.ref = bad.ref;
  nack.error = bad.error;
  GRIDHALL_REQUIRE(!bad.error.detail.empty());
  GRIDHALL_REQUIRE(bad.error.got.size() <= json::kExcerptBytes);
  check_text(encode(nack));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static MessageReader reader;
  static const Limits limits = [] {
    Limits small;
    small.batch_events = 8;
    return small;
  }();
  std::string frame(reinterpret_cast<const char*>(data), size);
  frame.reserve(size + 64);
  const auto outcome = reader.read(frame, limits);
  if (const auto* bad = std::get_if<BadMessage>(&outcome)) {
    check_bad(*bad);
    return 0;
  }
  const auto& message = std::get<ClientMessage>(outcome);
  if (const auto* pub = std::get_if<Pub>(&message)) {
    GRIDHALL_REQUIRE(pub->seq.has_value() != pub->ref.has_value());
    check_slices(frame, pub->events, limits);
    if (pub->events.size() < limits.batch_events && pub->seq.value_or(0) < 1U << 30) {
      const char* end = pub->events.back().data() + pub->events.back().size();
      std::string longer = frame;
      longer.insert(static_cast<std::size_t>(end - frame.data()), ",{}");
      longer.reserve(longer.size() + 64);
      const auto more = reader.read(longer, limits);
      GRIDHALL_REQUIRE(std::holds_alternative<ClientMessage>(more));
    }
  } else if (const auto* check = std::get_if<Check>(&message)) {
    check_slices(frame, check->events, limits);
    check_text(encode_checked(check->ref, 1, {}));
  } else if (const auto* ping = std::get_if<Ping>(&message)) {
    check_text(encode_pong(ping->t, model::Time{}));
  }
  return 0;
}
