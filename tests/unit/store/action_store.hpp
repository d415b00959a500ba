// People's actions on a real store, and what becomes of them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/store/model/action_fixture.hpp"
#include "tests/unit/store/store_fixture.hpp"

namespace gridhall::store {

/// An action with an idempotency key; its data differ where the kind or the note does.
inline Item on(std::uint64_t target, model::Action action, const std::string& key) {
  model::Event event;
  event.type = model::EventType::kAction;
  event.source = "/own/" + action.actor;
  event.id = event.subject = key;
  event.occurred_at = model::now();
  event.data = R"({"id":")" + key + R"(","type":")" + std::string(to_string(action.kind)) + R"(","note":")" +
               action.note + R"("})";
  action.target = target;
  event.action = std::make_shared<const model::Action>(std::move(action));
  return item_of(std::move(event));
}

inline ItemResult act(Store& store, std::uint64_t target, model::Action action, const std::string& key) {
  std::vector<Item> items;
  items.push_back(on(target, std::move(action), key));
  return commit(store, std::move(items), "").results.front();
}

inline model::Action against(std::uint64_t version, model::Action action) {
  action.expected_version = version;
  return action;
}

inline model::Action into(const Store& store, std::uint64_t parent) {
  model::Action action = model::make_action(model::ActionKind::kMerge);
  action.parent = model::CaseId{store.epoch(), parent};
  return action;
}

inline std::optional<model::Case> find(Store& store, std::uint64_t case_seq) {
  return store.find_case({store.epoch(), case_seq});
}

}  // namespace gridhall::store
