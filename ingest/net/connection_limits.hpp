// How many connections there are, in all and from one address.
//
// Thread: any. Slots are given back by destruction; the limits outlive their slots.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace gridhall::net {

struct Peer {
  std::string address;  ///< IPv4 in IPv6 is written as IPv4
  bool loopback = false;
  /// What connections are counted by: the address, for IPv6 its /64, which is what one subscriber gets.
  std::string counted_as;

  static Peer of(const boost::asio::ip::address& address);
};

class ConnectionLimits {
 public:
  ConnectionLimits(std::size_t all_max, std::size_t per_address_max)
      : all_max_(all_max), per_address_max_(per_address_max) {}

  class Slot {
   public:
    Slot(ConnectionLimits& limits, std::string counted_as) : limits_(&limits), key_(std::move(counted_as)) {}
    Slot(Slot&& other) noexcept
        : limits_(std::exchange(other.limits_, nullptr)), key_(std::move(other.key_)) {}
    Slot& operator=(Slot&&) = delete;
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot();

   private:
    ConnectionLimits* limits_;
    std::string key_;
  };

  /// Nothing when a limit is reached. Loopback has no limit of its own but counts in all.
  std::optional<Slot> acquire(const Peer& peer);

 private:
  void release(const std::string& key);

  std::size_t all_max_;
  std::size_t per_address_max_;
  std::mutex mutex_;
  std::size_t all_ = 0;
  std::map<std::string, std::size_t> addresses_;
};

}  // namespace gridhall::net
