// A viewer as the browser is one: subscribes, applies what comes, notices gaps, resumes with its last
// position.
//
// Strategy: the view keeps the last row of each cell and case. Invariant, checked on every delta: it starts
// where the view stands. Violations are collected in `problems`, for the test to require that there are none.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/integration/harness/daemon.hpp"

namespace gridhall::testing {

class LiveView {
 public:
  /// `subscription` holds view, want and filter as on the wire; op, id and since are set here.
  explicit LiveView(boost::json::object subscription) : subscription_(std::move(subscription)) {}

  /// Connects and subscribes, from the last position where there is one.
  void connect(const Daemon& daemon);
  void drop();
  /// Takes what comes until nothing does for that long.
  void follow(std::chrono::milliseconds quiet);
  /// Takes what comes until the view stands at `seq` or later; throws after the usual patience.
  void reach(std::uint64_t seq);

  std::uint64_t position() const { return seq_; }
  bool recovered() const { return recovered_; }  ///< of the last `connect`
  const std::map<std::string, boost::json::array>& cells() const { return cells_; }
  const std::map<std::string, boost::json::array>& cases() const { return cases_; }
  const std::vector<std::string>& problems() const { return problems_; }
  WsClient& client() { return *client_; }

 private:
  void take(const boost::json::object& message);
  void take_snapshot(const boost::json::object& message);
  void take_delta(const boost::json::object& message);
  void take_rows(const boost::json::object& message);
  void drop_cases_in(const boost::json::array& cells);

  boost::json::object subscription_;
  std::optional<WsClient> client_;
  std::string epoch_;
  std::uint64_t seq_ = 0;
  bool recovered_ = false;
  bool resuming_ = false;  ///< the next delta is the one after a resume
  bool snapshot_ = false;  ///< pages are on their way
  std::map<std::string, boost::json::array> cells_;
  std::map<std::string, boost::json::array> cases_;
  std::vector<std::string> problems_;
};

}  // namespace gridhall::testing
