#include "views/moves.hpp"

#include <algorithm>

#include "app/groups.hpp"
#include "app/itineraries.hpp"
#include "views/board.hpp"
#include "views/form.hpp"
#include "views/groups.hpp"
#include "views/view_booking.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr int default_length_minutes = 30;

using Kind = ui::CalendarVerdict::Kind;

int length_of(const Booking& booking) {
  return booking.length_minutes > 0 ? booking.length_minutes : default_length_minutes;
}

/// Bookings that follow this one wherever it is dragged: the others of its group.
std::vector<Booking> followers_of(Context& context, const Booking& booking) {
  std::vector<Booking> others;
  for (const DayBooking* row :
       group_of(context.reader.day(booking.date, booking.branch).bookings, booking))
    if (row->booking.id != booking.id) others.push_back(row->booking);
  return others;
}

BookingWish wish_of(Context& context, const Booking& booking, const MoveTarget& target) {
  BookingWish wish = {.service = booking.service,
                      .doctor = target.doctor,
                      .branch = booking.branch,
                      .date = target.date,
                      .remote = booking.remote,
                      .patient = booking.patient,
                      .moving = booking.id,
                      .length_minutes = length_of(booking),
                      .room = target.room.value_or(RoomId{}),
                      .device = target.device.value_or(target.room ? booking.device : DeviceId{}),
                      .further = booking.further_services};
  const std::vector<Booking> others = followers_of(context, booking);
  if (others.empty()) return wish;
  wish.moving_group = booking.session;
  for (const Booking& other : others) wish.companions.push_back(other.patient);
  return wish;
}

const schedule::TimeAnswer& answer_to(Context& context, BookingTimes& times, const Booking& booking,
                                      const MoveTarget& target) {
  return times.judge(context, wish_of(context, booking, target), target.minute);
}

/// Minutes of the day in which a booking takes its room, or its device.
ui::MinuteSpan premises_of(const Booking& booking, int begin_minute, bool is_device) {
  if (is_device) return device_minutes(booking, begin_minute);
  return {begin_minute - booking.pattern.setup_minutes,
          begin_minute + length_of(booking) + booking.pattern.cleanup_minutes};
}

/// Whether a room or a device holds as many bookings as it can somewhere in the wished time.
bool is_full(Context& context, const IdBytes& holder, int capacity, const Booking& booking,
             const MoveTarget& target) {
  const bool is_device = target.device && *target.device == holder;
  const Day& day = context.reader.day(target.date, booking.branch);
  const ui::MinuteSpan wished = premises_of(booking, target.minute, is_device);
  std::vector<ui::MinuteSpan> held;
  for (const DayBooking& other : day.bookings) {
    const Booking& b = other.booking;
    const ui::MinuteSpan span = premises_of(b, b.begin_minute, b.device == holder);
    const bool comes_along = !b.session.is_nil() && b.session == booking.session;
    if (b.id != booking.id && !comes_along && (b.room == holder || b.device == holder) &&
        b.begin_minute != untimed_minute && other.state != BookingState::no_show &&
        span.start < wished.end && wished.start < span.end)
      held.push_back(span);
  }
  // Most are held at once when one of them begins, or at the wished begin.
  held.push_back(wished);
  return std::ranges::any_of(held, [&](const ui::MinuteSpan& one) {
    const int at = std::max(one.start, wished.start);
    return std::ranges::count_if(held, [&](const ui::MinuteSpan& other) {
             return other.start <= at && at < other.end;
           }) > capacity;
  });
}

/// What speaks against the place itself, whoever the doctor is.
std::string refusal_of_place(Context& context, const Booking& booking, const MoveTarget& target) {
  if (target.room) {
    const Room* room = context.catalogue().room(*target.room);
    if (room == nullptr) return std::string(context.t("day.choose_room"));
    if (is_full(context, room->id, room->capacity, booking, target))
      return context.t("day.room_taken", {{"room", room->name}});
  }
  if (!target.device) return {};
  const auto& devices = context.catalogue().devices;
  const auto device = std::ranges::find(devices, *target.device, &Device::id);
  if (device == devices.end()) return std::string(context.t("day.choose_device"));
  const Service* service = context.catalogue().service(booking.service);
  if (service != nullptr && service->device_kind != device->kind)
    return context.t("day.device_unfit", {{"device", device->name}});
  return is_full(context, device->id, device->capacity, booking, target)
             ? context.t("day.room_taken", {{"room", device->name}})
             : std::string();
}

/// A room of another kind than the service asks for may be meant; it is said.
bool is_unfit(const Context& context, const Booking& booking, const MoveTarget& target) {
  const Room* room = target.room ? context.catalogue().room(*target.room) : nullptr;
  const Service* service = context.catalogue().service(booking.service);
  return room != nullptr && service != nullptr && service->needs_room &&
         service->room_kind != room->kind;
}

}  // namespace

std::optional<Booking> broken_by(const Card& card, const Booking& moved) {
  std::vector<Booking> bookings = card.facts.bookings;
  for (Booking& booking : bookings)
    if (booking.id == moved.id) booking = moved;
  return app::broken_rule(std::move(bookings), moved.itinerary);
}

std::string order_words(const Context& context, const Booking& broken) {
  const std::string service = name_of_visit(context.ui, context.catalogue(), broken);
  if (broken.days_after_max == any_days)
    return context.t("itinerary.breaks", {{"service", service}, {"least", broken.days_after_min}});
  return context.t(
      "itinerary.breaks_within",
      {{"service", service}, {"least", broken.days_after_min}, {"most", broken.days_after_max}});
}

ui::CalendarVerdict judge_move(Context& context, BookingTimes& times, const DayBooking& row,
                               const MoveTarget& target) {
  if (std::string words = refusal_of_place(context, row.booking, target); !words.empty())
    return {.kind = Kind::refused, .words = std::move(words)};
  if (target.doctor.is_nil() && !target.room && !target.device)
    return {.kind = Kind::refused, .words = std::string(context.t("day.choose_doctor"))};
  ui::CalendarVerdict fine =
      is_unfit(context, row.booking, target)
          ? ui::CalendarVerdict{.kind = Kind::warned, .words = std::string(context.t("day.unfit"))}
          : ui::CalendarVerdict{};
  if (const Card* card =
          row.booking.itinerary.is_nil() ? nullptr : context.reader.card(row.booking.patient)) {
    Booking moved = row.booking;
    moved.date = target.date;
    moved.begin_minute = target.minute;
    moved.begin = instant_at(context.catalogue(), moved.branch, target.date, target.minute);
    if (const auto broken = broken_by(*card, moved); broken && fine.words.empty())
      fine = {.kind = Kind::warned, .words = order_words(context, *broken)};
  }
  if (target.doctor.is_nil()) return fine;
  const schedule::TimeAnswer& answer = answer_to(context, times, row.booking, target);
  if (answer.slot) return fine;
  if (answer.beside) return {.kind = Kind::warned, .words = std::string(context.t("day.beside"))};
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
  const RoomId room = moved.remote ? RoomId{} : free_room(context, moved);
  const schedule::TimeAnswer* answer = moved.remote || target.doctor.is_nil()
                                           ? nullptr
                                           : &answer_to(context, times, row.booking, target);
  const std::optional<schedule::Slot> slot = answer == nullptr ? std::nullopt
                                             : answer->slot    ? answer->slot
                                                               : answer->beside;
  if (slot) {
    // The room stays when it is free then: people have been told where to go.
    const bool keeps = !moved.room.is_nil() && same_day && room == moved.room;
    const RoomId kept = moved.room;
    schedule::put_slot(moved, *slot, needs_of(context, wish_of(context, row.booking, target)));
    if (keeps) moved.room = kept;
  } else if (!moved.remote &&
             (moved.room.is_nil() || target.doctor != row.booking.doctor || !room.is_nil())) {
    moved.room = room;
  }
  if (target.room) moved.room = *target.room;
  if (target.device) moved.device = *target.device;
  renew_session(moved);
  const std::string date =
      ui::format_date(target.date, ui::DateStyle::day_month, context.ui.language());
  context.commands.push(
      {.drafts = app::group_moves(context.catalogue(), row.booking, moved,
                                  followers_of(context, row.booking)),
       .steps = Steps::at_once,
       .done = context.t("booking.moved", {{"patient", row.patient_name},
                                           {"date", date},
                                           {"time", ui::format_time(target.minute)}})});
}

}  // namespace retour::views
