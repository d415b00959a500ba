#include "dashboard/change_mailbox.hpp"

#include <catch2/catch.hpp>

using namespace gridhall;
using namespace gridhall::dashboard;

TEST_CASE("sets beyond the bound are merged into one that names each move once and forgets no alarm") {
  ChangeMailbox mailbox;
  const std::size_t count = ChangeMailbox::kSetsMax * 3;
  for (std::size_t i = 0; i < count; ++i) {
    auto set = std::make_shared<store::ChangeSet>();
    set->from = i;
    set->to = i + 1;
    store::ChangeSet::CaseChange change;
    change.case_seq = i % 10 + 1;
    change.before = change.after = {100};
    change.opened = i < 10;
    change.became_extreme = i == 3;
    change.open = true;
    set->cases.push_back(change);
    mailbox.push(std::move(set));
  }
  const auto sets = mailbox.take();
  CHECK(sets.size() <= ChangeMailbox::kSetsMax);
  CHECK(sets.front()->from == 0);
  CHECK(sets.back()->to == count);
  CHECK(sets.front()->cases.size() == 10);
  int alarms = 0;
  int opened = 0;
  std::uint64_t last = 0;
  for (const auto& set : sets) {
    CHECK(set->from == last);
    last = set->to;
    for (const auto& change : set->cases) {
      alarms += change.became_extreme ? 1 : 0;
      opened += change.opened ? 1 : 0;
    }
  }
  CHECK(alarms == 1);
  CHECK(opened == 10);
  CHECK(mailbox.take().empty());
}
