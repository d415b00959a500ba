// What a handler sees of HTTP: plain values, nothing of Beast.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/model/error.hpp"

namespace gridhall::net {

class BodyStream;

struct Header {
  std::string name;
  std::string value;
};

struct Request {
  std::string method;  ///< upper case
  std::string path;    ///< percent-decoded, checked: UTF-8, no "..", no control, no "//", no encoded slash
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order
  /// Of the route's pattern, decoded; on a WebSocket door "subprotocol" is the chosen one.
  std::vector<std::pair<std::string, std::string>> params;
  std::vector<Header> headers;
  std::string body;
  std::string remote_address;
  bool loopback = false;  ///< the peer's address is a loopback address
  std::string request_id;

  /// First header of that name, any case.
  std::optional<std::string_view> header(std::string_view name) const;
  /// First query parameter of that name.
  std::optional<std::string_view> query_value(std::string_view name) const;
  /// Parameter of the route, for example "id" of "/api/v1/cases/{id}"; empty when the route has none of that
  /// name.
  std::string_view param(std::string_view name) const;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::vector<Header> headers;  ///< values are checked for control characters when they are written
  std::string body;
  /// For bodies that live elsewhere (embedded files): used instead of `body` when `shared_owner` or data is
  /// set.
  std::string_view shared_body;
  std::shared_ptr<const void> shared_owner;
  /// For bodies that are made while they are sent (exports, event streams; body_stream.hpp): used instead of
  /// both when set.
  std::shared_ptr<BodyStream> stream{};
};

/// application/problem+json with code, retry, request_id and errors[{pointer, detail, got, allowed}].
Response problem(const Request& request, unsigned status, const std::vector<model::Error>& errors);
Response problem(const Request& request, unsigned status, const model::Error& error);

/// JSON string literal with the quotes; control characters and lone surrogate-free UTF-8 only, invalid bytes
/// become U+FFFD so that what is sent is always valid.
void append_json_string(std::string& out, std::string_view text);

}  // namespace gridhall::net
