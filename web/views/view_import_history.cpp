#include "views/view_import_history.hpp"

#include <algorithm>
#include <array>

#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::int64_t imports_shown = 12;

struct Outcome {
  ui::TextId words;
  ui::Tone tone;
};

Outcome outcome_of(const app::PastImport& past) {
  if (past.taken_back) return {"import.past.taken_back", ui::Tone::neutral};
  if (past.batch.finished_at.seconds == 0) return {"import.past.interrupted", ui::Tone::warn};
  return {"import.past.done", ui::Tone::good};
}

}  // namespace

bool confirm_withdrawal(Context& context, ImportBatchId batch, bool& open) {
  const bool yes = ui::confirm(context.ui,
                               {.key = "take back",
                                .title = context.t("import.undo"),
                                .text = context.t("import.undo_text"),
                                .yes = context.t("import.undo_yes"),
                                .danger = true},
                               open);
  if (yes) context.commands.withdraw_import(batch);
  return yes;
}

void ImportHistory::refresh(Context& context) {
  if (generation_ == context.clinic.generation()) return;
  generation_ = context.clinic.generation();
  Result<std::vector<app::PastImport>> past = app::past_imports(context.clinic, imports_shown);
  if (past)
    past_ = *std::move(past);
  else
    context.ui.toast(words_of(context.ui, past.error()), ui::Tone::danger);
}

void ImportHistory::draw_table(Context& context) {
  ui::Ui& ui = context.ui;
  const std::array columns = {
      ui::TableColumn{.key = "file", .title = context.t("import.file")},
      ui::TableColumn{.key = "when", .title = context.t("import.past.when"), .width = 170},
      ui::TableColumn{.key = "read",
                      .title = context.t("import.rows"),
                      .width = 130,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "rejected",
                      .title = context.t("import.rejected"),
                      .width = 150,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "state", .title = context.t("import.past.state"), .width = 150}};
  const ui::TableResult result =
      ui::table(ui,
                {.key = "imports",
                 .name = context.t("import.past"),
                 .columns = columns,
                 .rows = past_.size()},
                nullptr, [&](ui::Cells& cells, std::size_t row) {
                  const app::PastImport& past = past_[row];
                  cells.text(past.batch.file_name, ui::TextTone::strong);
                  cells.text(moment(ui, context.clinic, past.batch.started_at));
                  cells.number(past.batch.rows_read);
                  cells.number(past.batch.rows_rejected);
                  const Outcome outcome = outcome_of(past);
                  cells.badge(context.t(outcome.words), outcome.tone);
                });
  if (!result.activated) return;
  opened_ = past_[*result.activated].batch.id;
  open_ = true;
}

void ImportHistory::draw_details(Context& context) {
  ui::Ui& ui = context.ui;
  const auto found = std::ranges::find_if(
      past_, [&](const app::PastImport& past) { return opened_ && past.batch.id == *opened_; });
  if (found == past_.end()) return;
  const ImportBatch& batch = found->batch;
  if (const auto d =
          ui::dialog(ui, {.key = "past", .title = batch.file_name, .width = 520}, open_)) {
    ui::fact(ui, {.label = context.t("import.past.when"),
                  .value = moment(ui, context.clinic, batch.started_at)});
    ui::fact(ui, {.label = context.t("import.system"), .value = batch.system});
    ui::fact(ui, {.label = context.t("import.rows"),
                  .value = ui::format_number(batch.rows_read, ui.language())});
    ui::fact(ui, {.label = context.t("import.rejected"),
                  .value = ui::format_number(batch.rows_rejected, ui.language())});
    ui::fact(ui, {.label = context.t("import.past.state"),
                  .value = context.t(outcome_of(*found).words)});
    const auto footer = ui::dialog_footer(ui);
    if (ui::button(ui, {.key = "people",
                        .text = context.t("import.show_patients"),
                        .icon = ui::Icon::users,
                        .disabled = found->taken_back})) {
      if (auto people = app::patients_of_import(context.clinic, batch.id)) {
        open_ = false;
        context.router.open_people(context.t("import.people_of", {{"file", batch.file_name}}),
                                   *std::move(people));
      }
    }
    if (ui::button(ui, {.key = "undo",
                        .text = context.t("import.undo"),
                        .icon = ui::Icon::undo_2,
                        .kind = ui::ButtonKind::danger,
                        .disabled = found->taken_back})) {
      open_ = false;
      asking_ = true;
    }
  }
  (void)confirm_withdrawal(context, batch.id, asking_);
}

void ImportHistory::draw(Context& context) {
  refresh(context);
  if (past_.empty()) return;
  {
    const auto card = context.ui.card("history", context.t("import.past"));
    draw_table(context);
  }
  draw_details(context);
}

}  // namespace retour::views
