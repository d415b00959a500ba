// A daemon that speaks enough of `gridhall.ingest.v1` over real sockets to test what sends to it, and that
// can be told to misbehave. Each connection follows the next script; the last script serves all later ones.
//
// Thread: its own; scripts run there. `state()` is safe to read from the test once the client has what it
// waits for.
#pragma once

#include <simdjson.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace gridhall::client {

struct DaemonState {
  std::string epoch = "k3x9";
  std::uint64_t settled = 0;
  std::vector<std::string> stored;    ///< events as sent, in the order of storing
  std::set<std::string> identities;   ///< source and id
  std::vector<std::string> messages;  ///< every frame that came
  std::vector<std::size_t> batches;   ///< events of each pub
  std::string request_target;
  std::string authorization;
  std::string user_agent;
  int connections = 0;
};

/// What a connection does differently from a daemon in good health.
struct Faults {
  std::size_t drop_before_storing_at =
      SIZE_MAX;  ///< the link breaks when that many events of it have come, unstored
  std::size_t drop_before_ack_at = SIZE_MAX;  ///< stored, but the ack is lost with the link
  std::size_t in_flight_events = 2'000;
  std::size_t batch_events = 500;
  std::size_t message_bytes = 1'048'576;
  std::size_t event_bytes = 262'144;
  std::set<std::uint64_t> busy_once;  ///< seqs that get `storage_busy, retry:true` the first time
  std::set<std::string> refuse_ids;   ///< ids that get a final nack
  std::string close_with;             ///< raw `bye`, sent after the first pub instead of taking it
  unsigned close_code = 0;
  std::vector<std::string> after_welcome;  ///< raw frames
};

class FakeDaemon {
 public:
  using Tcp = boost::asio::ip::tcp;
  using Stream = boost::beast::websocket::stream<Tcp::socket>;

  explicit FakeDaemon(std::vector<Faults> plan = {Faults{}}, unsigned refuse_with_status = 0)
      : plan_(std::move(plan)), refuse_with_status_(refuse_with_status) {
    port_ = acceptor_.local_endpoint().port();
    thread_ = std::thread(&FakeDaemon::accept_loop, this);
  }

  ~FakeDaemon() {
    stopping_ = true;
    // The accepting thread waits in a blocking call: one last connection ends it.
    boost::system::error_code ignored;
    boost::asio::io_context io;
    Tcp::socket last(io);
    last.connect({boost::asio::ip::address_v4::loopback(), port_}, ignored);
    {
      const std::lock_guard lock(mutex_);
      if (live_ != nullptr) live_->shutdown(Tcp::socket::shutdown_both, ignored);
    }
    thread_.join();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  DaemonState state() const {
    const std::lock_guard lock(mutex_);
    return state_;
  }

  void restore_from(std::string epoch, std::uint64_t settled) {
    const std::lock_guard lock(mutex_);
    state_.epoch = std::move(epoch);
    state_.settled = settled;
    state_.stored.resize(settled);
    state_.identities.clear();
    for (const auto& event : state_.stored) state_.identities.insert(identity(event));
  }

  /// Runs on the daemon's thread between two connections, when `connections` have ended.
  std::function<void(FakeDaemon&, int connections)> between;

 private:
  static std::string identity(std::string_view event) {
    simdjson::dom::parser parser;
    simdjson::dom::element e;
    std::string_view source;
    std::string_view id;
    if (parser.parse(event.data(), event.size()).get(e) != simdjson::SUCCESS) return std::string(event);
    if (e["source"].get(source) != simdjson::SUCCESS) source = {};
    if (e["id"].get(id) != simdjson::SUCCESS) id = {};
    return std::string(source) + '\n' + std::string(id);
  }

  void accept_loop() {
    for (int n = 0;; ++n) {
      Tcp::socket socket(io_);
      boost::system::error_code error;
      acceptor_.accept(socket, error);
      if (stopping_) return;
      {
        const std::lock_guard lock(mutex_);
        ++state_.connections;
        live_ = &socket;
      }
      Faults faults = plan_[std::min<std::size_t>(static_cast<std::size_t>(n), plan_.size() - 1)];
      try {
        serve(socket, faults);
      } catch (const boost::system::system_error&) {
        // The peer is gone: the next connection is served.
      }
      {
        const std::lock_guard lock(mutex_);
        live_ = nullptr;
      }
      if (between) between(*this, n + 1);
    }
  }

  bool shake_hands(Tcp::socket& socket,
                   boost::beast::http::request<boost::beast::http::string_body>& request) {
    namespace http = boost::beast::http;
    boost::beast::flat_buffer buffer;
    http::read(socket, buffer, request);
    {
      const std::lock_guard lock(mutex_);
      state_.request_target = std::string(request.target());
      state_.authorization = std::string(request[http::field::authorization]);
      state_.user_agent = std::string(request[http::field::user_agent]);
    }
    if (refuse_with_status_ == 0) return true;
    http::response<http::string_body> answer(static_cast<http::status>(refuse_with_status_), 11);
    answer.set(http::field::content_type, "application/problem+json");
    answer.body() = R"({"code":"unauthenticated","detail":"The key was revoked."})";
    answer.prepare_payload();
    http::write(socket, answer);
    return false;
  }

  std::string welcome(const Faults& faults, std::string_view producer) const {
    std::string out =
        R"({"op":"welcome","server":"gridhall/test","now":"2026-01-01T00:00:00Z","integrator":"dev",)"
        R"("mode":"live","producer":)";
    out += producer.empty() ? "null" : '"' + std::string(producer) + '"';
    if (!producer.empty()) {
      out +=
          R"(,"resume":{"epoch":")" + state_.epoch + R"(","settled":)" + std::to_string(state_.settled) + "}";
    }
    out += R"(,"limits":{"message_bytes":)" + std::to_string(faults.message_bytes) + R"(,"event_bytes":)" +
           std::to_string(faults.event_bytes) + R"(,"batch_events":)" + std::to_string(faults.batch_events) +
           R"(,"in_flight_events":)" + std::to_string(faults.in_flight_events) +
           R"(,"in_flight_bytes":4194304}})";
    return out;
  }

  void serve(Tcp::socket& socket, Faults faults) {
    boost::beast::http::request<boost::beast::http::string_body> request;
    if (!shake_hands(socket, request)) return;
    boost::beast::websocket::stream<Tcp::socket&> ws(socket);
    ws.set_option(
        boost::beast::websocket::stream_base::decorator([](boost::beast::websocket::response_type& response) {
          response.set(boost::beast::http::field::sec_websocket_protocol, "gridhall.ingest.v1");
        }));
    ws.accept(request);
    ws.read_message_max(faults.message_bytes);
    const auto send = [&ws](const std::string& text) { ws.write(boost::asio::buffer(text)); };
    {
      const std::lock_guard lock(mutex_);
      send(welcome(faults, ""));
    }
    simdjson::dom::parser parser;
    std::size_t events_here = 0;
    for (;;) {
      boost::beast::flat_buffer buffer;
      ws.read(buffer);
      const std::string text = boost::beast::buffers_to_string(buffer.data());
      const simdjson::dom::element message = parser.parse(text);
      const std::string_view op = message["op"];
      const std::lock_guard lock(mutex_);
      state_.messages.push_back(text);
      if (op == "hello") {
        send(welcome(faults, std::string_view(message["producer"])));
        for (const auto& raw : faults.after_welcome) send(raw);
      } else if (op == "ping") {
        send(R"({"op":"pong","t":)" + std::to_string(std::uint64_t(message["t"])) + "}");
      } else if (op == "check") {
        send(check(message, faults));
      } else if (op == "pub") {
        if (!faults.close_with.empty()) {
          send(faults.close_with);
          ws.close(static_cast<boost::beast::websocket::close_code>(faults.close_code));
          return;
        }
        const simdjson::dom::array events = message["events"];
        state_.batches.push_back(events.size());
        events_here += events.size();
        if (events_here >= faults.drop_before_storing_at) return socket.close();
        const bool lose_ack = events_here >= faults.drop_before_ack_at;
        for (const std::string& answer : take(message, events, faults)) {
          if (!lose_ack) send(answer);
        }
        if (lose_ack) return socket.close();
      }
    }
  }

  std::string check(const simdjson::dom::element& message, const Faults& faults) const {
    std::string errors;
    std::size_t ok = 0;
    std::size_t index = 0;
    for (const simdjson::dom::element event : message["events"]) {
      if (faults.refuse_ids.count(std::string(std::string_view(event["id"]))) != 0) {
        errors += errors.empty() ? "" : ",";
        errors += R"({"index":)" + std::to_string(index) +
                  R"(,"code":"schema_violation","detail":"no","pointer":"/data"})";
      } else {
        ++ok;
      }
      ++index;
    }
    return R"({"op":"checked","ref":)" + std::string(simdjson::minify(message["ref"])) + R"(,"ok":)" +
           std::to_string(ok) + R"(,"errors":[)" + errors + "]}";
  }

  static void add(std::string& list, std::string_view item) {
    if (!list.empty()) list += ',';
    list += item;
  }

  std::vector<std::string> take(const simdjson::dom::element& message, const simdjson::dom::array& events,
                                Faults& faults) {
    std::vector<std::string> answers;
    std::uint64_t seq = 0;
    const bool numbered = message["seq"].get(seq) == simdjson::SUCCESS;
    if (numbered && seq > state_.settled + 1) {
      answers.push_back(
          R"({"op":"nack","seq":)" + std::to_string(seq) +
          R"(,"ref":null,"index":0,"retry":true,"code":"sequence_gap","detail":"gap","expected":)" +
          std::to_string(state_.settled + 1) + "}");
      return answers;
    }
    std::string dups;
    std::string results;
    std::size_t stored = 0;
    std::size_t index = 0;
    for (const simdjson::dom::element event : events) {
      const std::uint64_t here = seq + index;
      const std::string where =
          R"({"op":"nack","seq":)" + (numbered ? std::to_string(here) : std::string("null")) + R"(,"ref":)" +
          (numbered ? std::string("null") : std::string(simdjson::minify(message["ref"]))) + R"(,"index":)" +
          std::to_string(index++);
      const std::string id{std::string_view(event["id"])};
      if (numbered && here <= state_.settled) {
        add(dups, std::to_string(here));
        continue;
      }
      if (faults.busy_once.erase(numbered ? here : index) != 0) {
        answers.push_back(where + R"(,"retry":true,"code":"storage_busy","detail":"busy"})");
        add(results, R"("refused")");
        if (numbered) break;
        continue;
      }
      if (faults.refuse_ids.count(id) != 0) {
        std::string nack = where;
        nack.append(R"(,"id":")")
            .append(id)
            .append(R"(","retry":false,"code":"schema_violation","detail":"no"})");
        answers.push_back(std::move(nack));
        add(results, R"("refused")");
      } else if (!state_.identities.insert(identity(std::string(simdjson::minify(event)))).second) {
        add(dups, std::to_string(here));
        add(results, R"("duplicate")");
      } else {
        state_.stored.emplace_back(simdjson::minify(event));
        ++stored;
        add(results, R"("stored")");
      }
      if (numbered) state_.settled = here;
    }
    const std::string pos =
        R"("pos":{"epoch":")" + state_.epoch + R"(","seq":)" + std::to_string(state_.stored.size()) + "}}";
    if (numbered) {
      answers.push_back(R"({"op":"ack","settled":)" + std::to_string(state_.settled) + R"(,"stored":)" +
                        std::to_string(stored) + R"(,"duplicate":0,"dups":[)" + dups + R"(],"warnings":[],)" +
                        pos);
    } else {
      answers.push_back(R"({"op":"ack","ref":)" + std::string(simdjson::minify(message["ref"])) +
                        R"(,"results":[)" + results + "]," + pos);
    }
    return answers;
  }

  std::vector<Faults> plan_;
  unsigned refuse_with_status_;
  boost::asio::io_context io_;
  Tcp::acceptor acceptor_{io_, {boost::asio::ip::address_v4::loopback(), 0}};
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  DaemonState state_;
  Tcp::socket* live_ = nullptr;
  std::thread thread_;
};

}  // namespace gridhall::client
