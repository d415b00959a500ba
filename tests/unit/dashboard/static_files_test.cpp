#include "dashboard/static_files.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace gridhall;
using namespace gridhall::dashboard;

namespace {

const std::vector<Asset>& some() {
  static const std::vector<Asset> kFiles = {
      {"/index.html", "text/html; charset=utf-8", "<html>", false, "\"1\""},
      {"/assets/a-1.js", "text/javascript", "let a", true, "\"2\""}};
  return kFiles;
}

net::Response get(std::string path, std::vector<net::Header> headers = {}) {
  net::Request request;
  request.method = "GET";
  request.path = std::move(path);
  request.headers = std::move(headers);
  return StaticFiles(some()).get(request);
}

std::string header(const net::Response& response, std::string_view name) {
  for (const net::Header& h : response.headers) {
    if (h.name == name) return h.value;
  }
  return {};
}

}  // namespace

TEST_CASE("the page is asked for again each time, named files never") {
  CHECK(get("/").shared_body == "<html>");
  CHECK(header(get("/"), "Cache-Control") == "no-cache");
  CHECK(header(get("/assets/a-1.js"), "Cache-Control").find("immutable") != std::string::npos);
  CHECK(get("/assets/a-1.js").content_type == "text/javascript");
  CHECK(get("/", {{"If-None-Match", "\"1\""}}).status == 304);
  CHECK(get("/", {{"If-None-Match", "W/\"1\", \"9\""}}).status == 304);
  CHECK(get("/", {{"If-None-Match", "\"9\""}}).status == 200);
}

TEST_CASE("a deep link gives the page to a browser and 404 to everything else") {
  const std::vector<net::Header> browser = {{"Accept", "text/html,application/xhtml+xml"}};
  CHECK(get("/case/k-7", browser).shared_body == "<html>");
  CHECK(get("/case/k-7").status == 404);
  CHECK(get("/api/v1/nonsense", browser).status == 404);
  CHECK(get("/assets/gone.js", browser).status == 404);
}
