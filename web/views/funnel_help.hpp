// "How is this computed": each figure of the funnel with its definition, its formula in the numbers
// on the screen, and as of when they hold.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/context.hpp"

namespace retour::views {

class FunnelHelp {
 public:
  /// A line of the explanation: what, and how much.
  struct Line {
    std::string label;
    std::string value;
  };

  /// `aim`: the figure as a task (DM-09), offered to whoever sets targets.
  void open(funnel::Term term, std::string title, std::vector<Line> lines,
            std::optional<app::AimQuestion> aim = {});
  /// The same with a definition of a page's own.
  void open(ui::TextId definition, std::string title, std::optional<app::AimQuestion> aim = {});
  enum class Look : std::uint8_t { icon, words };
  /// A button "how is this computed" of a figure with this label. True when it was pressed.
  [[nodiscard]] static bool button(Context& context, std::string_view key, std::string_view label,
                                   Look look = Look::icon);
  void draw(Context& context, const std::string& caption);

 private:
  bool open_ = false;
  funnel::Term term_ = funnel::Term::entrants;
  std::optional<ui::TextId> definition_;  ///< Instead of the term's.
  std::string title_;
  std::vector<Line> lines_;
  std::optional<app::AimQuestion> aim_;
};

/// The definition of a term, from the catalogues.
[[nodiscard]] std::string_view definition_of(const ui::Ui& ui, funnel::Term term);

}  // namespace retour::views
