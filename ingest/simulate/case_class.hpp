// The kinds of case that the demo city knows, in the two families of Chinese urban management: components
// (部件, things that belong to the city) and events (事件, things that happen in it). All figures are
// invented, with an eye on how hotlines and grid centres describe their work.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "ingest/simulate/city.hpp"

namespace gridhall::simulate {

enum class Family { kComponent, kEvent };

enum class Where { kStreet, kTower, kHome, kEstate, kPark, kShop, kMarket, kWorks, kUnderpass, kSchool };
inline constexpr std::size_t kWhereCount = static_cast<std::size_t>(Where::kSchool) + 1;

/// How reports spread over the hours of a week.
enum class Pattern { kFlat, kDaytime, kOffice, kRush, kMorning, kEvening, kNight };

/// The systems that report to the centre.
enum class Channel { kHotline, kCad, kGridApp, kSensors };
inline constexpr std::size_t kChannelCount = static_cast<std::size_t>(Channel::kSensors) + 1;

struct Words {
  std::string_view en;
  std::string_view zh;
};

struct CaseClass {
  std::string_view code;  ///< dotted, so that filters can take "noise.*"
  Words name;
  Family family = Family::kEvent;
  bool incident = false;  ///< something is happening; otherwise somebody asks for something
  Group group = Group::kFixture;
  Where where = Where::kStreet;
  Pattern pattern = Pattern::kDaytime;
  double weight = 1;                           ///< share of all reports over a week, relative to the others
  std::array<double, kChannelCount> channels;  ///< shares, in the order of Channel
  std::array<double, 5> severity;              ///< shares of Unknown, Minor, Moderate, Severe, Extreme
  double limit_h = 4;                          ///< what the source promises, at the default rate
  double median_h = 1;                         ///< of the time to closing, log-normal
  double sigma = 0.8;
  double updates = 0.5;  ///< share of the steps between report and closing that the source tells
  Words agency;
  /// Descriptions. {at} {road} {house} {estate} {bldg} {floor} {unit} {n} (2 to 6) {k} (10 to 90) are filled
  /// in.
  std::vector<std::string_view> en;
  std::vector<std::string_view> zh;
};

/// All classes, components first.
std::span<const CaseClass> case_classes();

/// The parts of the table: components, then the two parts of the events.
std::vector<CaseClass> component_classes();
std::vector<CaseClass> everyday_classes();
std::vector<CaseClass> urgent_classes();

/// How much busier than its weekly average a pattern is in an hour of the week (0 = Monday 00:00 local, 167 =
/// Sunday 23:00). The mean over the week is 1.
double activity(Pattern pattern, int hour_of_week);

namespace shares {
// Channels: hotline, CAD, grid workers' app, sensors.
inline constexpr std::array<double, kChannelCount> kHotline{0.8, 0, 0.2, 0};
inline constexpr std::array<double, kChannelCount> kPatrol{0.25, 0, 0.75, 0};
inline constexpr std::array<double, kChannelCount> kBoth{0.5, 0, 0.5, 0};
inline constexpr std::array<double, kChannelCount> kEmergency{0.08, 0.92, 0, 0};
inline constexpr std::array<double, kChannelCount> kSensed{0.2, 0, 0.2, 0.6};
// Severity: Unknown, Minor, Moderate, Severe, Extreme.
inline constexpr std::array<double, 5> kEnquiry{0.9, 0.1, 0, 0, 0};
inline constexpr std::array<double, 5> kMinor{0.03, 0.89, 0.08, 0, 0};
inline constexpr std::array<double, 5> kMixed{0.02, 0.56, 0.40, 0.02, 0};
inline constexpr std::array<double, 5> kModerate{0, 0.17, 0.77, 0.06, 0};
inline constexpr std::array<double, 5> kSerious{0, 0.02, 0.46, 0.51, 0.01};
inline constexpr std::array<double, 5> kGrave{0, 0, 0.10, 0.76, 0.14};
}  // namespace shares

}  // namespace gridhall::simulate
