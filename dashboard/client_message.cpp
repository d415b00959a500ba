#include "dashboard/client_message.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cmath>

#include "dashboard/json.hpp"
#include "dashboard/json_excerpt.hpp"

namespace gridhall::dashboard {
namespace {

using model::Code;
using model::Error;
using model::Result;
namespace dom = simdjson::dom;

constexpr std::size_t kGotBytesMax = 120;
constexpr std::size_t kDepthMax = 32;

Error violation(std::string pointer, std::string detail, std::string allowed = {}, std::string got = {}) {
  Error error;
  error.code = Code::kSchemaViolation;
  error.detail = std::move(detail);
  error.pointer = std::move(pointer);
  error.allowed = std::move(allowed);
  error.got = std::move(got);
  return error;
}

Error wrong(const std::string& pointer, const dom::element& value, const std::string& allowed) {
  std::string name = pointer.substr(1);
  std::replace(name.begin(), name.end(), '/', '.');
  return violation(pointer, name + " must be " + allowed, allowed, shown(value));
}

/// The member, nothing where it is absent or null: the two are one on this wire.
std::optional<dom::element> member(const dom::object& object, std::string_view name) {
  dom::element value;
  if (object.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

Result<std::string> required_id(const dom::object& message) {
  const auto value = member(message, "id");
  if (!value)
    return violation("/id", "id is missing: it names the subscription", "a string of 1 to 64 bytes");
  std::string_view id;
  if (value->get(id) != simdjson::SUCCESS || id.empty() || id.size() > kSubscriptionIdBytesMax) {
    return wrong("/id", *value, "a string of 1 to 64 bytes");
  }
  return std::string(id);
}

std::string ref_of(const dom::object& message) {
  const auto value = member(message, "ref");
  if (!value || !(value->is_string() || value->is_number())) return {};
  std::string raw = simdjson::minify(*value);
  return raw.size() <= kRefBytesMax ? raw : std::string();
}

/// Calls take(text) for each string of a list, or for one bare string. take says what is allowed when it
/// refuses.
template <class Take>
std::optional<Error> each_string(const dom::object& filter, const char* name, Take take) {
  const auto value = member(filter, name);
  if (!value) return std::nullopt;
  const std::string pointer = std::string("/filter/") + name;
  const auto one = [&](const dom::element& item, const std::string& at) -> std::optional<Error> {
    std::string_view text;
    if (item.get(text) != simdjson::SUCCESS) return wrong(at, item, "a string");
    if (text.empty() || text.size() > kFilterValueBytesMax)
      return wrong(at, item, "a string of 1 to 256 bytes");
    const std::string allowed = take(text);
    if (!allowed.empty()) return wrong(at, item, allowed);
    return std::nullopt;
  };
  dom::array list;
  if (value->get(list) != simdjson::SUCCESS) return one(*value, pointer);
  std::size_t index = 0;
  for (const dom::element item : list) {
    if (index == kFilterValuesMax)
      return violation(pointer, std::string(name) + " has more than 64 values", "up to 64 values");
    if (auto error = one(item, pointer + '/' + std::to_string(index))) return error;
    ++index;
  }
  return std::nullopt;
}

std::optional<Error> read_bool(const dom::object& filter, const char* name, std::optional<bool>& out) {
  const auto value = member(filter, name);
  if (!value) return std::nullopt;
  bool flag = false;
  if (value->get(flag) != simdjson::SUCCESS)
    return wrong(std::string("/filter/") + name, *value, "true or false");
  out = flag;
  return std::nullopt;
}

Result<Filter> read_filter(const dom::object& message) {
  Filter filter;
  const auto value = member(message, "filter");
  if (!value) return filter;
  dom::object object;
  if (value->get(object) != simdjson::SUCCESS) return wrong("/filter", *value, "an object");
  const auto into = [](std::vector<std::string>& list) {
    return [&list](std::string_view text) {
      list.emplace_back(text);
      return std::string();
    };
  };
  const auto state = [&filter](std::string_view text) {
    const std::uint32_t bits = state_bits(text);
    filter.states |= bits;
    return bits != 0 ? std::string() : std::string("open, closed or the name of a lifecycle state");
  };
  const auto light = [&filter](std::string_view text) {
    const std::uint8_t bit = light_bit(text);
    filter.lights = static_cast<std::uint8_t>(filter.lights | bit);
    return bit != 0 ? std::string() : std::string("green, yellow, red, grey, paused or unset");
  };
  const auto escalation = [&filter](std::string_view text) {
    const std::uint32_t bit = escalation_bit(text);
    filter.escalations |= bit;
    return bit != 0 ? std::string() : std::string("nudged, supervised or raised");
  };
  static constexpr const char* kSeverities = "Extreme, Severe, Moderate, Minor or Unknown";
  std::uint8_t from = 0x1F;
  const auto severity = [&filter](std::string_view text) {
    const auto parsed = model::parse_severity(text);
    if (parsed) filter.severities |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(*parsed));
    return parsed ? std::string() : std::string(kSeverities);
  };
  const auto severity_min = [&from](std::string_view text) {
    const auto parsed = model::parse_severity(text);
    if (parsed) from = severities_from(*parsed);
    return parsed ? std::string() : std::string(kSeverities);
  };
  const auto kind = [&filter](std::string_view text) {
    for (const auto k : {model::Kind::kIncident, model::Kind::kRequest}) {
      if (text == model::to_string(k)) {
        filter.kinds |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(k));
        return std::string();
      }
    }
    return std::string("incident or request");
  };
  std::optional<Error> error = each_string(object, "service_code", into(filter.service_codes));
  if (!error) error = each_string(object, "area", into(filter.areas));
  if (!error) error = each_string(object, "unit", into(filter.units));
  if (!error) error = each_string(object, "source", into(filter.sources));
  if (!error) error = each_string(object, "state", state);
  if (!error) error = each_string(object, "light", light);
  if (!error) error = each_string(object, "escalation", escalation);
  if (!error) error = each_string(object, "severity", severity);
  if (!error) error = each_string(object, "severity_min", severity_min);
  if (!error) error = each_string(object, "kind", kind);
  if (!error) error = read_bool(object, "located", filter.located);
  if (!error) error = read_bool(object, "exercise", filter.exercise);
  if (!error && filter.states != 0 && (filter.states & state_bits("open")) == 0) {
    error =
        violation("/filter/state", "the live door shows open cases alone: GET /cases?state=… has the others",
                  "open, or at least one state of open cases", shown(*member(object, "state")));
  }
  if (error) return *error;
  combine_severities(filter, from);
  normalise(filter);
  return filter;
}

Result<geo::Bbox> read_box(const dom::element& value) {
  static const std::string kAllowed = "[west, south, east, north] in degrees, south not above north";
  dom::array list;
  if (value.get(list) != simdjson::SUCCESS || list.size() != 4) return wrong("/view/bbox", value, kAllowed);
  double sides[4] = {};
  std::size_t i = 0;
  for (const dom::element side : list) {
    if (side.get(sides[i++]) != simdjson::SUCCESS) return wrong("/view/bbox", value, kAllowed);
  }
  const geo::Bbox box{sides[0], sides[1], sides[2], sides[3]};
  const auto in = [](double degrees, double most) {
    return std::isfinite(degrees) && std::abs(degrees) <= most;
  };
  if (!in(box.west, 180) || !in(box.east, 180) || !in(box.south, 90) || !in(box.north, 90) ||
      box.south > box.north) {
    return wrong("/view/bbox", value, kAllowed);
  }
  return box;
}

Result<View> read_view(const dom::object& message, const Wants& wants) {
  const auto value = member(message, "view");
  // Whole-board lists touch as few cases as can be on resume; only who shows cells needs them of a size to be
  // seen.
  if (!value) return View(wants.cells ? kWholeCityLevel : geo::kStorageLevel);
  dom::object object;
  if (value->get(object) != simdjson::SUCCESS) return wrong("/view", *value, "an object with bbox and level");
  std::optional<int> level;
  if (const auto asked = member(object, "level")) {
    std::int64_t number = 0;
    if (asked->get(number) != simdjson::SUCCESS || number < store::kLevelMin || number > geo::kStorageLevel) {
      return wrong("/view/level", *asked, "a whole number from 4 to 16");
    }
    level = static_cast<int>(number);
  }
  const auto bbox = member(object, "bbox");
  if (!bbox) return violation("/view/bbox", "view.bbox is missing", "[west, south, east, north] in degrees");
  const auto box = read_box(*bbox);
  if (!box) return box.error();
  return View(*box, level.value_or(View::default_level(*box)));
}

Result<Wants> read_wants(const dom::object& message) {
  static const std::string kAllowed = "a list of cells, cases and totals";
  const auto value = member(message, "want");
  if (!value) return Wants{true, true, false};
  dom::array list;
  if (value->get(list) != simdjson::SUCCESS || list.size() == 0) return wrong("/want", *value, kAllowed);
  Wants wants;
  for (const dom::element item : list) {
    std::string_view word;
    if (item.get(word) != simdjson::SUCCESS) return wrong("/want", *value, kAllowed);
    if (word == "cells") {
      wants.cells = true;
    } else if (word == "cases") {
      wants.cases = true;
    } else if (word == "totals") {
      wants.totals = true;
    } else {
      return wrong("/want", *value, kAllowed);
    }
  }
  return wants;
}

Result<std::optional<model::Position>> read_since(const dom::object& message) {
  std::optional<model::Position> none;
  const auto value = member(message, "since");
  if (!value) return none;
  dom::object object;
  std::string_view epoch;
  std::uint64_t seq = 0;
  if (value->get(object) != simdjson::SUCCESS || object["epoch"].get(epoch) != simdjson::SUCCESS ||
      object["seq"].get(seq) != simdjson::SUCCESS) {
    return wrong("/since", *value, "{\"epoch\": string, \"seq\": whole number}");
  }
  return std::optional(model::Position{std::string(epoch), seq});
}

template <class T>
using Read = std::variant<T, Error>;

Read<SubscribeRequest> read_subscribe(const dom::object& message) {
  SubscribeRequest request;
  const auto id = required_id(message);
  if (!id) return id.error();
  request.id = *id;
  const auto wants = read_wants(message);
  if (!wants) return wants.error();
  request.spec.wants = *wants;
  if (const auto rows = member(message, "rows")) {
    std::string_view word;
    if (rows->get(word) != simdjson::SUCCESS || (word != "wide" && word != "narrow"))
      return wrong("/rows", *rows, "narrow or wide");
    request.spec.wants.wide = word == "wide";
  }
  const auto view = read_view(message, *wants);
  if (!view) return view.error();
  request.spec.view = *view;
  auto filter = read_filter(message);
  if (!filter) return filter.error();
  request.spec.filter = std::move(*filter);
  if (const auto newest = member(message, "newest")) {
    std::uint64_t number = 0;
    if (newest->get(number) != simdjson::SUCCESS || number < 1 || number > kNewestMax) {
      return wrong("/newest", *newest, "a whole number from 1 to 10000");
    }
    request.spec.newest = static_cast<std::uint32_t>(number);
  }
  auto since = read_since(message);
  if (!since) return since.error();
  request.since = std::move(*since);
  return request;
}

Read<ViewRequest> read_view_request(const dom::object& message) {
  ViewRequest request;
  const auto id = required_id(message);
  if (!id) return id.error();
  request.id = *id;
  const auto v = member(message, "v");
  if (!v || v->get(request.v) != simdjson::SUCCESS || request.v > (1ULL << 53U)) {
    return violation("/v", "v must be a whole number that numbers the views", "a whole number",
                     v ? shown(*v) : "");
  }
  if (!member(message, "view")) return violation("/view", "view is missing", "an object with bbox and level");
  const auto view = read_view(message, {});
  if (!view) return view.error();
  request.view = *view;
  return request;
}

Read<GetRequest> read_get(const dom::object& message) {
  std::string_view text;
  if (message["what"].get(text) != simdjson::SUCCESS || text != "case") {
    return violation("/what", "what can be got is a case", "case");
  }
  if (message["case"].get(text) != simdjson::SUCCESS || text.empty() || text.size() > kFilterValueBytesMax) {
    return violation("/case", "case must be the id of a case", "a string");
  }
  return GetRequest{{}, std::string(text)};
}

Error too_deep() {
  return violation("", "objects and arrays are nested deeper than 32", "depth of at most 32");
}

std::string step(std::string_view name) {
  std::string out = "/";
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

/// What simdjson takes and this wire does not: a name that stands twice, of which one value would be a guess,
/// and nesting that no message needs. `depth` counts from 1 and is bounded, so is the recursion.
std::optional<Error> misshapen(const dom::element& value, std::size_t depth) {
  dom::array list;
  dom::object object;
  const bool is_list = value.get(list) == simdjson::SUCCESS;
  if (!is_list && value.get(object) != simdjson::SUCCESS) return std::nullopt;
  if (depth > kDepthMax) return too_deep();
  std::optional<Error> error;
  if (is_list) {
    std::size_t index = 0;
    for (const dom::element item : list) {
      error = misshapen(item, depth + 1);
      if (error) {
        error->pointer.insert(0, "/" + std::to_string(index));
        return error;
      }
      ++index;
    }
    return std::nullopt;
  }
  std::vector<std::string_view> names;
  for (const auto entry : object) {
    names.push_back(entry.key);
    error = misshapen(entry.value, depth + 1);
    if (error) {
      error->pointer.insert(0, step(entry.key));
      return error;
    }
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) return std::nullopt;
  return violation(step(*twice), "a name stands twice in one object; which value holds would be a guess",
                   "each name once");
}

BadRequest bad(Error error, bool malformed = false) {
  return {{}, {}, std::move(error), malformed};
}

BadRequest unreadable(std::string_view text, simdjson::error_code reason) {
  if (reason == simdjson::DEPTH_ERROR) return bad(too_deep());
  Error error;
  error.code = Code::kMalformedJson;
  error.detail = "the message is not one JSON object";
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    error.code = Code::kNotUtf8;
    error.detail = "the message holds bytes that are not UTF-8";
  }
  return bad(std::move(error), true);
}

}  // namespace

struct ClientMessageReader::Impl {
  dom::parser parser;
};

ClientMessageReader::ClientMessageReader() : impl_(std::make_unique<Impl>()) {}
ClientMessageReader::~ClientMessageReader() = default;

ClientMessage ClientMessageReader::read(std::string_view text) {
  dom::element root;
  dom::object message;
  simdjson::error_code reason = impl_->parser.parse(text.data(), text.size(), false).get(root);
  if (reason == simdjson::SUCCESS) reason = root.get(message);
  if (reason != simdjson::SUCCESS) return unreadable(text, reason);
  const std::string ref = ref_of(message);
  const auto finish = [&](auto read) -> ClientMessage {
    if (Error* error = std::get_if<Error>(&read)) {
      BadRequest refused = bad(std::move(*error));
      refused.ref = ref;
      std::string_view id;
      if (message["id"].get(id) == simdjson::SUCCESS && id.size() <= kSubscriptionIdBytesMax) refused.id = id;
      return refused;
    }
    auto& request = std::get<0>(read);
    request.ref = ref;
    return std::move(request);
  };
  if (auto error = misshapen(root, 1)) return finish(Read<UnsubscribeRequest>(std::move(*error)));
  std::string_view op;
  if (message["op"].get(op) != simdjson::SUCCESS) op = {};
  if (op == "sub") return finish(read_subscribe(message));
  if (op == "view") return finish(read_view_request(message));
  if (op == "get") return finish(read_get(message));
  if (op == "unsub") {
    const auto id = required_id(message);
    return finish(id ? Read<UnsubscribeRequest>(UnsubscribeRequest{{}, *id})
                     : Read<UnsubscribeRequest>(id.error()));
  }
  if (op == "ping") {
    const auto t = member(message, "t");
    const std::string raw = t ? simdjson::minify(*t) : "null";
    return PingRequest{raw.size() <= kRefBytesMax ? raw : "null"};
  }
  Error error;
  error.code = Code::kUnknownOp;
  error.pointer = "/op";
  error.detail = "op is not one that this door knows";
  error.allowed = "sub, view, unsub, get or ping";
  if (const auto got = member(message, "op")) error.got = shown(*got);
  return finish(Read<UnsubscribeRequest>(std::move(error)));
}

}  // namespace gridhall::dashboard
