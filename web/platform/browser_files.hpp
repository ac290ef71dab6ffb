// Files that the user picked or dropped, as the browser holds them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ui/effects.hpp"

namespace retour::platform {

/// The file behind a handle of the worker's script; released with the last reference.
[[nodiscard]] std::shared_ptr<ui::PickedFile> open_browser_file(std::uint32_t handle,
                                                                std::string name,
                                                                std::uint64_t size);

}  // namespace retour::platform
