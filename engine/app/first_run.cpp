#include "app/first_run.hpp"

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

}  // namespace

bool needs_set_up(const Clinic& clinic) {
  return clinic.catalogue().clinic.id.is_nil();
}

Result<Outcome> set_up(Clinic& clinic, const FirstRun& first) {
  if (!Zone::find(first.zone)) return Outcome(Refusal{RefusalCode::bad_time, {}, 0});
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
  Staff owner;
  if (!first.owner_family_name.empty()) {
    owner.id = clinic.new_id<Staff>();
    owner.family_name = first.owner_family_name;
    owner.given_name = first.owner_given_name;
    owner.roles = RoleSet::of(Role::owner, Role::manager, Role::receptionist);
    owner.branches = {branch.id};
    drafts.push_back({OpKind::put_staff, {whole(owner)}});
  }
  add_reasons(clinic, first.cancel_reasons, ReasonGroup::cancellation, drafts);
  add_reasons(clinic, first.outflow_reasons, ReasonGroup::outflow, drafts);
  RETOUR_ASSIGN(Outcome outcome, clinic.submit_batch(drafts, {}));
  if (std::holds_alternative<Accepted>(outcome)) clinic.sign_in({owner.id, Role::owner});
  return outcome;
}

}  // namespace retour::app
