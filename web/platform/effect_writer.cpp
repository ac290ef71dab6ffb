#include "platform/effect_writer.hpp"

#include <cstring>
#include <span>
#include <string>

#include "platform/protocol.hpp"

namespace retour::platform {
namespace {

void put_u32(std::uint32_t value, std::vector<std::uint8_t>& out) {
  const std::size_t at = out.size();
  out.resize(at + sizeof value);
  std::memcpy(out.data() + at, &value, sizeof value);
}

void put_block(std::span<const std::byte> bytes, std::vector<std::uint8_t>& out) {
  put_u32(static_cast<std::uint32_t>(bytes.size()), out);
  const std::size_t at = out.size();
  out.resize(at + ((bytes.size() + 3U) & ~std::size_t{3}));
  if (!bytes.empty()) std::memcpy(out.data() + at, bytes.data(), bytes.size());
}

void write_record(std::uint32_t kind, const ui::Effect& effect, std::vector<std::uint8_t>& out) {
  put_u32(kind, out);
  const std::size_t size_at = out.size();
  put_u32(0, out);
  put_u32(effect.token, out);
  put_u32(static_cast<std::uint32_t>(effect.number), out);
  put_block(std::as_bytes(std::span(effect.name)), out);
  put_block(std::as_bytes(std::span(effect.text)), out);
  put_block(effect.bytes, out);
  const auto size = static_cast<std::uint32_t>(out.size() - size_at - sizeof(std::uint32_t));
  std::memcpy(out.data() + size_at, &size, sizeof size);
}

}  // namespace

void write_effect(const ui::Effect& effect, std::vector<std::uint8_t>& out) {
  write_record(static_cast<std::uint32_t>(effect.kind), effect, out);
}

void write_closed(std::uint32_t token, std::vector<std::uint8_t>& out) {
  write_record(closed_effect, ui::Effect{.token = token}, out);
}

void write_fetch_words(std::string_view language, std::vector<std::uint8_t>& out) {
  write_record(fetch_words_effect, ui::Effect{.text = std::string(language)}, out);
}

}  // namespace retour::platform
