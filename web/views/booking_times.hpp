// The free times behind the booking form: the rota and the bookings of the next weeks as a slot
// grid (engine/schedule), asked by wish and kept until the clinic or the wish changes.
//
//   10:00 ======busy====== 11:20 ----------free---------- 13:00     30 minutes wanted
//                          11:20  11:50  12:20                      what is offered
//
// Offered times are packed: each follows the one before without leaving a gap that nobody can use.
// Any other time may be typed; `judge` says whether it is free, else which rule blocks it and the
// smallest changes that open a place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schedule/series.hpp"
#include "views/context.hpp"

namespace retour::views {

/// What shall be booked, and when about.
struct BookingWish {
  ServiceId service;
  StaffId doctor;  ///< Nil: whoever has the specialty.
  BranchId branch;
  LocalDate date;
  bool remote = false;
  PatientId patient;                 ///< Nil: not chosen yet.
  BookingId moving;                  ///< Nil: a new one.
  std::int32_t length_minutes = 0;   ///< Of the booking that is moved; 0: the service's.
  RoomId room = {};                  ///< Nil: any of the kind.
  DeviceId device = {};              ///< Nil: any of the kind.
  bool urgent = false;               ///< May have what is kept for urgent visits.
  Sex doctor_sex = Sex::unknown;     ///< Of any doctor: no matter.
  std::string doctor_language = {};  ///< Of any doctor, ISO 639-1; empty: no matter.
  std::int32_t from_minute = 0;      ///< Offered times begin not before; a typed one may ...
  std::int32_t to_minute = minutes_per_day;  ///< ... and before this.
  std::vector<ServiceId> further = {};       ///< After `service` in the same visit.
  GroupSessionId moving_group = {};          ///< All of the session move with `moving` ...
  std::vector<PatientId> companions = {};    ///< ... whose other patients these are.
  bool is_new = false;                       ///< Somebody who is being entered right now.
  bool operator==(const BookingWish&) const = default;
};

/// The free times of one doctor on the wished day.
struct DoctorTimes {
  StaffId doctor;
  std::vector<schedule::Slot> slots;  ///< By time.
};

/// The earliest free time of a day.
struct DayStart {
  LocalDate date;
  std::optional<std::int32_t> minute;  ///< Nothing: no free time.
};

/// Rules that a person at the desk may overrule: the doctor agreed, the patient is there already.
[[nodiscard]] bool may_overrule(schedule::BlockingRule rule);

/// What the wished visit needs: what its service says, for as long as it is wished.
[[nodiscard]] schedule::ServiceNeeds needs_of(const Context& context, const BookingWish& wish);

class BookingTimes {
 public:
  /// Free times on the wished day, by doctor in order of name; doctors without any are left out.
  [[nodiscard]] const std::vector<DoctorTimes>& of_day(Context& context, const BookingWish& wish);
  /// `count` days from `first` on.
  [[nodiscard]] const std::vector<DayStart>& of_days(Context& context, const BookingWish& wish,
                                                     LocalDate first, int count);
  /// The first free time from a day on, within the horizon.
  [[nodiscard]] std::optional<schedule::Slot> next(Context& context, const BookingWish& wish,
                                                   LocalDate from);
  /// The best free times from the wish's day or today on, whichever is later, best first: at most
  /// `best_shown`, of two weeks, no two of one doctor on one day. Each explains its place
  /// (`score_words`).
  [[nodiscard]] const std::vector<schedule::Slot>& best(Context& context, const BookingWish& wish);
  /// The days of a series with the doctor of the wish at that minute.
  [[nodiscard]] std::vector<schedule::SeriesDay> series(Context& context, const BookingWish& wish,
                                                        int minute,
                                                        std::span<const schedule::SeriesWish> days);
  /// Judges a typed time. Without a doctor in the wish: the best of those who are free then.
  [[nodiscard]] const schedule::TimeAnswer& judge(Context& context, const BookingWish& wish,
                                                  int minute);

 private:
  struct Key {
    std::uint64_t generation = 0;
    std::int64_t slice = 0;  ///< Of a minute: what was free has begun, what was held is free again.
    BookingWish wish;
    bool operator==(const Key&) const = default;
  };
  [[nodiscard]] Key key_of(Context& context, const BookingWish& wish) const;
  [[nodiscard]] const schedule::Grid& grid(Context& context, LocalDate date);
  [[nodiscard]] schedule::SlotRequest request_of(Context& context, const BookingWish& wish);
  [[nodiscard]] const std::vector<schedule::Slot>& sessions(Context& context,
                                                            const BookingWish& wish);
  [[nodiscard]] schedule::TimeAnswer judge_any(Context& context, const BookingWish& wish,
                                               int minute);
  [[nodiscard]] schedule::TimeAnswer judge_suiting(Context& context, const BookingWish& wish,
                                                   int minute);

  std::optional<schedule::Grid> grid_;
  std::uint64_t grid_generation_ = 0;
  Instant grid_until_;  ///< An offer that holds a time expires then.

  struct SessionsKey {
    std::uint64_t generation = 0;
    ServiceId service;
    BookingId moving;
    LocalDate first;
    bool operator==(const SessionsKey&) const = default;
  };
  std::optional<SessionsKey> sessions_key_;
  std::vector<schedule::Slot> sessions_;

  std::optional<Key> day_key_;
  std::vector<DoctorTimes> day_;
  std::optional<Key> days_key_;
  LocalDate days_first_;
  std::vector<DayStart> days_;
  std::optional<Key> next_key_;
  std::optional<schedule::Slot> next_;
  std::optional<Key> best_key_;
  std::vector<schedule::Slot> best_;
  std::optional<Key> judged_key_;
  int judged_minute_ = -1;
  schedule::TimeAnswer judged_;
};

inline constexpr std::size_t best_shown = 3;

/// The terms of a score and their sum: "скоро 557 + свой врач 300 + без окна 100 = 957".
[[nodiscard]] std::string score_words(const Context& context, const schedule::SlotScore& score);
/// Why a time is not free, as a sentence.
[[nodiscard]] std::string words_of(const Context& context, const schedule::TimeAnswer& answer);
/// What a change would be: "11:20, на 20 минут позже".
[[nodiscard]] std::string words_of(const Context& context, const schedule::OpeningChange& change);

}  // namespace retour::views
