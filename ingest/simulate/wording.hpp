// What people write: descriptions from the class's templates, notes, vague places, names that nobody bears.
#pragma once

#include <string>
#include <string_view>

#include "ingest/simulate/case_class.hpp"
#include "ingest/simulate/event_json.hpp"
#include "ingest/simulate/place_finder.hpp"
#include "ingest/simulate/random.hpp"

namespace gridhall::simulate {

enum class Language { kEnglish, kChinese };

Language pick_language(Random& random);

/// One of the class's templates with its blanks filled in.
std::string description(const CaseClass& row, const Place& place, Language language, Random& random);

/// The same without a usable place: "…, behind the wet market, by the blue gate".
std::string vague_description(const CaseClass& row, Language language, Random& random);

/// A word on the state that a case has come to.
std::string note(std::string_view status, std::string_view closure_reason, Language language, Random& random);

/// A resident who doesn't exist: no telephone number in China begins with 100-00, and example.org is
/// reserved.
Contact contact(Random& random);

}  // namespace gridhall::simulate
