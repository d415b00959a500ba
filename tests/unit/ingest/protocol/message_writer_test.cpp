#include "ingest/protocol/json_check.hpp"
#include "ingest/protocol/messages.hpp"
#include "tests/unit/ingest/protocol/event_fixture.hpp"

namespace gridhall::ingest {
namespace {

using namespace testing;
using Catch::Contains;

TEST_CASE("the nack of the contract reads as the contract shows it") {
  Nack nack;
  nack.seq = 48215;
  nack.id = "54098124";
  nack.source = "nyc311";
  nack.error = {model::Code::kLocationOutOfRange,
                "lat is 407128; allowed -90 to 90. Are lat and long swapped, or the digits shifted?",
                "/data/lat", "407128", ""};
  CHECK(
      encode(nack) ==
      R"({"op":"nack","seq":48215,"ref":null,"index":0,"id":"54098124","source":"nyc311","retry":false,)"
      R"("code":"location_out_of_range","detail":"lat is 407128; allowed -90 to 90. Are lat and long swapped, or the digits shifted?",)"
      R"("pointer":"/data/lat","got":407128,"doc":"/docs/codes#location_out_of_range"})");
}

TEST_CASE("a sequence gap says what is expected and that it may be sent again") {
  Nack nack;
  nack.seq = 9;
  nack.expected = 7;
  nack.error.code = model::Code::kSequenceGap;
  CHECK_THAT(encode(nack), Contains(R"("retry":true)") && Contains(R"("expected":7)"));
}

TEST_CASE("text from outside can't break out of a message") {
  Nack nack;
  nack.ref = "a\"b\n\x01";
  nack.id = "\xFF\\";
  nack.error.code = model::Code::kMalformedJson;
  nack.error.detail = "</script>\"}";
  nack.error.got = "{not json";
  nack.error.pointer = "/\"";
  const std::string text = encode(nack);
  INFO(text);
  CHECK(!json::find_fault(text, 8));
  CHECK_THAT(text, Contains(R"("got":"{not json")") && Contains(R"("ref":"a\"b\n\u0001")"));
}

TEST_CASE("acks by sequence count and acks by ref list results") {
  Ack ack;
  ack.settled = 48214;
  ack.stored = 2;
  ack.duplicate = 1;
  ack.dups = {48213};
  ack.pos = {"k3x9", 913377};
  ack.commit_ms = 4;
  CHECK(
      encode(ack) ==
      R"({"op":"ack","settled":48214,"stored":2,"duplicate":1,"dups":[48213],"pos":{"epoch":"k3x9","seq":913377},"commit_ms":4,"warnings":[]})");
  ack.ref = "x1";
  ack.results = {"stored", "duplicate", "refused"};
  CHECK(
      encode(ack) ==
      R"({"op":"ack","ref":"x1","results":["stored","duplicate","refused"],"pos":{"epoch":"k3x9","seq":913377}})");
}

TEST_CASE("a check without a ref is answered without one") {
  CHECK(encode_checked("", 3, {}) == R"({"op":"checked","ref":null,"ok":3,"errors":[]})");
}

TEST_CASE("the largest numbers are written whole") {
  Ack ack;
  ack.settled = 18446744073709551615U;
  ack.commit_ms = -1;
  CHECK_THAT(encode(ack), Contains("18446744073709551615") && Contains(R"("commit_ms":-1)"));
}

}  // namespace
}  // namespace gridhall::ingest
