// What can be done from anywhere, in one table: the palette offers it, the keys do it, the dialog
// of keys lists it.
//
// Keys are letters by their place on the keyboard (web/shell/mirror.js), so "n" is the same key on
// a Russian layout. "g d" is one key after the other; "ctrl+k" is Cmd+K on Apple systems.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "ui/ui.hpp"
#include "views/context.hpp"

namespace retour::views {

enum class Act : std::uint8_t {
  go_day,
  go_patients,
  go_round,
  go_funnel,
  go_import,
  go_settings,
  palette,
  search,
  new_booking,
  new_patient,
  import_file,
  absence,
  undo,
  help,
  today,
  previous,
  next,
  week,
  month,
  zoom_in,
  zoom_out,
  theme_light,
  theme_dark,
  theme_contrast,
  language_ru,
  language_en,
  language_sv,
};

/// Under which heading an act is listed.
enum class ActGroup : std::uint8_t { screens, acts, board };

/// Where an act is offered.
enum class Offered : std::uint8_t { palette_and_keys, palette_only, keys_only };

struct ActRow {
  Act act;
  ui::TextId words;
  ui::Icon icon;
  ActGroup group;
  Offered offered = Offered::palette_and_keys;
  std::string_view keys = {};
  std::string_view also = {};  ///< A second way.
};

/// All acts, in the order in which they are listed.
[[nodiscard]] std::span<const ActRow> all_acts();
[[nodiscard]] const ActRow& row_of(Act act);

/// The keys of the table, taken from what no widget used. Nothing is taken while somebody types, or
/// while a dialog or a list is open.
class Shortcuts {
 public:
  /// Call when everything was drawn. `screen`: keys of the day board mean something there only.
  [[nodiscard]] std::optional<Act> take(ui::Ui& ui, Screen screen);

 private:
  /// The second key of "g d" comes within this time.
  static constexpr double sequence_seconds = 1.5;
  double began_at_ = -sequence_seconds;
};

}  // namespace retour::views
