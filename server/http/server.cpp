#include "http/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/version.hpp>
#include <charconv>
#include <chrono>

namespace retour::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using tcp = asio::ip::tcp;
using Response = bhttp::response<bhttp::string_body>;
using Request = bhttp::request<bhttp::string_body>;

constexpr auto as_tuple_awaitable = asio::as_tuple(asio::use_awaitable);

// ASVS 5.0 chapter 3.4: the same policy that index.html carries, as a header for every answer.
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    "connect-src 'self'; img-src 'self' blob: data:; style-src 'self'; font-src 'self'; "
    "manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'";

void add_security_headers(Response& response) {
  response.set("Content-Security-Policy", content_security_policy);
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  response.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
}

Response plain(const Request& request, bhttp::status status, std::string_view text) {
  Response response{status, request.version()};
  add_security_headers(response);
  response.set(bhttp::field::content_type, "text/plain; charset=utf-8");
  response.keep_alive(request.keep_alive());
  response.body() = std::string(text);
  response.prepare_payload();
  return response;
}

bool accepts_brotli(const Request& request) {
  const auto accepted = request[bhttp::field::accept_encoding];
  return std::string_view(accepted.data(), accepted.size()).contains("br");
}

Response answer(const StaticSite& site, const Request& request) {
  if (request.method() != bhttp::verb::get && request.method() != bhttp::verb::head)
    return plain(request, bhttp::status::method_not_allowed, "GET and HEAD only\n");
  const std::string_view target(request.target().data(), request.target().size());
  const Asset* asset = site.find(target);
  if (asset == nullptr) return plain(request, bhttp::status::not_found, "not found\n");
  const auto known = request[bhttp::field::if_none_match];
  Response response{bhttp::status::ok, request.version()};
  add_security_headers(response);
  response.set(bhttp::field::etag, asset->etag);
  response.set(bhttp::field::cache_control, "no-cache");
  response.set(bhttp::field::vary, "Accept-Encoding");
  response.keep_alive(request.keep_alive());
  if (std::string_view(known.data(), known.size()) == asset->etag) {
    response.result(bhttp::status::not_modified);
    response.prepare_payload();
    return response;
  }
  response.set(bhttp::field::content_type, asset->media_type);
  const bool brotli = !asset->brotli.empty() && accepts_brotli(request);
  if (brotli) response.set(bhttp::field::content_encoding, "br");
  const std::string& bytes = brotli ? asset->brotli : asset->bytes;
  if (request.method() == bhttp::verb::head) {
    response.content_length(bytes.size());
  } else {
    response.body() = bytes;
    response.prepare_payload();
  }
  return response;
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  ListenAddress address;
  const auto colon = text.rfind(':');
  std::string_view port = text;
  if (colon != std::string_view::npos) {
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    address.host = host;
    port = text.substr(colon + 1);
  }
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  boost::system::error_code bad_host;
  asio::ip::make_address(address.host, bad_host);
  if (error != std::errc{} || end != port.data() + port.size() || bad_host)
    return fail(FailureCode::malformed,
                "listen address must look like 127.0.0.1:8080, not " + std::string(text));
  return address;
}

bool is_loopback(const ListenAddress& address) {
  boost::system::error_code bad;
  const auto ip = asio::ip::make_address(address.host, bad);
  return !bad && ip.is_loopback();
}

struct Server::Parts {
  explicit Parts(StaticSite served) : site(std::move(served)), acceptor(context) {}

  asio::awaitable<void> accept() {
    while (acceptor.is_open()) {
      auto [error, socket] = co_await acceptor.async_accept(as_tuple_awaitable);
      if (error == asio::error::operation_aborted) co_return;
      if (error || connections >= connections_max) continue;  // the socket closes itself
      ++connections;
      asio::co_spawn(context, serve(std::move(socket)), asio::detached);
    }
  }

  asio::awaitable<void> serve(tcp::socket socket) {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer(header_bytes_max + body_bytes_max);
    while (true) {
      stream.expires_after(std::chrono::seconds(idle_seconds_max));
      bhttp::request_parser<bhttp::string_body> parser;
      parser.header_limit(header_bytes_max);
      parser.body_limit(body_bytes_max);
      const auto [read_error, read] =
          co_await bhttp::async_read(stream, buffer, parser, as_tuple_awaitable);
      if (read_error) break;
      Response response = answer(site, parser.get());
      const bool close = response.need_eof();
      const auto [write_error, written] =
          co_await bhttp::async_write(stream, response, as_tuple_awaitable);
      if (write_error || close) break;
    }
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    --connections;
  }

  StaticSite site;
  asio::io_context context{1};
  tcp::acceptor acceptor;
  std::size_t connections = 0;
};

Server::Server(StaticSite site) : parts_(std::make_unique<Parts>(std::move(site))) {}
Server::~Server() = default;

Result<std::uint16_t> Server::listen(const ListenAddress& address) {
  boost::system::error_code error;
  const tcp::endpoint endpoint(asio::ip::make_address(address.host, error), address.port);
  const auto failed = [&](std::string_view what) {
    const std::string where = address.host + ":" + std::to_string(address.port);
    if (error == asio::error::address_in_use)
      return fail(FailureCode::io, where +
                                       " is taken by another program, or by Retour itself: "
                                       "choose another port with --listen");
    return fail(FailureCode::io, std::string(what) + " " + where + ": " + error.message());
  };
  if (error) return failed("address");
  parts_->acceptor.open(endpoint.protocol(), error);
  if (error) return failed("open");
  parts_->acceptor.set_option(asio::socket_base::reuse_address(true), error);
  parts_->acceptor.bind(endpoint, error);
  if (error) return failed("bind");
  parts_->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return failed("listen");
  return parts_->acceptor.local_endpoint().port();
}

void Server::run() {
  asio::signal_set signals(parts_->context, SIGINT, SIGTERM);
  signals.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) stop();
  });
  asio::co_spawn(parts_->context, parts_->accept(), asio::detached);
  parts_->context.run();
}

void Server::stop() {
  parts_->context.stop();
}

}  // namespace retour::http
