#include "model/holds.hpp"

#include <array>

namespace retour {

GroupSessionId session_of(const Booking& booking) {
  constexpr std::size_t id_bytes = sizeof(IdBytes::bytes);
  std::array<std::uint8_t, 7 + 4 * id_bytes + 8> name{'s', 'e', 's', 's', 'i', 'o', 'n'};
  auto out = name.begin() + 7;
  for (const IdBytes& id : {IdBytes(booking.service), IdBytes(booking.branch),
                            IdBytes(booking.doctor), IdBytes(booking.room)})
    out = std::ranges::copy(id.bytes, out).out;
  const auto seconds = static_cast<std::uint64_t>(booking.begin.seconds);
  for (unsigned i = 0; i < 8; ++i) *out++ = static_cast<std::uint8_t>(seconds >> (8 * i));
  return GroupSessionId(id_from_name(name));
}

std::vector<ServiceId> services_of(const Booking& booking) {
  std::vector<ServiceId> services;
  if (booking.service.is_nil()) return services;
  services.push_back(booking.service);
  services.insert(services.end(), booking.further_services.begin(), booking.further_services.end());
  return services;
}

void renew_session(Booking& booking) {
  if (booking.session_places > 0) booking.session = session_of(booking);
}

}  // namespace retour
