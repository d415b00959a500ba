#include "ingest/net/router.hpp"

#include <algorithm>
#include <stdexcept>

namespace gridhall::net {

struct Router::Node {
  struct Route {
    std::size_t number = kNone;
    std::vector<std::string> names;  ///< of the parameters, from the front
  };
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::unique_ptr<Node> rest;
  std::map<std::string, Route, std::less<>> methods;
};

Router::Router() : root_(std::make_unique<Node>()), fallback_(std::make_unique<Node>()) {}
Router::~Router() = default;

std::size_t Router::add(std::string method, std::string_view pattern) {
  const auto complain = [&](const char* what) {
    throw std::invalid_argument("route " + method + " " + std::string(pattern) + ": " + what);
  };
  Node* node = pattern.empty() ? fallback_.get() : root_.get();
  std::vector<std::string> names;
  if (!pattern.empty() && pattern.front() != '/') {
    complain("a pattern begins with a slash");
  }
  std::string_view left = pattern.empty() ? pattern : pattern.substr(1);
  for (bool last = pattern.empty(); !last;) {
    const std::size_t slash = std::min(left.find('/'), left.size());
    const std::string_view segment = left.substr(0, slash);
    last = slash == left.size();
    left.remove_prefix(std::min(slash + 1, left.size()));
    std::unique_ptr<Node>* next = nullptr;
    if (segment.starts_with('{') && segment.ends_with('}')) {
      std::string_view name = segment.substr(1, segment.size() - 2);
      const bool takes_rest = name.ends_with("...");
      if (takes_rest) {
        name.remove_suffix(3);
        if (!last) {
          complain("only the last segment takes the rest");
        }
      }
      if (name.empty()) {
        complain("a parameter without a name");
      }
      names.emplace_back(name);
      next = takes_rest ? &node->rest : &node->parameter;
    } else {
      next = &node->literals[std::string(segment)];
    }
    if (!*next) {
      *next = std::make_unique<Node>();
    }
    node = next->get();
  }
  if (!node->methods.try_emplace(std::move(method), Node::Route{routes_, std::move(names)}).second) {
    throw std::invalid_argument("a second route for the pattern " + std::string(pattern));
  }
  return routes_++;
}

const Router::Node* Router::descend(const Node& node, std::string_view rest,
                                    std::vector<std::string_view>& values) const {
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view segment = rest.substr(0, slash);
  const bool last = slash == rest.size();
  const auto follow = [&](const Node& child) -> const Node* {
    if (!last) {
      return descend(child, rest.substr(slash + 1), values);
    }
    return child.methods.empty() ? nullptr : &child;
  };
  if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
    if (const Node* found = follow(*literal->second)) {
      return found;
    }
  }
  const std::size_t depth = values.size();
  if (node.parameter && !segment.empty()) {
    values.push_back(segment);
    if (const Node* found = follow(*node.parameter)) {
      return found;
    }
    values.resize(depth);
  }
  if (node.rest && !rest.empty()) {
    values.push_back(rest);
    return node.rest.get();
  }
  return nullptr;
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
  Match match;
  std::vector<std::string_view> values;
  const Node* node = path.starts_with('/') ? descend(*root_, path.substr(1), values) : nullptr;
  if (node == nullptr) {
    node = fallback_.get();
    values.clear();
  }
  auto route = node->methods.find(method);
  if (route == node->methods.end() && method == "HEAD") {
    route = node->methods.find("GET");
  }
  if (route != node->methods.end()) {
    match.route = route->second.number;
    for (std::size_t i = 0; i < route->second.names.size(); ++i) {
      match.params.emplace_back(route->second.names[i], values[i]);
    }
    return match;
  }
  if (node == fallback_.get()) {
    return match;  // the fallback knows no paths, so no path is known with another method
  }
  for (const auto& [name, unused] : node->methods) {
    match.allow += (match.allow.empty() ? "" : ", ") + name;
    if (name == "GET" && !node->methods.contains("HEAD")) {
      match.allow += ", HEAD";
    }
  }
  return match;
}

}  // namespace gridhall::net
