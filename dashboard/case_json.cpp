#include "dashboard/case_json.hpp"

#include "dashboard/json.hpp"
#include "dashboard/rights.hpp"
#include "dashboard/row_encoder.hpp"
#include "dashboard/words_json.hpp"
#include "store/model/tables.hpp"

namespace gridhall::dashboard {
namespace {

void add(std::string& out, std::string_view name, std::string_view text) {
  append_key(out, name);
  append_string_or_null(out, text);
}

void append_id(std::string& out, const model::Case& c) {
  append_case_id(out, c.id.epoch, c.id.seq);
}

/// {"en":…,"zh":…} of a class or unit; null where there is none.
template <class Named>
void append_names(std::string& out, const Named* named) {
  if (named == nullptr) {
    out += "null";
    return;
  }
  append_words(out, named->name.en, named->name.zh);
}

/// The claim in force; a lease that has run out is nobody's, whether its lapse is recorded yet or not.
void append_owner(std::string& out, const model::Case& c, model::Time now) {
  if (!c.claim || !c.claim->holds(now)) {
    out += "null";
    return;
  }
  out += "{\"name\":";
  append_string(out, c.claim->user);
  append_key(out, "since");
  append_time(out, c.claim->since);
  append_key(out, "until");
  append_time(out, c.claim->until);
  out += '}';
}

void append_escalation(std::string& out, const std::optional<model::Escalation>& escalation) {
  if (!escalation) {
    out += "null";
    return;
  }
  out += "{\"level\":";
  append_string(out, model::to_string(escalation->level));
  add(out, "unit", escalation->unit);
  append_key(out, "at");
  append_time(out, escalation->at);
  out += '}';
}

/// The case as the reader may see it.
class Seen {
 public:
  Seen(const model::Case& c, const CaseContext& context) : case_(&c) {
    if (may_read(context.reader, c, context.tables)) return;
    copy_ = c;
    withhold(*copy_);
    case_ = &*copy_;
  }
  const model::Case& operator*() const { return *case_; }

 private:
  std::optional<model::Case> copy_;
  const model::Case* case_;
};

/// Members from "source" on, without lat and long: those are the geometry of a Feature.
void append_members(std::string& out, const model::Case& c, const CaseContext& context, bool with_point) {
  const model::ClassRow* row = model::class_of(c, context.tables);
  const model::Unit* unit = model::unit_of(c, context.tables);
  const model::Standing standing = model::standing(c, context.tables);
  const model::ClockState deadline = model::deadline_of(c, context.tables, context.now);
  add(out, "source", c.source);
  add(out, "subject", c.subject);
  add(out, "service_code", c.service_code);
  add(out, "service_name", c.service_name);
  add(out, "class", standing.class_code);
  append_key(out, "class_name");
  append_names(out, row);
  add(out, "title", c.title());
  add(out, "description", c.description);
  add(out, "state", model::to_string(c.state));
  append_key(out, "light");
  append_light(out, c.open() ? standing.plan.at(context.now) : model::Light::kUnset);
  add(out, "severity", model::to_string(standing.severity));
  add(out, "kind", model::to_string(c.kind));
  add(out, "cell", c.cell ? geo::token(c.cell) : std::string());
  if (with_point) {
    append_key(out, "lat");
    append_number(out, c.lat);
    append_key(out, "long");
    append_number(out, c.lon);
  }
  append_key(out, "areas");
  append_areas(out, c.areas, context.areas);
  add(out, "address", c.address);
  add(out, "building", c.building);
  add(out, "floor", c.floor);
  add(out, "unit_no", c.unit_no);
  add(out, "media_url", c.media_url);
  add(out, "unit", standing.unit);
  append_key(out, "unit_name");
  append_names(out, unit);
  append_key(out, "owner");
  append_owner(out, c, context.now);
  append_key(out, "parent");
  if (c.parent) {
    append_case_id(out, c.parent->epoch, c.parent->seq);
  } else {
    out += "null";
  }
  append_key(out, "rating");
  if (c.rating != 0) {
    append_integer(out, c.rating);
  } else {
    out += "null";
  }
  append_key(out, "escalation");
  append_escalation(out, c.escalation);
  append_key(out, "opened_at");
  append_time(out, c.opened_at);
  append_key(out, "updated_at");
  append_time(out, c.updated_at);
  append_key(out, "due_at");
  append_time_or_null(out, deadline.due_at);
  append_key(out, "closed_at");
  append_time_or_null(out, c.closed_at);
  add(out, "closure_reason", c.closure_reason);
  append_key(out, "in_time");
  if (deadline.in_time) {
    out += *deadline.in_time ? "true" : "false";
  } else {
    out += "null";
  }
  append_key(out, "version");
  append_integer(out, c.version);
  out += ",\"flags\":[";
  for (std::string_view flag : model::flag_names(c.flags)) {
    if (out.back() != '[') out += ',';
    append_string(out, flag);
  }
  out += ']';
}

}  // namespace

void append_areas(std::string& out, const std::vector<model::AreaRef>& refs, const geo::AreaLayers& areas) {
  out += '[';
  for (const model::AreaRef& ref : refs) {
    if (out.back() != '[') out += ',';
    out += '{';
    // A layer may have gone from the configuration since the case was placed.
    add(out, "level", ref.layer < areas.layers().size() ? areas.layers()[ref.layer].level : std::string());
    add(out, "code", ref.code);
    add(out, "name", areas.name(ref));
    out += '}';
  }
  out += ']';
}

void append_case(std::string& out, const model::Case& whole, const CaseContext& context) {
  const Seen seen(whole, context);
  const model::Case& c = *seen;
  out += "{\"id\":";
  append_id(out, c);
  if (c.cell) {
    append_members(out, c, context, true);
  } else {
    append_members(out, c, context, false);
    out += ",\"lat\":null,\"long\":null";
  }
  out += '}';
}

void append_feature(std::string& out, const model::Case& whole, const CaseContext& context) {
  const Seen seen(whole, context);
  const model::Case& c = *seen;
  out += "{\"type\":\"Feature\",\"id\":";
  append_id(out, c);
  out += ",\"geometry\":";
  if (c.cell) {
    out += "{\"type\":\"Point\",\"coordinates\":[";
    append_number(out, c.lon);
    out += ',';
    append_number(out, c.lat);
    out += "]}";
  } else {
    out += "null";
  }
  out += ",\"properties\":{\"id\":";
  append_id(out, c);
  append_members(out, c, context, false);
  out += "}}";
}

}  // namespace gridhall::dashboard
