// Who may come in. There are no users: in development mode the person at the machine is let in, otherwise
// nobody.
#pragma once

#include <optional>

#include "dashboard/city.hpp"
#include "ingest/net/http.hpp"

namespace gridhall::dashboard {

/// Refuses a data request: 401 without a session, 403 where the Host header names a place that is not this
/// machine (a page that rebinds its name to 127.0.0.1 is loopback, too).
std::optional<net::Response> refuse_call(const CityInfo& city, const net::Request& request);

/// The same for what changes something, and 403 for a browser's page of another origin.
std::optional<net::Response> refuse_write(const CityInfo& city, const net::Request& request);

/// Refuses an upgrade of the live door: a browser's page of another origin, no Origin at all, no session.
std::optional<net::Response> refuse_live(const CityInfo& city, const net::Request& request);

/// The Origin is on the list, or it is the daemon's own URL: plain loopback with the port of the Host header.
bool origin_allowed(const CityInfo& city, const net::Request& request);

}  // namespace gridhall::dashboard
