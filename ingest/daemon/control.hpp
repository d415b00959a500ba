// The control socket of a running daemon: `control.sock` in its data directory, mode 0600, one line asked,
// one answered.
//
// A socket's path may have 107 bytes and a data directory's may be longer, so both sides go through the
// directory's descriptor (/proc/self/fd/N/control.sock).
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "store/model/error.hpp"

namespace gridhall::daemon {

class ControlSocket {
 public:
  /// Listens on `context`, on whose thread `answer` is called with each line. Throws std::system_error.
  ControlSocket(boost::asio::io_context& context, const std::filesystem::path& data,
                std::function<std::string(std::string_view line)> answer);
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// Asks the daemon of a data directory. Fails when nobody listens or nothing comes in time.
model::Result<std::string> ask_daemon(const std::filesystem::path& data, const std::string& line,
                                      std::chrono::milliseconds deadline);

}  // namespace gridhall::daemon
