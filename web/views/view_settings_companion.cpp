#include "views/view_settings_companion.hpp"

#include <array>

#include "store/queries.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/leading_program.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::int64_t batches_max = 200;
constexpr std::array led = {LedThings::patients, LedThings::bookings, LedThings::services};

}  // namespace

void CompanionPage::load(Context& context) {
  if (generation_ == context.clinic.generation()) return;
  generation_ = context.clinic.generation();
  store::SqlTables& tables = context.clinic.tables();
  if (auto found = store::import_batches(tables, batches_max)) batches_ = std::move(*found);
  static const std::string sql =
      store::select_all_columns(EntityKind::withdrawal) + "WHERE import_batch <> zeroblob(16)";
  taken_back_.clear();
  if (const auto found = tables.select<Withdrawal>(store::Sql::stored(sql)))
    for (const Withdrawal& withdrawal : *found) taken_back_.push_back(withdrawal.import_batch);
}

void CompanionPage::draw_batches(Context& context) {
  ui::Ui& ui = context.ui;
  ui::heading(ui, {.text = context.t("companion.imports"), .level = 2});
  if (batches_.empty()) {
    if (ui::empty_state(ui, {.title = context.t("companion.none"),
                             .text = context.t("companion.none_text"),
                             .action = context.t("companion.go_import"),
                             .icon = ui::Icon::upload}))
      context.router.screen = Screen::import_file;
    return;
  }
  const std::array columns = {
      ui::TableColumn{.key = "when", .title = context.t("companion.when"), .width = 170},
      ui::TableColumn{.key = "system", .title = context.t("companion.source"), .hide_below = 700},
      ui::TableColumn{.key = "file", .title = context.t("companion.file")},
      ui::TableColumn{.key = "rows",
                      .title = context.t("companion.rows"),
                      .width = 110,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "rejected",
                      .title = context.t("companion.rejected"),
                      .width = 130,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "state", .title = context.t("settings.state"), .width = 160}};
  const auto is_taken_back = [&](ImportBatchId id) {
    return std::ranges::find(taken_back_, id) != taken_back_.end();
  };
  const auto result =
      ui::table(ui,
                {.key = "imports",
                 .name = context.t("companion.imports"),
                 .columns = columns,
                 .rows = batches_.size()},
                nullptr, [&](ui::Cells& cells, std::size_t i) {
                  const ImportBatch& batch = batches_[i];
                  cells.text(moment(ui, context.clinic, batch.started_at), ui::TextTone::strong);
                  cells.text(batch.system == "file" ? context.t("companion.from_file")
                                                    : std::string_view(batch.system));
                  cells.text(batch.file_name);
                  cells.number(batch.rows_read);
                  cells.number(batch.rows_rejected);
                  if (is_taken_back(batch.id))
                    cells.text(context.t("companion.taken_back"), ui::TextTone::muted);
                  else if (batch.finished_at == Instant{})
                    cells.text(context.t("companion.interrupted"), ui::TextTone::warn);
                  else
                    cells.text(context.t("companion.landed"), ui::TextTone::good);
                });
  if (result.activated && !is_taken_back(batches_[*result.activated].id)) {
    asked_ = batches_[*result.activated];
    asking_ = true;
  }
  ui::text(ui, {.text = context.t("companion.press"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small});
}

void CompanionPage::draw(Context& context) {
  ui::Ui& ui = context.ui;
  load(context);
  (void)draw_leading_program(context, led);
  draw_batches(context);
  if (!asked_) return;
  const std::string words =
      context.t("companion.undo_text", {{"file", asked_->file_name},
                                        {"when", moment(ui, context.clinic, asked_->started_at)},
                                        {"count", asked_->rows_read - asked_->rows_rejected}});
  if (ui::confirm(ui,
                  {.key = "undo import",
                   .title = context.t("companion.undo_title"),
                   .text = words,
                   .yes = context.t("companion.undo"),
                   .danger = true},
                  asking_))
    context.commands.withdraw_import(asked_->id);
}

}  // namespace retour::views
