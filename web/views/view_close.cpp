// Sections: visits | what is not settled | the till | the view
#include "views/view_close.hpp"

#include <algorithm>

#include "exchange/csv_writer.hpp"
#include "model/holds.hpp"
#include "ui/chart_axis.hpp"
#include "ui/field.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/booking_acts.hpp"
#include "views/paper.hpp"
#include "views/people_export.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr auto cash = static_cast<std::size_t>(PaymentMethod::cash);
constexpr auto card_payment = static_cast<std::size_t>(PaymentMethod::card);

std::string_view method_name(const Context& context, std::size_t method) {
  return word(context.ui, "method", EnumNames<PaymentMethod>::names[method]);
}

std::string title_of(const Context& context, const DayBooking& row) {
  const std::int32_t minute = row.booking.begin_minute;
  std::string title = (minute == untimed_minute ? std::string("—") : ui::format_time(minute)) +
                      "  " + row.patient_name;
  if (const Staff* doctor = context.catalogue().person(row.booking.doctor))
    title += ", " + short_name(*doctor);
  return title;
}

bool is_waiting(const DayBooking& row) {
  return row.state == BookingState::booked || row.state == BookingState::confirmed;
}

bool is_unfinished(const DayBooking& row) {
  return row.state == BookingState::arrived || row.state == BookingState::entered;
}

bool tap(Context& context, ui::TextId words, ui::Icon icon, bool opens = false) {
  const std::string_view text = context.t(words);
  return ui::button(context.ui, {.key = text, .text = text, .icon = icon, .opens = opens});
}

void all_good(Context& context, ui::TextId words) {
  ui::text(context.ui, {.text = context.t(words),
                        .tone = ui::TextTone::good,
                        .icon = ui::Icon::circle_check,
                        .key = "good"});
}

/// One of the people of a card, with what can be done about him.
template <class F>
void person_row(Context& context, const std::string& key, const std::string& title, F&& buttons) {
  ui::Ui& ui = context.ui;
  const auto keyed = ui.keyed(key);
  const auto group = ui.group(ui.id("who"), ui::Role::group, ui.cursor(), title);
  ui::text(ui, {.text = title, .key = "title"});
  const auto row = ui.row();
  buttons();
}

std::string who_closed(const Context& context, const DayClose& closed) {
  const Staff* who = context.catalogue().person(closed.closed_by);
  return who == nullptr ? std::string("—") : short_name(*who);
}

// ---- visits
// ----------------------------------------------------------------------------------------

Draft no_show_draft(const DayBooking& row, Instant at) {
  Booking booking = row.booking;
  booking.no_show_at = at;
  return {.kind = OpKind::mark_no_show, .parts = {facets_of(booking, 4)}};
}

/// He was there and has left: nobody noted the hours, so the planned beginning stands for the
/// arrival, and no entry is made up (a wait that nobody measured would count as one).
void note_visit(Context& context, const DayBooking& row) {
  Visit visit = arrival_of(context, row.booking);
  visit.arrived_at = row.booking.begin;
  Visit finished = visit;
  finished.finished_at = context.clinic.now();
  finished.outcome = VisitOutcome::treated;
  context.commands.push(
      {.drafts = {{.kind = OpKind::check_in, .parts = {whole(visit)}},
                  {.kind = OpKind::finish_visit, .parts = {facets_of(finished, 2)}}},
       .steps = Steps::at_once,
       .done = context.t("booking.finished", {{"patient", row.patient_name}})});
}

}  // namespace

/// Visits whose time is over and of which nobody has said anything, and those not finished.
void CloseView::draw_unmarked(Context& context, const Rows& rows) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("unmarked", context.t("close.unmarked"));
  const Instant now = context.clinic.now();
  const bool marks = may(context, OpKind::mark_no_show);
  std::vector<Draft> missed;
  std::size_t ahead = 0;
  bool any = false;
  for (const DayBooking& row : rows) {
    const bool over = row.booking.begin <= now;
    ahead += is_waiting(row) && !over ? 1 : 0;
    if (!is_unfinished(row) && !(is_waiting(row) && over)) continue;
    any = true;
    if (is_waiting(row)) missed.push_back(no_show_draft(row, now));
    person_row(context, to_text(row.booking.id), title_of(context, row), [&] {
      if (!marks) return;
      if (is_unfinished(row)) {
        ui::badge(ui, {.text = ui::booking_look_name(ui, look_of(row.booking, row.state)),
                       .icon = ui::booking_icon(look_of(row.booking, row.state))});
        if (tap(context, "booking.finish", ui::Icon::check))
          (void)push_act(context, row, BookingAct::finish);
        return;
      }
      if (tap(context, "close.came", ui::Icon::check)) note_visit(context, row);
      if (tap(context, "booking.no_show", ui::Icon::user_x))
        (void)push_act(context, row, BookingAct::no_show);
    });
  }
  if (!any) all_good(context, "close.all_marked");
  if (ahead > 0)
    ui::text(ui, {.text = context.t("close.ahead", {{"count", ahead}}),
                  .tone = ui::TextTone::muted,
                  .key = "ahead"});
  if (missed.size() < 2 || !marks) return;
  ui::separator(ui);
  const std::size_t count = missed.size();
  if (ui::button(ui, {.key = "none came",
                      .text = context.t("close.none_came", {{"count", count}}),
                      .icon = ui::Icon::user_x}))
    context.commands.push({.drafts = std::move(missed),
                           .steps = Steps::at_once,
                           .done = context.t("close.marked", {{"count", count}})});
}

/// Who did not come: found a new time, or came after all.
void CloseView::draw_missed(Context& context, const Rows& rows, BookingForm& booking) {
  ui::Ui& ui = context.ui;
  if (std::ranges::none_of(
          rows, [](const DayBooking& row) { return row.state == BookingState::no_show; }))
    return;
  const auto card = ui.card("missed", context.t("close.missed"));
  for (const DayBooking& row : rows) {
    if (row.state != BookingState::no_show) continue;
    person_row(context, to_text(row.booking.id), title_of(context, row), [&] {
      if (may(context, OpKind::book) &&
          tap(context, "close.new_time", ui::Icon::calendar_plus, true))
        booking.open(context, {.patient = row.person,
                               .doctor = {},
                               .branch = row.booking.branch,
                               .date = ui.today(),
                               .minute = {},
                               .service = row.booking.service,
                               .plan_item = row.booking.plan_item,
                               .likely_doctor = row.booking.doctor});
      if (may(context, OpKind::mark_no_show) &&
          tap(context, "close.came_after_all", ui::Icon::rotate_ccw))
        context.commands.push(
            {.drafts = {no_show_draft(row, {})},
             .done = context.t("close.mark_taken_back", {{"patient", row.patient_name}})});
    });
  }
}

// ---- what is not settled
// ---------------------------------------------------------------------------

namespace {

/// The visit is over and nothing was charged for it.
bool lacks_bill(const Card& card, const DayBooking& row) {
  return row.state == BookingState::done && row.visit &&
         std::ranges::none_of(card.facts.charges, [&](const Charge& charge) {
           return charge.visit == row.visit->id && charge.voided_at.seconds == 0;
         });
}

/// What is still owed for what was rendered within the span.
std::int64_t owed_of(const Card& card, Interval day, Currency currency) {
  std::int64_t owed = 0;
  for (const funnel::ChargeState& state : card.settlement.charges) {
    const Charge& charge = card.facts.charges[state.row];
    if (state.counts && charge.rendered_at >= day.begin && charge.rendered_at < day.end &&
        charge.currency == currency)
      owed += state.debt_minor;
  }
  return owed;
}

}  // namespace

bool is_unsettled(Context& context, const DayBooking& row) {
  const Card* card = row.visit ? context.reader.card(row.person) : nullptr;
  const Booking& b = row.booking;
  return card != nullptr && (lacks_bill(*card, row) ||
                             owed_of(*card, context.catalogue().zone_of(b.branch).day(b.date),
                                     context.currency()) > 0);
}

/// Finished visits that nobody billed, and what was billed and not paid.
void CloseView::draw_unsettled(Context& context, const Rows& rows, CheckOut& check_out) {
  const Interval span = context.catalogue().zone_of(branch_).day(date(context));
  const auto box = context.ui.card("unsettled", context.t("close.unsettled"));
  std::vector<PatientId> owing;
  bool any = false;
  for (const DayBooking& row : rows) {
    if (!row.visit) continue;
    const Card* card = context.reader.card(row.person);
    if (card == nullptr) continue;
    const bool bare = lacks_bill(*card, row);
    const bool listed = std::ranges::find(owing, row.person) != owing.end();
    const std::int64_t owed = listed ? 0 : owed_of(*card, span, context.currency());
    if (!bare && owed == 0) continue;
    any = true;
    if (owed != 0) owing.push_back(row.person);
    std::string title = title_of(context, row);
    if (bare) title += ": " + std::string(context.t("close.no_bill"));
    if (owed != 0)
      title += ": " + context.t("close.owes", {{"amount", money_words(context, owed)}});
    person_row(context, to_text(row.booking.id), title, [&] {
      if (may(context, OpKind::check_out) &&
          tap(context, "booking.check_out", ui::Icon::banknote, true))
        check_out.open(context, row.booking.patient, &*row.visit,
                       bare ? services_of(row.booking) : std::vector<ServiceId>{});
      if (tap(context, "booking.open_card", ui::Icon::user))
        context.router.open_patient(row.person);
    });
  }
  if (!any) all_good(context, "close.all_settled");
}

// ---- the till
// --------------------------------------------------------------------------------------

void CloseView::load_till(Context& context) {
  const LocalDate day = date(context);
  if (read_at_ == context.clinic.generation() && read_date_ == day && read_branch_ == branch_)
    return;
  read_at_ = context.clinic.generation();
  read_date_ = day;
  read_branch_ = branch_;
  auto read = app::till_of(context.clinic, branch_, day);
  till_ = read ? std::move(*read) : app::Till{};
  if (!read) context.ui.toast(words_of(context.ui, read.error()), ui::Tone::danger);
}

void CloseView::print(Context& context, const DayClose& closed) const {
  ui::Ui& ui = context.ui;
  Paper paper(context.t(
      "close.paper", {{"date", ui::format_date(closed.date, ui::DateStyle::full, ui.language())}}));
  const auto branches = named_branches(context);
  const auto branch = std::ranges::find(branches, closed.branch, &Named<BranchId>::id);
  const std::array facts = {Paper::Fact{std::string(context.t("day.branch")),
                                        branch == branches.end() ? std::string() : branch->text},
                            Paper::Fact{std::string(context.t("close.closed")),
                                        who_closed(context, closed) + ", " +
                                            moment(ui, context.clinic, closed.closed_at)},
                            Paper::Fact{std::string(context.t("close.note")), closed.note}};
  paper.facts(facts);
  const std::array columns = {Paper::Column{std::string(context.t("close.method"))},
                              Paper::Column{std::string(context.t("close.by_payments")), true},
                              Paper::Column{std::string(context.t("close.counted")), true},
                              Paper::Column{std::string(context.t("close.difference")), true}};
  std::vector<Paper::Row> rows;
  for (std::size_t i = 0; i < payment_method_count; ++i) {
    const std::int64_t counted = closed.counted_minor[i], expected = closed.expected_minor[i];
    if (counted != 0 || expected != 0 || i == cash)
      rows.push_back({std::string(method_name(context, i)), money_words(context, expected),
                      money_words(context, counted), money_words(context, counted - expected)});
  }
  paper.table(columns, rows);
  const std::array whose = {who_closed(context, closed)};
  paper.signatures(whose);
  ui.effects.push({.kind = ui::EffectKind::print_document, .text = std::move(paper).html()});
}

/// Who closed the day and when, what was counted then, and what has happened since.
void CloseView::draw_closed(Context& context) {
  ui::Ui& ui = context.ui;
  const DayClose& last = *till_.last_close();
  ui::text(ui, {.text = context.t("close.closed_by",
                                  {{"who", who_closed(context, last)},
                                   {"at", moment(ui, context.clinic, last.closed_at)}}),
                .tone = ui::TextTone::good,
                .icon = ui::Icon::lock,
                .key = "closed"});
  for (std::size_t i = 0; i < payment_method_count; ++i) {
    const auto keyed = ui.keyed(i);
    const std::int64_t counted = last.counted_minor[i], expected = last.expected_minor[i];
    std::string value = money_words(context, counted);
    if (counted != expected)
      value +=
          ", " + context.t("close.differs", {{"amount", money_words(context, counted - expected)}});
    if (counted != 0 || expected != 0)
      ui::fact(ui, {.label = method_name(context, i),
                    .value = value,
                    .tone = counted == expected ? ui::TextTone::normal : ui::TextTone::warn,
                    .label_width = ui.is_phone() ? 90.0F : 150.0F});
    if (const std::int64_t later = till_.since_close_minor(i); later != 0)
      ui::text(ui, {.text = context.t("close.later", {{"method", method_name(context, i)},
                                                      {"amount", money_words(context, later)}}),
                    .tone = ui::TextTone::warn,
                    .icon = ui::Icon::triangle_alert,
                    .key = "later"});
  }
  if (!last.note.empty()) ui::fact(ui, {.label = context.t("close.note"), .value = last.note});
  const auto row = ui.row();
  if (tap(context, "close.print", ui::Icon::printer)) print(context, last);
  if (may(context, OpKind::close_day) && tap(context, "close.again", ui::Icon::rotate_ccw))
    again_ = true;
}

void CloseView::draw_method(Context& context, std::size_t method) {
  ui::Ui& ui = context.ui;
  const auto keyed = ui.keyed(method);
  const std::string hint =
      context.t("close.expected", {{"amount", money_words(context, till_.expected_minor[method])}});
  ui::money_field(ui,
                  {.key = "counted",
                   .label = method_name(context, method),
                   .hint = hint,
                   .width = 280,
                   .required = method == cash},
                  counted_[method], context.currency());
  unread_ |= ui::has_unread_entry(ui, "counted");
  if (const std::int64_t apart = apart_minor(method); apart != 0)
    ui::text(ui, {.text = context.t("close.differs", {{"amount", money_words(context, apart)}}),
                  .tone = ui::TextTone::warn,
                  .icon = ui::Icon::triangle_alert,
                  .key = "apart"});
}

void CloseView::close(Context& context) {
  // What nobody counted by hand is as expected: cards and transfers are counted by the bank.
  app::MoneyByMethod counted = till_.expected_minor;
  for (std::size_t i = 0; i < counted.size(); ++i) counted[i] += apart_minor(i);
  const LocalDate day = date(context);
  form_.open();
  form_.send(
      context,
      {.drafts = {app::close_draft(context.clinic, branch_, day, till_, counted, note_)},
       .done = context.t("close.done", {{"date", ui::format_date(day, ui::DateStyle::day_month,
                                                                 context.ui.language())}})});
}

void CloseView::draw_counted(Context& context) {
  ui::Ui& ui = context.ui;
  unread_ = false;
  bool apart = false, hidden = false;
  for (std::size_t i = 0; i < payment_method_count; ++i) {
    if (all_methods_ || i == cash || i == card_payment || till_.expected_minor[i] != 0)
      draw_method(context, i);
    else
      hidden = true;
    apart |= apart_minor(i) != 0;
  }
  if (hidden && ui::button(ui, {.key = "all methods",
                                .text = context.t("close.all_methods"),
                                .icon = ui::Icon::plus,
                                .kind = ui::ButtonKind::quiet}))
    all_methods_ = true;
  if (apart)
    ui::text_field(ui,
                   {.key = "note",
                    .label = context.t("close.note"),
                    .error = form_.error(ui, {RefusalCode::text_too_long}),
                    .required = true,
                    .lines = 2},
                   note_);
  form_.draw_refusal(ui);
  const std::string_view lacks = unread_ || !counted_[cash] ? context.t("close.count_cash")
                                 : apart && note_.empty()   ? context.t("close.note_needed")
                                                            : std::string_view{};
  if (!lacks.empty()) ui::text(ui, {.text = lacks, .tone = ui::TextTone::muted, .key = "lacks"});
  if (ui::button(ui, {.key = "close",
                      .text = context.t("close.close"),
                      .icon = ui::Icon::lock,
                      .kind = ui::ButtonKind::primary,
                      .disabled = !lacks.empty() || !may(context, OpKind::close_day) ||
                                  date(context) > ui.today()}))
    close(context);
}

/// The closes as a file for whoever keeps the books: a line for each way to pay of each close.
std::string CloseView::csv(const Context& context) const {
  exchange::CsvWriter out(exchange::csv_for_spreadsheets);
  for (const ui::TextId title :
       {ui::TextId("booking.date"), ui::TextId("day.branch"), ui::TextId("close.closed"),
        ui::TextId("close.closed_at"), ui::TextId("close.method"), ui::TextId("close.by_payments"),
        ui::TextId("close.counted"), ui::TextId("close.difference"), ui::TextId("close.note")})
    out.cell(context.t(title));
  out.end_row();
  const auto money = [&](std::int64_t minor) {
    out.cell(ui::raw_value(static_cast<double>(minor), {.kind = ui::ChartUnit::Kind::money},
                           context.ui.language()));
  };
  for (const DayClose& closed : till_.recent)
    for (std::size_t i = 0; i < payment_method_count; ++i) {
      const std::int64_t counted = closed.counted_minor[i], expected = closed.expected_minor[i];
      if (counted == 0 && expected == 0 && i != cash) continue;
      const Branch* branch = context.catalogue().branch(closed.branch);
      out.cell(ui::format_date(closed.date, ui::DateStyle::numeric, context.ui.language()));
      out.cell(branch == nullptr ? std::string_view{} : std::string_view(branch->name));
      out.cell(who_closed(context, closed));
      out.cell(moment(context.ui, context.clinic, closed.closed_at));
      out.cell(method_name(context, i));
      money(expected);
      money(counted);
      money(counted - expected);
      out.cell(closed.note);
      out.end_row();
    }
  return out.take();
}

/// How the days before were closed; a press shows that day.
void CloseView::draw_recent(Context& context) {
  if (till_.recent.empty()) return;
  ui::Ui& ui = context.ui;
  const auto card = ui.card("recent", context.t("close.recent"));
  if (ui::button(ui, {.key = "csv",
                      .text = context.t("close.csv"),
                      .icon = ui::Icon::download,
                      .kind = ui::ButtonKind::quiet}))
    push_csv(context, "retour-closes", csv(context));
  const std::array columns = {
      ui::TableColumn{.key = "date", .title = context.t("booking.date"), .width = 110},
      ui::TableColumn{.key = "who", .title = context.t("close.closed"), .min_width = 120},
      ui::TableColumn{.key = "counted",
                      .title = context.t("close.counted"),
                      .width = 110,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "apart",
                      .title = context.t("close.difference"),
                      .width = 100,
                      .align = ui::Align::right}};
  const ui::TableResult result = ui::table(
      ui,
      {.key = "closes",
       .name = context.t("close.recent"),
       .columns = columns,
       .rows = till_.recent.size()},
      nullptr, [&](ui::Cells& cells, std::size_t i) {
        const DayClose& closed = till_.recent[i];
        std::int64_t counted = 0;
        for (const std::int64_t amount : closed.counted_minor) counted += amount;
        const std::int64_t apart = app::difference_minor(closed);
        cells.text(ui::format_date(closed.date, ui::DateStyle::day_month, ui.language()),
                   ui::TextTone::strong);
        const LocalDateTime at = context.catalogue().zone_of(closed.branch).local(closed.closed_at);
        cells.text(who_closed(context, closed) + ", " +
                   (at.date == closed.date ? ui::format_time(at.second_of_day / 60)
                                           : moment(ui, context.clinic, closed.closed_at)));
        cells.text(money_words(context, counted));
        cells.text(money_words(context, apart),
                   apart == 0 ? ui::TextTone::muted : ui::TextTone::warn);
      });
  if (!result.activated) return;
  date_ = till_.recent[*result.activated].date;
  ui.request_frame();
}

void CloseView::draw_till(Context& context) {
  if (form_.hear(context)) {
    counted_ = {};
    note_.clear();
    again_ = false;
    context.ui.request_frame();
  }
  {
    const auto card = context.ui.card("till", context.t("close.till"));
    if (till_.last_close() != nullptr && !again_)
      draw_closed(context);
    else
      draw_counted(context);
  }
  draw_recent(context);
}

// ---- the view
// --------------------------------------------------------------------------------------

void CloseView::draw_choices(Context& context) {
  ui::Ui& ui = context.ui;
  const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
  std::optional<LocalDate> chosen = date(context);
  const LocalDate before = *chosen;
  const BranchId branch = branch_;
  ui::date_field(ui, {.key = "date", .label = context.t("booking.date"), .width = 190}, chosen,
                 ui::DateHint::past);
  if (chosen) date_ = chosen;
  const auto branches = named_branches(context);
  if (branches.size() > 1)
    pick(context, {.key = "branch", .label = context.t("day.branch"), .width = 220}, branches,
         branch_);
  if (tap(context, "hand_over.title", ui::Icon::users, true)) hand_over_.open(context, branch_);
  if (date(context) == before && branch == branch_) return;
  counted_ = {};
  note_.clear();
  again_ = false;
}

void CloseView::draw(Context& context, BookingForm& booking, CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  if (branch_.is_nil()) branch_ = first_branch(context);
  draw_choices(context);
  hand_over_.draw(context);
  const Rows rows = context.reader.day(date(context), branch_).bookings;
  const bool money = readers_of(Visibility::money).has(context.clinic.session().role);
  if (!money) {
    draw_unmarked(context, rows);
    draw_missed(context, rows, booking);
    return;
  }
  load_till(context);
  const auto columns = ui.columns({1, 1}, 400);
  ui.next_column();
  draw_unmarked(context, rows);
  draw_missed(context, rows, booking);
  draw_unsettled(context, rows, check_out);
  ui.next_column();
  draw_till(context);
}

}  // namespace retour::views
