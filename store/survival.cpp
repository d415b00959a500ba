#include "store/survival.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace gridhall::store {
namespace {

constexpr std::uint32_t kExact = 64;
constexpr unsigned kExactLog = 6;
constexpr std::uint32_t kParts = 16;  ///< of an octave

}  // namespace

std::size_t DurationHistogram::bin(std::uint32_t minutes) {
  if (minutes < kExact) return minutes;
  const auto octave = static_cast<unsigned>(std::bit_width(minutes)) - 1;
  const std::uint32_t part = (minutes >> (octave - 4)) - kParts;
  const std::size_t bin = kExact + std::size_t{octave - kExactLog} * kParts + part;
  return std::min(bin, kBins - 1);
}

double DurationHistogram::floor_of(std::size_t bin) {
  if (bin < kExact) return static_cast<double>(bin);
  const std::size_t beyond = bin - kExact;
  return std::ldexp(static_cast<double>(kParts + beyond % kParts), static_cast<int>(beyond / kParts) + 2);
}

void DurationHistogram::add(std::uint32_t minutes, bool ended) {
  ++(ended ? ended_ : lasting_)[bin(minutes)];
  ended_total_ += ended ? 1U : 0U;
}

void DurationHistogram::merge(const DurationHistogram& other) {
  for (std::size_t i = 0; i < kBins; ++i) {
    ended_[i] += other.ended_[i];
    lasting_[i] += other.lasting_[i];
  }
  ended_total_ += other.ended_total_;
}

SurvivalCurve::SurvivalCurve(const DurationHistogram& histogram) {
  std::uint64_t left =
      std::accumulate(histogram.ended_.begin(), histogram.ended_.end(), std::uint64_t{0}) +
      std::accumulate(histogram.lasting_.begin(), histogram.lasting_.end(), std::uint64_t{0});
  double share = 1;
  for (std::size_t i = 0; i < DurationHistogram::kBins; ++i) {
    at_.push_back(share);
    if (left > 0) share *= 1 - static_cast<double>(histogram.ended_[i]) / static_cast<double>(left);
    const std::uint32_t here = histogram.ended_[i] + histogram.lasting_[i];
    if (here > 0) horizon_ = DurationHistogram::floor_of(i + 1);
    left -= here;
  }
  at_.push_back(share);
}

double SurvivalCurve::after(double minutes) const {
  if (minutes <= 0 || horizon_ <= 0) return 1;
  if (minutes > horizon_) return std::pow(at_.back(), minutes / horizon_);
  const auto whole = static_cast<std::uint32_t>(std::min(minutes, 4e9));
  const std::size_t bin = DurationHistogram::bin(whole);
  const double from = DurationHistogram::floor_of(bin);
  const double to = DurationHistogram::floor_of(bin + 1);
  const double within = std::clamp((minutes - from) / (to - from), 0.0, 1.0);
  return at_[bin] + (at_[bin + 1] - at_[bin]) * within;
}

double SurvivalCurve::beyond(double allowance, double used) const {
  if (allowance <= used) return 1;
  const double lasting = after(used);
  return lasting > 0 ? std::clamp(after(allowance) / lasting, 0.0, 1.0) : 1;
}

}  // namespace gridhall::store
