#include "views/view_booking.hpp"

#include <algorithm>
#include <array>

#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t hits_shown = 8;
constexpr int default_length_minutes = 30;
constexpr int quantum_minutes = 5;

std::vector<const Service*> active_services(const app::Catalogue& catalogue) {
  std::vector<const Service*> services;
  for (const Service& service : catalogue.services)
    if (service.active && service.package.empty()) services.push_back(&service);
  return services;
}

std::vector<const Reason*> reasons_of(const app::Catalogue& catalogue, ReasonGroup group) {
  std::vector<const Reason*> reasons;
  for (const Reason& reason : catalogue.reasons)
    if (reason.active && reason.group == group) reasons.push_back(&reason);
  return reasons;
}

/// The instant of a wall-clock time at a branch; the earlier one when it comes twice.
Instant instant_at(const app::Catalogue& catalogue, BranchId branch, LocalDate date, int minute) {
  return catalogue.zone_of(branch).lookup({date, minute * 60}).first;
}

bool overlaps(const Booking& a, const Booking& b) {
  if (b.begin_minute == untimed_minute || a.id == b.id) return false;
  return a.begin_minute < b.begin_minute + b.length_minutes &&
         b.begin_minute < a.begin_minute + a.length_minutes;
}

}  // namespace

std::vector<const Staff*> doctors_of(const app::Catalogue& catalogue, BranchId branch) {
  std::vector<const Staff*> doctors;
  for (const Staff& person : catalogue.staff) {
    if (!person.active || !person.roles.has(Role::doctor)) continue;
    const bool here = person.branches.empty() ||
                      std::ranges::find(person.branches, branch) != person.branches.end();
    if (here) doctors.push_back(&person);
  }
  std::ranges::sort(doctors, {}, [](const Staff* person) {
    return std::tie(person->family_name, person->given_name);
  });
  return doctors;
}

RoomId free_room(Context& context, const Booking& booking) {
  const app::Catalogue& catalogue = context.catalogue();
  const Service* service = catalogue.service(booking.service);
  const RoomKind kind = service == nullptr ? RoomKind::consulting : service->room_kind;
  const Day& day = context.reader.day(booking.date, booking.branch);
  const auto is_free = [&](const Room& room) {
    const auto holds = std::ranges::count_if(day.bookings, [&](const DayBooking& other) {
      return other.booking.room == room.id && overlaps(booking, other.booking) &&
             other.state != BookingState::no_show;
    });
    return room.active && room.branch == booking.branch && room.kind == kind &&
           holds < room.capacity;
  };
  for (const Shift& shift : day.shifts) {
    const Room* room = shift.staff == booking.doctor ? catalogue.room(shift.room) : nullptr;
    if (room != nullptr && is_free(*room)) return room->id;
  }
  for (const Room& room : catalogue.rooms)
    if (is_free(room)) return room.id;
  return {};
}

void push_move(Context& context, const DayBooking& row, StaffId doctor, LocalDate date,
               int minute) {
  Booking moved = row.booking;
  moved.doctor = doctor;
  moved.date = date;
  moved.begin_minute = minute;
  if (moved.length_minutes <= 0) moved.length_minutes = default_length_minutes;
  moved.begin = instant_at(context.catalogue(), moved.branch, date, minute);
  if (doctor != row.booking.doctor || moved.room.is_nil()) moved.room = {};
  if (!moved.remote) {
    const RoomId room = free_room(context, moved);
    if (moved.room.is_nil() || !room.is_nil()) moved.room = room;
  }
  context.commands.push(
      {.drafts = {{.kind = OpKind::move_booking, .parts = {facets_of(moved, 0)}}},
       .done = context.t("booking.moved", {{"patient", row.patient_name},
                                           {"date", ui::format_date(date, ui::DateStyle::day_month,
                                                                    context.ui.language())},
                                           {"time", ui::format_time(minute)}})});
}

// ---- a new person
// ----------------------------------------------------------------------------------

bool NewPatient::draw(Context& context) {
  ui::Ui& ui = context.ui;
  const auto columns = ui.columns({1, 1}, 200);
  ui.next_column();
  ui::text_field(ui,
                 {.key = "family",
                  .label = context.t("booking.family"),
                  .autocomplete = ui::Autocomplete::off,
                  .required = true},
                 family);
  ui::text_field(ui, {.key = "patronymic", .label = context.t("booking.patronymic")}, patronymic);
  ui::phone_field(ui, {.key = "phone", .label = context.t("booking.phone")}, phone,
                  context.phone_region());
  const bool phone_unread = ui::has_unread_entry(ui, "phone");
  ui.next_column();
  ui::text_field(ui, {.key = "given", .label = context.t("booking.given"), .required = true},
                 given);
  ui::date_field(ui,
                 {.key = "birth",
                  .label = context.t("booking.birth_date"),
                  .placeholder = context.t("field.date.birth")},
                 birth, ui::DateHint::past);
  return phone_unread || ui::has_unread_entry(ui, "birth");
}

Patient NewPatient::patient(Context& context) const {
  Patient patient;
  patient.id = context.clinic.new_id<Patient>();
  patient.family_name = family;
  patient.given_name = given;
  patient.patronymic = patronymic;
  patient.birth_date = birth;
  if (!phone.empty()) patient.phones.push_back({.number = phone, .note = {}, .confirmed_at = {}});
  patient.first_seen_at = context.clinic.now();
  patient.language = context.catalogue().clinic.language;
  return patient;
}

void PatientForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  if (const auto outcome = context.commands.take_outcome(tag_)) {
    if (const auto* refusal = std::get_if<Refusal>(&*outcome))
      refusal_ = words_of(ui, *refusal);
    else
      open_ = false;
  }
  const auto d = ui::dialog(
      ui, {.key = "new patient", .title = context.t("patients.new"), .width = 620}, open_);
  if (!d) return;
  const bool unread = person_.draw(context);
  if (!refusal_.empty())
    ui::banner(ui, {.key = "refusal", .text = refusal_, .tone = ui::Tone::danger, .urgent = true});
  const auto footer = ui::dialog_footer(ui);
  if (ui::button(ui, {.key = "cancel", .text = context.t("common.cancel")})) open_ = false;
  const bool ready = !unread && (!person_.family.empty() || !person_.given.empty());
  if (ui::button(ui, {.key = "save",
                      .text = context.t("common.save"),
                      .kind = ui::ButtonKind::primary,
                      .disabled = !ready})) {
    const Patient patient = person_.patient(context);
    tag_ = context.commands.new_tag();
    context.commands.push(
        {.drafts = {{.kind = OpKind::register_patient, .parts = {whole(patient)}}},
         .done = context.t("patients.registered", {{"patient", name_of_patient(patient)}}),
         .tag = tag_});
  }
}

// ---- the form
// --------------------------------------------------------------------------------------

void BookingForm::open(Context& context, const BookingStart& start) {
  *this = {};
  open_ = true;
  start_ = start;
  date_ = start.date;
  minute_ = start.minute;
  const auto doctors = doctors_of(context.catalogue(), start.branch);
  for (std::size_t i = 0; i < doctors.size(); ++i)
    if (doctors[i]->id == start.doctor) doctor_ = static_cast<int>(i);
}

void BookingForm::draw_patient(Context& context) {
  ui::Ui& ui = context.ui;
  const Patient* patient =
      start_.patient.is_nil() ? nullptr : context.reader.patient(start_.patient);
  if (patient != nullptr) {
    const auto row = ui.row();
    ui::text(
        ui,
        {.text = name_of_patient(*patient), .tone = ui::TextTone::strong, .icon = ui::Icon::user});
    ui::text(ui, age_of(ui, *patient, ui.today()), ui::TextTone::muted);
    if (ui::link(ui, {.key = "change patient", .text = context.t("booking.change_patient")}))
      start_.patient = {};
    return;
  }
  if (is_new_) {
    (void)person_.draw(context);
    if (ui::link(ui, {.key = "known",
                      .text = context.t("booking.change_patient"),
                      .icon = ui::Icon::search}))
      is_new_ = false;
    return;
  }
  ui::search_field(ui,
                   {.key = "find",
                    .label = context.t("booking.patient"),
                    .placeholder = context.t("booking.find_patient"),
                    .required = true},
                   query_);
  if (!query_.empty()) {
    const std::vector<PatientId>& hits = context.reader.search(query_);
    const auto shown = std::min(hits.size(), hits_shown);
    const ui::Rect at = ui.cursor();
    const auto list = ui.group(ui.id("hits"), ui::Role::listbox, at, context.t("booking.patient"));
    for (std::size_t i = 0; i < shown; ++i) {
      const Patient* hit = context.reader.patient(hits[i]);
      if (hit == nullptr) continue;
      const auto keyed = ui.keyed(i);
      std::string detail = age_of(ui, *hit, ui.today());
      if (!hit->phones.empty()) {
        if (!detail.empty()) detail += ", ";
        detail += format_phone(hit->phones.front().number);
      }
      if (ui::option_row(ui, {.key = "hit",
                              .text = name_of_patient(*hit),
                              .detail = detail,
                              .icon = ui::Icon::user}))
        start_.patient = hit->id;
    }
    if (shown == 0) ui::text(ui, context.t("patients.nothing"), ui::TextTone::muted);
  }
  if (ui::button(ui, {.key = "new patient",
                      .text = context.t("booking.new_patient"),
                      .icon = ui::Icon::user_plus})) {
    is_new_ = true;
    person_ = {};
    person_.family = query_;
  }
}

void BookingForm::draw_what(Context& context) {
  ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  const auto services = active_services(catalogue);
  std::vector<ui::Choice> service_choices;
  std::vector<std::string> lengths;
  for (const Service* service : services)
    lengths.push_back(context.t("booking.minutes", {{"count", service->length_minutes}}));
  for (std::size_t i = 0; i < services.size(); ++i)
    service_choices.push_back({.text = services[i]->name, .detail = lengths[i]});
  const auto doctors = doctors_of(catalogue, start_.branch);
  std::vector<std::string> names, specialties;
  for (const Staff* doctor : doctors) {
    names.push_back(full_name(*doctor));
    specialties.push_back(specialties_of(catalogue, *doctor));
  }
  std::vector<ui::Choice> doctor_choices;
  for (std::size_t i = 0; i < doctors.size(); ++i)
    doctor_choices.push_back({.text = names[i], .detail = specialties[i]});
  ui::combo(ui,
            {.key = "service",
             .label = context.t("booking.service"),
             .placeholder = context.t("booking.pick_service"),
             .required = true},
            service_choices, service_);
  ui::combo(ui,
            {.key = "doctor",
             .label = context.t("booking.doctor"),
             .placeholder = context.t("booking.pick_doctor"),
             .required = true},
            doctor_choices, doctor_);
  {
    const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
    ui::date_field(
        ui, {.key = "date", .label = context.t("booking.date"), .width = 200, .required = true},
        date_, ui::DateHint::future);
    ui::time_field(
        ui, {.key = "time", .label = context.t("booking.time"), .width = 110, .required = true},
        minute_);
  }
  ui::text_field(ui, {.key = "note", .label = context.t("booking.note"), .lines = 2}, note_);
}

std::string_view BookingForm::missing(Context& context) const {
  if (start_.patient.is_nil() && !(is_new_ && (!person_.family.empty() || !person_.given.empty())))
    return context.t("booking.pick_patient");
  if (service_ < 0) return context.t("booking.pick_service");
  if (doctor_ < 0) return context.t("booking.pick_doctor");
  if (!date_ || !minute_) return context.t("refusal.date_missing");
  return {};
}

void BookingForm::submit(Context& context) {
  const app::Catalogue& catalogue = context.catalogue();
  const Service& service = *active_services(catalogue)[static_cast<std::size_t>(service_)];
  Booking booking;
  booking.id = context.clinic.new_id<Booking>();
  booking.branch = start_.branch;
  booking.doctor = doctors_of(catalogue, start_.branch)[static_cast<std::size_t>(doctor_)]->id;
  booking.date = *date_;
  booking.begin_minute = *minute_ / quantum_minutes * quantum_minutes;
  booking.length_minutes =
      service.length_minutes > 0 ? service.length_minutes : default_length_minutes;
  booking.begin = instant_at(catalogue, booking.branch, booking.date, booking.begin_minute);
  booking.service = service.id;
  booking.booked_by = context.clinic.session().staff;
  booking.booked_at = context.clinic.now();
  booking.note = note_;
  booking.patient = start_.patient;
  if (service.needs_room) booking.room = free_room(context, booking);
  Command command;
  std::string name;
  if (booking.patient.is_nil()) {
    const Patient patient = person_.patient(context);
    booking.patient = patient.id;
    name = name_of_patient(patient);
    command.drafts.push_back({.kind = OpKind::register_patient, .parts = {whole(patient)}});
  } else if (const Patient* patient = context.reader.patient(booking.patient)) {
    name = name_of_patient(*patient);
    booking.source = patient->source;
  }
  command.drafts.push_back({.kind = OpKind::book, .parts = {whole(booking)}});
  command.done = context.t(
      "booking.booked",
      {{"patient", name},
       {"date", ui::format_date(booking.date, ui::DateStyle::day_month, context.ui.language())},
       {"time", ui::format_time(booking.begin_minute)}});
  command.tag = tag_ = context.commands.new_tag();
  context.commands.push(std::move(command));
}

void BookingForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  if (const auto outcome = context.commands.take_outcome(tag_)) {
    if (const auto* refusal = std::get_if<Refusal>(&*outcome))
      refusal_ = words_of(ui, *refusal);
    else
      open_ = false;
  }
  const auto d = ui::dialog(
      ui, {.key = "booking", .title = context.t("booking.new"), .width = 600, .sheet = false},
      open_);
  if (!d) return;
  draw_patient(context);
  draw_what(context);
  if (!refusal_.empty())
    ui::banner(ui, {.key = "refusal", .text = refusal_, .tone = ui::Tone::danger, .urgent = true});
  const std::string_view lacks = missing(context);
  const auto footer = ui::dialog_footer(ui);
  if (!lacks.empty()) ui::text(ui, {.text = lacks, .tone = ui::TextTone::muted, .key = "lacks"});
  if (ui::button(ui, {.key = "cancel", .text = context.t("common.cancel")})) open_ = false;
  if (ui::button(ui, {.key = "submit",
                      .text = context.t("booking.submit"),
                      .icon = ui::Icon::calendar_check,
                      .kind = ui::ButtonKind::primary,
                      .disabled = !lacks.empty()})) {
    refusal_.clear();
    submit(context);
  }
}

// ---- the sheet
// -------------------------------------------------------------------------------------

namespace {

Command booking_command(Context& context, OpKind kind, Part part, ui::TextId done,
                        const std::string& patient) {
  return {.drafts = {{.kind = kind, .parts = {std::move(part)}}},
          .done = context.t(done, {{"patient", patient}})};
}

void draw_facts(Context& context, const DayBooking& row) {
  ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  const Booking& b = row.booking;
  const std::string date = ui::format_date(b.date, ui::DateStyle::weekday_full, ui.language());
  const std::string when =
      b.begin_minute == untimed_minute
          ? context.t("booking.untimed", {{"date", date}})
          : context.t("booking.when_value",
                      {{"date", date},
                       {"start", ui::format_time(b.begin_minute)},
                       {"end", ui::format_time(b.begin_minute + b.length_minutes)}});
  ui::fact(ui, {.label = context.t("booking.when"), .value = when, .tone = ui::TextTone::strong});
  ui::fact(ui, {.label = context.t("booking.service"),
                .value = name_of_service(ui, catalogue, b.service)});
  const Staff* doctor = catalogue.person(b.doctor);
  ui::fact(ui, {.label = context.t("booking.doctor"),
                .value = doctor == nullptr ? std::string(context.t("day.unassigned"))
                                           : full_name(*doctor)});
  if (const Room* room = catalogue.room(b.room))
    ui::fact(ui, {.label = context.t("booking.room"), .value = room->name});
  if (const Patient* patient = context.reader.patient(b.patient);
      patient != nullptr && !patient->phones.empty())
    ui::fact(ui, {.label = context.t("booking.phone"),
                  .value = format_phone(patient->phones.front().number)});
  if (!b.note.empty()) ui::fact(ui, {.label = context.t("booking.note"), .value = b.note});
}

Visit new_visit(Context& context, const Booking& booking) {
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

}  // namespace

bool BookingSheet::draw_acts(Context& context, const DayBooking& row, CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  const Booking& b = row.booking;
  const bool waiting = row.state == BookingState::booked || row.state == BookingState::confirmed;
  bool move = false;
  const auto buttons = ui.row();
  if (waiting && ui::button(ui, {.key = "check in",
                                 .text = context.t("booking.check_in"),
                                 .icon = ui::Icon::sofa,
                                 .kind = ui::ButtonKind::primary}))
    context.commands.push(booking_command(context, OpKind::check_in, whole(new_visit(context, b)),
                                          "booking.checked_in", row.patient_name));
  if (row.state == BookingState::arrived && ui::button(ui, {.key = "enter",
                                                            .text = context.t("booking.enter"),
                                                            .icon = ui::Icon::door_open,
                                                            .kind = ui::ButtonKind::primary})) {
    Visit visit = *row.visit;
    visit.entered_at = context.clinic.now();
    context.commands.push(booking_command(context, OpKind::enter, facets_of(visit, 1),
                                          "booking.entered", row.patient_name));
  }
  if (row.state == BookingState::entered && ui::button(ui, {.key = "finish",
                                                            .text = context.t("booking.finish"),
                                                            .icon = ui::Icon::check,
                                                            .kind = ui::ButtonKind::primary})) {
    Visit visit = *row.visit;
    visit.finished_at = context.clinic.now();
    visit.outcome = VisitOutcome::treated;
    context.commands.push(booking_command(context, OpKind::finish_visit, facets_of(visit, 2),
                                          "booking.finished", row.patient_name));
  }
  if (row.visit &&
      ui::button(ui, {.key = "pay",
                      .text = context.t("booking.check_out"),
                      .icon = ui::Icon::banknote,
                      .kind = row.state == BookingState::done ? ui::ButtonKind::primary
                                                              : ui::ButtonKind::normal})) {
    check_out.open(context, b.patient, &*row.visit, b.service);
    open_ = false;
  }
  if (row.state == BookingState::booked && ui::button(ui, {.key = "confirm",
                                                           .text = context.t("booking.confirm"),
                                                           .icon = ui::Icon::calendar_check})) {
    Booking changed = b;
    changed.confirmed_at = context.clinic.now();
    context.commands.push(booking_command(context, OpKind::confirm_booking, facets_of(changed, 2),
                                          "booking.confirmed", row.patient_name));
  }
  if (waiting &&
      ui::button(ui,
                 {.key = "move", .text = context.t("booking.move"), .icon = ui::Icon::scissors})) {
    move = true;
    open_ = false;
  }
  if (waiting &&
      ui::button(
          ui, {.key = "no show", .text = context.t("booking.no_show"), .icon = ui::Icon::user_x})) {
    Booking changed = b;
    changed.no_show_at = context.clinic.now();
    context.commands.push(booking_command(context, OpKind::mark_no_show, facets_of(changed, 4),
                                          "booking.marked_no_show", row.patient_name));
  }
  if (waiting && ui::button(ui, {.key = "cancel booking",
                                 .text = context.t("booking.cancel"),
                                 .icon = ui::Icon::calendar_x}))
    cancelling_ = true;
  return move;
}

void BookingSheet::draw_cancel(Context& context, const DayBooking& row) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("cancel", context.t("booking.cancel_question"));
  const auto reasons = reasons_of(context.catalogue(), ReasonGroup::cancellation);
  std::vector<ui::Choice> choices;
  for (const Reason* reason : reasons) choices.push_back({.text = reason->name});
  if (!choices.empty())
    ui::combo(ui,
              {.key = "reason",
               .label = context.t("booking.cancel_reason"),
               .placeholder = context.t("refusal.reason_missing")},
              choices, reason_);
  const auto buttons = ui.row();
  if (ui::button(ui, {.key = "keep", .text = context.t("booking.keep")})) cancelling_ = false;
  if (ui::button(ui, {.key = "yes",
                      .text = context.t("booking.cancel"),
                      .kind = ui::ButtonKind::danger,
                      .disabled = !choices.empty() && reason_ < 0})) {
    Booking changed = row.booking;
    changed.cancelled_at = context.clinic.now();
    if (reason_ >= 0) changed.cancel_reason = reasons[static_cast<std::size_t>(reason_)]->id;
    context.commands.push(booking_command(context, OpKind::cancel_booking, facets_of(changed, 3),
                                          "booking.cancelled", row.patient_name));
    open_ = false;
  }
}

bool BookingSheet::draw(Context& context, CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  const DayBooking* row = nullptr;
  if (open_)
    for (const DayBooking& one : context.reader.day(date_, branch_).bookings)
      if (one.booking.id == id_) row = &one;
  if (row == nullptr) open_ = false;
  const std::string title =
      row == nullptr ? std::string(context.t("booking.details")) : row->patient_name;
  const auto d =
      ui::dialog(ui, {.key = "booking sheet", .title = title, .width = 480, .sheet = true}, open_);
  if (!d) return false;
  {
    const auto line = ui.row({.height = ui::badge_height(ui)});
    const ui::BookingLook look = look_of(row->booking, row->state);
    ui::badge(ui, {.text = ui::booking_look_name(ui, look),
                   .tone = ui::Tone::info,
                   .icon = ui::booking_icon(look)});
    ui::status_badge(ui, context.reader.status_of(row->booking.patient));
  }
  draw_facts(context, *row);
  ui::separator(ui);
  const bool move = draw_acts(context, *row, check_out);
  if (cancelling_) draw_cancel(context, *row);
  ui::separator(ui);
  if (ui::button(ui,
                 {.key = "card", .text = context.t("booking.open_card"), .icon = ui::Icon::user})) {
    open_ = false;
    context.router.open_patient(row->booking.patient);
  }
  return move;
}

}  // namespace retour::views
