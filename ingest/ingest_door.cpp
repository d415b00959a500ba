#include "ingest/ingest_door.hpp"

#include "ingest/ingest_session.hpp"
#include "ingest/net/ascii.hpp"
#include "ingest/net/origin.hpp"

namespace gridhall::ingest {
namespace {

constexpr std::string_view kBearer = "bearer ";

std::string_view bearer_token(const net::Request& request) {
  const auto header = request.header("Authorization");
  // The scheme's case does not count (RFC 9110, 11.1).
  if (!header || !net::ascii_iequals(header->substr(0, kBearer.size()), kBearer)) return {};
  return net::trim_blanks(header->substr(kBearer.size()));
}

net::Response refuse(const net::Request& request, unsigned status, model::Code code, std::string detail) {
  model::Error error;
  error.code = code;
  error.detail = std::move(detail);
  return net::problem(request, status, error);
}

}  // namespace

IngestDoor::IngestDoor(IngestOptions options, store::Store& store, KeyRing& keys,
                       std::shared_ptr<const geo::AreaLayers> areas)
    : options_(std::move(options)), store_(store), keys_(keys), areas_(std::move(areas)) {}

void IngestDoor::install(net::Server& server) {
  net::Door door;
  door.path = "/api/v1/ingest";
  door.subprotocols = {"gridhall.ingest.v1"};
  door.limits.message_bytes_max = options_.limits.message_bytes;
  door.admit = [this](const net::Request& request) { return admit(request); };
  door.run = [this](std::shared_ptr<net::WsStream> stream, net::Request request) {
    return run(std::move(stream), std::move(request));
  };
  server.door(std::move(door));
}

std::optional<net::Response> IngestDoor::admit(const net::Request& request) const {
  if (request.header("Origin") && !net::origin_allowed(request, options_.allowed_origins)) {
    return refuse(request, 403, model::Code::kForbidden, "the Origin of this page is not on the allow-list");
  }
  const std::string_view token = bearer_token(request);
  if (token.empty() || !keys_.find(token)) {
    auto response = refuse(request, 401, model::Code::kUnauthenticated,
                           token.empty() ? "no key: send the header Authorization: Bearer ghk_live_…"
                                         : "the key is unknown or revoked");
    response.headers.push_back({"WWW-Authenticate", "Bearer realm=\"gridhall\""});
    return response;
  }
  return std::nullopt;
}

boost::asio::awaitable<void> IngestDoor::run(std::shared_ptr<net::WsStream> stream, net::Request request) {
  const auto key = keys_.find(bearer_token(request));
  if (!key) co_return;  // revoked between the check and the upgrade
  const auto session = std::make_shared<IngestSession>(*this, std::move(stream), key);
  bool draining = false;
  {
    const std::lock_guard lock(mutex_);
    sessions_.emplace(session.get(), session);
    draining = draining_;
  }
  counters_.sessions_open.fetch_add(1, std::memory_order_relaxed);
  counters_.sessions_total.fetch_add(1, std::memory_order_relaxed);
  if (draining) session->drain();
  co_await session->run();
  counters_.sessions_open.fetch_sub(1, std::memory_order_relaxed);
  const std::lock_guard lock(mutex_);
  sessions_.erase(session.get());
}

void IngestDoor::take_over(const std::string& integrator, const std::string& producer,
                           const std::shared_ptr<IngestSession>& session) {
  std::shared_ptr<IngestSession> older;
  {
    const std::lock_guard lock(mutex_);
    auto& live = producers_[{integrator, producer}];
    older = live.lock();
    live = session;
  }
  if (older && older != session) older->replaced();
}

void IngestDoor::release(const std::string& integrator, const std::string& producer,
                         const IngestSession& session) {
  const std::lock_guard lock(mutex_);
  const auto live = producers_.find({integrator, producer});
  if (live != producers_.end() && live->second.lock().get() == &session) producers_.erase(live);
}

void IngestDoor::drain() {
  std::vector<std::shared_ptr<IngestSession>> sessions;
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    for (const auto& [raw, weak] : sessions_) {
      if (auto session = weak.lock()) sessions.push_back(std::move(session));
    }
  }
  for (const auto& session : sessions) session->drain();
}

std::string IngestDoor::metrics_text() const {
  std::string out;
  const auto line = [&](std::string_view name, std::string_view help, std::string_view kind,
                        std::uint64_t value) {
    out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" ");
    out.append(kind).append("\n").append(name).append(" ").append(std::to_string(value)).append("\n");
  };
  line("gridhall_ingest_sessions", "Open ingest connections.", "gauge", counters_.sessions_open.load());
  line("gridhall_ingest_sessions_total", "Ingest connections since start.", "counter",
       counters_.sessions_total.load());
  line("gridhall_ingest_events_received_total", "Events received, whatever became of them.", "counter",
       counters_.events.load());
  out.append("# HELP gridhall_ingest_refused_total Events refused, by code.\n");
  out.append("# TYPE gridhall_ingest_refused_total counter\n");
  for (int code = 0; code < model::kCodeCount; ++code) {
    const std::uint64_t refused = counters_.refused[static_cast<std::size_t>(code)].load();
    if (refused == 0) continue;
    out.append("gridhall_ingest_refused_total{code=\"")
        .append(model::to_string(static_cast<model::Code>(code)));
    out.append("\"} ").append(std::to_string(refused)).append("\n");
  }
  return out;
}

}  // namespace gridhall::ingest
