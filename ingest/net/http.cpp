#include "ingest/net/http.hpp"

#include <algorithm>

#include "ingest/net/ascii.hpp"
#include "ingest/net/http_status.hpp"
#include "ingest/net/utf8.hpp"

namespace gridhall::net {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

void append_member(std::string& out, std::string_view name, std::string_view text) {
  append_json_string(out, name);
  out += ':';
  append_json_string(out, text);
}

void append_or_null(std::string& out, std::string_view name, std::string_view text) {
  if (text.empty()) {
    append_json_string(out, name);
    out += ":null";
  } else {
    append_member(out, name, text);
  }
}

std::size_t digits_at(std::string_view text, std::size_t from) {
  std::size_t end = from;
  while (end < text.size() && ascii_digit(text[end])) {
    ++end;
  }
  return end - from;
}

bool is_json_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) {
    return false;
  }
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_at(text, ++at);
    if (fraction == 0) {
      return false;
    }
    at += fraction;
  }
  if (at < text.size() && ascii_lower(text[at]) == 'e') {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
      ++at;
    }
    const std::size_t exponent = digits_at(text, at);
    if (exponent == 0) {
      return false;
    }
    at += exponent;
  }
  return at == text.size();
}

bool is_json_literal_string(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"' || !valid_utf8(text)) {
    return false;
  }
  const std::string_view inside = text.substr(1, text.size() - 2);
  const auto is_hex = [](char c) {
    return ascii_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
  };
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '"' || static_cast<unsigned char>(inside[i]) < 0x20) {
      return false;
    }
    if (inside[i] != '\\') {
      continue;
    }
    if (++i == inside.size()) {
      return false;
    }
    if (inside[i] == 'u') {
      const std::string_view hex = inside.substr(i + 1, 4);
      if (hex.size() < 4 || !std::all_of(hex.begin(), hex.end(), is_hex)) {
        return false;
      }
      i += 4;
    } else if (std::string_view("\"\\/bfnrt").find(inside[i]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

/// The offending value arrives as JSON text that may have been cut: what is no longer one scalar goes out as
/// a string, so that the answer is JSON whatever came in.
void append_got(std::string& out, std::string_view got) {
  out += "\"got\":";
  if (got.empty()) {
    out += "null";
  } else if (got == "true" || got == "false" || got == "null" || is_json_number(got) ||
             is_json_literal_string(got)) {
    out += got;
  } else {
    append_json_string(out, got);
  }
}

template <class List>
std::optional<std::string_view> first_of(const List& list, std::string_view name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& pair) { return pair.first == name; });
  return found == list.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const Header& header) { return ascii_iequals(header.name, name); });
  return found == headers.end() ? std::nullopt : std::optional<std::string_view>(found->value);
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
  return first_of(query, name);
}

std::string_view Request::param(std::string_view name) const {
  return first_of(params, name).value_or("");
}

Response problem(const Request& request, unsigned status, const std::vector<model::Error>& errors) {
  static const model::Error kUnnamed{
      .code = model::Code::kInternal, .detail = "internal error", .pointer = {}, .got = {}, .allowed = {}};
  const model::Error& first = errors.empty() ? kUnnamed : errors.front();
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  response.headers.push_back({"Cache-Control", "no-store"});
  std::string& out = response.body;
  out = R"({"type":"about:blank",)";
  append_member(out, "title", status_reason(status));
  out += ",\"status\":" + std::to_string(status) + ',';
  append_member(out, "code", model::to_string(first.code));
  out += model::retryable(first.code) ? ",\"retry\":true," : ",\"retry\":false,";
  append_member(out, "request_id", request.request_id);
  out += ',';
  append_member(out, "detail", first.detail);
  out += ",\"errors\":[";
  for (const model::Error& error : errors) {
    out += &error == &errors.front() ? "{" : ",{";
    append_member(out, "code", model::to_string(error.code));
    out += ',';
    append_member(out, "pointer", error.pointer);
    out += ',';
    append_member(out, "detail", error.detail);
    out += ',';
    append_got(out, error.got);
    out += ',';
    append_or_null(out, "allowed", error.allowed);
    out += '}';
  }
  out += "]}";
  return response;
}

Response problem(const Request& request, unsigned status, const model::Error& error) {
  return problem(request, status, std::vector<model::Error>{error});
}

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;  // [plain, i) needs no escape and is not written yet
  std::size_t i = 0;
  const auto flush = [&](std::size_t next) {
    out.append(text, plain, i - plain);
    plain = i = next;
  };
  while (i < text.size()) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x80) {
      const std::size_t bytes = utf8_sequence_bytes(text.substr(i));
      if (bytes > 0) {
        i += bytes;
      } else {
        flush(i + 1);
        out += kReplacement;
      }
    } else if (c == '"' || c == '\\') {
      flush(i + 1);
      out += '\\';
      out += static_cast<char>(c);
    } else if (c < 0x20 || c == 0x7F) {
      flush(i + 1);
      switch (c) {
        case '\n':
          out += "\\n";
          break;
        case '\r':
          out += "\\r";
          break;
        case '\t':
          out += "\\t";
          break;
        default:
          out += "\\u00";
          out += kHex[c >> 4U];
          out += kHex[c & 0x0FU];
      }
    } else {
      ++i;
    }
  }
  out.append(text, plain, i - plain);
  out += '"';
}

}  // namespace gridhall::net
