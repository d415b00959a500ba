#include "ingest/simulate/wording.hpp"

#include <array>

namespace gridhall::simulate {
namespace {

template <class T, std::size_t N>
const T& one_of(const std::array<T, N>& choices, Random& random) {
  return choices[random.below(N)];
}

constexpr std::array<Words, 10> kVaguePlaces{
    {{"behind the wet market, by the blue gate", "菜市场后面蓝色大门旁"},
     {"building 6, estate not given", "6栋，没说哪个小区"},
     {"near the old cinema", "老电影院附近"},
     {"opposite the second bus stop after the bridge", "过桥第二个公交站对面"},
     {"the lane with the noodle shop", "有面馆的那条巷子"},
     {"between the school and the river", "学校和江边之间"},
     {"at the usual place, he says", "来电人称老地方"},
     {"the caller hung up before giving the street", "未说街道就挂断"},
     {"by the east exit, station unclear", "东出口，哪个站不清楚"},
     {"somewhere along the ring expressway", "绕城高速沿线某处"}}};

constexpr std::array<Words, 4> kAcknowledged{{{"Crew told, on its way.", "已通知处置人员前往。"},
                                              {"Accepted by the team on duty.", "值班班组已签收。"},
                                              {"Second team takes it over.", "由二组接手。"},
                                              {"", ""}}};
constexpr std::array<Words, 4> kInProgress{
    {{"On site, work has begun.", "人员已到场，开始处置。"},
     {"Area cordoned off.", "已设置围挡。"},
     {"Owner called, waiting for him to come.", "已联系当事人，等待到场。"},
     {"", ""}}};
constexpr std::array<Words, 3> kSuspended{
    {{"Spare part ordered.", "配件已订购，待到货。"},
     {"Needs a road permit for the digger.", "需办理占道开挖许可。"},
     {"Nobody at home, second visit arranged.", "住户不在家，已另约上门。"}}};
constexpr std::array<Words, 4> kResolved{
    {{"Done, photo attached.", "已处置完毕，照片已上传。"},
     {"Repaired, to be checked by the grid worker.", "已修复，待网格员核查。"},
     {"Cleared.", "已清理。"},
     {"", ""}}};
constexpr std::array<Words, 4> kFixed{{{"Checked on site, in order.", "现场核查，已恢复正常。"},
                                       {"Caller confirms.", "来电人确认已解决。"},
                                       {"Put right and closed.", "整改到位，结案。"},
                                       {"", ""}}};
constexpr std::array<Words, 2> kNothingFound{{{"Nothing found on site.", "现场未发现所述情况。"},
                                              {"Gone when the crew arrived.", "到场时问题已消失。"}}};
constexpr std::array<Words, 2> kReferred{
    {{"Handed to the county's office.", "已转县级部门办理。"},
     {"Private ground; the owner has been written to.", "属私有区域，已函告业主。"}}};
constexpr std::array<Words, 2> kUnable{
    {{"Can't be mended before the street is rebuilt.", "需待道路改造一并解决。"},
     {"No agreement among the neighbours.", "邻里未能达成一致。"}}};

struct Surname {
  const char* en;
  const char* zh;
};
constexpr std::array<Surname, 16> kSurnames{{{"Zhao", "赵"},
                                             {"Qian", "钱"},
                                             {"Sun", "孙"},
                                             {"Zhou", "周"},
                                             {"Wu", "吴"},
                                             {"Zheng", "郑"},
                                             {"Feng", "冯"},
                                             {"Chu", "褚"},
                                             {"Wei", "卫"},
                                             {"Jiang", "蒋"},
                                             {"Shen", "沈"},
                                             {"Han", "韩"},
                                             {"Qin", "秦"},
                                             {"Xu", "许"},
                                             {"Lü", "吕"},
                                             {"Ouyang", "欧阳"}}};

std::string_view say(const Words& words, Language language) {
  return language == Language::kEnglish ? words.en : words.zh;
}
const std::string& say(const Name& name, Language language) {
  return language == Language::kEnglish ? name.en : name.zh;
}

std::string blank(std::string_view key, const Place& place, Language language, Random& random) {
  if (key == "at") return say(place.label, language);
  if (key == "road") return say(place.road, language);
  if (key == "house") return std::to_string(place.house);
  if (key == "estate") return say(place.estate, language);
  if (key == "bldg") return say(place.house_name, language);
  if (key == "floor") return place.floor;
  if (key == "unit") return language == Language::kEnglish ? "unit " + place.unit : place.unit + "单元";
  if (key == "n") return std::to_string(random.range(2, 6));
  if (key == "k") return std::to_string(random.range(1, 9) * 10);
  return std::string(key);
}

}  // namespace

Language pick_language(Random& random) {
  return random.chance(0.55) ? Language::kEnglish : Language::kChinese;
}

std::string description(const CaseClass& row, const Place& place, Language language, Random& random) {
  const auto& choices = language == Language::kEnglish ? row.en : row.zh;
  std::string_view rest = choices[random.below(choices.size())];
  std::string out;
  for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const auto close = rest.find('}', open);
    out += rest.substr(0, open);
    out += blank(rest.substr(open + 1, close - open - 1), place, language, random);
    rest.remove_prefix(close + 1);
  }
  return out += rest;
}

std::string vague_description(const CaseClass& row, Language language, Random& random) {
  const Words& where = one_of(kVaguePlaces, random);
  return language == Language::kEnglish ? std::string(row.name.en) + ", " + std::string(where.en) + "."
                                        : std::string(row.name.zh) + "，" + std::string(where.zh) + "。";
}

std::string note(std::string_view status, std::string_view closure_reason, Language language,
                 Random& random) {
  const auto pick = [language, &random](const auto& choices) {
    return std::string(say(one_of(choices, random), language));
  };
  if (status == "acknowledged") return pick(kAcknowledged);
  if (status == "in_progress") return pick(kInProgress);
  if (status == "suspended") return pick(kSuspended);
  if (status == "resolved") return pick(kResolved);
  if (closure_reason == "no_fault_found") return pick(kNothingFound);
  if (closure_reason == "referred" || closure_reason == "not_responsible") return pick(kReferred);
  if (closure_reason == "unable_to_fix") return pick(kUnable);
  return pick(kFixed);
}

Contact contact(Random& random) {
  const Surname& surname = one_of(kSurnames, random);
  const bool woman = random.chance(0.5);
  Contact out;
  out.name = std::string(woman ? "Ms " : "Mr ") + surname.en + " " + surname.zh + (woman ? "女士" : "先生");
  std::string digits = std::to_string(random.range(0, 999'999));
  digits.insert(0, 6 - digits.size(), '0');
  out.phone = "+86 100-00" + digits.substr(0, 2) + "-" + digits.substr(2);
  if (random.chance(0.2)) out.email = "resident" + digits + "@example.org";
  return out;
}

}  // namespace gridhall::simulate
