#include "app/first_run.hpp"

#include <algorithm>

#include "app/rota.hpp"

namespace retour::app {
namespace {

void add_reasons(Clinic& clinic, const std::vector<std::string>& names, ReasonGroup group,
                 std::vector<Draft>& drafts) {
  for (const std::string& name : names) {
    Reason reason;
    reason.id = clinic.new_id<Reason>();
    reason.group = group;
    reason.name = name;
    drafts.push_back({OpKind::put_reason, {whole(reason)}});
  }
}

/// Specialties by their names, and their services.
void add_services(Clinic& clinic, const FirstRun& first, std::vector<SpecialtyId>& specialties,
                  std::vector<Draft>& drafts) {
  for (const std::string& name : first.specialties) {
    Specialty specialty;
    specialty.id = clinic.new_id<Specialty>();
    specialty.name = name;
    specialties.push_back(specialty.id);
    drafts.push_back({OpKind::put_specialty, {whole(specialty)}});
  }
  for (const FirstService& one : first.services) {
    Service service;
    service.id = clinic.new_id<Service>();
    service.name = one.name;
    service.length_minutes = one.length_minutes;
    service.room_kind = one.room_kind;
    service.product_type = one.product;
    const auto at = std::ranges::find(first.specialties, one.specialty);
    if (at != first.specialties.end())
      service.specialty = specialties[static_cast<std::size_t>(at - first.specialties.begin())];
    drafts.push_back({OpKind::put_service, {whole(service)}});
  }
}

/// The first of the rooms; nil when there are none.
RoomId add_rooms(Clinic& clinic, const FirstRun& first, BranchId branch,
                 std::vector<Draft>& drafts) {
  RoomId first_room;
  for (const FirstRoom& one : first.rooms) {
    Room room;
    room.id = clinic.new_id<Room>();
    room.branch = branch;
    room.name = one.name;
    room.kind = one.kind;
    if (first_room.is_nil()) first_room = room.id;
    drafts.push_back({OpKind::put_room, {whole(room)}});
  }
  return first_room;
}

/// Monday to Friday from today on: hours that can be booked at once, and changed at leisure.
Draft first_rota(Clinic& clinic, StaffId doctor, BranchId branch, RoomId room, LocalDate today) {
  ShiftPattern pattern;
  pattern.staff = doctor;
  pattern.branch = branch;
  pattern.room = room;
  pattern.first = today;
  pattern.begin_minute = first_rota_begin_minute;
  pattern.end_minute = first_rota_end_minute;
  return working_week(clinic, std::move(pattern));
}

}  // namespace

bool needs_set_up(const Clinic& clinic) {
  return clinic.catalogue().clinic.id.is_nil();
}

Result<Outcome> set_up(Clinic& clinic, const FirstRun& first) {
  const std::optional<Zone> zone = Zone::find(first.zone);
  if (!zone) return Outcome(Refusal{RefusalCode::bad_time, {}, 0});
  std::vector<Draft> drafts;
  retour::Clinic row;
  row.id = the_clinic_id();
  row.name = first.clinic_name;
  row.currency = first.currency;
  row.zone = first.zone;
  row.language = first.language;
  drafts.push_back({OpKind::set_up_clinic, {whole(row)}});
  Policy policy;
  policy.id = the_policy_id();
  drafts.push_back({OpKind::set_policy, {whole(policy)}});
  Branch branch;
  branch.id = clinic.new_id<Branch>();
  branch.name = first.branch_name;
  branch.zone = first.zone;
  drafts.push_back({OpKind::put_branch, {whole(branch)}});
  std::vector<SpecialtyId> specialties;
  add_services(clinic, first, specialties, drafts);
  const RoomId room = add_rooms(clinic, first, branch.id, drafts);
  Staff owner;
  if (!first.owner_family_name.empty()) {
    owner.id = clinic.new_id<Staff>();
    owner.family_name = first.owner_family_name;
    owner.given_name = first.owner_given_name;
    owner.roles = RoleSet::of(Role::owner, Role::manager, Role::receptionist);
    owner.branches = {branch.id};
    const bool sees_patients = first.owner_duty == OwnerDuty::sees_patients;
    if (sees_patients) {
      owner.roles = RoleSet::of(Role::owner, Role::manager, Role::receptionist, Role::doctor);
      owner.specialties = specialties;
    }
    drafts.push_back({OpKind::put_staff, {whole(owner)}});
    if (sees_patients)
      drafts.push_back(
          first_rota(clinic, owner.id, branch.id, room, zone->local(clinic.now()).date));
  }
  add_reasons(clinic, first.cancel_reasons, ReasonGroup::cancellation, drafts);
  add_reasons(clinic, first.outflow_reasons, ReasonGroup::outflow, drafts);
  RETOUR_ASSIGN(Outcome outcome, clinic.submit_batch(drafts, {}));
  if (std::holds_alternative<Accepted>(outcome)) clinic.sign_in({owner.id, Role::owner});
  return outcome;
}

}  // namespace retour::app
