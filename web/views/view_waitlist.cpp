#include "views/view_waitlist.hpp"

#include <algorithm>
#include <array>

#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;

std::string name_of(Context& context, const WaitlistEntry& entry) {
  const Patient* patient = context.reader.patient(entry.patient);
  return patient == nullptr ? std::string(context.t("card.gone")) : name_of_patient(*patient);
}

std::string what_words(const Context& context, const WaitlistEntry& entry) {
  std::string words = name_of_service(context.ui, context.catalogue(), entry.service);
  if (const Staff* doctor = context.catalogue().person(entry.doctor))
    words += ", " + short_name(*doctor);
  return words;
}

std::string when_words(const Context& context, const WaitlistEntry& entry) {
  const ui::Ui& ui = context.ui;
  const auto date = [&](LocalDate day) {
    return ui::format_date(day, ui::DateStyle::day_month, ui.language());
  };
  std::string words = entry.latest ? date(entry.earliest) + " – " + date(*entry.latest)
                                   : context.t("waitlist.from", {{"date", date(entry.earliest)}});
  words += ", " + day_part_words(context, entry);
  if (const std::string days = weekday_words(context, entry.weekdays); !days.empty())
    words += ", " + days;
  return words;
}

void draw_state(Context& context, ui::Cells& cells, const WaitlistEntry& entry) {
  const WaitState state = state_of(entry, context.clinic.now());
  if (state == WaitState::offered)
    return cells.badge(
        context.t("waitlist.offered_until", {{"time", expiry_words(context, entry)}}),
        ui::Tone::good, ui::Icon::hourglass);
  const std::string_view words = word(context.ui, "wait_state", enum_name(state));
  if (state == WaitState::expired) return cells.badge(words, ui::Tone::warn, ui::Icon::clock);
  cells.text(words, state == WaitState::waiting ? ui::TextTone::normal : ui::TextTone::muted);
}

std::string counted(std::string_view words, std::size_t count) {
  return std::string(words) + "  " + std::to_string(count);
}

}  // namespace

/// Those shown, the urgent ones first, then by who asked first.
std::vector<const WaitlistEntry*> WaitlistView::rows(Context& context) const {
  const app::Waitlist& list = context.reader.waitlist();
  std::vector<const WaitlistEntry*> rows;
  const auto add = [&](const WaitlistEntry& entry) {
    if (doctor_.is_nil() || entry.doctor == doctor_) rows.push_back(&entry);
  };
  if (shown_ == Shown::settled) {
    for (const WaitlistEntry& entry : list.settled) add(entry);
    return rows;
  }
  for (const Urgency urgency : {Urgency::urgent, Urgency::soon, Urgency::normal})
    for (const app::Waiting& waiting : list.open)
      if (waiting.entry.urgency == urgency &&
          waiting.entry.holds(context.clinic.now()) == (shown_ == Shown::offered))
        add(waiting.entry);
  return rows;
}

void WaitlistView::draw_filters(Context& context) {
  ui::Ui& ui = context.ui;
  const app::Waitlist& list = context.reader.waitlist();
  const auto offered = static_cast<std::size_t>(std::ranges::count_if(
      list.open, [&](const app::Waiting& w) { return w.entry.holds(context.clinic.now()); }));
  const auto chips = [&] {
    const auto chip = [&](Shown wanted, std::string_view key, ui::TextId words, std::size_t count) {
      if (ui::chip(ui,
                   {.key = key, .text = counted(context.t(words), count), .on = shown_ == wanted}))
        shown_ = wanted;
    };
    chip(Shown::waiting, "waiting", "waitlist.waiting", list.open.size() - offered);
    chip(Shown::offered, "offered", "waitlist.offered", offered);
    chip(Shown::settled, "settled", "waitlist.settled", list.settled.size());
  };
  const auto doctors = [&](float width) {
    pick(context,
         {.key = "doctor",
          .label = context.t("booking.doctor"),
          .placeholder = context.t("booking.any_doctor"),
          .width = width,
          .clearable = true},
         named_doctors(context, {}), doctor_);
  };
  if (ui.is_phone()) {  // The chips fill a line there.
    {
      const auto row = ui.row();
      chips();
    }
    return doctors(0);
  }
  const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
  chips();
  doctors(240);
}

void WaitlistView::find_time(Context& context, BookingForm& booking, const WaitlistEntry& entry) {
  const LocalDate first = std::max(entry.earliest, context.ui.today());
  for (const app::Waiting& waiting : context.reader.waitlist().open) {
    if (waiting.entry.id != entry.id || !waiting.replaces) continue;
    const Booking& present = *waiting.replaces;
    for (const DayBooking& row : context.reader.day(present.date, present.branch).bookings)
      if (row.booking.id == present.id) return booking.open_move(context, row, first);
  }
  booking.open(context, {.patient = entry.patient,
                         .doctor = entry.doctor,
                         .branch = entry.branch,
                         .date = first,
                         .minute = {},
                         .service = entry.service});
}

void WaitlistView::perform(Context& context, BookingForm& booking, const WaitlistEntry& entry,
                           WaitAct act) {
  switch (act) {
    case WaitAct::find: find_time(context, booking, entry); break;
    case WaitAct::offer: context.router.offers = offered_place(entry); break;
    case WaitAct::decline: push_declined(context, entry, name_of(context, entry)); break;
    case WaitAct::change: wish_.open_change(entry); break;
    case WaitAct::leave:
      leaver_ = entry;
      reason_ = {};
      leaving_.open();
      break;
    case WaitAct::card: context.router.open_patient(entry.patient); break;
  }
  context.ui.request_frame();
}

/// One of those who wait; what was chosen from the row's menu.
std::optional<WaitlistView::WaitAct> WaitlistView::draw_row(Context& context, ui::Cells& cells,
                                                            const WaitlistEntry& entry) {
  ui::Ui& ui = context.ui;
  const std::string name = name_of(context, entry);
  const Instant now = context.clinic.now();
  cells.text(name, ui::TextTone::strong);
  cells.text(what_words(context, entry));
  cells.text(when_words(context, entry), ui::TextTone::muted);
  const std::string_view urgency = word(ui, "urgency", enum_name(entry.urgency));
  if (entry.urgency == Urgency::normal)
    cells.text(urgency, ui::TextTone::muted);
  else
    cells.badge(urgency, entry.urgency == Urgency::urgent ? ui::Tone::danger : ui::Tone::warn);
  cells.text(context.t("waitlist.days_count",
                       {{"count", (now.seconds - entry.asked_at.seconds) / seconds_per_day}}),
             ui::TextTone::muted);
  draw_state(context, cells, entry);
  std::vector<WaitAct> acts;
  std::vector<ui::MenuItem> items;
  const auto offer = [&](bool fits, WaitAct one, std::string_view key, ui::TextId words,
                         ui::Icon icon) {
    if (!fits) return;
    acts.push_back(one);
    items.push_back({.key = key, .text = context.t(words), .icon = icon});
  };
  const bool open = entry.is_open() && may(context, OpKind::change_wish);
  offer(open && entry.holds(now), WaitAct::offer, "offer", "waitlist.open_offer",
        ui::Icon::hourglass);
  offer(open && entry.holds(now), WaitAct::decline, "decline", "offers.decline",
        ui::Icon::circle_x);
  offer(open, WaitAct::find, "find", "waitlist.find", ui::Icon::calendar_plus);
  offer(open, WaitAct::change, "change", "waitlist.change", ui::Icon::pencil);
  offer(open, WaitAct::leave, "leave", "waitlist.leave", ui::Icon::log_out);
  offer(true, WaitAct::card, "card", "booking.open_card", ui::Icon::user);
  const auto chosen = cells.menu(context.t("quick.menu", {{"patient", name}}), items);
  return chosen ? std::optional(acts[*chosen]) : std::nullopt;
}

void WaitlistView::draw_table(Context& context, BookingForm& booking) {
  ui::Ui& ui = context.ui;
  const std::vector<const WaitlistEntry*> shown = rows(context);
  if (shown.empty()) {
    const auto card = ui.card("nobody");
    (void)ui::empty_state(ui, {.title = context.t("waitlist.nobody"),
                               .text = context.t("waitlist.nobody_text"),
                               .icon = ui::Icon::hourglass});
    return;
  }
  const std::array columns = {
      ui::TableColumn{.key = "who", .title = context.t("booking.patient"), .min_width = 180},
      ui::TableColumn{.key = "what", .title = context.t("waitlist.what"), .min_width = 200},
      ui::TableColumn{
          .key = "when", .title = context.t("waitlist.when"), .width = 230, .hide_below = 900},
      ui::TableColumn{.key = "urgency", .title = context.t("wish.urgency"), .width = 110},
      ui::TableColumn{
          .key = "days", .title = context.t("waitlist.days"), .width = 100, .hide_below = 980},
      ui::TableColumn{.key = "state", .title = context.t("booking.state"), .width = 200},
      ui::TableColumn{
          .key = "menu", .title = context.t("patients.column_menu"), .width = 56, .menu = true}};
  std::optional<std::pair<const WaitlistEntry*, WaitAct>> act;
  const ui::TableResult result =
      ui::table(ui,
                {.key = "waitlist",
                 .name = context.t("waitlist.title"),
                 .columns = columns,
                 .rows = shown.size(),
                 .height = -1},
                nullptr, [&](ui::Cells& cells, std::size_t row) {
                  if (const auto chosen = draw_row(context, cells, *shown[row]))
                    act = {shown[row], *chosen};
                });
  if (result.activated) {
    const WaitlistEntry* entry = shown[*result.activated];
    const bool open = entry->is_open() && may(context, OpKind::change_wish);
    act = {entry, !open                                ? WaitAct::card
                  : entry->holds(context.clinic.now()) ? WaitAct::offer
                                                       : WaitAct::find};
  }
  if (act) perform(context, booking, *act->first, act->second);
}

/// He does not wait any more: why, so that it can be counted.
void WaitlistView::draw_leaving(Context& context) {
  ui::Ui& ui = context.ui;
  leaving_.hear(context);
  const std::string name = leaving_.is_open() ? name_of(context, leaver_) : std::string();
  const auto d = ui::dialog(ui,
                            {.key = "leave waitlist",
                             .title = context.t("waitlist.leave_title", {{"patient", name}}),
                             .width = 460},
                            leaving_.open_flag());
  if (!d) return;
  pick(context,
       {.key = "reason",
        .label = context.t("waitlist.leave_reason"),
        .placeholder = context.t("refusal.reason_missing"),
        .required = true},
       named_reasons(context, ReasonGroup::cancellation), reason_);
  leaving_.draw_refusal(ui);
  if (!form_footer(context, leaving_, context.t("waitlist.leave"),
                   reason_.is_nil() ? context.t("refusal.reason_missing") : std::string_view{}))
    return;
  leaver_.left_at = context.clinic.now();
  leaver_.left_reason = reason_;
  leaving_.send(context,
                {.drafts = {{.kind = OpKind::leave_waitlist, .parts = {facets_of(leaver_, 2)}}},
                 .done = context.t("waitlist.left", {{"patient", name}})});
}

void WaitlistView::draw(Context& context, BookingForm& booking) {
  ui::Ui& ui = context.ui;
  draw_filters(context);
  draw_table(context, booking);
  wish_.draw(context);
  draw_leaving(context);
  // Offers expire by the clock: the next minute may show another state.
  if (shown_ == Shown::offered) ui.wake_in(30);
}

}  // namespace retour::views
