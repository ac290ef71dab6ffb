#include "app/booking_moves.hpp"

namespace retour::app {

Result<std::vector<BookingPlace>> places_of_booking(store::OpLog& log, PatientId patient,
                                                    BookingId booking, std::uint64_t below) {
  RETOUR_ASSIGN(const std::vector<std::uint64_t> seqs, log.seqs_of(patient));
  std::vector<BookingPlace> places;
  for (const std::uint64_t seq : seqs) {
    if (seq >= below) break;
    RETOUR_ASSIGN(const std::optional<store::LoggedOp> logged, log.at_seq(seq));
    // Most ops of a patient are about other things: a look at the bytes is cheaper than decoding.
    if (!logged || !logged->counts() || !store::mentions(logged->bytes, booking)) continue;
    RETOUR_ASSIGN(const EncodedOp encoded, parse_op(logged->bytes));
    RETOUR_ASSIGN(const Op op, decode(encoded));
    for (const Part& part : op.parts) {
      const auto* written = std::get_if<Booking>(&part.entity);
      if (written == nullptr || written->id != booking || (part.facets & 1U) == 0) continue;
      // Whoever moves a group lets go of a time for the blink in which the others follow.
      if (places.size() > 1 && places.back().booking.begin_minute == untimed_minute &&
          places.back().by == op.header.author &&
          logged->at.milliseconds() / 1000 - places.back().at.seconds <= 1)
        places.pop_back();
      places.push_back(
          {.at = {logged->at.milliseconds() / 1000}, .by = op.header.author, .booking = *written});
    }
  }
  return places;
}

}  // namespace retour::app
