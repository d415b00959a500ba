#include "tests/integration/harness/daemon.hpp"

#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace gridhall::testing {

Daemon::Daemon(const std::filesystem::path& data, const DaemonOptions& options) {
  std::vector<std::string> arguments{"serve", "--data", data.string(), "--listen", options.listen};
  if (!options.config.empty()) {
    arguments.insert(arguments.end(), {"--config", options.config.string()});
  }
  if (options.dev) {
    arguments.emplace_back("--dev");
  }
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  process_ = std::make_unique<Process>(arguments, options.environment);

  constexpr std::string_view kReady = "gridhall ready ";
  constexpr std::string_view kKey = "key ";
  while (url_.empty() || (options.dev && key_.empty())) {
    const std::optional<std::string> line = process_->line(std::chrono::seconds(60));
    if (!line) {
      throw std::runtime_error("the daemon does not get ready:\n" + process_->errors());
    }
    if (line->starts_with(kReady)) {
      url_ = line->substr(kReady.size());
    } else if (line->starts_with(kKey)) {
      key_ = line->substr(kKey.size());
    }
  }
  while (url_.ends_with('/')) {
    url_.pop_back();
  }
  const std::size_t host = url_.find("://") + 3;
  const std::size_t colon = url_.rfind(':');
  address_.host = url_.substr(host, colon - host);
  address_.port = static_cast<std::uint16_t>(std::strtoul(url_.c_str() + colon + 1, nullptr, 10));
}

void Daemon::kill9() {
  process_->signal(SIGKILL);
  process_->wait(kPatience);
}

int Daemon::terminate() {
  process_->signal(SIGTERM);
  const std::optional<int> status = process_->wait(kPatience);
  if (!status) {
    throw std::runtime_error("the daemon does not end on SIGTERM:\n" + process_->errors());
  }
  return *status;
}

HttpResponse Daemon::get(std::string_view target, const Headers& headers) const {
  return http(address_, "GET", target, headers);
}

boost::json::value Daemon::get_json(std::string_view target) const {
  const HttpResponse response = get(target);
  if (response.status != 200) {
    throw std::runtime_error("GET " + std::string(target) + ": " + std::to_string(response.status) + " " +
                             response.body.substr(0, 1000));
  }
  return response.json();
}

HttpResponse Daemon::request(std::string_view method, std::string_view target, std::string_view body,
                             const Headers& headers) const {
  return http(address_, method, target, headers, body);
}

WsClient Daemon::ingest(const std::string& key, const std::string& subprotocol) const {
  return {
      address_, "/api/v1/ingest", subprotocol, {{"Authorization", "Bearer " + (key.empty() ? key_ : key)}}};
}

WsClient Daemon::live() const {
  return {address_, "/api/v1/live", "gridhall.dash.v1", {{"Origin", url_}}};
}

}  // namespace gridhall::testing
