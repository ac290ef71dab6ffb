// The HTTP server: today static files, on Boost.Beast with one coroutine per connection.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/static_site.hpp"

namespace retour::http {

/// Where to listen. Anything but loopback needs TLS in front, or browsers withhold storage.
struct ListenAddress {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
};

/// Reads "127.0.0.1:8080", "[::1]:8080" or "8080". Port 0 lets the system choose.
[[nodiscard]] Result<ListenAddress> parse_listen_address(std::string_view text);

/// True for addresses that only this machine reaches.
[[nodiscard]] bool is_loopback(const ListenAddress& address);

inline constexpr std::size_t connections_max = 1'000;
inline constexpr std::size_t header_bytes_max = 16 * 1024;
inline constexpr std::size_t body_bytes_max = 64 * 1024;
inline constexpr int idle_seconds_max = 60;

class Server {
 public:
  explicit Server(StaticSite site);
  ~Server();

  /// Binds and listens; gives the port in use. Failures: conflict when the port is taken, io.
  [[nodiscard]] Result<std::uint16_t> listen(const ListenAddress& address);

  /// Serves until `stop` is called or SIGINT or SIGTERM arrives.
  void run();

  /// Ends `run` from any thread.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace retour::http
