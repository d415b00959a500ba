// Random numbers that are the same on every machine. The standard library's distributions may differ between
// implementations, and a demo that is told "seed 7 shows the storm at 14:20" must mean it everywhere.
//
// One stream is one object; it is cheap to make one for every thing that is drawn (a block, a case), so that
// adding a draw in one place doesn't shift all the others. Thread: one owner.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>

namespace gridhall::simulate {

/// SplitMix64 (Steele, Lea, Flood 2014): 64 bits of state, passes BigCrush, any seed is good.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}
  /// A stream of its own for every pair of a seed and a salt.
  constexpr Random(std::uint64_t seed, std::uint64_t salt) : state_(mix(seed + kStep * (salt + 1))) {}

  constexpr std::uint64_t next() { return mix(state_ += kStep); }

  /// In [0, 1), 53 bits.
  constexpr double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  constexpr double between(double low, double high) { return low + (high - low) * uniform(); }
  constexpr bool chance(double probability) { return uniform() < probability; }

  /// In [0, n); the bias of the multiplication is below 2^-32 for the sizes used here.
  constexpr std::size_t below(std::size_t n) {
    return static_cast<std::size_t>(uniform() * static_cast<double>(n));
  }
  constexpr int range(int low, int high) {
    const int count = high - low + 1;
    return low + static_cast<int>(below(static_cast<std::size_t>(count)));
  }

  double exponential(double mean) { return -mean * std::log1p(-uniform()); }
  double normal() {  // Box and Muller; the second value is not kept so that a draw leaves no hidden state
    const double radius = std::sqrt(-2 * std::log1p(-uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

  /// An index drawn by weight; the last one when all weights are zero.
  constexpr std::size_t weighted(std::span<const double> weights) {
    double total = 0;
    for (const double weight : weights) total += weight;
    double left = uniform() * total;
    for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
      if (left < weights[i]) return i;
      left -= weights[i];
    }
    return weights.size() - 1;
  }

 private:
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;
  static constexpr std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

}  // namespace gridhall::simulate
