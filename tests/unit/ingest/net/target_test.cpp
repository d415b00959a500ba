#include "ingest/net/target.hpp"

#include <catch2/catch.hpp>

namespace gridhall::net {

TEST_CASE("a path is decoded once and what could be read in two ways is refused") {
  for (const char* bad : {"/../../etc/passwd",
                          "/..%2f..%2fetc/passwd",
                          "/%2e%2e/",
                          "/.%2E/x",
                          "/a/./b",
                          "/..%5c..%5cwin.ini",
                          "/a\\b",
                          "/%c0%ae%c0%ae/",
                          "/static//etc/passwd",
                          "//",
                          "/static/%00.js",
                          "/a%2Fb",
                          "/A/../B",
                          "/a/..",
                          "/%",
                          "/%g1",
                          "/%u0041",
                          "/%4",
                          "/a%0Ab",
                          "/a%7f",
                          "/a#b",
                          "/%80",
                          "/x?a=%",
                          "/x?a=%zz",
                          "/x?a=%00",
                          "/x?a=%ff"}) {
    INFO(bad);
    CHECK(parse_target(bad).has_error());
  }
}

TEST_CASE("a good target gives its path and its query in order") {
  const auto target = parse_target("/cases/%E4%B8%AD%20x?district[]=B&a=1+2&a=%2b&flag&=v&&q=%0A").value();
  CHECK(target.path == "/cases/\xE4\xB8\xAD x");
  CHECK(target.query ==
        QueryList{{"district[]", "B"}, {"a", "1 2"}, {"a", "+"}, {"flag", ""}, {"", "v"}, {"q", "\n"}});
  CHECK(parse_target("http://host:80/a/b?c").value().path == "/a/b");
  CHECK(parse_target("http://host").value().path == "/");
  CHECK(parse_target("http://host?x=/..").value().query == QueryList{{"x", "/.."}});
  CHECK(parse_target("*").value().path == "*");
  CHECK(parse_target("/?").value().path == "/");
  CHECK(parse_target("/a/").value().path == "/a/");
}

TEST_CASE("double encoding is decoded once, so it stays harmless text") {
  CHECK(parse_target("/%252e%252e").value().path == "/%2e%2e");
  CHECK(parse_target("/a...b/.well-known/..x").value().path == "/a...b/.well-known/..x");
}

}  // namespace gridhall::net
