// Short texts → times, positions, boxes and cells. Invariant: what is read and written again reads the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "store/geo/cells.hpp"
#include "store/model/position.hpp"
#include "store/model/time.hpp"
#include "tests/fuzz/require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace geo = gridhall::geo;
  namespace model = gridhall::model;
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  if (const auto time = model::parse_rfc3339(text); time) {
    const auto again = model::parse_rfc3339(model::format_rfc3339(time.value()));
    GRIDHALL_REQUIRE(again && again.value() == time.value());
  } else {
    GRIDHALL_REQUIRE(time.error().code == model::Code::kTimeInvalid && !time.error().detail.empty());
  }
  if (const auto position = model::parse_position(text)) {
    GRIDHALL_REQUIRE(model::parse_position(model::to_string(*position)) == position);
  }
  if (const auto id = model::parse_case_id(text)) {
    GRIDHALL_REQUIRE(model::parse_case_id(model::to_string(*id)) == id);
  }
  if (const auto cell = geo::parse_token(text)) {
    GRIDHALL_REQUIRE(geo::parse_token(geo::token(*cell)) == cell);
    GRIDHALL_REQUIRE(geo::level_of(*cell) >= 0 && geo::level_of(*cell) <= 30);
  }
  if (const auto box = geo::parse_bbox(text)) {
    GRIDHALL_REQUIRE(box->south <= box->north && box->west >= -180 && box->east <= 180);
    GRIDHALL_REQUIRE(geo::covering(*box).size() <= 32);
    GRIDHALL_REQUIRE(geo::coarsened_level(*box, 16) >= 4);
  }
  return 0;
}
