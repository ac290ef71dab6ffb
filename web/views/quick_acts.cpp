#include "views/quick_acts.hpp"

#include <array>

namespace retour::views {
namespace {

struct Row {
  OpKind kind;
  ui::MenuItem item;
};

Row row_of(const Context& context, QuickAct act) {
  switch (act) {
    case QuickAct::call:
      return {OpKind::log_call,
              {.key = "call", .text = context.t("quick.call"), .icon = ui::Icon::phone}};
    case QuickAct::book:
      return {OpKind::book,
              {.key = "book", .text = context.t("quick.book"), .icon = ui::Icon::calendar_plus}};
    case QuickAct::itinerary:
      return {OpKind::book,
              {.key = "itinerary",
               .text = context.t("quick.itinerary"),
               .icon = ui::Icon::calendar_clock}};
    case QuickAct::wait:
      return {OpKind::join_waitlist,
              {.key = "wait", .text = context.t("quick.wait"), .icon = ui::Icon::hourglass}};
    case QuickAct::step:
      return {OpKind::set_next_step,
              {.key = "step", .text = context.t("quick.step"), .icon = ui::Icon::flag}};
    case QuickAct::consent:
      return {OpKind::give_consent,
              {.key = "consent", .text = context.t("quick.consent"), .icon = ui::Icon::check}};
    case QuickAct::merge: break;
  }
  return {OpKind::merge_patients,
          {.key = "merge", .text = context.t("quick.merge"), .icon = ui::Icon::users}};
}

}  // namespace

std::span<const ui::MenuItem> QuickActs::items(Context& context, std::span<const QuickAct> wanted) {
  items_.clear();
  acts_.clear();
  for (const QuickAct act : wanted) {
    const Row row = row_of(context, act);
    if (!may(context, row.kind)) continue;
    items_.push_back(row.item);
    acts_.push_back(act);
  }
  return items_;
}

void QuickActs::perform(Context& context, std::size_t item, PatientId patient,
                        BookingForm& booking) {
  const Card* card = context.reader.card(patient);
  if (card == nullptr || item >= acts_.size()) return;
  const PatientId id = card->facts.patient.id;
  switch (acts_[item]) {
    case QuickAct::call: call_.open(context, *card); break;
    case QuickAct::book:
      booking.open(context, {.patient = id,
                             .doctor = {},
                             .branch = first_branch(context),
                             .date = context.ui.today(),
                             .minute = {}});
      break;
    case QuickAct::itinerary: itinerary_.open(context, id); break;
    case QuickAct::wait: wish_.open(context, {.patient = id}); break;
    case QuickAct::step: step_.open(context, *card); break;
    case QuickAct::consent: consent_.open(id, ConsentPurpose::messages); break;
    case QuickAct::merge: merge_.open(id); break;
  }
  context.ui.request_frame();
}

void QuickActs::draw(Context& context) {
  const auto keyed = context.ui.keyed("quick acts");  // The card has dialogs of the same kinds.
  call_.draw(context);
  itinerary_.draw(context);
  step_.draw(context);
  consent_.draw(context);
  merge_.draw(context);
  wish_.draw(context);
}

}  // namespace retour::views
