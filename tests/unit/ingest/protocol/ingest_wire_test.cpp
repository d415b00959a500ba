// The golden messages in tests/fixtures/wire/ingest_*.json: what the client sends is read, what the server
// sends is what the encoders write, and each nack that follows a message is what that message really gets.
#include <simdjson.h>

#include <filesystem>
#include <map>
#include <set>

#include "ingest/protocol/messages.hpp"
#include "tests/source_tree.hpp"
#include "tests/unit/ingest/protocol/event_fixture.hpp"

namespace gridhall::ingest {
namespace {

using namespace testing;
namespace dom = simdjson::dom;

std::string text_of(dom::element object, const char* name) {
  return std::string(object.at_key(name).get_string().value());
}
std::uint64_t number_of(dom::element object, const char* name) {
  return object.at_key(name).get_uint64().value();
}
std::optional<dom::element> member(dom::element object, const char* name) {
  dom::element value;
  if (object.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) {
    return std::nullopt;
  }
  return value;
}

/// Equal by members, whatever their order.
bool same(dom::element a, dom::element b) {
  if (a.is_object() && b.is_object()) {
    const dom::object left = a.get_object().value();
    const dom::object right = b.get_object().value();
    if (left.size() != right.size()) {
      return false;
    }
    for (const auto field : left) {
      dom::element other;
      if (right.at_key(field.key).get(other) != simdjson::SUCCESS || !same(field.value, other)) {
        return false;
      }
    }
    return true;
  }
  if (a.is_array() && b.is_array()) {
    const dom::array left = a.get_array().value();
    const dom::array right = b.get_array().value();
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
  }
  return simdjson::minify(a) == simdjson::minify(b);
}

model::Error error_of(dom::element msg) {
  model::Error error;
  for (int i = 0; i < model::kCodeCount; ++i) {
    if (model::to_string(static_cast<model::Code>(i)) == text_of(msg, "code")) {
      error.code = static_cast<model::Code>(i);
    }
  }
  error.detail = text_of(msg, "detail");
  error.pointer = text_of(msg, "pointer");
  if (const auto got = member(msg, "got")) error.got = simdjson::minify(*got);
  if (const auto allowed = member(msg, "allowed")) error.allowed = allowed->get_string().value();
  return error;
}

std::string encode_welcome(dom::element msg) {
  Welcome welcome;
  welcome.server = text_of(msg, "server");
  welcome.now = at(text_of(msg, "now"));
  welcome.integrator = text_of(msg, "integrator");
  welcome.mode = text_of(msg, "mode");
  welcome.docs = text_of(msg, "docs");
  if (const auto producer = member(msg, "producer")) welcome.producer = producer->get_string().value();
  if (const auto resume = member(msg, "resume")) {
    welcome.resume_epoch = text_of(*resume, "epoch");
    welcome.resume_settled = number_of(*resume, "settled");
  }
  return encode(welcome);
}

std::string encode_ack(dom::element msg) {
  Ack ack;
  std::vector<std::string> results;
  if (const auto ref = member(msg, "ref")) {
    ack.ref = ref->get_string().value();
    const auto words = member(msg, "results");
    for (const dom::element result : *words) {
      results.emplace_back(result.get_string().value());
    }
    ack.results.assign(results.begin(), results.end());
  } else {
    ack.settled = number_of(msg, "settled");
    ack.stored = number_of(msg, "stored");
    ack.duplicate = number_of(msg, "duplicate");
    ack.commit_ms = msg.at_key("commit_ms").get_int64().value();
    const auto dups = member(msg, "dups");
    for (const dom::element dup : *dups) {
      ack.dups.push_back(dup.get_uint64().value());
    }
  }
  ack.pos = {text_of(*member(msg, "pos"), "epoch"), number_of(*member(msg, "pos"), "seq")};
  if (const auto warnings = member(msg, "warnings")) {
    for (const dom::element entry : *warnings) {
      AckWarning& warning = ack.warnings.emplace_back();
      if (const auto seq = member(entry, "seq")) warning.seq = seq->get_uint64().value();
      if (const auto index = member(entry, "index")) {
        warning.index = static_cast<std::uint32_t>(index->get_uint64().value());
      }
      warning.warning = {text_of(entry, "code"), text_of(entry, "detail"), text_of(entry, "pointer")};
    }
  }
  return encode(ack);
}

std::string encode_nack(dom::element msg) {
  Nack nack;
  if (const auto seq = member(msg, "seq")) nack.seq = seq->get_uint64().value();
  if (const auto ref = member(msg, "ref")) nack.ref = ref->get_string().value();
  nack.index = static_cast<std::uint32_t>(number_of(msg, "index"));
  nack.id = text_of(msg, "id");
  nack.source = text_of(msg, "source");
  nack.error = error_of(msg);
  if (const auto expected = member(msg, "expected")) nack.expected = expected->get_uint64().value();
  return encode(nack);
}

std::string encode_other(const std::string& op, dom::element msg) {
  if (op == "flow") {
    return encode_flow(number_of(msg, "in_flight_events"), number_of(msg, "in_flight_bytes"),
                       text_of(msg, "reason"));
  }
  if (op == "pong") {
    return encode_pong(simdjson::minify(msg.at_key("t").value()), at(text_of(msg, "now")));
  }
  if (op == "bye") {
    std::optional<std::int64_t> after;
    if (const auto value = member(msg, "retry_after_ms")) after = value->get_int64().value();
    return encode_bye(static_cast<unsigned>(number_of(msg, "code")), text_of(msg, "reason"), after);
  }
  if (op == "checked") {
    std::vector<CheckedError> errors;
    const auto listed = member(msg, "errors");
    for (const dom::element entry : *listed) {
      errors.push_back({static_cast<std::uint32_t>(number_of(entry, "index")), error_of(entry)});
    }
    return encode_checked(text_of(msg, "ref"), number_of(msg, "ok"), errors);
  }
  return "no encoder for " + op;
}

std::string encode_again(dom::element msg) {
  const std::string op = text_of(msg, "op");
  return op == "welcome" ? encode_welcome(msg)
         : op == "ack"   ? encode_ack(msg)
         : op == "nack"  ? encode_nack(msg)
                         : encode_other(op, msg);
}

/// Reads messages as a session with these rules would, and keeps the refusals.
class Door {
 public:
  std::vector<std::string> refusals(dom::element msg, const std::string& expected_code) {
    frame_ = simdjson::minify(msg);
    frame_.reserve(frame_.size() + 64);
    reading_.rules = rules_for(expected_code);
    auto outcome = reader_.read(frame_, {});
    if (auto* bad = std::get_if<BadMessage>(&outcome)) {
      Nack nack;
      nack.seq = bad->seq;
      nack.ref = bad->ref;
      nack.error = bad->error;
      return {encode(nack)};
    }
    const auto& message = std::get<ClientMessage>(outcome);
    if (const auto* check = std::get_if<Check>(&message)) {
      return {checked(*check)};
    }
    const auto* pub = std::get_if<Pub>(&message);
    return pub == nullptr ? std::vector<std::string>() : nacks(*pub);
  }

 private:
  static Rules rules_for(const std::string& code) {
    Rules rules;
    if (code == "source_not_allowed") rules.source_prefixes = {"nyc311"};
    if (code == "forbidden") rules.types = {"gridhall.incident.reported.v1", "gridhall.request.reported.v1"};
    if (code == "location_missing") rules.location_required = true;
    if (code == "too_old") rules.max_age = std::chrono::hours(240);
    return rules;
  }

  std::string checked(const Check& check) {
    std::vector<CheckedError> errors;
    for (std::uint32_t i = 0; i < check.events.size(); ++i) {
      if (auto result = reading_.read(std::string(check.events[i])); !result) {
        errors.push_back({i, result.error()});
      }
    }
    return encode_checked(check.ref, check.events.size() - errors.size(), errors);
  }

  std::vector<std::string> nacks(const Pub& pub) {
    std::vector<std::string> out;
    for (std::uint32_t i = 0; i < pub.events.size(); ++i) {
      if (auto result = reading_.read(std::string(pub.events[i])); !result) {
        Nack nack;
        if (pub.seq) nack.seq = *pub.seq + i;
        nack.ref = pub.ref;
        nack.index = i;
        std::tie(nack.id, nack.source) = peek_identity(pub.events[i]);
        nack.error = result.error();
        out.push_back(encode(nack));
      }
    }
    return out;
  }

  MessageReader reader_;
  Reading reading_;
  std::string frame_;
};

std::vector<std::filesystem::path> fixtures() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(source_tree() / "tests/fixtures/wire")) {
    if (entry.path().filename().string().rfind("ingest_", 0) == 0) {
      found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST_CASE("the encoders write the golden messages of the server") {
  simdjson::dom::parser parser;
  simdjson::dom::parser second;
  std::size_t count = 0;
  for (const auto& path : fixtures()) {
    const dom::element file = parser.load(path.string()).value();
    const dom::array messages = file.at_key("messages").get_array().value();
    for (const dom::element entry : messages) {
      if (text_of(entry, "dir") != "S") continue;
      const dom::element msg = entry.at_key("msg").value();
      const std::string written = encode_again(msg);
      INFO(path.filename() << "\n" << simdjson::minify(msg) << "\n" << written);
      CHECK(same(msg, second.parse(written).value()));
      ++count;
    }
  }
  CHECK(count > 40);
}

TEST_CASE("the reader gives the golden messages of the client the golden answers") {
  simdjson::dom::parser parser;
  simdjson::dom::parser second;
  Door door;
  for (const auto& path : fixtures()) {
    const dom::element file = parser.load(path.string()).value();
    std::vector<dom::element> answers;  // nacks and checks that follow a message of the client
    std::optional<dom::element> question;
    const auto settle = [&] {
      if (!question) return;
      const std::string code = !answers.empty() && member(answers.front(), "code")
                                   ? text_of(answers.front(), "code")
                                   : std::string();
      const auto refusals = door.refusals(*question, code);
      INFO(path.filename() << "\n" << simdjson::minify(*question));
      REQUIRE(refusals.size() == answers.size());
      for (std::size_t i = 0; i < refusals.size(); ++i) {
        INFO(refusals[i]);
        CHECK(same(answers[i], second.parse(refusals[i]).value()));
      }
    };
    const dom::array messages = file.at_key("messages").get_array().value();
    for (const dom::element entry : messages) {
      const dom::element msg = entry.at_key("msg").value();
      if (text_of(entry, "dir") == "C") {
        settle();
        question = msg;
        answers.clear();
      } else if (text_of(msg, "op") == "nack" || text_of(msg, "op") == "checked") {
        answers.push_back(msg);
      }
    }
    settle();
  }
}

TEST_CASE("the golden messages hold a nack for every code of ingest") {
  std::set<std::string> seen;
  simdjson::dom::parser parser;
  for (const auto& path : fixtures()) {
    const dom::element file = parser.load(path.string()).value();
    const dom::array messages = file.at_key("messages").get_array().value();
    for (const dom::element entry : messages) {
      const dom::element msg = entry.at_key("msg").value();
      if (member(msg, "code") && text_of(msg, "op") == "nack") {
        seen.insert(text_of(msg, "code"));
      }
    }
  }
  // These answer HTTP requests and handshakes, never a message.
  const std::set<std::string> elsewhere = {
      "subprotocol_required",   "not_found",           "conflict",
      "transition_not_allowed", "precondition_failed", "position_retired"};
  for (int i = 0; i < model::kCodeCount; ++i) {
    const std::string code(model::to_string(static_cast<model::Code>(i)));
    INFO(code);
    CHECK(seen.contains(code) != elsewhere.contains(code));
  }
}

}  // namespace
}  // namespace gridhall::ingest
