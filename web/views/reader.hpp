// What the screens read, kept until the clinic changes: the day, the patients, one card, the
// funnel.
//
// Every answer is made once per generation of the clinic and looked up in memory by each frame
// after that, so that a frame costs no SQL. Only what is shown is read: a list of 62,000 patients
// asks for the statuses of the forty rows that can be seen.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/booking_moves.hpp"
#include "app/clinic.hpp"
#include "app/duplicates.hpp"
#include "app/live_calls.hpp"
#include "app/live_funnel.hpp"
#include "app/no_show_risks.hpp"
#include "app/visit_lengths.hpp"
#include "app/waitlist.hpp"
#include "funnel/cycles.hpp"
#include "funnel/report.hpp"
#include "store/queries.hpp"

namespace retour::views {

/// A booking of the day with what is drawn on its block.
struct DayBooking {
  Booking booking;
  std::optional<Visit> visit;
  PatientId person;  ///< The card that stands for the booking's patient.
  std::string patient_name;
  BookingState state = BookingState::booked;
  bool child = false;
};

/// One day at one branch.
struct Day {
  LocalDate date;
  BranchId branch;
  std::vector<DayBooking> bookings;  ///< Cancelled ones and holds that lapsed left out.
  std::vector<Shift> shifts;
};

/// Everything about one patient.
struct Card {
  PatientFacts facts;
  std::vector<std::string> merged;  ///< Names of the joined cards, beside `facts.merged`.
  funnel::PatientFunnel funnel;
  funnel::Settlement settlement;   ///< Of the facts' charges, in their order.
  std::int64_t charged_minor = 0;  ///< Rendered, net of discounts.
  std::int64_t paid_minor = 0;     ///< Received, less what was given back.
  std::int64_t owed_minor = 0;     ///< Debt of all payers.
  std::int64_t advance_minor = 0;  ///< Received, neither allocated nor given back.
};

class Reader {
 public:
  explicit Reader(app::Clinic& clinic);

  /// Forgets what an older generation said; call once a frame.
  void refresh();

  [[nodiscard]] const Day& day(LocalDate date, BranchId branch);
  /// Changes with everything that is read anew: with the clinic, and when a hold lapses.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  /// When the next one of the times that are held is free again.
  [[nodiscard]] Instant next_lapse() const { return next_lapse_; }
  /// Number of all patients.
  [[nodiscard]] std::int64_t patient_count();
  /// The patients entered last, newest first.
  [[nodiscard]] const std::vector<PatientId>& recent_patients();
  /// Search hits, best first.
  [[nodiscard]] const std::vector<PatientId>& search(const std::string& query);
  /// By any card of the person, the one that stands for him; null when there is none (erased).
  [[nodiscard]] const Patient* patient(PatientId id);
  [[nodiscard]] const Card* card(PatientId id);
  /// Cards that are probably the same person's as this one, a handful.
  [[nodiscard]] const std::vector<PatientId>& alike(PatientId id);
  /// The times that a booking was given, the first one first.
  [[nodiscard]] const std::vector<app::BookingPlace>& places(const Booking& booking);
  /// Everybody who probably has two cards, in step with the clinic while somebody asks.
  [[nodiscard]] const app::Duplicates& duplicates();
  /// 1 to 7; 0: none.
  [[nodiscard]] int status_of(PatientId id);
  /// The next step owed to a patient, if any.
  [[nodiscard]] std::optional<NextStep> next_step_of(PatientId id);

  /// What is booked from today on with a doctor, a room, a device or at a branch.
  [[nodiscard]] const store::BookingsAhead& bookings_ahead(const IdBytes& holder, LocalDate today);

  /// Who waits for a time.
  [[nodiscard]] const app::Waitlist& waitlist();
  /// How long visits really take, read once a day: null while too few are known.
  [[nodiscard]] const app::UsualLength* usual_length(StaffId doctor, ServiceId service);
  /// The doctors to whom new patients of a specialty are led (SC-13): those of the proposed moves,
  /// as of the first time today that somebody asked. Empty unless something has read the figures
  /// already: a booking must not wait for them, nor a drag have its board moved by their progress.
  [[nodiscard]] const std::vector<StaffId>& flow_to(SpecialtyId specialty, BranchId branch);
  /// Who is likely to keep a time; read again once a day.
  [[nodiscard]] const app::NoShowRisks& risks();
  /// Of a booking's day with the person's whole record, of ten thousand.
  [[nodiscard]] std::int32_t risk_of(PatientId patient, LocalDate date, Instant booked_at);
  /// Talks about the bookings of a day, in no particular order.
  [[nodiscard]] const std::vector<ContactAttempt>& contacts(LocalDate date);

  /// What earlier shifts of the branch have left and nobody has read.
  [[nodiscard]] const std::vector<retour::HandOver>& hand_overs(BranchId branch);

  /// The funnel's events, in step with the clinic.
  [[nodiscard]] const app::LiveFunnel& funnel();
  /// All calls, in step with the clinic and with the funnel.
  [[nodiscard]] const app::LiveCalls& calls();

  /// The first failure of a read since the last call, for the banner of the shell.
  [[nodiscard]] std::optional<Failure> take_failure() {
    return std::exchange(failure_, std::nullopt);
  }

 private:
  template <class T>
  [[nodiscard]] T taken(Result<T> result) {
    if (result) return std::move(*result);
    if (!failure_) failure_ = std::move(result).error();
    return T{};
  }
  [[nodiscard]] Result<std::optional<Patient>> load_patient(PatientId id);
  [[nodiscard]] Result<Card> load_card(PatientId id);
  [[nodiscard]] Result<Day> load_day(LocalDate date, BranchId branch);

  app::Clinic& clinic_;
  std::uint64_t generation_ = 0;
  std::uint64_t version_ = 0;
  Instant next_lapse_;
  std::array<std::optional<Day>, 2> days_;  ///< Two: what is shown and what a form looks at.
  std::size_t day_asked_ = 0;               ///< Which of them was asked for last.
  std::optional<std::int64_t> count_;
  std::optional<std::vector<PatientId>> recent_;
  std::optional<std::string> query_;
  std::vector<PatientId> hits_;
  std::unordered_map<std::string, std::optional<Patient>> patients_;
  std::unordered_map<std::string, std::unique_ptr<Card>> cards_;
  std::optional<std::vector<retour::HandOver>> notes_;
  BranchId notes_of_;
  BookingId placed_;
  std::vector<app::BookingPlace> places_;
  PatientId alike_to_;
  std::vector<PatientId> alike_;
  IdBytes ahead_of_;
  store::BookingsAhead ahead_;
  app::LiveFunnel funnel_;
  app::LiveCalls calls_;
  app::Duplicates duplicates_;
  app::NoShowRisks risks_;
  std::optional<app::Waitlist> waitlist_;
  std::optional<LocalDate> lengths_of_;
  std::vector<app::UsualLength> lengths_;
  struct FlowTo {
    SpecialtyId specialty;
    BranchId branch;
    std::vector<StaffId> doctors;
  };
  LocalDate flows_of_;
  std::vector<FlowTo> flows_;
  LocalDate contacts_of_;
  std::optional<std::vector<ContactAttempt>> contacts_;
  std::optional<Failure> failure_;
};

}  // namespace retour::views
