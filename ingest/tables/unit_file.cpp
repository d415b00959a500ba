#include "ingest/tables/unit_file.hpp"

#include <map>
#include <utility>

namespace gridhall::tables {
namespace {

class Reader {
 public:
  Reader(const std::optional<Codes>& calendars, UnitFile& out) : calendars_(calendars), out_(out) {}

  void read(const Block& root) {
    root.only({"unit"});
    const std::vector<Block> blocks = root.blocks("unit", "code", Need::kRequired);
    for (const Block& block : blocks) read_unit(block);
    for (std::size_t i = 0; i < blocks.size(); ++i) check(blocks[i], out_.units[i]);
  }

 private:
  void read_unit(const Block& block) {
    block.only({"code", "name", "parent", "areas", "calendar", "members"});
    model::Unit& unit = out_.units.emplace_back();
    unit.code = block.code("code", Need::kRequired).value_or("");
    unit.name = block.words("name", Need::kRequired);
    unit.parent = block.code("parent").value_or("");
    unit.areas = block.texts("areas");
    unit.calendar = block.code("calendar").value_or("");
    if (!unit.code.empty() && !out_.codes->insert(unit.code).second) block.wrong("code", "each code once");
    if (calendars_ && !unit.calendar.empty() && !calendars_->contains(unit.calendar))
      block.wrong("calendar", "the code of a calendar");
    block.each_text("members", [&](std::size_t i, const std::string& user) {
      if (user.find_first_of(" \t\r\n") != std::string::npos) {
        block.wrong_element("members", i, "a user's name, without blanks");
      } else if (const auto [other, added] = members_.try_emplace(user, unit.code); !added) {
        block.wrong_element("members", i, "a user in one unit; also in \"" + other->second + "\"");
      } else {
        unit.members.push_back(user);
      }
    });
    parents_.try_emplace(unit.code, unit.parent);
  }

  /// What needs all units to be known.
  void check(const Block& block, const model::Unit& unit) {
    if (unit.parent.empty()) return;
    if (!out_.codes->contains(unit.parent)) {
      block.wrong("parent", "the code of another unit");
    } else if (goes_round(unit.code)) {
      block.wrong("parent", "a unit that is not below this one");
    }
    // Two teams of one parent in the same area: the place would not say which.
    for (const std::string& area : unit.areas) {
      const auto [other, added] = claims_.try_emplace({unit.parent, area}, unit.code);
      if (!added)
        block.wrong("areas", area, "an area in one team of a parent; it is in \"" + other->second + "\" too");
    }
  }

  /// True where the way up from a unit comes back to it.
  bool goes_round(const std::string& code) const {
    std::string at = code;
    for (std::size_t steps = 0; steps <= parents_.size(); ++steps) {
      const auto parent = parents_.find(at);
      if (parent == parents_.end() || parent->second.empty()) return false;
      at = parent->second;
      if (at == code) return true;
    }
    return false;
  }

  const std::optional<Codes>& calendars_;
  UnitFile& out_;
  std::map<std::string, std::string> parents_;
  std::map<std::string, std::string> members_;                         ///< user → unit
  std::map<std::pair<std::string, std::string>, std::string> claims_;  ///< parent and area → team
};

}  // namespace

UnitFile read_units(std::string_view text, const std::string& file, const std::optional<Codes>& calendars,
                    Problems& problems) {
  UnitFile out;
  const auto root = parse_text(text, file, problems);
  if (!root) return out;
  out.codes.emplace();
  Reader(calendars, out).read(Block(*root, file, problems));
  return out;
}

}  // namespace gridhall::tables
