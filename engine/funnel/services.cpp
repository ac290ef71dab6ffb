#include "funnel/services.hpp"

#include <algorithm>
#include <tuple>

#include "base/order.hpp"

namespace retour::funnel {
namespace {

/// True when `candidate` is the better list price than `chosen` (see ServiceLookup::of).
bool is_better_price(const Price& candidate, const Price& chosen) {
  const auto is_general = [](const Price& p) { return p.branch.is_nil() && p.grade.empty(); };
  if (is_general(candidate) != is_general(chosen)) return is_general(candidate);
  if (is_general(candidate) && candidate.valid_from != chosen.valid_from)
    return candidate.valid_from > chosen.valid_from;
  if (candidate.price_minor != chosen.price_minor)
    return candidate.price_minor < chosen.price_minor;
  return candidate.id < chosen.id;
}

/// Drops prices that a later one of the same branch and grade replaced by `today`.
std::vector<const Price*> prices_of_day(std::span<const Price> prices, LocalDate today) {
  std::vector<const Price*> out;
  for (const Price& price : prices)
    if (price.valid_from <= today) out.push_back(&price);
  sort_stably(out, [](const Price* a, const Price* b) {
    return std::tie(a->service, a->branch, a->grade, b->valid_from, a->id) <
           std::tie(b->service, b->branch, b->grade, a->valid_from, b->id);
  });
  const auto same_line = [](const Price* a, const Price* b) {
    return a->service == b->service && a->branch == b->branch && a->grade == b->grade;
  };
  out.erase(std::ranges::unique(out, same_line).begin(), out.end());
  return out;
}

}  // namespace

ProductCategory category_of(const Service& service) {
  if (service.product_type == ProductType::main &&
      (service.room_kind == RoomKind::theatre || service.nights > 0))
    return ProductCategory::surgery;
  if (service.product_type == ProductType::main || !service.package.empty())
    return ProductCategory::course;
  return ProductCategory::one_time;
}

ServiceLookup ServiceLookup::of(std::span<const Service> services, std::span<const Staff> staff,
                                std::span<const Price> prices, LocalDate today) {
  ServiceLookup out;
  out.services_.reserve(services.size());
  for (const Service& service : services)
    out.services_.push_back({service.id,
                             {.type = service.product_type,
                              .specialty = service.specialty,
                              .category = category_of(service)}});
  sort_stably(out.services_, {}, &ServiceRow::id);
  const std::vector<const Price*> standing = prices_of_day(prices, today);
  for (std::size_t i = 0; i < standing.size();) {
    const Price* best = standing[i];
    const ServiceId service = best->service;
    for (; i < standing.size() && standing[i]->service == service; ++i)
      if (is_better_price(*standing[i], *best)) best = standing[i];
    const auto row = std::ranges::lower_bound(out.services_, service, {}, &ServiceRow::id);
    if (row != out.services_.end() && row->id == service)
      row->info.list_price_minor = best->price_minor;
  }
  for (const Staff& person : staff)
    if (person.specialties.size() == 1)
      out.doctors_.push_back({person.id, person.specialties.front()});
  sort_stably(out.doctors_, {}, &DoctorRow::id);
  return out;
}

void ServiceLookup::set_service(ServiceId id, const ServiceInfo& info) {
  const auto row = std::ranges::lower_bound(services_, id, {}, &ServiceRow::id);
  if (row != services_.end() && row->id == id)
    row->info = info;
  else
    services_.insert(row, {id, info});
}

void ServiceLookup::set_doctor(StaffId id, SpecialtyId only_specialty) {
  const auto row = std::ranges::lower_bound(doctors_, id, {}, &DoctorRow::id);
  if (row != doctors_.end() && row->id == id)
    row->specialty = only_specialty;
  else
    doctors_.insert(row, {id, only_specialty});
}

ServiceInfo ServiceLookup::service(ServiceId id) const {
  const auto row = std::ranges::lower_bound(services_, id, {}, &ServiceRow::id);
  return row != services_.end() && row->id == id ? row->info : ServiceInfo{};
}

SpecialtyId ServiceLookup::doctor_specialty(StaffId id) const {
  const auto row = std::ranges::lower_bound(doctors_, id, {}, &DoctorRow::id);
  return row != doctors_.end() && row->id == id ? row->specialty : SpecialtyId{};
}

void ServiceLookup::put_into(ByteWriter& out) const {
  out.put_unsigned(services_.size());
  for (const ServiceRow& row : services_) {
    out.put_id(row.id);
    out.put_byte(static_cast<std::uint8_t>(row.info.type));
    out.put_id(row.info.specialty);
    out.put_signed(row.info.list_price_minor);
    out.put_byte(static_cast<std::uint8_t>(row.info.category));
  }
  for (const DoctorRow& row : doctors_) {
    out.put_id(row.id);
    out.put_id(row.specialty);
  }
}

}  // namespace retour::funnel
