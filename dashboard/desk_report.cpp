#include "dashboard/desk_report.hpp"

#include <array>

#include "dashboard/action_event.hpp"
#include "dashboard/body_reader.hpp"
#include "dashboard/json.hpp"

namespace gridhall::dashboard {
namespace {

constexpr std::array<std::string_view, 16> kPassedOn = {
    "service_code", "service_name", "description", "severity", "urgency", "certainty", "lat",     "long",
    "datum",        "accuracy_m",   "address",     "building", "floor",   "unit",      "contact", "exercise",
};
constexpr std::array<std::string_view, 4> kChannels = {"phone", "walk_in", "letter", "other"};

}  // namespace

std::optional<DeskReport> desk_report(const net::Request& request, const Actor& actor, model::Time now,
                                      std::vector<model::Error>& errors) {
  const auto key = read_key(request, errors);
  BodyReader body(request);
  std::string data = "{";
  std::string identity;
  std::string kind;
  if (body.errors().empty()) {
    kind = body.text("kind", 16).value_or("request");
    if (kind != "incident" && kind != "request")
      body.refuse("kind", "kind is neither incident nor request", "incident, request", '"' + kind + '"');
    const std::string channel = body.text("channel", 16).value_or("other");
    if (std::find(kChannels.begin(), kChannels.end(), channel) == kChannels.end())
      body.refuse("channel", "channel is not known", "phone, walk_in, letter, other", '"' + channel + '"');
    bool says_something = false;
    for (const std::string_view name : kPassedOn) {
      const auto value = body.raw(name);
      if (!value) continue;
      says_something = says_something || name == "service_code" || name == "description";
      if (data.size() > 1) data += ',';
      append_string(data, name);
      data += ':' + *value;
      if (name != "contact") identity.append(name).append(":").append(*value).append(1, '\n');
    }
    if (!says_something) body.missing("description", "a case needs a service_code or a description");
    if (data.size() > 1) data += ',';
    data += R"("attributes":{"channel":)";
    append_string(data, channel);
    append_key(data, "taken_by");
    append_string(data, actor.name);
    data += "}}";
    body.finish();
  }
  errors.insert(errors.end(), body.errors().begin(), body.errors().end());
  if (!errors.empty()) return std::nullopt;
  DeskReport report;
  report.identity = kind + '\n' + identity;
  std::string& event = report.event;
  event = R"({"specversion":"1.0","id":)";
  append_string(event, *key);
  append_key(event, "source");
  append_string(event, kDeskSource);
  append_key(event, "type");
  append_string(event, "gridhall." + kind + ".reported.v1");
  append_key(event, "time");
  append_time(event, now);
  append_key(event, "data");
  event += data + '}';
  return report;
}

}  // namespace gridhall::dashboard
