#include "tests/bench/city_events.hpp"

#include <array>
#include <cstdio>
#include <random>
#include <stdexcept>
#include <string_view>

#include "tests/bench/connection.hpp"

namespace gridhall::bench {
namespace {

constexpr std::size_t kTexts = 2'048;
constexpr std::size_t kSeqWidth = 20;
constexpr std::size_t kConnectionDigits = 4;
constexpr std::uint64_t kOpenFor = 201;  ///< odd: a closing, itself odd, meets a report
/// Stands where connection and number will: "####-##########".
const std::string kPlace(kConnectionDigits + 1 + kNumberDigits, '#');
/// Stands where the words that fill the event up will.
constexpr std::string_view kFill = "%%";

constexpr std::array<std::string_view, 12> kCodes = {
    "noise.street",    "light.out",     "road.pothole", "water.leak", "waste.missed",  "tree.down",
    "parking.blocked", "graffiti.wall", "fire.smoke",   "heat.none",  "drain.blocked", "signal.dark"};
constexpr std::array<std::string_view, 8> kStreets = {"Renmin", "Jiefang", "Binjiang", "Wuyi",
                                                      "Xinhua", "Taiping", "Nanhu",    "Zhongshan"};
constexpr std::array<std::string_view, 16> kWords = {
    "reported", "again", "since",  "morning", "near",  "school", "entrance", "blocking",
    "walkway",  "loud",  "broken", "smell",   "water", "lamp",   "corner",   "neighbours"};
constexpr std::array<std::string_view, 4> kSeverities = {"Minor", "Moderate", "Minor", "Severe"};

constexpr char masked(char byte) {
  return static_cast<char>(byte ^ kMaskByte);
}

template <class List>
std::string_view pick(const List& list, std::mt19937_64& random) {
  return list[random() % list.size()];
}

std::string fixed(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6f", value);
  return text.data();
}

std::string head(std::string_view type, const std::string& run) {
  std::string text = R"({"specversion":"1.0","type":")";
  text.append(type).append(R"(","source":"/bench/load","id":")").append(run).append("-").append(kPlace);
  return text;
}

std::string report_text(const std::string& run, const CityBox& box, std::mt19937_64& random) {
  const double lat = std::uniform_real_distribution(box.south, box.north)(random);
  const double lon = std::uniform_real_distribution(box.west, box.east)(random);
  std::string text = head("gridhall.request.reported.v1", run);
  text += R"(","time":"2026-05-01T10:00:00Z","data":{"service_code":")";
  text.append(pick(kCodes, random)).append(R"(","lat":)").append(fixed(lat));
  text.append(R"(,"long":)").append(fixed(lon)).append(R"(,"severity":")").append(pick(kSeverities, random));
  text.append(R"(","address":")").append(std::to_string(1 + random() % 400)).append(" ");
  text.append(pick(kStreets, random)).append(R"( Road","description":")").append(kFill);
  return text + "\"}}";
}

std::string closing_text(const std::string& run) {
  std::string text = head("gridhall.case.updated.v1", run);
  text.append(R"(","subject":")").append(run).append("-").append(kPlace);
  text +=
      R"(","time":"2026-05-01T11:00:00Z","data":{"status":"closed","closure_reason":"done","status_notes":")";
  return text.append(kFill) + "\"}}";
}

std::string words(std::size_t bytes, std::mt19937_64& random) {
  std::string text;
  while (text.size() < bytes) text.append(pick(kWords, random)).append(" ");
  text.resize(bytes);
  if (!text.empty()) text.back() = '.';
  return text;
}

void fill(std::string& text, std::size_t event_bytes, std::mt19937_64& random) {
  const std::size_t bare = text.size() - kFill.size();
  if (bare > event_bytes) {
    throw std::runtime_error("an event takes at least " + std::to_string(bare) + " bytes");
  }
  text.replace(text.rfind(kFill), kFill.size(), words(event_bytes - bare, random));
}

}  // namespace

CityEvents::CityEvents(std::size_t event_bytes, const CityBox& box, std::uint64_t seed,
                       const std::string& run)
    : event_bytes_(event_bytes), before_(R"({"op":"pub","seq":)"), after_(R"(,"events":[)") {
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < kTexts; ++i) {
    for (const bool closing : {false, true}) {
      Text& text = (closing ? closings_ : reports_).emplace_back();
      text.plain = closing ? closing_text(run) : report_text(run, box, random);
      fill(text.plain, event_bytes, random);
      text.id = text.plain.find(kPlace);
      if (closing) text.subject = text.plain.find(kPlace, text.id + 1);
      text.masked = text.plain;
      mask(text.masked);
    }
  }
  mask(before_);
  mask(after_);
}

void CityEvents::put_number(char* at, unsigned connection, std::uint64_t number, char masked_by) {
  const auto digits = [&](char* begin, std::size_t width, std::uint64_t value) {
    for (char* digit = begin + width; digit != begin; value /= 10) {
      *--digit = static_cast<char>(('0' + static_cast<char>(value % 10)) ^ masked_by);
    }
  };
  digits(at, kConnectionDigits, connection);
  at[kConnectionDigits] = static_cast<char>('-' ^ masked_by);
  digits(at + kConnectionDigits + 1, kNumberDigits, number);
}

std::string CityEvents::report(unsigned connection, std::uint64_t number) const {
  const Text& text = reports_[(number * 31 + connection * std::uint64_t{97}) % kTexts];
  std::string event = text.plain;
  put_number(event.data() + text.id, connection, number, 0);
  return event;
}

void CityEvents::append_pub(std::string& out, unsigned connection, std::uint64_t seq, std::size_t count,
                            bool closing) const {
  append_frame_head(out, before_.size() + kSeqWidth + after_.size() + count * (event_bytes_ + 1) - 1 + 2);
  out += before_;
  std::string digits = std::to_string(seq);
  digits.insert(0, kSeqWidth - digits.size(), ' ');
  mask(digits);
  out += digits;
  out += after_;
  for (std::uint64_t number = seq; number < seq + count; ++number) {
    const bool closes = closing && number % 2 == 1 && number > kOpenFor;
    const Text& text =
        (closes ? closings_ : reports_)[(number * 31 + connection * std::uint64_t{97}) % kTexts];
    if (number != seq) out.push_back(masked(','));
    const std::size_t at = out.size();
    out += text.masked;
    put_number(out.data() + at + text.id, connection, number, kMaskByte);
    if (closes) put_number(out.data() + at + text.subject, connection, number - kOpenFor, kMaskByte);
  }
  out.push_back(masked(']'));
  out.push_back(masked('}'));
}

}  // namespace gridhall::bench
