#include "ingest/import/input_file.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace gridhall::importer {
namespace {

constexpr std::size_t kPeekBytes = 64U << 10;

}  // namespace

void InputFile::Close::operator()(std::FILE* file) const {
  if (file != stdin) std::fclose(file);
}

model::Result<InputFile> InputFile::open(const std::string& name) {
  const auto refused = [&name](int error) {
    return model::Error{model::Code::kNotFound, std::generic_category().message(error) + ".", "", name,
                        "a file that can be read, or - for the standard input"};
  };
  InputFile out;
  out.file_.reset(name == "-" ? stdin : std::fopen(name.c_str(), "rb"));
  if (!out.file_) return refused(errno);
  struct stat status {};
  if (::fstat(::fileno(out.file_.get()), &status) != 0) return refused(errno);
  if (S_ISDIR(status.st_mode)) return refused(EISDIR);
  if (S_ISREG(status.st_mode)) out.size_ = static_cast<std::uint64_t>(status.st_size);
  return out;
}

std::string_view InputFile::peek() {
  if (!peeked_) {
    peeked_ = true;
    ahead_.resize(kPeekBytes);
    ahead_.resize(std::fread(ahead_.data(), 1, ahead_.size(), file_.get()));
  }
  return ahead_;
}

std::size_t InputFile::read(char* buffer, std::size_t size) {
  std::size_t got = std::min(size, ahead_.size());
  if (got > 0) {
    std::memcpy(buffer, ahead_.data(), got);
    ahead_.erase(0, got);
  } else {
    got = std::fread(buffer, 1, size, file_.get());
  }
  taken_ += got;
  return got;
}

ByteSource InputFile::source() {
  return [this](char* buffer, std::size_t size) { return read(buffer, size); };
}

bool InputFile::failed() const {
  return std::ferror(file_.get()) != 0;
}

}  // namespace gridhall::importer
