// Serves the browser application: files by their path, and its page for every address that is one of its
// screens.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "dashboard/assets.hpp"
#include "ingest/net/http.hpp"

namespace gridhall::dashboard {

class StaticFiles {
 public:
  explicit StaticFiles(std::span<const Asset> files);

  /// The file; index.html for "/" and, where the browser wants a page, for unknown addresses outside /api and
  /// /open311; 404 for everything else.
  net::Response get(const net::Request& request) const;

 private:
  const Asset* find(std::string_view path) const;

  std::unordered_map<std::string, const Asset*> files_;  ///< by path without the leading slash
};

}  // namespace gridhall::dashboard
