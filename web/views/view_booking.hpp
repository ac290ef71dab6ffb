// Booking: the form that makes or moves one, the sheet of one that is there.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "views/booking_series.hpp"
#include "views/booking_times.hpp"
#include "views/booking_wishes.hpp"
#include "views/context.hpp"
#include "views/form.hpp"
#include "views/new_patient.hpp"
#include "views/view_checkout.hpp"
#include "views/view_itinerary.hpp"
#include "views/wish_form.hpp"

namespace retour::views {

/// Whether somebody shall come, or stands at the desk without a booking (SC-18).
enum class Comes : std::uint8_t { later, now };

/// Where a new booking starts from.
struct BookingStart {
  PatientId patient;
  StaffId doctor;
  BranchId branch;
  LocalDate date;
  std::optional<int> minute;
  ServiceId service{};      ///< Nil: what is likely.
  PlanItemId plan_item{};   ///< With `service`: the item of a plan that it is for.
  StaffId likely_doctor{};  ///< Proposed unless somebody else was chosen.
  RoomId room{};            ///< Wished, for what is held in a room of its kind.
  DeviceId device{};        ///< Wished, for what needs one of its kind.
  Comes comes = Comes::later;
};

/// Whether a talk about the booking is noted with the act.
enum class Talk : std::uint8_t { none, note };

/// Three taps: a free slot of the board, the patient, "book"; or a patient, a time, "book". What is
/// likely is chosen already: the next item of his plan, his doctor, the usual first visit. Times
/// are those that are free; any other can be typed and is judged in words.
class BookingForm {
 public:
  void open(Context& context, const BookingStart& start);
  /// Another time for a booking that is there; looked for from `from` on (nothing: from its day).
  /// With `Talk::note` it was agreed in a call, which is noted with it.
  void open_move(Context& context, const DayBooking& row, std::optional<LocalDate> from = {},
                 Talk talk = Talk::none);
  void draw(Context& context);
  [[nodiscard]] bool is_open() const { return form_.is_open(); }
  /// Once, when the form was left with something in it that nobody gave up: the telephone rang.
  [[nodiscard]] bool take_left() { return std::exchange(left_, false); }
  /// Goes on where it was left; the time is judged anew.
  void resume() { form_.open(); }
  /// Whom it is for, in words; empty when nobody was named yet.
  [[nodiscard]] std::string who(Context& context) const;

 private:
  /// What tells an untouched form from one that somebody has worked on.
  struct Touch {
    PatientId patient;
    ServiceId service;
    StaffId doctor;
    std::optional<LocalDate> date;
    std::optional<int> minute;
    bool is_new = false;
    std::string query, note;
    bool operator==(const Touch&) const = default;
  };
  [[nodiscard]] Touch touch() const {
    return {patient_, service_, doctor_, date_, comes_ == Comes::now ? std::nullopt : minute_,
            is_new_,  query_,   note_};
  }
  void draw_here(Context& context);
  bool put_untimed(Context& context, Booking& booking) const;
  void add_arrival(Context& context, const Booking& booking, Command& command) const;
  void draw_patient(Context& context);
  void draw_known_patient(Context& context, const Patient& patient);
  void draw_search(Context& context);
  void draw_what(Context& context);
  void draw_how(Context& context);
  void draw_days(Context& context);
  void draw_best(Context& context);
  void draw_times(Context& context);
  void draw_typed(Context& context);
  void draw_verdict(Context& context);
  void draw_usual_length(Context& context, const schedule::Slot& slot);
  void draw_refused(Context& context, const schedule::TimeAnswer& answer);
  void draw_beside(Context& context, const schedule::TimeAnswer& answer);
  void draw_series(Context& context);
  void draw_order(Context& context);
  void add_series(Context& context, const Booking& first, std::vector<Draft>& drafts);
  void add_following(Context& context, std::vector<Draft>& drafts);
  void draw_hold(Context& context);
  void draw_waitlist(Context& context);
  void settle_wish(Context& context, const Booking& booking, Draft& draft) const;
  void choose_likely(Context& context);
  void choose(const schedule::Slot& slot);
  void choose_patient(Context& context, PatientId patient);
  void submit(Context& context);
  void submit_move(Context& context);
  void put_time(Context& context, Booking& booking);
  [[nodiscard]] BookingWish wish() const;
  [[nodiscard]] std::vector<ServiceId> further() const;
  [[nodiscard]] StaffId doctor_of_time() const { return doctor_.is_nil() ? slot_doctor_ : doctor_; }
  [[nodiscard]] std::string_view missing_person(Context& context) const;
  [[nodiscard]] std::string_view missing(Context& context);

  Form form_;
  std::optional<Booking> moved_;
  std::string moved_name_;
  Talk talk_ = Talk::none;
  PatientId patient_;
  std::string query_;
  bool is_new_ = false;
  NewPatient person_;
  PatientId entered_;  ///< Whom the last try entered.
  ServiceId service_;
  std::vector<ServiceId> further_;  ///< In the same visit; the last may be nil: being chosen.
  PlanItemId plan_item_;
  bool service_chosen_ = false;  ///< By hand: no longer guessed.
  StaffId doctor_;               ///< Nil: any.
  bool doctor_chosen_ = false;
  BookingWishes wishes_;
  BranchId branch_;
  std::optional<LocalDate> date_;
  LocalDate strip_first_;
  StaffId slot_doctor_;  ///< Whose time was chosen while any doctor will do.
  std::optional<int> minute_;
  std::int32_t length_minutes_ = 0;  ///< Taken instead of the service's; 0: nothing.
  BookingStart place_;  ///< The room or device that was pressed, wished for its time only.
  bool overruled_ = false;
  bool book_now_ = false;  ///< "Book all the same" was pressed: this frame sends it.
  bool hold_now_ = false;  ///< "Hold" was pressed, likewise.
  bool remote_ = false;
  bool urgent_ = false;  ///< May have a time that is kept for urgent visits.
  Channel channel_ = Channel::registry;
  std::string note_;
  Comes comes_ = Comes::later;
  bool untimed_ = false;  ///< Of somebody who is here: he waits without a time.
  std::optional<Touch> untouched_;
  bool left_ = false;
  SeriesPart series_;
  bool with_following_ = false;  ///< Of a series that is moved: the later ones too.
  ItineraryForm way_;            ///< Moved out of order: all of it is planned anew.
  WishForm waits_;               ///< No time suits: the patient waits for one.
  BookingTimes times_;
  std::optional<schedule::Slot> slot_;  ///< Of the chosen time, when it is free.
  schedule::BlockingRule blocked_ = schedule::BlockingRule::none;
};

/// Who is there beside the doctor, where the patient lies afterwards, what he does before: of a
/// booking, or of one that might be.
void draw_visit_parts(Context& context, const Booking& booking);

/// Where a sheet was opened: only the board has free columns to put a cut booking into.
enum class SheetPlace : std::uint8_t { board, card };

/// One booking: what it is, and what can be done with it now.
class BookingSheet {
 public:
  void open(BookingId id, LocalDate date, BranchId branch, SheetPlace place) {
    open_ = true;
    place_ = place;
    id_ = id;
    date_ = date;
    branch_ = branch;
    cancelling_ = false;
    with_following_ = false;
    reason_ = {};
  }
  /// The same with the question for the reason of cancelling.
  void open_cancel(const Booking& booking, SheetPlace place) {
    open(booking.id, booking.date, booking.branch, place);
    cancelling_ = true;
  }
  /// True when the booking shall be moved: the day board then asks for the new time.
  bool draw(Context& context, BookingForm& form, CheckOut& check_out);
  [[nodiscard]] BookingId booking() const { return id_; }
  [[nodiscard]] LocalDate date() const { return date_; }

 private:
  bool draw_acts(Context& context, const DayBooking& row, BookingForm& form, CheckOut& check_out);
  void draw_cancel(Context& context, const DayBooking& row);

  bool open_ = false;
  SheetPlace place_ = SheetPlace::board;
  BookingId id_;
  LocalDate date_;
  BranchId branch_;
  bool cancelling_ = false;
  bool with_following_ = false;  ///< Of a series: the later ones too.
  ReasonId reason_;
};

/// The doctors of a branch who can be booked.
[[nodiscard]] std::vector<const Staff*> doctors_of(const app::Catalogue& catalogue,
                                                   BranchId branch);
/// A room of the right kind that nobody holds then: the doctor's own of that shift first. Nil:
/// none.
[[nodiscard]] RoomId free_room(Context& context, const Booking& booking);

}  // namespace retour::views
