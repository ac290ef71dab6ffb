#include "views/urgent_days.hpp"

#include "ui/locale.hpp"
#include "ui/widgets.hpp"

namespace retour::views {
namespace {

constexpr std::int32_t days_ahead = 7;

/// What cannot be read warns of nothing; the board, which reads the same, says why.
std::vector<schedule::UrgentDay> without(Context& context, BranchId branch, LocalDate first,
                                         std::int32_t days) {
  auto found = app::days_without_urgent(context.clinic, first, days, branch);
  return found ? std::move(*found) : std::vector<schedule::UrgentDay>{};
}

}  // namespace

std::optional<LocalDate> UrgentDays::draw(Context& context, BranchId branch, LocalDate shown) {
  ui::Ui& ui = context.ui;
  const Key key{.version = context.reader.version(),
                .minute = context.clinic.now().seconds / 60,
                .branch = branch,
                .shown = shown};
  if (key_ != key) {
    key_ = key;
    days_ = without(context, branch, shown, 1);
    if (days_.empty()) days_ = without(context, branch, ui.today(), days_ahead);
  }
  if (days_.empty()) return std::nullopt;
  const LocalDate date = days_.front().date;
  std::string who;
  for (const schedule::UrgentDay& day : days_) {
    const Specialty* specialty = context.catalogue().specialty(day.specialty);
    if (day.date != date || specialty == nullptr) continue;
    who += who.empty() ? "" : ", ";
    who += specialty->name;
  }
  const bool here = date == shown;
  const std::string words =
      here ? context.t("urgent.none_here", {{"who", who}})
           : context.t(
                 "urgent.none_on",
                 {{"who", who},
                  {"date", ui::format_date(date, ui::DateStyle::weekday_full, ui.language())}});
  const bool pressed = ui::banner(
      ui, {.key = "no urgent places",
           .text = words,
           .action = here ? std::string_view{} : std::string_view(context.t("urgent.show_day")),
           .tone = ui::Tone::warn});
  return pressed ? std::optional(date) : std::nullopt;
}

}  // namespace retour::views
