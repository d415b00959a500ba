#include "ingest/simulate/city_names.hpp"

#include <array>

namespace gridhall::simulate {
namespace {

struct Syllable {
  const char* en;
  const char* zh;
};

constexpr std::array<Syllable, 32> kFirst{{
    {"Jin", "锦"},   {"Yu", "玉"},   {"Xin", "新"},  {"Chang", "长"}, {"Fu", "福"},   {"De", "德"},
    {"Ming", "明"},  {"An", "安"},   {"Kang", "康"}, {"Tai", "泰"},   {"Ping", "平"}, {"Rui", "瑞"},
    {"Xiang", "祥"}, {"Hong", "宏"}, {"Jia", "嘉"},  {"Yong", "永"},  {"Qing", "清"}, {"Wen", "文"},
    {"Zhong", "中"}, {"Lan", "兰"},  {"Mei", "梅"},  {"Zhu", "竹"},   {"Ju", "菊"},   {"Song", "松"},
    {"Bai", "柏"},   {"Yun", "云"},  {"Feng", "枫"}, {"Hua", "华"},   {"He", "荷"},   {"Lu", "鹭"},
    {"Yan", "雁"},   {"Ci", "慈"},
}};
constexpr std::array<Syllable, 24> kSecond{{
    {"he", "和"},   {"chun", "春"},  {"yuan", "源"}, {"sheng", "盛"}, {"ning", "宁"}, {"shun", "顺"},
    {"le", "乐"},   {"xing", "兴"},  {"lin", "林"},  {"hu", "湖"},    {"shan", "山"}, {"quan", "泉"},
    {"feng", "丰"}, {"guang", "光"}, {"jing", "景"}, {"cheng", "成"}, {"qiao", "桥"}, {"xi", "溪"},
    {"ting", "亭"}, {"men", "门"},   {"pu", "浦"},   {"zhou", "舟"},  {"yang", "阳"}, {"tang", "塘"},
}};
static_assert(kFirst.size() * kSecond.size() == kPairNames);

}  // namespace

Name pair_name(std::size_t k) {
  // For a fixed first syllable the second one steps by 17, which has no factor in common with 24: no pair
  // comes twice.
  const auto& first = kFirst[k % kFirst.size()];
  const auto& second = kSecond[(17 * (k / kFirst.size()) + 5 * (k % kFirst.size())) % kSecond.size()];
  return {.en = std::string(first.en) + second.en, .zh = std::string(first.zh) + second.zh};
}

Name with_suffix(const Name& name, const char* en, const char* zh) {
  return {.en = name.en + " " + en, .zh = name.zh + zh};
}

}  // namespace gridhall::simulate
