// `/docs/codes`: every error code with its cause and its cure, where the `doc` link of a nack or a problem
// leads.
#pragma once

#include "ingest/net/server.hpp"

namespace gridhall::dashboard {

void install_codes_page(net::Server& server);

}  // namespace gridhall::dashboard
