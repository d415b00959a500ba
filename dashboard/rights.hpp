// What a person may do to a case: rights, and what the class table demands. What the lifecycle allows is
// `model::refuse`, asked by the committer; this is asked before, against the stored case.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dashboard/actor.hpp"
#include "store/model/action.hpp"
#include "store/model/tables.hpp"

namespace gridhall::dashboard {

/// Why the actor may not, or what is missing for it; nothing where it may. `forbidden`: the role, or a unit
/// that would verify its own work; `attribute_missing`: a reason or a note that this step needs;
/// `class_unknown` and `not_found`: a class or unit that the tables don't have; `transition_not_allowed`: the
/// class's window for reopening has ended.
std::optional<model::Error> refuse_by_rights(const Actor& actor, const model::Case& c,
                                             const model::Action& action, const model::Tables* tables,
                                             model::Time now);

/// What was said about a case of a sensitive class is for the unit that handles it, for supervisors and
/// administrators; null: nobody in particular, as the pages of all viewers.
bool may_read(const Actor* reader, const model::Case& c, const model::Tables* tables);
/// Takes out what was said: description, place in words, media, notes; sets `kCaseWithheld`.
void withhold(model::Case& c);

/// One thing that the actor may do now.
struct Option {
  std::string_view action;         ///< "transition", "comment", "claim" …
  std::optional<model::State> to;  ///< of a transition
  std::vector<std::string_view> needs;
  std::string_view role;  ///< the role to act in
};

/// Everything that the actor may do to the case now.
std::vector<Option> options(const Actor& actor, const model::Case& c, const model::Tables* tables,
                            model::Time now);

/// [{"action":…,"to":…,"needs":[…],"role":…},…]
void append_options(std::string& out, const std::vector<Option>& options);

}  // namespace gridhall::dashboard
