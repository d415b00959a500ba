// A viewer that follows the wire contract to the letter: what it holds must be what the server has at its
// position.
#pragma once

#include <simdjson.h>

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "dashboard/subscription.hpp"
#include "store/geo/cells.hpp"

namespace gridhall::dashboard {

struct HeldSubscription {
  bool subbed = false;
  bool recovered = false;
  bool live = false;
  bool resumed = false;  ///< the next delta names all cases of the cells it touches
  std::uint64_t seq = 0;
  std::uint64_t v = 0;
  std::uint64_t page = 0;
  int level = 16;
  std::map<std::string, std::string> cells;  ///< token → row as JSON
  std::map<std::string, std::string> cases;
  std::map<std::string, std::string> case_cells;
  std::string totals;
  std::set<std::string> paged_cells;
  std::set<std::string> paged_cases;
  int snapshots = 0;
  int deltas = 0;
  int lags = 0;
};

class LiveClient : public ViewerLink {
 public:
  void deliver(std::vector<Frame> frames, std::function<void(bool)> done) override {
    if (stalled) {
      held_ = std::move(frames);
      done_ = std::move(done);
      return;
    }
    for (const Frame& frame : frames) take(frame);
    done(true);
  }
  void tell(std::string text) override { told.push_back(std::move(text)); }
  void close(std::uint16_t code, std::string, std::optional<std::int64_t>) override { closed = code; }

  void unstall() {
    stalled = false;
    if (!done_) return;
    const auto frames = std::exchange(held_, {});
    const auto done = std::exchange(done_, nullptr);
    for (const Frame& frame : frames) take(frame);
    done(true);
  }
  /// The connection breaks: what was under way is lost.
  void cut() {
    stalled = false;
    held_.clear();
    if (auto done = std::exchange(done_, nullptr)) done(false);
  }

  bool stalled = false;
  std::uint16_t closed = 0;
  std::vector<std::string> told;
  std::vector<std::string> received;
  std::map<std::string, HeldSubscription> subs;
  int alerts = 0;
  int ticks = 0;
  std::uint64_t tick_seq = 0;

 private:
  void take(const Frame& frame) {
    std::string text;
    for (const SharedText& piece : frame) text += *piece;
    received.push_back(text);
    INFO(text.substr(0, 2'000));
    simdjson::dom::object m;
    REQUIRE(parser_.parse(text).get(m) == simdjson::SUCCESS);
    const std::string op{std::string_view(m["op"])};
    if (op == "alert") {
      ++alerts;
    } else if (op == "tick") {
      ++ticks;
      tick_seq = m["seq"];
      for (auto& [id, sub] : subs) {
        REQUIRE(sub.live);
        REQUIRE(tick_seq >= sub.seq);
        sub.seq = tick_seq;
      }
    } else {
      HeldSubscription& sub = subs[std::string(std::string_view(m["id"]))];
      if (op == "subbed") subbed(sub, m);
      if (op == "snap") snap(sub, m);
      if (op == "delta") delta(sub, m);
      if (op == "lag") ++sub.lags;
    }
  }

  static void subbed(HeldSubscription& sub, const simdjson::dom::object& m) {
    sub.subbed = true;
    sub.recovered = m["recovered"];
    sub.live = sub.recovered;
    sub.resumed = sub.recovered;
    sub.page = 0;
    if (sub.recovered) {
      REQUIRE(std::uint64_t(m["from"]) == sub.seq);
    }
  }

  static void put_rows(HeldSubscription& sub, const simdjson::dom::object& m, bool paging) {
    simdjson::dom::array rows;
    if (m["cells"].get(rows) == simdjson::SUCCESS) {
      for (simdjson::dom::array row : rows) {
        const std::string token{std::string_view(row.at(0))};
        if (row.at(1).is_null()) {
          sub.cells.erase(token);
        } else {
          sub.cells[token] = simdjson::minify(row);
          if (paging) sub.paged_cells.insert(token);
        }
      }
    }
    if (m["cases"].get(rows) == simdjson::SUCCESS) {
      for (simdjson::dom::array row : rows) {
        const std::string id{std::string_view(row.at(0))};
        sub.cases[id] = simdjson::minify(row);
        std::string_view cell;
        sub.case_cells[id] = row.at(1).get(cell) == simdjson::SUCCESS ? std::string(cell) : std::string();
        if (paging) sub.paged_cases.insert(id);
      }
    }
    simdjson::dom::element totals;
    if (m["totals"].get(totals) == simdjson::SUCCESS) sub.totals = simdjson::minify(totals);
  }

  static bool inside(const std::string& cell, const std::string& token) {
    const auto mine = geo::parse_token(cell);
    const auto above = geo::parse_token(token);
    return mine && above && geo::parent(*mine, geo::level_of(*above)) == *above;
  }

  static void drop_in(HeldSubscription& sub, const std::string& token, const std::set<std::string>& keep) {
    for (auto at = sub.case_cells.begin(); at != sub.case_cells.end();) {
      if (inside(at->second, token) && !keep.contains(at->first)) {
        sub.cases.erase(at->first);
        at = sub.case_cells.erase(at);
      } else {
        ++at;
      }
    }
  }

  static void snap(HeldSubscription& sub, const simdjson::dom::object& m) {
    REQUIRE(sub.subbed);
    REQUIRE(std::uint64_t(m["page"]) == sub.page);
    bool add = false;
    if (m["add"].get(add) != simdjson::SUCCESS) add = false;
    if (sub.page == 0) {
      sub.live = false;
      sub.v = m["v"];
      sub.level = static_cast<int>(std::int64_t(m["level"]));
      sub.seq = m["seq"];
      if (!add) {
        sub.paged_cells.clear();
        sub.paged_cases.clear();
      }
    }
    REQUIRE(std::uint64_t(m["seq"]) == sub.seq);
    simdjson::dom::array cut;
    if (m["cut"].get(cut) == simdjson::SUCCESS) {
      for (std::string_view token : cut) {
        sub.cells.erase(std::string(token));
        drop_in(sub, std::string(token), {});
      }
    }
    put_rows(sub, m, !add);
    ++sub.page;
    if (!bool(m["last"])) return;
    if (!add) {
      std::erase_if(sub.cells, [&](const auto& cell) { return !sub.paged_cells.contains(cell.first); });
      std::erase_if(sub.cases, [&](const auto& c) { return !sub.paged_cases.contains(c.first); });
      std::erase_if(sub.case_cells, [&](const auto& c) { return !sub.paged_cases.contains(c.first); });
    }
    sub.page = 0;
    sub.live = true;
    ++sub.snapshots;
  }

  static void delta(HeldSubscription& sub, const simdjson::dom::object& m) {
    REQUIRE(sub.live);
    REQUIRE(std::uint64_t(m["v"]) == sub.v);
    REQUIRE(std::uint64_t(m["from"]) == sub.seq);
    REQUIRE(std::uint64_t(m["seq"]) >= sub.seq);
    sub.seq = m["seq"];
    simdjson::dom::array rows;
    if (sub.resumed && m["cells"].get(rows) == simdjson::SUCCESS) {
      std::set<std::string> keep;
      simdjson::dom::array cases;
      if (m["cases"].get(cases) == simdjson::SUCCESS) {
        for (simdjson::dom::array row : cases) keep.emplace(std::string_view(row.at(0)));
      }
      for (simdjson::dom::array row : rows) drop_in(sub, std::string(std::string_view(row.at(0))), keep);
    }
    sub.resumed = false;
    simdjson::dom::array gone;
    if (m["gone"].get(gone) == simdjson::SUCCESS) {
      for (std::string_view id : gone) {
        sub.cases.erase(std::string(id));
        sub.case_cells.erase(std::string(id));
      }
    }
    put_rows(sub, m, false);
    ++sub.deltas;
  }

  simdjson::dom::parser parser_;
  std::vector<Frame> held_;
  std::function<void(bool)> done_;
};

}  // namespace gridhall::dashboard
