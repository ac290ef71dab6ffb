#include "views/view_day.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

#include "ui/calendar.hpp"
#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr float zoom_step = 1.25F;
constexpr float zoom_min = 0.64F;
constexpr float zoom_max = 2.5F;
/// Untimed bookings of a day from which on the list is the better picture.
constexpr std::size_t untimed_many = 40;

/// A stable key of an id: its random half.
std::uint64_t key_of(const IdBytes& id) {
  std::uint64_t key = 0;
  std::memcpy(&key, id.bytes.data() + 8, sizeof key);
  return key;
}

struct Board {
  std::vector<ui::CalendarColumn> columns;
  std::vector<StaffId> doctors;  ///< By column; nil: unassigned.
  std::vector<ui::CalendarBlock> blocks;
  std::vector<const DayBooking*> rows;  ///< By block.
};

std::vector<ui::MinuteSpan> open_spans(const Day& day, StaffId doctor) {
  std::vector<ui::MinuteSpan> spans;
  for (const Shift& shift : day.shifts)
    if (shift.staff == doctor && shift.kind != ShiftKind::absence &&
        shift.kind != ShiftKind::phone_hours)
      spans.push_back({shift.begin_minute, shift.end_minute});
  std::ranges::sort(spans, {}, &ui::MinuteSpan::start);
  return spans;
}

/// Columns: who works or is booked that day; the lane of nobody last, when it holds something.
Board board_of(const Context& context, const Day& day) {
  Board board;
  std::map<StaffId, std::size_t> column_of;
  const auto add = [&](const Staff& person) {
    column_of[person.id] = board.columns.size();
    board.doctors.push_back(person.id);
    board.columns.push_back({.key = key_of(person.id),
                             .title = short_name(person),
                             .subtitle = specialties_of(context.catalogue(), person),
                             .open = open_spans(day, person.id)});
  };
  const auto is_booked = [&](StaffId id) {
    return std::ranges::any_of(day.bookings,
                               [&](const DayBooking& row) { return row.booking.doctor == id; });
  };
  for (const Staff* person : doctors_of(context.catalogue(), day.branch))
    if (!open_spans(day, person->id).empty() || is_booked(person->id)) add(*person);
  const bool has_lane = std::ranges::any_of(
      day.bookings, [&](const DayBooking& row) { return !column_of.contains(row.booking.doctor); });
  const std::size_t lane = board.columns.size();
  if (has_lane) {
    board.columns.push_back({.key = 1,
                             .title = std::string(context.t("day.unassigned")),
                             .subtitle = {},
                             .open = {},
                             .lane = true});
    board.doctors.push_back({});
  }
  for (const DayBooking& row : day.bookings) {
    const auto column = column_of.find(row.booking.doctor);
    const bool timed = row.booking.begin_minute != untimed_minute;
    board.blocks.push_back(
        {.key = key_of(row.booking.id),
         .column = column == column_of.end() ? lane : column->second,
         .start_minute = timed ? std::optional<int>(row.booking.begin_minute) : std::nullopt,
         .length_minutes = std::max(row.booking.length_minutes, 5),
         .look = look_of(row.booking, row.state),
         .title = row.patient_name,
         .detail = name_of_service(context.ui, context.catalogue(), row.booking.service),
         .child = row.child});
    board.rows.push_back(&row);
  }
  return board;
}

/// Where the line of the present lies: on the branch's wall clock, which is neither the device's
/// nor always that of the other branches.
std::optional<int> now_minute(const Context& context, BranchId branch, LocalDate date) {
  const LocalDateTime local = context.catalogue().zone_of(branch).local(context.clinic.now());
  if (local.date != date) return std::nullopt;
  return local.second_of_day / 60;
}

}  // namespace

void DayView::open_booking(const DayBooking& row) {
  sheet_.open(row.booking.id, row.booking.date, row.booking.branch, SheetPlace::board);
}

void DayView::draw_toolbar(Context& context, BookingForm& form) {
  ui::Ui& ui = context.ui;
  const auto row = ui.row();
  if (!ui.is_phone())
    ui::heading(ui, {.text = ui::format_date(*date_, ui::DateStyle::weekday_full, ui.language())});
  if (ui::button(ui, {.key = "previous",
                      .text = context.t("day.previous"),
                      .icon = ui::Icon::chevron_left,
                      .icon_only = true}))
    date_ = date_->plus_days(-1);
  if (ui::button(ui, {.key = "today", .text = context.t("day.today")})) date_ = ui.today();
  if (ui::button(ui, {.key = "next",
                      .text = context.t("day.next"),
                      .icon = ui::Icon::chevron_right,
                      .icon_only = true}))
    date_ = date_->plus_days(1);
  std::optional<LocalDate> typed = date_;
  ui::date_field(
      ui, {.key = "date", .label = context.t("day.date"), .width = 150, .hide_label = true}, typed);
  if (typed) date_ = typed;
  const auto& branches = context.catalogue().branches;
  if (branches.size() > 1) {
    std::vector<std::string_view> names;
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < branches.size(); ++i) {
      names.push_back(branches[i].name);
      if (branches[i].id == branch_) chosen = i;
    }
    if (ui::segments(ui, "branch", context.t("day.branch"), names, chosen))
      branch_ = branches[chosen].id;
  }
  const std::array<std::string_view, 2> modes = {context.t("day.grid"), context.t("day.list")};
  if (ui::segments(ui, "mode", context.t("day.view"), modes, mode_)) mode_chosen_ = true;
  if (mode_ == 0 && !ui.is_phone()) {
    if (ui::button(ui, {.key = "out",
                        .text = context.t("day.zoom_out"),
                        .icon = ui::Icon::zoom_out,
                        .kind = ui::ButtonKind::quiet,
                        .icon_only = true}))
      zoom_ = std::max(zoom_ / zoom_step, zoom_min);
    if (ui::button(ui, {.key = "in",
                        .text = context.t("day.zoom_in"),
                        .icon = ui::Icon::zoom_in,
                        .kind = ui::ButtonKind::quiet,
                        .icon_only = true}))
      zoom_ = std::min(zoom_ * zoom_step, zoom_max);
  }
  const ui::ButtonOptions book{.key = "book",
                               .text = context.t("day.book"),
                               .icon = ui::Icon::calendar_plus,
                               .kind = ui::ButtonKind::primary};
  ui.push_right(ui::button_width(ui, book));
  if (ui::button(ui, book))
    form.open(context, {.patient = {},
                        .doctor = {},
                        .branch = branch_,
                        .date = std::max(*date_, ui.today()),
                        .minute = {}});
}

void DayView::draw_grid(Context& context, const Day& day, BookingForm& form) {
  ui::Ui& ui = context.ui;
  const Board board = board_of(context, day);
  if (board.columns.empty()) {
    const auto card = ui.card("empty");
    if (ui::empty_state(ui, {.title = context.t("day.no_doctors"),
                             .text = context.t("day.no_doctors_text"),
                             .action = context.t("nav.settings"),
                             .icon = ui::Icon::stethoscope}))
      context.router.screen = Screen::settings;
    return;
  }
  const Branch* branch = context.catalogue().branch(branch_);
  std::optional<std::uint64_t> cut;
  if (moving_) cut = key_of(*moving_);
  const ui::CalendarResult result = ui::calendar(
      ui,
      {.key = "calendar",
       .name = context.t("day.calendar",
                         {{"date", ui::format_date(*date_, ui::DateStyle::full, ui.language())}}),
       .columns = board.columns,
       .blocks = board.blocks,
       .rect = ui.place(0, std::max(260.0F, ui.available_height())),
       .start_minute = branch == nullptr ? 8 * 60 : branch->opens_minute,
       .end_minute = branch == nullptr ? 20 * 60 : branch->closes_minute,
       .now_minute = now_minute(context, branch_, *date_),
       .zoom = zoom_,
       .cut = cut});
  const auto row_of = [&](BookingId id) {
    const auto it = std::ranges::find_if(
        board.rows, [&](const DayBooking* row) { return row->booking.id == id; });
    return it == board.rows.end() ? nullptr : *it;
  };
  if (result.opened) open_booking(*board.rows[*result.opened]);
  if (result.more_untimed) mode_ = 1;
  if (result.moved)
    push_move(context, times_, *board.rows[*result.moved], board.doctors[result.moved_to.column],
              *date_, result.moved_to.minute);
  if (!result.free) return;
  const StaffId doctor = board.doctors[result.free->column];
  if (moving_) {
    if (const DayBooking* row = row_of(*moving_))
      push_move(context, times_, *row, doctor, *date_, result.free->minute);
    moving_.reset();
  } else {
    form.open(context, {.patient = {},
                        .doctor = doctor,
                        .branch = branch_,
                        .date = *date_,
                        .minute = result.free->minute});
  }
}

void DayView::draw_list(Context& context, const Day& day) {
  ui::Ui& ui = context.ui;
  std::vector<const DayBooking*> rows;
  for (const DayBooking& row : day.bookings) rows.push_back(&row);
  std::ranges::sort(rows, [](const DayBooking* a, const DayBooking* b) {
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
                  cells.text(name_of_service(ui, context.catalogue(), row.booking.service));
                  const Staff* doctor = context.catalogue().person(row.booking.doctor);
                  cells.text(doctor == nullptr ? std::string(context.t("day.unassigned"))
                                               : short_name(*doctor));
                  const ui::BookingLook look = look_of(row.booking, row.state);
                  const ui::Tone tone = look == ui::BookingLook::no_show   ? ui::Tone::danger
                                        : look == ui::BookingLook::arrived ? ui::Tone::warn
                                        : look == ui::BookingLook::in_room ? ui::Tone::good
                                                                           : ui::Tone::neutral;
                  cells.badge(ui::booking_look_name(ui, look), tone, ui::booking_icon(look));
                });
  if (result.activated) open_booking(*rows[*result.activated]);
}

void DayView::draw(Context& context, BookingForm& form, CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  if (!date_) date_ = ui.today();
  if (context.router.day) date_ = std::exchange(context.router.day, std::nullopt);
  const auto& branches = context.catalogue().branches;
  if (context.catalogue().branch(branch_) == nullptr && !branches.empty())
    branch_ = branches.front().id;
  draw_toolbar(context, form);
  const Day& day = context.reader.day(*date_, branch_);
  if (moving_) {
    const auto row = std::ranges::find_if(
        day.bookings, [&](const DayBooking& one) { return one.booking.id == *moving_; });
    if (row == day.bookings.end()) {
      moving_.reset();
    } else if (ui::banner(ui, {.key = "moving",
                               .text = context.t("day.moving", {{"patient", row->patient_name}}),
                               .action = context.t("day.stop_moving")}) ||
               ui.take_shortcut("Escape")) {
      moving_.reset();
    }
  }
  const auto untimed = std::ranges::count_if(day.bookings, [](const DayBooking& row) {
    return row.booking.begin_minute == untimed_minute;
  });
  const bool list = mode_ == 1 || (!mode_chosen_ && !moving_ &&
                                   static_cast<std::size_t>(untimed) > untimed_many &&
                                   static_cast<std::size_t>(untimed) == day.bookings.size());
  if (list)
    draw_list(context, day);
  else
    draw_grid(context, day, form);
  if (sheet_.draw(context, form, check_out)) {
    moving_ = sheet_.booking();
    mode_ = 0;
  }
}

}  // namespace retour::views
