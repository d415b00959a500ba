// What a browser says on the live door (wire contract §3, client to server), checked once.
//
// Unknown members are ignored, an unknown `op` is an error. A message that cannot be taken is a value: the
// error for the answer, with the `ref` and `id` that could still be read.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "dashboard/snapshot.hpp"
#include "store/model/position.hpp"

namespace gridhall::dashboard {

struct SubscribeRequest {
  std::string ref;  ///< raw JSON; empty: none
  std::string id;
  ChannelSpec spec;
  std::optional<model::Position> since;
};
struct ViewRequest {
  std::string ref;
  std::string id;
  std::uint64_t v = 0;
  View view{kWholeCityLevel};
};
struct UnsubscribeRequest {
  std::string ref;
  std::string id;
};
struct GetRequest {
  std::string ref;
  std::string case_id;
};
struct PingRequest {
  std::string t;  ///< raw JSON, echoed
};
/// Not JSON or not an object is `malformed`: twenty of these in a row end the connection.
struct BadRequest {
  std::string ref;
  std::string id;  ///< of the subscription; empty: could not be read
  model::Error error;
  bool malformed = false;
};

using ClientMessage =
    std::variant<SubscribeRequest, ViewRequest, UnsubscribeRequest, GetRequest, PingRequest, BadRequest>;

inline constexpr std::size_t kSubscriptionIdBytesMax = 64;
inline constexpr std::size_t kRefBytesMax = 128;
inline constexpr std::uint32_t kNewestMax = 10'000;

/// Owns the parser's buffers: one a connection, one thread at a time.
class ClientMessageReader {
 public:
  ClientMessageReader();
  ~ClientMessageReader();
  ClientMessageReader(const ClientMessageReader&) = delete;
  ClientMessageReader& operator=(const ClientMessageReader&) = delete;

  /// `text` must be followed by 64 readable bytes.
  ClientMessage read(std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gridhall::dashboard
