// What becomes of an action: it is decided against the case as it stands after all that the group has taken
// before it, so that of two actions on one version exactly one is stored, whether they came together or not.
#include "store/commit_group.hpp"
#include "store/key.hpp"
#include "store/model/action.hpp"

namespace gridhall::store {

using model::Code;

// The cases that the group's actions name, as they are before the group.
void Committer::read_acted_cases(Group& group) {
  const auto each_named = [&](const auto& fn) {
    for (const Work& work : group.works) {
      if (!work.item->event || !work.item->event->action) continue;
      const model::Action& action = *work.item->event->action;
      fn(action.target);
      if (action.parent && action.parent->epoch == epoch_) fn(action.parent->seq);
    }
  };
  CaseReads reads;
  {
    const BoardView view(board_);
    each_named([&](std::uint64_t case_seq) { want_case(group, view, case_seq, reads); });
  }
  read_cases(group, reads);
  // A number that is no case's must not look like one that the fold may open.
  for (const std::uint64_t case_seq : reads.wanted) {
    if (!group.cases[case_seq]) group.cases.erase(case_seq);
  }
  each_named([&](std::uint64_t case_seq) {
    if (case_seq == 0) return;
    const auto known = group.cases.find(case_seq);
    group.acted.try_emplace(case_seq, known != group.cases.end() ? known->second : std::nullopt);
  });
}

void Committer::decide_action(Group& group, Work& work) {
  model::Event& event = *work.item->event;
  if (!event.action) {
    work.refuse(Outcome::kRefused,
                model::make_error(Code::kInternal, "an event of type action has no action"));
    return;
  }
  if (settle_known(group, work) || refuse_when_full(work)) return;
  const model::Action& action = *event.action;
  const auto target = group.acted.find(action.target);
  if (target == group.acted.end() || !target->second) {
    work.refuse(Outcome::kRefused, model::make_error(Code::kNotFound, "there is no case of this id"));
    return;
  }
  event.recorded_at = group.record.recorded_at;
  auto error = model::refuse(*target->second, event);
  if (!error && action.kind == model::ActionKind::kMerge) error = refuse_parent(group, action);
  if (error) {
    work.refuse(Outcome::kRefused, std::move(*error));
    return;
  }
  take_in(group, work, action.target);
}

// What the case alone can't say of a merge. A parent that is merged itself would make a chain that nobody
// follows.
std::optional<model::Error> Committer::refuse_parent(Group& group, const model::Action& action) const {
  const std::string id = model::to_string(*action.parent);
  const auto parent = group.acted.find(action.parent->seq);
  if (action.parent->epoch != epoch_ || parent == group.acted.end() || !parent->second) {
    model::Error error = model::make_error(Code::kSchemaViolation, "there is no case " + id, "/into");
    error.got = '"' + id + '"';
    return error;
  }
  if (parent->second->state != model::State::kMerged) return std::nullopt;
  std::string detail = "case " + id + " is itself merged";
  if (parent->second->parent) detail += " into " + model::to_string(*parent->second->parent);
  model::Error error = model::make_error(Code::kTransitionNotAllowed, std::move(detail), "/into");
  error.got = '"' + id + '"';
  return error;
}

}  // namespace gridhall::store
