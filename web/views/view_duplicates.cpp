#include "views/view_duplicates.hpp"

#include <array>
#include <optional>
#include <vector>

#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

void draw_none(Context& context, bool is_ready) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("no duplicates");
  (void)ui::empty_state(ui, {.title = context.t(is_ready ? ui::TextId("duplicates.none")
                                                         : ui::TextId("shell.job.duplicates")),
                             .text = context.t("duplicates.text"),
                             .icon = ui::Icon::users});
}

}  // namespace

void draw_duplicates(Context& context, MergeForm& form) {
  ui::Ui& ui = context.ui;
  const app::Duplicates& duplicates = context.reader.duplicates();
  const std::vector<app::ProbableDuplicate>& pairs = duplicates.pairs();
  if (pairs.empty()) return draw_none(context, duplicates.is_ready());
  ui::text(ui, {.text = context.t("duplicates.found", {{"count", pairs.size()}}),
                .tone = ui::TextTone::muted,
                .key = "found"});
  const std::array columns = {
      ui::TableColumn{.key = "one", .title = context.t("duplicates.one"), .min_width = 200},
      ui::TableColumn{.key = "other", .title = context.t("duplicates.other"), .min_width = 200},
      ui::TableColumn{.key = "phone", .title = context.t("patients.phone"), .width = 160},
      ui::TableColumn{.key = "by", .title = context.t("duplicates.by"), .width = 260},
      ui::TableColumn{
          .key = "menu", .title = context.t("patients.column_menu"), .width = 56, .menu = true}};
  std::vector<ui::MenuItem> items{
      {.key = "compare", .text = context.t("merge.compare"), .icon = ui::Icon::users}};
  if (may(context, OpKind::tell_apart))
    items.push_back(
        {.key = "apart", .text = context.t("merge.tell_apart"), .icon = ui::Icon::circle_x});
  std::optional<app::ProbableDuplicate> compare, apart;
  const ui::TableResult result = ui::table(
      ui,
      {.key = "pairs",
       .name = context.t("duplicates.chip"),
       .columns = columns,
       .rows = pairs.size(),
       .height = -1},
      nullptr, [&](ui::Cells& cells, std::size_t row) {
        const app::ProbableDuplicate& pair = pairs[row];
        std::string phone;
        const auto name_of = [&](PatientId id) {
          const Patient* patient = context.reader.patient(id);
          if (patient == nullptr) return std::string(context.t("card.gone"));  // A moment ago.
          if (phone.empty() && !patient->phones.empty())
            phone = format_phone(patient->phones.front().number);
          return name_of_patient(*patient);
        };
        const std::string left = name_of(pair.one), right = name_of(pair.other);
        cells.text(left, ui::TextTone::strong);
        cells.text(right, ui::TextTone::strong);
        cells.text(phone);
        cells.text(context.t(pair.by == app::AlikeBy::phone ? ui::TextId("duplicates.by_phone")
                                                            : ui::TextId("duplicates.by_birth")),
                   ui::TextTone::muted);
        const auto chosen =
            cells.menu(context.t("duplicates.menu", {{"one", left}, {"other", right}}), items);
        if (chosen) (*chosen == 0 ? compare : apart) = pair;
      });
  if (result.activated) compare = pairs[*result.activated];
  if (compare) form.open(context, compare->one, compare->other);
  if (apart) context.commands.push(difference_command(context, apart->one, apart->other));
}

}  // namespace retour::views
