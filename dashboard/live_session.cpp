#include "dashboard/live_session.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

#include "dashboard/case_json.hpp"
#include "dashboard/server_message.hpp"

namespace gridhall::dashboard {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

awaitable<bool> write(std::shared_ptr<net::WsStream> stream, std::vector<Frame> frames) {
  for (Frame& frame : frames) {
    const bool sent =
        frame.size() == 1 ? stream->send(std::move(frame.front())) : stream->send_pieces(std::move(frame));
    if (!sent) co_return false;
  }
  co_return co_await stream->drained();
}

class StreamLink : public ViewerLink {
 public:
  explicit StreamLink(std::shared_ptr<net::WsStream> stream) : stream_(std::move(stream)) {}

  void deliver(std::vector<Frame> frames, std::function<void(bool)> done) override {
    asio::co_spawn(
        stream_->executor(), write(stream_, std::move(frames)),
        [done = std::move(done)](const std::exception_ptr& failed, bool alive) { done(!failed && alive); });
  }

  void tell(std::string text) override {
    asio::post(stream_->executor(),
               [stream = stream_, text = std::move(text)]() mutable { stream->send(std::move(text)); });
  }

  void close(std::uint16_t code, std::string reason, std::optional<std::int64_t> retry_after_ms) override {
    asio::post(stream_->executor(), [stream = stream_, code, reason = std::move(reason), retry_after_ms] {
      stream->send(encode_bye(code, reason, retry_after_ms));
      stream->close(code, reason);
    });
  }

 private:
  std::shared_ptr<net::WsStream> stream_;
};

/// Leaves the viewer whatever ends the conversation.
class Attachment {
 public:
  Attachment(std::shared_ptr<Hub> hub, const std::shared_ptr<net::WsStream>& stream)
      : hub_(std::move(hub)), viewer_(hub_->attach(std::make_shared<StreamLink>(stream))) {}
  ~Attachment() { hub_->detach(viewer_); }
  Attachment(const Attachment&) = delete;
  Attachment& operator=(const Attachment&) = delete;

  /// Hands messages to the hub and resumes on the caller's executor once they are taken.
  awaitable<void> handle(std::vector<ClientMessage> messages) {
    // NOLINTNEXTLINE(performance-unnecessary-value-param): moved on
    auto initiate = [this](auto handler, std::vector<ClientMessage> batch) {
      auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
      hub_->handle(viewer_, std::move(batch), [waiting] {
        const auto executor = asio::get_associated_executor(*waiting);
        asio::post(executor, [waiting] { std::move (*waiting)(); });
      });
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void()>(
        std::move(initiate), asio::use_awaitable, std::move(messages));
  }

 private:
  std::shared_ptr<Hub> hub_;
  std::shared_ptr<Viewer> viewer_;
};

awaitable<std::string> answer_get(std::shared_ptr<const LiveContext> context, GetRequest request) {
  const auto id = model::parse_case_id(request.case_id);
  std::optional<model::Case> found;
  if (id && id->epoch == context->store.epoch()) {
    const bool ran = co_await context->server.blocking([&] { found = context->store.find_case(*id); });
    if (!ran) {
      co_return encode_error(
          request.ref, {},
          model::make_error(model::Code::kStorageBusy, "too many questions wait; ask again", ""));
    }
  }
  if (!found) {
    co_return encode_error(request.ref, {},
                           model::make_error(model::Code::kNotFound, "there is no case of this id", "/case"));
  }
  std::string json;
  const auto tables = context->store.tables();
  const Actor reader = demo_operator();
  append_case(json, *found, {*context->areas, tables.get(), context->store.now(), &reader});
  co_return encode_got(request.ref, json);
}

}  // namespace

awaitable<void> run_live_session(std::shared_ptr<const LiveContext> context,
                                 std::shared_ptr<net::WsStream> stream) {
  const LiveUser user{"demo operator", {"view"}};
  stream->send(
      encode_welcome(model::now(), context->store.epoch(), context->store.seq(), Hub::kTick.count(), user));
  Attachment attachment(context->hub, stream);
  ClientMessageReader reader;
  std::vector<std::string_view> texts;
  unsigned malformed = 0;
  bool open = true;
  while (co_await stream->read(texts)) {
    std::vector<ClientMessage> for_hub;
    for (const std::string_view text : texts) {
      if (!open) break;
      ClientMessage message = reader.read(text);
      if (auto* ping = std::get_if<PingRequest>(&message)) {
        stream->send(encode_pong(ping->t, model::now()));
      } else if (auto* get = std::get_if<GetRequest>(&message)) {
        stream->send(co_await answer_get(context, std::move(*get)));
      } else if (auto* bad = std::get_if<BadRequest>(&message)) {
        context->metrics.bad_messages.fetch_add(1, std::memory_order_relaxed);
        stream->send(encode_error(bad->ref, bad->id, bad->error));
        malformed = bad->malformed ? malformed + 1 : 0;
        if (malformed < kMalformedMax) continue;
        constexpr std::uint16_t kBadMessage = 4500;
        stream->send(encode_bye(kBadMessage, "20 messages in a row were not JSON objects", std::nullopt));
        stream->close(kBadMessage, "bad messages");
        open = false;
        continue;
      } else {
        for_hub.push_back(std::move(message));
      }
      malformed = 0;
    }
    if (!for_hub.empty()) co_await attachment.handle(std::move(for_hub));
  }
}

}  // namespace gridhall::dashboard
