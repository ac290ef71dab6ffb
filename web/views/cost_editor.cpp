#include "views/cost_editor.hpp"

#include <algorithm>

#include "ui/locale.hpp"
#include "ui/popup.hpp"
#include "views/form.hpp"
#include "views/words.hpp"

namespace retour::views {

LocalDate month_of(LocalDate day) {
  return day.plus_days(1 - day.day());
}

std::string month_words(const Context& context, LocalDate month) {
  return ui::format_date(month, ui::DateStyle::month_year, context.ui.language());
}

std::string channel_words(const Context& context, SourceId source) {
  const Source* known = context.catalogue().source(source);
  return known == nullptr ? std::string(context.t("channels.none")) : known->name;
}

std::vector<const Cost*> CostEditor::lines_of(const Context& context, LocalDate month) const {
  std::vector<const Cost*> lines;
  for (const Cost& cost : context.catalogue().costs)
    if (cost.active && cost.month == month) lines.push_back(&cost);
  sort_stably(lines, {}, [](const Cost* cost) {
    return std::tuple(cost->source.is_nil(), cost->kind, -cost->amount_minor);
  });
  return lines;
}

void CostEditor::draw_button(Context& context) {
  if (!may(context, OpKind::put_costs)) return;
  if (!ui::button(context.ui, {.key = "costs",
                               .text = context.t("cost.title"),
                               .icon = ui::Icon::banknote,
                               .opens = true}))
    return;
  open_ = true;
  month_ = month_of(context.ui.today());
}

void CostEditor::start(const Context& context, const Cost* line) {
  line_ = line == nullptr ? Cost{} : *line;
  if (line == nullptr) {
    line_.id = context.clinic.new_id<Cost>();
    line_.month = month_;
    line_.currency = context.currency();
  }
  amount_minor_ = line == nullptr ? std::nullopt : std::optional(line->amount_minor);
  form_.start(line == nullptr);
}

void CostEditor::repeat_last(Context& context) {
  std::vector<Part> parts;
  for (const Cost* before : lines_of(context, month_.plus_months(-1))) {
    Cost line = *before;
    line.id = context.clinic.new_id<Cost>();
    line.month = month_;
    line.stamps = {};
    parts.push_back(whole(line));
  }
  context.commands.push({.drafts = {{OpKind::put_costs, std::move(parts)}},
                         .done = std::string(context.t("cost.repeated"))});
}

void CostEditor::draw_list(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "cost_list", .title = context.t("cost.title"), .width = 720}, open_);
  if (!d) return;
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "before",
                        .text = context.t("cost.month_before"),
                        .icon = ui::Icon::chevron_left,
                        .icon_only = true}))
      month_ = month_.plus_months(-1);
    ui::text(ui, {.text = month_words(context, month_), .key = "month"});
    if (ui::button(ui, {.key = "after",
                        .text = context.t("cost.month_after"),
                        .icon = ui::Icon::chevron_right,
                        .icon_only = true}))
      month_ = month_.plus_months(1);
    if (ui::button(ui, {.key = "add",
                        .text = context.t("cost.add"),
                        .icon = ui::Icon::plus,
                        .kind = ui::ButtonKind::primary,
                        .opens = true}))
      start(context, nullptr);
    if (ui::button(ui, {.key = "import",
                        .text = context.t("month_import.button"),
                        .icon = ui::Icon::upload,
                        .opens = true}))
      import_.open();
  }
  const std::vector<const Cost*> lines = lines_of(context, month_);
  if (lines.empty()) {
    const bool has_before = !lines_of(context, month_.plus_months(-1)).empty();
    if (ui::empty_state(ui, {.title = context.t("cost.empty"),
                             .text = context.t("cost.empty_text"),
                             .action = has_before ? context.t("cost.repeat") : std::string_view(),
                             .icon = ui::Icon::banknote}))
      repeat_last(context);
    return;
  }
  const std::array columns = {
      ui::TableColumn{.key = "channel", .title = context.t("channels.channel")},
      ui::TableColumn{.key = "kind", .title = context.t("cost.kind"), .width = 150},
      ui::TableColumn{.key = "whose", .title = context.t("cost.whose"), .width = 150},
      ui::TableColumn{.key = "amount",
                      .title = context.t("cost.amount"),
                      .width = 120,
                      .align = ui::Align::right}};
  const auto result = ui::table(
      ui,
      {.key = "lines", .name = context.t("cost.title"), .columns = columns, .rows = lines.size()},
      nullptr, [&](ui::Cells& cells, std::size_t i) {
        const Cost& line = *lines[i];
        const Staff* person = context.catalogue().person(line.staff);
        const Campaign* campaign = context.catalogue().campaign(line.campaign);
        std::string channel = channel_words(context, line.source);
        if (campaign != nullptr) channel += ": " + campaign->name;
        cells.text(channel);
        cells.text(word(ui, "cost_kind", enum_name(line.kind)));
        cells.text(person == nullptr ? line.note : short_name(*person));
        cells.text(money_words(context, line.amount_minor));
      });
  if (result.activated) start(context, lines[*result.activated]);
}

void CostEditor::draw_form(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, form_);
  const auto d =
      ui::dialog(ui, {.key = "cost_line", .title = month_words(context, line_.month), .width = 520},
                 form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(form_.serial);
  FieldRefusal refusal(ui, form_);
  enum_combo(ui, {.key = "kind", .label = context.t("cost.kind")}, "cost_kind", line_.kind);
  if (pick(context,
           {.key = "channel",
            .label = context.t("channels.channel"),
            .placeholder = context.t("channels.none"),
            .clearable = true},
           named_sources(context), line_.source))
    line_.campaign = {};
  std::vector<Named<CampaignId>> campaigns;
  for (const Campaign& one : context.catalogue().campaigns)
    if (one.active && one.source == line_.source) campaigns.push_back({one.id, one.name});
  if (!campaigns.empty())
    pick(context, {.key = "campaign", .label = context.t("cost.campaign"), .clearable = true},
         campaigns, line_.campaign);
  if (line_.kind == CostKind::wages)
    pick(context,
         {.key = "staff",
          .label = context.t("cost.whose"),
          .placeholder = context.t("cost.all_others"),
          .clearable = true},
         named_staff(context), line_.staff);
  ui::money_field(ui,
                  {.key = "amount",
                   .label = context.t("cost.amount"),
                   .error = refusal.at({RefusalCode::amount_not_positive, RefusalCode::too_many}),
                   .required = true},
                  amount_minor_, context.currency());
  ui::text_field(ui, {.key = "note", .label = context.t("cost.note")}, line_.note);
  active_box(context, form_, line_.active);
  line_.amount_minor = amount_minor_.value_or(0);
  if (line_.kind != CostKind::wages) line_.staff = {};
  if (form_footer(context, form_, refusal, amount_minor_.has_value()))
    push_form(context, form_, {{OpKind::put_costs, {whole(line_)}}},
              std::string(context.t("common.saved")));
}

void CostEditor::draw(Context& context) {
  // One dialog at a time: the list comes back when the line is saved.
  if (import_.is_open())
    import_.draw(context);
  else if (form_.open)
    draw_form(context);
  else
    draw_list(context);
}

}  // namespace retour::views
