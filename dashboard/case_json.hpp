// A case as the HTTP API, alerts and `get` give it (wire contract §4). Contact data is not part of a case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/geo/areas.hpp"
#include "store/model/case.hpp"

namespace gridhall::dashboard {

/// The object with every member; absent values are null.
void append_case(std::string& out, const model::Case& c, const geo::AreaLayers& areas);
/// An RFC 7946 Feature: the point is the geometry, all other members are properties.
void append_feature(std::string& out, const model::Case& c, const geo::AreaLayers& areas);
/// [{"level":…,"code":…,"name":…},…]
void append_areas(std::string& out, const std::vector<model::AreaRef>& refs, const geo::AreaLayers& areas);

}  // namespace gridhall::dashboard
