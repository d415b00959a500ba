// Which handler a path belongs to.
//
// Patterns are read once, before the server starts; afterwards the router is constant and any thread asks it.
// A literal segment wins over "{name}", which wins over "{name...}", and a path that fits none goes to the
// fallback "". Thread: `add` from one, `find` from any once adding is over.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gridhall::net {

class Router {
 public:
  using Params = std::vector<std::pair<std::string, std::string>>;
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  struct Match {
    std::size_t route = kNone;  ///< what `add` gave back; kNone: nothing for this path and method
    std::string allow;          ///< methods of the path where it is known, for the Allow header
    Params params;
  };

  Router();
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  /// Numbers the routes from 0. Throws std::invalid_argument for a malformed pattern or one that is there
  /// already: both are our own mistakes.
  std::size_t add(std::string method, std::string_view pattern);

  /// `path` is decoded and clean. HEAD is served by GET where it has no route of its own.
  Match find(std::string_view method, std::string_view path) const;

 private:
  struct Node;
  const Node* descend(const Node& node, std::string_view rest, std::vector<std::string_view>& values) const;

  std::unique_ptr<Node> root_;
  std::unique_ptr<Node> fallback_;
  std::size_t routes_ = 0;
};

}  // namespace gridhall::net
