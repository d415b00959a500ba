// Where a case happens: on a street, in a tower, at a shop; drawn to the hot spots of its kind and hour.
//
// Immutable after construction; the caller's Random is the only state.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ingest/simulate/case_class.hpp"
#include "ingest/simulate/city.hpp"
#include "ingest/simulate/random.hpp"

namespace gridhall::simulate {

struct Place {
  geo::LatLon at;
  Name label;  ///< "Jinhe Road 88 锦和路88号", "Fuchun Garden bldg 8 福春花园8栋"
  Name road;
  Name estate;      ///< the road's name outside estates
  Name house_name;  ///< "bldg 8 8栋", empty outside towers
  int house = 0;
  std::string building;  ///< empty outside towers, like the two that follow
  std::string floor;
  std::string unit;
};

class PlaceFinder {
 public:
  explicit PlaceFinder(const City& city);

  Place find(const CaseClass& row, int hour, Random& random) const;
  /// Within a radius; the nearest fitting place where there is none.
  Place near(Where where, geo::LatLon centre, double radius_m, Random& random) const;
  /// A few steps beside a place: what another passer-by sends.
  static geo::LatLon beside(geo::LatLon at, double metres, Random& random);

 private:
  struct Spot {
    geo::LatLon at;
    std::uint32_t index = 0;  ///< of the road, tower, estate or venue
    int house = 0;
  };
  using Spots = std::vector<Spot>;

  static std::optional<VenueKind> venue_kind(Where where);
  void add_street_spots();
  std::vector<std::uint32_t> within(Where where, geo::LatLon centre, double radius_m) const;
  Place describe(Where where, const Spot& spot, Random& random) const;
  const Spots& spots(Where where) const { return spots_[static_cast<std::size_t>(where)]; }

  const City& city_;
  std::array<Spots, kWhereCount> spots_;
  /// For every hot spot and kind of place the spots in its reach.
  std::vector<std::array<std::vector<std::uint32_t>, kWhereCount>> reach_;
};

}  // namespace gridhall::simulate
