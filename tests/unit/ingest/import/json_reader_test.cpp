#include "ingest/import/json_reader.hpp"

#include <catch2/catch.hpp>

namespace gridhall::importer {
namespace {

std::vector<std::string> items(std::string_view text, std::size_t chunk = 1'000'000,
                               std::size_t bytes_max = 1'000) {
  JsonReader reader(
      [left = text, chunk](char* buffer, std::size_t size) mutable {
        const std::size_t count = left.copy(buffer, std::min(size, chunk));
        left.remove_prefix(count);
        return count;
      },
      bytes_max);
  std::vector<std::string> out;
  JsonItem item;
  while (reader.next(item)) {
    out.push_back(std::to_string(item.line) + (item.broken ? "!" : ":") + std::string(item.text));
  }
  return out;
}

using Items = std::vector<std::string>;

TEST_CASE("an array, lines and objects one behind the other give the same objects") {
  CHECK(items(R"([{"a":1},{"b":"}]"}])") == Items{R"(1:{"a":1})", R"(1:{"b":"}]"})"});
  CHECK(items("{\"a\":1}\r\n\r\n{\"b\":2}\r\n") == Items{R"(1:{"a":1})", R"(3:{"b":2})"});
  CHECK(items("{\n\"a\":1}\n{\"b\":\n[{}]}") == Items{"1:{\n\"a\":1}", "3:{\"b\":\n[{}]}"});
  CHECK(items("\xEF\xBB\xBF [\n{\"a\":\"\\\"{\"}\n]\n") == Items{R"(2:{"a":"\"{"})"});
  CHECK(items("").empty());
  CHECK(items("[]").empty());
}

TEST_CASE("the size of the chunks makes no difference to JSON") {
  const std::string text = "[\n {\"a\":\"x\\\\\"},\n {\"b\":{\"c\":[1,2]}}\n, 7, {\"d\":1}]";
  const auto whole = items(text);
  CHECK(whole.size() == 4);
  for (const std::size_t chunk : {1U, 2U, 5U}) CHECK(items(text, chunk) == whole);
}

TEST_CASE("a broken line costs that line") {
  CHECK(items("{\"a\":1}\n{\"b\":\nnot json\n{\"c\":3}\n") ==
        Items{R"(1:{"a":1})", "2:{\"b\":", "3!not json", R"(4:{"c":3})"});
}

TEST_CASE("an object of an array without an end costs that object") {
  const std::string filler(200, 'x');
  const std::string text =
      "[\n{\"a\":1},\n{\"b\":2,\n{\"c\":\"" + filler + "\"},\n{\"d\":\"" + filler + "\"}\n]";
  const auto found = items(text, 1'000'000, 300);
  REQUIRE(found.size() == 4);
  CHECK(found[1] == "3!{\"b\":2");
  CHECK(found[3].starts_with("5:{\"d\""));
}

TEST_CASE("an object or a line beyond the bound is broken and the next one is read") {
  const std::string large = "{\"a\":\"" + std::string(2'000, 'x') + "\"}";
  const auto lines = items("{\"z\":0}\n" + large + "\n{\"b\":1}\n", 100, 500);
  REQUIRE(lines.size() == 3);
  CHECK(lines[1].starts_with("2!{\"a\""));
  CHECK(lines[2] == R"(3:{"b":1})");
}

}  // namespace
}  // namespace gridhall::importer
