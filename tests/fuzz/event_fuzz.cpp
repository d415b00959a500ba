// Bytes → CloudEvent. Invariants: a refusal carries a code, a sentence and a pointer that is one; what is
// taken has an identity, a place in range and no contact in its data; reading it again gives the same payload
// hash.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "ingest/protocol/event_reader.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using gridhall::ingest::Candidate;

void check(const Candidate& candidate) {
  const gridhall::model::Event& event = candidate.event;
  GRIDHALL_REQUIRE(!event.id.empty());
  GRIDHALL_REQUIRE(!event.source.empty());
  GRIDHALL_REQUIRE(!event.subject.empty());
  const bool located = static_cast<bool>(event.cell);
  GRIDHALL_REQUIRE(located || event.areas.empty());
  GRIDHALL_REQUIRE(!located || (std::abs(event.lat) <= 90 && std::abs(event.lon) <= 180));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static gridhall::ingest::EventReader reader(std::make_shared<const gridhall::geo::AreaLayers>());
  static const gridhall::ingest::Rules rules;
  static const gridhall::model::Time now = gridhall::model::parse_rfc3339("2026-05-01T00:00:00Z").value();
  // Exactly as many readable bytes as promised, so that reading one more is seen.
  std::string text(reinterpret_cast<const char*>(data), size);
  text.append(64, '\0');

  const auto result = reader.read(std::string_view(text.data(), size), rules, now);
  if (!result) {
    const gridhall::model::Error& error = result.error();
    GRIDHALL_REQUIRE(!error.detail.empty());
    GRIDHALL_REQUIRE(error.pointer.empty() || error.pointer.front() == '/');
    GRIDHALL_REQUIRE(error.got.size() <= 130);
    return 0;
  }
  check(result.value());
  std::string again = result.value().event.data;
  const std::size_t length = again.size();
  again.append(64, '\0');
  const auto second = reader.read(std::string_view(again.data(), length), rules, now);
  GRIDHALL_REQUIRE(second.has_value());
  GRIDHALL_REQUIRE(second.value().payload_hash == result.value().payload_hash);
  GRIDHALL_REQUIRE(second.value().event.contact.empty());
  return 0;
}
