// GET, PUT and DELETE /api/v1/views: what a person wants to look at again, by a name of their own.
//
// A view is the query of the page's address, so a link reproduces it and the daemon needs no word of it.
// Views are a person's; shared ones are seen by everybody and changed by their owner. Rows of the family
// `admin`:
//   view/USER/ID → u8 version · text name · text address · u8 shared
#pragma once

#include "dashboard/api.hpp"

namespace gridhall::dashboard {

inline constexpr std::size_t kViewsMax = 100;  ///< of one person
inline constexpr std::size_t kViewNameBytesMax = 200;
inline constexpr std::size_t kViewAddressBytesMax = 4'000;

net::Response get_views(const ApiContext& api, const net::Request& request);
/// 200 with the view; 400 with all that is wrong; 409 `conflict` where the person has kViewsMax others.
net::Response put_view(const ApiContext& api, const net::Request& request);
/// 204; 404 where the person has none of this id.
net::Response delete_view(const ApiContext& api, const net::Request& request);

}  // namespace gridhall::dashboard
