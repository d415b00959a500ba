#pragma once

#include <string>

#include "store/model/error.hpp"

namespace gridhall::net {

/// Why a request is not taken: what the problem+json answer will say.
struct Refusal {
  unsigned status = 400;
  model::Code code = model::Code::kSchemaViolation;
  std::string detail;
};

}  // namespace gridhall::net
