#include "ingest/import/csv_reader.hpp"

#include <catch2/catch.hpp>

namespace gridhall::importer {
namespace {

struct Parsed {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::uint64_t> lines;
  std::vector<RowFault> faults;
  std::size_t stray = 0;
};

Parsed parse(std::string_view text, char delimiter = ',', std::size_t chunk = 1'000'000,
             CsvLimits limits = {}) {
  CsvReader reader(
      [left = text, chunk](char* buffer, std::size_t size) mutable {
        const std::size_t count = left.copy(buffer, std::min(size, chunk));
        left.remove_prefix(count);
        return count;
      },
      delimiter, limits);
  Parsed out;
  CsvRow row;
  while (reader.next(row)) {
    out.rows.emplace_back(row.fields.begin(), row.fields.end());
    out.lines.push_back(row.line);
    out.faults.push_back(row.fault);
    out.stray += row.stray_quote ? 1 : 0;
  }
  return out;
}

using Rows = std::vector<std::vector<std::string>>;

TEST_CASE("a table reads the same with every kind of line end, with and without the last one") {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    for (const std::string& last : {end, std::string()}) {
      std::string text = "a,b";
      text.append(end).append("1,2").append(end).append("3,4").append(last);
      const auto parsed = parse(text);
      CHECK(parsed.rows == Rows{{"a", "b"}, {"1", "2"}, {"3", "4"}});
      CHECK(parsed.lines == std::vector<std::uint64_t>{1, 2, 3});
    }
  }
}

TEST_CASE("the size of the chunks makes no difference") {
  const std::string text =
      "\xEF\xBB\xBFk,v\r\n1,\"a\r\nb \"\"q\"\"\"\r\n\r\n2,\"\"\r\n3,x\"y\n4,\"open\nnext,row\n";
  const auto whole = parse(text);
  CHECK(whole.rows.size() == 6);
  for (const std::size_t chunk : {1U, 2U, 3U, 7U}) {
    const auto parts = parse(text, ',', chunk);
    CHECK(parts.rows == whole.rows);
    CHECK(parts.lines == whole.lines);
    CHECK(parts.faults == whole.faults);
  }
}

TEST_CASE("quoted fields keep line ends, delimiters and doubled quotes") {
  const auto parsed = parse("a,\"x\ny\r\nz\",\"1,2\",\"say \"\"hi\"\"\"\nb,,,\n");
  CHECK(parsed.rows == Rows{{"a", "x\ny\r\nz", "1,2", "say \"hi\""}, {"b", "", "", ""}});
  CHECK(parsed.lines == std::vector<std::uint64_t>{1, 4});
  CHECK(parsed.stray == 0);
}

TEST_CASE("quotes where none belong are text and mark the row") {
  const auto parsed = parse("5\" pipe,ok\n\"closed\" tail,ok\n\"fine\"  ,ok\n");
  CHECK(parsed.rows == Rows{{"5\" pipe", "ok"}, {"closed tail", "ok"}, {"fine  ", "ok"}});
  CHECK(parsed.stray == 2);
}

TEST_CASE("a quote that is never closed costs its line and nothing behind it") {
  const auto parsed = parse("k,v\n1,\"open\n2,b\n3,c\n");
  CHECK(parsed.faults == std::vector<RowFault>{RowFault::kNone, RowFault::kUnterminatedQuote, RowFault::kNone,
                                               RowFault::kNone});
  CHECK(parsed.rows[2] == std::vector<std::string>{"2", "b"});
  CHECK(parsed.lines == std::vector<std::uint64_t>{1, 2, 3, 4});
}

TEST_CASE("cells and rows beyond their limits are faults, and the next row is read") {
  const CsvLimits limits{10, 30, 4};
  const auto parsed =
      parse("12345678901,b\nok,1\n\"1234567890\n123\",x\nok,2\n1,2,3,4,5\nok,3\n", ',', 5, limits);
  CHECK(parsed.faults == std::vector<RowFault>{RowFault::kTooLong, RowFault::kNone,
                                               RowFault::kUnterminatedQuote, RowFault::kNone, RowFault::kNone,
                                               RowFault::kTooManyFields, RowFault::kNone});
  CHECK(parsed.rows.back() == std::vector<std::string>{"ok", "3"});
  CHECK(parsed.lines.back() == 7);
}

TEST_CASE("a line without an end costs no memory beyond the limits") {
  std::size_t left = 64U << 20;
  CsvReader reader(
      [&left](char* buffer, std::size_t size) {
        const std::size_t count = std::min(left, size);
        std::fill_n(buffer, count, 'x');
        left -= count;
        return count;
      },
      ',');
  CsvRow row;
  REQUIRE(reader.next(row));
  CHECK(row.fault == RowFault::kTooLong);
  CHECK_FALSE(reader.next(row));
}

TEST_CASE("empty lines are no rows, an empty quoted field is one") {
  CHECK(parse("\n\na\n\n\"\"\n\n").rows == Rows{{"a"}, {""}});
  CHECK(parse("").rows.empty());
  CHECK(parse("\xEF\xBB\xBF").rows.empty());
}

TEST_CASE("the header tells the delimiter") {
  CHECK(detect_delimiter("a\tb\tc\n1,2,3,4,5") == '\t');
  CHECK(detect_delimiter("a;b\n") == ';');
  CHECK(detect_delimiter("\"a;b;c;d\",x,y") == ',');
  CHECK(detect_delimiter("a|b|c") == '|');
  CHECK(detect_delimiter("only") == ',');
  CHECK(parse("a\tb\n1\t2,3\n", '\t').rows == Rows{{"a", "b"}, {"1", "2,3"}});
}

}  // namespace
}  // namespace gridhall::importer
