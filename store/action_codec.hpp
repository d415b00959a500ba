// Bytes of an action, behind its event in a record of the log; the grammar heads action_codec.cpp.
#pragma once

#include <cstdint>
#include <memory>

#include "store/bytes.hpp"
#include "store/model/action.hpp"

namespace gridhall::store {

void write_action(Writer& out, const model::Action& action);
/// `target` stands in the entry already. Fails the reader where the bytes are no action; never null.
std::shared_ptr<const model::Action> read_action(Reader& in, std::uint64_t target);

}  // namespace gridhall::store
