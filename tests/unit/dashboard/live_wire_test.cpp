// The golden messages in tests/fixtures/wire are what the browser's tests read; these check that the daemon's
// encoders make messages of exactly those shapes.
#include <simdjson.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "dashboard/case_json.hpp"
#include "dashboard/client_message.hpp"
#include "dashboard/json.hpp"
#include "dashboard/server_message.hpp"
#include "dashboard/totals.hpp"
#include "tests/source_tree.hpp"

using namespace gridhall;
using namespace gridhall::dashboard;
namespace dom = simdjson::dom;

namespace {

std::vector<std::filesystem::path> fixtures() {
  std::vector<std::filesystem::path> paths;
  const std::filesystem::path folder = source_tree() / "tests/fixtures/wire";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with("dash_")) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

model::Time time_of(dom::element text) {
  return *model::parse_rfc3339(std::string_view(text));
}

/// Members and their types, to the depth where keys are data (counts by name) or rows (lists).
std::map<std::string, std::string> shape(const dom::object& object) {
  std::map<std::string, std::string> out;
  for (const auto [key, value] : object) {
    std::ostringstream type;
    type << value.type();
    // 1763954451 and 1763954451.2 are both numbers on this wire.
    std::string name = type.str();
    if (name == "int64_t" || name == "uint64_t") name = "double";
    if (name == "false" || name == "true") name = "bool";
    out[std::string(key)] = value.is_number() ? "number" : name;
  }
  return out;
}

/// Every member of the golden message is there, of the same type or null on one side.
void check_shape(const dom::object& golden, const std::string& ours) {
  INFO("golden " << simdjson::minify(golden));
  INFO("ours   " << ours);
  dom::parser parser;
  const dom::object made = parser.parse(ours);
  const auto have = shape(made);
  for (const auto& [key, type] : shape(golden)) {
    INFO(key);
    REQUIRE(have.contains(key));
    if (type != "null" && have.at(key) != "null") CHECK(have.at(key) == type);
  }
}

std::vector<std::string> texts(dom::array list) {
  std::vector<std::string> out;
  for (std::string_view text : list) out.emplace_back(text);
  return out;
}

/// A row of ours for each golden row; columns are compared by name through `cols`.
void check_rows(dom::array rows, std::size_t columns, const std::string& ours) {
  dom::parser parser;
  const dom::array mine = parser.parse(ours);
  REQUIRE(mine.size() == columns);
  for (dom::array row : rows) {
    REQUIRE((row.size() == columns || (row.size() == 2 && row.at(1).is_null())));
    if (row.size() == 2) continue;
    for (std::size_t i = 0; i < columns; ++i) {
      const dom::element golden = row.at(i);
      const dom::element made = mine.at(i);
      if (golden.is_null() || made.is_null()) continue;
      CHECK(golden.is_number() == made.is_number());
      CHECK(golden.is_string() == made.is_string());
    }
  }
}

model::Case full_case() {
  model::Case c;
  c.id = {"k3x9", 17};
  c.version = 18;
  c.source = "urn:cad:fire";
  c.subject = "F-2025-0117";
  c.service_code = "fire";
  c.service_name = "Fire";
  c.description = "Smoke on floor 31";
  c.severity = model::Severity::kExtreme;
  c.kind = model::Kind::kIncident;
  c.cell = geo::cell_at({31.004, 108.0051});
  c.lat = 31.004;
  c.lon = 108.0051;
  c.areas = {{0, "2"}};
  c.address = "Lin'an Plaza";
  c.building = "A";
  c.floor = "31";
  return c;
}

const std::string& case_row_text() {
  static const std::string kText = [] {
    static const std::string kService = "fire";
    CaseRow row;
    row.case_seq = 17;
    row.cell = geo::cell_at({31.004, 108.0051});
    row.lat = 31.004;
    row.lon = 108.0051;
    row.service = &kService;
    row.class_code = &kService;
    row.title = "Fire";
    std::string text;
    append_row(text, row, "k3x9");
    return text;
  }();
  return kText;
}

std::string cell_row_text() {
  std::string text;
  append_row(text, CellRow{geo::cell_at({31.004, 108.0051}), 2, 0, 0, model::Severity::kExtreme, 9});
  return text;
}

void check_snap(const dom::object& m) {
  Snapshot snapshot;
  snapshot.seq = m["seq"];
  snapshot.level = 16;
  dom::element part;
  snapshot.wants.cells = m["cells"].get(part) == simdjson::SUCCESS;
  snapshot.wants.cases = m["cases"].get(part) == simdjson::SUCCESS;
  if (m["totals"].get(part) == simdjson::SUCCESS) {
    snapshot.wants.totals = true;
    snapshot.totals = simdjson::minify(part);
  }
  snapshot.add = m["add"].get(part) == simdjson::SUCCESS;
  const auto page = snapshot.page({}, "k3x9");
  const std::string ours =
      snap_head(std::string_view(m["id"]), m["v"], std::string_view(m["epoch"]), snapshot.seq) + page->body;
  check_shape(m, ours);
  dom::object cols;
  if (m["cols"].get(cols) != simdjson::SUCCESS) return;
  dom::parser parser;
  dom::array names;
  if (cols["cells"].get(names) == simdjson::SUCCESS) {
    CHECK(simdjson::minify(names) == kCellColumns);
    if (snapshot.wants.cells) check_rows(m["cells"], names.size(), cell_row_text());
  }
  if (cols["cases"].get(names) == simdjson::SUCCESS) {
    CHECK(simdjson::minify(names) == kCaseColumns);
    if (snapshot.wants.cases) check_rows(m["cases"], names.size(), case_row_text());
  }
}

void check_delta(const dom::object& m) {
  std::string body;
  dom::array rows;
  if (m["cells"].get(rows) == simdjson::SUCCESS) {
    check_rows(rows, 6, cell_row_text());
    body += ",\"cells\":[" + cell_row_text() + ']';
  }
  if (m["cases"].get(rows) == simdjson::SUCCESS) {
    check_rows(rows, 11, case_row_text());
    body += ",\"cases\":[" + case_row_text() + "],\"gone\":[]";
  }
  dom::object totals;
  if (m["totals"].get(totals) == simdjson::SUCCESS) {
    const store::Board board;
    const std::string ours = Totals().json(store::BoardView(board));
    check_shape(totals, ours);
    body += ",\"totals\":" + ours;
  }
  const std::string head =
      delta_head(std::string_view(m["id"]), m["v"], m["from"], m["seq"], model::now(), m["skipped"]);
  check_shape(m, head + body + '}');
}

void check_server_message(const dom::object& m) {
  const std::string op{std::string_view(m["op"])};
  std::string exact;
  if (op == "welcome") {
    const dom::object user = m["user"];
    exact = encode_welcome(time_of(m["now"]), std::string_view(m["epoch"]), m["seq"], m["tick_ms"],
                           {std::string(std::string_view(user["name"])), texts(user["may"])});
  } else if (op == "subbed") {
    std::uint64_t from = 0;
    const bool recovered = m["from"].get(from) == simdjson::SUCCESS;
    exact =
        encode_subbed(std::string_view(m["id"]), recovered ? std::optional(from) : std::nullopt, m["seq"]);
  } else if (op == "tick") {
    exact = encode_tick(m["seq"], time_of(m["now"]));
  } else if (op == "lag") {
    exact = encode_lag(std::string_view(m["id"]), m["behind_ms"], m["skipped"]);
  } else if (op == "pong") {
    exact = encode_pong(simdjson::minify(dom::element(m["t"])), time_of(m["now"]));
  } else if (op == "bye") {
    exact = encode_bye(static_cast<unsigned>(std::uint64_t(m["code"])), std::string_view(m["reason"]),
                       std::optional(std::int64_t(m["retry_after_ms"])));
  } else if (op == "alert") {
    std::string json;
    const geo::AreaLayers areas;
    append_case(json, full_case(), {areas, nullptr, {}});
    const std::string ours = encode_alert(m["seq"], json);
    check_shape(m, ours);
    dom::parser parser;
    const dom::object made = parser.parse(ours);
    check_shape(m["case"], simdjson::minify(dom::element(made["case"])));
  } else if (op == "error") {
    model::Error error;
    for (int code = 0; code < model::kCodeCount; ++code) {
      if (model::to_string(static_cast<model::Code>(code)) == std::string_view(m["code"])) {
        error.code = static_cast<model::Code>(code);
      }
    }
    error.detail = std::string(std::string_view(m["detail"]));
    CHECK(model::retryable(error.code) == bool(m["retry"]));
    check_shape(m, encode_error("null", "map", error));
  } else if (op == "snap") {
    check_snap(m);
  } else if (op == "delta") {
    check_delta(m);
  } else {
    FAIL("no encoder for " << op);
  }
  if (exact.empty()) return;
  INFO(exact);
  dom::parser parser;
  const dom::object made = parser.parse(exact);
  check_shape(m, exact);
  check_shape(made, simdjson::minify(m));
  for (const auto [key, value] : made)
    CHECK(simdjson::minify(value) == simdjson::minify(dom::element(m[key])));
}

}  // namespace

TEST_CASE("the live door's messages have the shapes of the golden messages") {
  const auto paths = fixtures();
  REQUIRE_FALSE(paths.empty());
  for (const auto& path : paths) {
    INFO(path.filename());
    dom::parser parser;
    const dom::element document = parser.parse(read_file(path));
    for (dom::object message : document["messages"]) {
      dom::object m = message["msg"];
      if (std::string_view(message["dir"]) == "S") {
        check_server_message(m);
      } else {
        std::string text = simdjson::minify(m);
        const std::size_t size = text.size();
        text.append(64, ' ');
        ClientMessageReader reader;
        const ClientMessage taken = reader.read(std::string_view(text).substr(0, size));
        INFO(text);
        CHECK_FALSE(std::holds_alternative<BadRequest>(taken));
      }
    }
  }
}
