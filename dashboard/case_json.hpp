// A case as the HTTP API, alerts and `get` give it (wire contract §4). Contact data is not part of a case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dashboard/actor.hpp"
#include "store/geo/areas.hpp"
#include "store/model/case.hpp"
#include "store/model/standing.hpp"

namespace gridhall::dashboard {

/// What a case is described by beside itself.
struct CaseContext {
  const geo::AreaLayers& areas;
  const model::Tables* tables = nullptr;  ///< in force; null: no classes, no calendars
  model::Time now{};                      ///< decides lights and verdicts
  const Actor* reader = nullptr;          ///< what is sensitive goes to whoever may read it; null: to nobody
};

/// The object with every member; absent values are null.
void append_case(std::string& out, const model::Case& c, const CaseContext& context);
/// An RFC 7946 Feature: the point is the geometry, all other members are properties.
void append_feature(std::string& out, const model::Case& c, const CaseContext& context);
/// [{"level":…,"code":…,"name":…},…]
void append_areas(std::string& out, const std::vector<model::AreaRef>& refs, const geo::AreaLayers& areas);

}  // namespace gridhall::dashboard
