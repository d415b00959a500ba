// What a process has used so far, read from /proc, and what a directory takes.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>

namespace gridhall::bench {

/// User and system time; 0 for pid 0. Steps of 10 ms.
double cpu_seconds(pid_t pid);
/// Largest resident size so far; 0 for pid 0.
std::uint64_t peak_memory_bytes(pid_t pid);
/// Sum of the sizes of all files below; 0 for an empty path. Files that go meanwhile don't count.
std::uint64_t directory_bytes(const std::filesystem::path& directory);

}  // namespace gridhall::bench
