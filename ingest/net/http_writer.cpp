#include "ingest/net/http_writer.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

#include "ingest/net/ascii.hpp"
#include "ingest/net/http_head.hpp"
#include "ingest/net/http_status.hpp"

namespace gridhall::net {
namespace {

constexpr std::array<std::string_view, 6> kServersOwn = {
    "content-length", "connection", "date", "content-type", "x-request-id", "transfer-encoding"};
constexpr std::string_view kRetryAfterSeconds = "2";

bool has(const std::vector<Header>& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const Header& header) { return ascii_iequals(header.name, name); });
}

bool servers_own(std::string_view name) {
  return std::any_of(kServersOwn.begin(), kServersOwn.end(),
                     [&](std::string_view own) { return ascii_iequals(own, name); });
}

/// IMF-fixdate, made once a second and thread.
std::string_view date_now() {
  constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  thread_local std::time_t made_at = -1;
  thread_local std::string text;
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  if (now != made_at) {
    std::tm utc{};
    gmtime_r(&now, &utc);
    const auto two = [](int number) {
      return std::string{static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
    };
    text.assign(kDays.at(static_cast<std::size_t>(utc.tm_wday)));
    text.append(", ").append(two(utc.tm_mday)).append(" ");
    text.append(kMonths.at(static_cast<std::size_t>(utc.tm_mon)));
    text.append(" ").append(std::to_string(utc.tm_year + 1900)).append(" ");
    text.append(two(utc.tm_hour)).append(":").append(two(utc.tm_min)).append(":").append(two(utc.tm_sec));
    text.append(" GMT");
    made_at = now;
  }
  return text;
}

void append_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string_view body_of(const Response& response) {
  const bool shared = response.shared_owner != nullptr || response.shared_body.data() != nullptr;
  return shared ? response.shared_body : std::string_view(response.body);
}

bool status_has_body(unsigned status) {
  return status >= 200 && status != 204 && status != 304;
}

bool valid_headers(const std::vector<Header>& headers) {
  return std::all_of(headers.begin(), headers.end(), [](const Header& header) {
    return is_token(header.name) && valid_field_value(header.value);
  });
}

std::string write_head(const Response& response, const HeadOptions& options) {
  std::string out;
  out.reserve(1024);
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  out.append(status_reason(response.status)).append("\r\n");
  append_line(out, "Date", date_now());
  append_line(out, "X-Request-Id", options.request_id);
  if (!options.connection.empty()) {
    append_line(out, "Connection", options.connection);
  }
  if (status_has_body(response.status)) {
    if (!response.stream) {
      append_line(out, "Content-Length", std::to_string(body_of(response).size()));
    } else if (options.chunked) {
      append_line(out, "Transfer-Encoding", "chunked");
    }
    append_line(out, "Content-Type", response.content_type);
  }
  for (const Header& header : response.headers) {
    if (!servers_own(header.name)) {
      append_line(out, header.name, header.value);
    }
  }
  if ((response.status == 429 || response.status == 503) && !has(response.headers, "Retry-After")) {
    append_line(out, "Retry-After", kRetryAfterSeconds);
  }
  if (options.common_headers != nullptr) {
    for (const Header& header : *options.common_headers) {
      if (!has(response.headers, header.name) && !servers_own(header.name)) {
        append_line(out, header.name, header.value);
      }
    }
  }
  out.append("\r\n");
  return out;
}

}  // namespace gridhall::net
