// Personal data of a case, sealed apart from the log so that it can be erased without touching the log.
//
// Each case has a key of its own, wrapped by the installation's key, which lives in a file outside the data
// directory. Erasing a person is dropping the row: without the case's key nothing can open what copies may
// hold.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace gridhall::store {

class PersonVault {
 public:
  /// Reads the installation's key, or makes it (mode 0600). Throws std::runtime_error with a sentence for
  /// people.
  explicit PersonVault(const std::filesystem::path& key_file);
  ~PersonVault();
  PersonVault(const PersonVault&) = delete;
  PersonVault& operator=(const PersonVault&) = delete;

  /// A row for a case: `contacts` is what it held before (the opened form) with the new one behind it.
  std::string seal(std::string_view contacts) const;
  /// Nothing when the row is damaged or sealed under another installation's key.
  std::optional<std::string> open(std::string_view row) const;

 private:
  std::array<unsigned char, 32> key_{};
};

}  // namespace gridhall::store
