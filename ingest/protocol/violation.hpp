// How a refused value is put into words: the field, the rule, the value, what is valid and, where it can be
// guessed, what the sender probably meant.
#pragma once

#include <simdjson.h>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "store/model/error.hpp"

namespace gridhall::ingest {

/// "<field> is <value>; allowed <allowed>. <hint>". Where the value is personal or may hold what is, its kind
/// stands in its place.
model::Error violation(model::Code code, std::string pointer, simdjson::dom::element value,
                       std::string_view allowed, std::string_view hint = {});

/// The same for something that is not there: "<field> is missing; <rule>."
model::Error missing(model::Code code, std::string pointer, std::string_view rule);

/// "an object", "a number" …
std::string_view kind_of(simdjson::dom::element value);

/// The value as JSON text of at most 120 bytes, itself valid JSON.
std::string excerpt(simdjson::dom::element value);

/// Whether a word that is not among `words` is one of them but for case, white space around it or a piece
/// that was left off its end; a sentence for the sender, empty where nothing comes close.
std::string near_miss(std::string_view got, std::span<const std::string_view> words);

/// "a, b or c".
std::string one_of(std::span<const std::string_view> words);

}  // namespace gridhall::ingest
