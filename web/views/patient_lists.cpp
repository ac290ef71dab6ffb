#include "views/patient_lists.hpp"

#include <algorithm>
#include <array>

#include "base/order.hpp"
#include "base/text.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"

namespace retour::views {
namespace {

bool is_mine(const Context& context, const SavedList& list) {
  return !list.staff.is_nil() && list.staff == context.clinic.session().staff;
}

SavedList filled(const Context& context, SavedList list, const ListShown& now) {
  const StaffId me = context.clinic.session().staff;
  list.statuses = now.filter.statuses;
  list.step = now.filter.step;
  list.of_reader = !me.is_nil() && now.filter.responsible == me;
  list.responsible = list.of_reader ? StaffId{} : now.filter.responsible;
  list.order = now.filter.order;
  list.descending = now.filter.descending;
  list.hidden_columns = static_cast<std::int32_t>(now.hidden_columns);
  list.query = now.query;
  return list;
}

enum class ListAct : std::uint8_t { save_as, save, rename, remove };

}  // namespace

bool manages(const Context& context) {
  const Role role = context.clinic.session().role;
  return role == Role::owner || role == Role::manager;
}

bool may_change(const Context& context, const SavedList& list) {
  return list.staff.is_nil() ? manages(context) : is_mine(context, list);
}

std::vector<const SavedList*> visible_lists(const Context& context, SavedKind kind) {
  std::vector<const SavedList*> lists;
  for (const SavedList& list : context.catalogue().saved_lists)
    if (list.active && list.page.empty() == (kind == SavedKind::patients) &&
        (list.staff.is_nil() || is_mine(context, list)))
      lists.push_back(&list);
  sort_stably(lists, {}, [](const SavedList* list) {
    return std::pair(fold_for_search(list->name), IdBytes(list->id));
  });
  return lists;
}

ListShown shown_of(const Context& context, const SavedList& list) {
  ListShown shown;
  shown.filter.statuses = static_cast<std::uint8_t>(list.statuses);
  shown.filter.step = list.step;
  shown.filter.responsible = list.of_reader ? context.clinic.session().staff : list.responsible;
  shown.filter.order = list.order;
  shown.filter.descending = list.descending;
  shown.hidden_columns = static_cast<std::uint32_t>(list.hidden_columns);
  shown.query = list.query;
  return shown;
}

const SavedList* PatientLists::chosen(const Context& context) const {
  for (const SavedList& list : context.catalogue().saved_lists)
    if (list.id == chosen_ && list.active) return &list;
  return nullptr;
}

void PatientLists::put(Context& context, SavedList list, std::string done) {
  context.commands.push(
      {.drafts = {{OpKind::put_saved_list, {whole(std::move(list))}}}, .done = std::move(done)});
}

void PatientLists::open_form(Context& context, const SavedList* list, const ListShown& now) {
  form_.open();
  is_new_ = list == nullptr;
  edited_ = is_new_ ? filled(context, {}, now) : *list;
  for_everybody_ = !is_new_ && edited_.staff.is_nil();
}

std::optional<ListShown> PatientLists::draw(Context& context, const ListShown& now, float width) {
  ui::Ui& ui = context.ui;
  const std::vector<const SavedList*> lists = visible_lists(context, SavedKind::patients);
  std::vector<ui::Choice> choices;
  int selected = -1;
  for (const SavedList* list : lists) {
    if (list->id == chosen_) selected = static_cast<int>(choices.size());
    choices.push_back(
        {.text = list->name,
         .detail = list->staff.is_nil() ? context.t("lists.everybodys") : std::string_view{}});
  }
  std::optional<ListShown> wanted;
  if (ui::combo(ui,
                {.key = "list",
                 .label = context.t("lists.list"),
                 .placeholder = context.t("lists.none"),
                 .width = width,
                 .clearable = true},
                choices, selected)) {
    chosen_ = selected < 0 ? SavedListId{} : lists[static_cast<std::size_t>(selected)]->id;
    wanted =
        selected < 0 ? ListShown{} : shown_of(context, *lists[static_cast<std::size_t>(selected)]);
  }
  const SavedList* list = chosen(context);
  const bool own = list != nullptr && may_change(context, *list);
  std::vector<ui::MenuItem> items{
      {.key = "save as", .text = context.t("lists.save_as"), .icon = ui::Icon::plus}};
  std::vector<ListAct> acts{ListAct::save_as};
  const auto offer = [&](ListAct act, ui::MenuItem item) {
    items.push_back(item);
    acts.push_back(act);
  };
  if (own && shown_of(context, *list) != now)
    offer(ListAct::save, {.key = "save", .text = context.t("lists.save"), .icon = ui::Icon::check});
  if (own) {
    offer(ListAct::rename,
          {.key = "rename", .text = context.t("lists.rename"), .icon = ui::Icon::pencil});
    offer(ListAct::remove, {.key = "remove",
                            .text = context.t("lists.delete"),
                            .icon = ui::Icon::trash_2,
                            .danger = true});
  }
  const auto act =
      ui::menu_button(ui, "list menu", context.t("lists.menu"), ui::Icon::ellipsis, items);
  if (!act) return wanted;
  switch (acts[*act]) {
    case ListAct::save_as: open_form(context, nullptr, now); break;
    case ListAct::rename: open_form(context, list, now); break;
    case ListAct::save:
      put(context, filled(context, *list, now), context.t("lists.saved", {{"name", list->name}}));
      break;
    case ListAct::remove: {
      SavedList gone = *list;
      gone.active = false;
      put(context, gone, context.t("lists.deleted", {{"name", list->name}}));
      chosen_ = {};
      break;
    }
  }
  return wanted;
}

void PatientLists::draw_dialogs(Context& context, const ListShown& now) {
  ui::Ui& ui = context.ui;
  if (form_.hear(context)) chosen_ = edited_.id;
  const auto d = ui::dialog(
      ui,
      {.key = "list form",
       .title = context.t(is_new_ ? ui::TextId("lists.save_as") : ui::TextId("lists.rename")),
       .width = 460},
      form_.open_flag());
  if (!d) return;
  ui::text_field(ui,
                 {.key = "name",
                  .label = context.t("lists.name"),
                  .error = form_.error(ui, {RefusalCode::name_missing, RefusalCode::text_too_long}),
                  .required = true},
                 edited_.name);
  if (is_new_ && manages(context))
    ui::checkbox(ui, {.key = "everybody", .text = context.t("lists.for_everybody")},
                 for_everybody_);
  if (is_new_)
    ui::text(ui, {.text = context.t("lists.what_is_kept"),
                  .tone = ui::TextTone::muted,
                  .key = "what is kept"});
  form_.draw_refusal(ui);
  const std::string_view lacks = edited_.name.empty() ? context.t("lists.name_it") : "";
  if (!form_footer(context, form_, context.t("common.save"), lacks)) return;
  if (is_new_) {
    edited_ = filled(context, edited_, now);
    edited_.id = context.clinic.new_id<SavedList>();
    edited_.staff = for_everybody_ ? StaffId{} : context.clinic.session().staff;
  }
  form_.send(context, {.drafts = {{OpKind::put_saved_list, {whole(edited_)}}},
                       .done = context.t("lists.saved", {{"name", edited_.name}})});
}

}  // namespace retour::views
