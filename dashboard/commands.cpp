#include "dashboard/commands.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "dashboard/access.hpp"
#include "dashboard/action_event.hpp"
#include "dashboard/case_json.hpp"
#include "dashboard/desk_report.hpp"
#include "dashboard/json.hpp"
#include "dashboard/rights.hpp"

namespace gridhall::dashboard {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using model::Code;

unsigned status_of(Code code) {
  switch (code) {
    case Code::kNotFound:
      return 404;
    case Code::kForbidden:
    case Code::kSourceNotAllowed:
      return 403;
    case Code::kUnauthenticated:
      return 401;
    case Code::kConflict:
    case Code::kTransitionNotAllowed:
      return 409;
    case Code::kEventTooLarge:
      return 413;
    case Code::kDuplicateConflict:
      return 422;
    case Code::kStorageBusy:
    case Code::kStorageFailed:
    case Code::kShuttingDown:
      return 503;
    case Code::kInternal:
      return 500;
    default:
      return 400;
  }
}

/// One submission's answer, brought back to where it is waited for.
template <class Handler>
class Waiting final : public store::CommitSink {
 public:
  explicit Waiting(Handler handler) : handler_(std::move(handler)) {}
  void committed(std::vector<store::Receipt> receipts) override {
    const auto executor = asio::get_associated_executor(handler_);
    asio::post(executor, [handler = std::move(handler_), receipt = std::move(receipts.front())]() mutable {
      std::move(handler)(std::move(receipt));
    });
  }

 private:
  Handler handler_;
};

awaitable<store::Receipt> commit(store::Store& store, store::Submission submission) {
  auto initiate = [&store](auto handler, store::Submission what) {
    what.sink = std::make_shared<Waiting<decltype(handler)>>(std::move(handler));
    store.submit(std::move(what));
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void(store::Receipt)>(
      std::move(initiate), asio::use_awaitable, std::move(submission));
}

/// "case":{…} as it is now, as a member of a problem.
void add_case(net::Response& response, const ApiContext& api, const Actor& actor, const model::CaseId& id) {
  const auto c = api.store.find_case(id);
  if (!c || !response.body.starts_with('{')) return;
  const auto tables = api.store.tables();
  std::string json = "\"case\":";
  append_case(json, *c, {*api.areas, tables.get(), api.store.now(), &actor});
  response.body.insert(1, json + ',');
}

/// The members of a body as the wire names them, where the store names an action's.
std::string_view on_the_wire(std::string_view pointer, model::ActionKind kind) {
  if (pointer == "/class_code") return "/class";
  if (pointer == "/until" && kind == model::ActionKind::kExtend) return "/due_at";
  return pointer;
}

net::Response refused(const ApiContext& api, const net::Request& request, const Actor& actor,
                      const model::Error& error, const std::optional<model::CaseId>& id) {
  net::Response response = net::problem(request, status_of(error.code), error);
  if (response.status == 409 && id) add_case(response, api, actor, *id);
  if (response.status == 503) response.headers.push_back({"Retry-After", "1"});
  return response;
}

net::Response done(const ApiContext& api, const Actor& actor, const store::ItemResult& result,
                   const std::string& key, const model::CaseId& id) {
  const auto tables = api.store.tables();
  std::string body = "{\"event\":{\"id\":";
  append_string(body, key);
  append_key(body, "pos");
  append_string(body, model::to_string(model::Position{api.store.epoch(), result.seq}));
  body += '}';
  append_key(body, "case");
  if (const auto c = api.store.find_case(id)) {
    append_case(body, *c, {*api.areas, tables.get(), api.store.now(), &actor});
  } else {
    body += "null";
  }
  body += '}';
  net::Response response = json_response(std::move(body));
  response.status = result.outcome == store::Outcome::kDuplicate ? 200 : 201;
  return response;
}

}  // namespace

awaitable<net::Response> Commands::submit(const net::Request& request, const Actor& actor, store::Item item) {
  const std::string key = item.event->id;
  std::optional<model::CaseId> id;
  auto kind = model::ActionKind::kComment;
  if (item.event->action) {
    id = model::CaseId{api_.store.epoch(), item.event->action->target};
    kind = item.event->action->kind;
  }
  store::Submission submission;
  submission.integrator = model::kOwnIntegrator;
  submission.bytes = item.event->data.size();
  submission.submitted_at = std::chrono::steady_clock::now();
  submission.items.push_back(std::move(item));
  const store::Receipt receipt = co_await commit(api_.store, std::move(submission));
  const store::ItemResult& result = receipt.results.front();

  net::Response response;
  const bool ran = co_await server_.blocking([&] {
    if (result.error) {
      model::Error error = *result.error;
      error.pointer = on_the_wire(error.pointer, kind);
      response = refused(api_, request, actor, error, id);
      return;
    }
    // A report's own sequence names the case that it opens; a repeated one's is that of the first time.
    response = done(api_, actor, result, key, id ? *id : model::CaseId{api_.store.epoch(), result.seq});
  });
  if (ran) co_return response;
  // It is durable; only the look at the case has no place in the queue.
  response = error_response(request, 503, Code::kStorageBusy, "too much is asked at once; send it again");
  response.headers.push_back({"Retry-After", "1"});
  co_return response;
}

awaitable<net::Response> Commands::act(ActionDoor door, net::Request request) {
  if (auto no = refuse_write(api_.city, request)) co_return std::move(*no);
  const auto who = actor_of(request);
  if (!who) co_return net::problem(request, 400, who.error());
  const Actor& actor = *who;
  const model::Time now = api_.store.now();
  std::vector<model::Error> errors;
  auto call = read_action(door, request, actor, now, errors);
  if (!call) co_return net::problem(request, status_of(errors.front().code), errors);

  std::optional<net::Response> no;
  std::optional<store::Item> item;
  const bool ran = co_await server_.blocking([&] {
    const auto id = model::parse_case_id(request.param("id"));
    std::optional<model::Case> c;
    if (id && id->epoch == api_.store.epoch()) c = api_.store.find_case(*id);
    if (!c) {
      no = error_response(request, 404, Code::kNotFound, "there is no case of this id");
      return;
    }
    const auto tables = api_.store.tables();
    // A case that has moved on is a conflict, whatever else would be wrong with the step by now.
    if (call->action.expected_version == 0 || call->action.expected_version == c->version) {
      if (const auto error = refuse_by_rights(actor, *c, call->action, tables.get(), now)) {
        no = refused(api_, request, actor, *error, c->id);
        return;
      }
    }
    item = action_item(*call, *c, *api_.areas, now);
  });
  if (!ran) {
    no = error_response(request, 503, Code::kStorageBusy, "too many questions wait; send it again");
    no->headers.push_back({"Retry-After", "1"});
  }
  if (no) co_return std::move(*no);
  co_return co_await submit(request, actor, std::move(*item));
}

awaitable<net::Response> Commands::open_case(net::Request request) {
  if (auto no = refuse_write(api_.city, request)) co_return std::move(*no);
  const auto actor = actor_of(request);
  if (!actor) co_return net::problem(request, 400, actor.error());
  std::vector<model::Error> errors;
  const auto report = desk_report(request, *actor, api_.store.now(), errors);
  if (!report) co_return net::problem(request, status_of(errors.front().code), errors);
  auto item = read_report_(report->event);
  if (!item) {
    model::Error error = item.error();
    // The body's members stand in the event's data.
    if (error.pointer.starts_with("/data/")) error.pointer.erase(0, 5);
    co_return refused(api_, request, *actor, error, std::nullopt);
  }
  item->payload_hash = payload_hash(report->identity);
  co_return co_await submit(request, *actor, std::move(*item));
}

}  // namespace gridhall::dashboard
