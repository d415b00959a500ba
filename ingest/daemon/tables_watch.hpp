// The tables of the city (classes, calendars, units): read at start, read again when a file changes or on
// SIGHUP, without a restart.
//
// A reload that has mistakes changes nothing: each is logged, and the tables that held go on. What holds is
// recorded in the log as an event with the files' texts, so that a replay knows which tables were in force
// when.
//
// Thread: the main context's; reading and re-standing a million cases takes some seconds of it, in which only
// signals and the control socket wait.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "ingest/tables/read_tables.hpp"
#include "store/store.hpp"

namespace gridhall::daemon {

struct TableFiles {
  std::optional<std::filesystem::path> classes;
  std::optional<std::filesystem::path> calendar;
  std::optional<std::filesystem::path> units;
  std::string default_zone = "UTC";

  bool any() const { return classes || calendar || units; }
};

/// The tables of the files and the texts they were read from.
struct LoadedTables {
  tables::Sources sources;
  std::shared_ptr<const model::Tables> tables;  ///< null: there is a mistake, or no file
};

/// Every mistake of every file goes to `problems`.
LoadedTables load_tables(const TableFiles& files, tables::Problems& problems);

class TablesWatch {
 public:
  /// `loaded` is in force already, by the store's options.
  TablesWatch(boost::asio::io_context& context, store::Store& store, TableFiles files,
              const LoadedTables& loaded);

  /// Reads the files again if they have changed since, or if `asked`.
  void look(bool asked);

 private:
  struct Stamp {
    std::filesystem::file_time_type written{};
    std::uintmax_t size = 0;
    bool operator==(const Stamp&) const = default;
  };
  std::vector<Stamp> stamps() const;
  void record(const tables::Sources& sources);
  void wait_for_time();
  void wait_for_signal();

  boost::asio::steady_timer timer_;
  boost::asio::signal_set hangup_;
  store::Store& store_;
  const TableFiles files_;
  std::vector<Stamp> seen_;
};

}  // namespace gridhall::daemon
