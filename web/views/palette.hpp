// What the command palette finds: patients, screens, acts, days. Without a query: what was opened
// last.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/palette.hpp"
#include "views/acts.hpp"
#include "views/context.hpp"

namespace retour::views {

/// What was taken from the palette: one of these.
struct PaletteChoice {
  std::optional<Act> act;
  PatientId patient;  ///< To be opened; or, with `book`, to be booked.
  bool book = false;
  std::optional<LocalDate> day;
};

class Palette {
 public:
  void open() { state_.open = true; }
  [[nodiscard]] bool is_open() const { return state_.open; }
  /// Draws it. What was taken is handed over one frame later, when the focus is back where it was:
  /// a form that opens then remembers the right place to return to.
  [[nodiscard]] std::optional<PaletteChoice> draw(Context& context);
  /// A card was opened, from wherever: its patient is offered first.
  void note_patient(PatientId id);

 private:
  /// One item: what is shown and what it stands for.
  struct Found {
    ui::PaletteItem item;
    PaletteChoice choice;
  };
  [[nodiscard]] const std::vector<ui::PaletteGroup>& find(Context& context,
                                                          const std::string& query);
  void add_group(std::string_view title, std::vector<Found> found);
  [[nodiscard]] std::vector<Found> recent(Context& context) const;
  [[nodiscard]] std::vector<Found> dates(Context& context, const std::string& query) const;
  [[nodiscard]] std::vector<Found> patients(Context& context, const std::string& query) const;
  [[nodiscard]] std::vector<Found> acts(Context& context, const std::string& query,
                                        bool screens) const;
  void note(const PaletteChoice& choice);

  ui::PaletteState state_;
  std::optional<PaletteChoice> taken_;
  std::vector<PaletteChoice> recent_;  ///< Newest first.
  std::vector<ui::PaletteGroup> groups_;
  std::vector<std::pair<std::uint64_t, PaletteChoice>> choices_;
  /// What the groups were made for.
  std::optional<std::string> query_;
  std::uint64_t generation_ = 0;
  ui::Language language_ = ui::Language::ru;
};

/// The dialog that lists the keys; drawn while `open`.
void draw_shortcuts(Context& context, bool& open);

}  // namespace retour::views
