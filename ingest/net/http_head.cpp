#include "ingest/net/http_head.hpp"

#include <algorithm>
#include <array>

#include "ingest/net/ascii.hpp"

namespace gridhall::net {
namespace {

constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";
constexpr std::array<std::string_view, 7> kMethods = {"GET",    "HEAD",  "POST",   "PUT",
                                                      "DELETE", "PATCH", "OPTIONS"};
constexpr std::string_view kHttpScheme = "http://";
/// Method, two spaces and the version around the target; longer methods are unknown in any case.
constexpr std::size_t kRequestLineExtra = 64;

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return ascii_alnum(c) || kTokenMarks.find(c) != std::string_view::npos;
  });
}

bool valid_field_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) { return is_control(c) && c != '\t'; });
}

bool valid_host(std::string_view host) {
  std::string_view name = host;
  std::string_view port;
  bool literal = false;
  if (host.starts_with('[')) {
    const std::size_t close = host.find(']');
    if (close == std::string_view::npos) {
      return false;
    }
    literal = true;
    name = host.substr(1, close - 1);
    port = host.substr(close + 1);
  } else {
    const std::size_t colon = std::min(host.find(':'), host.size());
    name = host.substr(0, colon);
    port = host.substr(colon);
  }
  if (!port.empty() &&
      (port.front() != ':' || port.size() > 6 || !std::all_of(port.begin() + 1, port.end(), ascii_digit))) {
    return false;
  }
  // Sub-delimiters and percent escapes are allowed by the grammar of names but occur in none that resolves.
  const std::string_view marks = literal ? ":.%" : "-._~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return ascii_alnum(c) || marks.find(c) != std::string_view::npos;
  });
}

bool HeadReader::refuse(unsigned status, std::string detail) {
  refusal_.status = status;
  refusal_.code = status == 501 ? model::Code::kUnknownOp : model::Code::kSchemaViolation;
  refusal_.detail = std::move(detail);
  return false;
}

HeadReader::State HeadReader::feed(std::string_view request) {
  while (!done_) {
    const std::size_t newline = request.find('\n', std::max(scanned_, checked_));
    if (newline == std::string_view::npos) {
      const bool fits = partial_line_fits(request.substr(scanned_));
      checked_ = request.size();
      return fits ? State::kMore : State::kRefused;
    }
    std::string_view line = request.substr(scanned_, newline - scanned_);
    if (newline + 1 - begin_ > limits_.bytes && request_line_seen_) {
      refuse(431, "the header is larger than " + std::to_string(limits_.bytes) + " bytes");
      return State::kRefused;
    }
    if (!line.ends_with('\r')) {
      refuse(400, "a line ends with LF alone; lines end with CR LF");
      return State::kRefused;
    }
    line.remove_suffix(1);
    if (!valid_field_value(line)) {
      refuse(400, "a control character in the header");
      return State::kRefused;
    }
    scanned_ = newline + 1;
    if (!take_line(line)) {
      return State::kRefused;
    }
  }
  return State::kDone;
}

bool HeadReader::partial_line_fits(std::string_view line) {
  std::string_view text = line;
  if (text.ends_with('\r')) {
    text.remove_suffix(1);  // its LF may still come
  }
  if (!valid_field_value(text)) {
    return refuse(400, "a control character in the header");
  }
  if (!request_line_seen_) {
    if (text.size() > limits_.target_bytes + kRequestLineExtra) {
      return refuse(414,
                    "the request target is longer than " + std::to_string(limits_.target_bytes) + " bytes");
    }
  } else if (scanned_ - begin_ + line.size() > limits_.bytes) {
    return refuse(431, "the header is larger than " + std::to_string(limits_.bytes) + " bytes");
  }
  return true;
}

bool HeadReader::take_line(std::string_view line) {
  if (!request_line_seen_) {
    if (line.empty() && begin_ == 0) {
      begin_ = scanned_;
      return true;
    }
    request_line_seen_ = true;
    return take_request_line(line);
  }
  if (line.empty()) {
    done_ = true;
    return finish();
  }
  return take_field(line);
}

bool HeadReader::take_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return refuse(400, "the request line is not \"METHOD target HTTP/1.1\"");
  }
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(method)) {
    return refuse(400, "the method is not a token");
  }
  if (version.size() != 8 || !version.starts_with("HTTP/") || !ascii_digit(version[5]) || version[6] != '.' ||
      !ascii_digit(version[7])) {
    return refuse(400, "the request line does not end with a version such as HTTP/1.1");
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return refuse(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
  }
  if (target.size() > limits_.target_bytes) {
    return refuse(414,
                  "the request target is longer than " + std::to_string(limits_.target_bytes) + " bytes");
  }
  const bool visible = std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  if (target.empty() || !visible) {
    return refuse(400, "the request target holds characters that must be percent-encoded");
  }
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) {
    return refuse(501, "the method is not known here");
  }
  options_ = method == "OPTIONS";
  http_1_0_ = version == "HTTP/1.0";
  target_ = target;
  return true;
}

bool HeadReader::take_field(std::string_view line) {
  if (++fields_ > limits_.fields) {
    return refuse(431, "more than " + std::to_string(limits_.fields) + " header fields");
  }
  if (line.front() == ' ' || line.front() == '\t') {
    return refuse(400, "folded header lines are not taken");
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return refuse(400, "a header line without a colon");
  }
  const std::string_view name = line.substr(0, colon);
  if (!is_token(name)) {
    return refuse(400, "a header name that is not a token; no blank may stand before the colon");
  }
  return take_framing_field(name, trim_blanks(line.substr(colon + 1)));
}

bool HeadReader::take_framing_field(std::string_view name, std::string_view value) {
  if (ascii_iequals(name, "host")) {
    if (host_seen_) {
      return refuse(400, "more than one Host header");
    }
    if (!valid_host(value)) {
      return refuse(400, "the Host header is not a host with an optional port");
    }
    host_seen_ = true;
    host_ = value;
  } else if (ascii_iequals(name, "content-length")) {
    if (content_length_seen_) {
      return refuse(400, "more than one Content-Length header");
    }
    // 18 digits fit in 64 bits whatever they are; no honest body is longer.
    if (value.empty() || value.size() > 18 || !std::all_of(value.begin(), value.end(), ascii_digit)) {
      return refuse(400, "Content-Length is not a number of bytes");
    }
    content_length_seen_ = true;
  } else if (ascii_iequals(name, "transfer-encoding")) {
    if (transfer_encoding_seen_ || !ascii_iequals(value, "chunked")) {
      return refuse(400, "the only transfer coding taken is \"chunked\", once");
    }
    transfer_encoding_seen_ = true;
  }
  return true;
}

bool HeadReader::finish() {
  if (content_length_seen_ && transfer_encoding_seen_) {
    return refuse(400, "Content-Length and Transfer-Encoding exclude each other");
  }
  if (http_1_0_ && transfer_encoding_seen_) {
    return refuse(400, "HTTP/1.0 has no Transfer-Encoding");
  }
  if (!http_1_0_ && !host_seen_) {
    return refuse(400, "the Host header is missing");
  }
  if (target_.front() == '/') {
    return true;
  }
  if (target_ == "*") {
    return options_ || refuse(400, "the target \"*\" belongs to OPTIONS");
  }
  const std::string_view target = target_;
  if (!ascii_iequals(target.substr(0, kHttpScheme.size()), kHttpScheme)) {
    return refuse(400, "the request target is neither a path nor an http address");
  }
  const std::string_view rest = target.substr(kHttpScheme.size());
  const std::string_view authority = rest.substr(0, std::min(rest.find_first_of("/?"), rest.size()));
  if (!valid_host(authority) || (host_seen_ && !ascii_iequals(authority, host_))) {
    return refuse(400, "the request target names another host than the Host header");
  }
  return true;
}

}  // namespace gridhall::net
