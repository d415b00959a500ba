// `gridhall.ingest.v1` (wire contract §2.1): the messages of both sides. Unknown members are ignored, an
// unknown `op` is an error.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "store/model/event.hpp"

namespace gridhall::ingest {

struct Limits {
  std::size_t message_bytes = 1'048'576;
  std::size_t event_bytes = 262'144;
  std::size_t batch_events = 500;
  std::size_t in_flight_events = 2'000;
  std::size_t in_flight_bytes = 4'194'304;
};

struct Hello {
  std::string producer;
  std::string agent;
};
struct Pub {
  std::optional<std::uint64_t> seq;      ///< of the first event
  std::optional<std::string> ref;        ///< the string's value; exactly one of seq and ref
  std::vector<std::string_view> events;  ///< raw JSON of each, views into the message
};
struct Check {
  std::string ref;  ///< empty where the client sent none
  std::vector<std::string_view> events;
};
struct Ping {
  std::string t;  ///< raw JSON, echoed
};
using ClientMessage = std::variant<Hello, Pub, Check, Ping>;

/// A message that could not be taken as a whole: the error, and what of it could still be read, for the nack.
struct BadMessage {
  model::Error error;
  std::optional<std::uint64_t> seq;
  std::optional<std::string> ref;
  bool pub = false;  ///< its sender waits for an ack, too
};

/// Reads messages; one a thread. An event that is itself broken JSON or not UTF-8 still comes out as a raw
/// slice where its end can be told, so that it never refuses its neighbours.
class MessageReader {
 public:
  MessageReader();
  ~MessageReader();
  MessageReader(const MessageReader&) = delete;
  MessageReader& operator=(const MessageReader&) = delete;
  /// `text` must be followed by 64 readable bytes. Views in the result point into `text`.
  std::variant<ClientMessage, BadMessage> read(std::string_view text, const Limits& limits);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Server to client. All return one complete JSON text.
struct Welcome {
  std::string server;  ///< "gridhall/0.1.0"
  model::Time now{};
  std::string integrator;
  std::string mode;  ///< "live" or "test"
  std::optional<std::string> producer;
  std::optional<std::string> resume_epoch;
  std::optional<std::uint64_t> resume_settled;
  Limits limits;
  std::uint64_t dedup_window_s = 604'800;
  std::string docs;
};
struct AckWarning {
  std::optional<std::uint64_t> seq;
  std::optional<std::uint32_t> index;  ///< in the batch, for the anonymous form
  model::Warning warning;
};
struct Ack {
  std::optional<std::uint64_t> settled;
  std::optional<std::string> ref;
  std::vector<std::string_view> results;  ///< with ref: "stored", "duplicate", "refused"
  std::uint64_t stored = 0;
  std::uint64_t duplicate = 0;
  std::vector<std::uint64_t> dups;
  model::Position pos;
  std::int64_t commit_ms = 0;
  std::vector<AckWarning> warnings;
};
struct Nack {
  std::optional<std::uint64_t> seq;
  std::optional<std::string> ref;
  std::uint32_t index = 0;
  std::string id;  ///< where they could be read
  std::string source;
  model::Error error;
  std::optional<std::uint64_t> expected;  ///< with sequence_gap
};
struct CheckedError {
  std::uint32_t index = 0;
  model::Error error;
};

std::string encode(const Welcome& message);
std::string encode(const Ack& message);
std::string encode(const Nack& message);
std::string encode_flow(std::size_t events, std::size_t bytes, std::string_view reason);
std::string encode_pong(std::string_view raw_t, model::Time now);
std::string encode_checked(std::string_view ref, std::size_t ok, const std::vector<CheckedError>& errors);
std::string encode_bye(unsigned code, std::string_view reason, std::optional<std::int64_t> retry_after_ms);

/// Best effort: the top-level "id" and "source" strings of an event that was refused, empty where they can't
/// be read.
std::pair<std::string, std::string> peek_identity(std::string_view event_json);

}  // namespace gridhall::ingest
