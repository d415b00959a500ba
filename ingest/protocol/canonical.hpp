// One walk over a parsed event that does two things at once, because both need the members of every object in
// order: it refuses what no event may contain anywhere (double names, too many members, endless, empty or
// special names, too deep, U+0000), and it hashes what is left in a form that does not depend on how the
// sender wrote it down.
#pragma once

#include <simdjson.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/model/error.hpp"

namespace gridhall::ingest {

inline constexpr std::size_t kMembersMax = 1'000;  ///< of one object
inline constexpr std::size_t kNameBytesMax = 1'024;

/// Keeps its buffers from event to event; one a thread.
///
/// The canonical form: a tag byte, then the value. Strings are unescaped and length-prefixed; a number that
/// is whole is an integer however it was written (1, 1.0, 1e0), any other the bits of its double; objects
/// have their members in one fixed order of the names and an end tag. At the top a null member
/// counts as absent, and data.contact is left out.
class Canonicaliser {
 public:
  Canonicaliser();
  ~Canonicaliser();
  Canonicaliser(const Canonicaliser&) = delete;
  Canonicaliser& operator=(const Canonicaliser&) = delete;

  /// The first violation, or nothing and `hash` is set. `json` is the text that `event` was parsed from.
  std::optional<model::Error> run(std::string_view json, simdjson::dom::object event, std::size_t depth_max,
                                  std::array<std::uint8_t, 16>& hash);

 private:
  struct Sha256;
  struct Member {
    std::uint64_t rank = 0;  ///< length and first bytes of the name; decides nearly every comparison
    std::string_view name;
    simdjson::dom::element value;
  };

  // All that can fail return false once error_ is set; each level then puts its own step before the pointer.
  bool put(simdjson::dom::element value, std::size_t depth);
  bool put_object(simdjson::dom::object object, std::size_t depth, bool is_data);
  bool put_array(simdjson::dom::array array, std::size_t depth);
  bool put_text(std::string_view text, std::size_t depth);
  void put_string(char tag, std::string_view text);
  void put_number(double value);
  void put_tagged(char tag, std::uint64_t bits);
  void put_bytes(const void* bytes, std::size_t size);
  void put_tag(char tag) { *out_++ = tag; }
  bool sort_members(std::size_t begin);
  bool check_name(std::string_view name);
  bool too_deep();
  bool fail(model::Code code, std::string detail, std::string allowed);
  bool within(std::string_view name);
  bool within(std::size_t index);
  void make_room(std::size_t json_bytes);

  std::size_t depth_max_ = 0;
  bool zero_possible_ = false;  ///< some string of the event may hold U+0000
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  char* out_ = nullptr;
  std::vector<Member> members_;  ///< of all objects that are open, the innermost last
  std::optional<model::Error> error_;
  std::unique_ptr<Sha256> sha_;
};

}  // namespace gridhall::ingest
