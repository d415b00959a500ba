#include "dashboard/action_event.hpp"

#include <sodium.h>

#include "dashboard/json.hpp"

namespace gridhall::dashboard {
namespace {

using model::Action;

void add(std::string& out, std::string_view name, std::string_view text) {
  if (text.empty()) return;
  append_key(out, name);
  append_string(out, text);
}

/// What was asked for, without what differs from one attempt to the next.
std::string data_of(const ActionCall& call) {
  const Action& action = call.action;
  std::string out = "{\"actor\":";
  append_string(out, action.actor);
  add(out, "role", action.role);
  if (action.to) add(out, "to", model::to_string(*action.to));
  add(out, "reason_code", action.reason);
  add(out, "note", action.note);
  if (!action.evidence.empty()) {
    append_key(out, "evidence");
    out += '[';
    for (const std::string& link : action.evidence) {
      if (out.back() != '[') out += ',';
      append_string(out, link);
    }
    out += ']';
  }
  add(out, "unit", action.unit);
  if (action.parent) add(out, "into", model::to_string(*action.parent));
  if (action.rating != 0) {
    append_key(out, "rating");
    append_integer(out, action.rating);
  }
  add(out, "class", action.class_code);
  if (action.until && action.kind == model::ActionKind::kExtend) {
    append_key(out, "until");
    append_time(out, *action.until);
  }
  if (action.rung != 0) {
    append_key(out, "rung");
    append_integer(out, action.rung);
  }
  if (call.place) {
    append_key(out, "lat");
    append_number(out, call.place->lat);
    append_key(out, "long");
    append_number(out, call.place->lon);
  }
  if (action.expected_version != 0) {
    append_key(out, "expected_version");
    append_integer(out, action.expected_version);
  }
  return out;
}

}  // namespace

store::PayloadHash payload_hash(std::string_view text) {
  store::PayloadHash hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), nullptr, 0);
  return hash;
}

store::Item action_item(const ActionCall& call, const model::Case& c, const geo::AreaLayers& areas,
                        model::Time now) {
  model::Event event;
  event.type = model::EventType::kAction;
  event.source = kDeskSource;
  event.id = call.key;
  event.subject = model::to_string(c.id);
  event.occurred_at = now;
  if (call.place) {
    event.lat = call.place->lat;
    event.lon = call.place->lon;
    event.cell = geo::cell_at(*call.place);
    event.areas = areas.locate(*call.place);
    if (event.areas.empty() && !areas.empty()) event.flags |= model::kOutsideAreas;
  }
  Action action = call.action;
  action.target = c.id.seq;
  const std::string_view type = model::to_string(action.kind);
  std::string data = data_of(call);

  store::Item item;
  item.payload_hash = payload_hash(std::string(type) + '\n' + event.subject + '\n' + data);
  // The end of a lease follows from the moment at which it was asked for: no part of what makes two attempts
  // one.
  if (action.until && action.kind == model::ActionKind::kClaim) {
    append_key(data, "until");
    append_time(data, *action.until);
  }
  event.data = "{\"specversion\":\"1.0\",\"id\":";
  append_string(event.data, event.id);
  append_key(event.data, "source");
  append_string(event.data, event.source);
  append_key(event.data, "type");
  append_string(event.data, type);
  append_key(event.data, "subject");
  append_string(event.data, event.subject);
  append_key(event.data, "time");
  append_time(event.data, now);
  append_key(event.data, "data");
  event.data += data + "}}";
  event.action = std::make_shared<const Action>(std::move(action));
  item.event = std::move(event);
  return item;
}

}  // namespace gridhall::dashboard
