// The steps that build the city, in the order in which `city()` runs them; each only adds to what stands.
#pragma once

#include "ingest/simulate/city.hpp"

namespace gridhall::simulate {

void add_areas(City& city);       ///< districts, streets, communities
void add_water(City& city);       ///< river, island, tributary
void add_main_roads(City& city);  ///< arterials, expressways, railway
void add_blocks(City& city);      ///< parks, blocks, buildings, towers, estates, minor streets
void add_venues(City& city);      ///< schools, hospitals, shops, stations …
void add_hot_spots(City& city);
void add_labels(City& city);

/// Names of the arterial grid's lines, by their index in grid_u() and grid_v().
Name north_south_road(std::size_t i);
Name east_west_road(std::size_t j);

}  // namespace gridhall::simulate
