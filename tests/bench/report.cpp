#include "tests/bench/report.hpp"

#include <cstdio>
#include <utility>

namespace gridhall::bench {

void Report::add(std::string name, std::string text, double value, std::string unit, int decimals) {
  figures_.push_back({std::move(name), std::move(text), value, std::move(unit), decimals});
}

void Report::print() const {
  std::fprintf(stderr, "%s\n", title_.c_str());
  std::printf("{\"what\":\"%s\"", title_.c_str());
  for (const Figure& figure : figures_) {
    std::fprintf(stderr, "  %-44s %14.*f %s\n", figure.text.c_str(), figure.decimals, figure.value,
                 figure.unit.c_str());
    std::printf(",\"%s\":%.*f", figure.name.c_str(), figure.decimals, figure.value);
  }
  std::printf("}\n");
}

}  // namespace gridhall::bench
