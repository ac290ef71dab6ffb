// Sections: what is left out | opening | what is saved | drawing
#include "views/rota_editor.hpp"

#include <iterator>

#include "app/displaced.hpp"
#include "app/rota.hpp"
#include "ui/locale.hpp"
#include "ui/popup.hpp"
#include "views/place_words.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t lines_shown = 6;
constexpr std::int32_t every_max = 52;

const std::string& name_of_row(const auto& row) {
  return row.name;
}

constexpr std::array<ui::TextId, repeats_count> repeats_texts = {
    "rota.repeats.weeks", "rota.repeats.odd", "rota.repeats.even", "rota.repeats.days",
    "rota.repeats.own"};

}  // namespace

void weekday_chips(const Context& context, std::string_view label, std::array<bool, 7>& days) {
  ui::Ui& ui = context.ui;
  const auto keyed = ui.keyed("days");
  const auto group = ui.group(ui.id("group"), ui::Role::group, ui.cursor(), label);
  ui::text(ui, {.text = label, .tone = ui::TextTone::muted, .style = ui::TextStyle::small});
  const auto row = ui.row();
  for (int day = 1; day <= 7; ++day) {
    bool& on = days[static_cast<std::size_t>(day - 1)];
    const auto day_key = ui.keyed(static_cast<std::uint64_t>(day));
    if (ui::chip(ui, {.key = "day",
                      .text = ui::weekday_name(day, ui.language()),
                      .icon = on ? ui::Icon::check : ui::Icon::none,
                      .on = on}))
      on = !on;
  }
}

// ---- what is left out

void LeftOut::refresh(Context& context, std::string key,
                      const std::function<std::vector<Draft>()>& drafts) {
  if (key == key_ && generation_ == context.clinic.generation()) return;
  key_ = std::move(key);
  generation_ = context.clinic.generation();
  count_ = 0;
  lines_.clear();
  const auto found = app::bookings_left_out(context.clinic, drafts(), context.ui.today());
  if (!found) return;
  count_ = found->size();
  for (const store::BusyTime& busy : *found) {
    if (&busy - found->data() == lines_shown) {
      lines_ += "\n" + context.t("rota.left_out_more", {{"count", count_ - lines_shown}});
      break;
    }
    const auto booking = find(static_cast<Tables&>(context.clinic.tables()), busy.booking);
    const Patient* patient =
        booking && *booking ? context.reader.patient((*booking)->patient) : nullptr;
    if (!lines_.empty()) lines_ += "\n";
    lines_ += ui::format_date(busy.date, ui::DateStyle::weekday_short, context.ui.language());
    lines_ += ", " + ui::format_time(busy.begin_minute);
    if (patient != nullptr) lines_ += ", " + name_of_patient(*patient);
  }
}

void LeftOut::draw(Context& context) const {
  if (count_ == 0) return;
  ui::banner(context.ui, {.key = "left out",
                          .text = context.t("rota.left_out", {{"count", count_}}),
                          .tone = ui::Tone::warn});
  ui::text(context.ui, {.text = lines_, .style = ui::TextStyle::small, .key = "left out list"});
}

void push_rota(Context& context, SettingsForm& form, std::vector<Draft> drafts, std::string done) {
  auto steps =
      app::left_out_steps(context.clinic, drafts, context.ui.today(), [&](const Booking& booking) {
        return context.t("rota.note", {{"from", words_of(context, place_of(booking))}});
      });
  if (!steps) {
    context.ui.toast(words_of(context.ui, steps.error()), ui::Tone::danger);
    return;
  }
  if (!steps->empty()) done += ". " + context.t("rota.steps", {{"count", steps->size()}});
  drafts.insert(drafts.end(), std::make_move_iterator(steps->begin()),
                std::make_move_iterator(steps->end()));
  push_form(context, form, std::move(drafts), std::move(done));
}

// ---- opening

void RotaEditor::open(const ShiftPattern& pattern, bool fresh) {
  known_ = pattern;
  of_day_ = false;
  scope_ = RotaScope::all;
  left_out_ = {};
  warned_of_.clear();
  overlaps_.clear();
  fill(pattern);
  form_.start(fresh);
}

void RotaEditor::fill(const ShiftPattern& pattern) {
  edited_ = pattern;
  rule_ = RuleForm::of(pattern);
  first_ = pattern.first;
  begin_ = pattern.begin_minute;
  end_ = pattern.end_minute % (24 * 60);
}

void RotaEditor::start_new(Context& context, StaffId person, LocalDate first) {
  ShiftPattern pattern;
  pattern.id = context.clinic.new_id<ShiftPattern>();
  pattern.staff = person;
  pattern.first = first;
  pattern.begin_minute = 9 * 60;
  pattern.end_minute = 18 * 60;
  pattern.recurrence = "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR";
  const app::Catalogue& catalogue = context.catalogue();
  const Staff* known = catalogue.person(person);
  if (known != nullptr && !known->branches.empty())
    pattern.branch = known->branches.front();
  else if (!catalogue.branches.empty())
    pattern.branch = catalogue.branches.front().id;
  open(pattern, true);
}

void RotaEditor::start(const ShiftPattern& pattern) {
  open(pattern, false);
}

void RotaEditor::start_day(const ShiftPattern& pattern, const Shift& shift) {
  open(pattern, false);
  shift_ = shift;
  of_day_ = true;
  scope_ = RotaScope::day;
  edited_.id = {};  // until `take_scope` has filled the fields
}

/// Fills the fields with what the chosen scope is about.
void RotaEditor::take_scope(Context& context) {
  if (scope_ == RotaScope::all) {
    fill(known_);
  } else if (scope_ == RotaScope::following) {
    const ShiftPatternId id = context.clinic.new_id<ShiftPattern>();
    const auto cut = cut_before(known_, shift_.date, id);
    fill(cut ? cut->following : known_);
    edited_.id = id;
    if (!cut) first_ = shift_.date;
  } else {
    moved_id_ = context.clinic.new_id<Shift>();
    fill(known_);
    first_ = shift_.date;
    begin_ = shift_.begin_minute;
    end_ = shift_.end_minute % (24 * 60);
    edited_.kind = shift_.kind;
    edited_.branch = shift_.branch;
    edited_.room = shift_.room;
    edited_.active = shift_.active;
  }
}

// ---- what is saved

ShiftPattern RotaEditor::wanted() const {
  ShiftPattern pattern = edited_;
  pattern.first = first_.value_or(pattern.first);
  pattern.begin_minute = begin_.value_or(0);
  pattern.end_minute = end_.value_or(0) == 0 ? 24 * 60 : *end_;
  pattern.recurrence = rule_.text();
  return pattern;
}

std::vector<Draft> RotaEditor::drafts(Context& context) const {
  const ShiftPattern pattern = wanted();
  if (scope_ == RotaScope::following) {
    auto draft = app::following_draft(context.clinic, known_, shift_.date, pattern);
    if (!draft) return {};
    return {std::move(*draft)};
  }
  if (scope_ == RotaScope::all) return {{OpKind::put_shift_patterns, {whole(pattern)}}};
  Shift shift = shift_;
  shift.kind = pattern.kind;
  shift.branch = pattern.branch;
  shift.room = pattern.room;
  shift.begin_minute = pattern.begin_minute;
  shift.end_minute = pattern.end_minute;
  shift.active = pattern.active;
  if (pattern.first == shift_.date) return {app::this_day_draft(known_.id, shift)};
  // To another date: its own day is taken out, and the other one has a shift of its own.
  Shift gone = shift;
  gone.active = false;
  Draft draft = app::this_day_draft(known_.id, gone);
  shift.id = moved_id_;
  shift.date = pattern.first;
  draft.parts.push_back(whole(shift));
  return {std::move(draft)};
}

bool RotaEditor::is_ready(Context& context) const {
  return first_ && begin_ && end_ && (scope_ == RotaScope::day || rule_.is_complete()) &&
         !ui::has_unread_entry(context.ui, "every") && !ui::has_unread_entry(context.ui, "until");
}

// ---- drawing

void RotaEditor::draw_scope(Context& context) {
  const std::array<std::string_view, 3> words = {
      context.t("rota.scope.day"), context.t("rota.scope.following"), context.t("rota.scope.all")};
  auto selected = static_cast<std::size_t>(scope_);
  const bool changed = ui::segments(context.ui, "scope", context.t("rota.scope"), words, selected);
  if (!changed && edited_.id != ShiftPatternId{}) return;
  scope_ = static_cast<RotaScope>(selected);
  take_scope(context);
  ++form_.serial;
}

void RotaEditor::draw_rule(Context& context) {
  ui::Ui& ui = context.ui;
  const bool counts = rule_.repeats == Repeats::weeks || rule_.repeats == Repeats::days;
  {
    const auto columns = ui.columns({2, 1}, 150);
    ui.next_column();
    std::vector<ui::Choice> choices;
    for (const ui::TextId text : repeats_texts) choices.push_back({.text = context.t(text)});
    int selected = static_cast<int>(rule_.repeats);
    if (ui::combo(ui, {.key = "repeats", .label = context.t("rota.repeats")}, choices, selected) &&
        selected >= 0) {
      rule_.repeats = static_cast<Repeats>(selected);
      if (!rule_.is_complete()) rule_.weekdays.fill(true);
    }
    ui.next_column();
    if (counts)
      number_field(
          ui,
          {.key = "every",
           .label = context.t(rule_.repeats == Repeats::weeks ? ui::TextId("rota.every_weeks")
                                                              : ui::TextId("rota.every_days"))},
          rule_.every, 1, every_max);
  }
  if (rule_.repeats == Repeats::own)
    ui::text_field(
        ui, {.key = "own", .label = context.t("rota.own"), .hint = context.t("rota.own_hint")},
        rule_.own);
  if (rule_.repeats != Repeats::own && rule_.repeats != Repeats::days)
    weekday_chips(context, context.t("rota.days"), rule_.weekdays);
  const auto columns = ui.columns({1, 1}, 150);
  ui.next_column();
  ui::date_field(ui, {.key = "first", .label = context.t("rota.first"), .required = true}, first_);
  ui.next_column();
  if (rule_.repeats != Repeats::own)
    ui::date_field(ui, {.key = "until", .label = context.t("rota.until")}, rule_.until);
}

void RotaEditor::draw_place(Context& context, FieldRefusal& refusal) {
  ui::Ui& ui = context.ui;
  {
    const std::string_view hours = refusal.at({RefusalCode::bad_time, RefusalCode::outside_hours});
    const auto columns = ui.columns({1, 1}, 150);
    ui.next_column();
    ui::time_field(ui, {.key = "begin", .label = context.t("rota.begins"), .error = hours}, begin_);
    ui.next_column();
    ui::time_field(ui, {.key = "end", .label = context.t("rota.ends")}, end_);
  }
  const auto columns = ui.columns({1, 1}, 150);
  ui.next_column();
  pick_one(ui,
           {.key = "branch",
            .label = context.t("settings.branch"),
            .error = refusal.at({RefusalCode::unknown_thing}),
            .required = true},
           context.catalogue().branches, edited_.branch, name_of_row<Branch>);
  std::vector<Room> rooms;
  for (const Room& room : context.catalogue().rooms)
    if (room.branch == edited_.branch) rooms.push_back(room);
  ui.next_column();
  pick_one(ui,
           {.key = "room",
            .label = context.t("settings.room"),
            .placeholder = context.t("choice.none"),
            .clearable = true},
           rooms, edited_.room, name_of_row<Room>);
}

/// Looks through bookings and templates when the form says something else, not in each frame.
void RotaEditor::refresh_warnings(Context& context, const ShiftPattern& pattern) {
  std::string key =
      pattern.recurrence + to_text(pattern.branch) + std::to_string(pattern.first.days);
  for (const int part : {pattern.begin_minute, pattern.end_minute, pattern.active ? 1 : 0,
                         static_cast<int>(pattern.kind), static_cast<int>(scope_)})
    key += " " + std::to_string(part);
  left_out_.refresh(context, key, [&] { return drafts(context); });
  if (key == warned_of_) return;
  warned_of_ = key;
  overlaps_.clear();
  if (scope_ == RotaScope::day || !pattern.active) return;
  const ui::Ui& ui = context.ui;
  for (const ShiftPatternId id : app::overlapping(context.catalogue(), pattern, ui.today()))
    for (const ShiftPattern& other : context.catalogue().shift_patterns)
      if (other.id == id && id != known_.id)
        overlaps_.push_back(
            context.t("rota.overlap", {{"rule", words_of(ui, RuleForm::of(other))},
                                       {"from", ui::format_time(other.begin_minute)},
                                       {"to", ui::format_time(other.end_minute)}}));
}

void RotaEditor::draw_warnings(Context& context) {
  ui::Ui& ui = context.ui;
  const ShiftPattern pattern = wanted();
  if (is_ready(context)) refresh_warnings(context, pattern);
  left_out_.draw(context);
  if (!pattern.active) return;
  const Branch* branch = context.catalogue().branch(pattern.branch);
  const bool by_door = pattern.kind == ShiftKind::reception || pattern.kind == ShiftKind::theatre;
  if (by_door && branch != nullptr &&
      (pattern.begin_minute < branch->opens_minute || pattern.end_minute > branch->closes_minute))
    ui::banner(ui, {.key = "hours",
                    .text = context.t("rota.cut", {{"from", ui::format_time(branch->opens_minute)},
                                                   {"to", ui::format_time(branch->closes_minute)}}),
                    .tone = ui::Tone::warn});
  for (const std::string& words : overlaps_)
    ui::banner(ui, {.key = words, .text = words, .tone = ui::Tone::warn});
}

void RotaEditor::draw(Context& context) {
  settle(context, form_);
  ui::Ui& ui = context.ui;
  const auto d = ui::dialog(
      ui, {.key = "pattern", .title = context.t("rota.pattern"), .width = 620}, form_.open);
  if (!d) return;
  if (of_day_) draw_scope(context);
  const auto keyed = ui.keyed(form_.serial);
  FieldRefusal refusal(ui, form_);
  enum_combo(ui, {.key = "kind", .label = context.t("settings.kind")}, "shift_kind", edited_.kind);
  if (scope_ == RotaScope::day)
    ui::date_field(ui, {.key = "date", .label = context.t("rota.date"), .required = true}, first_);
  else
    draw_rule(context);
  draw_place(context, refusal);
  if (!form_.fresh) {
    const bool is_day = scope_ == RotaScope::day;
    ui::checkbox(ui,
                 {.key = "active",
                  .text = is_day ? context.t("rota.active") : context.t("rota.pattern_active"),
                  .hint = context.t("rota.pattern_active_hint")},
                 edited_.active);
  }
  draw_warnings(context);
  if (form_footer(context, form_, refusal, is_ready(context)))
    push_rota(context, form_, drafts(context), std::string(context.t("rota.pattern_saved")));
}

}  // namespace retour::views
