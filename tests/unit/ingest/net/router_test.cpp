#include "ingest/net/router.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

namespace gridhall::net {
namespace {

using Params = Router::Params;

}  // namespace

TEST_CASE("a literal segment wins over a parameter, a parameter over the rest") {
  Router router;
  const auto root = router.add("GET", "/");
  const auto one = router.add("GET", "/cases/{id}");
  const auto history = router.add("GET", "/cases/{case}/history");
  const auto open = router.add("GET", "/cases/open");
  const auto rest = router.add("GET", "/cases/{path...}");
  const auto slash = router.add("GET", "/static/");
  CHECK(router.find("GET", "/").route == root);
  CHECK(router.find("GET", "/cases/open").route == open);
  CHECK(router.find("GET", "/cases/7").route == one);
  CHECK(router.find("GET", "/cases/7").params == Params{{"id", "7"}});
  CHECK(router.find("GET", "/cases/open/history").route == history);
  CHECK(router.find("GET", "/cases/7/history").params == Params{{"case", "7"}});
  CHECK(router.find("GET", "/cases/7/x/y").route == rest);
  CHECK(router.find("GET", "/cases/7/x/y").params == Params{{"path", "7/x/y"}});
  CHECK(router.find("GET", "/static/").route == slash);
  for (const char* unknown : {"/cases", "/cases/", "/static", "/Cases/7", "/x", ""}) {
    INFO(unknown);
    CHECK(router.find("GET", unknown).route == Router::kNone);
    CHECK(router.find("GET", unknown).allow.empty());
  }
}

TEST_CASE("the longest way through the literals does not hide a parameter beside it") {
  Router router;
  router.add("GET", "/a/b/c");
  const auto other = router.add("GET", "/a/{x}/d");
  const auto match = router.find("GET", "/a/b/d");
  CHECK(match.route == other);
  CHECK(match.params == Params{{"x", "b"}});
}

TEST_CASE("HEAD follows GET, another method is told what is allowed") {
  Router router;
  const auto get = router.add("GET", "/x");
  const auto post = router.add("POST", "/x");
  CHECK(router.find("HEAD", "/x").route == get);
  CHECK(router.find("POST", "/x").route == post);
  const auto match = router.find("DELETE", "/x");
  CHECK(match.route == Router::kNone);
  CHECK(match.allow == "GET, HEAD, POST");
}

TEST_CASE("the fallback takes unknown paths of its methods only") {
  Router router;
  router.add("POST", "/api");
  const auto fallback = router.add("GET", "");
  CHECK(router.find("GET", "/anything/at/all").route == fallback);
  CHECK(router.find("HEAD", "/").route == fallback);
  CHECK(router.find("POST", "/anything").route == Router::kNone);
  CHECK(router.find("POST", "/anything").allow.empty());
  CHECK(router.find("GET", "/api").allow == "POST");
}

TEST_CASE("a pattern that is malformed or there already is our own mistake") {
  Router router;
  router.add("GET", "/a/{x}");
  CHECK_THROWS_AS(router.add("GET", "/a/{y}"), std::invalid_argument);
  CHECK_THROWS_AS(router.add("GET", "a"), std::invalid_argument);
  CHECK_THROWS_AS(router.add("GET", "/{}"), std::invalid_argument);
  CHECK_THROWS_AS(router.add("GET", "/{x...}/y"), std::invalid_argument);
}

}  // namespace gridhall::net
