#include "dashboard/api.hpp"
#include "dashboard/case_json.hpp"
#include "dashboard/json.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::size_t kShownMax = 200;

}  // namespace

// What was merged into a case: the case itself does not know, since a merge is an event of the child.
net::Response get_merged(const ApiContext& api, const net::Request& request) {
  const auto actor = actor_of(request);
  if (!actor) return net::problem(request, 400, actor.error());
  const auto parent = find_case(api, request);
  if (!parent) return no_case(request);
  const std::uint64_t seq = api.store.seq();
  if (!api.store.wait_indexed(seq, kIndexWait)) return index_behind(request);
  const auto children = api.store.children(parent->id, kShownMax + 1);
  const auto tables = api.store.tables();
  const CaseContext context{*api.areas, tables.get(), api.store.now(), &*actor};
  std::string body = "{\"cases\":[";
  for (std::size_t i = 0; i < std::min(children.size(), kShownMax); ++i) {
    const auto child = api.store.find_case(children[i]);
    // Its merge may have been undone since the index was read.
    if (!child || child->parent != parent->id) continue;
    if (body.back() != '[') body += ',';
    append_case(body, *child, context);
  }
  body +=
      children.size() > kShownMax ? "],\"truncated\":true,\"as_of\":" : "],\"truncated\":false,\"as_of\":";
  append_as_of(body, api.store.epoch(), seq, context.now);
  body += '}';
  return json_response(std::move(body));
}

}  // namespace gridhall::dashboard
