// Sections: opening | what is wanted | the way | sending
#include "views/view_itinerary.hpp"

#include <algorithm>
#include <array>

#include "ui/field.hpp"
#include "ui/pills.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::array<std::int32_t, 4> spans_weeks = {2, 4, 8, 16};
constexpr std::array<std::int32_t, 9> gaps_days = {0, 1, 2, 3, 5, 7, 14, 30, 60};
constexpr std::array<schedule::DayPart, 4> parts = {schedule::any_time, schedule::morning,
                                                    schedule::afternoon, schedule::evening};
constexpr std::size_t other_times_shown = 12;

bool stands(const Booking& booking, Instant now) {
  return !has_lapsed(booking, now) && booking.cancelled_at.seconds == 0 &&
         !booking.entered_in_error && booking.no_show_at.seconds == 0;
}

std::string time_span(const schedule::Slot& slot) {
  return ui::format_time(slot.begin_minute) + "–" +
         ui::format_time(slot.begin_minute + slot.length_minutes);
}

}  // namespace

// ---- opening
// ---------------------------------------------------------------------------------------

void ItineraryForm::start(Context& context, PatientId patient) {
  *this = {};
  form_.open();
  wish_.patient = patient;
  wish_.branch = first_branch(context);
  from_ = context.ui.today();
}

void ItineraryForm::add(app::WantedVisit visit) {
  wish_.visits.push_back(std::move(visit));
  keys_.push_back(++last_key_);
  changed_ = true;
}

void ItineraryForm::open(Context& context, PatientId patient) {
  start(context, patient);
  add({});
  add({});
}

std::vector<const PlanItem*> ItineraryForm::bookable(Context& context, const Card& card,
                                                     const Plan& plan) {
  std::vector<const PlanItem*> items;
  for (const PlanItem& item : card.facts.plan_items) {
    const Service* service = context.catalogue().service(item.service);
    const bool is_booked = std::ranges::any_of(card.facts.bookings, [&](const Booking& booking) {
      return booking.plan_item == item.id && stands(booking, context.clinic.now());
    });
    if (item.plan == plan.id && item.state == PlanItemState::open && service != nullptr &&
        service->active && service->package.empty() && !is_booked)
      items.push_back(&item);
  }
  const LocalDate far{std::numeric_limits<std::int32_t>::max()};
  std::ranges::stable_sort(items, {},
                           [&](const PlanItem* item) { return item->due_on.value_or(far); });
  if (items.size() > app::itinerary_visits_max) items.resize(app::itinerary_visits_max);
  return items;
}

void ItineraryForm::open_plan(Context& context, const Card& card, const Plan& plan) {
  start(context, card.facts.patient.id);
  for (const PlanItem* item : bookable(context, card, plan))
    add({.service = item->service, .plan_item = item->id});
}

void ItineraryForm::open_moves(Context& context, const Card& card, std::vector<Booking> bookings) {
  start(context, card.facts.patient.id);
  if (bookings.size() > app::itinerary_visits_max) bookings.resize(app::itinerary_visits_max);
  wish_.branch = bookings.front().branch;
  for (app::WantedVisit& visit : app::wanted_again(std::move(bookings))) add(std::move(visit));
}

void ItineraryForm::open_broken(Context& context, const Card& card, const Booking& moved) {
  std::vector<Booking> bookings;
  for (const Booking& booking : card.facts.bookings)
    if (booking.itinerary == moved.itinerary && booking.id != moved.id &&
        booking.begin > context.clinic.now() && stands(booking, context.clinic.now()))
      bookings.push_back(booking);
  bookings.push_back(moved);
  open_moves(context, card, std::move(bookings));
  from_ = std::min(*from_, moved.date);
  for (app::WantedVisit& visit : wish_.visits) {
    if (visit.booking->id != moved.id) continue;
    visit.fixed = app::FixedTime{moved.doctor, moved.date, moved.begin_minute};
    for (const Booking& booking : card.facts.bookings)
      if (booking.id == moved.id) visit.booking = booking;
  }
}

// ---- what is wanted
// --------------------------------------------------------------------------------

std::string ItineraryForm::name_of(const Context& context, std::size_t visit) const {
  return name_of_service(context.ui, context.catalogue(), wish_.visits[visit].service);
}

/// How many days after the visit before, at least and at most.
void ItineraryForm::draw_gap(Context& context, app::WantedVisit& visit) {
  ui::Ui& ui = context.ui;
  std::vector<std::string> days;
  for (const std::int32_t n : gaps_days)
    days.push_back(n == 0 ? std::string(context.t("itinerary.same_day"))
                          : context.t("itinerary.after_days", {{"count", n}}));
  const auto number_of = [](std::int32_t n) {
    return static_cast<int>(std::ranges::find(gaps_days, n) - gaps_days.begin());
  };
  std::vector<ui::Choice> least, most;
  for (const std::string& text : days) {
    least.push_back({.text = text});
    most.push_back({.text = text});
  }
  const auto columns = ui.columns({1, 1}, 150);
  ui.next_column();
  int chosen = number_of(visit.days_after_min);
  if (ui::combo(ui, {.key = "least", .label = context.t("itinerary.not_before")}, least, chosen)) {
    visit.days_after_min = gaps_days[static_cast<std::size_t>(chosen)];
    if (visit.days_after_max && *visit.days_after_max < visit.days_after_min)
      visit.days_after_max = visit.days_after_min;
    changed_ = true;
  }
  ui.next_column();
  chosen = visit.days_after_max ? number_of(*visit.days_after_max) : -1;
  if (ui::combo(ui,
                {.key = "most",
                 .label = context.t("itinerary.not_after"),
                 .placeholder = context.t("itinerary.any_day"),
                 .clearable = true},
                most, chosen)) {
    visit.days_after_max.reset();
    if (chosen >= 0) visit.days_after_max = gaps_days[static_cast<std::size_t>(chosen)];
    visit.days_after_min =
        std::min(visit.days_after_min, visit.days_after_max.value_or(visit.days_after_min));
    changed_ = true;
  }
}

/// True when the visit shall go.
bool ItineraryForm::draw_visit(Context& context, std::size_t i) {
  ui::Ui& ui = context.ui;
  app::WantedVisit& visit = wish_.visits[i];
  const std::string title = context.t("itinerary.visit", {{"number", i + 1}});
  const auto box = ui.card("visit", title);
  bool gone = false;
  if (visit.booking) {
    ui::fact(ui, {.label = context.t("booking.service"), .value = name_of(context, i)});
  } else if (pick(context,
                  {.key = "service",
                   .label = context.t("booking.service"),
                   .placeholder = context.t("booking.pick_service"),
                   .required = true},
                  named_services(context, Packages::leave_out), visit.service)) {
    visit.plan_item = {};
    visit.fixed.reset();
    changed_ = true;
  }
  const Service* service = context.catalogue().service(visit.service);
  if (pick(context,
           {.key = "doctor",
            .label = context.t("booking.doctor"),
            .placeholder = context.t("booking.any_doctor"),
            .clearable = true},
           named_doctors(context, wish_.branch,
                         service == nullptr ? SpecialtyId{} : service->specialty),
           visit.doctor)) {
    visit.fixed.reset();
    changed_ = true;
  }
  if (i > 0 && !wish_.on_one_day) draw_gap(context, visit);
  if (wish_.visits.size() > 1 &&
      ui::button(ui, {.key = "remove",
                      .text = context.t("itinerary.remove", {{"number", i + 1}}),
                      .icon = ui::Icon::trash_2,
                      .kind = ui::ButtonKind::quiet}))
    gone = true;
  return gone;
}

void ItineraryForm::draw_visits(Context& context) {
  ui::Ui& ui = context.ui;
  if (const Patient* patient = context.reader.patient(wish_.patient))
    ui::text(ui, {.text = name_of_patient(*patient),
                  .tone = ui::TextTone::strong,
                  .icon = ui::Icon::user,
                  .key = "who"});
  std::optional<std::size_t> gone;
  for (std::size_t i = 0; i < wish_.visits.size(); ++i) {
    const auto keyed = ui.keyed(keys_[i]);
    if (draw_visit(context, i)) gone = i;
  }
  if (gone) {
    wish_.visits.erase(wish_.visits.begin() + static_cast<std::ptrdiff_t>(*gone));
    keys_.erase(keys_.begin() + static_cast<std::ptrdiff_t>(*gone));
    changed_ = true;
  }
  if (wish_.visits.size() < app::itinerary_visits_max &&
      ui::button(ui, {.key = "add", .text = context.t("itinerary.add"), .icon = ui::Icon::plus}))
    add({});
}

/// From when, for how long, at which time of day.
void ItineraryForm::draw_span(Context& context) {
  ui::Ui& ui = context.ui;
  {
    const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
    const auto before = from_;
    ui::date_field(
        ui, {.key = "from", .label = context.t("itinerary.from"), .width = 180, .required = true},
        from_, ui::DateHint::future);
    changed_ |= from_ != before;
    std::vector<std::string> texts;
    for (const std::int32_t weeks : spans_weeks)
      texts.push_back(context.t("itinerary.weeks", {{"count", weeks}}));
    std::vector<ui::Choice> spans;
    for (const std::string& text : texts) spans.push_back({.text = text});
    changed_ |= ui::combo(
        ui, {.key = "weeks", .label = context.t("itinerary.within"), .width = 160}, spans, weeks_);
    const std::array day_parts = {ui::Choice{.text = context.t("itinerary.any_time")},
                                  ui::Choice{.text = context.t("itinerary.morning")},
                                  ui::Choice{.text = context.t("itinerary.afternoon")},
                                  ui::Choice{.text = context.t("itinerary.evening")}};
    changed_ |= ui::combo(ui, {.key = "part", .label = context.t("itinerary.part"), .width = 180},
                          day_parts, part_);
  }
  changed_ |= ui::checkbox(ui, {.key = "one day", .text = context.t("itinerary.on_one_day")},
                           wish_.on_one_day);
}

// ---- the way
// ---------------------------------------------------------------------------------------

bool ItineraryForm::is_whole() const {
  return from_ && !wish_.visits.empty() &&
         std::ranges::none_of(wish_.visits,
                              [](const app::WantedVisit& v) { return v.service.is_nil(); });
}

void ItineraryForm::look(Context& context) {
  if (!changed_ && way_ && way_->generation == context.clinic.generation()) return;
  if (!changed_ && !way_) return;
  changed_ = false;
  way_.reset();
  other_of_.reset();
  if (!is_whole()) return;
  wish_.from = std::max(*from_, context.ui.today());
  wish_.days = spans_weeks[static_cast<std::size_t>(weeks_)] * 7;
  wish_.part = parts[static_cast<std::size_t>(part_)];
  if (auto found = app::plan_itinerary(context.clinic, wish_))
    way_ = std::move(*found);
  else
    context.ui.toast(words_of(context.ui, found.error()), ui::Tone::danger);
}

/// Times at which a visit would fit between the others; a press fixes it there.
void ItineraryForm::draw_other_times(Context& context, std::size_t i) {
  ui::Ui& ui = context.ui;
  if (others_.empty()) {
    ui::text(ui, context.t("itinerary.no_other"), ui::TextTone::muted);
    return;
  }
  std::vector<std::string> days, details;
  for (const schedule::Slot& slot : others_) {
    days.push_back(ui::format_date(slot.date, ui::DateStyle::weekday_short, ui.language()));
    details.push_back(ui::format_time(slot.begin_minute));
  }
  std::vector<ui::Pill> list;
  for (std::size_t k = 0; k < others_.size(); ++k)
    list.push_back({.text = details[k], .detail = days[k]});
  int selected = -1;
  if (!ui::pills(ui, "others", context.t("itinerary.times_of", {{"service", name_of(context, i)}}),
                 list, selected) ||
      selected < 0)
    return;
  const schedule::Slot& slot = others_[static_cast<std::size_t>(selected)];
  wish_.visits[i].fixed =
      app::FixedTime{.doctor = slot.doctor, .date = slot.date, .begin_minute = slot.begin_minute};
  changed_ = true;
}

void ItineraryForm::draw_step(Context& context, std::size_t i) {
  ui::Ui& ui = context.ui;
  const schedule::Slot& slot = way_->slots[i];
  const std::string when =
      context.t("common.moment",
                {{"date", ui::format_date(slot.date, ui::DateStyle::weekday_full, ui.language())},
                 {"time", time_span(slot)}});
  std::string below = name_of(context, i);
  if (const Staff* doctor = context.catalogue().person(slot.doctor))
    below += ", " + short_name(*doctor);
  if (const Room* room = context.catalogue().room(slot.room)) below += ", " + room->name;
  const bool is_fixed = wish_.visits[i].fixed.has_value();
  if (i > 0)
    if (const int days = slot.date.days - way_->slots[i - 1].date.days; days > 0)
      ui::text(ui, {.text = context.t("itinerary.after_days", {{"count", days}}),
                    .tone = ui::TextTone::muted,
                    .style = ui::TextStyle::small,
                    .key = "gap"});
  const auto item = ui.group(ui.id("step"), ui::Role::listitem, ui.cursor(), when);
  ui::text(ui, {.text = when,
                .tone = ui::TextTone::strong,
                .icon = is_fixed ? ui::Icon::badge_check : ui::Icon::calendar_clock,
                .key = "when"});
  ui::text(ui, {.text = below, .tone = ui::TextTone::muted, .key = "what"});
  const auto row = ui.row();
  const bool is_open = other_of_ == i;
  if (ui::button(ui, {.key = "other",
                      .text = context.t("itinerary.other_time"),
                      .icon = ui::Icon::repeat,
                      .kind = ui::ButtonKind::quiet,
                      .pressed = is_open,
                      .toggle = true})) {
    other_of_.reset();
    if (!is_open) {
      other_of_ = i;
      auto others = app::other_times(context.clinic, wish_, *way_, i, other_times_shown);
      others_ = others ? std::move(*others) : std::vector<schedule::Slot>{};
    }
  }
  if (is_fixed && ui::button(ui, {.key = "release",
                                  .text = context.t("itinerary.release"),
                                  .icon = ui::Icon::circle_x,
                                  .kind = ui::ButtonKind::quiet})) {
    wish_.visits[i].fixed.reset();
    changed_ = true;
  }
}

/// Why there is no way, with what would help.
void ItineraryForm::draw_nothing(Context& context) {
  using schedule::ItineraryVerdict;
  const std::string service = name_of(context, way_->visit);
  const bool no_place = way_->verdict == ItineraryVerdict::no_place;
  const bool undecided = way_->verdict == ItineraryVerdict::not_decided;
  ui::banner(context.ui,
             {.key = "none",
              .text = undecided  ? std::string(context.t("itinerary.not_decided"))
                      : no_place ? context.t("itinerary.no_place", {{"service", service}})
                                 : context.t("itinerary.no_combination", {{"service", service}}),
              .tone = ui::Tone::warn});
}

void ItineraryForm::draw_way(Context& context) {
  ui::Ui& ui = context.ui;
  const auto box = ui.card("way", context.t("itinerary.way"));
  if (!way_) {
    ui::text(ui, context.t("itinerary.choose_services"), ui::TextTone::muted);
    return;
  }
  if (!way_->is_found()) {
    draw_nothing(context);
    return;
  }
  const std::string last =
      ui::format_date(way_->slots.back().date, ui::DateStyle::day_month, ui.language());
  ui::text(ui, {.text = context.t("itinerary.summary", {{"count", way_->days}, {"date", last}}),
                .tone = ui::TextTone::strong,
                .key = "summary"});
  {
    const auto list =
        ui.group(ui.id("steps"), ui::Role::list, ui.cursor(), context.t("itinerary.way"));
    for (std::size_t i = 0; i < way_->slots.size() && !changed_; ++i) {
      const auto keyed = ui.keyed(keys_[i]);
      draw_step(context, i);
      if (other_of_ == i) draw_other_times(context, i);
    }
  }
  if (!changed_ && ui::button(ui, {.key = "later",
                                   .text = context.t("itinerary.later"),
                                   .icon = ui::Icon::chevron_right})) {
    from_ = way_->slots.front().date.plus_days(1);
    for (app::WantedVisit& visit : wish_.visits) visit.fixed.reset();
    changed_ = true;
  }
}

// ---- sending
// ---------------------------------------------------------------------------------------

std::string_view ItineraryForm::lacks(const Context& context) const {
  if (!from_) return context.t("form.date");
  if (!is_whole()) return context.t("booking.pick_service");
  if (!way_ || !way_->is_found()) return context.t("itinerary.nothing_found");
  return {};
}

void ItineraryForm::send(Context& context) {
  const Role role = context.clinic.session().role;
  const Channel channel = role == Role::operator_     ? Channel::phone
                          : role == Role::coordinator ? Channel::coordinator
                                                      : Channel::registry;
  std::vector<Draft> drafts = app::itinerary_act(context.clinic, wish_, *way_, channel);
  if (drafts.empty()) {
    form_.close();
    return;
  }
  const auto count = std::ranges::count_if(
      drafts, [](const Draft& d) { return d.kind != OpKind::change_purpose; });
  form_.send(context, {.drafts = std::move(drafts),
                       .steps = Steps::one_act,
                       .done = context.t("itinerary.booked", {{"count", count}})});
}

void ItineraryForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  form_.hear(context);
  if (!form_.is_open()) return;
  look(context);
  const bool moves = !wish_.visits.empty() && wish_.visits.front().booking.has_value();
  const auto d =
      ui::dialog(ui,
                 {.key = "itinerary",
                  .title = moves ? context.t("itinerary.move_title") : context.t("itinerary.title"),
                  .width = 1080},
                 form_.open_flag());
  if (!d) return;
  {
    const auto columns = ui.columns({1, 1}, 330);
    ui.next_column();
    draw_visits(context);
    ui.next_column();
    draw_span(context);
    draw_way(context);
  }
  form_.draw_refusal(ui);
  if (form_footer(context, form_,
                  moves ? context.t("itinerary.move_all")
                        : context.t("itinerary.book_all", {{"count", wish_.visits.size()}}),
                  lacks(context)))
    send(context);
  if (changed_) ui.request_frame();
}

}  // namespace retour::views
