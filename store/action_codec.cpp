// An action:
//   u8 kind · text actor · text role · text reason · text note · varint evidence { text } · varint
//   expected_version · u8 state + 1 | u8 0 · text unit · u8 1 i64 until_us | u8 0 · u8 1 text epoch u64 seq |
//   u8 0 (parent) · u8 rating · text class_code · varint claim_seq · u8 rung · varint deadline
#include "store/action_codec.hpp"

namespace gridhall::store {

using model::Action;

void write_action(Writer& out, const Action& action) {
  out.u8(static_cast<std::uint8_t>(action.kind));
  out.text(action.actor);
  out.text(action.role);
  out.text(action.reason);
  out.text(action.note);
  out.varint(action.evidence.size());
  for (const std::string& link : action.evidence) out.text(link);
  out.varint(action.expected_version);
  out.u8(action.to ? static_cast<std::uint8_t>(static_cast<unsigned>(*action.to) + 1) : 0);
  out.text(action.unit);
  out.u8(action.until ? 1 : 0);
  if (action.until) out.i64(action.until->time_since_epoch().count());
  out.u8(action.parent ? 1 : 0);
  if (action.parent) {
    out.text(action.parent->epoch);
    out.u64(action.parent->seq);
  }
  out.u8(action.rating);
  out.text(action.class_code);
  out.varint(action.claim_seq);
  out.u8(action.rung);
  out.varint(action.deadline);
}

std::shared_ptr<const Action> read_action(Reader& in, std::uint64_t target) {
  auto action = std::make_shared<Action>();
  action->target = target;
  const std::uint8_t kind = in.u8();
  if (kind == 0 || kind > model::kActionKindCount) in.fail();
  action->kind = static_cast<model::ActionKind>(in.ok() ? kind : 1);
  action->actor = in.text();
  action->role = in.text();
  action->reason = in.text();
  action->note = in.text();
  const std::size_t links = in.count();
  for (std::size_t i = 0; i < links && in.ok(); ++i) action->evidence.emplace_back(in.text());
  action->expected_version = in.varint();
  const std::uint8_t to = in.u8();
  if (to > model::kStateCount) in.fail();
  if (to != 0 && in.ok()) action->to = static_cast<model::State>(to - 1);
  action->unit = in.text();
  if (in.u8() != 0) action->until = model::Time(std::chrono::microseconds(in.i64()));
  if (in.u8() != 0) {
    std::string epoch(in.text());
    action->parent = model::CaseId{std::move(epoch), in.u64()};
  }
  action->rating = in.u8();
  action->class_code = in.text();
  action->claim_seq = in.varint();
  action->rung = in.u8();
  action->deadline = in.varint();
  return action;
}

}  // namespace gridhall::store
