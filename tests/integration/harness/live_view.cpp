#include "tests/integration/harness/live_view.hpp"

#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "store/geo/cells.hpp"
#include "tests/integration/harness/events.hpp"

namespace gridhall::testing {

namespace json = boost::json;

void LiveView::connect(const Daemon& daemon) {
  client_.emplace(daemon.live());
  const json::object welcome = client_->expect("welcome");
  epoch_ = text_at(welcome, "epoch");
  json::object sub = subscription_;
  sub["op"] = "sub";
  sub["id"] = "map";
  if (seq_ != 0) {
    sub["since"] = {{"epoch", epoch_}, {"seq", seq_}};
  }
  client_->send(sub);
  const json::object subbed = client_->expect("subbed");
  recovered_ = subbed.at("recovered").as_bool();
  resuming_ = recovered_;
  snapshot_ = !recovered_;
  if (recovered_ && static_cast<std::uint64_t>(number_at(subbed, "from")) != seq_) {
    problems_.push_back("resumed from another position: " + json::serialize(subbed));
  }
  while (snapshot_) {
    const auto message = client_->receive();
    if (!message) {
      throw std::runtime_error("the snapshot does not end");
    }
    take(*message);
  }
}

void LiveView::drop() {
  client_.reset();
}

void LiveView::follow(std::chrono::milliseconds quiet) {
  while (const auto message = client_->receive(quiet)) {
    take(*message);
  }
}

void LiveView::reach(std::uint64_t seq) {
  // Of the whole: a daemon with nothing to tell sends its proofs of life for ever.
  const auto give_up = std::chrono::steady_clock::now() + 3 * kPatience;
  while (seq_ < seq || resuming_) {
    const auto message = client_->receive();
    if (!message || std::chrono::steady_clock::now() > give_up) {
      throw std::runtime_error("the view stays at " + std::to_string(seq_) + ", wanted " +
                               std::to_string(seq));
    }
    take(*message);
  }
}

void LiveView::take(const json::object& message) {
  const std::string op = text_at(message, "op");
  if (op == "snap") {
    take_snapshot(message);
  } else if (op == "delta") {
    take_delta(message);
  } else if (op == "tick") {
    // Only sent when nothing is pending: it moves the position without rows.
    if (snapshot_) {
      problems_.emplace_back("a tick between pages of a snapshot");
    }
    seq_ = static_cast<std::uint64_t>(number_at(message, "seq"));
  } else if (op == "error" || op == "bye") {
    problems_.push_back(json::serialize(message));
  }
}

void LiveView::take_snapshot(const json::object& message) {
  if (number_at(message, "page") == 0) {
    cells_.clear();
    cases_.clear();
    seq_ = 0;
  } else if (seq_ != static_cast<std::uint64_t>(number_at(message, "seq"))) {
    problems_.emplace_back("pages of one snapshot have different positions");
  }
  seq_ = static_cast<std::uint64_t>(number_at(message, "seq"));
  take_rows(message);
  snapshot_ = !message.at("last").as_bool();
}

void LiveView::take_delta(const json::object& message) {
  if (snapshot_) {
    problems_.emplace_back("a delta between pages of a snapshot");
  }
  if (static_cast<std::uint64_t>(number_at(message, "from")) != seq_) {
    problems_.push_back("a gap: at " + std::to_string(seq_) + " came " +
                        json::serialize(message).substr(0, 300));
  }
  if (resuming_ && message.contains("cells")) {
    drop_cases_in(message.at("cells").as_array());
  }
  resuming_ = false;
  take_rows(message);
  if (const json::value* gone = message.if_contains("gone")) {
    for (const json::value& id : gone->as_array()) {
      cases_.erase(std::string(id.as_string()));
    }
  }
  seq_ = static_cast<std::uint64_t>(number_at(message, "seq"));
}

void LiveView::take_rows(const json::object& message) {
  for (const auto& [member, rows] : {std::pair{"cells", &cells_}, std::pair{"cases", &cases_}}) {
    const json::value* list = message.if_contains(member);
    if (list == nullptr) {
      continue;
    }
    for (const json::value& row : list->as_array()) {
      const std::string key(row.at(0).as_string());
      if (row.as_array().size() == 2 && row.at(1).is_null()) {
        rows->erase(key);
      } else {
        (*rows)[key] = row.as_array();
      }
    }
  }
}

void LiveView::drop_cases_in(const json::array& cells) {
  for (const json::value& row : cells) {
    const auto touched = geo::parse_token(std::string_view(row.at(0).as_string()));
    for (auto at = cases_.begin(); at != cases_.end();) {
      const json::value& token = at->second.at(1);
      const auto cell =
          token.is_string() ? geo::parse_token(std::string_view(token.as_string())) : std::nullopt;
      const bool inside = cell && touched && geo::level_of(*cell) >= geo::level_of(*touched) &&
                          geo::parent(*cell, geo::level_of(*touched)) == *touched;
      at = inside ? cases_.erase(at) : std::next(at);
    }
  }
}

}  // namespace gridhall::testing
