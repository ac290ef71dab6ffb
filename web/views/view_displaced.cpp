#include "views/view_displaced.hpp"

#include <array>

#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/place_words.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

std::string words_of(const Context& context, app::DisplacedBy by) {
  return std::string(word(context.ui, "displaced", enum_name(by)));
}

/// Whether nobody has come to it yet.
bool waits(BookingState state) {
  return state == BookingState::booked || state == BookingState::confirmed;
}

}  // namespace

std::string displaced_words(const Context& context, const Day& day, const DayBooking& row) {
  const Booking& b = row.booking;
  if (!waits(row.state) || b.date < context.ui.today()) return {};
  const auto by = app::displaced_by(context.catalogue(), day.shifts, b);
  return by ? words_of(context, *by) : std::string();
}

void DisplacedView::load(Context& context) {
  if (generation_ == context.clinic.generation() && today_ == context.ui.today()) return;
  generation_ = context.clinic.generation();
  today_ = context.ui.today();
  rows_.clear();
  Tables& tables = context.clinic.tables();
  const auto found = app::displaced_bookings(context.clinic, today_);
  if (!found) return;
  for (const app::DisplacedBooking& one : *found) {
    const auto booking = find(tables, one.booking);
    if (!booking || !*booking) continue;
    const Patient* patient = context.reader.patient((*booking)->patient);
    rows_.push_back(
        {.booking = {.booking = **booking,
                     .visit = {},
                     .person = patient == nullptr ? PatientId{} : patient->id,
                     .patient_name = patient == nullptr ? std::string() : name_of_patient(*patient),
                     .state = state_of(**booking, nullptr)},
         .by = one.by});
  }
}

void DisplacedView::draw_mark(Context& context) {
  load(context);
  if (rows_.empty()) return;
  if (ui::button(context.ui, {.key = "displaced",
                              .text = context.t("displaced.count", {{"count", rows_.size()}}),
                              .icon = ui::Icon::triangle_alert,
                              .kind = ui::ButtonKind::danger,
                              .opens = true}))
    open_ = true;
}

void DisplacedView::draw(Context& context, BookingForm& form) {
  if (!open_) return;
  load(context);
  ui::Ui& ui = context.ui;
  const auto d = ui::dialog(
      ui, {.key = "displaced list", .title = context.t("displaced.title"), .width = 1000}, open_);
  if (!d) return;
  ui::text(ui, context.t("displaced.text"), ui::TextTone::muted);
  const std::array columns = {
      ui::TableColumn{.key = "patient", .title = context.t("booking.patient"), .min_width = 140},
      ui::TableColumn{.key = "phone", .title = context.t("booking.phone"), .width = 160},
      ui::TableColumn{.key = "from", .title = context.t("absence.from"), .min_width = 180},
      ui::TableColumn{.key = "why", .title = context.t("displaced.why"), .width = 320}};
  const ui::TableResult result = ui::table(
      ui,
      {.key = "displaced rows",
       .name = context.t("displaced.title"),
       .columns = columns,
       .rows = rows_.size()},
      nullptr, [&](ui::Cells& cells, std::size_t i) {
        const DayBooking& row = rows_[i].booking;
        cells.text(row.patient_name, ui::TextTone::strong);
        cells.text(phone_to_call(context, row.person));
        cells.text(views::words_of(context, place_of(row.booking)));
        cells.badge(words_of(context, rows_[i].by), ui::Tone::danger, ui::Icon::triangle_alert);
      });
  if (!result.activated) return;
  form.open_move(context, rows_[*result.activated].booking);
  open_ = false;
  ui.request_frame();
}

}  // namespace retour::views
