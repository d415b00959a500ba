// `gridhall key create|list|revoke`, on a stopped data directory or, through its control socket, on a running
// one.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ingest/keys.hpp"

namespace gridhall::daemon {

struct KeyRequest {
  enum class Action : std::uint8_t { kCreate, kList, kRevoke };
  Action action = Action::kList;
  std::string integrator;
  std::vector<std::string> source_prefixes;
  bool test = false;
  std::string id;  ///< revoke: one key; empty: all of the integrator's
};

/// What to print and how to exit.
struct KeyAnswer {
  int exit_code = 0;
  std::string out;
  std::string err;
};

KeyAnswer perform(ingest::KeyRing& keys, const KeyRequest& request);

/// The request and its answer as one line of text each, for the control socket.
std::string encode(const KeyRequest& request);
model::Result<KeyRequest> decode_key_request(std::string_view line);
std::string encode(const KeyAnswer& answer);
model::Result<KeyAnswer> decode_key_answer(std::string_view line);

/// The whole command: prints, returns the exit code.
int run_key_command(const std::filesystem::path& data, const KeyRequest& request);

}  // namespace gridhall::daemon
