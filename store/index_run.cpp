// Values of the small families:
//   meta "indexed"  u64 seq · 32 chain head
//   subject         u64 case_seq; empty for a merged case, whose key says all
//   cell            empty: the key says all, the case's record has the rest
#include "store/index_run.hpp"

#include <algorithm>

#include "store/bytes.hpp"

namespace gridhall::store {

namespace {

void put_rows(Batch& batch, Family family, const std::map<std::string, bool>& rows) {
  for (const auto& [key, present] : rows) {
    if (present) {
      batch.put(family, key, {});
    } else {
      batch.erase(family, key);
    }
  }
}

}  // namespace

void IndexRun::put_case(const model::Case* before, const model::Case& after,
                        std::shared_ptr<const std::string> blob) {
  const bool moved_family = before != nullptr && before->open() != after.open();
  CaseRow& row = cases[after.id.seq];
  row.changed_family = row.changed_family || moved_family;
  row.id = after.id;
  row.open = after.open();
  row.blob = std::move(blob);

  const auto parent = before != nullptr ? before->parent : std::nullopt;
  if (parent != after.parent) {
    if (parent) children[child_key(*parent, after.id)] = false;
    if (after.parent) children[child_key(*after.parent, after.id)] = true;
  }

  const bool moved = before == nullptr || before->cell != after.cell || before->opened_at != after.opened_at;
  if (!moved) return;
  if (before != nullptr) cells[cell_key({before->cell, before->opened_at, before->id})] = false;
  cells[cell_key({after.cell, after.opened_at, after.id})] = true;
}

Batch IndexRun::to_batch() const {
  Batch batch;
  std::vector<const CaseRow*> rows;
  rows.reserve(cases.size());
  for (const auto& [case_seq, row] : cases) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(),
            [](const CaseRow* a, const CaseRow* b) { return a->id.seq < b->id.seq; });
  for (const CaseRow* row : rows) {
    const std::string key = case_key(row->id);
    const Family here = row->open ? Family::kBoard : Family::kCase;
    const Family there = row->open ? Family::kCase : Family::kBoard;
    batch.put(here, key, *row->blob);
    if (row->changed_family) batch.erase(there, key);
  }
  put_rows(batch, Family::kCell, cells);
  put_rows(batch, Family::kSubject, children);
  auto sorted = dedups;
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [hash, value] : sorted) batch.put(Family::kDedup, hash_key(hash), encode_dedup(value));
  for (const auto& [hash, case_seq] : subjects)
    batch.put(Family::kSubject, hash_key(hash), encode_subject(case_seq));
  batch.put(Family::kMeta, kIndexedKey, encode_indexed({seq, head}));
  return batch;
}

std::string encode_indexed(const Indexed& indexed) {
  std::string bytes;
  Writer out(bytes);
  out.u64(indexed.seq);
  out.raw(indexed.head.data(), indexed.head.size());
  return bytes;
}

std::optional<Indexed> decode_indexed(std::string_view bytes) {
  Reader in(bytes);
  Indexed indexed;
  indexed.seq = in.u64();
  in.raw_into(indexed.head);
  if (!in.done()) return std::nullopt;
  return indexed;
}

std::string encode_subject(std::uint64_t case_seq) {
  std::string bytes;
  Writer(bytes).u64(case_seq);
  return bytes;
}

std::optional<std::uint64_t> decode_subject(std::string_view bytes) {
  Reader in(bytes);
  const std::uint64_t case_seq = in.u64();
  if (!in.done()) return std::nullopt;
  return case_seq;
}

}  // namespace gridhall::store
