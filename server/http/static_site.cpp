#include "http/static_site.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/bytes.hpp"
#include "base/hash.hpp"

namespace retour::http {
namespace {

constexpr std::uintmax_t site_bytes_max = 64U << 20;
constexpr std::string_view compressed_ending = ".br";

struct MediaType {
  std::string_view ending;
  std::string_view type;
};
constexpr MediaType media_types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".ttf", "font/ttf"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
};

Result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.good() && !in.eof()) return fail(FailureCode::io, path.string());
  return bytes;
}

}  // namespace

std::string_view media_type_of(std::string_view name) {
  for (const MediaType& known : media_types)
    if (name.ends_with(known.ending)) return known.type;
  return "application/octet-stream";
}

Result<StaticSite> StaticSite::load(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::recursive_directory_iterator files(folder, error);
  if (error) return fail(FailureCode::not_found, "no site in " + folder + ": build the web app");
  StaticSite site;
  std::uintmax_t total = 0;
  for (const fs::directory_entry& entry : files) {
    if (!entry.is_regular_file(error)) continue;
    total += entry.file_size(error);
    if (total > site_bytes_max) return fail(FailureCode::limit, folder + " holds more than a site");
    RETOUR_ASSIGN(std::string bytes, read_file(entry.path()));
    std::string name = "/" + fs::relative(entry.path(), folder, error).generic_string();
    if (name.ends_with(compressed_ending)) {
      name.resize(name.size() - compressed_ending.size());
      site.assets_[name].brotli = std::move(bytes);
      continue;
    }
    Asset& asset = site.assets_[name];
    asset.etag = '"' + to_text(hash_of(as_bytes(bytes))).substr(0, 32) + '"';
    asset.media_type = media_type_of(name);
    asset.bytes = std::move(bytes);
  }
  std::erase_if(site.assets_, [](const auto& item) { return item.second.media_type.empty(); });
  if (site.find("/") == nullptr)
    return fail(FailureCode::not_found, "no index.html in " + folder + ": build the web app");
  return site;
}

const Asset* StaticSite::find(std::string_view target) const {
  target = target.substr(0, target.find_first_of("?#"));
  const auto found = assets_.find(target == "/" ? std::string_view("/index.html") : target);
  return found == assets_.end() ? nullptr : &found->second;
}

}  // namespace retour::http
