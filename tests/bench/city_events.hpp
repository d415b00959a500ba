// Events of a made-up city, in the size that real reports have, and the frames that carry them.
//
// Texts are made once; a frame is a copy of masked texts into which the event's number is written. Two
// thousand places and wordings go round, so that cells, areas and compression see something like a city.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gridhall::bench {

struct CityBox {
  double west = 111.93;  ///< inside the demo city
  double south = 26.95;
  double east = 112.07;
  double north = 27.05;
};

/// An event's number as text, always of this width, so that it can be written over another.
inline constexpr std::size_t kNumberDigits = 10;

class CityEvents {
 public:
  /// `run` tells the ids of one run from another's. Throws std::runtime_error where an event does not fit
  /// into `event_bytes`.
  CityEvents(std::size_t event_bytes, const CityBox& box, std::uint64_t seed, const std::string& run);

  /// A report as JSON text of exactly `event_bytes`.
  std::string report(unsigned connection, std::uint64_t number) const;

  /// Appends a `pub` of `count` events numbered from `seq`. With `closing` every second event closes the case
  /// of an earlier report, so that the number of open cases stays level.
  void append_pub(std::string& out, unsigned connection, std::uint64_t seq, std::size_t count,
                  bool closing) const;

 private:
  struct Text {
    std::string plain;
    std::string masked;
    std::size_t id = 0;       ///< where the connection's and the event's number stand
    std::size_t subject = 0;  ///< the same of the report that is closed; 0: a report
  };
  static Text finish(std::string text, std::size_t event_bytes);
  static void put_number(char* at, unsigned connection, std::uint64_t number, char masked_by);

  std::size_t event_bytes_;
  std::vector<Text> reports_;
  std::vector<Text> closings_;
  std::string before_;  ///< masked: up to the sequence
  std::string after_;   ///< masked: from the sequence to the first event
};

}  // namespace gridhall::bench
