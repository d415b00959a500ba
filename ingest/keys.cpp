// Row of the family `admin` under "key/" · id:
//   u8 version · text integrator · u8 test · i64 created_us · 32 BLAKE2b of the secret · varint prefixes {
//   text }
#include "ingest/keys.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

#include "store/bytes.hpp"

namespace gridhall::ingest {
namespace {

constexpr std::string_view kPrefix = "key/";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kIdLength = 8;
constexpr std::size_t kSecretBytes = 32;

std::string random_id() {
  constexpr std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string id;
  for (std::size_t i = 0; i < kIdLength; ++i) {
    id.push_back(alphabet[randombytes_uniform(static_cast<std::uint32_t>(alphabet.size()))]);
  }
  return id;
}

// Hex, because "_" separates the parts of a key and base64url has it.
std::string random_secret() {
  std::array<unsigned char, kSecretBytes> raw{};
  randombytes_buf(raw.data(), raw.size());
  std::string hex(2 * kSecretBytes + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), raw.data(), raw.size());
  hex.pop_back();
  return hex;
}

std::array<std::uint8_t, 32> hash_of(std::string_view secret) {
  std::array<std::uint8_t, 32> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(secret.data()),
                     secret.size(), nullptr, 0);
  return hash;
}

std::string encode(const Key& key) {
  std::string bytes;
  store::Writer out(bytes);
  out.u8(kVersion);
  out.text(key.integrator);
  out.u8(key.test ? 1 : 0);
  out.i64(key.created_at.time_since_epoch().count());
  out.raw(key.secret_hash.data(), key.secret_hash.size());
  out.varint(key.source_prefixes.size());
  for (const std::string& prefix : key.source_prefixes) out.text(prefix);
  return bytes;
}

std::shared_ptr<Key> decode(std::string id, std::string_view bytes) {
  store::Reader in(bytes);
  auto key = std::make_shared<Key>();
  key->id = std::move(id);
  if (in.u8() != kVersion) throw std::runtime_error("key " + key->id + " is of another version");
  key->integrator = in.text();
  key->test = in.u8() != 0;
  key->created_at = model::Time(std::chrono::microseconds(in.i64()));
  in.raw_into(key->secret_hash);
  const std::size_t prefixes = in.count();
  for (std::size_t i = 0; i < prefixes && in.ok(); ++i) key->source_prefixes.emplace_back(in.text());
  if (!in.done()) throw std::runtime_error("the row of key " + key->id + " is damaged");
  return key;
}

model::Error invalid(std::string pointer, std::string got, std::string allowed) {
  model::Error error;
  error.code = model::Code::kAttributeInvalid;
  error.detail = pointer + " is \"" + got + "\"; " + allowed;
  error.pointer = std::move(pointer);
  error.got = std::move(got);
  error.allowed = std::move(allowed);
  return error;
}

// Never empty: that is the integrator of people's and timers' own events (store/model/action.hpp).
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

}  // namespace

KeyRing::KeyRing(KeyRows& rows) : rows_(rows) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium can't be initialised");
  for (const auto& [row_key, value] : rows_.scan(kPrefix)) {
    std::string id = row_key.substr(kPrefix.size());
    keys_.emplace(id, decode(id, value));
  }
}

model::Result<std::string> KeyRing::create(const std::string& integrator,
                                           std::vector<std::string> source_prefixes, bool test) {
  if (!is_name(integrator))
    return invalid("--integrator", integrator, "allowed: 1 to 64 of a-z, 0-9, - and _");
  for (const std::string& prefix : source_prefixes) {
    const bool clean =
        std::all_of(prefix.begin(), prefix.end(), [](unsigned char c) { return c > 0x20 && c != 0x7F; });
    if (prefix.empty() || prefix.size() > 256 || !clean) {
      return invalid("--source", prefix, "allowed: 1 to 256 bytes without spaces, the beginning of a source");
    }
  }
  return add(integrator, std::move(source_prefixes), test, true);
}

std::string KeyRing::create_ephemeral(const std::string& integrator) {
  return add(integrator, {}, false, false);
}

std::string KeyRing::add(const std::string& integrator, std::vector<std::string> source_prefixes, bool test,
                         bool keep) {
  const std::string secret = random_secret();
  auto key = std::make_shared<Key>();
  key->integrator = integrator;
  key->source_prefixes = std::move(source_prefixes);
  key->test = test;
  key->created_at = model::now();
  key->secret_hash = hash_of(secret);
  const std::lock_guard lock(mutex_);
  do {
    key->id = random_id();
  } while (keys_.contains(key->id));
  if (keep) rows_.put(std::string(kPrefix).append(key->id), encode(*key));
  keys_.emplace(key->id, key);
  return (test ? "ghk_test_" : "ghk_live_") + key->id + "_" + secret;
}

std::shared_ptr<const Key> KeyRing::find(std::string_view text) const {
  constexpr std::string_view live = "ghk_live_";
  static_assert(live.size() == std::string_view("ghk_test_").size());
  const bool test = text.starts_with("ghk_test_");
  if (!test && !text.starts_with(live)) return nullptr;
  text.remove_prefix(live.size());
  const std::size_t cut = text.find('_');
  if (cut == std::string_view::npos) return nullptr;
  const auto hash = hash_of(text.substr(cut + 1));
  const std::lock_guard lock(mutex_);
  const auto at = keys_.find(text.substr(0, cut));
  if (at == keys_.end() || at->second->test != test || at->second->revoked) return nullptr;
  if (sodium_memcmp(hash.data(), at->second->secret_hash.data(), hash.size()) != 0) return nullptr;
  return at->second;
}

std::vector<std::shared_ptr<const Key>> KeyRing::list(const std::string& integrator) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<const Key>> found;
  for (const auto& [id, key] : keys_) {
    if (integrator.empty() || key->integrator == integrator) found.push_back(key);
  }
  return found;
}

std::size_t KeyRing::revoke(const std::string& integrator, const std::string& id) {
  const std::lock_guard lock(mutex_);
  std::size_t revoked = 0;
  for (auto at = keys_.begin(); at != keys_.end();) {
    const Key& key = *at->second;
    if (key.integrator != integrator || (!id.empty() && key.id != id)) {
      ++at;
      continue;
    }
    rows_.erase(std::string(kPrefix).append(key.id));
    at->second->revoked = true;
    at = keys_.erase(at);
    ++revoked;
  }
  return revoked;
}

}  // namespace gridhall::ingest
