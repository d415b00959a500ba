#include "dashboard/exports.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "dashboard/access.hpp"
#include "dashboard/case_csv.hpp"
#include "dashboard/cases_query.hpp"
#include "dashboard/json.hpp"
#include "ingest/net/body_stream.hpp"
#include "ingest/net/server.hpp"

namespace gridhall::dashboard {
namespace {

namespace asio = boost::asio;
using asio::awaitable;

constexpr std::size_t kPieceBytes = 64U << 10;
constexpr std::chrono::milliseconds kPieceTime{50};  ///< of a thread of the pool, where few cases match
constexpr std::chrono::milliseconds kPoolWait{100};

class Export final : public net::BodyStream {
 public:
  Export(net::Server& server, const ApiContext& api, CasesQuery query, ExportFormat format,
         std::shared_ptr<void> place)
      : server_(server),
        api_(api),
        query_(std::move(query)),
        format_(format),
        tables_(api.store.tables()),
        now_(api.store.now()),
        scan_(api.store.scan_cases(query_.open_only())),
        place_(std::move(place)) {}

  /// What stands before the first case.
  void begin(bool byte_order_mark) {
    if (format_ != ExportFormat::kCsv) return;
    if (byte_order_mark) piece_ = "\xEF\xBB\xBF";
    piece_ += csv_head(*api_.areas);
  }

  awaitable<std::string> next() override {
    // An empty piece would be the end.
    while (piece_.empty() && scan_) {
      if (co_await server_.blocking([this] { fill(); })) continue;
      // Others ask much at the moment. Cutting a long download for that would cost them more.
      asio::steady_timer wait(co_await asio::this_coro::executor, kPoolWait);
      co_await wait.async_wait(asio::use_awaitable);
    }
    co_return std::exchange(piece_, {});
  }

 private:
  void fill() {
    const CaseContext context{*api_.areas, tables_.get(), now_, &query_.reader};
    const auto until = std::chrono::steady_clock::now() + kPieceTime;
    while (piece_.size() < kPieceBytes && std::chrono::steady_clock::now() < until) {
      const auto c = scan_->next();
      if (!c) return end();
      if (!query_.takes(*c, tables_.get(), now_)) continue;
      ++count_;
      append(*c, context);
    }
  }

  void append(const model::Case& c, const CaseContext& context) {
    if (format_ == ExportFormat::kCsv) return append_csv(piece_, c, context);
    if (format_ == ExportFormat::kNdjson) {
      append_case(piece_, c, context);
    } else {
      append_feature(piece_, c, context);
    }
    piece_ += '\n';
  }

  void end() {
    if (format_ == ExportFormat::kNdjson) {
      piece_ += R"({"end":true,"count":)";
      append_integer(piece_, count_);
      append_key(piece_, "pos");
      append_string(piece_, model::to_string(scan_->at()));
      piece_ += "}\n";
    }
    scan_.reset();
  }

  net::Server& server_;
  const ApiContext& api_;
  const CasesQuery query_;
  const ExportFormat format_;
  const std::shared_ptr<const model::Tables> tables_;
  const model::Time now_;
  std::unique_ptr<store::CaseScan> scan_;  ///< null at the end
  std::shared_ptr<void> place_;  ///< among those that may run, given back when the reader has all or has gone
  std::string piece_;
  std::uint64_t count_ = 0;
};

struct Kind {
  std::string_view type;
  std::string_view ending;
};

Kind kind_of(ExportFormat format) {
  switch (format) {
    case ExportFormat::kCsv:
      return {"text/csv; charset=utf-8; header=present", "csv"};
    case ExportFormat::kNdjson:
      return {"application/x-ndjson", "ndjson"};
    case ExportFormat::kGeojsonl:
      break;
  }
  return {"application/x-ndjson", "geojsonl"};
}

net::Response busy(const net::Request& request, std::string detail) {
  net::Response response = error_response(request, 503, model::Code::kStorageBusy, std::move(detail));
  response.headers.push_back({"Retry-After", "5"});
  return response;
}

}  // namespace

Exports::Exports(net::Server& server, const ApiContext& api)
    : server_(server), api_(api), running_(std::make_shared<std::atomic<int>>(0)) {}

net::Response Exports::start(ExportFormat format, const net::Request& request) {
  const auto actor = actor_of(request);
  if (!actor) return net::problem(request, 400, actor.error());
  QueryReader reader(request);
  CasesQuery query = CasesQuery::read(reader, request, api_.days);
  const auto mark = reader.one("bom");
  if (mark && mark != "0" && mark != "1") reader.refuse("bom", *mark, "0 or 1");
  if (!reader.errors().empty()) return net::problem(request, 400, reader.errors());
  query.reader = *actor;
  std::shared_ptr<void> place(nullptr, [running = running_](void*) { --*running; });
  if (++*running_ > kExportsMax)
    return busy(request, std::to_string(kExportsMax) + " exports are running; ask again");
  auto body = std::make_shared<Export>(server_, api_, std::move(query), format, std::move(place));
  body->begin(mark == "1");
  const Kind kind = kind_of(format);
  net::Response response;
  response.content_type = kind.type;
  response.stream = std::move(body);
  response.headers = {
      {"Cache-Control", "no-store"},
      {"Content-Disposition", "attachment; filename=\"gridhall-cases." + std::string(kind.ending) + '"'}};
  return response;
}

awaitable<net::Response> Exports::get(ExportFormat format, net::Request request) {
  if (auto refused = refuse_call(api_.city, request)) co_return std::move(*refused);
  net::Response response;
  const bool ran = co_await server_.blocking([&] { response = start(format, request); });
  if (!ran) response = busy(request, "too many questions wait; ask again");
  co_return response;
}

}  // namespace gridhall::dashboard
