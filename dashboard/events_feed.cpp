#include "dashboard/events_feed.hpp"

#include <simdjson.h>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "dashboard/json.hpp"
#include "dashboard/query_reader.hpp"

namespace gridhall::dashboard {
namespace {

namespace asio = boost::asio;

constexpr std::uint64_t kLimitMax = 1'000;
constexpr std::uint64_t kWaitMax = 30;
constexpr std::size_t kBatch = 256;  // events can be 256 KiB each: never read many more than the answer holds

struct FeedQuery {
  std::uint64_t since = 0;
  std::size_t limit = 100;
  std::chrono::seconds wait{0};
};

net::Response retired(const ApiContext& api, const net::Request& request) {
  const std::string floor = model::to_string(model::Position{api.store.epoch(), api.store.log_floor()});
  net::Response response =
      error_response(request, 410, model::Code::kPositionRetired,
                     "the log no longer has what follows this position; the oldest one is " + floor);
  // The floor as a member of its own, so that nobody has to read it out of a sentence.
  if (response.body.starts_with('{')) response.body.insert(1, "\"floor\":\"" + floor + "\",");
  return response;
}

std::string without_pos(std::string_view event) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(event.data(), event.size()).get(object) != simdjson::SUCCESS) return std::string(event);
  std::string out = "{";
  for (const auto [key, value] : object) {
    if (key == "pos") continue;
    if (out.size() > 1) out += ',';
    append_string(out, key);
    out += ':';
    out += simdjson::minify(value);
  }
  return out + '}';
}

struct FeedPage {
  std::string body;
  std::uint64_t last = 0;
  bool any = false;
};

FeedPage read_page(const ApiContext& api, const FeedQuery& query) {
  FeedPage page;
  page.body = "{\"events\":[";
  page.last = query.since;
  std::size_t taken = 0;
  bool full = false;
  while (taken < query.limit && !full) {
    const auto events = api.store.read_log(page.last, std::min(kBatch, query.limit - taken));
    if (events.empty()) break;
    for (const store::StoredEvent& stored : events) {
      full = page.any && page.body.size() + stored.event.data.size() > kAnswerBytesMax;
      if (full) break;
      if (page.any) page.body += ',';
      page.body += with_position(stored.event.data, api.store.epoch(), stored.event.seq);
      page.last = stored.event.seq;
      page.any = true;
      ++taken;
    }
  }
  page.body += "],\"next\":\"" + model::to_string(model::Position{api.store.epoch(), page.last}) + "\"}";
  return page;
}

}  // namespace

std::string with_position(std::string_view event, std::string_view epoch, std::uint64_t seq) {
  std::string out = event.find("\"pos\"") == std::string_view::npos ? std::string(event) : without_pos(event);
  const std::size_t end = out.rfind('}');
  if (end == std::string::npos) return out;
  out.resize(end);
  while (!out.empty() && (out.back() == ' ' || (out.back() >= '\t' && out.back() <= '\r'))) out.pop_back();
  append_key(out, "pos");
  out += "{\"epoch\":";
  append_string(out, epoch);
  append_key(out, "seq");
  append_integer(out, seq);
  out += "}}";
  return out;
}

asio::awaitable<net::Response> EventsFeed::get(net::Request request) {
  QueryReader reader(request);
  FeedQuery query;
  query.since = api_.store.log_floor();
  bool gone = false;
  if (const auto text = reader.one("since")) {
    const auto position = model::parse_position(*text);
    if (!position) {
      reader.refuse("since", *text, "a position as in next: epoch:seq");
    } else {
      gone = position->epoch != api_.store.epoch() || position->seq < api_.store.log_floor();
      query.since = position->seq;
      if (!gone && position->seq > api_.store.seq()) {
        reader.refuse("since", *text,
                      "at most the last position, " +
                          model::to_string(model::Position{api_.store.epoch(), api_.store.seq()}));
      }
    }
  }
  if (const auto limit = reader.number("limit", 1, kLimitMax)) query.limit = *limit;
  if (const auto wait = reader.number("wait", 0, kWaitMax)) query.wait = std::chrono::seconds(*wait);
  if (!reader.errors().empty()) co_return net::problem(request, 400, reader.errors());
  if (gone) co_return retired(api_, request);

  if (query.wait.count() > 0) co_await wait_beyond(query.since, query.wait);
  FeedPage page;
  const bool ran = co_await server_.blocking([&] { page = read_page(api_, query); });
  if (!ran)
    co_return error_response(request, 503, model::Code::kStorageBusy, "too many questions wait; ask again");
  co_return json_response(std::move(page.body));
}

asio::awaitable<void> EventsFeed::wait_beyond(std::uint64_t seq, std::chrono::seconds most) {
  const auto waiter = std::make_shared<Waiter>(co_await asio::this_coro::executor);
  waiter->timer.expires_after(most);
  {
    const std::lock_guard lock(mutex_);
    // Registered before the look at the position: a commit in between finds the waiter and wakes it.
    if (stopped_ || waiters_.size() >= kWaitersMax) co_return;
    waiters_.insert(waiter);
  }
  if (api_.store.seq() <= seq) {
    boost::system::error_code ignored;
    if (!waiter->woken) co_await waiter->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  const std::lock_guard lock(mutex_);
  waiters_.erase(waiter);
}

void EventsFeed::wake() {
  const std::lock_guard lock(mutex_);
  for (const auto& waiter : waiters_) {
    asio::post(waiter->timer.get_executor(), [waiter] {
      waiter->woken = true;
      waiter->timer.cancel();
    });
  }
  waiters_.clear();
}

void EventsFeed::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake();
}

}  // namespace gridhall::dashboard
