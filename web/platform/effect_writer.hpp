// Writes the effects of a frame as records for the page (layout: protocol.hpp).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ui/effects.hpp"

namespace retour::platform {

/// Appends the record of one effect.
void write_effect(const ui::Effect& effect, std::vector<std::uint8_t>& out);

/// Appends the answer to `close`.
void write_closed(std::uint32_t token, std::vector<std::uint8_t>& out);
/// Asks the worker for the words of a language by its code.
void write_fetch_words(std::string_view language, std::vector<std::uint8_t>& out);

}  // namespace retour::platform
