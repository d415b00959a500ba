// What the live door says (wire contract §3, server to client), apart from rows. All return one complete JSON
// text, except the heads, whose row bytes are shared among viewers and follow as pieces of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/error.hpp"
#include "store/model/time.hpp"

namespace gridhall::dashboard {

struct LiveUser {
  std::string name;
  std::vector<std::string> may;
};

std::string encode_welcome(model::Time now, std::string_view epoch, std::uint64_t seq, std::int64_t tick_ms,
                           const LiveUser& user);
/// `from` only where the subscription was recovered.
std::string encode_subbed(std::string_view id, std::optional<std::uint64_t> from, std::uint64_t seq);
std::string encode_tick(std::uint64_t seq, model::Time now);
std::string encode_lag(std::string_view id, std::int64_t behind_ms, std::uint64_t skipped);
std::string encode_pong(std::string_view raw_t, model::Time now);
/// `raw_ref` is JSON, empty for none; so is `id`.
std::string encode_error(std::string_view raw_ref, std::string_view id, const model::Error& error);
std::string encode_bye(unsigned code, std::string_view reason, std::optional<std::int64_t> retry_after_ms);
std::string encode_alert(std::uint64_t seq, std::string_view case_json);
std::string encode_got(std::string_view raw_ref, std::string_view case_json);

/// {"op":"snap",… up to and with the comma before the page's body.
std::string snap_head(std::string_view id, std::uint64_t v, std::string_view epoch, std::uint64_t seq);
/// {"op":"delta",… up to the rows, whose parts start with a comma each and end with the closing brace.
std::string delta_head(std::string_view id, std::uint64_t v, std::uint64_t from, std::uint64_t seq,
                       model::Time now, std::uint64_t skipped);

}  // namespace gridhall::dashboard
