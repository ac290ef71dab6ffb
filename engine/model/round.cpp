#include "model/round.hpp"

namespace retour {

Booking offered_booking(const WaitlistEntry& entry) {
  Booking booking;
  booking.patient = entry.patient;
  booking.service = entry.service;
  booking.branch = entry.offered_branch;
  booking.doctor = entry.offered_doctor;
  booking.room = entry.offered_room;
  booking.device = entry.offered_device;
  booking.date = entry.offered_date;
  booking.begin_minute = entry.offered_minute;
  booking.length_minutes = entry.offered_length_minutes;
  booking.begin = entry.offered_begin;
  return booking;
}

}  // namespace retour
