#include "ingest/protocol/canonical.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <new>
#include <utility>

#include "ingest/protocol/json_text.hpp"

namespace gridhall::ingest {
namespace {

namespace dom = simdjson::dom;

/// Orders names by length, then by six of their bytes, read as the machine reads numbers: any order will do,
/// as long as it is the same for the same names.
std::uint64_t rank_of(std::string_view name) {
  std::uint32_t head = 0;
  std::uint16_t tail = 0;
  if (name.size() >= 6) {
    std::memcpy(&head, name.data(), 4);
    std::memcpy(&tail, name.data() + 4, 2);
  } else if (name.size() >= 4) {
    std::memcpy(&head, name.data(), 4);
    std::memcpy(&tail, name.data() + name.size() - 2, 2);
  } else {
    for (const char c : name) {
      head = (head << 8) | static_cast<std::uint8_t>(c);
    }
  }
  return (static_cast<std::uint64_t>(std::min<std::size_t>(name.size(), 0xFFFF)) << 48) |
         (static_cast<std::uint64_t>(head) << 16) | tail;
}

/// Names by which a script that copies members reaches the prototype of its objects. All have nine bytes or
/// more.
bool is_special(std::string_view name) {
  return name.size() >= 9 && (name == "__proto__" || name == "constructor" || name == "prototype");
}

}  // namespace

/// EVP_Digest and SHA256() look the algorithm up by name at every call, which costs more than hashing an
/// event does.
struct Canonicaliser::Sha256 {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  Sha256() {
    if (algorithm == nullptr || context == nullptr || EVP_DigestInit_ex2(context, algorithm, nullptr) != 1) {
      throw std::bad_alloc();
    }
  }
  ~Sha256() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void hash(std::string_view bytes, std::array<std::uint8_t, 16>& out) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    EVP_DigestInit_ex2(context, nullptr, nullptr);
    EVP_DigestUpdate(context, bytes.data(), bytes.size());
    EVP_DigestFinal_ex(context, digest.data(), nullptr);
    std::copy_n(digest.begin(), out.size(), out.begin());
  }
};

Canonicaliser::Canonicaliser() : sha_(std::make_unique<Sha256>()) {}
Canonicaliser::~Canonicaliser() = default;

std::optional<model::Error> Canonicaliser::run(std::string_view json, dom::object event,
                                               std::size_t depth_max, std::array<std::uint8_t, 16>& hash) {
  depth_max_ = depth_max;
  // JSON text can't hold the character itself: without this escape in the text no string has it.
  zero_possible_ = json.find("\\u0000") != std::string_view::npos;
  make_room(json.size());
  members_.clear();
  error_.reset();
  if (put_object(event, 1, false)) {
    sha_->hash({bytes_.get(), static_cast<std::size_t>(out_ - bytes_.get())}, hash);
  }
  return std::exchange(error_, std::nullopt);
}

/// The form is never longer than five times the text, so nothing below checks for room: "1," makes the worst
/// case, two bytes to nine; a string costs five bytes for its quotes and separator, which are at least three.
void Canonicaliser::make_room(std::size_t json_bytes) {
  const std::size_t needed = 5 * json_bytes + 16;
  if (needed > capacity_) {
    bytes_.reset(new char[needed]);
    capacity_ = needed;
  }
  out_ = bytes_.get();
}

bool Canonicaliser::put(dom::element value, std::size_t depth) {
  switch (value.type()) {
    case dom::element_type::OBJECT:
      return put_object(value.get_object().value_unsafe(), depth + 1, false);
    case dom::element_type::ARRAY:
      return put_array(value.get_array().value_unsafe(), depth + 1);
    case dom::element_type::STRING:
      return put_text(value.get_string().value_unsafe(), depth);
    case dom::element_type::INT64:
      put_tagged('i', static_cast<std::uint64_t>(value.get_int64().value_unsafe()));
      return true;
    case dom::element_type::UINT64:
      put_tagged('u', value.get_uint64().value_unsafe());
      return true;
    case dom::element_type::DOUBLE:
      put_number(value.get_double().value_unsafe());
      return true;
    case dom::element_type::BOOL:
      put_tag(value.get_bool().value_unsafe() ? 't' : 'f');
      return true;
    case dom::element_type::NULL_VALUE:
      put_tag('0');
      return true;
  }
  return true;
}

bool Canonicaliser::put_object(dom::object object, std::size_t depth, bool is_data) {
  if (depth > depth_max_) {
    return too_deep();
  }
  const std::size_t begin = members_.size();
  for (const auto member : object) {
    members_.push_back({rank_of(member.key), member.key, member.value});
  }
  if (!sort_members(begin)) {
    return false;
  }
  put_tag('{');
  const std::size_t end = members_.size();
  for (std::size_t i = begin; i < end; ++i) {
    const Member member = members_[i];  // a copy: deeper objects make the vector grow
    char* const mark = out_;
    put_string('k', member.name);
    const bool data = depth == 1 && member.name == "data" && member.value.is_object();
    if (!(data ? put_object(member.value.get_object().value_unsafe(), depth + 1, true)
               : put(member.value, depth))) {
      return within(member.name);
    }
    if ((depth == 1 && member.value.is_null()) || (is_data && member.name == "contact")) {
      out_ = mark;  // checked like all the rest, but no part of the hash
    }
  }
  put_tag('}');
  members_.resize(begin);
  return true;
}

bool Canonicaliser::sort_members(std::size_t begin) {
  const std::size_t count = members_.size() - begin;
  if (count > kMembersMax) {
    return fail(
        model::Code::kSchemaViolation,
        "An object has " + std::to_string(count) + " members; allowed " + std::to_string(kMembersMax) + ".",
        "at most " + std::to_string(kMembersMax) + " members in one object");
  }
  std::sort(
      members_.begin() + static_cast<std::ptrdiff_t>(begin), members_.end(),
      [](const Member& a, const Member& b) { return a.rank != b.rank ? a.rank < b.rank : a.name < b.name; });
  for (std::size_t i = begin; i < members_.size(); ++i) {
    const Member& member = members_[i];
    if (i > begin && members_[i - 1].rank == member.rank && members_[i - 1].name == member.name) {
      fail(model::Code::kSchemaViolation,
           "The name " + json::excerpt_string(member.name) +
               " stands twice in one object; which value holds would be a guess.",
           "each name once");
      return within(member.name);
    }
    if (!check_name(member.name)) {
      return false;
    }
  }
  return true;
}

bool Canonicaliser::check_name(std::string_view name) {
  if (name.empty()) {
    fail(model::Code::kSchemaViolation, "A member has an empty name.", "a name of at least one character");
    return within(name);
  }
  if (is_special(name)) {
    fail(model::Code::kSchemaViolation,
         "A member is named " + std::string(name) +
             ", which scripts treat specially: a reader could change its own objects by it.",
         "any name but __proto__, constructor and prototype");
    return within(name);
  }
  if (name.size() > kNameBytesMax) {
    return fail(model::Code::kSchemaViolation,
                "A member's name has " + std::to_string(name.size()) + " bytes; allowed " +
                    std::to_string(kNameBytesMax) + ".",
                "names of at most " + std::to_string(kNameBytesMax) + " bytes");
  }
  if (zero_possible_ && name.find('\0') != std::string_view::npos) {
    return fail(model::Code::kSchemaViolation, "A member's name holds U+0000.", "text without U+0000");
  }
  return true;
}

bool Canonicaliser::put_array(dom::array array, std::size_t depth) {
  if (depth > depth_max_) {
    return too_deep();
  }
  put_tag('[');
  std::size_t index = 0;
  for (const dom::element value : array) {
    if (!put(value, depth)) {
      return within(index);
    }
    ++index;
  }
  put_tag(']');
  return true;
}

bool Canonicaliser::put_text(std::string_view text, std::size_t depth) {
  // Neither XML nor a C string can carry it, and no sender means it.
  if (zero_possible_ && text.find('\0') != std::string_view::npos) {
    return fail(depth == 1 ? model::Code::kAttributeInvalid : model::Code::kSchemaViolation,
                "A string holds U+0000.", "text without U+0000");
  }
  put_string('s', text);
  return true;
}

void Canonicaliser::put_string(char tag, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  put_tag(tag);
  put_bytes(&size, sizeof(size));
  put_bytes(text.data(), text.size());
}

void Canonicaliser::put_number(double value) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  const bool whole = value == std::trunc(value);
  if (whole && value >= -kTwoTo63 && value < kTwoTo63) {
    put_tagged('i', static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
  } else if (whole && value > 0 && value < 2 * kTwoTo63) {
    put_tagged('u', static_cast<std::uint64_t>(value));
  } else {
    put_tagged('d', std::bit_cast<std::uint64_t>(value));
  }
}

void Canonicaliser::put_tagged(char tag, std::uint64_t bits) {
  put_tag(tag);
  put_bytes(&bits, sizeof(bits));
}

void Canonicaliser::put_bytes(const void* bytes, std::size_t size) {
  assert(size < static_cast<std::size_t>(bytes_.get() + capacity_ - out_));
  std::memcpy(out_, bytes, size);
  out_ += size;
}

bool Canonicaliser::too_deep() {
  const std::string limit = std::to_string(depth_max_);
  return fail(model::Code::kSchemaViolation, "Objects and arrays are nested deeper than " + limit + ".",
              "depth of at most " + limit);
}

bool Canonicaliser::fail(model::Code code, std::string detail, std::string allowed) {
  error_.emplace();
  error_->code = code;
  error_->detail = std::move(detail);
  error_->allowed = std::move(allowed);
  return false;
}

bool Canonicaliser::within(std::string_view name) {
  std::string step;
  json::append_pointer(step, name);
  error_->pointer.insert(0, step);
  return false;
}

bool Canonicaliser::within(std::size_t index) {
  std::string step;
  json::append_pointer(step, index);
  error_->pointer.insert(0, step);
  return false;
}

}  // namespace gridhall::ingest
