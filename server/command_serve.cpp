#include <filesystem>
#include <iostream>

#include "commands.hpp"
#include "http/server.hpp"
#include "report.hpp"

namespace retour::server {
namespace {

/// build/native/retour serves build/web/site; an installed one serves ../share/retour/site.
std::string default_site_folder() {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  for (const char* relative : {"../web/site", "../share/retour/site"}) {
    const fs::path candidate = (program.parent_path() / relative).lexically_normal();
    if (fs::exists(candidate / "index.html", error)) return candidate.string();
  }
  return (program.parent_path() / "../web/site").lexically_normal().string();
}

}  // namespace

int run_serve(const ServeOptions& options, Output output) {
  std::error_code error;
  std::filesystem::create_directories(options.data_folder, error);
  if (error)
    return report_failure({FailureCode::io, options.data_folder + ": " + error.message()}, output);
  const Result<http::ListenAddress> address = http::parse_listen_address(options.listen);
  if (!address) return report_failure(address.error(), output);
  Result<http::StaticSite> site = http::StaticSite::load(
      options.site_folder.empty() ? default_site_folder() : options.site_folder);
  if (!site) return report_failure(site.error(), output);
  http::Server server(std::move(*site));
  const Result<std::uint16_t> port = server.listen(*address);
  if (!port) return report_failure(port.error(), output);
  const bool loopback = http::is_loopback(*address);
  const std::string host = address->host.contains(':') ? "[" + address->host + "]" : address->host;
  const std::string url = "http://" + host + ":" + std::to_string(*port) + "/";
  if (!loopback)
    std::cerr << "Browsers store data and work offline only over TLS or on this machine itself.\n"
                 "Put a TLS proxy (Caddy, nginx) in front of "
              << url << " before other devices use it.\n";
  print(output, {{"url", url}, {"loopback", loopback}}, "Retour is ready: " + url + "\n");
  std::cout.flush();
  server.run();
  return exit_ok;
}

}  // namespace retour::server
