// An event made from a row, on its way to the daemon.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "ingest/import/journal.hpp"
#include "store/model/event.hpp"

namespace gridhall::importer {

struct Draft {
  std::string json;  ///< one CloudEvent
  model::Time time{};
  RowRef row;
};

/// Takes drafts in order; false when no more can be delivered.
using Sink = std::function<bool(Draft)>;

/// Writes one JSON object, member by member.
class ObjectWriter {
 public:
  void text(std::string_view name, std::string_view value);
  /// `value` is JSON already.
  void raw(std::string_view name, std::string_view value);
  void number(std::string_view name, double value);
  bool empty() const { return out_.empty(); }
  /// The members without the braces, to be put into another object.
  const std::string& members() const { return out_; }
  std::string object() const { return '{' + out_ + '}'; }

 private:
  void name(std::string_view name);
  std::string out_;
};

struct EventHead {
  std::string_view id;
  std::string_view source;
  model::EventType type = model::EventType::kRequestReported;
  std::string_view subject;
  model::Time time{};
};

/// A CloudEvent; `data` is a JSON object.
std::string cloud_event(const EventHead& head, std::string_view data);

}  // namespace gridhall::importer
