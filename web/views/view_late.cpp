#include "views/view_late.hpp"

#include <algorithm>
#include <array>

#include "base/order.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/board.hpp"
#include "views/lateness.hpp"
#include "views/place_words.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::array minutes_offered = {10, 20, 30, 45, 60, 90};

/// One patient who will begin later.
struct Told {
  const DayBooking* row = nullptr;
  int by = 0;
};

std::string message(Context& context, const Told& told) {
  const Booking& b = told.row->booking;
  const Patient* patient = context.reader.patient(told.row->person);
  if (patient == nullptr) return {};
  const Letter letter(context, *patient);
  return letter.text("letter.late", b.branch,
                     {{"doctor", letter.doctor(b.doctor)},
                      {"count", told.by},
                      {"time", ui::format_time(b.begin_minute)},
                      {"new_time", ui::format_time(b.begin_minute + told.by)}});
}

std::vector<Told> told_of(Context& context, const Day& day, StaffId doctor, int said) {
  const auto minute = now_minute(context, day.branch, day.date);
  std::vector<Told> list;
  if (!minute) return list;
  const Zone zone = context.catalogue().zone_of(day.branch);
  const Lateness late = lateness_said(day.bookings, doctor, *minute, zone, said);
  for (const DayBooking& row : day.bookings)
    if (const auto it = late.affected.find(row.booking.id); it != late.affected.end())
      list.push_back({&row, it->second});
  sort_stably(list, {}, [](const Told& told) { return told.row->booking.begin_minute; });
  return list;
}

void draw_table(Context& context, const std::vector<Told>& list) {
  ui::Ui& ui = context.ui;
  const std::array columns = {
      ui::TableColumn{.key = "patient", .title = context.t("booking.patient"), .min_width = 140},
      ui::TableColumn{.key = "phone", .title = context.t("booking.phone"), .width = 160},
      ui::TableColumn{.key = "from", .title = context.t("absence.from"), .width = 80},
      ui::TableColumn{.key = "to", .title = context.t("absence.to"), .width = 90},
      ui::TableColumn{.key = "state", .title = context.t("booking.state"), .width = 150}};
  const ui::TableResult result = ui::table(
      ui, {.key = "late", .name = context.t("late.table"), .columns = columns, .rows = list.size()},
      nullptr, [&](ui::Cells& cells, std::size_t i) {
        const DayBooking& row = *list[i].row;
        cells.text(row.patient_name, ui::TextTone::strong);
        cells.text(phone_to_call(context, row.person));
        cells.text(ui::format_time(row.booking.begin_minute));
        cells.text(ui::format_time(row.booking.begin_minute + list[i].by), ui::TextTone::warn);
        const ui::BookingLook look = look_of(row.booking, row.state);
        cells.badge(ui::booking_look_name(ui, look), ui::Tone::neutral, ui::booking_icon(look));
      });
  if (result.activated) copy_words(context, message(context, list[*result.activated]));
}

}  // namespace

void LateView::open(Context& context, StaffId doctor, BranchId branch) {
  doctor_ = doctor;
  branch_ = branch;
  open_ = true;
  choice_ = 1;
  // What the board sees already is the least to say.
  const LocalDate today = context.ui.today();
  const Day& day = context.reader.day(today, branch);
  if (const auto minute = now_minute(context, branch, today)) {
    const int seen =
        lateness_of(day.bookings, doctor, *minute, context.catalogue().zone_of(branch)).minutes;
    while (choice_ + 1 < minutes_offered.size() && minutes_offered[choice_] < seen) ++choice_;
  }
  context.ui.request_frame();
}

void LateView::draw(Context& context) {
  if (!open_) return;
  ui::Ui& ui = context.ui;
  const Staff* person = context.catalogue().person(doctor_);
  const std::string title = context.t(
      "late.title", {{"doctor", person == nullptr ? std::string() : short_name(*person)}});
  const auto d = ui::dialog(ui, {.key = "late", .title = title, .width = 760}, open_);
  if (!d) return;
  std::vector<std::string> words;
  for (const int minutes : minutes_offered)
    words.push_back(context.t("late.minutes", {{"count", minutes}}));
  std::vector<ui::Choice> choices;
  for (const std::string& one : words) choices.push_back({.text = one});
  auto selected = static_cast<int>(choice_);
  if (ui::combo(ui, {.key = "minutes", .label = context.t("late.by"), .width = 220}, choices,
                selected) &&
      selected >= 0)
    choice_ = static_cast<std::size_t>(selected);
  const Day& day = context.reader.day(ui.today(), branch_);
  const std::vector<Told> list = told_of(context, day, doctor_, minutes_offered[choice_]);
  if (list.empty()) {
    ui::banner(ui, {.key = "nobody", .text = context.t("late.nobody")});
  } else {
    ui::text(ui, {.text = context.t("late.count", {{"count", list.size()}}),
                  .tone = ui::TextTone::muted,
                  .key = "count"});
    draw_table(context, list);
  }
  const auto footer = ui::dialog_footer(ui);
  if (ui::button(ui, {.key = "done", .text = context.t("common.close")})) open_ = false;
  if (ui::button(ui, {.key = "copy all",
                      .text = context.t("absence.copy_all"),
                      .icon = ui::Icon::copy,
                      .kind = ui::ButtonKind::primary,
                      .disabled = list.empty()})) {
    std::string all;
    for (const Told& told : list) {
      if (!all.empty()) all += "\n\n";
      all += told.row->patient_name + ", " + phone_to_call(context, told.row->person) + "\n" +
             message(context, told);
    }
    copy_words(context, std::move(all));
  }
}

}  // namespace retour::views
