#include "views/booking_wishes.hpp"

#include <algorithm>
#include <array>

#include "base/order.hpp"
#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/pills.hpp"
#include "ui/widgets.hpp"
#include "views/form.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

/// Each is two letters and a space.
constexpr std::string_view codes =
    "ru en sv ar az da de es fa fi fr hy ka kk ky no pl so tg tr uk uz zh ";

}  // namespace

std::vector<std::string> named_languages() {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < codes.size(); at += 3) out.emplace_back(codes.substr(at, 2));
  return out;
}

std::string language_words(const Context& context, const std::string& code) {
  return std::string(word(context.ui, "spoken", code));
}

void pick_languages(Context& context, std::vector<std::string>& spoken) {
  ui::Ui& ui = context.ui;
  const std::string_view label = context.t("settings.languages");
  std::vector<std::string> words, addable;
  for (const std::string& code : named_languages())
    if (std::ranges::find(spoken, code) == spoken.end()) {
      addable.push_back(code);
      words.push_back(language_words(context, code));
    }
  const std::vector<ui::Choice> choices(words.begin(), words.end());
  int added = -1;
  if (ui::combo(ui,
                {.key = "languages",
                 .label = label,
                 .hint = context.t("settings.languages_hint"),
                 .placeholder = context.t("settings.add_language")},
                choices, added) &&
      added >= 0)
    spoken.push_back(addable[static_cast<std::size_t>(added)]);
  const auto group = ui.group(ui.id("spoken"), ui::Role::group, ui.cursor(), label);
  const auto row = ui.row();
  for (const std::string& code : std::vector(spoken)) {
    const auto keyed = ui.keyed(code);
    if (ui::chip(ui, {.key = "chip",
                      .text = language_words(context, code),
                      .icon = ui::Icon::check,
                      .on = true}))
      std::erase(spoken, code);
  }
}

/// Whoever speaks it.
bool BookingWishes::draw_language(Context& context, const std::vector<std::string>& spoken) {
  std::vector<Named<std::string>> named;
  for (const std::string& code : spoken)
    named.push_back({.id = code, .text = language_words(context, code)});
  sort_stably(named, {}, &Named<std::string>::text);
  return pick(context,
              {.key = "language",
               .label = context.t("booking.doctor_language"),
               .placeholder = context.t("doctor_sex.unknown"),
               .clearable = true},
              named, language_);
}

bool BookingWishes::draw(Context& context, StaffId doctor, BranchId branch) {
  ui::Ui& ui = context.ui;
  std::vector<std::string> spoken;
  bool women = false, men = false;
  if (doctor.is_nil())
    for (const Named<StaffId>& named : named_doctors(context, branch)) {
      const Staff* person = context.catalogue().person(named.id);
      if (person == nullptr) continue;
      women |= person->sex == Sex::female;
      men |= person->sex == Sex::male;
      for (const std::string& code : person->languages)
        if (std::ranges::find(spoken, code) == spoken.end()) spoken.push_back(code);
    }
  const bool both = women && men;
  const auto columns = ui.columns({1, 1}, 150);
  ui.next_column();
  const std::array parts = {ui::Choice{.text = context.t("itinerary.any_time")},
                            ui::Choice{.text = context.t("itinerary.morning")},
                            ui::Choice{.text = context.t("itinerary.afternoon")},
                            ui::Choice{.text = context.t("itinerary.evening")}};
  bool changed =
      ui::combo(ui, {.key = "part", .label = context.t("itinerary.part")}, parts, day_part_);
  // Of three, the language stands below the part of the day.
  if (both && !spoken.empty()) changed |= draw_language(context, spoken);
  ui.next_column();
  if (both)
    changed |= pick_value(context, {.key = "sex", .label = context.t("booking.doctor_sex")},
                          "doctor_sex", {Sex::unknown, Sex::female, Sex::male}, sex_);
  else if (!spoken.empty())
    changed |= draw_language(context, spoken);
  return changed;
}

void BookingWishes::put(BookingWish& wish) const {
  constexpr std::array parts = {schedule::any_time, schedule::morning, schedule::afternoon,
                                schedule::evening};
  const schedule::DayPart part = parts[static_cast<std::size_t>(day_part_)];
  wish.from_minute = part.from_minute;
  wish.to_minute = part.to_minute;
  wish.doctor_sex = sex_;
  wish.doctor_language = language_;
}

}  // namespace retour::views
