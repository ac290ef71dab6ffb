#include "time/zone.hpp"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>
#include <cctz/zone_info_source.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <memory>
#include <type_traits>

#include "base/check.hpp"
#include "time/zone_data.hpp"

namespace retour {
namespace {

/// The embedded entry of a name. The table is short and is searched once per name and process.
const EmbeddedZone* embedded_zone_of(std::string_view name) {
  for (unsigned i = 0; i < embedded_zone_count; ++i)
    if (name == embedded_zones[i].name) return &embedded_zones[i];
  return nullptr;
}

/// Hands cctz the bytes of one embedded TZif file as if they were read from a disk.
class EmbeddedSource final : public cctz::ZoneInfoSource {
 public:
  explicit EmbeddedSource(const EmbeddedZone& zone) : rest_(zone.bytes), left_(zone.size) {}

  std::size_t Read(void* out, std::size_t size) override {
    const std::size_t count = std::min(size, left_);
    std::memcpy(out, rest_, count);
    rest_ += count;
    left_ -= count;
    return count;
  }
  int Skip(std::size_t offset) override {
    if (offset > left_) return -1;
    rest_ += offset;
    left_ -= offset;
    return 0;
  }
  std::string Version() const override { return embedded_zone_version; }

 private:
  const unsigned char* rest_;
  std::size_t left_;
};

/// cctz's default factory would read the operating system's files. It is ignored on purpose:
/// two replicas with tzdata of different ages would disagree about the same booking.
std::unique_ptr<cctz::ZoneInfoSource> make_embedded_source(
    const std::string& name,
    const std::function<std::unique_ptr<cctz::ZoneInfoSource>(const std::string&)>&) {
  const EmbeddedZone* zone = embedded_zone_of(name);
  return zone == nullptr ? nullptr : std::make_unique<EmbeddedSource>(*zone);
}

// cctz::time_zone is one pointer to rules that live as long as the program, so it travels inside
// Zone's opaque handle and no table of our own (with a lock around it) is needed.
static_assert(sizeof(cctz::time_zone) == sizeof(const void*));
static_assert(std::is_trivially_copyable_v<cctz::time_zone>);

cctz::time_zone rules_of(const void* handle) {
  return std::bit_cast<cctz::time_zone>(handle);
}

using CctzSeconds = cctz::time_point<cctz::seconds>;

Instant instant_of(CctzSeconds at) {
  return {at.time_since_epoch().count()};
}

constexpr std::int64_t first_second = LocalDate::from_ymd(-9999, 1, 1)->days * std::int64_t{86400};
constexpr std::int64_t last_second =
    LocalDate::from_ymd(9999, 12, 31)->days * std::int64_t{86400} + 86399;

}  // namespace

std::optional<Zone> Zone::find(std::string_view iana_name) {
  if (iana_name == "UTC") return utc();
  // The table is asked first, because cctz also understands names such as "Fixed/UTC+05:00:00".
  if (embedded_zone_of(iana_name) == nullptr) return std::nullopt;
  std::string name(iana_name);
  cctz::time_zone rules;
  if (!cctz::load_time_zone(name, &rules)) return std::nullopt;
  return Zone(std::move(name), std::bit_cast<const void*>(rules));
}

Zone Zone::utc() {
  return Zone("UTC", std::bit_cast<const void*>(cctz::utc_time_zone()));
}

LocalLookup Zone::lookup(const LocalDateTime& local) const {
  RETOUR_CHECK(local.second_of_day >= 0 && local.second_of_day < 86400);
  const cctz::civil_second wall =
      cctz::civil_second(cctz::civil_day(1970, 1, 1) + local.date.days) + local.second_of_day;
  const auto found = rules_of(data_).lookup(wall);
  LocalLookup out{.first = instant_of(found.pre), .second = instant_of(found.post)};
  switch (found.kind) {
    case cctz::time_zone::civil_lookup::UNIQUE: out.kind = LocalKind::unique; break;
    case cctz::time_zone::civil_lookup::SKIPPED: out.kind = LocalKind::skipped; break;
    case cctz::time_zone::civil_lookup::REPEATED: out.kind = LocalKind::repeated; break;
  }
  return out;
}

LocalDateTime Zone::local(Instant at) const {
  const std::int64_t bounded = std::clamp(at.seconds, first_second, last_second);
  const cctz::civil_second wall = rules_of(data_).lookup(CctzSeconds(cctz::seconds(bounded))).cs;
  const cctz::civil_day day(wall);
  return {.date = {static_cast<std::int32_t>(day - cctz::civil_day(1970, 1, 1))},
          .second_of_day = static_cast<std::int32_t>(wall - cctz::civil_second(day))};
}

Interval Zone::day(LocalDate date) const {
  const auto begin_of = [this](LocalDate which) {
    const auto found =
        rules_of(data_).lookup(cctz::civil_second(cctz::civil_day(1970, 1, 1) + which.days));
    // Where midnight itself is skipped (Brazil until 2018) the day begins at the jump.
    return instant_of(found.kind == cctz::time_zone::civil_lookup::SKIPPED ? found.trans
                                                                           : found.pre);
  };
  return {.begin = begin_of(date), .end = begin_of(date.plus_days(1))};
}

std::string_view zone_data_version() {
  return embedded_zone_version;
}

}  // namespace retour

namespace cctz_extension {
// Replaces the weak definition inside cctz at link time (see cctz/zone_info_source.h).
ZoneInfoSourceFactory zone_info_source_factory = retour::make_embedded_source;
}  // namespace cctz_extension
