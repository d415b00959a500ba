// Reads a request's JSON body member by member and collects everything that is wrong with it, so that one
// answer names all.
//
// A member that nobody asked for is a mistake, too: a misspelt one would otherwise be lost without a word.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/net/http.hpp"
#include "store/model/time.hpp"

namespace gridhall::dashboard {

class BodyReader {
 public:
  /// The body must be one JSON object of at most 64 KiB, sent as application/json; otherwise the one error
  /// says so.
  explicit BodyReader(const net::Request& request);
  ~BodyReader();
  BodyReader(const BodyReader&) = delete;
  BodyReader& operator=(const BodyReader&) = delete;

  /// Absent and null are one; text is 1 to `bytes_max` bytes.
  std::optional<std::string> text(std::string_view name, std::size_t bytes_max);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most);
  std::optional<double> number(std::string_view name, double least, double most);
  std::optional<bool> flag(std::string_view name);
  std::optional<model::Time> time(std::string_view name);
  std::vector<std::string> texts(std::string_view name, std::size_t most, std::size_t bytes_max);
  /// The member as JSON text, whatever it is.
  std::optional<std::string> raw(std::string_view name);

  /// The member `name` is needed and was not there.
  void missing(std::string_view name, std::string_view why);
  /// What was read does not do.
  void refuse(std::string_view name, std::string detail, std::string allowed, std::string got = {});
  /// To be called last: names the members that nobody asked for.
  void finish();

  const std::vector<model::Error>& errors() const { return errors_; }

 private:
  struct Document;
  std::unique_ptr<Document> document_;
  std::set<std::string, std::less<>> asked_;
  std::vector<model::Error> errors_;
};

}  // namespace gridhall::dashboard
