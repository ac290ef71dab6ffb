#include "views/key_words.hpp"

#include <array>

#include "funnel/months.hpp"
#include "ui/chart_axis.hpp"
#include "ui/locale.hpp"
#include "views/form.hpp"
#include "views/words.hpp"

namespace retour::views {

using funnel::RevenueBy;
using funnel::RevenueKey;

namespace {

std::string axis_month(const Context& context, std::int32_t number) {
  return ui::format_tick(ui::ink_of(context.ui), funnel::first_day_of(number).days,
                         {.kind = ui::ChartUnit::Kind::date}, 30);
}

template <class T>
std::string name_in(const T* thing, const Context& context) {
  return thing == nullptr ? std::string(context.t("finance.nobody")) : thing->name;
}

std::string age_words(const Context& context, std::int32_t group) {
  const auto& begins = funnel::age_group_begins;
  if (group <= 0) return std::string(context.t("finance.nobody"));
  const auto at = static_cast<std::size_t>(group) - 1;
  if (at + 1 == begins.size()) return context.t("finance.age_from", {{"age", begins[at]}});
  return context.t("finance.age", {{"low", begins[at]}, {"high", begins[at + 1] - 1}});
}

}  // namespace

std::string key_words(const Context& context, RevenueBy by, const RevenueKey& key) {
  const ui::Ui& ui = context.ui;
  const app::Catalogue& c = context.catalogue();
  const auto named = [&](std::string_view prefix, const auto& names) {
    return std::string(word(ui, prefix, names[static_cast<std::size_t>(key.number)]));
  };
  switch (by) {
    case RevenueBy::total: return std::string(context.t("finance.all"));
    case RevenueBy::month: return axis_month(context, key.number);
    case RevenueBy::year: return std::to_string(key.number);
    case RevenueBy::branch: return name_in(c.branch(BranchId{key.id}), context);
    case RevenueBy::doctor: {
      const Staff* doctor = c.person(StaffId{key.id});
      return doctor == nullptr ? std::string(context.t("finance.nobody")) : short_name(*doctor);
    }
    case RevenueBy::service: return name_in(c.service(ServiceId{key.id}), context);
    case RevenueBy::specialty: return name_in(c.specialty(SpecialtyId{key.id}), context);
    case RevenueBy::source: return name_in(c.source(SourceId{key.id}), context);
    case RevenueBy::product_type: return named("product", EnumNames<ProductType>::names);
    case RevenueBy::first_or_repeat:
      return named("finance.visit", EnumNames<funnel::FirstOrRepeat>::names);
    case RevenueBy::category:
      return named("finance.category", std::array{"one_time", "course", "surgery"});
    case RevenueBy::value_class: return named("value.class", EnumNames<funnel::ValueClass>::names);
    case RevenueBy::sex: return named("sex", EnumNames<Sex>::names);
    case RevenueBy::age_group: return age_words(context, key.number);
    case RevenueBy::child_or_adult:
      return named("finance.person", EnumNames<funnel::ChildOrAdult>::names);
    case RevenueBy::diagnosis: {
      const std::string_view text = funnel::diagnosis_text(key.id);
      return std::string(text.empty() ? context.t("finance.nobody") : text);
    }
  }
  return {};
}

}  // namespace retour::views
