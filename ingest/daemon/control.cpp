#include "ingest/daemon/control.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <istream>
#include <system_error>

namespace gridhall::daemon {
namespace {

using boost::asio::local::stream_protocol;

constexpr std::string_view kName = "control.sock";
constexpr std::size_t kLineMax = 64U << 10;
constexpr std::chrono::seconds kTalkMax{5};

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string short_path(int directory_fd) {
  return "/proc/self/fd/" + std::to_string(directory_fd) + "/" + std::string(kName);
}

int open_directory(const std::filesystem::path& data) {
  return ::open(data.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

// One connection: a line in, a line out, within kTalkMax.
class Talk : public std::enable_shared_from_this<Talk> {
 public:
  Talk(stream_protocol::socket socket, std::function<std::string(std::string_view)> answer)
      : socket_(std::move(socket)),
        timer_(socket_.get_executor()),
        answer_(std::move(answer)),
        in_(kLineMax) {}

  void start() {
    timer_.expires_after(kTalkMax);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      boost::system::error_code ignored;
      if (!error) self->socket_.close(ignored);
    });
    boost::asio::async_read_until(
        socket_, in_, '\n', [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
          if (error) return self->stop();
          std::string line;
          std::istream stream(&self->in_);
          std::getline(stream, line);
          self->reply(self->answer_(line));
        });
  }

 private:
  void reply(std::string text) {
    out_ = std::move(text);
    out_.push_back('\n');
    boost::asio::async_write(
        socket_, boost::asio::buffer(out_),
        [self = shared_from_this()](const boost::system::error_code&, std::size_t) { self->stop(); });
  }
  void stop() { timer_.cancel(); }

  stream_protocol::socket socket_;
  boost::asio::steady_timer timer_;
  std::function<std::string(std::string_view)> answer_;
  boost::asio::streambuf in_;
  std::string out_;
};

model::Error silent(const std::filesystem::path& data, const std::string& why) {
  model::Error error;
  error.code = model::Code::kInternal;
  error.detail = "data directory " + data.string() + " is in use, but its daemon does not answer on " +
                 std::string(kName) + " (" + why + ")";
  return error;
}

}  // namespace

struct ControlSocket::Impl : std::enable_shared_from_this<Impl> {
  Impl(boost::asio::io_context& context, int fd) : directory(fd), acceptor(context) {}

  void accept() {
    acceptor.async_accept(
        [self = shared_from_this()](const boost::system::error_code& error, stream_protocol::socket socket) {
          if (error == boost::asio::error::operation_aborted) return;
          if (!error) std::make_shared<Talk>(std::move(socket), self->answer)->start();
          self->accept();
        });
  }

  Descriptor directory;
  stream_protocol::acceptor acceptor;
  std::function<std::string(std::string_view)> answer;
};

ControlSocket::ControlSocket(boost::asio::io_context& context, const std::filesystem::path& data,
                             std::function<std::string(std::string_view)> answer) {
  const int fd = open_directory(data);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "control socket in " + data.string());
  impl_ = std::make_shared<Impl>(context, fd);
  impl_->answer = std::move(answer);
  const std::string path = short_path(fd);
  ::unlink(path.c_str());  // of a daemon that was killed; the database's lock says that none runs now
  const mode_t before = ::umask(0177);
  boost::system::error_code error;
  impl_->acceptor.open(stream_protocol(), error);
  if (!error) impl_->acceptor.bind(stream_protocol::endpoint(path), error);
  ::umask(before);
  if (!error) impl_->acceptor.listen(8, error);
  if (error)
    throw std::system_error(error.value(), std::generic_category(), "control socket in " + data.string());
  impl_->accept();
}

ControlSocket::~ControlSocket() {
  boost::system::error_code ignored;
  impl_->acceptor.close(ignored);
  ::unlink(short_path(impl_->directory.get()).c_str());
}

model::Result<std::string> ask_daemon(const std::filesystem::path& data, const std::string& line,
                                      std::chrono::milliseconds deadline) {
  const Descriptor directory(open_directory(data));
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (directory.get() < 0 || socket.get() < 0) return silent(data, std::strerror(errno));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = short_path(directory.get());
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  timeval limit{};
  limit.tv_sec = deadline.count() / 1000;
  limit.tv_usec = deadline.count() % 1000 * 1000;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return silent(data, std::strerror(errno));
  }
  const std::string request = line + "\n";
  if (::send(socket.get(), request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    return silent(data, std::strerror(errno));
  }
  std::string answer;
  char buffer[4096];
  while (answer.find('\n') == std::string::npos) {
    const ssize_t got = ::recv(socket.get(), buffer, sizeof(buffer), 0);
    if (got <= 0) return silent(data, got == 0 ? "it hung up" : "nothing came in time");
    answer.append(buffer, static_cast<std::size_t>(got));
  }
  answer.resize(answer.find('\n'));
  return answer;
}

}  // namespace gridhall::daemon
