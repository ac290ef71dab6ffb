// What a clinic of a kind begins with, so that the first booking takes five minutes: its
// specialties, the usual services with their place in the patient's way and their length. Prices
// are the clinic's own and stay empty. Everything can be changed in the settings.
#pragma once

#include "app/first_run.hpp"
#include "ui/texts.hpp"

namespace retour::views {

enum class ClinicPreset : std::uint8_t { none, dental, cardiology, ent_surgery, multi_field };
inline constexpr std::size_t clinic_preset_count = 5;

/// The name of the preset, as a message.
[[nodiscard]] ui::TextId name_of(ClinicPreset preset);

/// Adds the specialties and services of a preset, in the words of `texts`.
void add_preset(ClinicPreset preset, const ui::Texts& texts, app::FirstRun& first);

}  // namespace retour::views
