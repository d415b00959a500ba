#include "ingest/protocol/contact_split.hpp"

#include "ingest/protocol/json_scan.hpp"
#include "ingest/protocol/json_text.hpp"

namespace gridhall::ingest {
namespace {

bool names(std::string_view text, const json::Member& member, std::string_view name) {
  const std::string_view body = json::inside(text, member.key_begin, member.key_end);
  // An escape makes a name longer than what it stands for, never shorter.
  return body == name || (body.size() > name.size() && json::unescape(body) == name);
}

/// Finds a member by name; `before` is its predecessor's end, 0 where it is the first.
bool find_member(std::string_view text, std::size_t object, std::string_view name, json::Member& member,
                 std::size_t& before) {
  json::MemberCursor cursor(text, object);
  before = 0;
  while (cursor.next(member)) {
    if (names(text, member, name)) {
      return true;
    }
    before = member.value_end;
  }
  return false;
}

}  // namespace

bool split_contact(std::string_view json, std::string& rest, std::string& contact) {
  json::Member data;
  json::Member member;
  std::size_t before = 0;
  const std::size_t root = json::skip_space(json, 0);
  if (root == json.size() || json[root] != '{' || !find_member(json, root, "data", data, before) ||
      json[data.value_begin] != '{' || !find_member(json, data.value_begin, "contact", member, before)) {
    return false;
  }
  std::size_t cut_begin = before;
  std::size_t cut_end = member.value_end;
  if (before == 0) {
    // The first member takes the comma behind it along, if it is not the only one.
    cut_begin = member.key_begin;
    const std::size_t comma = json::skip_space(json, member.value_end);
    if (json[comma] == ',') {
      cut_end = comma + 1;
    }
  }
  contact.assign(json.substr(member.value_begin, member.value_end - member.value_begin));
  rest.clear();
  rest.reserve(json.size() - (cut_end - cut_begin));
  rest.append(json.substr(0, cut_begin));
  rest.append(json.substr(cut_end));
  return true;
}

}  // namespace gridhall::ingest
