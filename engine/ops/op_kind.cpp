#include "ops/op_kind.hpp"

#include <algorithm>
#include <array>

namespace retour {
namespace {

using enum Role;
using K = EntityKind;

constexpr FacetMask mask(auto... facets) {
  return static_cast<FacetMask>((0U | ... | (1U << facets)));
}

constexpr RoleSet system_only = RoleSet::of(owner);
constexpr RoleSet managers = RoleSet::of(owner, manager);
constexpr RoleSet desk = RoleSet::of(owner, manager, receptionist, coordinator);
constexpr RoleSet administrators = RoleSet::of(owner, manager, receptionist);
constexpr RoleSet callers = RoleSet::of(owner, manager, receptionist, coordinator, operator_);
constexpr RoleSet carers = RoleSet::of(owner, manager, coordinator, doctor, assistant);
constexpr RoleSet floor_staff =
    RoleSet::of(owner, manager, receptionist, coordinator, doctor, assistant);
// Whoever may read a patient's name: a hand-over names patients.
constexpr RoleSet floor_and_calls = readers_of(Visibility::contact);
constexpr RoleSet marketers = RoleSet::of(owner, manager, marketer);
constexpr RoleSet everyone = RoleSet::all();

constexpr PartRule clinic_parts[] = {{K::clinic, all_facets<Clinic>}};
constexpr PartRule policy_parts[] = {{K::policy, all_facets<Policy>}};
constexpr PartRule legal_parts[] = {{K::legal_entity, all_facets<LegalEntity>}};
constexpr PartRule branch_parts[] = {{K::branch, all_facets<Branch>}};
constexpr PartRule room_parts[] = {{K::room, all_facets<Room>}};
constexpr PartRule device_parts[] = {{K::device, all_facets<Device>}};
constexpr PartRule specialty_parts[] = {{K::specialty, all_facets<Specialty>}};
constexpr PartRule staff_parts[] = {{K::staff, all_facets<Staff>}};
constexpr PartRule shift_parts[] = {{K::shift, all_facets<Shift>, 1, 128}};
constexpr PartRule service_parts[] = {{K::service, all_facets<Service>, 1, 128}};
constexpr PartRule price_parts[] = {{K::price, all_facets<Price>, 1, 128}};
constexpr PartRule source_parts[] = {{K::source, all_facets<Source>}};
constexpr PartRule organisation_parts[] = {{K::organisation, all_facets<Organisation>}};
constexpr PartRule reason_parts[] = {{K::reason, all_facets<Reason>}};

constexpr PartRule saved_list_parts[] = {{K::saved_list, all_facets<SavedList>}};
constexpr PartRule pattern_parts[] = {{K::shift_pattern, all_facets<ShiftPattern>, 1, 128}};
constexpr PartRule calendar_parts[] = {{K::calendar_day, all_facets<CalendarDay>, 1, 128}};

constexpr PartRule new_patient[] = {{K::patient, all_facets<Patient>, 1, 1, mask(0, 1)}};
constexpr PartRule patient_identity[] = {{K::patient, mask(0)}};
constexpr PartRule patient_contact[] = {{K::patient, mask(1)}};
constexpr PartRule patient_standing[] = {{K::patient, mask(2)}};
constexpr PartRule patient_care[] = {{K::patient, mask(3)}};
constexpr PartRule patient_origin[] = {{K::patient, mask(4)}};
constexpr PartRule patient_preference[] = {{K::patient, mask(5)}};
constexpr PartRule relation_parts[] = {{K::relation, all_facets<Relation>}};
constexpr PartRule consent_given[] = {{K::consent, all_facets<Consent>, 1, 1, mask(0)}};
constexpr PartRule consent_withdrawn[] = {{K::consent, mask(1)}};

// A time from the waitlist settles the wish in the same act, and undoing it opens the wish again; a
// talk about the booking is noted together with what came of it.
constexpr PartRule wish_settled = {K::waitlist_entry, mask(1, 2), 0, 1, mask(2)};
constexpr PartRule talk = {K::contact_attempt, mask(0), 0, 1};
constexpr PartRule new_booking[] = {{K::booking, all_facets<Booking>, 1, 1, all_facets<Booking>},
                                    wish_settled};
constexpr PartRule booking_slot[] = {{K::booking, mask(0)}, wish_settled, talk};
constexpr PartRule booking_purpose[] = {{K::booking, mask(1)}};
// What was only held is settled with its slot: the hub judges it as it judges a move.
constexpr PartRule booking_confirmation[] = {{K::booking, mask(0, 2), 1, 1, mask(2)}, talk};
constexpr PartRule booking_cancellation[] = {{K::booking, mask(3)}, wish_settled, talk};
constexpr PartRule booking_reinstated[] = {{K::booking, mask(0, 3), 1, 1, mask(0, 3)}};
constexpr PartRule booking_attendance[] = {{K::booking, mask(4)}};
constexpr PartRule new_visit[] = {{K::visit, all_facets<Visit>, 1, 1, mask(0)}};
constexpr PartRule visit_entry[] = {{K::visit, mask(1)}};
constexpr PartRule visit_outcome[] = {{K::visit, mask(2)}};
constexpr PartRule visit_notes[] = {{K::visit, mask(3)}};

constexpr PartRule new_charges[] = {{K::charge, mask(0), 1, 64}};
constexpr PartRule charge_void[] = {{K::charge, mask(1)}, {K::allocation, mask(1), 0, 64}};
constexpr PartRule new_invoice[] = {{K::invoice, mask(0)}};
constexpr PartRule invoice_acceptance[] = {{K::invoice, mask(1)}};
constexpr PartRule invoice_void[] = {{K::invoice, mask(2)}};
constexpr PartRule new_payment[] = {{K::payment, mask(0)}, {K::allocation, mask(0), 0, 64}};
constexpr PartRule payment_void[] = {{K::payment, mask(1)}, {K::allocation, mask(1), 0, 64}};
constexpr PartRule allocation_void[] = {{K::allocation, mask(1), 1, 64}};
constexpr PartRule new_allocations[] = {{K::allocation, mask(0), 1, 64}};
constexpr PartRule schedule_parts[] = {{K::instalment_schedule, mask(0)}};
constexpr PartRule new_refund[] = {{K::refund, mask(0)}};
constexpr PartRule new_certificate[] = {{K::certificate, mask(0)}};
constexpr PartRule check_out_parts[] = {
    {K::charge, mask(0), 0, 64},      {K::payment, mask(0), 0, 16},
    {K::allocation, mask(0), 0, 128}, {K::visit, mask(2), 0, 1},
    {K::patient, mask(1), 0, 1},      {K::instalment_schedule, mask(0), 0, 8}};

constexpr PartRule new_call[] = {{K::call, all_facets<Call>, 1, 1, mask(0)}};
constexpr PartRule call_match[] = {{K::call, static_cast<FacetMask>(mask(1) | mask(2))}};
constexpr PartRule new_request[] = {{K::web_request, all_facets<WebRequest>, 1, 1, mask(0)}};
constexpr PartRule request_match[] = {{K::web_request, mask(1)}};

constexpr PartRule plan_parts[] = {{K::plan, mask(0)}, {K::plan_item, mask(0), 0, 64}};
constexpr PartRule plan_agreement[] = {{K::plan, mask(1)}};
constexpr PartRule item_outcome[] = {{K::plan_item, mask(1)}};
constexpr PartRule recall_parts[] = {{K::recall, mask(0)}};
constexpr PartRule recall_outcome[] = {{K::recall, mask(1)}};
constexpr PartRule step_parts[] = {{K::next_step, mask(0)}};
constexpr PartRule step_outcome[] = {{K::next_step, mask(1)}};
constexpr PartRule closing_parts[] = {{K::cycle_closing, mask(0)}, {K::recall, mask(0), 0, 1}};

constexpr PartRule new_wish[] = {{K::waitlist_entry, mask(0)}};
constexpr PartRule offered_place[] = {{K::waitlist_entry, mask(1)}};
constexpr PartRule offer_ended[] = {{K::waitlist_entry, mask(1, 2), 1, 1, mask(1)}};
constexpr PartRule wish_left[] = {{K::waitlist_entry, mask(2)}};
constexpr PartRule new_attempt[] = {{K::contact_attempt, mask(0)}};
constexpr PartRule hand_over_note[] = {{K::hand_over, mask(0)}};
constexpr PartRule hand_over_reading[] = {{K::hand_over, mask(1)}};
constexpr PartRule day_closed[] = {{K::day_close, mask(0)}};

constexpr PartRule batch_start[] = {{K::import_batch, mask(0)}};
constexpr PartRule import_parts[] = {{K::patient, all_facets<Patient>, 0, 1},
                                     {K::booking, all_facets<Booking>, 0, 16},
                                     {K::staff, all_facets<Staff>, 0, 16},
                                     {K::service, all_facets<Service>, 0, 64},
                                     {K::price, all_facets<Price>, 0, 64},
                                     {K::call, all_facets<Call>, 0, 16},
                                     {K::charge, mask(0), 0, 16},
                                     {K::payment, mask(0), 0, 16},
                                     {K::allocation, mask(0), 0, 16},
                                     {K::specialty, mask(0), 0, 16},
                                     {K::source, mask(0), 0, 16}};
constexpr PartRule batch_finish[] = {{K::import_batch, mask(1)}};
constexpr PartRule read_parts[] = {{K::card_read, mask(0)}};
constexpr PartRule withdrawal_parts[] = {{K::withdrawal, mask(0)}};
constexpr PartRule erasure_parts[] = {{K::erasure, mask(0)}};
constexpr PartRule vanished_parts[] = {
    {K::patient, mask(4), 0, 1}, {K::booking, mask(5), 0, 16}, {K::service, mask(2), 0, 16}};
constexpr PartRule sameness_parts[] = {{K::sameness, mask(0)}};
constexpr PartRule difference_parts[] = {{K::difference, mask(0)}};

constexpr PartRule campaign_parts[] = {{K::campaign, mask(0)}};
constexpr PartRule cost_parts[] = {{K::cost, mask(0), 1, 128}};
constexpr PartRule traffic_parts[] = {{K::site_traffic, mask(0), 1, 128}};
constexpr PartRule call_reviewed[] = {{K::call_review, mask(0)}};
constexpr PartRule script_parts[] = {{K::script, mask(0)}};
constexpr PartRule rating_parts[] = {{K::rating, mask(0)}};
constexpr PartRule target_parts[] = {{K::target, mask(0)}};
constexpr PartRule target_closed[] = {{K::target, mask(1)}};
constexpr PartRule month_published[] = {{K::published_month, mask(0)}};

constexpr OpRule rules[] = {
    {OpKind::set_up_clinic, "set_up_clinic", system_only, clinic_parts},
    {OpKind::set_policy, "set_policy", managers, policy_parts},
    {OpKind::put_legal_entity, "put_legal_entity", managers, legal_parts},
    {OpKind::put_branch, "put_branch", managers, branch_parts},
    {OpKind::put_room, "put_room", managers, room_parts},
    {OpKind::put_device, "put_device", managers, device_parts},
    {OpKind::put_specialty, "put_specialty", managers, specialty_parts},
    {OpKind::put_staff, "put_staff", managers, staff_parts},
    {OpKind::put_shifts, "put_shifts", administrators, shift_parts},
    {OpKind::put_service, "put_service", managers, service_parts},
    {OpKind::set_price, "set_price", managers, price_parts},
    {OpKind::put_source, "put_source", marketers, source_parts},
    {OpKind::put_organisation, "put_organisation", desk, organisation_parts},
    {OpKind::put_reason, "put_reason", managers, reason_parts},
    {OpKind::put_saved_list, "put_saved_list", everyone, saved_list_parts},
    {OpKind::put_shift_patterns, "put_shift_patterns", managers, pattern_parts},
    {OpKind::put_calendar_days, "put_calendar_days", managers, calendar_parts},
    {OpKind::register_patient, "register_patient", callers, new_patient},
    {OpKind::change_identity, "change_identity", callers, patient_identity},
    {OpKind::change_contact, "change_contact", callers, patient_contact},
    {OpKind::change_standing, "change_standing", desk, patient_standing},
    {OpKind::attach_responsible, "attach_responsible", desk, patient_care},
    {OpKind::change_origin, "change_origin", callers, patient_origin},
    {OpKind::change_preference, "change_preference", carers, patient_preference},
    {OpKind::put_relation, "put_relation", callers, relation_parts},
    {OpKind::give_consent, "give_consent", floor_staff, consent_given},
    {OpKind::withdraw_consent, "withdraw_consent", floor_staff, consent_withdrawn},
    {OpKind::book, "book", everyone, new_booking},
    {OpKind::move_booking, "move_booking", everyone, booking_slot},
    {OpKind::change_purpose, "change_purpose", everyone, booking_purpose},
    {OpKind::confirm_booking, "confirm_booking", callers, booking_confirmation},
    {OpKind::cancel_booking, "cancel_booking", everyone, booking_cancellation},
    {OpKind::mark_no_show, "mark_no_show", floor_staff, booking_attendance},
    {OpKind::check_in, "check_in", floor_staff, new_visit},
    {OpKind::enter, "enter", floor_staff, visit_entry},
    {OpKind::finish_visit, "finish_visit", floor_staff, visit_outcome},
    {OpKind::note_findings, "note_findings", RoleSet::of(owner, doctor, assistant), visit_notes},
    {OpKind::reinstate_booking, "reinstate_booking", everyone, booking_reinstated},
    {OpKind::charge, "charge", desk, new_charges},
    {OpKind::void_charge, "void_charge", desk, charge_void},
    {OpKind::issue_invoice, "issue_invoice", desk, new_invoice},
    {OpKind::accept_invoice, "accept_invoice", desk, invoice_acceptance},
    {OpKind::void_invoice, "void_invoice", desk, invoice_void},
    {OpKind::record_payment, "record_payment", desk, new_payment},
    {OpKind::void_payment, "void_payment", desk, payment_void},
    {OpKind::allocate, "allocate", desk, new_allocations},
    {OpKind::agree_instalments, "agree_instalments", desk, schedule_parts},
    {OpKind::refund, "refund", desk, new_refund},
    {OpKind::issue_certificate, "issue_certificate", desk, new_certificate},
    {OpKind::check_out, "check_out", desk, check_out_parts},
    {OpKind::void_allocation, "void_allocation", desk, allocation_void},
    {OpKind::close_day, "close_day", desk, day_closed},
    {OpKind::log_call, "log_call", callers, new_call},
    {OpKind::match_call, "match_call", callers, call_match},
    {OpKind::log_web_request, "log_web_request", callers, new_request},
    {OpKind::match_web_request, "match_web_request", callers, request_match},
    {OpKind::make_plan, "make_plan", carers, plan_parts},
    {OpKind::agree_plan, "agree_plan", carers, plan_agreement},
    {OpKind::settle_plan_item, "settle_plan_item", floor_staff, item_outcome},
    {OpKind::set_recall, "set_recall", carers, recall_parts},
    {OpKind::settle_recall, "settle_recall", floor_staff, recall_outcome},
    {OpKind::set_next_step, "set_next_step", everyone, step_parts},
    {OpKind::finish_next_step, "finish_next_step", everyone, step_outcome},
    {OpKind::close_cycle, "close_cycle", carers, closing_parts},
    {OpKind::join_waitlist, "join_waitlist", callers, new_wish},
    {OpKind::change_wish, "change_wish", callers, new_wish},
    {OpKind::offer_time, "offer_time", callers, offered_place},
    {OpKind::end_offer, "end_offer", callers, offer_ended},
    {OpKind::leave_waitlist, "leave_waitlist", callers, wish_left},
    {OpKind::note_contact, "note_contact", callers, new_attempt},
    {OpKind::write_hand_over, "write_hand_over", floor_and_calls, hand_over_note},
    {OpKind::read_hand_over, "read_hand_over", floor_and_calls, hand_over_reading},
    {OpKind::begin_import, "begin_import", managers, batch_start},
    {OpKind::import_row, "import_row", managers, import_parts},
    {OpKind::finish_import, "finish_import", managers, batch_finish},
    {OpKind::record_read, "record_read", everyone, read_parts},
    {OpKind::withdraw, "withdraw", everyone, withdrawal_parts},
    {OpKind::erase_patient, "erase_patient", managers, erasure_parts},
    {OpKind::flag_vanished, "flag_vanished", managers, vanished_parts},
    {OpKind::merge_patients, "merge_patients", administrators, sameness_parts},
    {OpKind::separate_patients, "separate_patients", administrators, sameness_parts},
    {OpKind::tell_apart, "tell_apart", administrators, difference_parts},
    {OpKind::put_campaign, "put_campaign", marketers, campaign_parts},
    {OpKind::put_costs, "put_costs", marketers, cost_parts},
    {OpKind::put_site_traffic, "put_site_traffic", marketers, traffic_parts},
    {OpKind::review_call, "review_call", RoleSet::of(owner, manager, coordinator), call_reviewed},
    {OpKind::put_script, "put_script", managers, script_parts},
    {OpKind::put_rating, "put_rating", callers, rating_parts},
    {OpKind::set_target, "set_target", managers, target_parts},
    {OpKind::close_target, "close_target", managers, target_closed},
    {OpKind::publish_month, "publish_month", managers, month_published},
};

static_assert(std::ranges::is_sorted(rules, {}, &OpRule::kind));

constexpr std::size_t part_rules_max = 16;
static_assert(std::ranges::all_of(rules, [](const OpRule& rule) {
  return rule.parts.size() <= part_rules_max;
}));

}  // namespace

std::span<const OpRule> op_rules() {
  return rules;
}

const OpRule* rule_of(OpKind kind) {
  const auto* found = std::ranges::lower_bound(rules, kind, {}, &OpRule::kind);
  return found != std::end(rules) && found->kind == kind ? found : nullptr;
}

bool parts_fit(const OpRule& rule, const std::vector<Part>& parts) {
  if (parts.empty() || parts.size() > parts_per_op_max) return false;
  std::array<std::uint16_t, part_rules_max> counts{};
  for (const Part& part : parts) {
    const EntityKind kind = kind_of(part.entity);
    std::size_t row = 0;
    while (row < rule.parts.size() && rule.parts[row].entity != kind) ++row;
    if (row == rule.parts.size()) return false;
    if (part.facets == 0 || (part.facets & ~rule.parts[row].facets) != 0) return false;
    if ((rule.parts[row].required & ~part.facets) != 0) return false;
    if (++counts[row] > rule.parts[row].count_max) return false;
  }
  for (std::size_t row = 0; row < rule.parts.size(); ++row)
    if (counts[row] < rule.parts[row].count_min) return false;
  return true;
}

}  // namespace retour
