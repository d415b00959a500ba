// Starts the real binary as a child process, reads what it prints, ends it in the ways that a machine would.
//
// Ownership: a Process kills and reaps its child when it goes. Thread: the test's own. Failures throw
// std::runtime_error with what the child said on stderr: a test has no use for a half-started daemon.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gridhall::testing {

/// A folder of its own, removed with everything in it.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

using Environment = std::map<std::string, std::string>;

class Process {
 public:
  /// `arguments` are those of gridhall; stdin is `input`.
  explicit Process(const std::vector<std::string>& arguments, const Environment& environment = {},
                   const std::string& input = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// The next line of stdout; nothing at its end or after the deadline.
  std::optional<std::string> line(std::chrono::milliseconds deadline);
  void signal(int number) const;
  /// Exit status, 128 + N for a signal; nothing after the deadline. What is still unread of stdout is read.
  std::optional<int> wait(std::chrono::milliseconds deadline);
  /// All that came on stdout and was not taken by `line`.
  const std::string& out() const { return out_; }
  std::string errors() const;
  pid_t pid() const { return pid_; }

 private:
  bool read_some(std::chrono::steady_clock::time_point until);

  TempDir dir_;  ///< holds stderr
  pid_t pid_ = -1;
  int out_fd_ = -1;
  std::string out_;
  std::optional<int> status_;
};

struct RunResult {
  int status = 0;
  std::string out;
  std::string errors;
};

/// Runs gridhall to its end; throws when it takes longer than the deadline.
RunResult run(const std::vector<std::string>& arguments, const std::string& input = {},
              std::chrono::milliseconds deadline = std::chrono::seconds(120));

}  // namespace gridhall::testing
