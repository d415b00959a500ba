#include "ingest/client/outbox.hpp"

#include <catch2/catch.hpp>

namespace gridhall::client {
namespace {

struct Log {
  std::vector<std::pair<std::uint64_t, Outcome>> settled;
  Outbox::OnSettled handler() {
    return [this](std::uint64_t ordinal, const std::string&, Outcome outcome) {
      settled.emplace_back(ordinal, outcome);
    };
  }
};

const Credit kPlenty{1'000, 1'000'000};

std::string next(Outbox& box, Credit credit = kPlenty, std::size_t batch = 3) {
  return box.next_message(Limits{}, credit, batch).value_or("");
}

TEST_CASE("numbered batches follow each other without a gap") {
  Outbox box(false, nullptr);
  for (const char* e : {"1", "2", "3", "4"}) box.push(e);
  CHECK(next(box) == R"({"op":"pub","seq":1,"events":[1,2,3]})");
  CHECK(next(box) == R"({"op":"pub","seq":4,"events":[4]})");
  CHECK(next(box).empty());
  CHECK(box.in_flight_events() == 4);
}

TEST_CASE("no more goes out than the credit allows, and nothing at zero") {
  Outbox box(false, nullptr);
  for (const char* e : {"10", "20", "30"}) box.push(e);
  CHECK(next(box, {0, 1'000}).empty());
  CHECK(next(box, {1'000, 0}).empty());
  CHECK(next(box, {2, 1'000}) == R"({"op":"pub","seq":1,"events":[10,20]})");
  CHECK(next(box, {2, 1'000}).empty());
  CHECK(box.settle(1, {}));
  CHECK(next(box, {2, 1'000}) == R"({"op":"pub","seq":3,"events":[30]})");
}

TEST_CASE("an event larger than the whole credit in bytes goes out alone") {
  Outbox box(false, nullptr);
  box.push("123456789");
  box.push("2");
  CHECK(next(box, {10, 4}) == R"({"op":"pub","seq":1,"events":[123456789]})");
  CHECK(next(box, {10, 4}).empty());
}

TEST_CASE("a message never exceeds the limit in bytes") {
  Outbox box(false, nullptr);
  for (int i = 0; i < 10; ++i) box.push(std::string(50, '1'));
  Limits limits;
  limits.message_bytes = 256;
  std::size_t messages = 0;
  while (const auto message = box.next_message(limits, kPlenty, 100)) {
    CHECK(message->size() <= 256);
    ++messages;
  }
  CHECK(messages == 4);
}

TEST_CASE("a cumulative ack settles in order and tells duplicates and refusals apart") {
  Log log;
  Outbox box(false, log.handler());
  for (const char* e : {"1", "2", "3", "4"}) box.push(e);
  next(box, kPlenty, 4);
  Nack nack;
  nack.seq = 3;
  REQUIRE(box.ordinal_of(nack) == 2U);
  box.refuse(2);
  CHECK(box.settle(3, {2}));
  CHECK(log.settled == std::vector<std::pair<std::uint64_t, Outcome>>{
                           {0, Outcome::kStored}, {1, Outcome::kDuplicate}, {2, Outcome::kRefused}});
  CHECK(box.size() == 1);
  CHECK_FALSE(box.settle(9, {}));
}

TEST_CASE("going back sends the same events under the same numbers") {
  Outbox box(false, nullptr);
  for (const char* e : {"1", "2", "3"}) box.push(e);
  next(box);
  box.settle(1, {});
  box.go_back(2);
  CHECK(box.in_flight_events() == 0);
  CHECK(next(box) == R"({"op":"pub","seq":2,"events":[2,3]})");
}

TEST_CASE("resuming in the same epoch settles what the daemon has and queues the rest") {
  Log log;
  Outbox box(false, log.handler());
  for (const char* e : {"1", "2", "3", "4"}) box.push(e);
  next(box, kPlenty, 4);
  box.resume(2, true);
  CHECK(log.settled.size() == 2);
  CHECK(log.settled[0].second == Outcome::kSettledUnseen);
  CHECK(next(box) == R"({"op":"pub","seq":3,"events":[3,4]})");
}

TEST_CASE("another epoch numbers everything anew and settles nothing") {
  Log log;
  Outbox box(false, log.handler());
  box.resume(40, false);
  for (const char* e : {"1", "2"}) box.push(e);
  CHECK(next(box) == R"({"op":"pub","seq":41,"events":[1,2]})");
  box.resume(7, false);
  CHECK(log.settled.empty());
  CHECK(next(box) == R"({"op":"pub","seq":8,"events":[1,2]})");
}

TEST_CASE("batches by reference may settle in any order and are reported in the order of publishing") {
  Log log;
  Outbox box(true, log.handler());
  for (const char* e : {"1", "2", "3"}) box.push(e);
  CHECK(next(box, kPlenty, 2) == R"({"op":"pub","ref":"1","events":[1,2]})");
  CHECK(next(box, kPlenty, 2) == R"({"op":"pub","ref":"2","events":[3]})");
  box.settle("2", {"duplicate"});
  CHECK(log.settled.empty());
  box.settle("1", {"stored", "refused"});
  CHECK(log.settled == std::vector<std::pair<std::uint64_t, Outcome>>{
                           {0, Outcome::kStored}, {1, Outcome::kRefused}, {2, Outcome::kDuplicate}});
  CHECK(box.empty());
}

TEST_CASE("an event to be retried goes out again alone, its neighbours stay settled") {
  Log log;
  Outbox box(true, log.handler());
  for (const char* e : {"1", "2", "3"}) box.push(e);
  next(box);
  Nack nack;
  nack.ref = "1";
  nack.index = 1;
  REQUIRE(box.ordinal_of(nack) == 1U);
  box.retry(1);
  box.settle("1", {"stored", "refused", "stored"});
  CHECK(log.settled.size() == 1);
  CHECK(next(box) == R"({"op":"pub","ref":"2","events":[2]})");
  box.settle("2", {"stored"});
  CHECK(log.settled.size() == 3);
  CHECK(box.in_flight_bytes() == 0);
  CHECK(box.queued_bytes() == 0);
}

TEST_CASE("a batch that is refused as a whole goes out again as a whole where its nack says so") {
  Log log;
  Outbox box(true, log.handler());
  for (const char* e : {"1", "2"}) box.push(e);
  next(box);
  box.retry(0);
  box.settle("1", {});
  CHECK(log.settled.empty());
  CHECK(next(box) == R"({"op":"pub","ref":"2","events":[1,2]})");
  box.settle("2", {});
  CHECK(log.settled ==
        std::vector<std::pair<std::uint64_t, Outcome>>{{0, Outcome::kRefused}, {1, Outcome::kRefused}});
}

}  // namespace
}  // namespace gridhall::client
