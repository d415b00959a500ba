#include "tests/integration/harness/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace gridhall::testing {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// Runs in the child between fork and exec.
[[noreturn]] void become(const std::vector<char*>& argv, const Environment& environment, int in, int out,
                         int errors) {
  // A test that crashes must not leave daemons behind.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  for (const auto& [name, value] : environment) {
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  ::execv(argv.front(), argv.data());
  ::_exit(127);
}

}  // namespace

TempDir::TempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "gridhall-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    fail("mkdtemp");
  }
  path_ = pattern;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Process::Process(const std::vector<std::string>& arguments, const Environment& environment,
                 const std::string& input) {
  const std::string input_file = dir_ / "stdin";
  std::ofstream(input_file, std::ios::binary) << input;
  // The environment may name another build's binary: the tests know it only by its doors.
  const char* other = std::getenv("GRIDHALL_BINARY");
  std::vector<std::string> words{other != nullptr ? other : GRIDHALL_BINARY};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);

  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    fail("pipe2");
  }
  const int in = ::open(input_file.c_str(), O_RDONLY | O_CLOEXEC);
  const int errors = ::open((dir_ / "stderr").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  pid_ = ::fork();
  if (pid_ == 0) {
    become(argv, environment, in, ends[1], errors);
  }
  ::close(ends[1]);
  ::close(in);
  ::close(errors);
  out_fd_ = ends[0];
  if (pid_ < 0) {
    fail("fork");
  }
}

Process::~Process() {
  if (!status_ && pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(out_fd_);
}

bool Process::read_some(Clock::time_point until) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd waiting{out_fd_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    if (ready <= 0) {
      return false;
    }
    std::array<char, 4096> buffer{};
    const ssize_t count = ::read(out_fd_, buffer.data(), buffer.size());
    if (count <= 0) {
      return false;
    }
    out_.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
  }
}

std::optional<std::string> Process::line(std::chrono::milliseconds deadline) {
  const auto until = Clock::now() + deadline;
  std::size_t end = 0;
  while ((end = out_.find('\n')) == std::string::npos) {
    if (!read_some(until)) {
      return std::nullopt;
    }
  }
  std::string text = out_.substr(0, end);
  out_.erase(0, end + 1);
  return text;
}

void Process::signal(int number) const {
  ::kill(pid_, number);
}

std::optional<int> Process::wait(std::chrono::milliseconds deadline) {
  const auto until = Clock::now() + deadline;
  // The end of stdout comes with the end of the process; reading on also keeps a full pipe from holding it
  // up.
  while (read_some(until)) {
  }
  while (!status_) {
    int status = 0;
    const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
    if (ended == pid_) {
      status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    } else if (Clock::now() >= until) {
      return std::nullopt;
    } else {
      ::poll(nullptr, 0, 2);
    }
  }
  return status_;
}

std::string Process::errors() const {
  std::ostringstream text;
  text << std::ifstream(dir_ / "stderr").rdbuf();
  return text.str();
}

RunResult run(const std::vector<std::string>& arguments, const std::string& input,
              std::chrono::milliseconds deadline) {
  Process process(arguments, {}, input);
  const std::optional<int> status = process.wait(deadline);
  if (!status) {
    throw std::runtime_error("gridhall " + arguments.front() + " does not end:\n" + process.errors());
  }
  return {*status, process.out(), process.errors()};
}

}  // namespace gridhall::testing
