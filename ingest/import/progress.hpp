// The one line on a terminal that says how far an import has come.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>

#include "ingest/import/input_file.hpp"
#include "ingest/import/journal.hpp"

namespace gridhall::importer {

class Progress {
 public:
  /// Silent where the log is not a terminal. Both references must outlive it.
  Progress(std::ostream& log, bool terminal, const Journal& journal);

  /// Bytes of all files together; 0 where it can't be told, then no time left is shown.
  void expect(std::uint64_t bytes) { bytes_all_ = bytes; }
  void begin_file(const InputFile& file) { file_ = &file; }
  void end_file();
  /// Cheap to call for every event: writes twice a second.
  void show();
  void clear();

 private:
  std::ostream& log_;
  bool terminal_;
  const Journal& journal_;
  const InputFile* file_ = nullptr;
  std::uint64_t bytes_before_ = 0;
  std::uint64_t bytes_all_ = 0;
  bool shown_ = false;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace gridhall::importer
