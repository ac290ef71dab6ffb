// The icons of the interface: names and code points of the lucide icon font.
//
// The list below is the single source: the font subset is cut by it, and a test checks that every
// code point exists in the font. An icon never stands alone: its widget has a text or a name.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

// clang-format off
#define RETOUR_UI_ICONS(X) \
  X(calendar_days, 0xE2B9U) \
  X(calendar_plus, 0xE2BCU) \
  X(calendar_check, 0xE2B7U) \
  X(calendar_clock, 0xE304U) \
  X(calendar_x, 0xE2BEU) \
  X(users, 0xE1A4U) \
  X(user, 0xE19FU) \
  X(user_plus, 0xE1A2U) \
  X(user_check, 0xE1A0U) \
  X(user_x, 0xE1A3U) \
  X(search, 0xE151U) \
  X(funnel, 0xE0DCU) \
  X(house, 0xE0F5U) \
  X(log_in, 0xE10DU) \
  X(log_out, 0xE10EU) \
  X(settings, 0xE154U) \
  X(upload, 0xE19EU) \
  X(download, 0xE0B2U) \
  X(file_spreadsheet, 0xE326U) \
  X(file_text, 0xE0CCU) \
  X(file_down, 0xE318U) \
  X(phone, 0xE133U) \
  X(phone_call, 0xE134U) \
  X(mail, 0xE10FU) \
  X(check, 0xE06CU) \
  X(circle_check, 0xE226U) \
  X(circle_x, 0xE084U) \
  X(circle_alert, 0xE077U) \
  X(triangle_alert, 0xE193U) \
  X(info, 0xE0F9U) \
  X(x, 0xE1B2U) \
  X(chevron_left, 0xE06EU) \
  X(chevron_right, 0xE06FU) \
  X(chevron_down, 0xE06DU) \
  X(chevron_up, 0xE070U) \
  X(chevrons_up_down, 0xE211U) \
  X(arrow_up, 0xE04AU) \
  X(arrow_down, 0xE042U) \
  X(arrow_right, 0xE049U) \
  X(plus, 0xE13DU) \
  X(minus, 0xE11CU) \
  X(pencil, 0xE1F9U) \
  X(trash_2, 0xE18EU) \
  X(undo_2, 0xE2A1U) \
  X(redo_2, 0xE2A0U) \
  X(copy, 0xE09EU) \
  X(clock, 0xE087U) \
  X(banknote, 0xE052U) \
  X(credit_card, 0xE0AAU) \
  X(wallet, 0xE204U) \
  X(receipt, 0xE3D3U) \
  X(lock, 0xE10BU) \
  X(lock_open, 0xE10CU) \
  X(key_round, 0xE4A3U) \
  X(eye, 0xE0BAU) \
  X(eye_off, 0xE0BBU) \
  X(wifi_off, 0xE1AFU) \
  X(cloud_off, 0xE08DU) \
  X(cloud_upload, 0xE091U) \
  X(hard_drive, 0xE0EDU) \
  X(refresh_cw, 0xE145U) \
  X(chart_column, 0xE2A3U) \
  X(trending_down, 0xE190U) \
  X(trending_up, 0xE191U) \
  X(stethoscope, 0xE2F1U) \
  X(heart_pulse, 0xE36EU) \
  X(activity, 0xE038U) \
  X(sofa, 0xE2C4U) \
  X(door_open, 0xE3D6U) \
  X(shield, 0xE158U) \
  X(rotate_ccw, 0xE148U) \
  X(languages, 0xE0FEU) \
  X(sun, 0xE178U) \
  X(moon, 0xE11EU) \
  X(contrast, 0xE09DU) \
  X(ellipsis, 0xE0B6U) \
  X(menu, 0xE115U) \
  X(list, 0xE106U) \
  X(tag, 0xE17FU) \
  X(bell, 0xE059U) \
  X(building_2, 0xE290U) \
  X(clipboard_list, 0xE086U) \
  X(clipboard_check, 0xE219U) \
  X(snowflake, 0xE165U) \
  X(repeat, 0xE146U) \
  X(hourglass, 0xE296U) \
  X(ban, 0xE051U) \
  X(circle, 0xE076U) \
  X(circle_dot, 0xE345U) \
  X(scissors, 0xE14EU) \
  X(zoom_in, 0xE1B6U) \
  X(zoom_out, 0xE1B7U) \
  X(external_link, 0xE0B9U) \
  X(printer, 0xE141U) \
  X(star, 0xE176U) \
  X(history, 0xE1F5U) \
  X(baby, 0xE2CEU) \
  X(keyboard, 0xE284U) \
  X(circle_help, 0xE082U) \
  X(badge_check, 0xE241U) \
  X(square_check, 0xE559U) \
  X(package, 0xE129U) \
  X(percent, 0xE132U) \
  X(link, 0xE102U) \
  X(save, 0xE14DU) \
  X(flag, 0xE0D1U) \
  X(sparkles, 0xE412U) \
  X(target, 0xE180U) \
  X(table_2, 0xE2F9U)
// clang-format on

namespace retour::ui {

/// An icon; the value is its code point in the icon font (private use area).
enum class Icon : std::uint16_t {
  none = 0,
#define X(name, code) name = code,
  RETOUR_UI_ICONS(X)
#undef X
};

/// All code points, for the glyph ranges of the font atlas.
inline constexpr auto icon_code_points = std::to_array<std::uint16_t>({
#define X(name, code) code,
    RETOUR_UI_ICONS(X)
#undef X
});

/// The icon as UTF-8 (three bytes and a terminator), to be drawn with the icon font.
struct IconText {
  char bytes[4];
  [[nodiscard]] constexpr std::string_view view() const {
    return bytes[0] == 0 ? std::string_view{} : std::string_view(bytes, 3);
  }
};
[[nodiscard]] constexpr IconText text_of(Icon icon) noexcept {
  const auto code = static_cast<std::uint32_t>(icon);
  if (code == 0) return {};
  return {{static_cast<char>(0xE0U | (code >> 12U)),
           static_cast<char>(0x80U | ((code >> 6U) & 63U)), static_cast<char>(0x80U | (code & 63U)),
           0}};
}

}  // namespace retour::ui
