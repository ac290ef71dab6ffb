// Booking: the form that makes one, the sheet of one that is there.
#pragma once

#include <optional>
#include <string>

#include "views/context.hpp"
#include "views/view_checkout.hpp"

namespace retour::views {

/// Where a new booking starts from.
struct BookingStart {
  PatientId patient;
  StaffId doctor;
  BranchId branch;
  LocalDate date;
  std::optional<int> minute;
};

/// Names and contact of a person who is not in the register yet.
struct NewPatient {
  std::string family, given, patronymic;
  std::optional<LocalDate> birth;
  std::string phone;

  /// The fields; true while they hold something that cannot be read.
  bool draw(Context& context);
  [[nodiscard]] Patient patient(Context& context) const;
};

/// Three taps for somebody known: patient, service, time that was clicked.
class BookingForm {
 public:
  void open(Context& context, const BookingStart& start);
  void draw(Context& context);
  [[nodiscard]] bool is_open() const { return open_; }

 private:
  void draw_patient(Context& context);
  void draw_what(Context& context);
  void submit(Context& context);
  [[nodiscard]] std::string_view missing(Context& context) const;

  bool open_ = false;
  BookingStart start_;
  std::string query_;
  bool is_new_ = false;
  NewPatient person_;
  int service_ = -1;
  int doctor_ = -1;
  std::optional<LocalDate> date_;
  std::optional<int> minute_;
  std::string note_;
  std::string refusal_;
  std::uint32_t tag_ = 0;
};

/// The dialog that enters a patient without a booking.
class PatientForm {
 public:
  void open() {
    open_ = true;
    person_ = {};
    refusal_.clear();
  }
  void draw(Context& context);

 private:
  bool open_ = false;
  NewPatient person_;
  std::string refusal_;
  std::uint32_t tag_ = 0;
};

/// One booking: what it is, and what can be done with it now.
class BookingSheet {
 public:
  void open(BookingId id, LocalDate date, BranchId branch) {
    open_ = true;
    id_ = id;
    date_ = date;
    branch_ = branch;
    cancelling_ = false;
    reason_ = -1;
  }
  /// True when the booking shall be moved: the day board then asks for the new time.
  bool draw(Context& context, CheckOut& check_out);
  [[nodiscard]] BookingId booking() const { return id_; }

 private:
  bool draw_acts(Context& context, const DayBooking& row, CheckOut& check_out);
  void draw_cancel(Context& context, const DayBooking& row);

  bool open_ = false;
  BookingId id_;
  LocalDate date_;
  BranchId branch_;
  bool cancelling_ = false;
  int reason_ = -1;
};

/// The doctors of a branch who can be booked.
[[nodiscard]] std::vector<const Staff*> doctors_of(const app::Catalogue& catalogue,
                                                   BranchId branch);
/// A room of the right kind that nobody holds then: the doctor's own of that shift first. Nil:
/// none.
[[nodiscard]] RoomId free_room(Context& context, const Booking& booking);
/// Moves a booking; the refusal, if any, is shown as a message.
void push_move(Context& context, const DayBooking& row, StaffId doctor, LocalDate date, int minute);

}  // namespace retour::views
