#include "ingest/daemon/serve.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "dashboard/codes_page.hpp"
#include "dashboard/dashboard.hpp"
#include "ingest/daemon/control.hpp"
#include "ingest/daemon/key_command.hpp"
#include "ingest/daemon/version.hpp"
#include "ingest/ingest_door.hpp"
#include "ingest/net/server.hpp"
#include "ingest/protocol/event_reader.hpp"
#include "store/database.hpp"
#include "store/store.hpp"

namespace gridhall::daemon {
namespace {

constexpr int kExitStorage = 74;  // EX_IOERR: the supervisor restarts us
constexpr std::chrono::milliseconds kStopGrace{7'000};
// Long enough for the nacks of the failed group to leave, short enough that nobody waits for a dead store.
constexpr std::chrono::milliseconds kFailureGrace{300};
constexpr std::size_t kReadBeyond = 64;  ///< bytes that the event reader may look at behind the end

class StoreRows final : public ingest::KeyRows {
 public:
  explicit StoreRows(store::Store& store) : store_(store) {}
  void put(std::string_view key, std::string_view value) override { store_.put_admin(key, value); }
  void erase(std::string_view key) override { store_.erase_admin(key); }
  std::vector<std::pair<std::string, std::string>> scan(std::string_view prefix) const override {
    return store_.scan_admin(prefix);
  }

 private:
  store::Store& store_;
};

std::vector<net::Header> security_headers() {
  return {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src "
       "'self'; "
       "worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
  };
}

store::Options store_options(const ServeOptions& options, boost::asio::io_context& main_context) {
  store::Options store;
  store.tables = options.tables.tables;
  store.directory = options.data;
  store.person_key_file = options.config.person_key_file;
#ifdef GRIDHALL_FAILPOINTS
  const char* sync = std::getenv("GRIDHALL_TEST_SYNC");
  if (sync != nullptr && std::string_view(sync) == "off") store.sync = store::SyncMode::kBufferedForTest;
  const char* space = std::getenv("GRIDHALL_TEST_FREE_SPACE_MIN");
  if (space != nullptr) store.free_space_min_bytes = std::strtoull(space, nullptr, 10);
#endif
  store.on_failure = [&main_context](const std::string&) {
    boost::asio::post(main_context, [&main_context] {
      auto timer = std::make_shared<boost::asio::steady_timer>(main_context, kFailureGrace);
      timer->async_wait([timer](const boost::system::error_code&) { ::_exit(kExitStorage); });
    });
  };
  return store;
}

// The store must not tell a hub that is gone, however serving ends.
class Observation {
 public:
  Observation(store::Store& store, std::shared_ptr<store::CommitObserver> observer) : store_(store) {
    store_.set_observer(std::move(observer));
  }
  ~Observation() { store_.set_observer(nullptr); }
  Observation(const Observation&) = delete;
  Observation& operator=(const Observation&) = delete;

 private:
  store::Store& store_;
};

/// A case by hand goes through the checks of a source's report.
dashboard::ReadReport report_reader(std::shared_ptr<const geo::AreaLayers> areas, const store::Store& store) {
  return [areas = std::move(areas), &store](std::string_view json) -> model::Result<store::Item> {
    ingest::EventReader reader(areas);
    std::string padded(json);
    padded.append(kReadBeyond, ' ');
    ingest::Rules rules;
    rules.tables = store.tables();
    auto read = reader.read(std::string_view(padded).substr(0, json.size()), rules, store.now());
    if (!read) return read.error();
    store::Item item;
    item.event = std::move(read->event);
    item.payload_hash = read->payload_hash;
    return item;
  };
}

std::vector<std::string> own_origins(const ServeOptions& options, std::uint16_t port) {
  std::vector<std::string> origins = options.config.allowed_origins;
  origins.push_back(options.listen.url(port));
  if (options.listen.loopback) origins.push_back("http://localhost:" + std::to_string(port));
  return origins;
}

int serve(const ServeOptions& options) {
  boost::asio::io_context main_context;
  // Caught before the store is opened: to replay the tail of a log takes its time, and a stop in the middle
  // of it is an orderly one.
  bool stop_asked = false;
  boost::asio::signal_set signals(main_context, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& error, int signal) {
    if (error) return;
    spdlog::info("signal {}: stopping", signal);
    stop_asked = true;
    main_context.stop();
  });
  const auto store = store::Store::open(store_options(options, main_context));
  main_context.poll();
  if (stop_asked) {
    store->close();
    return 0;
  }
  StoreRows rows(*store);
  ingest::KeyRing keys(rows);

  net::ServerOptions server_options;
  server_options.address = options.listen.host;
  server_options.port = options.listen.port;
  server_options.common_headers = security_headers();
  net::Server server(server_options);
  // The origins that pages of ours have contain the port, and must be known before the first connection.
  const std::uint16_t port = server.listen();
  const auto origins = own_origins(options, port);

  ingest::IngestOptions ingest_options;
  ingest_options.server_name = std::string("gridhall/") + kVersion;
  ingest_options.allowed_origins = origins;
  ingest_options.dedup_window = options.config.dedup_window;
  ingest::IngestDoor door(ingest_options, *store, keys, options.config.areas);
  door.install(server);

  dashboard::CityInfo city;
  city.name = options.config.city_name;
  city.time_zone = options.config.time_zone;
  city.basemap_file = options.config.basemap_file;
  city.dev = options.dev;
  city.version = kVersion;
  city.allowed_origins = origins;
  dashboard::Dashboard board(server, *store, options.config.areas, city,
                             report_reader(options.config.areas, *store));
  board.add_metrics([&door] { return door.metrics_text(); });
  const Observation observation(*store, board.observer());

  dashboard::install_codes_page(server);

  const std::string dev_key = options.dev ? keys.create_ephemeral("dev") : std::string();
  server.on_stop([&] {
    door.drain();
    board.stop();
  });
  board.start();
  TablesWatch tables(main_context, *store, options.config.tables, options.tables);
  server.start();

  ControlSocket control(main_context, options.data, [&keys](std::string_view line) {
    const auto request = decode_key_request(line);
    return encode(request ? perform(keys, *request)
                          : KeyAnswer{1, "", "gridhall: " + request.error().detail + "\n"});
  });

  std::cout << "gridhall ready " << options.listen.url(port) << "\n";
  if (options.dev) std::cout << "key " << dev_key << "\n";
  std::cout.flush();
  main_context.run();

  server.stop(kStopGrace);
  const bool failed = store->health().failed;
  store->close();
  spdlog::info("stopped at seq {}", store->seq());
  return failed ? kExitStorage : 0;
}

}  // namespace

int run_serve(const ServeOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return serve(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gridhall: %s\n", error.what());
    return 1;
  }
}

}  // namespace gridhall::daemon
