#include "views/acts.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/check.hpp"

namespace retour::views {
namespace {

using ui::Icon;
using ui::TextId;

constexpr std::array table = {
    ActRow{.act = Act::go_day,
           .words = "nav.day",
           .icon = Icon::calendar_days,
           .group = ActGroup::screens,
           .keys = "g d",
           .also = "alt+1"},
    ActRow{.act = Act::go_patients,
           .words = "nav.patients",
           .icon = Icon::users,
           .group = ActGroup::screens,
           .keys = "g p",
           .also = "alt+2"},
    ActRow{.act = Act::go_round,
           .words = "nav.round",
           .icon = Icon::hourglass,
           .group = ActGroup::screens,
           .keys = "g w",
           .also = "alt+6"},
    ActRow{.act = Act::go_funnel,
           .words = "acts.figures",
           .icon = Icon::funnel,
           .group = ActGroup::screens,
           .keys = "g f",
           .also = "alt+3"},
    ActRow{.act = Act::go_import,
           .words = "nav.import",
           .icon = Icon::upload,
           .group = ActGroup::screens,
           .keys = "g i",
           .also = "alt+4"},
    ActRow{.act = Act::go_settings,
           .words = "nav.settings",
           .icon = Icon::settings,
           .group = ActGroup::screens,
           .keys = "g s",
           .also = "alt+5"},
    ActRow{.act = Act::palette,
           .words = "acts.palette",
           .icon = Icon::search,
           .group = ActGroup::acts,
           .offered = Offered::keys_only,
           .keys = "ctrl+k"},
    ActRow{.act = Act::search,
           .words = "acts.search",
           .icon = Icon::search,
           .group = ActGroup::acts,
           .offered = Offered::keys_only,
           .keys = "/"},
    ActRow{.act = Act::new_booking,
           .words = "booking.new",
           .icon = Icon::calendar_plus,
           .group = ActGroup::acts,
           .keys = "n"},
    ActRow{.act = Act::new_patient,
           .words = "patients.new",
           .icon = Icon::user_plus,
           .group = ActGroup::acts},
    ActRow{.act = Act::import_file,
           .words = "acts.import",
           .icon = Icon::upload,
           .group = ActGroup::acts},
    ActRow{.act = Act::absence,
           .words = "absence.act",
           .icon = Icon::user_x,
           .group = ActGroup::acts,
           .offered = Offered::palette_only},
    ActRow{.act = Act::undo,
           .words = "acts.undo",
           .icon = Icon::undo_2,
           .group = ActGroup::acts,
           .keys = "ctrl+z"},
    ActRow{.act = Act::today,
           .words = "acts.today",
           .icon = Icon::calendar_check,
           .group = ActGroup::board,
           .keys = "t"},
    ActRow{.act = Act::previous,
           .words = "day.previous",
           .icon = Icon::chevron_left,
           .group = ActGroup::board,
           .offered = Offered::keys_only,
           .keys = "ArrowLeft"},
    ActRow{.act = Act::next,
           .words = "day.next",
           .icon = Icon::chevron_right,
           .group = ActGroup::board,
           .offered = Offered::keys_only,
           .keys = "ArrowRight"},
    ActRow{.act = Act::week,
           .words = "acts.week",
           .icon = Icon::calendar_clock,
           .group = ActGroup::board,
           .keys = "w"},
    ActRow{.act = Act::month,
           .words = "acts.month",
           .icon = Icon::calendar_days,
           .group = ActGroup::board,
           .keys = "m"},
    ActRow{.act = Act::zoom_in,
           .words = "day.zoom_in",
           .icon = Icon::zoom_in,
           .group = ActGroup::board,
           .offered = Offered::keys_only,
           .keys = "+",
           .also = "="},
    ActRow{.act = Act::zoom_out,
           .words = "day.zoom_out",
           .icon = Icon::zoom_out,
           .group = ActGroup::board,
           .offered = Offered::keys_only,
           .keys = "-"},
    ActRow{.act = Act::help,
           .words = "acts.help",
           .icon = Icon::keyboard,
           .group = ActGroup::acts,
           .keys = "?"},
    ActRow{.act = Act::theme_light,
           .words = "acts.theme_light",
           .icon = Icon::sun,
           .group = ActGroup::acts,
           .offered = Offered::palette_only},
    ActRow{.act = Act::theme_dark,
           .words = "acts.theme_dark",
           .icon = Icon::moon,
           .group = ActGroup::acts,
           .offered = Offered::palette_only},
    ActRow{.act = Act::theme_contrast,
           .words = "acts.theme_contrast",
           .icon = Icon::contrast,
           .group = ActGroup::acts,
           .offered = Offered::palette_only},
    ActRow{.act = Act::language_ru,
           .words = "acts.language_ru",
           .icon = Icon::languages,
           .group = ActGroup::acts,
           .offered = Offered::palette_only},
    ActRow{.act = Act::language_en,
           .words = "acts.language_en",
           .icon = Icon::languages,
           .group = ActGroup::acts,
           .offered = Offered::palette_only},
    ActRow{.act = Act::language_sv,
           .words = "acts.language_sv",
           .icon = Icon::languages,
           .group = ActGroup::acts,
           .offered = Offered::palette_only},
};

bool is_typing(const ui::Ui& ui, ui::NodeId node) {
  if (node == 0) return false;
  const ui::SemanticNode* at = ui.tree().find(node);
  return at != nullptr && at->input != ui::InputKind::none;
}

/// A dialog, a menu or the list of a combo box has the keyboard for itself.
bool is_anything_open(const ui::Ui& ui) {
  return ui.tree().modal != 0 ||
         std::ranges::any_of(ui.tree().nodes, [](const ui::SemanticNode& n) {
           return n.role == ui::Role::dialog || n.role == ui::Role::alertdialog ||
                  n.role == ui::Role::menu;
         });
}

/// The action as the table writes keys: "n", "ctrl+k", "alt+1", "?"; empty: none of its kind.
std::string spelled(const ui::SemanticAction& action) {
  using ui::Modifiers;
  // Which keys "?", "/" and "+" are, and whether they need Shift, is the layout's business.
  const bool sign = action.text == "?" || action.text == "/" || action.text == "+";
  if (action.modifiers == 0 || (sign && action.modifiers == Modifiers::shift)) return action.text;
  if (action.modifiers == Modifiers::command) return "ctrl+" + action.text;
  if (action.modifiers == Modifiers::alt) return "alt+" + action.text;
  return {};
}

const ActRow* row_for(std::string_view keys, Screen screen) {
  for (const ActRow& row : table) {
    const bool of_board = row.act == Act::previous || row.act == Act::next ||
                          row.act == Act::zoom_in || row.act == Act::zoom_out;
    if (of_board && screen != Screen::day) continue;
    if (!keys.empty() && (row.keys == keys || row.also == keys)) return &row;
  }
  return nullptr;
}

}  // namespace

std::span<const ActRow> all_acts() {
  return table;
}

const ActRow& row_of(Act act) {
  const auto* const it = std::ranges::find(table, act, &ActRow::act);
  RETOUR_CHECK(it != table.end());
  return *it;
}

std::optional<Act> Shortcuts::take(ui::Ui& ui, Screen screen) {
  const auto& actions = ui.input().actions;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const ui::SemanticAction action = actions[i];
    if (action.kind != ui::ActionKind::key) continue;
    const std::string keys = spelled(action);
    const bool sequence = ui.input().time_seconds - began_at_ < sequence_seconds;
    began_at_ = -sequence_seconds;
    if (action.modifiers != ui::Modifiers::command && is_typing(ui, action.node)) continue;
    const ActRow* row = row_for(sequence ? "g " + keys : keys, screen);
    // An act that has just been done may be undone over the form that shows its end.
    if (is_anything_open(ui) && (row == nullptr || row->act != Act::undo)) continue;
    if (row != nullptr && ui.take_shortcut(action.text, action.modifiers)) return row->act;
    if (keys == "g") began_at_ = ui.input().time_seconds;
  }
  return std::nullopt;
}

}  // namespace retour::views
