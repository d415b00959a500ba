// Builders for what producers send and short ways to read what they get back.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "tests/integration/harness/daemon.hpp"

namespace gridhall::testing {

inline constexpr std::string_view kSource = "/test/desk";
/// Where reports of the tests happen unless they say otherwise: a street corner in Brooklyn.
inline constexpr double kLat = 40.6892;
inline constexpr double kLong = -73.9857;

/// A request report at the usual place, `data` added to or replacing its data.
boost::json::object report(std::string_view id, const boost::json::object& data = {});
/// An update of the case that `subject` names.
boost::json::object update(std::string_view id, std::string_view subject, const boost::json::object& data);
boost::json::object event(std::string_view type, std::string_view id, const boost::json::object& data);

boost::json::object pub(std::uint64_t seq, std::initializer_list<boost::json::object> events);
boost::json::object pub(std::string_view ref, std::initializer_list<boost::json::object> events);

/// Connects, says hello as that producer, returns when the second welcome has come (stored in `welcome`).
WsClient producer(const Daemon& daemon, std::string_view name, boost::json::object* welcome = nullptr,
                  const std::string& key = {});
/// An anonymous connection whose welcome is read.
WsClient sender(const Daemon& daemon, const std::string& key = {});

/// Sends one event anonymously on a connection of its own and returns its ack or nack.
boost::json::object send_one(const Daemon& daemon, const boost::json::object& event,
                             const std::string& key = {});
/// Stores each or throws with the answer.
void store(const Daemon& daemon, std::initializer_list<boost::json::object> events);

/// The case of `subject`, null when there is none. Reads all pages.
boost::json::value find_case(const Daemon& daemon, std::string_view subject);
/// Every case of the board and the closed ones.
boost::json::array all_cases(const Daemon& daemon, std::string_view query = {});
/// Every stored event in commit order.
boost::json::array all_events(const Daemon& daemon);

/// A JSON array; the array's own constructors take a single number for a size.
inline boost::json::array list(std::initializer_list<boost::json::value_ref> values) {
  return boost::json::array(values);
}

/// A member of that type, else an empty text or -1.
std::string text_at(const boost::json::object& object, std::string_view member);
std::int64_t number_at(const boost::json::object& object, std::string_view member);

}  // namespace gridhall::testing
