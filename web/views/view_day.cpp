// Sections: toolbar | the grid | beds | moving and menus | the list | the view
#include "views/view_day.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/rota.hpp"
#include "base/order.hpp"
#include "model/holds.hpp"
#include "time/week.hpp"
#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/menu.hpp"
#include "ui/pills.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/board_paper.hpp"
#include "views/form.hpp"
#include "views/hand_over.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

/// How far the next day with hours is looked for.
constexpr std::int32_t working_day_days_max = 60;

constexpr float zoom_step = 1.25F;
constexpr double zoom_rest_seconds = 0.5;
/// Untimed bookings of a day from which on the list is the better picture.
constexpr int untimed_many = 40;
/// How much of the height the beds below the theatres take at most.
constexpr float beds_share = 0.42F;

}  // namespace

// ---- toolbar
// -------------------------------------------------------------------------------------

void DayView::step(const ui::Ui& ui, int steps) {
  const LocalDate from = date(ui);
  date_ = mode_ == Mode::month ? month_start(from, steps)
                               : from.plus_days(steps * (mode_ == Mode::week ? 7 : 1));
}

std::string DayView::title(const ui::Ui& ui) const {
  if (mode_ == Mode::month)
    return ui::format_date(*date_, ui::DateStyle::month_year, ui.language());
  if (mode_ != Mode::week)
    return ui::format_date(
        *date_, ui.is_phone() ? ui::DateStyle::weekday_short : ui::DateStyle::weekday_full,
        ui.language());
  const LocalDate first = monday_of(*date_);
  const auto words = [&](LocalDate date) {
    return ui::format_date(date,
                           ui.is_phone() ? ui::DateStyle::weekday_short : ui::DateStyle::day_month,
                           ui.language());
  };
  if (ui.is_phone()) return words(first) + " – " + words(first.plus_days(6));
  return ui.t("week.title", {{"first", words(first)}, {"last", words(first.plus_days(6))}});
}

void DayView::draw_steps(Context& context, bool with_today) {
  ui::Ui& ui = context.ui;
  const auto words = [&](ui::TextId day, ui::TextId week, ui::TextId month) {
    return context.t(mode_ == Mode::week ? week : mode_ == Mode::month ? month : day);
  };
  if (ui::button(ui, {.key = "previous",
                      .text = words("day.previous", "week.previous", "month.previous"),
                      .icon = ui::Icon::chevron_left,
                      .icon_only = true}))
    step(ui, -1);
  if (with_today) {
    if (ui::button(ui, {.key = "today", .text = words("day.today", "week.this", "month.this")}))
      date_ = ui.today();
  } else if (ui::button(
                 ui, {.key = "options",
                      .text = title(ui),
                      .icon = ui::Icon::chevron_down,
                      .kind = ui::ButtonKind::quiet,
                      .opens = true,
                      .width = ui.available() - (*date_ == ui.today() ? 3.0F : 2.0F) *
                                                    (ui.metrics().control + ui.metrics().gap)})) {
    options_open_ = true;
  }
  if (ui::button(ui, {.key = "next",
                      .text = words("day.next", "week.next", "month.next"),
                      .icon = ui::Icon::chevron_right,
                      .icon_only = true}))
    step(ui, 1);
}

void DayView::draw_date(Context& context, float width) {
  std::optional<LocalDate> typed = date_;
  ui::date_field(
      context.ui,
      {.key = "date", .label = context.t("day.date"), .width = width, .hide_label = true}, typed);
  if (typed) date_ = typed;
}

void DayView::draw_branches(Context& context) {
  const auto& branches = context.catalogue().branches;
  if (branches.size() < 2) return;
  std::vector<std::string_view> names;
  std::size_t chosen = 0;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    names.push_back(branches[i].name);
    if (branches[i].id == branch_) chosen = i;
  }
  if (ui::segments(context.ui, "branch", context.t("day.branch"), names, chosen))
    branch_ = branches[chosen].id;
}

/// One of some words: side by side, or wrapping where four do not stand beside each other.
bool choose_word(Context& context, std::string_view key, std::string_view name,
                 std::span<const std::string_view> words, std::size_t& chosen) {
  if (!context.ui.is_phone()) return ui::segments(context.ui, key, name, words, chosen);
  std::vector<ui::Pill> pills;
  for (const std::string_view one : words) pills.push_back({.text = one});
  auto at = static_cast<int>(chosen);
  if (!ui::pills(context.ui, key, name, pills, at)) return false;
  chosen = static_cast<std::size_t>(std::max(at, 0));
  return true;
}

void DayView::draw_modes(Context& context) {
  const std::array<std::string_view, 4> modes = {context.t("day.title"), context.t("week.word"),
                                                 context.t("month.word"), context.t("day.list")};
  auto chosen = static_cast<std::size_t>(mode_);
  if (!choose_word(context, "mode", context.t("day.view"), modes, chosen)) return;
  mode_ = static_cast<Mode>(chosen);
  mode_chosen_ = true;
}

/// By whom or what the day stands in columns; only what the branch has.
void DayView::draw_boards(Context& context) {
  const std::vector<BoardBy> boards = boards_of(context.catalogue(), branch_);
  const auto at = std::ranges::find(boards, by_);
  if (at == boards.end()) by_ = BoardBy::doctors;
  if (mode_ != Mode::day || boards.size() < 2) return;
  std::vector<std::string_view> words;
  for (const BoardBy by : boards)
    words.push_back(context.t(by == BoardBy::doctors   ? ui::TextId("day.by_doctors")
                              : by == BoardBy::rooms   ? ui::TextId("day.by_rooms")
                              : by == BoardBy::devices ? ui::TextId("day.by_devices")
                                                       : ui::TextId("day.by_theatre")));
  auto chosen = static_cast<std::size_t>(at == boards.end() ? 0 : at - boards.begin());
  if (context.ui.is_phone()) ui::text(context.ui, context.t("day.columns"), ui::TextTone::muted);
  if (!choose_word(context, "columns", context.t("day.columns"), words, chosen)) return;
  by_ = boards[chosen];
  mode_chosen_ = true;
}

void DayView::draw_zoom(Context& context) {
  ui::Ui& ui = context.ui;
  if (!has_zoom()) return;
  if (ui::button(ui, {.key = "out",
                      .text = context.t("day.zoom_out"),
                      .icon = ui::Icon::zoom_out,
                      .kind = ui::ButtonKind::quiet,
                      .icon_only = true,
                      .shortcut = "-"}))
    zoom_by(1 / zoom_step);
  if (ui::button(ui, {.key = "in",
                      .text = context.t("day.zoom_in"),
                      .icon = ui::Icon::zoom_in,
                      .kind = ui::ButtonKind::quiet,
                      .icon_only = true,
                      .shortcut = "+"}))
    zoom_by(zoom_step);
}

/// What needs a look on this day; pressing it shows the list.
void DayView::draw_marks(Context& context) {
  displaced_.draw_mark(context);
  if (!is_one_day() || !board_key_) return;
  ui::Ui& ui = context.ui;
  if (board_.conflicts > 0)
    ui::badge(ui, {.text = context.t("day.conflicts", {{"count", board_.conflicts}}),
                   .tone = ui::Tone::danger,
                   .icon = ui::Icon::triangle_alert});
  if (board_.untimed > 0)
    ui::badge(ui, {.text = context.t("day.untimed_count", {{"count", board_.untimed}}),
                   .tone = ui::Tone::warn,
                   .icon = ui::Icon::hourglass});
}

/// From here on every button of the toolbar has room for its word.
constexpr float wide_toolbar = 1300;

void DayView::draw_book(Context& context, BookingForm& form, bool icon_only) {
  ui::Ui& ui = context.ui;
  const ui::ButtonOptions book{.key = "book",
                               .text = context.t("day.book"),
                               .icon = ui::Icon::calendar_plus,
                               .kind = ui::ButtonKind::primary,
                               .icon_only = icon_only};
  // Somebody who is here now comes to no other day.
  const bool today = *date_ == ui.today() && may(context, OpKind::check_in);
  const ui::ButtonOptions walk_in{.key = "walk in",
                                  .text = context.t("walk_in.act"),
                                  .icon = ui::Icon::sofa,
                                  .icon_only = icon_only || ui.width() < wide_toolbar,
                                  .opens = true};
  if (!icon_only)
    ui.push_right(ui::button_width(ui, book) +
                  (today ? ui::button_width(ui, walk_in) + ui.metrics().gap : 0));
  if (today && ui::button(ui, walk_in))
    form.open(context, {.patient = {},
                        .doctor = {},
                        .branch = branch_,
                        .date = ui.today(),
                        .minute = {},
                        .comes = Comes::now});
  if (ui::button(ui, book))
    form.open(context, {.patient = {},
                        .doctor = {},
                        .branch = branch_,
                        .date = std::max(*date_, ui.today()),
                        .minute = {}});
}

void DayView::draw_toolbar(Context& context, BookingForm& form) {
  ui::Ui& ui = context.ui;
  {
    const auto row = ui.row();
    draw_steps(context, true);
    draw_date(context, 168);
    ui::heading(ui, {.text = title(ui)});
    draw_book(context, form, false);
  }
  const auto row = ui.row();
  draw_modes(context);
  draw_boards(context);
  draw_branches(context);
  draw_zoom(context);
  if (is_one_day() && ui::button(ui, {.key = "print",
                                      .text = context.t("day.print"),
                                      .icon = ui::Icon::printer,
                                      .kind = ui::ButtonKind::quiet,
                                      .icon_only = true}))
    print(context);
  draw_marks(context);
}

/// One row: the day between its arrows, the rest behind it.
void DayView::draw_phone_bar(Context& context, BookingForm& form) {
  {
    const auto row = context.ui.row();
    draw_steps(context, false);
    draw_book(context, form, true);
  }
  draw_options(context);
}

void DayView::draw_options(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "board options", .title = context.t("day.options"), .sheet = true},
                 options_open_);
  if (!d) return;
  const LocalDate before = *date_;
  {
    const auto row = ui.row();
    draw_date(context, 170);
    if (ui::button(ui, {.key = "today", .text = context.t("day.today")})) date_ = ui.today();
  }
  ui::text(ui, context.t("day.view"), ui::TextTone::muted);
  const Mode mode = mode_;
  const BoardBy by = by_;
  draw_modes(context);
  draw_boards(context);
  if (context.catalogue().branches.size() > 1)
    ui::text(ui, context.t("day.branch"), ui::TextTone::muted);
  const BranchId branch = branch_;
  draw_branches(context);
  if (has_zoom()) ui::text(ui, context.t("day.zoom"), ui::TextTone::muted);
  {
    const auto row = ui.row();
    draw_zoom(context);
    if (is_one_day() &&
        ui::button(ui, {.key = "print", .text = context.t("day.print"), .icon = ui::Icon::printer}))
      print(context);
  }
  {
    const auto row = ui.row();
    draw_marks(context);
  }
  // A choice is an answer: the board is what one wants to see now.
  if (before != *date_ || mode != mode_ || by != by_ || branch != branch_) options_open_ = false;
}

// ---- the grid
// ------------------------------------------------------------------------------------

const Board& DayView::board(Context& context) {
  const BoardKey key{.generation = context.reader.version(),
                     .date = *date_,
                     .branch = branch_,
                     .by = by_,
                     .language = context.ui.language(),
                     .minute = now_minute(context, branch_, *date_)};
  if (board_key_ != key) {
    board_key_ = key;
    board_ = board_of(context, context.reader.day(*date_, branch_), by_, key.minute);
  }
  return board_;
}

const DayBooking* DayView::row_of_key(std::uint64_t key) const {
  for (std::size_t i = 0; i < board_.blocks.size(); ++i)
    if (board_.blocks[i].key == key) return &board_.rows[i];
  return moving_ && calendar_key(moving_->booking.id) == key ? &*moving_ : nullptr;
}

/// No column at all: a clinic without doctors yet, or a day on which nobody receives.
void DayView::draw_nobody(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("empty");
  if (doctors_of(context.catalogue(), branch_).empty()) {
    if (ui::empty_state(ui, {.title = context.t("day.no_doctors"),
                             .text = context.t("day.no_doctors_text"),
                             .action = context.t("nav.settings"),
                             .icon = ui::Icon::stethoscope}))
      context.router.screen = Screen::settings;
    return;
  }
  if (!ui::empty_state(ui, {.title = context.t("day.nobody_works"),
                            .text = context.t("day.nobody_works_text"),
                            .action = context.t("day.next_working"),
                            .icon = ui::Icon::stethoscope}))
    return;
  const LocalDate first = date_->plus_days(1);
  const auto shifts =
      app::shifts_between(context.clinic, first, first.plus_days(working_day_days_max), branch_);
  std::optional<LocalDate> next;
  for (const Shift& shift : shifts.value_or(std::vector<Shift>{}))
    if (shift.active && shift.kind != ShiftKind::absence && shift.kind != ShiftKind::on_call &&
        (!next || shift.date < *next))
      next = shift.date;
  if (next)
    date_ = next;
  else
    ui.toast(std::string(context.t("day.no_working")), ui::Tone::warn);
}

void DayView::draw_grid(Context& context, BookingForm& form, float beds_height) {
  ui::Ui& ui = context.ui;
  const Board& shown = board(context);
  if (shown.columns.empty()) {
    if (by_ != BoardBy::doctors) return;  // A branch with wards and no theatre.
    return draw_nobody(context);
  }
  const Branch* branch = context.catalogue().branch(branch_);
  const std::string name = context.t(
      "day.calendar", {{"date", ui::format_date(*date_, ui::DateStyle::full, ui.language())}});
  ui::CalendarOptions options{
      .key = by_ == BoardBy::doctors ? "calendar" : "resources",
      .name = name,
      .columns = shown.columns,
      .blocks = shown.blocks,
      .rect = ui.place(0, std::max(260.0F, ui.available_height() - beds_height)),
      .start_minute = branch == nullptr ? 8 * 60 : branch->opens_minute,
      .end_minute = branch == nullptr ? 20 * 60 : branch->closes_minute,
      .now_minute = board_key_->minute,
      .judge = [&](std::uint64_t key, ui::CalendarPlace place) {
        const DayBooking* row = row_of_key(key);
        if (row == nullptr) return ui::CalendarVerdict{};
        const auto block = std::ranges::find(board_.blocks, key, &ui::CalendarBlock::key);
        return judge_move(
            context, times_, *row,
            target_of(board_, row->booking, block == board_.blocks.end() ? nullptr : &*block,
                      *date_, place));
      }};
  if (moving_) {
    options.cut = calendar_key(moving_->booking.id);
    options.cut_minutes = std::max(moving_->booking.length_minutes, 5);
  }
  take_grid(context, form, ui::calendar(ui, calendar_, options));
}

void DayView::take_grid(Context& context, BookingForm& form, const ui::CalendarResult& result) {
  if (result.opened) open_booking(board_.rows[*result.opened]);
  if (result.menu) open_menu(context, board_.rows[*result.menu]);
  if (result.cut) moving_ = board_.rows[*result.cut];
  if (result.more_untimed) mode_ = Mode::list;
  if (result.head) {
    head_menu_ = StaffId(board_.holders[*result.head]);
    ui::open_context_menu(context.ui, "head menu");
  }
  if (result.moved) {
    const DayBooking& row = board_.rows[*result.moved];
    push_move(
        context, times_, row,
        target_of(board_, row.booking, &board_.blocks[*result.moved], *date_, result.moved_to));
  }
  if (!result.free) return;
  MoveTarget target =
      target_of(board_, moving_ ? moving_->booking : Booking{}, nullptr, *date_, *result.free);
  if (!moving_) target.doctor = doctor_at(board_, *result.free);
  put(context, form, target);
}

// ---- beds
// ----------------------------------------------------------------------------------------

/// Below the theatres: their patients lie there afterwards.
void DayView::draw_theatre(Context& context, BookingForm& form) {
  ui::Ui& ui = context.ui;
  const float wanted = beds_.height(context, {.date = *date_, .branch = branch_});
  const bool alone = board(context).columns.empty();
  const float room = ui.available_height();
  // Both are in sight; the beds scroll by themselves.
  const float beds = std::min(wanted, alone ? room : room * beds_share);
  draw_grid(context, form, beds + ui.metrics().gap);
  if (wanted <= 0) return;
  if (const auto stay = beds_.draw(context, beds))
    sheet_.open(stay->id, stay->date, stay->branch, SheetPlace::board);
}

// ---- moving and menus
// ----------------------------------------------------------------------------

/// Free time was pressed: what was cut goes there, else something new.
void DayView::put(Context& context, BookingForm& form, const MoveTarget& target) {
  if (moving_) {
    push_move(context, times_, *moving_, target);
    moving_.reset();
    return;
  }
  form.open(context, {.patient = {},
                      .doctor = target.doctor,
                      .branch = branch_,
                      .date = target.date,
                      .minute = target.minute,
                      .room = target.room.value_or(RoomId{}),
                      .device = target.device.value_or(DeviceId{})});
}

/// A booking that was cut stays so while one looks for its place, on whichever day.
void DayView::draw_moving(Context& context) {
  if (!moving_) return;
  ui::Ui& ui = context.ui;
  if (ui::banner(ui, {.key = "moving",
                      .text = context.t("day.moving", {{"patient", moving_->patient_name}}),
                      .action = context.t("day.stop_moving")}) ||
      (calendar_.drag.key == 0 && week_.calendar.drag.key == 0 && ui.take_shortcut("Escape")))
    moving_.reset();
}

void DayView::open_menu(Context& context, const DayBooking& row) {
  menu_ = row;
  ui::open_context_menu(context.ui, "booking menu");
}

void DayView::draw_menu(Context& context, BookingForm& form, CheckOut& check_out) {
  if (!menu_) return;
  const std::vector<BookingAct> acts = acts_of(*menu_);
  std::vector<ui::MenuItem> items;
  for (const BookingAct act : acts) {
    const std::string_view words = context.t(words_of(*menu_, act));
    items.push_back({.key = words,
                     .text = words,
                     .icon = row_of(act).icon,
                     .danger = act == BookingAct::cancel});
  }
  const auto chosen = ui::context_menu(
      context.ui, "booking menu", context.t("day.menu", {{"patient", menu_->patient_name}}), items);
  if (!chosen) return;
  const DayBooking row = *std::exchange(menu_, std::nullopt);
  const BookingAct act = acts[*chosen];
  if (push_act(context, row, act)) return;
  if (act == BookingAct::pay)
    check_out.open(context, row.booking.patient, &*row.visit, services_of(row.booking));
  else if (act == BookingAct::other_time)
    form.open_move(context, row);
  else if (act == BookingAct::move)
    moving_ = row;
  else if (act == BookingAct::cancel)
    sheet_.open_cancel(row.booking, SheetPlace::board);
  else
    context.router.open_patient(row.booking.patient);
  context.ui.request_frame();
}

/// What concerns a doctor's whole day.
void DayView::draw_head_menu(Context& context) {
  if (!head_menu_) return;
  enum Item : std::size_t { week, late, absent };
  const Staff* person = context.catalogue().person(*head_menu_);
  const std::string name = person == nullptr ? std::string() : short_name(*person);
  const std::array items = {
      ui::MenuItem{
          .key = "week", .text = context.t("day.head_week"), .icon = ui::Icon::calendar_clock},
      ui::MenuItem{.key = "late",
                   .text = context.t("day.head_late"),
                   .icon = ui::Icon::clock,
                   .disabled = *date_ != context.ui.today()},
      ui::MenuItem{.key = "absent",
                   .text = context.t("day.head_absent"),
                   .icon = ui::Icon::user_x,
                   .disabled = !may(context, OpKind::put_shifts)}};
  const auto chosen = ui::context_menu(context.ui, "head menu",
                                       context.t("calendar.head_menu", {{"doctor", name}}), items);
  if (!chosen) return;
  const StaffId doctor = *std::exchange(head_menu_, std::nullopt);
  if (*chosen == week) {
    week_.choose(doctor);
    mode_ = Mode::week;
  } else if (*chosen == late) {
    late_.open(context, doctor, branch_);
  } else {
    absence_.open(context, doctor, *date_);
  }
  context.ui.request_frame();
}

void DayView::open_booking(const DayBooking& row) {
  sheet_.open(row.booking.id, row.booking.date, row.booking.branch, SheetPlace::board);
}

void DayView::print(Context& context) {
  context.ui.effects.push({.kind = ui::EffectKind::print_document,
                           .text = printable(context, context.reader.day(*date_, branch_), by_)});
}

// ---- the list
// ------------------------------------------------------------------------------------

void DayView::draw_list(Context& context, const Day& day) {
  ui::Ui& ui = context.ui;
  std::vector<const DayBooking*> rows;
  for (const DayBooking& row : day.bookings) rows.push_back(&row);
  sort_stably(rows, [](const DayBooking* a, const DayBooking* b) {
    return std::tie(a->booking.begin_minute, a->patient_name) <
           std::tie(b->booking.begin_minute, b->patient_name);
  });
  ui::text(ui, context.t("day.count", {{"count", rows.size()}}), ui::TextTone::muted);
  if (rows.empty()) {
    const auto card = ui.card("empty");
    (void)ui::empty_state(ui, {.title = context.t("day.empty"),
                               .text = context.t("day.empty_text"),
                               .icon = ui::Icon::calendar_days});
    return;
  }
  const std::array columns = {
      ui::TableColumn{.key = "patient", .title = context.t("booking.patient")},
      ui::TableColumn{.key = "time", .title = context.t("day.time"), .width = 90},
      ui::TableColumn{.key = "service", .title = context.t("booking.service"), .hide_below = 700},
      ui::TableColumn{.key = "doctor", .title = context.t("booking.doctor"), .width = 180},
      ui::TableColumn{.key = "state", .title = context.t("booking.state"), .width = 190}};
  const ui::TableResult result =
      ui::table(ui,
                {.key = "bookings",
                 .name = context.t("day.list"),
                 .columns = columns,
                 .rows = rows.size(),
                 .height = -1},
                nullptr, [&](ui::Cells& cells, std::size_t i) {
                  const DayBooking& row = *rows[i];
                  cells.text(row.patient_name, ui::TextTone::strong);
                  cells.text(row.booking.begin_minute == untimed_minute
                                 ? std::string("—")
                                 : ui::format_time(row.booking.begin_minute));
                  cells.text(name_of_visit(ui, context.catalogue(), row.booking));
                  const Staff* doctor = context.catalogue().person(row.booking.doctor);
                  cells.text(doctor == nullptr ? std::string(context.t("day.unassigned"))
                                               : short_name(*doctor));
                  const ui::BookingLook look = look_of(row.booking, row.state);
                  const ui::Tone tone = look == ui::BookingLook::no_show   ? ui::Tone::danger
                                        : look == ui::BookingLook::arrived ? ui::Tone::warn
                                        : look == ui::BookingLook::in_room ? ui::Tone::good
                                                                           : ui::Tone::neutral;
                  const std::string held = hold_words(ui, context.catalogue(), row.booking);
                  cells.badge(held.empty() ? ui::booking_look_name(ui, look) : held, tone,
                              ui::booking_icon(look));
                });
  if (result.activated) open_booking(*rows[*result.activated]);
}

// ---- the view
// ------------------------------------------------------------------------------------

void DayView::set_zoom(float zoom) {
  zoom_kept_ = zoom_seen_ =
      std::clamp(zoom, ui::CalendarState::zoom_min, ui::CalendarState::zoom_max);
  calendar_.zoom = week_.calendar.zoom = zoom_kept_;
}

/// Stores the zoom of this device once it rests: fingers change it with every frame.
void DayView::keep_zoom(ui::Ui& ui, float zoom) {
  const double now = ui.input().time_seconds;
  if (zoom != zoom_seen_) {
    zoom_seen_ = zoom;
    zoom_since_ = now;
  }
  if (zoom_seen_ == zoom_kept_) return;
  if (now - zoom_since_ < zoom_rest_seconds)
    return ui.wake_in(zoom_since_ + zoom_rest_seconds - now);
  zoom_kept_ = zoom_seen_;
  ui.effects.push({.kind = ui::EffectKind::keep_zoom,
                   .number = static_cast<std::int32_t>(std::lround(zoom * 100))});
}

void DayView::draw_week(Context& context, BookingForm& form) {
  const WeekView::Wish wish = week_.draw(
      context, times_, {.date = *date_, .branch = branch_, .cut = moving_ ? &*moving_ : nullptr});
  if (wish.opened) open_booking(*wish.opened);
  if (wish.menu) open_menu(context, *wish.menu);
  if (wish.cut) moving_ = *wish.cut;
  if (wish.moved) push_move(context, times_, *wish.moved, wish.to);
  if (wish.free) put(context, form, wish.to);
  if (!wish.day) return;
  date_ = *wish.day;
  mode_ = Mode::day;
  context.ui.request_frame();
}

void DayView::draw_month(Context& context) {
  const auto chosen = month_.draw(context, {.date = *date_, .branch = branch_});
  if (!chosen) return;
  date_ = *chosen;
  mode_ = Mode::day;
  context.ui.request_frame();
}

void DayView::draw_day(Context& context, BookingForm& form) {
  if (const auto day = urgent_.draw(context, branch_, *date_)) date_ = *day;
  const Board& shown = board(context);
  if (!shown.on_call.empty())
    ui::text(context.ui, {.text = shown.on_call,
                          .tone = ui::TextTone::muted,
                          .style = ui::TextStyle::small,
                          .icon = ui::Icon::phone_call});
  const bool all_untimed =
      shown.untimed > untimed_many && static_cast<std::size_t>(shown.untimed) == shown.rows.size();
  if (mode_ == Mode::list || (!mode_chosen_ && !moving_ && all_untimed))
    draw_list(context, context.reader.day(*date_, branch_));
  else if (by_ == BoardBy::theatre)
    draw_theatre(context, form);
  else
    draw_grid(context, form, 0);
}

void DayView::draw(Context& context, BookingForm& form, CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  // Who looks at today still does after midnight, or once the clinic's zone is known.
  if (!date_ || (*date_ == today_ && date_ != ui.today())) date_ = ui.today();
  today_ = ui.today();
  if (context.router.day) {
    date_ = std::exchange(context.router.day, std::nullopt);
    if (!is_one_day()) mode_ = Mode::day;
  }
  const auto& branches = context.catalogue().branches;
  if (context.catalogue().branch(branch_) == nullptr && !branches.empty())
    branch_ = branches.front().id;
  if (absence_.is_open()) return absence_.draw(context);
  draw_unread_notes(context, branch_);
  if (ui.is_phone())
    draw_phone_bar(context, form);
  else
    draw_toolbar(context, form);
  draw_moving(context);
  if (mode_ == Mode::week)
    draw_week(context, form);
  else if (mode_ == Mode::month)
    draw_month(context);
  else
    draw_day(context, form);
  // One zoom for all that is shown: who needs larger rows needs them everywhere.
  ui::CalendarState& active = mode_ == Mode::week ? week_.calendar : calendar_;
  (mode_ == Mode::week ? calendar_ : week_.calendar).zoom = active.zoom;
  keep_zoom(ui, active.zoom);
  draw_menu(context, form, check_out);
  draw_head_menu(context);
  late_.draw(context);
  displaced_.draw(context, form);
  if (!sheet_.draw(context, form, check_out)) return;
  for (const DayBooking& row : context.reader.day(sheet_.date(), branch_).bookings)
    if (row.booking.id == sheet_.booking()) moving_ = row;
  if (mode_ != Mode::week) mode_ = Mode::day;
}

}  // namespace retour::views
