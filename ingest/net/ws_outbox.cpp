#include "ingest/net/ws_outbox.hpp"

#include <algorithm>
#include <cstring>

#include "ingest/net/utf8.hpp"

namespace gridhall::net {
namespace {

/// Up to here a copy is cheaper than one more entry in the kernel's vector.
constexpr std::size_t kCopyMax = 1024;

}  // namespace

void WsOutbox::push(WsOpcode opcode, std::span<const SharedText> pieces) {
  std::size_t payload = 0;
  for (const SharedText& piece : pieces) {
    payload += piece ? piece->size() : 0;
  }
  Entry& first = entries_.emplace_back();
  first.head_bytes = static_cast<std::uint8_t>(encode_ws_head(first.head, opcode, payload));
  bytes_ += first.head_bytes + payload;
  bool head_free = true;
  for (const SharedText& piece : pieces) {
    if (!piece || piece->empty()) {
      continue;
    }
    Entry& entry = head_free ? entries_.back() : entries_.emplace_back();
    entry.text = piece;
    head_free = false;
  }
}

void WsOutbox::drop_unstarted() {
  // The frame in progress goes on to the next entry that has a head.
  auto keep = entries_.begin();
  if (keep != entries_.end() && (mid_frame_ || front_written_ > 0)) {
    keep = std::find_if(keep + 1, entries_.end(), [](const Entry& entry) { return entry.head_bytes > 0; });
  }
  std::for_each(keep, entries_.end(), [this](const Entry& entry) { bytes_ -= entry.size(); });
  entries_.erase(keep, entries_.end());
}

std::size_t WsOutbox::gather(std::span<std::string_view> out, std::span<char> scratch) const {
  std::size_t used = 0;
  std::size_t scratch_used = 0;
  bool extends = false;  // the last span ends where the scratch goes on
  const auto add = [&](std::string_view bytes) {
    if (bytes.empty()) {
      return true;
    }
    if (bytes.size() <= std::min(kCopyMax, scratch.size() - scratch_used)) {
      char* to = scratch.data() + scratch_used;
      if (!extends && used == out.size()) {
        return false;
      }
      std::memcpy(to, bytes.data(), bytes.size());
      scratch_used += bytes.size();
      if (extends) {
        out[used - 1] = {out[used - 1].data(), out[used - 1].size() + bytes.size()};
      } else {
        out[used++] = {to, bytes.size()};
        extends = true;
      }
      return true;
    }
    if (used == out.size()) {
      return false;
    }
    out[used++] = bytes;
    extends = false;
    return true;
  };
  std::size_t skip = front_written_;
  for (const Entry& entry : entries_) {
    const std::string_view head(entry.head.data(), entry.head_bytes);
    const std::string_view text = entry.text ? std::string_view(*entry.text) : std::string_view();
    const std::size_t skip_head = std::min(skip, head.size());
    if (!add(head.substr(skip_head)) || !add(text.substr(skip - skip_head))) {
      break;
    }
    skip = 0;
  }
  return used;
}

void WsOutbox::consume(std::size_t bytes) {
  bytes_ -= bytes;
  front_written_ += bytes;
  while (!entries_.empty() && front_written_ >= entries_.front().size()) {
    front_written_ -= entries_.front().size();
    entries_.pop_front();
    mid_frame_ = !entries_.empty() && entries_.front().head_bytes == 0;
  }
}

std::string ws_close_payload(std::uint16_t code, std::string_view reason) {
  std::string payload;
  if (code == ws_close::kNoCode) {
    return payload;
  }
  payload += static_cast<char>(code >> 8U);
  payload += static_cast<char>(code & 0xFFU);
  std::size_t taken = 0;
  while (taken < reason.size()) {
    const std::size_t bytes = utf8_sequence_bytes(reason.substr(taken));
    if (bytes == 0 || taken + bytes > kWsCloseReasonMax) {
      break;
    }
    taken += bytes;
  }
  payload += reason.substr(0, taken);
  return payload;
}

}  // namespace gridhall::net
