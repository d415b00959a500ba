// What becomes of each item of a group: stored, a duplicate, refused, or not settled. Nothing is written
// here. Actions are decided in commit_action.cpp.
#include "store/commit_group.hpp"
#include "store/key.hpp"
#include "store/model/apply.hpp"

namespace gridhall::store {

using model::Code;

model::Error source_not_allowed(const std::string& source) {
  return model::make_error(
      Code::kSourceNotAllowed,
      "source \"" + source +
          "\" belongs to another integrator; a source belongs to the one that first used it",
      "/source");
}

// The one read of a group: ids and subjects that are not remembered.
void Committer::look_up(Group& group) {
  std::vector<std::pair<Family, std::string>> keys;
  std::vector<Hash128> hashes;
  const auto want = [&](Family family, const Hash128& hash) {
    keys.emplace_back(family, hash_key(hash));
    hashes.push_back(hash);
  };
  for (const Work& work : group.works) {
    if (!work.item->event) continue;
    const model::Event& event = *work.item->event;
    if (recent_.find(work.id_hash) == nullptr) want(Family::kDedup, work.id_hash);
    if (event.type == model::EventType::kAction) continue;  // it names its case itself
    if (subjects_.find(work.subject_hash) != nullptr) continue;
    if (event.subject != event.id) {
      want(Family::kDedup, event_hash(secret_, event.integrator, event.source, event.subject));
    }
    want(Family::kSubject, work.subject_hash);
  }
  if (keys.empty() || seq() == 0) return;
  const auto values = database_.multi_get(keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!values[i]) continue;
    if (keys[i].first == Family::kDedup) {
      if (const auto value = decode_dedup(*values[i])) group.found_ids.emplace(hashes[i], *value);
    } else if (const auto case_seq = decode_subject(*values[i])) {
      group.found_subjects.emplace(hashes[i], *case_seq);
    }
  }
}

void Committer::decide(Group& group) {
  group.record.first_seq = seq() + 1;
  // Before anything is decided: what an action may do depends on when it is recorded.
  group.record.recorded_at = options_.clock ? options_.clock() : model::now();
  std::size_t next = 0;
  for (std::size_t s = 0; s < group.submissions.size(); ++s) {
    Submission& submission = group.submissions[s];
    Receipt& receipt = group.receipts[s];
    const bool ordered = !submission.producer.empty();
    const std::string key =
        ordered ? producer_key(submission.integrator, submission.producer) : std::string();
    std::uint64_t settled = 0;
    if (ordered) {
      const auto changed = group.settled.find(key);
      settled = changed != group.settled.end() ? changed->second
                                               : this->settled(submission.integrator, submission.producer);
    }
    bool stopped = false;
    for (std::size_t i = 0; i < submission.items.size(); ++i) {
      Work& work = group.works[next++];
      const std::uint64_t producer_seq = work.item->producer_seq;
      if (stopped) {
        work.result->outcome = Outcome::kNotSettled;
        continue;
      }
      if (ordered && producer_seq <= settled) {
        work.result->outcome = Outcome::kDuplicate;
        continue;
      }
      if (ordered && producer_seq != settled + 1) {
        work.result->outcome = Outcome::kNotSettled;
        work.result->error =
            model::make_error(Code::kSequenceGap, "seq is " + std::to_string(producer_seq) + "; expected " +
                                                      std::to_string(settled + 1) +
                                                      ". Go back to that seq and send on from there.");
        if (work.item->event) {
          work.result->source = work.item->event->source;
          work.result->id = work.item->event->id;
        }
        receipt.expected = settled + 1;
        stopped = true;
        continue;
      }
      decide_item(group, work);
      if (work.result->outcome == Outcome::kNotSettled) {
        stopped = ordered;
        continue;
      }
      if (ordered) settled = group.settled[key] = producer_seq;
    }
    receipt.settled = settled;
  }
}

void Committer::decide_item(Group& group, Work& work) {
  if (!work.item->event) {
    work.result->outcome = Outcome::kRefused;
    return;
  }
  const model::Event& event = *work.item->event;
  if (event.type == model::EventType::kAction) return decide_action(group, work);
  const auto owner = source_owners_.find(event.source);
  if (owner != source_owners_.end() && owner->second != event.integrator) {
    work.refuse(Outcome::kRefused, source_not_allowed(event.source));
    return;
  }
  if (settle_known(group, work) || refuse_when_full(work)) return;

  if (owner == source_owners_.end()) {
    const std::lock_guard lock(owners_mutex_);
    source_owners_.emplace(event.source, event.integrator);
    group.new_owners.emplace(event.source, event.integrator);
  }
  const std::uint64_t seq = group.record.first_seq + group.record.entries.size();
  const std::uint64_t known = event.of_no_case() ? 0 : case_of(group, work);
  const bool opens = known == UINT64_MAX;
  if (opens) {
    subjects_.put(work.subject_hash, seq);
    if (event.subject != event.id) group.new_subjects.emplace_back(work.subject_hash, seq);
  }
  take_in(group, work, opens ? seq : known);
}

// True when the event's key is known: a duplicate or a conflict.
bool Committer::settle_known(Group& group, Work& work) {
  const DedupValue* known = recent_.find(work.id_hash);
  if (known == nullptr) {
    const auto found = group.found_ids.find(work.id_hash);
    if (found != group.found_ids.end()) known = &found->second;
  }
  if (known == nullptr) return false;
  if (known->payload_hash == work.item->payload_hash) {
    work.result->outcome = Outcome::kDuplicate;
    work.result->seq = known->seq;
    return true;
  }
  const bool acts = work.item->event->type == model::EventType::kAction;
  work.refuse(Outcome::kRefused,
              model::make_error(
                  Code::kDuplicateConflict,
                  acts ? "another action has this key already; it was left as it is. Another action "
                         "needs a key of its own."
                       : "an event with this source and id is stored with other members; it was left as "
                         "it is. To change the case send an update: a new id with the same subject.",
                  "/id"));
  return true;
}

bool Committer::refuse_when_full(Work& work) {
  if (!disk_low_.load(std::memory_order_relaxed)) return false;
  work.refuse(Outcome::kNotSettled,
              model::make_error(Code::kStorageBusy,
                                "the disk is nearly full; nothing is taken until there is space again"));
  return true;
}

// The event becomes the group's next entry.
void Committer::take_in(Group& group, Work& work, std::uint64_t case_seq) {
  model::Event& event = *work.item->event;
  event.seq = group.record.first_seq + group.record.entries.size();
  event.recorded_at = group.record.recorded_at;
  work.result->outcome = Outcome::kStored;
  work.result->seq = event.seq;

  LogEntry entry;
  entry.case_seq = case_seq;
  entry.payload_hash = work.item->payload_hash;
  if (!event.contact.empty() && case_seq != 0) {
    group.contacts[case_seq].append(event.contact).push_back('\n');
  }
  event.contact.clear();
  entry.event = std::move(event);
  recent_.put(work.id_hash, {entry.event.seq, case_seq, entry.names_case(), entry.payload_hash});
  if (group.has_actions) {
    const auto acted = group.acted.find(case_seq);
    if (acted != group.acted.end()) {
      acted->second = model::apply(std::move(acted->second), entry.event, epoch_);
    }
  }
  group.record.entries.push_back(std::move(entry));
  group.record_subjects.push_back(static_cast<std::uint64_t>(&work - group.works.data()));
}

// The case that the event's subject names; UINT64_MAX: none yet.
std::uint64_t Committer::case_of(Group& group, const Work& work) {
  if (const std::uint64_t* known = subjects_.find(work.subject_hash)) return *known;
  const model::Event& event = *work.item->event;
  std::uint64_t found = UINT64_MAX;
  if (const auto row = group.found_subjects.find(work.subject_hash); row != group.found_subjects.end()) {
    found = row->second;
  } else if (event.subject != event.id) {
    const Hash128 hash = event_hash(secret_, event.integrator, event.source, event.subject);
    const DedupValue* value = recent_.find(hash);
    const auto read = group.found_ids.find(hash);
    if (value == nullptr && read != group.found_ids.end()) value = &read->second;
    if (value != nullptr && value->names_case) found = value->case_seq;
  }
  if (found != UINT64_MAX) subjects_.put(work.subject_hash, found);
  return found;
}

// Finds the case in memory, or notes that it must be read.
void Committer::want_case(Group& group, const BoardView& view, std::uint64_t case_seq, CaseReads& reads) {
  if (case_seq == 0 || case_seq > seq() || group.cases.contains(case_seq)) return;
  std::shared_ptr<const std::string> blob = view.blob(case_seq);
  if (!blob) blob = indexer_.pending_case(case_seq);
  if (blob) {
    group.cases.emplace(case_seq, decode_case(*blob));
    return;
  }
  group.cases.emplace(case_seq, std::nullopt);
  reads.wanted.push_back(case_seq);
  reads.keys.emplace_back(Family::kCase, case_key({epoch_, case_seq}));
}

void Committer::read_cases(Group& group, const CaseReads& reads) {
  if (reads.keys.empty()) return;
  const auto values = database_.multi_get(reads.keys);
  for (std::size_t i = 0; i < reads.keys.size(); ++i) {
    if (values[i]) group.cases[reads.wanted[i]] = decode_case(*values[i]);
  }
}

// Cases that are closed and long written: fetched before the write, so that nothing is read while applying.
void Committer::read_closed_cases(Group& group) {
  CaseReads reads;
  {
    const BoardView view(board_);
    for (const LogEntry& entry : group.record.entries) want_case(group, view, entry.case_seq, reads);
  }
  read_cases(group, reads);
  for (const std::uint64_t case_seq : reads.wanted) {
    if (!group.cases[case_seq]) {
      throw StorageError("case " + epoch_ + "-" + std::to_string(case_seq) +
                         " is named by its subject but not there");
    }
  }
}

}  // namespace gridhall::store
