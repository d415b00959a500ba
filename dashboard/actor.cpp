#include "dashboard/actor.hpp"

#include <array>

namespace gridhall::dashboard {
namespace {

constexpr std::size_t kNameBytesMax = 64;
constexpr std::array<std::string_view, 3> kRoles = {kOperator, kSupervisor, kAdmin};

model::Error wrong(std::string_view header, const std::string& what) {
  const std::string allowed = "a user's name, or name:role,role with roles of operator, supervisor, admin";
  return {model::Code::kAttributeInvalid, "the header X-Gridhall-Act-As " + what + "; allowed: " + allowed,
          "", '"' + std::string(header.substr(0, kNameBytesMax)) + '"', allowed};
}

}  // namespace

model::Result<Actor> actor_of(const net::Request& request) {
  const auto header = request.header("X-Gridhall-Act-As");
  if (!header) return demo_operator();
  const std::size_t colon = header->find(':');
  Actor actor;
  actor.name = header->substr(0, colon);
  const auto printable = [](char c) { return c > ' ' && c < '\x7f'; };
  if (actor.name.empty() || actor.name.size() > kNameBytesMax ||
      !std::all_of(actor.name.begin(), actor.name.end(), printable)) {
    return wrong(*header, "names nobody");
  }
  std::string_view rest = colon == std::string_view::npos ? kOperator : header->substr(colon + 1);
  for (;;) {
    const std::size_t comma = rest.find(',');
    const std::string_view role = rest.substr(0, comma);
    if (std::find(kRoles.begin(), kRoles.end(), role) == kRoles.end())
      return wrong(*header, "has the role \"" + std::string(role) + "\", which there is not");
    if (!actor.may_be(role)) actor.roles.emplace_back(role);
    if (comma == std::string_view::npos) return actor;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace gridhall::dashboard
