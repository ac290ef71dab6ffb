#include "views/booking_acts.hpp"

#include <algorithm>
#include <array>

namespace retour::views {
namespace {

using ui::Icon;

constexpr std::array rows = {
    BookingActRow{BookingAct::check_in, "booking.check_in", Icon::sofa},
    BookingActRow{BookingAct::enter, "booking.enter", Icon::door_open},
    BookingActRow{BookingAct::finish, "booking.finish", Icon::check},
    BookingActRow{BookingAct::pay, "booking.check_out", Icon::banknote},
    BookingActRow{BookingAct::confirm, "booking.confirm", Icon::calendar_check},
    BookingActRow{BookingAct::move, "booking.move", Icon::scissors},
    BookingActRow{BookingAct::other_time, "booking.find_time", Icon::calendar_clock},
    BookingActRow{BookingAct::no_show, "booking.no_show", Icon::user_x},
    BookingActRow{BookingAct::cancel, "booking.cancel", Icon::calendar_x},
    BookingActRow{BookingAct::settle, "booking.settle", Icon::calendar_check},
    BookingActRow{BookingAct::let_go, "booking.let_go", Icon::calendar_x},
    BookingActRow{BookingAct::open_card, "booking.open_card", Icon::user},
};

void push(Context& context, OpKind kind, Part part, ui::TextId done, const DayBooking& row) {
  context.commands.push({.drafts = {{.kind = kind, .parts = {std::move(part)}}},
                         .done = context.t(done, {{"patient", row.patient_name}})});
}

}  // namespace

Visit arrival_of(Context& context, const Booking& booking) {
  Visit visit;
  visit.id = context.clinic.new_id<Visit>();
  visit.patient = booking.patient;
  visit.booking = booking.id;
  visit.branch = booking.branch;
  visit.doctor = booking.doctor;
  visit.arrived_at = context.clinic.now();
  visit.received_by = context.clinic.session().staff;
  return visit;
}

ContactAttempt talk_about(Context& context, const Booking& booking, ContactOutcome outcome) {
  ContactAttempt talk;
  talk.id = context.clinic.new_id<ContactAttempt>();
  talk.patient = booking.patient;
  talk.booking = booking.id;
  talk.at = context.clinic.now();
  talk.by = context.clinic.session().staff;
  talk.outcome = outcome;
  return talk;
}

const BookingActRow& row_of(BookingAct act) {
  return *std::ranges::find(rows, act, &BookingActRow::act);
}

ui::TextId words_of(const DayBooking& row, BookingAct act) {
  if (row.state == BookingState::requested && act == BookingAct::settle) return "booking.accept";
  if (row.state == BookingState::requested && act == BookingAct::let_go) return "booking.decline";
  return row_of(act).words;
}

std::vector<BookingAct> acts_of(const DayBooking& row) {
  const bool waiting = row.state == BookingState::booked || row.state == BookingState::confirmed;
  const bool held = row.state == BookingState::held || row.state == BookingState::requested;
  std::vector<BookingAct> acts;
  const auto add = [&](bool fits, BookingAct act) {
    if (fits) acts.push_back(act);
  };
  add(held, BookingAct::settle);
  add(waiting, BookingAct::check_in);
  add(row.state == BookingState::arrived, BookingAct::enter);
  add(row.state == BookingState::entered, BookingAct::finish);
  add(row.visit.has_value(), BookingAct::pay);
  add(row.state == BookingState::booked, BookingAct::confirm);
  add(waiting, BookingAct::move);
  add(waiting, BookingAct::other_time);
  add(waiting, BookingAct::no_show);
  add(waiting, BookingAct::cancel);
  add(held, BookingAct::let_go);
  acts.push_back(BookingAct::open_card);
  return acts;
}

bool push_act(Context& context, const DayBooking& row, BookingAct act) {
  const Instant now = context.clinic.now();
  Booking booking = row.booking;
  switch (act) {
    case BookingAct::check_in:
      push(context, OpKind::check_in, whole(arrival_of(context, booking)), "booking.checked_in",
           row);
      return true;
    case BookingAct::enter: {
      Visit visit = *row.visit;
      visit.entered_at = now;
      push(context, OpKind::enter, facets_of(visit, 1), "booking.entered", row);
      return true;
    }
    case BookingAct::finish: {
      Visit visit = *row.visit;
      visit.finished_at = now;
      visit.outcome = VisitOutcome::treated;
      push(context, OpKind::finish_visit, facets_of(visit, 2), "booking.finished", row);
      return true;
    }
    case BookingAct::confirm:
      booking.confirmed_at = now;
      push(context, OpKind::confirm_booking, facets_of(booking, 2), "booking.confirmed", row);
      return true;
    case BookingAct::no_show:
      booking.no_show_at = now;
      push(context, OpKind::mark_no_show, facets_of(booking, 4), "booking.marked_no_show", row);
      return true;
    case BookingAct::settle:
      ++booking.slot_version;  // the hub judges it like a move: the hold may have lapsed
      booking.hold = Hold::none;
      booking.held_until = {};
      booking.overbooked = false;
      push(context, OpKind::confirm_booking, facets_of(booking, 0, 2), "booking.settled", row);
      return true;
    case BookingAct::let_go:
      booking.cancelled_at = now;
      push(context, OpKind::cancel_booking, facets_of(booking, 3), "booking.was_let_go", row);
      return true;
    case BookingAct::pay:
    case BookingAct::move:
    case BookingAct::other_time:
    case BookingAct::cancel:
    case BookingAct::open_card: break;
  }
  return false;
}

}  // namespace retour::views
