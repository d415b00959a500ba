// Personal data leaves the event before the event is logged: data.contact is cut out of the text as it was
// sent, to be sealed apart. All other bytes stay as they are, white space, order and escapes included.
#pragma once

#include <string>
#include <string_view>

namespace gridhall::ingest {

/// `json` is an event that has been parsed and has a data.contact: `rest` becomes the event without that
/// member and its comma, `contact` the member's value. False, and both untouched, where the text has no such
/// member.
bool split_contact(std::string_view json, std::string& rest, std::string& contact);

}  // namespace gridhall::ingest
