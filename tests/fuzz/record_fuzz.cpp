// Bytes → what is stored, both as they come and as damage to a sound record. Invariants: nothing reads past
// the end; what decodes can be encoded and decodes to the same; an entry alone equals the entry in its
// record; a sound record passes its own chain; events that read fold to a case that reads.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/codec.hpp"
#include "store/model/action.hpp"
#include "store/model/apply.hpp"
#include "tests/fuzz/require.hpp"

namespace {

namespace store = gridhall::store;
namespace model = gridhall::model;

// Whatever stands in a record that reads, the fold takes it, and what comes out reads back.
void check_fold(const store::LogRecord& record) {
  std::optional<model::Case> c;
  for (const store::LogEntry& entry : record.entries) {
    if (entry.event.type == model::EventType::kHeartbeat) continue;
    c = model::apply(std::move(c), entry.event, "k3x9");
    const std::string folded = store::encode_case(*c);
    const auto back = store::decode_case(folded);
    GRIDHALL_REQUIRE(back && store::encode_case(*back) == folded);
  }
}

void check_record(const std::string& bytes) {
  const auto range = store::record_range(bytes);
  store::check_chain(bytes);
  const auto record = store::decode_record(bytes);
  if (!record) {
    return;
  }
  GRIDHALL_REQUIRE(range && range->first == record->first_seq);
  GRIDHALL_REQUIRE(range->second == record->first_seq + record->entries.size() - 1);
  for (const store::LogEntry& entry : record->entries) {
    const auto alone = store::decode_entry(bytes, entry.event.seq);
    GRIDHALL_REQUIRE(alone && alone->event.data == entry.event.data && alone->case_seq == entry.case_seq);
    const bool acts = entry.event.type == model::EventType::kAction;
    GRIDHALL_REQUIRE(acts == (entry.event.action != nullptr));
    GRIDHALL_REQUIRE(!acts || entry.event.action->target == entry.case_seq);
  }
  check_fold(*record);
}

std::string sound_record(std::string_view text) {
  store::LogRecord record;
  record.first_seq = 7;
  for (std::size_t i = 0; i < 3; ++i) {
    store::LogEntry& entry = record.entries.emplace_back();
    entry.case_seq = 7;
    entry.event.integrator = "dev";
    entry.event.source = "/test";
    entry.event.id = "event-" + std::to_string(i);
    entry.event.subject = i == 0 ? entry.event.id : "event-0";
    entry.event.data = std::string(text);
    entry.event.columns.description = std::string(text.substr(0, text.size() / 2));
    entry.event.columns.severity = gridhall::model::Severity::kSevere;
    entry.event.areas = {{0, "101"}, {1, "101007"}};
    entry.event.cell = {0x89c25a4c00000000ULL};
    entry.event.lat = 40.7;
    entry.event.lon = -73.9;
  }
  for (const model::ActionKind kind :
       {model::ActionKind::kClaim, model::ActionKind::kExtend, model::ActionKind::kMerge}) {
    model::Action action;
    action.kind = kind;
    action.target = 7;
    action.actor = "li";
    action.note = std::string(text);
    action.evidence = {"https://example.org/1"};
    action.to = model::State::kClosed;
    action.until = model::Time(std::chrono::hours(1));
    action.parent = model::CaseId{"k3x9", 3};
    store::LogEntry& entry = record.entries.emplace_back();
    entry.case_seq = 7;
    entry.event.type = model::EventType::kAction;
    entry.event.source = "/own";
    entry.event.id = entry.event.subject = "action-" + std::to_string(record.entries.size());
    entry.event.action = std::make_shared<const model::Action>(std::move(action));
  }
  return store::encode_record(record);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Strings of exactly this size: the sanitizer sees the first byte too many.
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  check_record(bytes);
  if (const auto one = store::decode_case(bytes)) {
    const std::string encoded = store::encode_case(*one);
    const auto again = store::decode_case(encoded);
    GRIDHALL_REQUIRE(again && again->id == one->id && again->version == one->version &&
                     again->events == one->events && store::encode_case(*again) == encoded);
  }
  if (const auto value = store::decode_dedup(bytes)) {
    const auto again = store::decode_dedup(store::encode_dedup(*value));
    GRIDHALL_REQUIRE(again && again->seq == value->seq && again->payload_hash == value->payload_hash);
  }

  const std::string sound = sound_record(std::string_view(bytes).substr(0, 32));
  GRIDHALL_REQUIRE(store::decode_record(sound) && store::check_chain(sound));
  check_record(sound);
  if (size >= 3) {
    std::string damaged = sound;
    const std::size_t at = (std::size_t{data[0]} << 8 | data[1]) % damaged.size();
    damaged[at] = static_cast<char>(data[2]);
    check_record(damaged);
    check_record(damaged.substr(0, at));
  }
  return 0;
}
