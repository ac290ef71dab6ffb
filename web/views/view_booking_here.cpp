// Somebody is here without a booking: he is given the next free time of whoever is free first, and
// has arrived, in one act.
//
// A visit without a booking would hold nobody's time, so two people could be sent to one doctor at
// once, and it would stand on no board. Where nobody is free, he waits in the lane "untimed" of the
// day; from then on he is like anybody else: enters, leaves, pays.
#include "base/order.hpp"
#include "ui/pills.hpp"
#include "ui/widgets.hpp"
#include "views/booking_acts.hpp"
#include "views/view_booking.hpp"
#include "views/words.hpp"

namespace retour::views {

/// Who can see him and from when, the soonest first; the soonest is chosen already.
void BookingForm::draw_here(Context& context) {
  ui::Ui& ui = context.ui;
  slot_.reset();
  minute_.reset();
  blocked_ = schedule::BlockingRule::none;
  date_ = ui.today();
  if (service_.is_nil()) {
    ui::text(ui, context.t("booking.pick_service_first"), ui::TextTone::muted);
    return;
  }
  std::vector<schedule::Slot> soonest;
  for (const DoctorTimes& row : times_.of_day(context, wish()))
    if (!row.slots.empty()) soonest.push_back(row.slots.front());
  sort_stably(soonest, {}, &schedule::Slot::begin_minute);
  std::vector<std::string> texts, details;
  int selected = untimed_ || soonest.empty() ? static_cast<int>(soonest.size()) : 0;
  for (std::size_t i = 0; i < soonest.size(); ++i) {
    const Staff* doctor = context.catalogue().person(soonest[i].doctor);
    texts.push_back(doctor == nullptr ? std::string("—") : short_name(*doctor));
    details.push_back(
        context.t("booking.from_time", {{"time", ui::format_time(soonest[i].begin_minute)}}));
    if (!untimed_ && soonest[i].doctor == doctor_of_time()) selected = static_cast<int>(i);
  }
  texts.emplace_back(context.t("walk_in.untimed"));
  details.emplace_back(context.t("walk_in.waits"));
  std::vector<ui::Pill> list;
  for (std::size_t i = 0; i < texts.size(); ++i)
    list.push_back({.text = texts[i], .detail = details[i]});
  ui::text(ui, {.text = context.t(soonest.empty() ? ui::TextId("walk_in.nobody")
                                                  : ui::TextId("walk_in.who")),
                .tone = ui::TextTone::muted,
                .key = "who is free"});
  if (ui::pills(ui, "free now", context.t("walk_in.who"), list, selected))
    untimed_ = selected == static_cast<int>(soonest.size());
  if (selected < 0 || selected >= static_cast<int>(soonest.size())) {
    minute_ = untimed_minute;
    return;
  }
  const schedule::Slot& slot = soonest[static_cast<std::size_t>(selected)];
  minute_ = slot.begin_minute;
  slot_doctor_ = slot.doctor;
  draw_verdict(context);
}

/// True when it is somebody who waits without a time.
bool BookingForm::put_untimed(Context& context, Booking& booking) const {
  if (comes_ != Comes::now || minute_ != untimed_minute) return false;
  booking.begin_minute = untimed_minute;
  booking.begin = context.catalogue().zone_of(branch_).day(booking.date).begin;
  booking.doctor = doctor_;
  return true;
}

void BookingForm::add_arrival(Context& context, const Booking& booking, Command& command) const {
  command.drafts.push_back(
      {.kind = OpKind::check_in, .parts = {whole(arrival_of(context, booking))}});
  command.steps = Steps::at_once;
}

std::string BookingForm::who(Context& context) const {
  if (const Patient* patient = patient_.is_nil() ? nullptr : context.reader.patient(patient_))
    return name_of_patient(*patient);
  return is_new_ ? person_.name() : query_;
}

}  // namespace retour::views
