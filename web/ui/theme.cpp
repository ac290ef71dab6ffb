#include "ui/theme.hpp"

#include <algorithm>
#include <cmath>

namespace retour::ui {
namespace {

constexpr Theme light = {
    .canvas = {0xF4F6F8FF},
    .surface = {0xFFFFFFFF},
    .sunken = {0xECEFF3FF},
    .hover = {0xEFF4FAFF},
    .selected = {0xDCE9F9FF},
    .line = {0xDFE4EAFF},
    .border = {0x828D9AFF},
    .text = {0x17212CFF},
    .muted = {0x515D6BFF},
    .disabled_text = {0x98A1ACFF},
    .link = {0x0B57B8FF},
    .primary = {.back = {0x0B5CC4FF}, .text = {0xFFFFFFFF}},
    .primary_hover = {0x094FA9FF},
    .primary_press = {0x073F88FF},
    .danger = {.back = {0xB3261EFF}, .text = {0xFFFFFFFF}},
    .danger_hover = {0x961D16FF},
    .focus = {0x0B5CC4FF},
    .now_line = {0xC62828FF},
    .closed = {0xE7EBEFFF},
    .scrim = {0x0C162466},
    .shadow = {0x0C16241F},
    .tones = {{{.back = {0xECEFF3FF}, .text = {0x38434FFF}},
               {.back = {0xE1EDFBFF}, .text = {0x0A4A9EFF}},
               {.back = {0xDFF3E6FF}, .text = {0x14592FFF}},
               {.back = {0xFDF0D5FF}, .text = {0x714600FF}},
               {.back = {0xFBE3E1FF}, .text = {0x8E1B14FF}}}},
    // 1 grey, 2 orange, 3 sky, 4 blue, 5 green, 6 purple, 7 teal-dark: apart in lightness too.
    .statuses = {{{.back = {0xE3E7EBFF}, .text = {0x38434FFF}},
                  {.back = {0xFDE3C0FF}, .text = {0x6B3A00FF}},
                  {.back = {0xCFEAF9FF}, .text = {0x0A4A68FF}},
                  {.back = {0x1F5FBFFF}, .text = {0xFFFFFFFF}},
                  {.back = {0x17703FFF}, .text = {0xFFFFFFFF}},
                  {.back = {0xC9A8E2FF}, .text = {0x3A1660FF}},
                  {.back = {0x0B4F55FF}, .text = {0xFFFFFFFF}}}},
    .bookings = {{{.back = {0xDCE9F9FF}, .text = {0x12396BFF}},
                  {.back = {0xF1F3F6FF}, .text = {0x38434FFF}},
                  {.back = {0xC6DDF6FF}, .text = {0x0C2F5CFF}},
                  {.back = {0xFBE3B3FF}, .text = {0x5A3800FF}},
                  {.back = {0xCBEBD6FF}, .text = {0x0F4625FF}},
                  {.back = {0xE4E8ECFF}, .text = {0x38434FFF}},
                  {.back = {0xF6D5D2FF}, .text = {0x7A1610FF}},
                  {.back = {0xF1F3F6FF}, .text = {0x515D6BFF}},
                  {.back = {0xB3261EFF}, .text = {0xFFFFFFFF}}}},
    .series =
        {{{0x1F5FBFFF}, {0xB35900FF}, {0x17703FFF}, {0x4F1D86FF}, {0x1C8A9BFF}, {0xA8325EFF}}},
};

constexpr Theme dark = {
    .canvas = {0x12171DFF},
    .surface = {0x1B222AFF},
    .sunken = {0x151B22FF},
    .hover = {0x242D37FF},
    .selected = {0x1F3A5CFF},
    .line = {0x303A45FF},
    .border = {0x7C8896FF},
    .text = {0xE8EDF2FF},
    .muted = {0xAAB4C0FF},
    .disabled_text = {0x66717EFF},
    .link = {0x8FBDF5FF},
    .primary = {.back = {0x7DB4F7FF}, .text = {0x08213FFF}},
    .primary_hover = {0x9AC5F9FF},
    .primary_press = {0xB9D7FBFF},
    .danger = {.back = {0xF2A29CFF}, .text = {0x4A0B07FF}},
    .danger_hover = {0xF6BAB5FF},
    .focus = {0x8FBDF5FF},
    .now_line = {0xFF7B72FF},
    .closed = {0x161C23FF},
    .scrim = {0x000000A6},
    .shadow = {0x00000066},
    .tones = {{{.back = {0x2A333DFF}, .text = {0xD3DAE2FF}},
               {.back = {0x16324FFF}, .text = {0xB4D4F9FF}},
               {.back = {0x14351FFF}, .text = {0xA9DFBBFF}},
               {.back = {0x3D2C08FF}, .text = {0xF2D08DFF}},
               {.back = {0x471A17FF}, .text = {0xF6BAB5FF}}}},
    .statuses = {{{.back = {0x343E49FF}, .text = {0xE1E6EBFF}},
                  {.back = {0x5A3A0AFF}, .text = {0xFFDFB3FF}},
                  {.back = {0x113F57FF}, .text = {0xC4E7FAFF}},
                  {.back = {0x8FBDF5FF}, .text = {0x08213FFF}},
                  {.back = {0x86D3A2FF}, .text = {0x06280FFF}},
                  {.back = {0x46266BFF}, .text = {0xE6D3F8FF}},
                  {.back = {0x7FD0D8FF}, .text = {0x04292DFF}}}},
    .bookings = {{{.back = {0x1B3654FF}, .text = {0xC9E0FAFF}},
                  {.back = {0x2A333DFF}, .text = {0xD3DAE2FF}},
                  {.back = {0x20466FFF}, .text = {0xDCEBFCFF}},
                  {.back = {0x5A420AFF}, .text = {0xFBE3B3FF}},
                  {.back = {0x17462AFF}, .text = {0xBFE8CDFF}},
                  {.back = {0x303A45FF}, .text = {0xD3DAE2FF}},
                  {.back = {0x571F1BFF}, .text = {0xF9CFCBFF}},
                  {.back = {0x232B34FF}, .text = {0xAAB4C0FF}},
                  {.back = {0xF2A29CFF}, .text = {0x4A0B07FF}}}},
    .series =
        {{{0x7DB4F7FF}, {0xF2B066FF}, {0x7CCB98FF}, {0xA774F0FF}, {0xC9F1F5FF}, {0xEE90B4FF}}},
};

constexpr Theme contrast = {
    .canvas = {0xFFFFFFFF},
    .surface = {0xFFFFFFFF},
    .sunken = {0xFFFFFFFF},
    .hover = {0xFFF7C2FF},
    .selected = {0xFFE97AFF},
    .line = {0x000000FF},
    .border = {0x000000FF},
    .text = {0x000000FF},
    .muted = {0x202020FF},
    .disabled_text = {0x6B6B6BFF},
    .link = {0x00318AFF},
    .primary = {.back = {0x00256BFF}, .text = {0xFFFFFFFF}},
    .primary_hover = {0x000000FF},
    .primary_press = {0x000000FF},
    .danger = {.back = {0x7D0000FF}, .text = {0xFFFFFFFF}},
    .danger_hover = {0x000000FF},
    .focus = {0x8A0070FF},
    .now_line = {0xB00000FF},
    .closed = {0xD9D9D9FF},
    .scrim = {0x00000099},
    .shadow = {0x00000000},
    .tones = {{{.back = {0xFFFFFFFF}, .text = {0x000000FF}},
               {.back = {0xFFFFFFFF}, .text = {0x00256BFF}},
               {.back = {0xFFFFFFFF}, .text = {0x003D18FF}},
               {.back = {0xFFF7C2FF}, .text = {0x3D2600FF}},
               {.back = {0xFFFFFFFF}, .text = {0x7D0000FF}}}},
    .statuses = {{{.back = {0xFFFFFFFF}, .text = {0x000000FF}},
                  {.back = {0xFFE9A8FF}, .text = {0x000000FF}},
                  {.back = {0xD6F0FFFF}, .text = {0x000000FF}},
                  {.back = {0x00256BFF}, .text = {0xFFFFFFFF}},
                  {.back = {0x003D18FF}, .text = {0xFFFFFFFF}},
                  {.back = {0xDDA8FFFF}, .text = {0x000000FF}},
                  {.back = {0x00686EFF}, .text = {0xFFFFFFFF}}}},
    .bookings = {{{.back = {0xE3F0FFFF}, .text = {0x000000FF}},
                  {.back = {0xFFFFFFFF}, .text = {0x000000FF}},
                  {.back = {0xC4DFFFFF}, .text = {0x000000FF}},
                  {.back = {0xFFE97AFF}, .text = {0x000000FF}},
                  {.back = {0xC6F5D5FF}, .text = {0x000000FF}},
                  {.back = {0xE6E6E6FF}, .text = {0x000000FF}},
                  {.back = {0xFFDCD8FF}, .text = {0x5C0000FF}},
                  {.back = {0xFFFFFFFF}, .text = {0x202020FF}},
                  {.back = {0x7D0000FF}, .text = {0xFFFFFFFF}}}},
    .series =
        {{{0x00256BFF}, {0x6B3A00FF}, {0x003D18FF}, {0x8F1DF2FF}, {0x11718CFF}, {0xBF1878FF}}},
};

double channel(std::uint32_t rgba, unsigned shift) {
  const double value = static_cast<double>((rgba >> shift) & 255U) / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(Color color) {
  return 0.2126 * channel(color.rgba, 24) + 0.7152 * channel(color.rgba, 16) +
         0.0722 * channel(color.rgba, 8);
}

}  // namespace

const Theme& theme_of(ThemeName name) noexcept {
  switch (name) {
    case ThemeName::light: return light;
    case ThemeName::dark: return dark;
    case ThemeName::contrast: return contrast;
  }
  return light;
}

Icon status_icon(int status) noexcept {
  static constexpr std::array icons = {Icon::snowflake, Icon::phone_call,  Icon::calendar_check,
                                       Icon::banknote,  Icon::heart_pulse, Icon::clipboard_check,
                                       Icon::repeat};
  if (status < 1 || status > 7) return Icon::circle_help;
  return icons[static_cast<std::size_t>(status - 1)];
}

Icon booking_icon(BookingLook look) noexcept {
  switch (look) {
    case BookingLook::planned: return Icon::calendar_days;
    case BookingLook::awaiting: return Icon::hourglass;
    case BookingLook::confirmed: return Icon::calendar_check;
    case BookingLook::arrived: return Icon::sofa;
    case BookingLook::in_room: return Icon::stethoscope;
    case BookingLook::done: return Icon::check;
    case BookingLook::no_show: return Icon::user_x;
    case BookingLook::cancelled: return Icon::ban;
    case BookingLook::conflict: return Icon::triangle_alert;
  }
  return Icon::calendar_days;
}

Icon tone_icon(Tone tone) noexcept {
  switch (tone) {
    case Tone::neutral:
    case Tone::info: return Icon::info;
    case Tone::good: return Icon::circle_check;
    case Tone::warn: return Icon::triangle_alert;
    case Tone::danger: return Icon::circle_alert;
  }
  return Icon::info;
}

double contrast_ratio(Color a, Color b) noexcept {
  const double la = luminance(a);
  const double lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

Metrics metrics_of(Density density) noexcept {
  if (density == Density::mouse) return {};
  return {.control = 44,
          .row = 44,
          .option = 44,
          .pad_x = 16,
          .gap = 8,
          .section = 24,
          .card_pad = 16,
          .radius = 8,
          .icon = 20,
          .slot = 16,
          .rail = 216,
          .line_gap = 4};
}

}  // namespace retour::ui
