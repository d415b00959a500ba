// Rows of keys in memory: the seam that a data directory and a running daemon stand behind.
#pragma once

#include <map>
#include <string>

#include "ingest/keys.hpp"

namespace gridhall::ingest {

struct MemoryRows final : KeyRows {
  std::map<std::string, std::string> rows;
  void put(std::string_view key, std::string_view value) override { rows[std::string(key)] = value; }
  void erase(std::string_view key) override { rows.erase(std::string(key)); }
  std::vector<std::pair<std::string, std::string>> scan(std::string_view prefix) const override {
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& [key, value] : rows) {
      if (key.starts_with(prefix)) found.emplace_back(key, value);
    }
    return found;
  }
};

}  // namespace gridhall::ingest
