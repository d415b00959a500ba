// The first look at a request's head, on its raw bytes, before Beast parses it.
//
// The problem: a proxy in front of us and the parser behind this must agree where a request ends, and
// Beast 1.81 is lenient where that goes wrong (two Host headers, folded lines, lists in Content-Length). So
// everything that RFC 9112 calls a must is demanded here, line by line as the bytes come in: the answer to a
// bad line does not wait for the rest, and the limits hold for what has not yet arrived.
//
// Thread: none of its own. No Asio, no Beast.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ingest/net/refusal.hpp"

namespace gridhall::net {

struct HeadLimits {
  std::size_t bytes = 16U << 10;
  std::size_t fields = 64;
  std::size_t target_bytes = 8U << 10;
};

class HeadReader {
 public:
  enum class State { kMore, kDone, kRefused };

  explicit HeadReader(HeadLimits limits) : limits_(limits) {}

  /// `request` begins with the first byte of the request and has grown since the last call. One empty line
  /// before the request line is skipped (RFC 9112 §2.2).
  State feed(std::string_view request);

  /// After kDone: where the head begins and ends in what was fed.
  std::size_t begin() const { return begin_; }
  std::size_t end() const { return scanned_; }
  /// After kRefused.
  const Refusal& refusal() const { return refusal_; }

 private:
  bool refuse(unsigned status, std::string detail);
  bool take_line(std::string_view line);
  bool take_request_line(std::string_view line);
  bool take_field(std::string_view line);
  bool take_framing_field(std::string_view name, std::string_view value);
  bool finish();
  bool partial_line_fits(std::string_view line);

  HeadLimits limits_;
  Refusal refusal_;
  std::size_t begin_ = 0;
  std::size_t scanned_ = 0;  ///< end of the last complete line
  std::size_t checked_ = 0;  ///< bytes of the open line already looked at end here
  std::size_t fields_ = 0;
  std::string target_;
  std::string host_;
  bool http_1_0_ = false;
  bool options_ = false;
  bool request_line_seen_ = false;
  bool done_ = false;
  bool host_seen_ = false;
  bool content_length_seen_ = false;
  bool transfer_encoding_seen_ = false;
};

/// `token` of RFC 9110 §5.6.2: names of fields, methods.
bool is_token(std::string_view text);
/// uri-host [ ":" port ] as a Host field may carry it.
bool valid_host(std::string_view host);
/// No control character but the tab: what may stand in a field's value.
bool valid_field_value(std::string_view value);

}  // namespace gridhall::net
