// A linked pair of shaders, or nothing when the browser cannot compile them.
#pragma once

#include <cstdint>

namespace retour::gfx {

/// A program of OpenGL; 0: it could not be linked, and the browser's console says why.
[[nodiscard]] std::uint32_t link_program(const char* vertex_source, const char* fragment_source);

/// Whether linking went well. Waits for the driver: ask once, at the start.
[[nodiscard]] bool is_linked(std::uint32_t program);

}  // namespace retour::gfx
