// Figures as tasks (PS-19, DM-09): what shall become how much by when, who answers for it, how it
// stands, and the verdict. A list beside the figures; a form for managers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/aims.hpp"
#include "views/view_settings_form.hpp"

namespace retour::views {

class TargetsCard {
 public:
  /// The card with its list.
  void draw(Context& context);
  /// The open dialogs; once a frame, outside of cards.
  void draw_forms(Context& context);
  /// Opens the form with this figure.
  void start(Context& context, const app::AimQuestion& question);

 private:
  /// A target and how it stands now.
  struct Line {
    const Target* target = nullptr;
    app::AimedValue now;
    AimVerdict verdict = AimVerdict::open;
  };
  void measure(Context& context);
  void measure_now(Context& context);
  void draw_list(Context& context);
  void draw_question(Context& context);
  void draw_aim(Context& context, FieldRefusal& refusal);
  void draw_form(Context& context);
  void draw_closing(Context& context);
  void close(Context& context, AimVerdict verdict);

  std::vector<Line> lines_;
  std::string key_;
  bool with_closed_ = false;
  SettingsForm form_;
  Target edited_;
  std::optional<LocalDate> due_on_;
  std::optional<std::int64_t> aim_minor_;
  std::int32_t aim_number_ = 0;
  app::AimedValue now_;  ///< Of the figure in the form.
  std::string asked_;    ///< Which one that is.
  SettingsForm closing_;
  Target closed_;
};

/// "Conversion of step 4", with whose it is.
[[nodiscard]] std::string words_of(const Context& context, const app::AimQuestion& question);
/// An amount in the figure's units.
[[nodiscard]] std::string aim_words(const Context& context, AimedFigure figure,
                                    std::int64_t amount);

}  // namespace retour::views
