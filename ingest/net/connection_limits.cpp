#include "ingest/net/connection_limits.hpp"

#include <algorithm>
#include <boost/asio/ip/network_v6.hpp>

namespace gridhall::net {

namespace ip = boost::asio::ip;

Peer Peer::of(const ip::address& address) {
  ip::address plain = address;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    plain = ip::make_address_v4(ip::v4_mapped, address.to_v6());
  }
  Peer peer{plain.to_string(), plain.is_loopback(), {}};
  if (plain.is_v6()) {
    ip::address_v6 v6 = plain.to_v6();
    v6.scope_id(0);
    peer.counted_as = ip::network_v6(v6, 64).canonical().to_string();
  } else {
    peer.counted_as = peer.address;
  }
  return peer;
}

ConnectionLimits::Slot::~Slot() {
  if (limits_ != nullptr) {
    limits_->release(key_);
  }
}

std::optional<ConnectionLimits::Slot> ConnectionLimits::acquire(const Peer& peer) {
  const std::lock_guard lock(mutex_);
  if (all_ >= all_max_) {
    return std::nullopt;
  }
  std::size_t& here = addresses_[peer.counted_as];
  if (!peer.loopback && here >= per_address_max_) {
    return std::nullopt;
  }
  ++all_;
  ++here;
  return std::optional<Slot>(std::in_place, *this, peer.counted_as);
}

void ConnectionLimits::release(const std::string& key) {
  const std::lock_guard lock(mutex_);
  --all_;
  const auto found = addresses_.find(key);
  if (--found->second == 0) {
    addresses_.erase(found);
  }
}

}  // namespace gridhall::net
