// The catalogue of bad inputs that an event can be, and odd ones that must be taken.
#include "ingest/protocol/event_reader.hpp"

#include "ingest/protocol/json_check.hpp"
#include "ingest/protocol/json_text.hpp"
#include "tests/unit/ingest/protocol/event_fixture.hpp"

namespace gridhall::ingest {
namespace {

using namespace testing;
using Catch::Contains;

TEST_CASE("text that is not JSON is refused as such, with the place and the likely cause") {
  Reading reading;
  const auto refused = [&](std::string text, std::string_view says) {
    const auto error = reading.refused(std::move(text));
    INFO(error.detail);
    CHECK(code_of(error) == "malformed_json");
    CHECK_THAT(error.detail, Contains(std::string(says)));
  };
  refused("", "empty");
  refused(" ", "empty");
  refused("{", "ends inside an object");
  refused(R"({"a":1,})", "comma stands before the closing brace");
  refused(R"({"a":[1,]})", "comma stands before the closing bracket");
  refused("{'a':1}", "single quotes");
  refused(R"({"a":'b'})", "single quotes");
  refused("{a:1}", "without quotes");
  refused("{} {}", "more text");
  refused("\xEF\xBB\xBF{}", "byte order mark");
  refused("{} // note", "no comments");
  refused("{/* note */}", "no comments");
  refused(R"({"a":NaN})", "NaN");
  refused(R"({"a":Infinity})", "Infinity");
  refused(R"({"a":-Infinity})", "minus sign");
  refused(R"({"a":None})", "Python");
  refused(R"({"a":undefined})", "undefined");
  refused(R"({"a":tru})", "without quotes");
  refused(R"({"a":01})", "starts with a zero");
  refused(R"({"a":+1})", "plus sign");
  refused(R"({"a":.5})", "starts with a point");
  refused(R"({"a":1.})", "decimal point");
  refused(R"({"a":1e})", "exponent");
  refused(R"({"a":0x10})", "runs into other text");
  refused(R"({"a":"\u"})", "four hexadecimal digits");
  refused(R"({"a":"\x41"})", "not one of JSON's");
  refused("{\"a\":\"x\ny\"}", "line break");
  refused("{\"a\":\"x\ty\"}", "tab");
  refused("{\"a\":\"x\x01\"}", "control character");
  refused(R"({"a":"\ud800"})", "surrogate stands alone");
  refused(R"({"a":"\udc00\ud800"})", "surrogate stands alone");
  refused(R"({"a":"\ud800\u0041"})", "surrogate stands alone");
  refused(R"({"a":"b)", "ends inside a string");
  refused(R"({"a":"b\)", "ends inside a string");
  refused(R"({"a":[1,2})", "pair up");
  refused(R"({"a":1 "b":2})", "comma");
  refused(R"({"a" 1})", "colon");
  refused(R"({"a":})", "value is missing");
  refused("{\"a\":1}]", "more text");
  refused(std::string("{\0\"\0a\0", 6), "UTF-16");
}

TEST_CASE("bytes that are not UTF-8 are refused with their place") {
  Reading reading;
  for (const char* bytes : {"\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                            "\xF8\x88\x80\x80\x80", "\xFE", "\xFF", "\xE4\xB8", "\xC3"}) {
    const auto error = reading.refused(report("{\"description\":\"ab" + std::string(bytes) + "\"}"));
    CHECK(code_of(error) == "not_utf8");
    CHECK_THAT(error.detail, Contains("Byte "));
    CHECK(!json::first_bad_utf8(error.detail));
  }
  CHECK_THAT(reading.refused("\x1F\x8B\x08").detail, Contains("gzip"));
  CHECK_THAT(reading.refused("\xFF\xFE{").detail, Contains("UTF-16"));
}

TEST_CASE("text of every kind is taken as typed") {
  Reading reading;
  for (const char* text :
       {"\xE2\x80\xAEgnp.exe", "\xE2\x81\xA6", "a\xE2\x80\x8B\xE2\x80\x8D", "\xC3\xA9", "e\xCC\x81",
        "\xEF\xBC\x9Cscript\xEF\xBC\x9E", "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9", "\xEF\xBF\xBE",
        "\xEF\xBF\xBF", "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "=1+1", "&lt;b&gt;",
        "' onmouseover='"}) {
    CHECK(
        reading.taken(report("{\"description\":\"" + std::string(text) + "\"}")).event.columns.description ==
        text);
  }
  std::string marks = "a";
  for (int i = 0; i < 1000; ++i) {
    marks += "\xCC\x81";
  }
  CHECK(reading.taken(report("{\"description\":\"" + marks + "\"}")).event.columns.description == marks);
  CHECK(reading.taken(report(R"({"description":"\u003cscript\u003e\n"})")).event.columns.description ==
        "<script>\n");
}

TEST_CASE("numbers beyond 64 bits or a double are refused by pointer, not called malformed") {
  Reading reading;
  for (const char* number :
       {"1e309", "-1e309", "1e1000000000", "18446744073709551616", "-9223372036854775809"}) {
    const auto error = reading.refused(report("{\"attributes\":{\"n\":" + std::string(number) + "}}"));
    CHECK(code_of(error) == "schema_violation");
    CHECK(error.pointer == "/data/attributes/n");
  }
  for (const char* number : {"9007199254740993", "9223372036854775808", "18446744073709551615", "-1",
                             "1e-400", "-0", "0.10000000000000000555", "-9223372036854775808"}) {
    reading.taken(report("{\"attributes\":{\"n\":" + std::string(number) + "}}"));
  }
}

TEST_CASE("an event over its limit is refused before it is parsed, at the limit it is taken") {
  Reading reading;
  const auto sized = [](std::size_t bytes) {
    const std::string frame = report(R"({"attributes":{"x":""}})");
    return report("{\"attributes\":{\"x\":\"" + std::string(bytes - frame.size(), 'x') + "\"}}");
  };
  reading.taken(sized(262'144));
  const auto error = reading.refused(sized(262'145));
  CHECK(code_of(error) == "event_too_large");
  CHECK_THAT(error.detail, Contains("262144"));
  CHECK(error.got == "262145");
  CHECK(code_of(reading.refused(std::string(300'000, '['))) == "event_too_large");
  reading.rules.event_bytes_max = 100;
  CHECK(code_of(reading.refused(report())) == "event_too_large");
}

TEST_CASE("a refused value is quoted as valid JSON of at most 120 bytes") {
  Reading reading;
  std::string many = "[";
  for (int i = 0; i < 500; ++i) {
    many += "\"\xE5\xB8\x82\",";
  }
  many += "1]";
  std::string text = "\"";
  for (int i = 0; i < 200; ++i) {
    text += "\xF0\x9F\x91\xA8\\n";
  }
  text += "\"";
  for (const std::string& value : {many, text, std::string("5"), std::string("\"\xE5\xB8\x82\"")}) {
    const auto error = reading.refused(report("{\"severity\":" + value + "}"));
    CHECK(error.got.size() <= 120);
    CHECK(!error.got.empty());
    CHECK(!json::first_bad_utf8(error.got));
    CHECK(!json::find_fault(error.got, 32));
  }
}

TEST_CASE("a broken event never quotes what stands in contact") {
  Reading reading;
  for (const char* broken :
       {R"({"data":{"contact":{"phone":13800001111x}}})", R"({"data":{"contact":{"phone":013800001111}}})",
        R"({"data":{"contact":[13800001111e999]}})"}) {
    const auto error = reading.refused(broken);
    CHECK(error.got.empty());
    CHECK_THAT(error.detail, !Contains("1380000"));
  }
}

TEST_CASE("a reader is as good after a refusal as before") {
  Reading reading;
  const PayloadHash hash = reading.hash(report());
  for (const std::string& bad : {std::string("{"), report(R"({"lat":999,"long":0})"),
                                 report(R"({"attributes":{"a":1,"a":1}})"), std::string(2000, '[')}) {
    reading.refused(bad);
    CHECK(reading.hash(report()) == hash);
  }
}

TEST_CASE("a report needs no class, and an unknown one is kept as it is") {
  Reading reading;
  CHECK(!reading.taken(report(R"({"lat":1,"long":2})")).event.columns.service_code);
  CHECK(reading.taken(report(R"({"service_code":"no such class","lat":1,"long":2})"))
            .event.columns.service_code == "no such class");
}

}  // namespace
}  // namespace gridhall::ingest
