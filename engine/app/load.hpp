// How full the clinic is: capacity, load by doctor, room and device, what holds more visits back,
// how long people wait, and how long visits really take (SC-01 to SC-06, SC-10, SC-11).
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "app/clinic.hpp"
#include "schedule/load.hpp"

namespace retour::app {

/// Waiting from arrival to entry is counted in steps of five minutes (SC-11); the last holds the
/// rest.
inline constexpr std::int32_t wait_step_minutes = 5;
inline constexpr std::size_t wait_steps = 13;

/// The visits of one doctor that went in and were finished.
struct DoctorVisits {
  StaffId doctor;
  std::int64_t visits = 0;
  std::int64_t planned_minutes = 0;
  std::int64_t actual_minutes = 0;  ///< From entry to the end.
};

/// What one service takes of the doctors' time. A visit with several services counts with its
/// first; one that has no service, with nil.
struct ServiceLoad {
  ServiceId service;
  std::int64_t visits = 0;          ///< That stand, with a time.
  std::int64_t doctor_minutes = 0;  ///< The doctor's part of them, as planned.
  std::int64_t measured = 0;        ///< Of those the ones that went in and were finished ...
  std::int64_t planned_minutes = 0;
  std::int64_t actual_minutes = 0;  ///< ... and how long they took, from entry to the end.
};

struct FirstFree {
  StaffId doctor;
  std::optional<std::int32_t> days;  ///< From today; nothing: none within `first_free_days`.
};
inline constexpr std::int32_t first_free_days = 60;

struct LoadReport {
  std::vector<schedule::ResourceLoad> resources;  ///< Of the branch, doctors first.
  std::vector<schedule::DoctorDay> days;
  schedule::BindingTime binding;
  std::vector<FirstFree> first_free;  ///< Doctors who work within `first_free_days`.
  std::array<std::int64_t, wait_steps> waits = {};
  std::vector<DoctorVisits> visits;   ///< Of the doctors, by their ids.
  std::vector<ServiceLoad> services;  ///< What takes most of the doctors' time first.
};

/// Longest visit that is believed: who forgets to press "finished" until the next day is left out.
inline constexpr std::int32_t believed_visit_minutes_max = 8 * 60;

/// Reads the days from `first` on, at one branch or (nil) at all. `useful_minutes`: the shortest
/// free stretch that is worth something. Some tens of milliseconds for a year of a small clinic.
[[nodiscard]] Result<LoadReport> load_report(Clinic& clinic, LocalDate first, std::int32_t days,
                                             BranchId branch, std::int32_t useful_minutes);
inline constexpr std::int32_t load_days_max = 366;

/// What is booked of the time that there is.
struct BookedTime {
  std::int64_t booked_minutes = 0;
  std::int64_t available_minutes = 0;
};
struct BookedTimes {
  BookedTime doctors, theatre;
};
/// Of all doctors and all theatres of a report.
[[nodiscard]] BookedTimes booked_times(const LoadReport& report);

}  // namespace retour::app
