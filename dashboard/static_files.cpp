#include "dashboard/static_files.hpp"

#include <array>

#include "dashboard/api.hpp"

namespace gridhall::dashboard {
namespace {

std::string_view without_slash(std::string_view path) {
  return path.starts_with('/') ? path.substr(1) : path;
}

bool wants_page(const net::Request& request) {
  for (const std::string_view root : {"/api/", "/open311/", "/assets/"}) {
    if (request.path.starts_with(root)) return false;
  }
  const auto accept = request.header("Accept");
  return accept && accept->find("text/html") != std::string_view::npos;
}

std::string quoted(std::string_view tag) {
  return tag.starts_with('"') || tag.starts_with("W/") ? std::string(tag) : '"' + std::string(tag) + '"';
}

}  // namespace

StaticFiles::StaticFiles(std::span<const Asset> files) {
  for (const Asset& file : files) files_.emplace(without_slash(file.path), &file);
}

const Asset* StaticFiles::find(std::string_view path) const {
  const auto found = files_.find(std::string(without_slash(path)));
  return found == files_.end() ? nullptr : found->second;
}

net::Response StaticFiles::get(const net::Request& request) const {
  const Asset* file = request.path == "/" ? find("index.html") : find(request.path);
  if (file == nullptr && wants_page(request)) file = find("index.html");
  if (file == nullptr) {
    return error_response(request, 404, model::Code::kNotFound,
                          files_.empty() ? "nothing is here; this build is without the browser application"
                                         : "nothing is here");
  }
  const std::string tag = quoted(file->etag);
  const char* caching = file->immutable ? "public, max-age=31536000, immutable" : "no-cache";
  if (auto same = unchanged(request, tag)) {
    same->headers = {{"ETag", tag}, {"Cache-Control", caching}};
    return *same;
  }
  net::Response response;
  response.content_type = std::string(file->content_type);
  response.headers = {{"ETag", tag}, {"Cache-Control", caching}};
  response.shared_body = file->bytes;
  return response;
}

}  // namespace gridhall::dashboard
