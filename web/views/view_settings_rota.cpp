#include "views/view_settings_rota.hpp"

#include <algorithm>

#include "app/rota.hpp"
#include "schedule/rota.hpp"
#include "store/queries.hpp"
#include "time/week.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t shifts_per_op = 64;
constexpr std::int32_t weeks_max = 53;

const std::string& name_of_row(const auto& row) {
  return row.name;
}

/// Of a shift or a template.
std::string hours_of(const auto& span) {
  return ui::format_time(span.begin_minute) + "–" + ui::format_time(span.end_minute);
}

std::string day_words(const ui::Ui& ui, LocalDate date) {
  return ui::format_date(date, ui::DateStyle::weekday_short, ui.language());
}

/// Whom the page shows first: a doctor with hours that week, else with any template, else any.
StaffId first_person(Context& context, LocalDate monday) {
  const app::Catalogue& catalogue = context.catalogue();
  const auto shifts = app::shifts_between(context.clinic, monday, monday.plus_days(6), {});
  StaffId first, with_template;
  for (const Staff& person : catalogue.staff) {
    if (!person.active || !person.roles.has(Role::doctor)) continue;
    const auto is_his = [&](const auto& span) { return span.active && span.staff == person.id; };
    if (shifts && std::ranges::any_of(*shifts, is_his)) return person.id;
    if (first.is_nil()) first = person.id;
    if (with_template.is_nil() && std::ranges::any_of(catalogue.shift_patterns, is_his))
      with_template = person.id;
  }
  return with_template.is_nil() ? first : with_template;
}

}  // namespace

void RotaPage::load(Context& context) {
  if (generation_ == context.clinic.generation() && loaded_monday_ == monday_ &&
      loaded_person_ == person_)
    return;
  generation_ = context.clinic.generation();
  loaded_monday_ = monday_;
  loaded_person_ = person_;
  lines_.clear();
  singles_.clear();
  left_people_.clear();
  const LocalDate sunday = monday_.plus_days(6);
  const auto shifts = app::shifts_between(context.clinic, monday_, sunday, {});
  const auto rows = store::shift_rows(context.clinic.tables(), monday_, sunday);
  if (!shifts || !rows) return;
  const auto add = [&](const Shift& shift) {
    Line line{.date = shift.date, .shift = shift, .pattern = {}};
    for (const ShiftPattern& pattern : context.catalogue().shift_patterns)
      if (pattern.staff == person_ && shift_id_of(pattern.id, shift.date) == shift.id)
        line.pattern = pattern.id;
    line.is_changed = std::ranges::find(*rows, shift.id, &Shift::id) != rows->end();
    if (!shift.active && line.pattern.is_nil()) return;
    if (line.pattern.is_nil()) singles_.push_back(shift);
    lines_.push_back(std::move(line));
  };
  for (LocalDate date = monday_; date <= sunday; date = date.plus_days(1)) {
    const std::size_t before = lines_.size();
    for (const Shift& shift : *shifts)
      if (shift.staff == person_ && shift.date == date) add(shift);
    for (const Shift& row : *rows)
      if (row.staff == person_ && row.date == date && !row.active) add(row);
    if (lines_.size() == before) lines_.push_back({.date = date, .shift = {}, .pattern = {}});
  }
  const auto left = app::bookings_out_of_hours(context.clinic, person_, context.ui.today());
  out_of_hours_ = left ? left->size() : 0;
  if (!left) return;
  for (const store::BusyTime& busy : *left) {
    const auto booking = find(static_cast<Tables&>(context.clinic.tables()), busy.booking);
    if (!booking || !*booking) continue;
    if (std::ranges::find(left_people_, (*booking)->patient) == left_people_.end())
      left_people_.push_back((*booking)->patient);
  }
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
  push_rota(context, form, std::move(drafts), std::move(done));
}

/// The shift of the form as it is filled now.
Shift RotaPage::edited() const {
  Shift shift = shift_;
  shift.begin_minute = begin_.value_or(0);
  shift.end_minute = end_.value_or(0) == 0 ? 24 * 60 : *end_;
  if (!form_.fresh) shift.date = date_.value_or(shift.date);
  return shift;
}

void RotaPage::draw_left_out(Context& context) {
  if (form_.fresh) return;
  const Shift shift = edited();
  std::string key = to_text(shift.id) + to_text(shift.branch);
  for (const int part : {shift.date.days, shift.begin_minute, shift.end_minute,
                         static_cast<int>(shift.kind), shift.active ? 1 : 0})
    key += " " + std::to_string(part);
  left_out_.refresh(context, key,
                    [&] { return std::vector<Draft>{{OpKind::put_shifts, {whole(shift)}}}; });
  left_out_.draw(context);
}

void RotaPage::save(Context& context) {
  shift_ = edited();
  std::vector<Shift> shifts;
  if (!form_.fresh) {
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
    for (const Shift& known : singles_) {
      Shift shift = known;
      shift.id = context.clinic.new_id<Shift>();
      shift.date = known.date.plus_days(7 * week);
      shifts.push_back(shift);
    }
  push_shifts(context, copy_form_, shifts, context.t("rota.saved", {{"count", shifts.size()}}));
}

void RotaPage::draw_head(Context& context) {
  ui::Ui& ui = context.ui;
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
  if (ui::button(ui, {.key = "add", .text = context.t("rota.add"), .icon = ui::Icon::plus})) {
    Shift shift;
    shift.date = std::max(monday_, ui.today());
    if (shift.date > monday_.plus_days(6)) shift.date = monday_;
    start(context, shift, true);
  }
  if (ui::button(ui, {.key = "copy",
                      .text = context.t("rota.copy"),
                      .icon = ui::Icon::repeat,
                      .disabled = singles_.empty()}))
    copy_form_.start(true);
}

void RotaPage::draw_line(Context& context, ui::Cells& cells, const Line& line) const {
  ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  cells.text(day_words(ui, line.date),
             line.date == ui.today() ? ui::TextTone::strong : ui::TextTone::normal);
  const CalendarDay* day = schedule::calendar_on(catalogue.calendar_days, line.date,
                                                 line.shift ? line.shift->branch : BranchId{});
  if (!line.shift) {
    cells.text(day == nullptr ? context.t("rota.free") : std::string_view(day->name),
               ui::TextTone::muted);
    return;
  }
  const Shift& shift = *line.shift;
  const std::string_view kind = word(ui, "shift_kind", enum_name(shift.kind));
  if (ui.is_phone()) {
    cells.text(shift.active ? hours_of(shift) + ", " + std::string(kind)
                            : hours_of(shift) + ", " + std::string(context.t("rota.taken_out")),
               shift.active ? ui::TextTone::normal : ui::TextTone::muted);
    return;
  }
  cells.text(hours_of(shift), shift.active ? ui::TextTone::normal : ui::TextTone::muted);
  if (!shift.active)
    cells.text(context.t("rota.taken_out"), ui::TextTone::warn);
  else
    cells.text(kind, shift.kind == ShiftKind::absence ? ui::TextTone::warn : ui::TextTone::normal);
  std::string from(context.t(line.pattern.is_nil() ? ui::TextId("rota.by_itself")
                             : line.is_changed     ? ui::TextId("rota.by_change")
                                                   : ui::TextId("rota.by_pattern")));
  if (day != nullptr) from += ", " + day->name;
  cells.text(from, ui::TextTone::muted);
  const Branch* branch = catalogue.branch(shift.branch);
  const Room* room = catalogue.room(shift.room);
  std::string place(branch == nullptr ? std::string_view{} : std::string_view(branch->name));
  if (room != nullptr) place += ", " + room->name;
  cells.text(place);
}

void RotaPage::draw_week(Context& context) {
  ui::Ui& ui = context.ui;
  const std::array columns = {
      ui::TableColumn{.key = "day", .title = context.t("rota.day"), .width = 110},
      ui::TableColumn{.key = "time", .title = context.t("settings.hours"), .width = 130},
      ui::TableColumn{.key = "kind", .title = context.t("settings.kind"), .width = 150},
      ui::TableColumn{.key = "from", .title = context.t("rota.from")},
      ui::TableColumn{.key = "place", .title = context.t("settings.room")}};
  // On a phone a shift is one line of two cells: a card of five would be mostly empty.
  const std::array narrow = {
      ui::TableColumn{.key = "day", .title = context.t("rota.day"), .width = 116},
      ui::TableColumn{.key = "shift", .title = context.t("rota.shift")}};
  const auto result = ui::table(
      ui,
      {.key = "shifts",
       .name = context.t("rota.title"),
       .columns = ui.is_phone() ? std::span<const ui::TableColumn>(narrow)
                                : std::span<const ui::TableColumn>(columns),
       .rows = lines_.size()},
      nullptr, [&](ui::Cells& cells, std::size_t i) { draw_line(context, cells, lines_[i]); });
  if (result.activated) open_line(context, lines_[*result.activated]);
}

void RotaPage::open_line(Context& context, const Line& line) {
  for (const ShiftPattern& pattern : context.catalogue().shift_patterns)
    if (line.shift && pattern.id == line.pattern) {
      editor_.start_day(pattern, *line.shift);
      return;
    }
  Shift shift;
  shift.date = line.date;
  start(context, line.shift.value_or(shift), !line.shift);
}

void RotaPage::draw_patterns(Context& context) {
  ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  std::vector<const ShiftPattern*> patterns;
  bool has_closed = false;
  for (const ShiftPattern& pattern : catalogue.shift_patterns) {
    if (pattern.staff != person_) continue;
    has_closed |= !pattern.active;
    if (pattern.active || with_closed_) patterns.push_back(&pattern);
  }
  const auto keyed = ui.keyed("templates");
  ui::heading(ui, {.text = context.t("rota.patterns"), .level = 2});
  if (list_head(context, context.t("rota.add_pattern"), has_closed, with_closed_))
    editor_.start_new(context, person_, std::max(monday_, ui.today()));
  if (patterns.empty()) {
    ui::text(ui, context.t("rota.no_patterns"), ui::TextTone::muted);
    return;
  }
  const std::array columns = {
      ui::TableColumn{.key = "rule", .title = context.t("rota.repeats")},
      ui::TableColumn{.key = "time", .title = context.t("settings.hours"), .width = 215},
      ui::TableColumn{.key = "span", .title = context.t("rota.in_force"), .width = 210},
      ui::TableColumn{.key = "place", .title = context.t("settings.room"), .width = 110}};
  const auto result =
      ui::table(ui,
                {.key = "patterns",
                 .name = context.t("rota.patterns"),
                 .columns = std::span(columns).first(ui.is_phone() ? 2 : columns.size()),
                 .rows = patterns.size()},
                nullptr, [&](ui::Cells& cells, std::size_t i) {
                  const ShiftPattern& pattern = *patterns[i];
                  const RuleForm rule = RuleForm::of(pattern);
                  cells.text(words_of(ui, rule));
                  cells.text(hours_of(pattern) + ", " +
                             std::string(word(ui, "shift_kind", enum_name(pattern.kind))));
                  if (ui.is_phone()) return;
                  cells.text(pattern.active ? span_words(ui, pattern, rule)
                                            : std::string(closed_word(context, false)),
                             ui::TextTone::muted);
                  const Room* room = catalogue.room(pattern.room);
                  cells.text(room == nullptr ? std::string_view{} : std::string_view(room->name));
                });
  if (result.activated) editor_.start(*patterns[*result.activated]);
}

void RotaPage::draw_out_of_hours(Context& context) {
  if (out_of_hours_ == 0) return;
  const std::string words = context.t("rota.out_of_hours", {{"count", out_of_hours_}});
  if (ui::banner(context.ui, {.key = "out of hours",
                              .text = words,
                              .action = context.t("rota.show_people"),
                              .tone = ui::Tone::warn}))
    context.router.open_people(words, left_people_);
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
  if (form_.fresh) weekday_chips(context, context.t("rota.days"), days_);
  {
    const std::string_view hours = refusal.at({RefusalCode::bad_time});
    const auto columns = ui.columns({1, 1}, 150);
    ui.next_column();
    ui::time_field(ui, {.key = "begin", .label = context.t("rota.begins"), .error = hours}, begin_);
    ui.next_column();
    ui::time_field(ui, {.key = "end", .label = context.t("rota.ends")}, end_);
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
  if (ready) draw_left_out(context);
  if (form_footer(context, form_, refusal, ready)) save(context);
}

void RotaPage::draw_copy(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d = ui::dialog(ui, {.key = "copy week", .title = context.t("rota.copy"), .width = 460},
                            copy_form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(copy_form_.serial);
  FieldRefusal refusal(ui, copy_form_);
  ui::text(ui, context.t("rota.copy_text", {{"count", singles_.size()}}));
  number_field(ui, {.key = "weeks", .label = context.t("rota.copy_weeks")}, copy_weeks_, 1,
               weeks_max);
  if (form_footer(context, copy_form_, refusal, !ui::has_unread_entry(ui, "weeks")))
    copy_week(context);
}

void RotaPage::show(Context& context, StaffId person) {
  started_ = true;
  part_ = 0;
  monday_ = monday_of(context.ui.today());
  person_ = person;
}

void RotaPage::draw(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, form_);
  settle(context, copy_form_);
  if (!started_) {
    started_ = true;
    monday_ = monday_of(ui.today());
    person_ = first_person(context, monday_);
  }
  const std::array parts = {context.t("rota.people"), context.t("month.word"),
                            context.t("workdays.title")};
  ui::segments(ui, "part", context.t("rota.title"), parts, part_);
  if (part_ == 0)
    draw_people(context);
  else if (part_ == 1)
    draw_month(context);
  else
    calendar_.draw(context);
}

/// A day of the month opens as it does in the person's week.
void RotaPage::draw_month(Context& context) {
  if (const auto wish = month_.draw(context)) {
    person_ = wish->person;
    monday_ = monday_of(wish->date);
    load(context);
    const auto line = std::ranges::find(lines_, wish->date, &Line::date);
    if (line != lines_.end()) open_line(context, *line);
  }
  editor_.draw(context);
  draw_form(context);
}

void RotaPage::draw_people(Context& context) {
  ui::Ui& ui = context.ui;
  pick_person(ui,
              {.key = "person",
               .label = context.t("rota.person"),
               .placeholder = context.t("rota.pick"),
               .width = 360},
              context.catalogue().staff, person_);
  if (person_.is_nil()) {
    ui::text(ui, context.t("rota.pick"), ui::TextTone::muted);
    return;
  }
  load(context);
  draw_out_of_hours(context);
  draw_patterns(context);
  ui::heading(ui, {.text = context.t("rota.by_days"), .level = 2});
  draw_head(context);
  load(context);  // another week may have been chosen
  draw_week(context);
  editor_.draw(context);
  draw_form(context);
  draw_copy(context);
}

}  // namespace retour::views
