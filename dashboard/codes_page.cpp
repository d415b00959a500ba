#include "dashboard/codes_page.hpp"

#include <array>

namespace gridhall::dashboard {
namespace {

using model::Code;

struct Entry {
  Code code;
  std::string_view cause;
  std::string_view cure;
};

// In the order of Code.
constexpr std::array<Entry, model::kCodeCount> kEntries = {{
    {Code::kMalformedJson, "The message or one event in it is not JSON, or not an object.",
     "Send one JSON object a text frame. Twenty such messages in a row end the connection with 4500."},
    {Code::kNotUtf8, "The text holds bytes that are not UTF-8.", "Convert to UTF-8 before sending."},
    {Code::kUnknownOp, "The member op names no operation.", "Use hello, pub, check or ping."},
    {Code::kNotACloudevent, "specversion is missing or is not 1.0.",
     "Wrap the report in a CloudEvent 1.0: specversion, id, source, type, data."},
    {Code::kAttributeMissing, "A required attribute of the CloudEvent is absent or null.",
     "Add the attribute that the pointer names."},
    {Code::kAttributeInvalid, "An attribute has a value that CloudEvents or Gridhall does not allow.",
     "Correct the attribute that the pointer names; the text says what is allowed."},
    {Code::kTypeUnknown, "type is none of those that Gridhall takes.",
     "Use gridhall.incident.reported.v1, gridhall.request.reported.v1, gridhall.case.updated.v1 or "
     "gridhall.source.heartbeat.v1."},
    {Code::kSourceNotAllowed, "The source is outside the key's prefixes, or belongs to another integrator.",
     "Use a source of your own; a source belongs to the integrator that first used it."},
    {Code::kSchemaViolation, "A member has the wrong type or form.",
     "Correct the member that the pointer names; the text says the rule."},
    {Code::kLocationOutOfRange, "lat is not within -90 to 90, or long not within -180 to 180.",
     "Check whether lat and long are swapped or digits shifted. Degrees, not projected metres."},
    {Code::kLocationMissing, "The source must give a place and the report has none.",
     "Add lat and long. As a warning: the case was stored as unlocated."},
    {Code::kClassUnknown, "service_code is not in the class table.",
     "Use a code of the table. As a warning: stored as unclassified, your words are kept."},
    {Code::kTimeInvalid, "A time is not RFC 3339 with a zone.", "Write it like 2026-11-24T14:02:11+08:00."},
    {Code::kTimeInFuture, "time is more than five minutes ahead of the server's clock.",
     "Set the sender's clock, and check the zone."},
    {Code::kTooOld, "time is older than this source may send.",
     "Ask the operator to raise the source's max_age."},
    {Code::kEventTooLarge, "The event is larger than 256 KiB.",
     "Send media by media_url, not inside the event."},
    {Code::kBatchTooLarge, "More than 500 events in one message.",
     "Split the batch and send it from the same seq on."},
    {Code::kSequenceGap, "seq is beyond what is expected next.",
     "Go back to the seq in expected and send on from there. Nothing was lost."},
    {Code::kDuplicateConflict, "An event with this source and id is stored with other members.",
     "To change a case send gridhall.case.updated.v1 with a new id and the same subject."},
    {Code::kRateLimited, "More events than the key may send.",
     "Wait as long as the answer says, then go on."},
    {Code::kFlowViolation, "More is in flight than the granted credit.",
     "Keep to in_flight_events and in_flight_bytes of welcome and flow."},
    {Code::kStorageBusy, "The store takes nothing now: the disk is nearly full or too much is waiting.",
     "Keep the events and send them again; a flow message says when there is credit."},
    {Code::kStorageFailed, "A write failed; the daemon stops and is started again.",
     "Reconnect with backoff and send again what was not acknowledged; doubles are removed."},
    {Code::kShuttingDown, "The daemon is stopping.", "Reconnect with backoff and resume."},
    {Code::kUnauthenticated, "No key, an unknown key or a revoked one; or nobody is signed in.",
     "Send Authorization: Bearer with a key made by gridhall key create."},
    {Code::kForbidden, "The key, the user or the page's Origin may not do this.",
     "Ask the operator for the right, or for the Origin to be allowed."},
    {Code::kSessionReplaced, "A newer connection said hello for the same producer.",
     "Give each process a producer name of its own, and run it once."},
    {Code::kSubprotocolRequired, "The WebSocket offered no subprotocol that this door speaks.",
     "Offer gridhall.ingest.v1 for ingest, gridhall.dash.v1 for the live view."},
    {Code::kNotFound, "There is no such thing.", "Check the id or the path."},
    {Code::kConflict, "Somebody changed it in the meantime.", "Read the current state and decide again."},
    {Code::kTransitionNotAllowed, "The lifecycle does not allow this step from where the case is.",
     "Use one of the allowed states that the answer lists."},
    {Code::kPreconditionFailed, "A condition of the request does not hold.",
     "Read the current state and send again."},
    {Code::kPositionRetired, "The position is of another epoch or below the log's floor.",
     "Take a snapshot and follow from its position."},
    {Code::kInternal, "Something went wrong inside Gridhall.",
     "Send it again; tell the operator the request id."},
}};

std::string page() {
  std::string html =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Gridhall: "
      "codes</title></head><body>"
      "<h1>Codes</h1><p>One vocabulary for nacks, HTTP problems, logs and metrics. Where it says "
      "<em>retry</em>, the "
      "same thing sent again later can succeed.</p><dl>";
  for (const Entry& entry : kEntries) {
    const std::string_view code = model::to_string(entry.code);
    html.append("<dt id=\"").append(code).append("\"><code>").append(code).append("</code>");
    if (model::retryable(entry.code)) html.append(" <em>retry</em>");
    html.append("</dt><dd>").append(entry.cause).append(" ").append(entry.cure).append("</dd>");
  }
  return html.append("</dl></body></html>\n");
}

boost::asio::awaitable<net::Response> serve_page(net::Request /*request*/) {
  net::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = page();
  co_return response;
}

}  // namespace

void install_codes_page(net::Server& server) {
  server.route("GET", "/docs/codes", serve_page);
}

}  // namespace gridhall::dashboard
