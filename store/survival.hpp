// How long things take, and how long they take that have taken so long already.
//
// Durations go into a histogram whose bins widen with them (one minute up to 64, then sixteenths of an
// octave: 4.4 % at most), so histograms of classes and units can be added up. What has not ended yet counts
// as having lasted at least so long. The curve is the product-limit estimate (Kaplan and Meier, Nonparametric
// Estimation from Incomplete Observations, 1958) over the bins. Behind the longest duration on record it goes
// on as the exponential that leads there (Brown, Hollander and Korwar, Nonparametric Tests of Independence
// for Censored Data, 1974): a record of two months knows nothing of deadlines half a year off, and a flat end
// would call all of them missed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace gridhall::store {

class DurationHistogram {
 public:
  static constexpr std::size_t kBins = 64 + 16 * 20;  ///< up to 2^26 minutes, 127 years; longer ones go last

  void add(std::uint32_t minutes, bool ended);
  void merge(const DurationHistogram& other);
  /// How many have ended.
  std::uint64_t ended() const { return ended_total_; }

  static std::size_t bin(std::uint32_t minutes);
  /// The first minute of a bin.
  static double floor_of(std::size_t bin);

 private:
  friend class SurvivalCurve;
  std::array<std::uint32_t, kBins> ended_{};
  std::array<std::uint32_t, kBins> lasting_{};  ///< not ended after that long
  std::uint64_t ended_total_ = 0;
};

class SurvivalCurve {
 public:
  explicit SurvivalCurve(const DurationHistogram& histogram);

  /// The share that lasts longer than `minutes`; linear within a bin.
  double after(double minutes) const;
  /// Of those that have lasted `used`, the share that lasts beyond `allowance`. Where nothing has ended yet,
  /// and where everything on record had ended by then, nothing says when this will: 1.
  double beyond(double allowance, double used) const;

 private:
  std::vector<double> at_;  ///< at the floor of each bin, and behind the last one
  double horizon_ = 0;      ///< where the record ends, minutes
};

}  // namespace gridhall::store
