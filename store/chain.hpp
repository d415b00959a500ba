// The hash chain through the log: h(n) = SHA-256(h(n-1), seq, id, SHA-256(salt, body)).
//
// Whoever holds a later head can tell whether anything before it was changed, dropped, added or put in
// another order. The body is hashed with a salt of its own, so that a body that had to be redacted cannot be
// guessed from its hash.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "store/codec.hpp"

namespace gridhall::store {

/// One hasher a thread; fetching the algorithm once is what makes it cheap.
class Chain {
 public:
  Chain();
  ~Chain();
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;

  Digest next(const Digest& before, std::uint64_t seq, std::string_view id, std::string_view salted_body);

 private:
  Digest sha256(std::string_view bytes);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gridhall::store
