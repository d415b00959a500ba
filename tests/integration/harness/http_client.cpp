#include "tests/integration/harness/http_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/json/parse.hpp>
#include <chrono>
#include <stdexcept>

namespace gridhall::testing {

namespace asio = boost::asio;
namespace beast = boost::beast;

std::string HttpResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (beast::iequals(key, beast::string_view(name.data(), name.size()))) {
      return value;
    }
  }
  return {};
}

boost::json::value HttpResponse::json() const {
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(body, error);
  if (error) {
    throw std::runtime_error("not JSON (status " + std::to_string(status) + "): " + body.substr(0, 500));
  }
  return value;
}

HttpResponse http(const Address& address, std::string_view method, std::string_view target,
                  const Headers& headers, std::string_view body) {
  asio::io_context context;
  beast::tcp_stream stream(context);
  beast::http::request<beast::http::string_body> request;
  request.version(11);
  request.method_string(beast::string_view(method.data(), method.size()));
  request.target(beast::string_view(target.data(), target.size()));
  request.set(beast::http::field::host, address.host + ":" + std::to_string(address.port));
  request.set(beast::http::field::connection, "close");
  for (const auto& [name, value] : headers) {
    request.set(name, value);
  }
  request.body() = body;
  if (!body.empty() || method == "POST" || method == "PUT") {
    request.prepare_payload();
  }

  beast::flat_buffer buffer;
  beast::http::response_parser<beast::http::string_body> parser;
  parser.body_limit(64U << 20);
  parser.skip(method == "HEAD");
  boost::system::error_code result = asio::error::timed_out;
  stream.expires_after(std::chrono::seconds(20));
  const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(address.host), address.port);
  stream.async_connect(endpoint, [&](boost::system::error_code connect_error) {
    if ((result = connect_error)) {
      return;
    }
    beast::http::async_write(stream, request, [&](boost::system::error_code write_error, std::size_t) {
      if ((result = write_error)) {
        return;
      }
      beast::http::async_read(stream, buffer, parser, [&](boost::system::error_code read_error, std::size_t) {
        result = read_error;
      });
    });
  });
  context.run();
  // A server that refuses while we still write answers and closes: the answer counts, not the broken write.
  if (result && !parser.is_done()) {
    throw std::runtime_error(std::string(method) + " " + std::string(target) + ": " + result.message());
  }

  HttpResponse response;
  response.status = parser.get().result_int();
  for (const auto& field : parser.get()) {
    response.headers.emplace_back(field.name_string(), field.value());
  }
  response.body = std::move(parser.get().body());
  return response;
}

}  // namespace gridhall::testing
