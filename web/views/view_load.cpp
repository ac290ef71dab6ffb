// Sections: what is read | figures | the table | services | days | waiting
#include "views/view_load.hpp"

#include <algorithm>
#include <array>

#include "base/order.hpp"
#include "time/week.hpp"
#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/locale.hpp"
#include "views/form.hpp"
#include "views/view_week.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::int32_t useful_minutes = 30;
constexpr std::array<std::int32_t, 3> spans_days = {28, 28, 364};
constexpr std::int64_t full_permille = 850;

std::int64_t permille_of(std::int64_t part, std::int64_t whole) {
  return whole <= 0 ? 0 : (part * 1000 + whole / 2) / whole;
}

std::string hours_words(const Context& context, std::int64_t minutes) {
  return context.t("load.hours", {{"count", (minutes + 30) / 60}});
}

/// Hours; of a ward nights.
std::string amount_words(const Context& context, bool is_ward, std::int64_t minutes) {
  return is_ward ? context.t("load.nights", {{"count", minutes / schedule::night_minutes}})
                 : hours_words(context, minutes);
}

bool is_ward(const schedule::ResourceLoad& load) {
  return load.kind == schedule::ResourceKind::room && load.room_kind == RoomKind::ward;
}

/// "52 min, 45 min": what visits took and what was planned, each on the average.
std::string length_words(const Context& context, std::int64_t visits, std::int64_t actual,
                         std::int64_t planned) {
  if (visits == 0) return {};
  return context.t("load.length_words",
                   {{"actual", actual / visits}, {"planned", planned / visits}});
}

/// "today", "in 3 days"; empty for whatever is not asked for a first time.
std::string first_free_words(const Context& context, bool is_asked,
                             std::optional<std::int32_t> days) {
  if (!is_asked) return {};
  if (!days) return std::string(context.t("load.none_free"));
  if (*days == 0) return std::string(context.t("load.today"));
  return context.t("load.in_days", {{"count", *days}});
}

}  // namespace

// ---- what is read
// ----------------------------------------------------------------------------------

/// The four weeks to come, the four that have passed, the year that has passed; whole weeks.
LocalDate LoadView::first(const Context& context) const {
  const LocalDate monday = monday_of(context.ui.today());
  return span_ == 0 ? monday : monday.plus_days(-days());
}

std::int32_t LoadView::days() const {
  return spans_days[span_];
}

void LoadView::read(Context& context) {
  const Key key{.generation = context.clinic.generation(),
                .first = first(context),
                .days = days(),
                .branch = branch_,
                .language = context.ui.language()};
  if (key_ == key) return;
  key_ = key;
  auto made = app::load_report(context.clinic, key.first, key.days, key.branch, useful_minutes);
  report_.reset();
  if (!made) {
    context.ui.toast(words_of(context.ui, made.error()), ui::Tone::danger);
    return;
  }
  report_ = std::move(*made);
  add_lines(context);
  add_charts(context);
}

void LoadView::add_lines(const Context& context) {
  const app::Catalogue& catalogue = context.catalogue();
  lines_.clear();
  for (const schedule::ResourceLoad& load : report_->resources) {
    Line line;
    line.load = load;
    switch (load.kind) {
      case schedule::ResourceKind::doctor:
        if (const Staff* person = catalogue.person(StaffId(load.id)))
          line.name = short_name(*person);
        line.kind = context.t("load.doctor");
        for (const app::FirstFree& free : report_->first_free)
          if (free.doctor == load.id) {
            line.first_free_days = free.days;
            line.is_free = true;
          }
        for (const app::DoctorVisits& visits : report_->visits)
          if (visits.doctor == load.id)
            line.length =
                length_words(context, visits.visits, visits.actual_minutes, visits.planned_minutes);
        break;
      case schedule::ResourceKind::room:
        if (const Room* room = catalogue.room(RoomId(load.id))) line.name = room->name;
        line.kind = word(context.ui, "room_kind", enum_name(load.room_kind));
        break;
      case schedule::ResourceKind::device:
        for (const Device& device : catalogue.devices)
          if (device.id == load.id) line.name = device.name;
        line.kind = context.t("load.device");
        break;
    }
    lines_.push_back(std::move(line));
  }
}

void LoadView::add_charts(const Context& context) {
  ui::Ui& ui = context.ui;
  const std::int32_t weeks = days() / 7;
  monday_ = first(context);
  std::vector<std::int64_t> rostered(static_cast<std::size_t>(days()), 0), booked = rostered;
  for (const schedule::DoctorDay& day : report_->days) {
    const auto at = static_cast<std::size_t>(day.date.days - monday_.days);
    if (at >= rostered.size()) continue;
    rostered[at] += day.rostered_minutes;
    booked[at] += day.booked_minutes;
  }
  days_ = {.row_title = std::string(context.t("load.weekday")), .domain = ui::Domain{}};
  for (int weekday = 1; weekday <= 7; ++weekday) {
    days_.rows.emplace_back(ui::weekday_short(weekday, ui.language()));
    for (std::int32_t week = 0; week < weeks; ++week) {
      const auto at = static_cast<std::size_t>(7 * week + weekday - 1);
      days_.values.push_back(rostered[at] == 0 ? std::nullopt
                                               : std::optional(static_cast<double>(booked[at]) /
                                                               static_cast<double>(rostered[at])));
    }
  }
  for (std::int32_t week = 0; week < weeks; ++week)
    days_.columns.push_back(
        ui::format_date(monday_.plus_days(7 * week), ui::DateStyle::day_month, ui.language()));
  waits_ = {.form = ui::BarChart::Form::standing,
            .category_title = std::string(context.t("load.wait")),
            .height = 220,
            .opens = false};
  ui::BarChart::Series series{.name = std::string(context.t("load.visits"))};
  visits_ = 0;
  for (std::size_t step = 0; step < app::wait_steps; ++step) {
    const auto from = static_cast<std::int64_t>(step) * app::wait_step_minutes;
    waits_.categories.push_back(step + 1 == app::wait_steps
                                    ? context.t("load.wait_more", {{"minutes", from}})
                                    : std::to_string(from) + "–" +
                                          std::to_string(from + app::wait_step_minutes));
    series.values.emplace_back(static_cast<double>(report_->waits[step]));
    visits_ += report_->waits[step];
  }
  waits_.series.push_back(std::move(series));
}

// ---- figures
// ---------------------------------------------------------------------------------------

void LoadView::draw_choice(Context& context) {
  ui::Ui& ui = context.ui;
  const std::array spans = {context.t("load.ahead"), context.t("load.past"),
                            context.t("load.year")};
  ui::segments(ui, "span", context.t("load.span"), spans, span_);
  const auto branches = named_branches(context);
  if (branches.size() > 1)
    pick(context,
         {.key = "branch",
          .label = context.t("day.branch"),
          .placeholder = context.t("load.all_branches"),
          .width = 280,
          .clearable = true},
         branches, branch_);
}

/// One gauge a kind: doctors, and each kind of room that there is.
void LoadView::draw_figures(Context& context) {
  ui::Ui& ui = context.ui;
  struct Gauge {
    std::string label;
    bool is_ward = false;
    std::int64_t available = 0, booked = 0;
  };
  std::vector<Gauge> gauges;
  for (const Line& line : lines_) {
    const bool is_doctor = line.load.kind == schedule::ResourceKind::doctor;
    const std::string label = is_doctor ? std::string(context.t("load.doctors")) : line.kind;
    auto gauge = std::ranges::find(gauges, label, &Gauge::label);
    if (gauge == gauges.end())
      gauge = gauges.insert(gauges.end(), {.label = label, .is_ward = is_ward(line.load)});
    gauge->available += line.load.available_minutes;
    gauge->booked += line.load.booked_minutes;
  }
  std::vector<std::string> details;
  for (const Gauge& gauge : gauges)
    details.push_back(context.t("load.of_hours",
                                {{"booked", amount_words(context, gauge.is_ward, gauge.booked)},
                                 {"all", amount_words(context, gauge.is_ward, gauge.available)}}));
  const std::vector<std::string_view> beside(details.begin(), details.end());
  const std::size_t in_a_row = gauges.size() == 5 ? 5 : 4;
  for (std::size_t first = 0; first < gauges.size(); first += in_a_row) {
    const auto columns =
        in_a_row == 5 ? ui.columns({1, 1, 1, 1, 1}, 130) : ui.columns({1, 1, 1, 1}, 150);
    for (std::size_t i = first; i < std::min(gauges.size(), first + in_a_row); ++i) {
      ui.next_column();
      const auto keyed = ui.keyed(i);
      const std::int64_t permille = permille_of(gauges[i].booked, gauges[i].available);
      (void)ui::figure(ui, {.key = "gauge",
                            .value = ui::format_permille(permille, ui.language()),
                            .label = gauges[i].label,
                            .detail = details[i],
                            .tone = permille >= full_permille ? ui::Tone::warn : ui::Tone::neutral,
                            .beside = beside});
    }
  }
}

/// Which of the two is the bottleneck, in hours.
void LoadView::draw_binding(Context& context) {
  const schedule::BindingTime& binding = report_->binding;
  if (binding.doctor_minutes == 0 && binding.room_minutes == 0) return;
  const bool doctors = binding.doctor_minutes >= binding.room_minutes;
  ui::banner(
      context.ui,
      {.key = "binding",
       .text = context.t(doctors ? ui::TextId("load.doctors_bind") : ui::TextId("load.rooms_bind"),
                         {{"doctor", hours_words(context, binding.doctor_minutes)},
                          {"room", hours_words(context, binding.room_minutes)}})});
}

// ---- the table
// -------------------------------------------------------------------------------------

void LoadView::draw_table(Context& context) {
  ui::Ui& ui = context.ui;
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = context.t("load.name"), .sortable = true},
      ui::TableColumn{
          .key = "kind", .title = context.t("load.kind"), .min_width = 110, .hide_below = 700},
      ui::TableColumn{.key = "load",
                      .title = context.t("load.share"),
                      .width = 110,
                      .align = ui::Align::right,
                      .sortable = true},
      ui::TableColumn{.key = "free",
                      .title = context.t("load.free"),
                      .width = 130,
                      .align = ui::Align::right,
                      .sortable = true,
                      .hide_below = 520},
      ui::TableColumn{.key = "usable",
                      .title = context.t("load.usable"),
                      .width = 150,
                      .align = ui::Align::right,
                      .sortable = true,
                      .hide_below = 800},
      ui::TableColumn{.key = "first",
                      .title = context.t("load.first_free"),
                      .width = 150,
                      .align = ui::Align::right,
                      .hide_below = 900},
      ui::TableColumn{.key = "length",
                      .title = context.t("load.length"),
                      .width = 170,
                      .align = ui::Align::right,
                      .hide_below = 1000}};
  const ui::TableResult result =
      ui::table(ui,
                {.key = "resources",
                 .name = context.t("load.resources"),
                 .columns = columns,
                 .rows = lines_.size(),
                 .activatable = false},
                &sort_, [&](ui::Cells& cells, std::size_t row) {
                  const Line& line = lines_[row];
                  cells.text(line.name, ui::TextTone::strong);
                  cells.text(line.kind, ui::TextTone::muted);
                  const std::int64_t permille =
                      permille_of(line.load.booked_minutes, line.load.available_minutes);
                  cells.text(ui::format_permille(permille, ui.language()),
                             permille >= full_permille ? ui::TextTone::warn : ui::TextTone::normal);
                  cells.text(amount_words(context, is_ward(line.load), line.load.free_minutes()));
                  cells.text(amount_words(context, is_ward(line.load), line.load.usable_minutes));
                  cells.text(first_free_words(context, line.is_free, line.first_free_days));
                  cells.text(line.length);
                });
  if (!result.sort_changed || sort_.column < 0) return;
  const auto value = [&](const Line& line) -> std::int64_t {
    switch (sort_.column) {
      case 2: return permille_of(line.load.booked_minutes, line.load.available_minutes);
      case 3: return line.load.free_minutes();
      default: return line.load.usable_minutes;
    }
  };
  sort_stably(lines_, [&](const Line& a, const Line& b) {
    const Line& low = sort_.descending ? b : a;
    const Line& high = sort_.descending ? a : b;
    return sort_.column == 0 ? low.name < high.name : value(low) < value(high);
  });
}

// ---- services
// ----------------------------------------------------------------------------------

/// What each service takes of the hours that doctors are on duty.
void LoadView::draw_services(Context& context) {
  ui::Ui& ui = context.ui;
  const std::vector<app::ServiceLoad>& services = report_->services;
  if (services.empty()) return;
  std::int64_t on_duty = 0;
  for (const Line& line : lines_)
    if (line.load.kind == schedule::ResourceKind::doctor) on_duty += line.load.available_minutes;
  const auto box = ui.card("services", context.t("load.services"));
  ui::text(ui, context.t("load.services_text"), ui::TextTone::muted);
  constexpr auto right = ui::Align::right;
  const std::array columns = {
      ui::TableColumn{.key = "service", .title = context.t("booking.service")},
      ui::TableColumn{
          .key = "visits", .title = context.t("load.visits"), .width = 100, .align = right},
      ui::TableColumn{
          .key = "hours", .title = context.t("load.doctors_time"), .width = 150, .align = right},
      ui::TableColumn{.key = "share",
                      .title = context.t("load.of_duty"),
                      .width = 130,
                      .align = right,
                      .hide_below = 520},
      ui::TableColumn{.key = "length",
                      .title = context.t("load.length"),
                      .width = 170,
                      .align = right,
                      .hide_below = 700}};
  (void)ui::table(
      ui,
      {.key = "services",
       .name = context.t("load.services"),
       .columns = columns,
       .rows = services.size(),
       .activatable = false},
      nullptr, [&](ui::Cells& cells, std::size_t row) {
        const app::ServiceLoad& service = services[row];
        cells.text(service.service.is_nil()
                       ? std::string(context.t("load.no_service"))
                       : name_of_service(ui, context.catalogue(), service.service),
                   ui::TextTone::strong);
        cells.text(ui::format_number(service.visits, ui.language()));
        cells.text(hours_words(context, service.doctor_minutes));
        cells.text(on_duty == 0 ? std::string()
                                : ui::format_permille(permille_of(service.doctor_minutes, on_duty),
                                                      ui.language()));
        cells.text(length_words(context, service.measured, service.actual_minutes,
                                service.planned_minutes));
      });
}

// ---- days and waiting
// ------------------------------------------------------------------------------

void LoadView::draw_days(Context& context) {
  ui::Ui& ui = context.ui;
  const auto box = ui.card("days", context.t("load.days"));
  const auto layout = [&](const ui::ChartInk& ink, float width) {
    return ui::layout_of(days_, ink, width);
  };
  const ui::ChartTable table = ui::table_of(days_, ui::ink_of(ui));
  const ui::ChartResult result = ui::chart(
      ui, {.key = "heat", .name = context.t("load.days"), .empty = context.t("load.nobody")},
      layout, table);
  if (result.activated) {
    const auto weeks = static_cast<std::size_t>(days() / 7);
    const auto weekday = static_cast<std::int32_t>(*result.activated / weeks);
    const auto week = static_cast<std::int32_t>(*result.activated % weeks);
    context.router.open_day(monday_.plus_days(7 * week + weekday));
  }
  ui::chart_download(
      ui, "heat_file",
      {.name = "load", .title = context.t("load.days"), .caption = context.t("load.text")}, layout,
      table);
}

void LoadView::draw_waits(Context& context) {
  ui::Ui& ui = context.ui;
  const auto box = ui.card("waits", context.t("load.waits"));
  if (visits_ == 0) {
    ui::text(ui, context.t("load.no_waits"), ui::TextTone::muted);
    return;
  }
  ui::text(ui, context.t("load.waits_text"), ui::TextTone::muted);
  const auto layout = [&](const ui::ChartInk& ink, float width) {
    return ui::layout_of(waits_, ink, width);
  };
  const ui::ChartTable table = ui::table_of(waits_, ui::ink_of(ui));
  (void)ui::chart(ui, {.key = "waits", .name = context.t("load.waits")}, layout, table);
}

void LoadView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  draw_choice(context);
  read(context);
  if (!report_) return;
  if (lines_.empty()) {
    (void)ui::empty_state(ui, {.title = context.t("load.nobody"),
                               .text = context.t("load.nobody_text"),
                               .icon = ui::Icon::calendar_clock});
    return;
  }
  ui::text(ui, context.t("load.text"), ui::TextTone::muted);
  draw_figures(context);
  draw_binding(context);
  draw_table(context);
  draw_services(context);
  draw_days(context);
  demand_.draw(context, branch_);
  flow_.draw(context, demand_.specialty(), branch_);
  draw_waits(context);
}

}  // namespace retour::views
