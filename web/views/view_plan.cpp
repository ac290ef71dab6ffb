// Sections: the form | the card | agreement and refusal
#include "views/view_plan.hpp"

#include <algorithm>
#include <array>

#include "base/order.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr int default_due_days = 14;
constexpr int count_max = 60;
constexpr auto item_kinds = {PlanItemKind::examination, PlanItemKind::diagnostic_complex,
                             PlanItemKind::treatment, PlanItemKind::operation,
                             PlanItemKind::checkup};

PlanItemKind likely_kind(ProductType type) {
  switch (type) {
    case ProductType::diagnostic: return PlanItemKind::diagnostic_complex;
    case ProductType::main: return PlanItemKind::treatment;
    case ProductType::checkup: return PlanItemKind::checkup;
    case ProductType::untyped:
    case ProductType::entry:
    case ProductType::other: break;
  }
  return PlanItemKind::examination;
}

ui::Tone tone_of(const PlanItem& item, LocalDate today) {
  switch (item.state) {
    case PlanItemState::open:
      return item.due_on && *item.due_on < today ? ui::Tone::danger : ui::Tone::info;
    case PlanItemState::done: return ui::Tone::good;
    case PlanItemState::refused: return ui::Tone::warn;
    case PlanItemState::done_elsewhere:
    case PlanItemState::cancelled: break;
  }
  return ui::Tone::neutral;
}

ui::Icon icon_of(PlanItemState state) {
  switch (state) {
    case PlanItemState::open: return ui::Icon::circle;
    case PlanItemState::done: return ui::Icon::circle_check;
    case PlanItemState::refused: return ui::Icon::circle_x;
    case PlanItemState::done_elsewhere: return ui::Icon::external_link;
    case PlanItemState::cancelled: return ui::Icon::ban;
  }
  return ui::Icon::circle;
}

}  // namespace

// ---- the form
// --------------------------------------------------------------------------------------

void PlanForm::open(Context& context, const Card& card) {
  *this = {};
  form_.open();
  plan_.id = context.clinic.new_id<Plan>();
  plan_.patient = card.facts.patient.id;
  plan_.made_at = context.clinic.now();
  const Staff* me = context.catalogue().person(context.clinic.session().staff);
  if (me != nullptr && me->roles.has(Role::doctor)) plan_.doctor = me->id;
  Instant last;
  for (const Visit& visit : card.facts.visits)
    if (plan_.doctor.is_nil() || last < visit.arrived_at) {
      if (visit.doctor.is_nil() || (me != nullptr && plan_.doctor == me->id)) continue;
      plan_.doctor = visit.doctor;
      last = visit.arrived_at;
    }
  if (const Staff* doctor = context.catalogue().person(plan_.doctor);
      doctor != nullptr && !doctor->specialties.empty())
    plan_.specialty = doctor->specialties.front();
  start_ = context.ui.today();
  add_line();
}

void PlanForm::open_more(Context&, const Plan& plan) {
  *this = {};
  form_.open();
  plan_ = plan;
  is_new_ = false;
  add_line();
}

void PlanForm::add_line() {
  lines_.push_back({.key = ++last_line_, .service = {}, .count = 1, .due = {}, .price_minor = {}});
}

void PlanForm::price_line(Context& context, Line& line) const {
  const app::Catalogue& catalogue = context.catalogue();
  const Service* service = catalogue.service(line.service);
  if (service == nullptr) return;
  line.kind = likely_kind(service->product_type);
  const Staff* doctor = catalogue.person(plan_.doctor);
  const Price* price = catalogue.price_on(
      line.service, first_branch(context),
      doctor == nullptr ? std::string_view{} : std::string_view(doctor->grade), context.ui.today());
  line.price_minor = price == nullptr ? 0 : price->price_minor;
  if (!line.due) line.due = context.ui.today().plus_days(default_due_days);
}

std::int64_t PlanForm::total_minor() const {
  std::int64_t total = 0;
  for (const Line& line : lines_) total += line.price_minor.value_or(0) * line.count;
  return total;
}

void PlanForm::draw_line(Context& context, Line& line, bool& removed) {
  ui::Ui& ui = context.ui;
  const auto box = ui.card("line");
  if (pick(context,
           {.key = "service",
            .label = context.t("checkout.service"),
            .placeholder = context.t("booking.pick_service"),
            .required = true},
           named_services(context, Packages::offer), line.service))
    price_line(context, line);
  const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
  pick_value(context, {.key = "kind", .label = context.t("plan.kind"), .width = 190},
             "plan_item_kind", item_kinds, line.kind);
  std::vector<std::string> texts;
  for (int i = 1; i <= count_max; ++i) texts.push_back(std::to_string(i));
  std::vector<ui::Choice> counts;
  for (const std::string& text : texts) counts.push_back({.text = text});
  int count = line.count - 1;
  if (ui::combo(ui, {.key = "count", .label = context.t("plan.count"), .width = 90}, counts, count))
    line.count = count + 1;
  ui::date_field(ui, {.key = "due", .label = context.t("plan.due"), .width = 170}, line.due,
                 ui::DateHint::future);
  unread_ |= ui::has_unread_entry(ui, "due");
  ui::money_field(ui, {.key = "price", .label = context.t("checkout.price"), .width = 140},
                  line.price_minor, context.currency());
  unread_ |= ui::has_unread_entry(ui, "price");
  if (lines_.size() > 1 && ui::button(ui, {.key = "remove",
                                           .text = context.t("checkout.remove"),
                                           .icon = ui::Icon::trash_2,
                                           .kind = ui::ButtonKind::quiet,
                                           .icon_only = true}))
    removed = true;
}

void PlanForm::draw_lines(Context& context) {
  std::optional<std::size_t> gone;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const auto keyed = context.ui.keyed(lines_[i].key);
    bool removed = false;
    draw_line(context, lines_[i], removed);
    if (removed) gone = i;
  }
  if (gone) lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(*gone));
  const auto row = context.ui.row();
  if (ui::button(context.ui,
                 {.key = "add", .text = context.t("checkout.add"), .icon = ui::Icon::plus}))
    add_line();
  ui::text(context.ui,
           {.text = context.t("plan.total", {{"money", money_words(context, total_minor())}}),
            .tone = ui::TextTone::strong,
            .key = "total"});
}

void PlanForm::draw_agreement(Context& context) {
  ui::Ui& ui = context.ui;
  ui::checkbox(ui, {.key = "agreed", .text = context.t("plan.agreed")}, agreed_);
  if (!agreed_) return;
  const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
  ui::date_field(ui, {.key = "start", .label = context.t("plan.start"), .width = 190}, start_,
                 ui::DateHint::future);
  ui::date_field(ui, {.key = "end", .label = context.t("plan.end"), .width = 190}, end_,
                 ui::DateHint::future);
  unread_ |= ui::has_unread_entry(ui, "start") || ui::has_unread_entry(ui, "end");
}

std::string_view PlanForm::lacks(Context& context) const {
  if (unread_) return context.t("form.unread");
  if (std::ranges::none_of(lines_, [](const Line& line) { return !line.service.is_nil(); }))
    return context.t("plan.lacks_items");
  return {};
}

Command PlanForm::command(Context& context) const {
  Draft draft{.kind = OpKind::make_plan, .parts = {facets_of(plan_, 0)}};
  for (const Line& line : lines_) {
    if (line.service.is_nil()) continue;
    PlanItem item;
    item.id = context.clinic.new_id<PlanItem>();
    item.patient = plan_.patient;
    item.plan = plan_.id;
    item.service = line.service;
    item.kind = line.kind;
    item.count = line.count;
    item.due_on = line.due;
    item.price_minor = line.price_minor.value_or(0);
    item.currency = context.currency();
    draft.parts.push_back(facets_of(item, 0));
  }
  Command command{.drafts = {std::move(draft)},
                  .steps = Steps::one_act,
                  .done = context.t("plan.made", {{"title", plan_.title}})};
  if (agreed_) {
    Plan agreed = plan_;
    agreed.agreed_at = context.clinic.now();
    agreed.start_on = start_.value_or(LocalDate{});
    agreed.end_on = end_.value_or(LocalDate{});
    command.drafts.push_back({.kind = OpKind::agree_plan, .parts = {facets_of(agreed, 1)}});
  }
  return command;
}

void PlanForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  form_.hear(context);
  unread_ = false;
  const auto d =
      ui::dialog(ui,
                 {.key = "plan form",
                  .title = is_new_ ? context.t("plan.propose") : context.t("plan.add_items"),
                  .width = 760},
                 form_.open_flag());
  if (!d) return;
  if (is_new_) {
    ui::text_field(ui,
                   {.key = "plan title",
                    .label = context.t("plan.title"),
                    .error = form_.error(ui, {RefusalCode::text_too_long}),
                    .placeholder = context.t("plan.title_example")},
                   plan_.title);
    const auto columns = ui.columns({1, 1}, 220);
    ui.next_column();
    if (pick(context,
             {.key = "doctor",
              .label = context.t("booking.doctor"),
              .placeholder = context.t("card.unknown")},
             named_doctors(context, {}), plan_.doctor)) {
      const Staff* doctor = context.catalogue().person(plan_.doctor);
      if (doctor != nullptr && !doctor->specialties.empty())
        plan_.specialty = doctor->specialties.front();
    }
    ui.next_column();
    pick(context,
         {.key = "specialty",
          .label = context.t("plan.specialty"),
          .placeholder = context.t("card.unknown"),
          .clearable = true},
         named_specialties(context), plan_.specialty);
  }
  draw_lines(context);
  if (is_new_) draw_agreement(context);
  form_.draw_refusal(ui);
  if (form_footer(context, form_, context.t("common.save"), lacks(context))) {
    if (plan_.title.empty() && is_new_)
      plan_.title = name_of_service(ui, context.catalogue(), lines_.front().service);
    form_.send(context, command(context));
  }
}

// ---- the card
// --------------------------------------------------------------------------------------

void PlansCard::settle(Context& context, const PlanItem& item, PlanItemState state, ReasonId reason,
                       Form* form) {
  PlanItem settled = item;
  settled.state = state;
  settled.state_at = context.clinic.now();
  settled.reason = reason;
  Command command{.drafts = {{.kind = OpKind::settle_plan_item, .parts = {facets_of(settled, 1)}}},
                  .done = context.t(
                      "plan.item_settled",
                      {{"service", name_of_service(context.ui, context.catalogue(), item.service)},
                       {"state", word_of(context, "plan_item_state", enum_name(state))}})};
  if (form != nullptr)
    form->send(context, std::move(command));
  else
    context.commands.push(std::move(command));
}

void PlansCard::draw_item(Context& context, const Card& card, const Plan& plan,
                          const PlanItem& item, BookingForm& booking) {
  ui::Ui& ui = context.ui;
  const std::string service = name_of_service(ui, context.catalogue(), item.service);
  const std::string name =
      item.count > 1 ? context.t("plan.times", {{"service", service}, {"count", item.count}})
                     : service;
  ui::text(ui, {.text = name, .key = "name"});
  const auto row = ui.row();
  ui::badge(ui, {.text = word_of(context, "plan_item_state", enum_name(item.state)),
                 .tone = tone_of(item, ui.today()),
                 .icon = icon_of(item.state)});
  std::string about;
  if (item.due_on && item.state == PlanItemState::open)
    about = context.t(
        "plan.until",
        {{"date", ui::format_date(*item.due_on, ui::DateStyle::day_month, ui.language())}});
  if (const Reason* reason = context.catalogue().reason(item.reason)) about = reason->name;
  if (item.price_minor > 0) {
    if (!about.empty()) about += ", ";
    about += money_words(context, item.price_minor * item.count);
  }
  ui::text(ui, {.text = about, .tone = ui::TextTone::muted, .key = "about"});
  const auto booked = std::ranges::find_if(card.facts.bookings, [&](const Booking& b) {
    return b.plan_item == item.id && b.cancelled_at.seconds == 0 && !b.entered_in_error &&
           b.no_show_at.seconds == 0 && !has_lapsed(b, context.clinic.now());
  });
  if (booked != card.facts.bookings.end() && item.state == PlanItemState::open)
    ui::text(
        ui,
        {.text = context.t(
             "plan.booked",
             {{"date", ui::format_date(booked->date, ui::DateStyle::day_month, ui.language())}}),
         .tone = ui::TextTone::good,
         .icon = ui::Icon::calendar_check,
         .key = "booked"});
  else if (item.state == PlanItemState::open && may(context, OpKind::book) &&
           ui::button(ui, {.key = "book",
                           .text = context.t("plan.book_item", {{"service", service}}),
                           .icon = ui::Icon::calendar_plus,
                           .kind = ui::ButtonKind::quiet,
                           .icon_only = true}))
    booking.open(context, {.patient = item.patient,
                           .doctor = {},
                           .branch = {},
                           .date = ui.today(),
                           .minute = {},
                           .service = item.service,
                           .plan_item = item.id,
                           .likely_doctor = plan.doctor});
  if (may(context, OpKind::settle_plan_item)) draw_outcomes(context, item, name);
}

/// What became of an item, as a menu; a refusal asks for its reason.
void PlansCard::draw_outcomes(Context& context, const PlanItem& item, const std::string& name) {
  ui::Ui& ui = context.ui;
  using S = PlanItemState;
  const bool open = item.state == S::open;
  const std::array items = {ui::MenuItem{.key = "done",
                                         .text = context.t("plan.mark_done"),
                                         .icon = ui::Icon::check,
                                         .disabled = item.state == S::done},
                            ui::MenuItem{.key = "elsewhere",
                                         .text = context.t("plan.mark_elsewhere"),
                                         .icon = ui::Icon::external_link,
                                         .disabled = item.state == S::done_elsewhere},
                            ui::MenuItem{.key = "refused",
                                         .text = context.t("plan.mark_refused"),
                                         .icon = ui::Icon::circle_x,
                                         .disabled = item.state == S::refused},
                            ui::MenuItem{.key = "cancelled",
                                         .text = context.t("plan.mark_cancelled"),
                                         .icon = ui::Icon::ban,
                                         .disabled = item.state == S::cancelled},
                            ui::MenuItem{.key = "open",
                                         .text = context.t("plan.mark_open"),
                                         .icon = ui::Icon::rotate_ccw,
                                         .disabled = open}};
  const auto chosen = ui::menu_button(
      ui, "outcome", context.t("plan.outcome_of", {{"service", name}}), ui::Icon::ellipsis, items);
  if (!chosen) return;
  constexpr std::array states = {S::done, S::done_elsewhere, S::refused, S::cancelled, S::open};
  const S state = states[*chosen];
  if (state != S::refused) {
    settle(context, item, state, {}, nullptr);
    return;
  }
  refusal_.open();
  refused_ = item;
  reason_ = {};
}

void PlansCard::draw_plan(Context& context, const Card& card, const Plan& plan,
                          BookingForm& booking, ItineraryForm& itinerary) {
  ui::Ui& ui = context.ui;
  {
    const auto row = ui.row();
    ui::text(
        ui, {.text = plan.title.empty() ? context.t("plan.untitled") : std::string_view(plan.title),
             .tone = ui::TextTone::strong,
             .icon = ui::Icon::clipboard_list,
             .key = "title"});
    const bool agreed = plan.agreed_at.seconds != 0;
    ui::badge(ui, {.text = context.t(agreed ? ui::TextId("plan.is_agreed")
                                            : ui::TextId("plan.is_proposed")),
                   .tone = agreed ? ui::Tone::good : ui::Tone::warn,
                   .icon = agreed ? ui::Icon::badge_check : ui::Icon::hourglass});
    if (!agreed && may(context, OpKind::agree_plan) &&
        ui::button(ui, {.key = "agree", .text = context.t("plan.agree"), .opens = true})) {
      agreement_.open();
      agreed_ = plan;
      start_ = ui.today();
      end_.reset();
    }
    if (may(context, OpKind::make_plan) && ui::button(ui, {.key = "more",
                                                           .text = context.t("plan.add_items"),
                                                           .icon = ui::Icon::plus,
                                                           .kind = ui::ButtonKind::quiet,
                                                           .icon_only = true}))
      form_.open_more(context, plan);
  }
  const Staff* doctor = context.catalogue().person(plan.doctor);
  std::string about = doctor == nullptr ? std::string() : short_name(*doctor);
  if (plan.start_on.days != 0 && plan.agreed_at.seconds != 0) {
    if (!about.empty()) about += ", ";
    about += ui::format_date(plan.start_on, ui::DateStyle::numeric, ui.language());
    if (plan.end_on.days != 0)
      about += "–" + ui::format_date(plan.end_on, ui::DateStyle::numeric, ui.language());
  }
  ui::text(ui, {.text = about, .tone = ui::TextTone::muted, .key = "about"});
  std::uint64_t n = 0;
  for (const PlanItem& item : card.facts.plan_items) {
    if (item.plan != plan.id) continue;
    const auto keyed = ui.keyed(++n);
    draw_item(context, card, plan, item, booking);
  }
  if (may(context, OpKind::book) && ItineraryForm::bookable(context, card, plan).size() > 1 &&
      ui::button(ui, {.key = "plan visits",
                      .text = context.t("plan.plan_visits"),
                      .icon = ui::Icon::calendar_clock,
                      .opens = true}))
    itinerary.open_plan(context, card, plan);
}

void PlansCard::draw(Context& context, const Card& card, BookingForm& booking,
                     ItineraryForm& itinerary) {
  ui::Ui& ui = context.ui;
  const auto box = ui.card("plans", context.t("plan.plans"));
  std::vector<const Plan*> plans;
  for (const Plan& plan : card.facts.plans)
    if (plan.active) plans.push_back(&plan);
  sort_stably(plans, std::ranges::greater{}, &Plan::made_at);
  if (plans.empty()) ui::text(ui, context.t("plan.none"), ui::TextTone::muted);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const auto keyed = ui.keyed(i + 1);
    if (i > 0) ui::separator(ui);
    draw_plan(context, card, *plans[i], booking, itinerary);
  }
  if (may(context, OpKind::make_plan) && ui::button(ui, {.key = "propose",
                                                         .text = context.t("plan.propose"),
                                                         .icon = ui::Icon::plus,
                                                         .opens = true}))
    form_.open(context, card);
}

// ---- agreement and refusal
// -------------------------------------------------------------------------

void PlansCard::draw_agreement(Context& context) {
  ui::Ui& ui = context.ui;
  agreement_.hear(context);
  const auto d =
      ui::dialog(ui, {.key = "agreement", .title = context.t("plan.agreed"), .width = 460},
                 agreement_.open_flag());
  if (!d) return;
  ui::text(ui, {.text = agreed_.title, .tone = ui::TextTone::strong, .key = "plan"});
  ui::date_field(ui,
                 {.key = "start",
                  .label = context.t("plan.start"),
                  .error = agreement_.error(ui, {RefusalCode::date_missing}),
                  .required = true},
                 start_, ui::DateHint::future);
  ui::date_field(ui, {.key = "end", .label = context.t("plan.end")}, end_, ui::DateHint::future);
  const bool unread = ui::has_unread_entry(ui, "start") || ui::has_unread_entry(ui, "end");
  agreement_.draw_refusal(ui);
  std::string_view lacks;
  if (unread)
    lacks = context.t("form.unread");
  else if (!start_)
    lacks = context.t("form.date");
  else if (end_ && *end_ < *start_)
    lacks = context.t("plan.end_before_start");
  if (!form_footer(context, agreement_, context.t("plan.agree"), lacks)) return;
  Plan plan = agreed_;
  plan.agreed_at = context.clinic.now();
  plan.start_on = *start_;
  plan.end_on = end_.value_or(LocalDate{});
  agreement_.send(context, {.drafts = {{.kind = OpKind::agree_plan, .parts = {facets_of(plan, 1)}}},
                            .done = context.t("plan.agreement_noted", {{"title", plan.title}})});
}

void PlansCard::draw_refusal(Context& context) {
  ui::Ui& ui = context.ui;
  refusal_.hear(context);
  const auto d =
      ui::dialog(ui, {.key = "item refused", .title = context.t("plan.mark_refused"), .width = 460},
                 refusal_.open_flag());
  if (!d) return;
  ui::text(ui, {.text = name_of_service(ui, context.catalogue(), refused_.service),
                .tone = ui::TextTone::strong,
                .key = "service"});
  pick(context,
       {.key = "reason",
        .label = context.t("plan.refusal_reason"),
        .error = refusal_.error(ui, {RefusalCode::reason_missing}),
        .placeholder = context.t("refusal.reason_missing"),
        .required = true},
       named_reasons(context, ReasonGroup::refusal), reason_);
  refusal_.draw_refusal(ui);
  if (form_footer(context, refusal_, context.t("common.save"),
                  reason_.is_nil() ? context.t("refusal.reason_missing") : std::string_view{}))
    settle(context, refused_, PlanItemState::refused, reason_, &refusal_);
}

void PlansCard::draw_dialogs(Context& context) {
  form_.draw(context);
  draw_agreement(context);
  draw_refusal(context);
}

}  // namespace retour::views
