// `gridhall.ingest.v1` as a client sees it (wire contract §2.1): what the daemon says, and what is said to
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "store/model/error.hpp"
#include "store/model/time.hpp"

namespace gridhall::client {

struct Limits {
  std::size_t message_bytes = 1'048'576;
  std::size_t event_bytes = 262'144;
  std::size_t batch_events = 500;
  std::size_t in_flight_events = 2'000;
  std::size_t in_flight_bytes = 4'194'304;
};

struct Welcome {
  std::string server;
  std::string integrator;
  std::string mode;  ///< "live" or "test"
  std::string producer;
  std::string epoch;  ///< empty where the daemon sent no `resume`
  std::uint64_t settled = 0;
  Limits limits;
};

/// Something worth knowing about an event that was taken.
struct Warning {
  std::optional<std::uint64_t> seq;
  std::optional<std::size_t> index;
  std::string code;
  std::string detail;
  std::string pointer;
};

struct Ack {
  std::optional<std::uint64_t> settled;
  std::optional<std::string> ref;
  std::vector<std::string> results;
  std::vector<std::uint64_t> dups;
  std::vector<Warning> warnings;
  std::uint64_t pos_seq = 0;
};

struct Nack {
  std::uint64_t ordinal = 0;  ///< which event, in the order of `publish`; set by the client
  std::optional<std::uint64_t> seq;
  std::optional<std::string> ref;
  std::size_t index = 0;
  std::string id;
  std::string source;
  bool retry = false;
  std::string code;
  std::string detail;
  std::string pointer;
  std::string got;
  std::optional<std::uint64_t> expected;
};

struct Flow {
  std::optional<std::size_t> events;  ///< 0 is a pause
  std::optional<std::size_t> bytes;
  std::string reason;
};

struct Pong {
  std::uint64_t t = 0;
};

struct Ping {
  std::string t;  ///< raw JSON, to be echoed
};

struct CheckedError {
  std::size_t index = 0;
  std::string code;
  std::string detail;
  std::string pointer;
  std::string got;
};

struct Checked {
  std::string ref;
  std::size_t ok = 0;
  std::vector<CheckedError> errors;
};

struct Bye {
  unsigned code = 0;
  std::string reason;
  std::optional<std::int64_t> retry_after_ms;
};

/// An `op` that this client does not know, kept by name: a newer daemon may send more than we understand.
struct Unknown {
  std::string op;
};

using ServerMessage = std::variant<Welcome, Ack, Nack, Flow, Pong, Ping, Checked, Bye, Unknown>;

/// Reads the daemon's messages. One thread; owns parser buffers.
class ServerMessageReader {
 public:
  ServerMessageReader();
  ~ServerMessageReader();
  ServerMessageReader(const ServerMessageReader&) = delete;
  ServerMessageReader& operator=(const ServerMessageReader&) = delete;

  /// `malformed_json` for a frame that is not a JSON object with an `op`. Missing members take their
  /// defaults.
  model::Result<ServerMessage> read(std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A JSON string literal, for those who make events: the network layer's own, which they don't see. What is
/// not UTF-8 becomes U+FFFD, so that no text can break the message that it is sent in.
void append_json_string(std::string& out, std::string_view text);

std::string encode_hello(std::string_view producer, std::string_view agent);
std::string encode_ping(std::uint64_t t);
std::string encode_pong(std::string_view raw_t, model::Time now);

/// Heads of `pub` and `check`; the events follow joined by commas, then "]}".
std::string pub_head(std::uint64_t seq);
std::string pub_head_ref(std::string_view ref);
std::string check_head(std::string_view ref);
inline constexpr std::string_view kBatchTail = "]}";
/// More than any of the heads and the tail take.
inline constexpr std::size_t kBatchOverhead = 96;

}  // namespace gridhall::client
