// A file or the standard input, read in chunks.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "ingest/import/byte_window.hpp"
#include "store/model/error.hpp"

namespace gridhall::importer {

class InputFile {
 public:
  /// "-" is the standard input. `not_found` when the file is not there, is a folder or can't be read.
  static model::Result<InputFile> open(const std::string& name);

  /// The beginning, at most 64 KiB, without taking it.
  std::string_view peek();
  std::size_t read(char* buffer, std::size_t size);
  /// Bound to this object, which must outlive it and stay where it is.
  ByteSource source();

  std::uint64_t taken() const { return taken_; }
  std::uint64_t size() const { return size_; }  ///< 0 where it can't be told
  bool failed() const;                          ///< reading ended with an error instead of the end

 private:
  struct Close {
    void operator()(std::FILE* file) const;
  };
  std::unique_ptr<std::FILE, Close> file_;
  std::string ahead_;
  bool peeked_ = false;
  std::uint64_t taken_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace gridhall::importer
