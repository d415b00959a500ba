// A running `gridhall serve` on a free port, and short ways to talk to it.
//
// Ownership: the data directory is the caller's, so that a test may start a second daemon on it. Starting
// throws with what the daemon said when it does not get ready.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/integration/harness/http_client.hpp"
#include "tests/integration/harness/process.hpp"
#include "tests/integration/harness/ws_client.hpp"

namespace gridhall::testing {

struct DaemonOptions {
  bool dev = true;  ///< --dev: a printed key, the demo operator
  std::string listen = "127.0.0.1:0";
  std::filesystem::path config;        ///< empty: none
  std::vector<std::string> arguments;  ///< after all others
  Environment environment;
};

class Daemon {
 public:
  explicit Daemon(const std::filesystem::path& data, const DaemonOptions& options = {});

  const std::string& url() const { return url_; }
  const std::string& key() const { return key_; }
  const Address& address() const { return address_; }
  Process& process() { return *process_; }

  /// Kills at once, as the out-of-memory killer does.
  void kill9();
  /// SIGTERM; the exit status. Throws when it takes longer than the 10 s that are promised and some.
  int terminate();

  HttpResponse get(std::string_view target, const Headers& headers = {}) const;
  /// Body as JSON; throws where the status is not 200.
  boost::json::value get_json(std::string_view target) const;
  HttpResponse request(std::string_view method, std::string_view target, std::string_view body,
                       const Headers& headers = {}) const;

  /// A producer's connection, welcome not yet read.
  WsClient ingest(const std::string& key = {}, const std::string& subprotocol = "gridhall.ingest.v1") const;
  /// A viewer's connection, welcome not yet read.
  WsClient live() const;

 private:
  std::unique_ptr<Process> process_;
  std::string url_;
  std::string key_;
  Address address_;
};

}  // namespace gridhall::testing
