#include "store/chain.hpp"

#include <openssl/evp.h>

#include <stdexcept>
#include <string>

#include "store/bytes.hpp"

namespace gridhall::store {

struct Chain::Impl {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::string link;
};

Chain::Chain() : impl_(std::make_unique<Impl>()) {
  if (impl_->algorithm == nullptr || impl_->context == nullptr)
    throw std::runtime_error("OpenSSL has no SHA-256");
}

Chain::~Chain() {
  EVP_MD_CTX_free(impl_->context);
  EVP_MD_free(impl_->algorithm);
}

Digest Chain::sha256(std::string_view bytes) {
  Digest out;
  unsigned size = 0;
  if (EVP_DigestInit_ex2(impl_->context, impl_->algorithm, nullptr) != 1 ||
      EVP_DigestUpdate(impl_->context, bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(impl_->context, out.data(), &size) != 1) {
    throw std::runtime_error("SHA-256 failed");
  }
  return out;
}

Digest Chain::next(const Digest& before, std::uint64_t seq, std::string_view id,
                   std::string_view salted_body) {
  const Digest body = sha256(salted_body);
  std::string& link = impl_->link;
  link.clear();
  Writer out(link);
  out.raw(before.data(), before.size());
  out.u64(seq);
  out.text(id);
  out.raw(body.data(), body.size());
  return sha256(link);
}

}  // namespace gridhall::store
