#include "dashboard/dashboard.hpp"

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <mutex>
#include <vector>

#include "dashboard/access.hpp"
#include "dashboard/api.hpp"
#include "dashboard/assets.hpp"
#include "dashboard/events_feed.hpp"
#include "dashboard/exports.hpp"
#include "dashboard/hub.hpp"
#include "dashboard/live_session.hpp"
#include "dashboard/metrics.hpp"
#include "dashboard/rescue.hpp"
#include "dashboard/saved_views.hpp"
#include "dashboard/static_files.hpp"
#include "dashboard/timekeeper.hpp"

namespace gridhall::dashboard {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

constexpr std::string_view kApi = "/api/v1";

using Query = std::function<net::Response(const ApiContext&, const net::Request&)>;

awaitable<bool> run_off(net::Server* server, std::function<void()> work) {
  co_return co_await server->blocking(std::move(work));
}

/// The hub's way to the pool: the coroutine lives on one of the server's executors and calls back from there.
Hub::Offload offload_to(net::Server& server) {
  return [&server](std::function<void()> work, std::function<void(bool)> done) {
    asio::co_spawn(
        server.executors().front(), run_off(&server, std::move(work)),
        [done = std::move(done)](const std::exception_ptr& failed, bool ran) { done(!failed && ran); });
  };
}

net::WsLimits live_limits() {
  net::WsLimits limits;
  limits.message_bytes_max = 64U << 10;
  limits.read_bytes = 4U << 10;  // browsers say little: 10,000 viewers must not cost 64 KiB each
  return limits;
}

/// A page tells by the build whether it is of this daemon: without another word it is that of its own files.
CityInfo with_build(CityInfo city) {
  if (city.build_id.empty()) city.build_id = build_id();
  return city;
}

}  // namespace

struct Dashboard::Impl {
  Impl(net::Server& s, store::Store& st, const std::shared_ptr<const geo::AreaLayers>& a, const CityInfo& c,
       ReadReport read_report)
      : server(s),
        store(st),
        api{st, a, with_build(c), CityDays(c.time_zone)},
        files(assets()),
        hub(std::make_shared<Hub>(s.executors().front(), st, a, metrics, offload_to(s))),
        feed(s, api),
        exports(s, api),
        rescue(api),
        commands(s, api, std::move(read_report)),
        timekeeper(s.executors().front(), st),
        live(std::make_shared<const LiveContext>(LiveContext{s, st, a, hub, metrics})) {}

  void register_routes();
  void get(std::string_view pattern, Query ask);
  void open(std::string_view pattern, std::function<net::Response(const net::Request&)> answer);
  void change(std::string_view method, std::string_view pattern, Query ask);
  awaitable<net::Response> query(net::Request request, Query ask, bool writes);
  awaitable<net::Response> events(net::Request request);
  awaitable<net::Response> answer(
      net::Request request, std::shared_ptr<const std::function<net::Response(const net::Request&)>> with);
  net::Response scrape();

  net::Server& server;
  store::Store& store;
  LiveMetrics metrics;
  const ApiContext api;
  const StaticFiles files;
  const std::shared_ptr<Hub> hub;
  EventsFeed feed;
  Exports exports;
  Rescue rescue;
  Commands commands;
  Timekeeper timekeeper;
  const std::shared_ptr<const LiveContext> live;
  std::mutex sources_mutex;
  std::vector<std::function<std::string()>> sources;
};

namespace {

class Observer : public store::CommitObserver {
 public:
  Observer(std::shared_ptr<Hub> hub, std::shared_ptr<EventsFeed> feed)
      : hub_(std::move(hub)), feed_(std::move(feed)) {}
  void committed(std::shared_ptr<const store::ChangeSet> changes) override {
    hub_->committed(std::move(changes));
    feed_->wake();
  }

 private:
  std::shared_ptr<Hub> hub_;
  std::shared_ptr<EventsFeed> feed_;
};

}  // namespace

awaitable<net::Response> Dashboard::Impl::query(net::Request request, Query ask, bool writes) {
  auto refused = writes ? refuse_write(api.city, request) : refuse_call(api.city, request);
  if (refused) co_return std::move(*refused);
  net::Response response;
  const bool ran = co_await server.blocking([&] {
    const auto begin = std::chrono::steady_clock::now();
    response = ask(api, request);
    metrics.query_time.observe(std::chrono::steady_clock::now() - begin);
  });
  if (ran) co_return response;
  response = error_response(request, 503, model::Code::kStorageBusy, "too many questions wait; ask again");
  response.headers.push_back({"Retry-After", "1"});
  co_return response;
}

awaitable<net::Response> Dashboard::Impl::events(net::Request request) {
  if (auto refused = refuse_call(api.city, request)) co_return std::move(*refused);
  co_return co_await feed.get(std::move(request));
}

awaitable<net::Response> Dashboard::Impl::answer(
    net::Request request, std::shared_ptr<const std::function<net::Response(const net::Request&)>> with) {
  co_return (*with)(request);
}

/// A question about data: needs a session and runs on the pool.
void Dashboard::Impl::get(std::string_view pattern, Query ask) {
  server.route("GET", std::string(kApi).append(pattern), [this, ask = std::move(ask)](net::Request request) {
    return query(std::move(request), ask, false);
  });
}

/// What a person keeps here for themselves: no event, answered by the pool, too.
void Dashboard::Impl::change(std::string_view method, std::string_view pattern, Query ask) {
  server.route(
      std::string(method), std::string(kApi).append(pattern),
      [this, ask = std::move(ask)](net::Request request) { return query(std::move(request), ask, true); });
}

/// An answer that is anybody's and needs neither disk nor board.
void Dashboard::Impl::open(std::string_view pattern, std::function<net::Response(const net::Request&)> with) {
  auto shared = std::make_shared<const std::function<net::Response(const net::Request&)>>(std::move(with));
  server.route("GET", pattern,
               [this, shared](net::Request request) { return answer(std::move(request), shared); });
}

net::Response Dashboard::Impl::scrape() {
  net::Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.headers.push_back({"Cache-Control", "no-store"});
  append_store_metrics(response.body, store);
  append_server_metrics(response.body, server);
  metrics.append(response.body);
  const std::lock_guard lock(sources_mutex);
  for (const auto& source : sources) response.body += source();
  return response;
}

void Dashboard::Impl::register_routes() {
  get("/cases", get_cases);
  get("/cases/{id}", get_case);
  get("/cases/{id}/history", get_history);
  get("/cases/{id}/deadline", get_deadline);
  get("/cases/{id}/duplicates", get_duplicates);
  get("/cases/{id}/merged", get_merged);
  get("/classes", get_classes);
  get("/units", get_units);
  get("/me", get_me);
  get("/backlog", get_backlog);
  get("/figures", get_figures);
  get("/series", get_series);
  get("/rescue", [this](const ApiContext&, const net::Request& request) { return rescue.list(request); });
  get("/rescue/calibration",
      [this](const ApiContext&, const net::Request& request) { return rescue.calibration(request); });
  get("/views", get_views);
  change("PUT", "/views/{id}", put_view);
  change("DELETE", "/views/{id}", delete_view);
  get("/cells", get_cells);
  get("/cells/{token}", get_cell);
  get("/city", get_city);
  get("/areas", get_areas);
  get("/basemap.geojson", get_basemap);
  server.route("GET", std::string(kApi) + "/events",
               [this](net::Request request) { return events(std::move(request)); });

  const auto exported = [this](std::string_view path, ExportFormat format) {
    server.route("GET", std::string(kApi).append(path),
                 [this, format](net::Request request) { return exports.get(format, std::move(request)); });
  };
  exported("/export.csv", ExportFormat::kCsv);
  exported("/export.ndjson", ExportFormat::kNdjson);
  exported("/export.geojsonl", ExportFormat::kGeojsonl);

  server.route("POST", std::string(kApi) + "/cases",
               [this](net::Request request) { return commands.open_case(std::move(request)); });
  for (int i = 0; i < kActionDoorCount; ++i) {
    const auto door = static_cast<ActionDoor>(i);
    server.route("POST", std::string(kApi).append("/cases/{id}/").append(to_string(door)),
                 [this, door](net::Request request) { return commands.act(door, std::move(request)); });
  }

  const auto version = [this](const net::Request& request) { return get_version(api, request); };
  open("/version", version);
  open(std::string(kApi) + "/version", version);
  // At the root for supervisors, which look there, and under the API as the contract has them.
  for (const std::string_view at : {std::string_view(), kApi}) {
    open(std::string(at) + "/healthz", [](const net::Request&) { return get_health(); });
    open(std::string(at) + "/readyz",
         [this](const net::Request& request) { return get_ready(store, request); });
    open(std::string(at) + "/metrics", [this](const net::Request&) { return scrape(); });
  }
  open("", [this](const net::Request& request) { return files.get(request); });

  net::Door door;
  door.path = std::string(kApi) + "/live";
  door.subprotocols = {std::string(kLiveProtocol)};
  door.limits = live_limits();
  door.admit = [this](const net::Request& request) { return refuse_live(api.city, request); };
  door.run = [context = live](std::shared_ptr<net::WsStream> stream, const net::Request&) {
    return run_live_session(context, std::move(stream));
  };
  server.door(std::move(door));
}

Dashboard::Dashboard(net::Server& server, store::Store& store,
                     const std::shared_ptr<const geo::AreaLayers>& areas, const CityInfo& city,
                     ReadReport read_report)
    : impl_(std::make_shared<Impl>(server, store, areas, city, std::move(read_report))) {
  impl_->register_routes();
}

Dashboard::~Dashboard() = default;

std::shared_ptr<store::CommitObserver> Dashboard::observer() {
  return std::make_shared<Observer>(impl_->hub, std::shared_ptr<EventsFeed>(impl_, &impl_->feed));
}

void Dashboard::start() {
  impl_->hub->start();
  impl_->timekeeper.start();
}

void Dashboard::stop() {
  impl_->timekeeper.stop();
  impl_->hub->stop();
  impl_->feed.stop();
}

std::string Dashboard::metrics_text() const {
  std::string out;
  impl_->metrics.append(out);
  return out;
}

void Dashboard::add_metrics(std::function<std::string()> source) {
  const std::lock_guard lock(impl_->sources_mutex);
  impl_->sources.push_back(std::move(source));
}

}  // namespace gridhall::dashboard
