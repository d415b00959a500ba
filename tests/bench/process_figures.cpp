#include "tests/bench/process_figures.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace gridhall::bench {
namespace {

std::string proc_file(pid_t pid, const char* name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/" + name);
  std::stringstream text;
  if (!file || !(text << file.rdbuf())) throw std::runtime_error("no process " + std::to_string(pid));
  return text.str();
}

}  // namespace

double cpu_seconds(pid_t pid) {
  if (pid == 0) return 0;
  const std::string text = proc_file(pid, "stat");
  // The name, in parentheses, may hold anything; user and system time are fields 14 and 15, the name is 2.
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::uint64_t peak_memory_bytes(pid_t pid) {
  if (pid == 0) return 0;
  std::istringstream lines(proc_file(pid, "status"));
  for (std::string name; lines >> name; lines.ignore(1'000, '\n')) {
    std::uint64_t kib = 0;
    if (name == "VmHWM:" && lines >> kib) return kib << 10;
  }
  return 0;
}

std::uint64_t directory_bytes(const std::filesystem::path& directory) {
  if (directory.empty()) return 0;
  std::uint64_t total = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    std::error_code gone;
    const std::uint64_t bytes = entry.is_regular_file(gone) ? entry.file_size(gone) : 0;
    if (!gone) total += bytes;
  }
  return total;
}

}  // namespace gridhall::bench
