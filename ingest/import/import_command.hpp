// `gridhall import`: files of the past, or of another system, into a running daemon (wire contract §6).
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "store/model/error.hpp"

namespace gridhall::importer {

struct ImportOptions {
  std::string to;                  ///< URL of the daemon
  std::string key;                 ///< ghk_live_… or ghk_test_…
  std::string format;              ///< one of `format_names()`
  std::string mapping;             ///< TOML file, with format `csv` only
  std::string speed = "max";       ///< "max", or a multiple of real time such as "1x" or "60x"
  bool dry_run = false;            ///< through the daemon's validator, nothing is stored
  std::vector<std::string> files;  ///< "-" is the standard input
};

/// For the help text and for checking options.
std::vector<std::string> format_names();

/// What is wrong with the options and with opening the files; `pointer` is the option or the file. For a
/// caller who has mistakes of its own to tell: `run_import` checks the same.
std::vector<model::Error> wrong_options(const ImportOptions& options);

/// Runs on the calling thread and blocks. The JSON summary is the last line on standard output; refused rows,
/// notices and, on a terminal, the progress go to standard error. Returns 0 when every row was stored,
/// duplicate or counted as refused; 1 when the connection or a file failed for good; 2 for wrong options, an
/// unusable mapping or a file of another format, with every error at once.
int run_import(const ImportOptions& options);

/// The same with streams of the caller's; `terminal` writes the progress line.
int run_import(const ImportOptions& options, std::ostream& out, std::ostream& log, bool terminal);

}  // namespace gridhall::importer
