#include "views/saved_reports.hpp"

#include <algorithm>

#include "ui/popup.hpp"
#include "views/form.hpp"
#include "views/patient_lists.hpp"

namespace retour::views {
void SavedReports::choose(Context& context, const SavedList& report, NumbersPage& page,
                          FunnelFilters& filters) {
  const auto& names = EnumNames<NumbersPage>::names;
  const auto found = std::ranges::find(names, report.page);
  if (found == names.end()) return;  // Of a program that has more pages.
  page = static_cast<NumbersPage>(found - names.begin());
  filters.set_query(context, report.query);
  context.ui.request_frame();
}

void SavedReports::remove(Context& context, const SavedList& report) {
  SavedList gone = report;
  gone.active = false;
  context.commands.push({.drafts = {{OpKind::put_saved_list, {whole(gone)}}},
                         .done = std::string(context.t("reports.removed"))});
  chosen_ = {};
}

void SavedReports::draw(Context& context, NumbersPage& page, FunnelFilters& filters) {
  ui::Ui& ui = context.ui;
  const std::vector<const SavedList*> reports = visible_lists(context, SavedKind::reports);
  // Something else is shown by now: the report can be chosen again.
  for (const SavedList* one : reports)
    if (one->id == chosen_ &&
        (one->page != enum_name(page) || one->query != filters.to_query(context)))
      chosen_ = {};
  const auto row =
      ui.row({.height = ui.metrics().control * (reports.empty() ? 1.0F : 1.6F), .bottom = true});
  if (!reports.empty()) {
    std::vector<Named<SavedListId>> names;
    for (const SavedList* one : reports) names.push_back({.id = one->id, .text = one->name});
    if (pick(context,
             {.key = "report",
              .label = context.t("reports.title"),
              .placeholder = context.t("reports.title"),
              .width = 240,
              .clearable = true},
             names, chosen_))
      for (const SavedList* one : reports)
        if (one->id == chosen_) choose(context, *one, page, filters);
  }
  if (ui::button(ui, {.key = "save_report",
                      .text = context.t("reports.save"),
                      .icon = ui::Icon::plus,
                      .kind = ui::ButtonKind::quiet,
                      .opens = true})) {
    edited_ = {};
    edited_.id = context.clinic.new_id<SavedList>();
    edited_.page = enum_name(page);
    edited_.query = filters.to_query(context);
    for_all_ = false;
    form_.start(true);
  }
  for (const SavedList* one : reports)
    if (one->id == chosen_ && may_change(context, *one) &&
        ui::button(ui, {.key = "remove_report",
                        .text = context.t("reports.remove"),
                        .kind = ui::ButtonKind::quiet}))
      remove(context, *one);
}

void SavedReports::draw_form(Context& context) {
  if (!form_.open) return;
  ui::Ui& ui = context.ui;
  settle(context, form_);
  const auto d = ui::dialog(
      ui, {.key = "report_form", .title = context.t("reports.save"), .width = 420}, form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(form_.serial);
  FieldRefusal refusal(ui, form_);
  ui::text_field(ui,
                 {.key = "name",
                  .label = context.t("reports.name"),
                  .hint = context.t("reports.hint"),
                  .error = refusal.at({RefusalCode::name_missing, RefusalCode::text_too_long}),
                  .required = true},
                 edited_.name);
  const StaffId me = context.clinic.session().staff;
  if (manages(context) && !me.is_nil())
    ui::checkbox(ui, {.key = "for_all", .text = context.t("reports.for_all")}, for_all_);
  edited_.staff = for_all_ ? StaffId{} : me;
  if (form_footer(context, form_, refusal, !edited_.name.empty())) {
    push_form(context, form_, {{OpKind::put_saved_list, {whole(edited_)}}},
              std::string(context.t("reports.saved")));
  }
}

}  // namespace retour::views
