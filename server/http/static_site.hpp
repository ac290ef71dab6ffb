// Static files of the web app: read once into memory, served with the headers that the app needs.
//
// Nothing of a request ever becomes a path: the site's files are listed at the start, and a request
// either names one of them exactly or gets 404.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace retour::http {

/// One file with its precompressed form, if there is one.
struct Asset {
  std::string bytes;
  std::string brotli;
  std::string media_type;
  std::string etag;
};

class StaticSite {
 public:
  /// Reads every regular file below `folder`. Files named *.br are the compressed form of their
  /// neighbours. Failures: not_found, io, limit (more than 64 MiB: not our site).
  [[nodiscard]] static Result<StaticSite> load(const std::string& folder);

  /// The asset of a request target ("/", "/main.js?x"); null when there is none.
  [[nodiscard]] const Asset* find(std::string_view target) const;

  [[nodiscard]] std::size_t count() const { return assets_.size(); }

 private:
  std::map<std::string, Asset, std::less<>> assets_;  // by path, "/index.html"
};

/// Media type by file name ending; "application/octet-stream" when unknown.
[[nodiscard]] std::string_view media_type_of(std::string_view name);

}  // namespace retour::http
