// Domain things in words: names, states, refusals, failures.
#pragma once

#include <string>
#include <string_view>

#include "app/clinic.hpp"
#include "base/result.hpp"
#include "ui/theme.hpp"
#include "ui/ui.hpp"

namespace retour::funnel {
struct Estimate;
}  // namespace retour::funnel

namespace retour::views {

/// "Иванова Анна Петровна"; "№ 298724…" for imported people without a name.
[[nodiscard]] std::string name_of_patient(const Patient& patient);
/// "Иванова А. П.".
[[nodiscard]] std::string short_name(const Staff& person);
[[nodiscard]] std::string full_name(const Staff& person);
[[nodiscard]] std::string name_of_service(const ui::Ui& ui, const app::Catalogue& catalogue,
                                          ServiceId id);
/// All services of a booking, in order: "Консультация + УЗИ".
[[nodiscard]] std::string name_of_visit(const ui::Ui& ui, const app::Catalogue& catalogue,
                                        const Booking& booking);
/// The specialties of a doctor, joined.
[[nodiscard]] std::string specialties_of(const app::Catalogue& catalogue, const Staff& person);
/// "34 года", "1985 (примерно)"; empty when unknown.
[[nodiscard]] std::string age_of(const ui::Ui& ui, const Patient& patient, LocalDate today);

[[nodiscard]] ui::BookingLook look_of(const Booking& booking, BookingState state);
/// "Held until 14:20", "Requested, to be answered by 14:20"; nothing for a booking.
[[nodiscard]] std::string hold_words(const ui::Ui& ui, const app::Catalogue& catalogue,
                                     const Booking& booking);

/// Why not, as a sentence for the user.
[[nodiscard]] std::string words_of(const ui::Ui& ui, const Refusal& refusal);
[[nodiscard]] std::string words_of(const ui::Ui& ui, const Failure& failure);

/// Why a figure is withheld: "too few: 12 of 30 needed"; empty when there is one.
[[nodiscard]] std::string words_of(const ui::Ui& ui, const funnel::Estimate& estimate);

/// The message `prefix.name`, or the name itself when the catalogues lack it (a test finds that).
[[nodiscard]] std::string_view word(const ui::Ui& ui, std::string_view prefix,
                                    std::string_view name);

/// An instant on the wall clock of the clinic: "22 ноября, 10:40".
[[nodiscard]] std::string moment(const ui::Ui& ui, const app::Clinic& clinic, Instant at);

}  // namespace retour::views
