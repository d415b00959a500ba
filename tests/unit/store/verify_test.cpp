#include "store/verify.hpp"

#include <catch2/catch.hpp>

#include "store/codec.hpp"
#include "store/database.hpp"
#include "store/key.hpp"
#include "tests/unit/store/store_fixture.hpp"

using namespace gridhall;
using namespace gridhall::store;

TEST_CASE("verify finds a row that was changed, one that was dropped and one that was made up") {
  const Folder folder;
  {
    const auto store = open_store(folder);
    commit(*store, make_report("a"));
    commit(*store, make_report("b"));
    commit(*store, make_update("b", "bx", "closed"));
    store->close();
  }
  const auto differences_after = [&](Family family, bool erase, const std::string& value) {
    std::string key;
    std::string before;
    std::string error;
    {
      Database database(folder.data(), Database::Access::kWrite, false, false);
      auto cursor = database.cursor(family);
      cursor.seek_to_first();
      key = cursor.key();
      before = cursor.value();
      Batch batch;
      if (erase) {
        batch.erase(family, key);
      } else {
        batch.put(family, key, value);
      }
      REQUIRE(database.write(batch, true, &error));
    }
    const auto found = verify(folder.data()).differences_total;
    Database database(folder.data(), Database::Access::kWrite, false, false);
    Batch batch;
    batch.put(family, key, before);
    REQUIRE(database.write(batch, true, &error));
    return found;
  };
  for (const Family family : {Family::kLog, Family::kBoard, Family::kCase, Family::kCell, Family::kDedup}) {
    INFO(to_string(family));
    CHECK(differences_after(family, true, "") > 0);
    CHECK(differences_after(family, false, "not what was there") > 0);
  }
  require_clean(folder);
}

TEST_CASE("one flipped byte in a log record breaks the chain") {
  const Folder folder;
  {
    const auto store = open_store(folder);
    commit(*store, make_report("a"));
    store->close();
  }
  std::string record;
  {
    const Database database(folder.data(), Database::Access::kRead, false, false);
    record = *database.get(Family::kLog, log_key(1));
  }
  REQUIRE(check_chain(record));
  for (std::size_t i = 0; i < record.size(); ++i) {
    std::string damaged = record;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    const bool recorded_at = i >= 13 && i < 21;  // the group's clock is not an event's body
    const bool starts = i >= 21 && i < 53;       // the head before is compared with the record before
    const bool position = i >= 5 && i < 13;
    if (recorded_at || starts || position) continue;
    INFO("byte " << i);
    CHECK_FALSE(check_chain(damaged));
  }
}
