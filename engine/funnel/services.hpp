// What the rules of the funnel need to know of the clinic's dictionaries, and nothing more: the
// product type, category and specialty of a service, its list price, the only specialty of a
// doctor.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "model/people.hpp"

namespace retour::funnel {

/// FN-05: what is sold once, what is a course of several visits, what is an operation.
enum class ProductCategory : std::uint8_t { one_time, course, surgery };
/// A main product that needs a theatre or a night in the ward is surgery; any other main product
/// and every package is a course; the rest is sold once.
[[nodiscard]] ProductCategory category_of(const Service& service);

/// One service as the rules see it. Unknown services read as untyped, without specialty.
struct ServiceInfo {
  ProductType type = ProductType::untyped;
  SpecialtyId specialty = {};
  std::int64_t list_price_minor = 0;  ///< Today's price; 0: not on the list.
  ProductCategory category = ProductCategory::one_time;
};

/// Sorted flat tables; built once per generation of the dictionaries, read for every patient.
class ServiceLookup {
 public:
  /// From the dictionaries as they stand on `today`. Of the prices the most general one (no branch,
  /// no grade) with the latest `valid_from` not after `today` counts; without a general one, the
  /// cheapest of the special ones, so that open money is never flattered.
  [[nodiscard]] static ServiceLookup of(std::span<const Service> services,
                                        std::span<const Staff> staff, std::span<const Price> prices,
                                        LocalDate today);

  void set_service(ServiceId id, const ServiceInfo& info);
  void set_doctor(StaffId id, SpecialtyId only_specialty);

  /// O(log n).
  [[nodiscard]] ServiceInfo service(ServiceId id) const;
  /// The doctor's specialty if he has exactly one, else nil. O(log n).
  [[nodiscard]] SpecialtyId doctor_specialty(StaffId id) const;
  /// All that the rules can learn from this, as bytes: equal bytes, equal answers.
  void put_into(ByteWriter& out) const;

 private:
  struct ServiceRow {
    ServiceId id;
    ServiceInfo info;
  };
  struct DoctorRow {
    StaffId id;
    SpecialtyId specialty = {};
  };
  std::vector<ServiceRow> services_;  // by id
  std::vector<DoctorRow> doctors_;    // by id
};

}  // namespace retour::funnel

namespace retour {
RETOUR_ENUM_NAMES(funnel::ProductCategory, "one_time", "course", "surgery");
}  // namespace retour
