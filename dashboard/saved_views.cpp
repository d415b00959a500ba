#include "dashboard/saved_views.hpp"

#include <algorithm>

#include "dashboard/actor.hpp"
#include "dashboard/body_reader.hpp"
#include "dashboard/json.hpp"
#include "store/bytes.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::string_view kPrefix = "view/";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kIdBytesMax = 64;

struct SavedView {
  std::string owner;
  std::string id;
  std::string name;
  std::string address;
  bool shared = false;
};

std::string key_of(std::string_view owner, std::string_view id) {
  return std::string(kPrefix).append(owner).append(1, '/').append(id);
}

std::string encode(const SavedView& view) {
  std::string bytes;
  store::Writer out(bytes);
  out.u8(kVersion);
  out.text(view.name);
  out.text(view.address);
  out.u8(view.shared ? 1 : 0);
  return bytes;
}

std::optional<SavedView> decode(std::string_view key, std::string_view value) {
  key.remove_prefix(kPrefix.size());
  const std::size_t slash = key.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  SavedView view;
  view.owner = key.substr(0, slash);
  view.id = key.substr(slash + 1);
  store::Reader in(value);
  if (in.u8() != kVersion) return std::nullopt;
  view.name = in.text();
  view.address = in.text();
  view.shared = in.u8() != 0;
  if (!in.done()) return std::nullopt;
  return view;
}

void append(std::string& out, const SavedView& view) {
  out += "{\"id\":";
  append_string(out, view.id);
  append_key(out, "name");
  append_string(out, view.name);
  append_key(out, "address");
  append_string(out, view.address);
  append_key(out, "shared");
  out += view.shared ? "true" : "false";
  append_key(out, "owner");
  append_string(out, view.owner);
  out += '}';
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kIdBytesMax && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
}

std::size_t count_others(const ApiContext& api, const SavedView& view) {
  const auto rows = api.store.scan_admin(key_of(view.owner, ""));
  return static_cast<std::size_t>(std::ranges::count_if(rows, [&](const auto& row) {
    const auto other = decode(row.first, row.second);
    return other && other->owner == view.owner && other->id != view.id;
  }));
}

}  // namespace

net::Response get_views(const ApiContext& api, const net::Request& request) {
  const auto actor = actor_of(request);
  if (!actor) return net::problem(request, 400, actor.error());
  std::string body = "{\"views\":[";
  for (const auto& [key, value] : api.store.scan_admin(kPrefix)) {
    const auto view = decode(key, value);
    if (!view || (view->owner != actor->name && !view->shared)) continue;
    if (body.back() != '[') body += ',';
    append(body, *view);
  }
  body += "]}";
  return json_response(std::move(body));
}

net::Response put_view(const ApiContext& api, const net::Request& request) {
  const auto actor = actor_of(request);
  if (!actor) return net::problem(request, 400, actor.error());
  SavedView view;
  view.owner = actor->name;
  view.id = request.param("id");
  BodyReader body(request);
  const auto name = body.text("name", kViewNameBytesMax);
  const auto address = body.text("address", kViewAddressBytesMax);
  view.shared = body.flag("shared").value_or(false);
  if (!name) body.missing("name", "what the view is called");
  if (!address) {
    body.missing("address", "the query of the page's address");
  } else if (!address->starts_with('?')) {
    body.refuse("address", "address is the query of the page's address", "a text that starts with ?",
                *address);
  }
  body.finish();
  if (!body.errors().empty()) return net::problem(request, 400, body.errors());
  if (!is_id(view.id))
    return error_response(request, 400, model::Code::kSchemaViolation,
                          "the id of a view is 1 to 64 letters, digits, - or _");
  view.name = *name;
  view.address = *address;
  if (count_others(api, view) >= kViewsMax)
    return error_response(request, 409, model::Code::kConflict,
                          "a person has at most " + std::to_string(kViewsMax) + " views; delete one first");
  api.store.put_admin(key_of(view.owner, view.id), encode(view));
  std::string out;
  append(out, view);
  return json_response(std::move(out));
}

net::Response delete_view(const ApiContext& api, const net::Request& request) {
  const auto actor = actor_of(request);
  if (!actor) return net::problem(request, 400, actor.error());
  const std::string key = key_of(actor->name, request.param("id"));
  const auto rows = api.store.scan_admin(key);
  if (rows.empty() || rows.front().first != key)
    return error_response(request, 404, model::Code::kNotFound, "you have no view of this id");
  api.store.erase_admin(key);
  net::Response response;
  response.status = 204;
  return response;
}

}  // namespace gridhall::dashboard
