#include "ingest/daemon/key_command.hpp"

#include <boost/json.hpp>
#include <cstdio>

#include "ingest/daemon/control.hpp"
#include "store/admin.hpp"

namespace gridhall::daemon {
namespace {

namespace json = boost::json;

// A stopped data directory's rows.
class DatabaseRows final : public ingest::KeyRows {
 public:
  explicit DatabaseRows(store::Database& database) : database_(database) {}
  void put(std::string_view key, std::string_view value) override { store::put_admin(database_, key, value); }
  void erase(std::string_view key) override { store::erase_admin(database_, key); }
  std::vector<std::pair<std::string, std::string>> scan(std::string_view prefix) const override {
    return store::scan_admin(database_, prefix);
  }

 private:
  store::Database& database_;
};

std::string_view word(KeyRequest::Action action) {
  switch (action) {
    case KeyRequest::Action::kCreate:
      return "create";
    case KeyRequest::Action::kList:
      return "list";
    case KeyRequest::Action::kRevoke:
      return "revoke";
  }
  return "list";
}

std::string describe(const ingest::Key& key) {
  std::string line = key.id + "\t" + key.integrator + "\t" + (key.test ? "test" : "live") + "\t" +
                     model::format_rfc3339(key.created_at) + "\t";
  if (key.source_prefixes.empty()) line += "every source";
  for (std::size_t i = 0; i < key.source_prefixes.size(); ++i)
    line += (i == 0 ? "" : " ") + key.source_prefixes[i];
  return line + "\n";
}

model::Error not_understood(std::string_view line) {
  model::Error error;
  error.code = model::Code::kMalformedJson;
  error.detail = "control line not understood: " + std::string(line.substr(0, 200));
  return error;
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

int print(const KeyAnswer& answer) {
  std::fputs(answer.out.c_str(), stdout);
  std::fputs(answer.err.c_str(), stderr);
  return answer.exit_code;
}

}  // namespace

KeyAnswer perform(ingest::KeyRing& keys, const KeyRequest& request) {
  KeyAnswer answer;
  switch (request.action) {
    case KeyRequest::Action::kCreate: {
      auto key = keys.create(request.integrator, request.source_prefixes, request.test);
      if (!key) {
        answer.exit_code = 2;
        answer.err = "gridhall: " + key.error().detail + "\n";
        break;
      }
      answer.out = *key + "\n";
      break;
    }
    case KeyRequest::Action::kList:
      for (const auto& key : keys.list(request.integrator)) answer.out += describe(*key);
      break;
    case KeyRequest::Action::kRevoke: {
      const std::size_t revoked = keys.revoke(request.integrator, request.id);
      if (revoked == 0) {
        answer.exit_code = 1;
        answer.err = "gridhall: no such key of integrator \"" + request.integrator +
                     "\"; `gridhall key list` shows them\n";
        break;
      }
      answer.out = "revoked " + std::to_string(revoked) + "\n";
      break;
    }
  }
  return answer;
}

std::string encode(const KeyRequest& request) {
  json::object object{{"action", word(request.action)},
                      {"integrator", request.integrator},
                      {"test", request.test},
                      {"id", request.id}};
  object["sources"] = json::value_from(request.source_prefixes);
  return json::serialize(object);
}

model::Result<KeyRequest> decode_key_request(std::string_view line) {
  boost::system::error_code error;
  const json::value value = json::parse(line, error);
  if (error || !value.is_object()) return not_understood(line);
  const json::object& object = value.get_object();
  KeyRequest request;
  const std::string action = text_of(object, "action");
  if (action == "create") {
    request.action = KeyRequest::Action::kCreate;
  } else if (action == "revoke") {
    request.action = KeyRequest::Action::kRevoke;
  } else if (action != "list") {
    return not_understood(line);
  }
  request.integrator = text_of(object, "integrator");
  request.id = text_of(object, "id");
  if (const json::value* test = object.if_contains("test"))
    request.test = test->is_bool() && test->get_bool();
  if (const json::value* sources = object.if_contains("sources"); sources != nullptr && sources->is_array()) {
    for (const json::value& source : sources->get_array()) {
      if (source.is_string()) request.source_prefixes.emplace_back(source.get_string());
    }
  }
  return request;
}

std::string encode(const KeyAnswer& answer) {
  return json::serialize(json::object{{"exit", answer.exit_code}, {"out", answer.out}, {"err", answer.err}});
}

model::Result<KeyAnswer> decode_key_answer(std::string_view line) {
  boost::system::error_code error;
  const json::value value = json::parse(line, error);
  if (error || !value.is_object()) return not_understood(line);
  const json::object& object = value.get_object();
  const json::value* exit_code = object.if_contains("exit");
  if (exit_code == nullptr || !exit_code->is_int64()) return not_understood(line);
  return KeyAnswer{static_cast<int>(exit_code->get_int64()), text_of(object, "out"), text_of(object, "err")};
}

int run_key_command(const std::filesystem::path& data, const KeyRequest& request) {
  try {
    const auto database = store::open_admin(data, request.action == KeyRequest::Action::kCreate);
    DatabaseRows rows(*database);
    ingest::KeyRing keys(rows);
    return print(perform(keys, request));
  } catch (const store::LockedError&) {
    // A daemon has it: ask that one.
  } catch (const std::exception& error) {
    return print({1, "", "gridhall: " + std::string(error.what()) + "\n"});
  }
  const auto line = ask_daemon(data, encode(request), std::chrono::seconds(2));
  if (!line) return print({1, "", "gridhall: " + line.error().detail + "\n"});
  const auto answer = decode_key_answer(*line);
  if (!answer) return print({1, "", "gridhall: " + answer.error().detail + "\n"});
  return print(*answer);
}

}  // namespace gridhall::daemon
