// The bytes of an answer's head.
//
// The one place where header lines are written, so the one place where a value could break out of its line: a
// name that is not a token or a value with a control character is an error of ours, and the answer becomes a
// plain 500.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/net/http.hpp"

namespace gridhall::net {

struct HeadOptions {
  const std::vector<Header>* common_headers = nullptr;  ///< a handler's header of the same name wins
  std::string_view request_id{};
  std::string_view connection{};  ///< value of the Connection header, empty for none
  bool chunked = true;            ///< a streamed body goes out chunked; false: until the connection closes
};

/// Status line and headers with the empty line. Content-Length, Content-Type, Connection, Date,
/// Transfer-Encoding and X-Request-Id are the server's: such headers of a handler are left out. The body is
/// not written, only counted.
std::string write_head(const Response& response, const HeadOptions& options);

/// Where the body really is.
std::string_view body_of(const Response& response);
/// 1xx, 204 and 304 have none, whatever the handler put there.
bool status_has_body(unsigned status);

/// Every header's name and value can stand on its line.
bool valid_headers(const std::vector<Header>& headers);

}  // namespace gridhall::net
