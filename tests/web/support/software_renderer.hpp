// Rasterises ImGui's draw lists on the processor, so that a picture of a view needs no browser.
#pragma once

#include <string>

namespace retour::ui {

/// Writes the draw data of the last ImGui::Render as a binary PPM.
void write_picture(const std::string& path);

}  // namespace retour::ui
