#include "views/words.hpp"

#include "funnel/statistics.hpp"
#include "ui/locale.hpp"

namespace retour::views {
namespace {

/// The first code point of a name and a full stop.
std::string initial(std::string_view name) {
  if (name.empty()) return {};
  std::size_t end = 1;
  while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) ++end;
  return std::string(name.substr(0, end)) + ".";
}

void append_word(std::string& out, std::string_view part) {
  if (part.empty()) return;
  if (!out.empty()) out += ' ';
  out += part;
}

}  // namespace

std::string name_of_patient(const Patient& patient) {
  std::string out;
  append_word(out, patient.family_name);
  append_word(out, patient.given_name);
  append_word(out, patient.patronymic);
  if (out.empty()) out = "№\xC2\xA0" + patient.imported.external_id;
  return out;
}

std::string short_name(const Staff& person) {
  std::string out = person.family_name;
  append_word(out, initial(person.given_name));
  append_word(out, initial(person.patronymic));
  return out;
}

std::string full_name(const Staff& person) {
  std::string out;
  append_word(out, person.family_name);
  append_word(out, person.given_name);
  append_word(out, person.patronymic);
  return out;
}

std::string name_of_service(const ui::Ui& ui, const app::Catalogue& catalogue, ServiceId id) {
  const Service* service = catalogue.service(id);
  return service == nullptr ? std::string(ui.t("service.unknown")) : service->name;
}

std::string name_of_visit(const ui::Ui& ui, const app::Catalogue& catalogue,
                          const Booking& booking) {
  std::string out = name_of_service(ui, catalogue, booking.service);
  for (const ServiceId further : booking.further_services)
    out += " + " + name_of_service(ui, catalogue, further);
  return out;
}

std::string specialties_of(const app::Catalogue& catalogue, const Staff& person) {
  std::string out;
  for (const SpecialtyId id : person.specialties) {
    const Specialty* specialty = catalogue.specialty(id);
    if (specialty == nullptr) continue;
    if (!out.empty()) out += ", ";
    out += specialty->name;
  }
  return out;
}

std::string age_of(const ui::Ui& ui, const Patient& patient, LocalDate today) {
  if (patient.birth_date)
    return ui.t("patient.age", {{"count", full_years_between(*patient.birth_date, today)}});
  if (patient.birth_year_estimated != 0)
    return ui.t("patient.age_about", {{"count", today.year() - patient.birth_year_estimated}});
  return {};
}

ui::BookingLook look_of(const Booking& booking, BookingState state) {
  if (booking.overbooked && (state == BookingState::booked || state == BookingState::confirmed))
    return ui::BookingLook::conflict;
  switch (state) {
    case BookingState::booked: return ui::BookingLook::planned;
    case BookingState::confirmed: return ui::BookingLook::confirmed;
    case BookingState::arrived: return ui::BookingLook::arrived;
    case BookingState::entered: return ui::BookingLook::in_room;
    case BookingState::done: return ui::BookingLook::done;
    case BookingState::no_show: return ui::BookingLook::no_show;
    case BookingState::cancelled:
    case BookingState::entered_in_error: return ui::BookingLook::cancelled;
    case BookingState::held:
    case BookingState::requested: return ui::BookingLook::awaiting;
  }
  return ui::BookingLook::planned;
}

std::string hold_words(const ui::Ui& ui, const app::Catalogue& catalogue, const Booking& booking) {
  if (booking.hold == Hold::none) return {};
  const LocalDateTime until = catalogue.zone_of(booking.branch).local(booking.held_until);
  const bool held = booking.hold == Hold::held;
  return ui.t(held ? ui::TextId("booking.held_until") : ui::TextId("booking.requested_until"),
              {{"time", ui::format_time(until.second_of_day / 60)}});
}

std::string_view word(const ui::Ui& ui, std::string_view prefix, std::string_view name) {
  std::string key(prefix);
  key += '.';
  key += name;
  const auto id = ui::TextId::from(key);
  return id ? ui.t(*id) : name;
}

std::string words_of(const ui::Ui& ui, const Refusal& refusal) {
  const auto id = ui::TextId::from(std::string("refusal.") + std::string(enum_name(refusal.code)));
  if (!id) return std::string(enum_name(refusal.code));
  return ui.texts.format(*id, {{"number", refusal.number}});
}

std::string words_of(const ui::Ui& ui, const Failure& failure) {
  return std::string(word(ui, "failure", name_of(failure.code)));
}

std::string words_of(const ui::Ui& ui, const funnel::Estimate& estimate) {
  using funnel::Abstention;
  switch (estimate.why) {
    case Abstention::none: return {};
    case Abstention::too_few:
      return ui.t("abstention.too_few", {{"count", estimate.n}, {"needed", estimate.needed}});
    case Abstention::no_variation: return std::string(ui.t("abstention.no_variation"));
    case Abstention::confounded: return std::string(ui.t("abstention.confounded"));
    case Abstention::too_uncertain: return std::string(ui.t("abstention.too_uncertain"));
    case Abstention::no_baseline: return std::string(ui.t("abstention.no_baseline"));
    case Abstention::trend_before: return std::string(ui.t("abstention.trend_before"));
    case Abstention::no_solution: return std::string(ui.t("abstention.no_solution"));
  }
  return {};
}

std::string moment(const ui::Ui& ui, const app::Clinic& clinic, Instant at) {
  const LocalDateTime local = clinic.catalogue().zone_of({}).local(at);
  return ui.t("common.moment", {{"date", ui::format_date(local.date,
                                                         local.date.year() == ui.today().year()
                                                             ? ui::DateStyle::day_month
                                                             : ui::DateStyle::numeric,
                                                         ui.language())},
                                {"time", ui::format_time(local.second_of_day / 60)}});
}

}  // namespace retour::views
