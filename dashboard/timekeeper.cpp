#include "dashboard/timekeeper.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include "dashboard/action_event.hpp"
#include "store/codec.hpp"
#include "store/model/standing.hpp"

namespace gridhall::dashboard {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kLook{500};
constexpr std::chrono::seconds kAgain{30};
constexpr std::size_t kCasesMax =
    500;  ///< at a time: a city's claims and deadlines of half a second and more

}  // namespace

std::optional<store::Item> lapse_item(const model::Case& c, const model::Tables* tables, model::Time now) {
  const auto lapse = model::next_lapse(c, tables);
  if (!lapse || lapse->at > now) return std::nullopt;
  ActionCall call;
  call.key = (lapse->kind == model::ActionKind::kLapseClaim ? "lapse:" : "lapse-ack:") +
             model::to_string(c.id) + ':' + std::to_string(lapse->seq);
  call.action.kind = lapse->kind;
  call.action.actor = model::kSystemActor;
  call.action.claim_seq = lapse->seq;
  return action_item(call, c, geo::AreaLayers(), now);
}

std::optional<store::Item> climb_item(const model::Case& c, const model::Tables* tables, model::Time now) {
  const auto climb = model::due_climb(c, tables, now);
  if (!climb) return std::nullopt;
  ActionCall call;
  call.key = "escalation:" + model::to_string(c.id) + ':' + std::to_string(climb->deadline) + ':' +
             std::to_string(climb->rung);
  call.action.kind = climb->level == model::EscalationLevel::kNudged ? model::ActionKind::kNudge
                                                                     : model::ActionKind::kEscalate;
  call.action.actor = model::kSystemActor;
  call.action.unit = climb->unit;
  call.action.rung = climb->rung;
  call.action.deadline = climb->deadline;
  // A step taken since then may have stopped the clock.
  call.action.expected_version = c.version;
  return action_item(call, c, geo::AreaLayers(), now);
}

struct Timekeeper::Impl : std::enable_shared_from_this<Impl> {
  Impl(const asio::any_io_executor& executor, store::Store& s)
      : strand(asio::make_strand(executor)), timer(strand), store(s) {}

  void arm() {
    timer.expires_after(kLook);
    timer.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (error || self->stopped) return;
      self->look();
      self->arm();
    });
  }

  void look() {
    const model::Time now = store.now();
    {
      const store::BoardView board(store.board());
      const auto next = board.next_timer();
      if (!next || *next > now) return;
    }
    std::vector<std::uint64_t> cases;
    {
      const auto lock = store.board().write();
      cases = store.board().timed(now, kAgain, kCasesMax);
    }
    const auto tables = store.tables();
    store::Submission submission;
    submission.integrator = model::kOwnIntegrator;
    submission.submitted_at = std::chrono::steady_clock::now();
    for (const std::uint64_t case_seq : cases) {
      const auto blob = store::BoardView(store.board()).blob(case_seq);
      const auto c = blob ? store::decode_case(*blob) : std::nullopt;
      if (!c) continue;
      for (auto& item : {lapse_item(*c, tables.get(), now), climb_item(*c, tables.get(), now)}) {
        if (!item) continue;
        submission.bytes += item->event->data.size();
        submission.items.push_back(*item);
      }
    }
    if (!submission.items.empty()) store.submit(std::move(submission));
  }

  asio::strand<asio::any_io_executor> strand;
  asio::steady_timer timer;
  store::Store& store;
  bool stopped = false;  ///< on the strand
};

Timekeeper::Timekeeper(const asio::any_io_executor& executor, store::Store& store)
    : impl_(std::make_shared<Impl>(executor, store)) {}

Timekeeper::~Timekeeper() = default;

void Timekeeper::start() {
  asio::post(impl_->strand, [impl = impl_] { impl->arm(); });
}

void Timekeeper::stop() {
  asio::post(impl_->strand, [impl = impl_] {
    impl->stopped = true;
    impl->timer.cancel();
  });
}

}  // namespace gridhall::dashboard
