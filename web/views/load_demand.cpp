#include "views/load_demand.hpp"

#include <algorithm>

#include "ui/choice.hpp"
#include "ui/widgets.hpp"
#include "views/form.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t hours_a_day = 24;

std::string hour(std::int32_t number) {
  return ui::format_time(number * 60);
}

}  // namespace

void DemandPart::read(Context& context, BranchId branch) {
  const Key key{.generation = context.clinic.generation(),
                .specialty = specialty_,
                .branch = branch,
                .language = context.ui.language()};
  if (key_ == key) return;
  key_ = key;
  report_.reset();
  auto made = app::demand_of(context.clinic, specialty_, branch);
  if (!made) {
    context.ui.toast(words_of(context.ui, made.error()), ui::Tone::danger);
    return;
  }
  report_ = std::move(*made);
  make_chart(context);
}

/// The hours in which anybody works or anything is asked, by weekday.
void DemandPart::make_chart(const Context& context) {
  std::size_t first = hours_a_day, last = 0;
  for (std::size_t at = 0; at < schedule::week_hours; ++at) {
    const schedule::DemandHour& one = report_->hours[at];
    if (one.staffed_minutes == 0 && one.asked_minutes == 0) continue;
    first = std::min(first, at % hours_a_day);
    last = std::max(last, at % hours_a_day + 1);
  }
  hours_ = {
      .row_title = std::string(context.t("load.weekday")), .domain = ui::Domain{}, .opens = false};
  for (std::size_t at = first; at < last; ++at)
    hours_.columns.push_back(hour(static_cast<std::int32_t>(at)));
  for (std::size_t day = 0; day < 7; ++day) {
    hours_.rows.emplace_back(ui::weekday_short(static_cast<int>(day) + 1, context.ui.language()));
    for (std::size_t at = first; at < last; ++at) {
      const schedule::DemandHour& one = report_->hours[day * hours_a_day + at];
      hours_.values.push_back(
          one.staffed_minutes == 0
              ? std::nullopt
              : std::optional(static_cast<double>(one.asked_minutes) / one.staffed_minutes));
    }
  }
}

/// Each proposal with what speaks for it, and the way to the hours of whom it concerns.
void DemandPart::draw_changes(Context& context) {
  ui::Ui& ui = context.ui;
  if (!report_->has_enough) {
    ui::text(ui,
             context.t("demand.too_few", {{"count", report_->visits},
                                          {"needed", schedule::demand_visits_min},
                                          {"weeks", schedule::demand_weeks_min}}),
             ui::TextTone::muted);
    return;
  }
  if (report_->changes.empty()) {
    ui::text(ui, {.text = context.t("demand.fits"), .icon = ui::Icon::circle_check, .key = "fits"});
    return;
  }
  for (std::size_t i = 0; i < report_->changes.size(); ++i) {
    const schedule::RotaChange& change = report_->changes[i];
    const auto keyed = ui.keyed(i);
    const Staff* person = context.catalogue().person(change.doctor);
    const std::string name = person == nullptr ? std::string() : short_name(*person);
    const bool adds = change.change == schedule::HoursChange::add;
    ui::text(ui, {.text = context.t(adds ? ui::TextId("demand.add") : ui::TextId("demand.remove"),
                                    {{"day", ui::weekday_name(change.weekday + 1, ui.language())},
                                     {"from", hour(change.begin_hour)},
                                     {"to", hour(change.end_hour)},
                                     {"doctor", name}}),
                  .tone = ui::TextTone::strong,
                  .icon = adds ? ui::Icon::plus : ui::Icon::arrow_right,
                  .key = "what"});
    ui::text(ui,
             context.t("demand.why", {{"count", change.visits},
                                      {"asked", change.asked_minutes},
                                      {"low", change.low_minutes},
                                      {"high", change.high_minutes},
                                      {"staffed", change.staffed_minutes}}),
             ui::TextTone::muted);
    if (may(context, OpKind::put_shift_patterns) &&
        ui::button(ui, {.key = "open",
                        .text = context.t("demand.open", {{"doctor", name}}),
                        .icon = ui::Icon::calendar_clock}))
      context.router.open_rota(change.doctor);
  }
}

void DemandPart::draw(Context& context, BranchId branch) {
  ui::Ui& ui = context.ui;
  const auto specialties = named_specialties(context);
  if (specialties.empty()) return;
  if (std::ranges::find(specialties, specialty_, &Named<SpecialtyId>::id) == specialties.end())
    specialty_ = specialties.front().id;
  const auto box = ui.card("demand", context.t("demand.title"));
  if (specialties.size() > 1)
    pick(context, {.key = "specialty", .label = context.t("demand.specialty"), .width = 280},
         specialties, specialty_);
  read(context, branch.is_nil() ? first_branch(context) : branch);
  if (!report_) return;
  ui::text(ui, context.t("demand.text", {{"weeks", app::demand_weeks}}), ui::TextTone::muted);
  if (!hours_.columns.empty()) {
    const auto layout = [&](const ui::ChartInk& ink, float width) {
      return ui::layout_of(hours_, ink, width);
    };
    const ui::ChartTable table = ui::table_of(hours_, ui::ink_of(ui));
    (void)ui::chart(ui, {.key = "hours", .name = context.t("demand.title")}, layout, table);
    ui::chart_download(ui, "hours_file",
                       {.name = "demand",
                        .title = context.t("demand.title"),
                        .caption = context.t("demand.text", {{"weeks", app::demand_weeks}})},
                       layout, table);
  }
  draw_changes(context);
}

}  // namespace retour::views
