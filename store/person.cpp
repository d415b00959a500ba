// Row of the family `person`: 24 nonce · wrapped case key (32 + 16) · 24 nonce · sealed contacts (n + 16).
// Opened contacts are one JSON object a line, in the order of arrival.
#include "store/person.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace gridhall::store {
namespace {

constexpr std::size_t kNonce = crypto_secretbox_NONCEBYTES;
constexpr std::size_t kMac = crypto_secretbox_MACBYTES;
constexpr std::size_t kKey = crypto_secretbox_KEYBYTES;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string lock_up(std::string_view plain, const unsigned char* key) {
  std::string out(kNonce + kMac + plain.size(), '\0');
  randombytes_buf(out.data(), kNonce);
  crypto_secretbox_easy(bytes(out) + kNonce, bytes(plain), plain.size(), bytes(out), key);
  return out;
}

std::optional<std::string> unlock(std::string_view sealed, const unsigned char* key) {
  if (sealed.size() < kNonce + kMac) return std::nullopt;
  std::string plain(sealed.size() - kNonce - kMac, '\0');
  if (crypto_secretbox_open_easy(bytes(plain), bytes(sealed) + kNonce, sealed.size() - kNonce, bytes(sealed),
                                 key) != 0) {
    return std::nullopt;
  }
  return plain;
}

void make_key_file(const std::filesystem::path& file, std::array<unsigned char, kKey>& key) {
  randombytes_buf(key.data(), key.size());
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) throw std::runtime_error("key file " + file.string() + " for personal data can't be created");
  const bool ok = ::write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (!ok) throw std::runtime_error("key file " + file.string() + " for personal data can't be written");
}

}  // namespace

PersonVault::PersonVault(const std::filesystem::path& key_file) {
  static_assert(kKey == 32);
  if (sodium_init() < 0) throw std::runtime_error("libsodium can't be initialised");
  if (!std::filesystem::exists(key_file)) {
    make_key_file(key_file, key_);
    return;
  }
  std::ifstream in(key_file, std::ios::binary);
  in.read(reinterpret_cast<char*>(key_.data()), static_cast<std::streamsize>(key_.size()));
  if (in.gcount() != static_cast<std::streamsize>(key_.size())) {
    throw std::runtime_error("key file " + key_file.string() +
                             " for personal data can't be read or is not 32 bytes");
  }
}

PersonVault::~PersonVault() {
  sodium_memzero(key_.data(), key_.size());
}

std::string PersonVault::seal(std::string_view contacts) const {
  std::string case_key(kKey, '\0');
  randombytes_buf(case_key.data(), case_key.size());
  std::string row = lock_up(case_key, key_.data());
  row += lock_up(contacts, bytes(case_key));
  sodium_memzero(case_key.data(), case_key.size());
  return row;
}

std::optional<std::string> PersonVault::open(std::string_view row) const {
  constexpr std::size_t wrapped = kNonce + kMac + kKey;
  if (row.size() < wrapped) return std::nullopt;
  auto case_key = unlock(row.substr(0, wrapped), key_.data());
  if (!case_key) return std::nullopt;
  std::string& secret = *case_key;
  auto contacts = unlock(row.substr(wrapped), bytes(secret));
  sodium_memzero(secret.data(), secret.size());
  return contacts;
}

}  // namespace gridhall::store
