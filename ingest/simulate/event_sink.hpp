// Where a stream goes: the seam between the pure generator and the daemon (or a test).
#pragma once

#include <string>

#include "store/model/error.hpp"
#include "store/model/time.hpp"

namespace gridhall::simulate {

class EventSink {
 public:
  virtual ~EventSink() = default;

  /// Takes one CloudEvent; may wait for credit. An error ends the stream.
  virtual model::Result<void> publish(std::string event) = 0;
  /// Comes back when the clock has reached `at`, at once where it has, early where `stopped`.
  virtual model::Result<void> wait_until(model::Time at) = 0;
  virtual bool stopped() const = 0;
};

}  // namespace gridhall::simulate
