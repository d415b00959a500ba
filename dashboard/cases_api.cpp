#include "dashboard/api.hpp"
#include "dashboard/case_json.hpp"
#include "dashboard/cases_query.hpp"
#include "dashboard/json.hpp"
#include "dashboard/rights.hpp"
#include "store/model/apply.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::size_t kHistoryEventsMax = 1'000;

std::string position_tag(store::Store& store, std::uint64_t seq, bool geojson) {
  // Weak: `as_of.time` differs from answer to answer. Lights change without a sequence.
  const std::uint64_t lights = store::BoardView(store.board()).light_generation();
  return "W/\"" + store.epoch() + '-' + std::to_string(seq) + '-' + std::to_string(lights) +
         (geojson ? "-geo\"" : "\"");
}

/// What the fold made of one event: the steps that carry its sequence.
void append_outcome(std::string& out, std::uint64_t seq, const std::vector<model::Transition>& transitions) {
  const model::Transition* first = nullptr;
  const model::Transition* last = nullptr;
  bool implied = true;
  for (const model::Transition& step : transitions) {
    if (step.seq != seq) continue;
    if (first == nullptr) first = &step;
    last = &step;
    implied = implied && step.implied;
  }
  if (last == nullptr) {
    out += ",\"applied\":true,\"reason\":null,\"from\":null,\"to\":null,\"implied\":false";
    return;
  }
  out += last->applied ? ",\"applied\":true" : ",\"applied\":false";
  append_key(out, "reason");
  append_string_or_null(out, last->reason);
  append_key(out, "from");
  append_string(out, model::to_string(first->from));
  append_key(out, "to");
  append_string(out, model::to_string(last->to));
  out += implied ? ",\"implied\":true" : ",\"implied\":false";
}

void append_transition(std::string& out, const model::Transition& step, const model::Case& c) {
  out += "{\"from\":";
  append_string(out, model::to_string(step.from));
  append_key(out, "to");
  append_string(out, model::to_string(step.to));
  append_key(out, "occurred_at");
  append_time(out, step.occurred_at);
  append_key(out, "recorded_at");
  append_time(out, step.recorded_at);
  append_key(out, "seq");
  append_integer(out, step.seq);
  out += step.implied ? ",\"implied\":true" : ",\"implied\":false";
  out += step.applied ? ",\"applied\":true" : ",\"applied\":false";
  append_key(out, "reason");
  append_string_or_null(out, step.reason);
  append_key(out, "actor");
  append_string(out, step.actor.empty() ? c.source : step.actor);
  append_key(out, "role");
  append_string_or_null(out, step.role);
  append_key(out, "note");
  append_string_or_null(out, step.note);
  out += '}';
}

}  // namespace

std::optional<model::Case> find_case(const ApiContext& api, const net::Request& request) {
  const auto id = model::parse_case_id(request.param("id"));
  if (!id || id->epoch != api.store.epoch()) return std::nullopt;
  return api.store.find_case(*id);
}

net::Response no_case(const net::Request& request) {
  return error_response(request, 404, model::Code::kNotFound, "there is no case of this id");
}

net::Response get_cases(const ApiContext& api, const net::Request& request) {
  const auto actor = actor_of(request);
  if (!actor) return net::problem(request, 400, actor.error());
  QueryReader reader(request);
  CasesQuery query = CasesQuery::read(reader, request, api.days);
  if (!reader.errors().empty()) return net::problem(request, 400, reader.errors());
  query.reader = *actor;
  const bool geojson = prefers_geojson(request);
  const std::uint64_t seq = api.store.seq();
  const std::string tag = position_tag(api.store, seq, geojson);
  if (auto same = unchanged(request, tag)) {
    same->headers.push_back({"Vary", "Accept"});
    return *same;
  }
  SelectResult found = select_cases(api.store, query);
  if (found.too_long) {
    net::Response busy = error_response(request, 503, model::Code::kStorageBusy,
                                        "the question takes too long; narrow it by place, time or state");
    busy.headers.push_back({"Retry-After", "5"});
    return busy;
  }
  CasesPage& page = found.page;
  const auto tables = api.store.tables();
  const CaseContext context{*api.areas, tables.get(), api.store.now(), &*actor};
  std::string body = geojson ? R"({"type":"FeatureCollection","features":[)" : R"({"cases":[)";
  for (const model::Case& c : page.cases) {
    if (body.size() > kAnswerBytesMax) {
      page.more = true;
      break;
    }
    if (body.back() != '[') body += ',';
    if (geojson) {
      append_feature(body, c, context);
    } else {
      append_case(body, c, context);
    }
    if (&c != &page.cases.back() && body.size() > kAnswerBytesMax) page.last = query.key_of(c);
  }
  body += "],\"next\":";
  if (page.more) {
    append_string(body, encode_cursor(page.last, query.identity));
  } else {
    body += "null";
  }
  body += ",\"as_of\":";
  append_as_of(body, api.store.epoch(), seq, model::now());
  body += '}';
  net::Response response = json_response(std::move(body));
  if (geojson) response.content_type = "application/geo+json";
  response.headers = {{"Cache-Control", "no-store"}, {"ETag", tag}, {"Vary", "Accept"}};
  return response;
}

net::Response get_case(const ApiContext& api, const net::Request& request) {
  const auto actor = actor_of(request);
  if (!actor) return net::problem(request, 400, actor.error());
  const auto c = find_case(api, request);
  if (!c) return no_case(request);
  const bool geojson = prefers_geojson(request);
  const std::string tag = position_tag(api.store, c->version, geojson);
  if (auto same = unchanged(request, tag)) return *same;
  const auto tables = api.store.tables();
  const CaseContext context{*api.areas, tables.get(), api.store.now(), &*actor};
  std::string body;
  if (geojson) {
    append_feature(body, *c, context);
  } else {
    append_case(body, *c, context);
    body.pop_back();
    append_key(body, "may");
    append_options(body, options(*actor, *c, tables.get(), context.now));
    body += '}';
  }
  net::Response response = json_response(std::move(body));
  if (geojson) response.content_type = "application/geo+json";
  response.headers.push_back({"ETag", tag});
  response.headers.push_back({"Vary", "Accept"});
  return response;
}

net::Response get_history(const ApiContext& api, const net::Request& request) {
  const auto actor = actor_of(request);
  if (!actor) return net::problem(request, 400, actor.error());
  auto c = find_case(api, request);
  if (!c) return no_case(request);
  const bool readable = may_read(&*actor, *c, api.store.tables().get());
  if (!readable) withhold(*c);
  const std::uint64_t seq = api.store.seq();
  const auto transitions = model::transitions(*c);
  std::string body = "{\"events\":[";
  // The newest ones where there are more than an answer holds.
  const std::size_t skipped = c->events.size() > kHistoryEventsMax ? c->events.size() - kHistoryEventsMax : 0;
  bool truncated = skipped > 0;
  for (std::size_t i = skipped; i < c->events.size(); ++i) {
    const auto stored = api.store.read_event(c->events[i]);
    if (!stored) continue;  // below the floor: its effect is in the case, the event itself is retired
    if (body.size() + stored->event.data.size() > kAnswerBytesMax) {
      truncated = true;
      break;
    }
    if (body.back() != '[') body += ',';
    body += "{\"seq\":";
    append_integer(body, stored->event.seq);
    append_key(body, "recorded_at");
    append_time(body, stored->event.recorded_at);
    append_key(body, "event");
    body += readable ? std::string_view(stored->event.data) : "null";
    append_outcome(body, stored->event.seq, transitions);
    body += '}';
  }
  body += "],\"transitions\":[";
  for (const model::Transition& step : transitions) {
    if (body.back() != '[') body += ',';
    append_transition(body, step, *c);
  }
  body += truncated ? "],\"truncated\":true,\"as_of\":" : "],\"as_of\":";
  append_as_of(body, api.store.epoch(), seq, model::now());
  body += '}';
  return json_response(std::move(body));
}

}  // namespace gridhall::dashboard
