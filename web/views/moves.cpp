#include "views/moves.hpp"

#include <algorithm>

#include "views/form.hpp"
#include "views/view_booking.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr int default_length_minutes = 30;

using Kind = ui::CalendarVerdict::Kind;

int length_of(const Booking& booking) {
  return booking.length_minutes > 0 ? booking.length_minutes : default_length_minutes;
}

const schedule::TimeAnswer& answer_to(Context& context, BookingTimes& times, const Booking& booking,
                                      const MoveTarget& target) {
  return times.judge(context,
                     {.service = booking.service,
                      .doctor = target.doctor,
                      .branch = booking.branch,
                      .date = target.date,
                      .remote = booking.remote,
                      .patient = booking.patient,
                      .moving = booking.id,
                      .length_minutes = length_of(booking)},
                     target.minute);
}

/// Whether a room holds as many bookings as it can somewhere in the wished time.
bool is_full(Context& context, const Room& room, const Booking& booking, const MoveTarget& target) {
  const Day& day = context.reader.day(target.date, booking.branch);
  const int end = target.minute + length_of(booking);
  const auto held = std::ranges::count_if(day.bookings, [&](const DayBooking& other) {
    const Booking& b = other.booking;
    return b.id != booking.id && b.room == room.id && b.begin_minute != untimed_minute &&
           other.state != BookingState::no_show && b.begin_minute < end &&
           target.minute < b.begin_minute + b.length_minutes;
  });
  return held >= room.capacity;
}

}  // namespace

ui::CalendarVerdict judge_move(Context& context, BookingTimes& times, const DayBooking& row,
                               const MoveTarget& target) {
  if (target.room) {
    const Room* room = context.catalogue().room(*target.room);
    if (room == nullptr)
      return {.kind = Kind::refused, .words = std::string(context.t("day.choose_room"))};
    if (is_full(context, *room, row.booking, target))
      return {.kind = Kind::refused, .words = context.t("day.room_taken", {{"room", room->name}})};
  }
  if (target.doctor.is_nil() && !target.room)
    return {.kind = Kind::refused, .words = std::string(context.t("day.choose_doctor"))};
  if (target.doctor.is_nil()) return {};
  const schedule::TimeAnswer& answer = answer_to(context, times, row.booking, target);
  if (answer.slot) return {};
  // The wish names its room: that the others are taken does not matter.
  if (target.room && answer.rule == schedule::BlockingRule::room_busy) return {};
  return {.kind = may_overrule(answer.rule) ? Kind::warned : Kind::refused,
          .words = words_of(context, answer)};
}

void push_move(Context& context, BookingTimes& times, const DayBooking& row,
               const MoveTarget& target) {
  const ui::CalendarVerdict verdict = judge_move(context, times, row, target);
  if (verdict.kind == Kind::refused) {
    context.ui.toast(verdict.words, ui::Tone::danger);
    return;
  }
  Booking moved = row.booking;
  moved.doctor = target.doctor;
  moved.date = target.date;
  moved.begin_minute = target.minute;
  moved.overbooked = false;  // Only an import may say so of its own place.
  ++moved.slot_version;      // the version that was seen, and one more: the hub compares
  moved.length_minutes = length_of(moved);
  moved.begin = instant_at(context.catalogue(), moved.branch, target.date, target.minute);
  const bool same_day = target.doctor == row.booking.doctor && target.date == row.booking.date;
  if (target.room) {
    moved.room = *target.room;
  } else if (!moved.remote) {
    const schedule::TimeAnswer& answer = answer_to(context, times, row.booking, target);
    const RoomId room = free_room(context, moved);
    // The room stays when it is free then: people have been told where to go.
    const bool keeps = !moved.room.is_nil() && same_day && room == moved.room;
    if (answer.slot) {
      if (!keeps) moved.room = answer.slot->room;
      moved.device = answer.slot->device;
    } else if (moved.room.is_nil() || target.doctor != row.booking.doctor || !room.is_nil()) {
      moved.room = room;
    }
  }
  const std::string date =
      ui::format_date(target.date, ui::DateStyle::day_month, context.ui.language());
  context.commands.push(
      {.drafts = {{.kind = OpKind::move_booking, .parts = {facets_of(moved, 0)}}},
       .done = context.t("booking.moved", {{"patient", row.patient_name},
                                           {"date", date},
                                           {"time", ui::format_time(target.minute)}})});
}

}  // namespace retour::views
