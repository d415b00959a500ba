#include "ingest/net/ws_handshake.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "ingest/net/ascii.hpp"

namespace gridhall::net {
namespace {

constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t kKeyChars = 24;  // 16 bytes in base64

/// All elements of all headers of that name, as one list (RFC 9110 §5.3).
std::vector<std::string_view> listed(const Request& request, std::string_view name) {
  std::vector<std::string_view> list;
  for (const Header& header : request.headers) {
    if (ascii_iequals(header.name, name)) {
      for_each_listed(header.value, [&](std::string_view element) { list.push_back(element); });
    }
  }
  return list;
}

bool lists(const Request& request, std::string_view name, std::string_view element) {
  const auto list = listed(request, name);
  return std::any_of(list.begin(), list.end(),
                     [&](std::string_view one) { return ascii_iequals(one, element); });
}

/// The value of a header that may stand only once.
std::optional<std::string_view> only(const Request& request, std::string_view name) {
  std::optional<std::string_view> value;
  for (const Header& header : request.headers) {
    if (ascii_iequals(header.name, name)) {
      if (value) {
        return std::nullopt;
      }
      value = header.value;
    }
  }
  return value;
}

/// Base64 of 16 bytes: 22 characters and two pads.
bool valid_key(std::string_view key) {
  return key.size() == kKeyChars && key.ends_with("==") &&
         std::all_of(key.begin(), key.end() - 2,
                     [](char c) { return ascii_alnum(c) || c == '+' || c == '/'; });
}

std::string accept_of(std::string_view key) {
  const std::string text = std::string(key).append(kGuid);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned bytes = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &bytes, EVP_sha1(), nullptr) != 1) {
    throw std::runtime_error("SHA-1 is not available");
  }
  std::array<unsigned char, 64> encoded{};
  const int chars = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(bytes));
  return {encoded.begin(), encoded.begin() + chars};
}

Refusal refuse(unsigned status, std::string detail) {
  return {status, model::Code::kSchemaViolation, std::move(detail)};
}

}  // namespace

bool wants_websocket(const Request& request) {
  return lists(request, "connection", "upgrade") && lists(request, "upgrade", "websocket");
}

std::variant<Handshake, Refusal> check_handshake(const Request& request,
                                                 const std::vector<std::string>& subprotocols) {
  if (request.method != "GET") {
    return refuse(400, "a WebSocket is opened with GET");
  }
  if (request.header("content-length").value_or("0") != "0" || request.header("transfer-encoding")) {
    return refuse(400, "a WebSocket is opened without a body");
  }
  if (only(request, "sec-websocket-version") != "13") {
    return refuse(426, "the WebSocket version is 13");
  }
  const auto key = only(request, "sec-websocket-key");
  if (!key || !valid_key(*key)) {
    return refuse(400, "Sec-WebSocket-Key is not the base64 form of 16 bytes");
  }
  Handshake handshake{accept_of(*key), {}};
  if (subprotocols.empty()) {
    return handshake;
  }
  const auto offered = listed(request, "sec-websocket-protocol");
  const auto chosen = std::find_if(subprotocols.begin(), subprotocols.end(), [&](const std::string& ours) {
    return std::find(offered.begin(), offered.end(), ours) != offered.end();
  });
  if (chosen == subprotocols.end()) {
    std::string detail = "no known subprotocol is offered in Sec-WebSocket-Protocol; known here:";
    for (const std::string& ours : subprotocols) {
      detail += ' ' + ours;
    }
    return Refusal{400, model::Code::kSubprotocolRequired, std::move(detail)};
  }
  handshake.subprotocol = *chosen;
  return handshake;
}

}  // namespace gridhall::net
