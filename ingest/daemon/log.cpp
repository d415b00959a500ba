#include "ingest/daemon/log.hpp"

#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <string>

#include "ingest/net/http.hpp"
#include "store/model/time.hpp"

namespace gridhall::daemon {
namespace {

class JsonLines final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const auto time = std::chrono::time_point_cast<std::chrono::microseconds>(message.time);
    std::string line = "{\"time\":\"" + model::format_rfc3339(time) + "\",\"level\":\"";
    const auto level = spdlog::level::to_string_view(message.level);
    line.append(level.data(), level.size()).append("\",\"message\":");
    net::append_json_string(line, std::string_view(message.payload.data(), message.payload.size()));
    line.append("}\n");
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonLines>(); }
};

}  // namespace

void start_log() {
  auto logger =
      std::make_shared<spdlog::logger>("gridhall", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::make_unique<JsonLines>());
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

void log_everything() {
  spdlog::set_level(spdlog::level::debug);
}

}  // namespace gridhall::daemon
