// The figures of one measurement: a table for people on standard error, one JSON line on standard output.
#pragma once

#include <string>
#include <vector>

namespace gridhall::bench {

class Report {
 public:
  explicit Report(std::string title) : title_(std::move(title)) {}
  /// `name` is the JSON member; `text` and `unit` stand in the table.
  void add(std::string name, std::string text, double value, std::string unit, int decimals = 0);
  void print() const;

 private:
  struct Figure {
    std::string name;
    std::string text;
    double value;
    std::string unit;
    int decimals;
  };
  std::string title_;
  std::vector<Figure> figures_;
};

}  // namespace gridhall::bench
