#include "views/funnel_help.hpp"

#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/form.hpp"
#include "views/words.hpp"

namespace retour::views {

std::string_view definition_of(const ui::Ui& ui, funnel::Term term) {
  return word(ui, "term", enum_name(term));
}

void FunnelHelp::open(funnel::Term term, std::string title, std::vector<Line> lines,
                      std::optional<app::AimQuestion> aim) {
  open_ = true;
  term_ = term;
  definition_.reset();
  title_ = std::move(title);
  lines_ = std::move(lines);
  aim_ = aim;
}

void FunnelHelp::open(ui::TextId definition, std::string title,
                      std::optional<app::AimQuestion> aim) {
  open({}, std::move(title), {}, aim);
  definition_ = definition;
}

bool FunnelHelp::button(Context& context, std::string_view key, std::string_view label, Look look) {
  return ui::button(context.ui, {.key = key,
                                 .text = context.t("funnel.how_of", {{"figure", label}}),
                                 .icon = ui::Icon::circle_help,
                                 .kind = ui::ButtonKind::quiet,
                                 .icon_only = look == Look::icon,
                                 .opens = true});
}

void FunnelHelp::draw(Context& context, const std::string& caption) {
  ui::Ui& ui = context.ui;
  if (const auto dialog = ui::dialog(ui, {.key = "how", .title = title_, .width = 520}, open_)) {
    ui::text(ui, definition_ ? ui.t(*definition_) : definition_of(ui, term_));
    ui.space(4);
    for (const Line& line : lines_)
      ui::fact(ui, {.label = line.label, .value = line.value, .label_width = 230});
    ui.space(4);
    ui::text(ui, {.text = caption, .tone = ui::TextTone::muted, .style = ui::TextStyle::small});
    const auto footer = ui::dialog_footer(ui);
    if (aim_ && may(context, OpKind::set_target) &&
        ui::button(ui, {.key = "aim", .text = context.t("targets.from_figure")})) {
      context.router.aim = aim_;
      open_ = false;
    }
    if (ui::button(ui, {.key = "understood",
                        .text = context.t("common.close"),
                        .kind = ui::ButtonKind::primary}))
      open_ = false;
  }
}

}  // namespace retour::views
