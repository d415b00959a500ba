// What becomes of each item of a group: stored, a duplicate, refused, or not settled. Nothing is written
// here.
#include "store/commit_group.hpp"
#include "store/key.hpp"

namespace gridhall::store {

using model::Code;

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
            error_of(Code::kSequenceGap, "seq is " + std::to_string(producer_seq) + "; expected " +
                                             std::to_string(settled + 1) +
                                             ". Go back to that seq and send on from there.");
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
  ItemResult& result = *work.result;
  if (!work.item->event) {
    result.outcome = Outcome::kRefused;
    return;
  }
  model::Event& event = *work.item->event;
  const auto refuse = [&](Outcome outcome, Code code, std::string detail, std::string pointer) {
    result.outcome = outcome;
    result.error = error_of(code, std::move(detail), std::move(pointer));
    result.source = event.source;
    result.id = event.id;
  };
  const auto owner = source_owners_.find(event.source);
  if (owner != source_owners_.end() && owner->second != event.integrator) {
    refuse(Outcome::kRefused, Code::kSourceNotAllowed,
           "source \"" + event.source +
               "\" belongs to another integrator; a source belongs to the one that first used it",
           "/source");
    return;
  }
  const DedupValue* known = recent_.find(work.id_hash);
  if (known == nullptr) {
    const auto found = group.found_ids.find(work.id_hash);
    if (found != group.found_ids.end()) known = &found->second;
  }
  if (known != nullptr) {
    if (known->payload_hash == work.item->payload_hash) {
      result.outcome = Outcome::kDuplicate;
      result.seq = known->seq;
      return;
    }
    refuse(Outcome::kRefused, Code::kDuplicateConflict,
           "an event with this source and id is stored with other members; it was left as it is. To change "
           "the case "
           "send an update: a new id with the same subject.",
           "/id");
    return;
  }
  if (disk_low_.load(std::memory_order_relaxed)) {
    refuse(Outcome::kNotSettled, Code::kStorageBusy,
           "the disk is nearly full; nothing is taken until there is space again", {});
    return;
  }

  if (owner == source_owners_.end()) {
    source_owners_.emplace(event.source, event.integrator);
    group.new_owners.emplace(event.source, event.integrator);
  }
  const std::uint64_t seq = group.record.first_seq + group.record.entries.size();
  const std::uint64_t case_seq = event.type == model::EventType::kHeartbeat ? 0 : case_of(group, work);
  result.outcome = Outcome::kStored;
  result.seq = seq;

  LogEntry entry;
  entry.case_seq = case_seq == UINT64_MAX ? seq : case_seq;
  if (case_seq == UINT64_MAX) {
    subjects_.put(work.subject_hash, seq);
    if (event.subject != event.id) group.new_subjects.emplace_back(work.subject_hash, seq);
  }
  entry.payload_hash = work.item->payload_hash;
  if (!event.contact.empty() && entry.case_seq != 0) {
    group.contacts[entry.case_seq].append(event.contact).push_back('\n');
  }
  event.contact.clear();
  entry.event = std::move(event);
  DedupValue value;
  value.seq = seq;
  value.case_seq = entry.case_seq;
  value.names_case = entry.case_seq != 0 && entry.event.subject == entry.event.id;
  value.payload_hash = entry.payload_hash;
  recent_.put(work.id_hash, value);
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

// Cases that are closed and long written: fetched before the write, so that nothing is read while applying.
void Committer::read_closed_cases(Group& group) {
  std::vector<std::pair<Family, std::string>> keys;
  std::vector<std::uint64_t> wanted;
  {
    const BoardView view(board_);
    for (const LogEntry& entry : group.record.entries) {
      const std::uint64_t case_seq = entry.case_seq;
      if (case_seq == 0 || case_seq >= group.record.first_seq || group.cases.contains(case_seq)) continue;
      std::shared_ptr<const std::string> blob = view.blob(case_seq);
      if (!blob) blob = indexer_.pending_case(case_seq);
      if (blob) {
        group.cases.emplace(case_seq, decode_case(*blob));
      } else {
        group.cases.emplace(case_seq, std::nullopt);
        wanted.push_back(case_seq);
        keys.emplace_back(Family::kCase, case_key({epoch_, case_seq}));
      }
    }
  }
  if (keys.empty()) return;
  const auto values = database_.multi_get(keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (values[i]) group.cases[wanted[i]] = decode_case(*values[i]);
    if (!group.cases[wanted[i]]) {
      throw StorageError("case " + epoch_ + "-" + std::to_string(wanted[i]) +
                         " is named by its subject but not there");
    }
  }
}

}  // namespace gridhall::store
