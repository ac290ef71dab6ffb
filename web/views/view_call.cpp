#include "views/view_call.hpp"

#include <algorithm>
#include <array>

#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

/// The latest inbound call that nobody answered and nobody returned.
CallId missed_call(const Card& card) {
  const Call* missed = nullptr;
  for (const Call& call : card.facts.calls) {
    if (call.direction != CallDirection::inbound || call.answered) continue;
    const bool returned = std::ranges::any_of(
        card.facts.calls, [&](const Call& other) { return other.returns == call.id; });
    if (!returned && (missed == nullptr || missed->at < call.at)) missed = &call;
  }
  return missed == nullptr ? CallId{} : missed->id;
}

}  // namespace

void CallForm::open(Context& context, const Card& card) {
  *this = {};
  form_.open();
  const Patient& patient = card.facts.patient;
  patient_ = patient.id;
  name_ = name_of_patient(patient);
  if (!patient.phones.empty()) phone_ = patient.phones.front().number;
  source_ = patient.source;
  topic_ = card.facts.visits.empty() ? CallTopic::services : CallTopic::existing_patient;
  returns_ = missed_call(card);
  if (!returns_.is_nil()) direction_ = 1;
  const LocalDateTime now = context.catalogue().zone_of({}).local(context.clinic.now());
  date_ = now.date;
  minute_ = now.second_of_day / 60;
}

void CallForm::draw_when(Context& context) {
  ui::Ui& ui = context.ui;
  const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
  ui::date_field(ui,
                 {.key = "date",
                  .label = context.t("call.date"),
                  .error = form_.error(ui, {RefusalCode::date_missing}),
                  .width = 190,
                  .required = true},
                 date_, ui::DateHint::past);
  ui::time_field(ui,
                 {.key = "time", .label = context.t("call.time"), .width = 130, .required = true},
                 minute_);
}

Call CallForm::call(Context& context) const {
  Call call;
  call.id = context.clinic.new_id<Call>();
  call.direction = direction_ == 0 ? CallDirection::inbound : CallDirection::outbound;
  call.answered = answered_ == 0;
  call.phone = phone_;
  call.at = instant_at(context.catalogue(), {}, *date_, *minute_);
  call.operator_staff = context.clinic.session().staff;
  if (call.direction == CallDirection::inbound) {
    call.source = source_;
    call.campaign = campaign_;
  } else {
    call.returns = returns_;
  }
  call.patient = patient_;
  call.topic = topic_;
  call.note = note_;
  return call;
}

void CallForm::draw_source(Context& context) {
  if (pick(context,
           {.key = "source",
            .label = context.t("card.source"),
            .placeholder = context.t("card.unknown"),
            .clearable = true},
           named_sources(context), source_))
    campaign_ = {};
  std::vector<Named<CampaignId>> campaigns;
  for (const Campaign& one : context.catalogue().campaigns)
    if (one.active && one.source == source_) campaigns.push_back({one.id, one.name});
  if (!campaigns.empty())
    pick(context,
         {.key = "campaign",
          .label = context.t("cost.campaign"),
          .placeholder = context.t("card.unknown"),
          .clearable = true},
         campaigns, campaign_);
}

void CallForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  form_.hear(context);
  const auto d = ui::dialog(
      ui,
      {.key = "call form", .title = context.t("call.title", {{"patient", name_}}), .width = 520},
      form_.open_flag());
  if (!d) return;
  const std::array<std::string_view, 2> ways = {context.t("call.inbound"),
                                                context.t("call.outbound")};
  ui::segments(ui, "direction", context.t("call.direction"), ways, direction_);
  const std::array<std::string_view, 2> ends = {context.t("call.answered"),
                                                context.t("call.missed")};
  ui::segments(ui, "answered", context.t("call.result"), ends, answered_);
  if (direction_ == 1 && !returns_.is_nil())
    ui::text(ui, {.text = context.t("call.returns"),
                  .tone = ui::TextTone::muted,
                  .icon = ui::Icon::phone_call,
                  .key = "returns"});
  pick_value(
      context, {.key = "topic", .label = context.t("call.topic")}, "call_topic",
      {CallTopic::services, CallTopic::existing_patient, CallTopic::other, CallTopic::unknown},
      topic_);
  if (direction_ == 0) draw_source(context);
  ui::phone_field(ui,
                  {.key = "phone",
                   .label = context.t("booking.phone"),
                   .error = form_.error(ui, {RefusalCode::bad_phone})},
                  phone_, context.phone_region());
  const bool unread = ui::has_unread_entry(ui, "phone");
  draw_when(context);
  ui::text_field(ui,
                 {.key = "note",
                  .label = context.t("call.note"),
                  .error = form_.error(ui, {RefusalCode::text_too_long}),
                  .lines = 3},
                 note_);
  form_.draw_refusal(ui);
  std::string_view lacks;
  if (unread)
    lacks = context.t("person.unread");
  else if (!date_ || !minute_)
    lacks = context.t("form.date");
  if (!form_footer(context, form_, context.t("common.save"), lacks)) return;
  form_.send(context, {.drafts = {{.kind = OpKind::log_call, .parts = {whole(call(context))}}},
                       .done = context.t("call.logged", {{"patient", name_}})});
}

}  // namespace retour::views
