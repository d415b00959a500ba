// One event, whatever its bytes.
//
// Strategy: the input is read as an event under rules that its length picks.
// Invariants: a refusal is an error that can be sent (valid UTF-8, `got` valid JSON of at most 120 bytes, a
// pointer that starts with a slash). What is taken has an identity within its limits, a place in range
// exactly when it has a cell, no contact in its stored text, and reads again, from that stored text, as the
// same event with the same hash.
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ingest/protocol/event_reader.hpp"
#include "ingest/protocol/json_check.hpp"
#include "ingest/protocol/json_text.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using gridhall::ingest::Candidate;
using gridhall::ingest::EventReader;
using gridhall::ingest::Rules;
namespace json = gridhall::ingest::json;
namespace model = gridhall::model;

model::Result<Candidate> read(EventReader& reader, std::string text, const Rules& rules) {
  text.reserve(text.size() + 64);
  return reader.read(text, rules, model::Time(std::chrono::seconds(1'795'500'000)));
}

void check_refusal(const model::Error& error) {
  GRIDHALL_REQUIRE(!error.detail.empty() && !json::first_bad_utf8(error.detail));
  GRIDHALL_REQUIRE(error.pointer.empty() || error.pointer.front() == '/');
  GRIDHALL_REQUIRE(!json::first_bad_utf8(error.pointer));
  GRIDHALL_REQUIRE(error.got.size() <= json::kExcerptBytes);
  GRIDHALL_REQUIRE(error.got.empty() ||
                   (!json::first_bad_utf8(error.got) && !json::find_fault(error.got, 64)));
}

void check_taken(EventReader& reader, const Candidate& taken, const Rules& rules) {
  const model::Event& event = taken.event;
  GRIDHALL_REQUIRE(!event.id.empty() && event.id.size() <= 1024);
  GRIDHALL_REQUIRE(!event.source.empty() && !event.subject.empty());
  GRIDHALL_REQUIRE(event.cell ? std::abs(event.lat) <= 90 && std::abs(event.lon) <= 180
                              : event.areas.empty());
  GRIDHALL_REQUIRE(event.contact.empty() || !json::find_fault(event.contact, 64));
  const auto again = read(reader, event.data, rules);
  GRIDHALL_REQUIRE(again.has_value());
  GRIDHALL_REQUIRE(again->event.contact.empty());
  GRIDHALL_REQUIRE(again->event.data == event.data);
  GRIDHALL_REQUIRE(again->payload_hash == taken.payload_hash);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static EventReader reader(std::make_shared<const gridhall::geo::AreaLayers>());
  Rules rules;
  rules.location_required = (size & 1U) != 0;
  if ((size & 2U) != 0) {
    rules.source_prefixes = {"s"};
  }
  if ((size & 4U) != 0) {
    rules.max_age = std::chrono::hours(1);
  }
  const auto result = read(reader, std::string(reinterpret_cast<const char*>(data), size), rules);
  if (result) {
    check_taken(reader, *result, rules);
  } else {
    check_refusal(result.error());
  }
  return 0;
}
