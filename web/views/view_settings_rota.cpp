#include "views/view_settings_rota.hpp"

#include "app/rota.hpp"
#include "store/queries.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t shifts_per_op = 64;
constexpr std::int32_t weeks_max = 53;

LocalDate monday_of(LocalDate date) {
  return date.plus_days(1 - date.iso_weekday());
}

const std::string& name_of_row(const auto& row) {
  return row.name;
}

std::string hours_of(const Shift& shift) {
  return ui::format_time(shift.begin_minute) + "–" + ui::format_time(shift.end_minute);
}

std::string day_words(const ui::Ui& ui, LocalDate date) {
  return ui::format_date(date, ui::DateStyle::weekday_short, ui.language());
}

}  // namespace

void RotaPage::load(Context& context) {
  if (generation_ == context.clinic.generation() && loaded_monday_ == monday_ &&
      loaded_person_ == person_)
    return;
  generation_ = context.clinic.generation();
  loaded_monday_ = monday_;
  loaded_person_ = person_;
  shifts_.clear();
  if (person_.is_nil()) return;
  auto found = app::shifts_between(context.clinic, monday_, monday_.plus_days(6), BranchId{});
  if (!found) return;
  for (Shift& shift : *found)
    if (shift.staff == person_ && shift.active) shifts_.push_back(std::move(shift));
  std::ranges::stable_sort(
      shifts_, {}, [](const Shift& shift) { return std::pair(shift.date, shift.begin_minute); });
}

void RotaPage::start(Context& context, const Shift& shift, bool fresh) {
  shift_ = shift;
  if (fresh) {
    shift_.id = context.clinic.new_id<Shift>();
    shift_.staff = person_;
    shift_.begin_minute = 9 * 60;
    shift_.end_minute = 18 * 60;
    const app::Catalogue& catalogue = context.catalogue();
    const Staff* person = catalogue.person(person_);
    if (person != nullptr && !person->branches.empty())
      shift_.branch = person->branches.front();
    else if (!catalogue.branches.empty())
      shift_.branch = catalogue.branches.front().id;
  }
  date_ = shift_.date;
  begin_ = shift_.begin_minute;
  end_ = shift_.end_minute % (24 * 60);
  days_.fill(false);
  days_[static_cast<std::size_t>(shift_.date.iso_weekday() - 1)] = true;
  weeks_ = 1;
  form_.start(fresh);
}

void RotaPage::push_shifts(Context& context, SettingsForm& form, const std::vector<Shift>& shifts,
                           std::string done) {
  std::vector<Draft> drafts;
  for (const Shift& shift : shifts) {
    if (drafts.empty() || drafts.back().parts.size() == shifts_per_op)
      drafts.push_back({OpKind::put_shifts, {}});
    drafts.back().parts.push_back(whole(shift));
  }
  push_form(context, form, std::move(drafts), std::move(done));
}

void RotaPage::save(Context& context) {
  shift_.begin_minute = *begin_;
  shift_.end_minute = *end_ == 0 ? 24 * 60 : *end_;
  std::vector<Shift> shifts;
  if (!form_.fresh) {
    shift_.date = *date_;
    shifts.push_back(shift_);
  } else {
    const LocalDate monday = monday_of(*date_);
    for (std::int32_t week = 0; week < weeks_; ++week)
      for (int day = 0; day < 7; ++day) {
        if (!days_[static_cast<std::size_t>(day)]) continue;
        Shift shift = shift_;
        shift.id = context.clinic.new_id<Shift>();
        shift.date = monday.plus_days(7 * week + day);
        shifts.push_back(shift);
      }
  }
  push_shifts(context, form_, shifts,
              shift_.active ? context.t("rota.saved", {{"count", shifts.size()}})
                            : std::string(context.t("rota.removed")));
}

void RotaPage::copy_week(Context& context) {
  std::vector<Shift> shifts;
  for (std::int32_t week = 1; week <= copy_weeks_; ++week)
    for (const Shift& known : shifts_) {
      Shift shift = known;
      shift.id = context.clinic.new_id<Shift>();
      shift.date = known.date.plus_days(7 * week);
      shifts.push_back(shift);
    }
  push_shifts(context, copy_form_, shifts, context.t("rota.saved", {{"count", shifts.size()}}));
}

void RotaPage::draw_head(Context& context) {
  ui::Ui& ui = context.ui;
  const auto& staff = context.catalogue().staff;
  pick_person(ui,
              {.key = "person",
               .label = context.t("rota.person"),
               .placeholder = context.t("rota.pick"),
               .width = 360},
              staff, person_);
  const auto row = ui.row();
  if (ui::button(ui, {.key = "previous",
                      .text = context.t("rota.previous"),
                      .icon = ui::Icon::chevron_left,
                      .icon_only = true}))
    monday_ = monday_.plus_days(-7);
  const std::string week = context.t(
      "rota.week",
      {{"from", ui::format_date(monday_, ui::DateStyle::day_month, ui.language())},
       {"to", ui::format_date(monday_.plus_days(6), ui::DateStyle::day_month, ui.language())}});
  ui::text(ui, {.text = week, .tone = ui::TextTone::strong, .key = "week"});
  if (ui::button(ui, {.key = "next",
                      .text = context.t("rota.next"),
                      .icon = ui::Icon::chevron_right,
                      .icon_only = true}))
    monday_ = monday_.plus_days(7);
  if (ui::button(ui, {.key = "today", .text = context.t("rota.this_week")}))
    monday_ = monday_of(ui.today());
  if (person_.is_nil()) return;
  if (ui::button(ui, {.key = "add",
                      .text = context.t("rota.add"),
                      .icon = ui::Icon::plus,
                      .kind = ui::ButtonKind::primary})) {
    Shift shift;
    shift.date = std::max(monday_, ui.today());
    if (shift.date > monday_.plus_days(6)) shift.date = monday_;
    start(context, shift, true);
  }
  if (ui::button(ui, {.key = "copy",
                      .text = context.t("rota.copy"),
                      .icon = ui::Icon::repeat,
                      .disabled = shifts_.empty()}))
    copy_form_.start(true);
}

void RotaPage::draw_week(Context& context) {
  ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  // A line a shift; a day without one has a line, too, on which a shift is made.
  struct Line {
    LocalDate date;
    const Shift* shift = nullptr;
  };
  std::vector<Line> lines;
  for (int day = 0; day < 7; ++day) {
    const LocalDate date = monday_.plus_days(day);
    bool any = false;
    for (const Shift& shift : shifts_) {
      if (shift.date != date) continue;
      lines.push_back({date, &shift});
      any = true;
    }
    if (!any) lines.push_back({date, nullptr});
  }
  const std::array columns = {
      ui::TableColumn{.key = "day", .title = context.t("rota.day"), .width = 130},
      ui::TableColumn{.key = "time", .title = context.t("settings.hours"), .width = 140},
      ui::TableColumn{.key = "kind", .title = context.t("settings.kind"), .width = 190},
      ui::TableColumn{.key = "branch", .title = context.t("settings.branch")},
      ui::TableColumn{.key = "room", .title = context.t("settings.room")}};
  // On a phone a shift is one line of two cells: a card of five would be mostly empty.
  const std::array narrow = {
      ui::TableColumn{.key = "day", .title = context.t("rota.day"), .width = 116},
      ui::TableColumn{.key = "shift", .title = context.t("rota.shift")}};
  const bool phone = ui.is_phone();
  const auto result = ui::table(
      ui,
      {.key = "shifts",
       .name = context.t("rota.title"),
       .columns = phone ? std::span<const ui::TableColumn>(narrow)
                        : std::span<const ui::TableColumn>(columns),
       .rows = lines.size()},
      nullptr, [&](ui::Cells& cells, std::size_t i) {
        const Line& line = lines[i];
        cells.text(day_words(ui, line.date),
                   line.date == ui.today() ? ui::TextTone::strong : ui::TextTone::normal);
        if (line.shift == nullptr) {
          cells.text(context.t("rota.free"), ui::TextTone::muted);
          return;
        }
        const Shift& shift = *line.shift;
        if (phone) {
          cells.text(hours_of(shift) + ", " +
                     std::string(word(ui, "shift_kind", enum_name(shift.kind))));
          return;
        }
        cells.text(hours_of(shift));
        cells.text(word(ui, "shift_kind", enum_name(shift.kind)),
                   shift.kind == ShiftKind::absence ? ui::TextTone::warn : ui::TextTone::normal);
        const Branch* branch = catalogue.branch(shift.branch);
        cells.text(branch == nullptr ? std::string_view{} : std::string_view(branch->name));
        const Room* room = catalogue.room(shift.room);
        cells.text(room == nullptr ? std::string_view{} : std::string_view(room->name));
      });
  if (!result.activated) return;
  const Line& line = lines[*result.activated];
  if (line.shift != nullptr) {
    start(context, *line.shift, false);
  } else {
    Shift shift;
    shift.date = line.date;
    start(context, shift, true);
  }
}

void RotaPage::draw_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "shift", .title = context.t("rota.shift"), .width = 560}, form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(form_.serial);
  FieldRefusal refusal(ui, form_);
  enum_combo(ui, {.key = "kind", .label = context.t("settings.kind")}, "shift_kind", shift_.kind);
  ui::date_field(ui, {.key = "date", .label = context.t("rota.date")}, date_);
  if (form_.fresh) {
    const auto days_key = ui.keyed("days");
    const std::string_view label = context.t("rota.days");
    const auto group = ui.group(ui.id("group"), ui::Role::group, ui.cursor(), label);
    ui::text(ui, {.text = label, .tone = ui::TextTone::muted, .style = ui::TextStyle::small});
    const auto row = ui.row();
    for (int day = 1; day <= 7; ++day) {
      bool& on = days_[static_cast<std::size_t>(day - 1)];
      const auto day_key = ui.keyed(static_cast<std::uint64_t>(day));
      if (ui::chip(ui, {.key = "day",
                        .text = ui::weekday_name(day, ui.language()),
                        .icon = on ? ui::Icon::check : ui::Icon::none,
                        .on = on}))
        on = !on;
    }
  }
  {
    const std::string_view hours = refusal.at({RefusalCode::bad_time});
    const auto columns = ui.columns({1, 1}, 150);
    ui.next_column();
    ui::time_field(ui, {.key = "begin", .label = context.t("settings.opens"), .error = hours},
                   begin_);
    ui.next_column();
    ui::time_field(ui, {.key = "end", .label = context.t("settings.closes")}, end_);
  }
  pick_one(ui,
           {.key = "branch",
            .label = context.t("settings.branch"),
            .error = refusal.at({RefusalCode::unknown_thing}),
            .required = true},
           context.catalogue().branches, shift_.branch, name_of_row<Branch>);
  std::vector<Room> rooms;
  for (const Room& room : context.catalogue().rooms)
    if (room.branch == shift_.branch) rooms.push_back(room);
  pick_one(ui,
           {.key = "room",
            .label = context.t("settings.room"),
            .placeholder = context.t("choice.none"),
            .clearable = true},
           rooms, shift_.room, name_of_row<Room>);
  if (form_.fresh)
    number_field(
        ui,
        {.key = "weeks", .label = context.t("rota.weeks"), .hint = context.t("rota.weeks_hint")},
        weeks_, 1, weeks_max);
  else
    ui::checkbox(
        ui,
        {.key = "active", .text = context.t("rota.active"), .hint = context.t("rota.active_hint")},
        shift_.active);
  const bool any_day = std::ranges::find(days_, true) != days_.end();
  const bool ready = date_ && begin_ && end_ && any_day && !ui::has_unread_entry(ui, "weeks");
  if (form_footer(context, form_, refusal, ready)) save(context);
}

void RotaPage::draw_copy(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d = ui::dialog(ui, {.key = "copy week", .title = context.t("rota.copy"), .width = 460},
                            copy_form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(copy_form_.serial);
  FieldRefusal refusal(ui, copy_form_);
  ui::text(ui, context.t("rota.copy_text", {{"count", shifts_.size()}}));
  number_field(ui, {.key = "weeks", .label = context.t("rota.copy_weeks")}, copy_weeks_, 1,
               weeks_max);
  if (form_footer(context, copy_form_, refusal, !ui::has_unread_entry(ui, "weeks")))
    copy_week(context);
}

void RotaPage::draw(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, form_);
  settle(context, copy_form_);
  if (!started_) {
    started_ = true;
    monday_ = monday_of(ui.today());
    for (const Staff& person : context.catalogue().staff)
      if (person.active && person.roles.has(Role::doctor) && person_.is_nil()) person_ = person.id;
  }
  draw_head(context);
  load(context);
  if (person_.is_nil())
    ui::text(ui, context.t("rota.pick"), ui::TextTone::muted);
  else
    draw_week(context);
  draw_form(context);
  draw_copy(context);
}

}  // namespace retour::views
