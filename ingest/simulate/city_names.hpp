// Names for roads, communities and estates: auspicious two-syllable pairs as Chinese cities have them by the
// hundred.
#pragma once

#include <cstddef>

#include "ingest/simulate/city.hpp"

namespace gridhall::simulate {

inline constexpr std::size_t kPairNames = 768;

/// "Jinhe 锦和"; different for different k below kPairNames, repeating after that.
Name pair_name(std::size_t k);

/// A name with a suffix in both languages: "Jinhe Road 锦和路".
Name with_suffix(const Name& name, const char* en, const char* zh);

}  // namespace gridhall::simulate
