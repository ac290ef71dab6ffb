#include "views/funnel_groups.hpp"

#include <algorithm>
#include <array>

#include "ui/choice.hpp"
#include "ui/widgets.hpp"
#include "views/figure_table.hpp"
#include "views/form.hpp"
#include "views/key_words.hpp"
#include "views/numbers_parts.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using funnel::Figure;
using funnel::FunnelStatus;
using funnel::GroupBy;
using funnel::RevenueBy;

constexpr std::array order = {GroupBy::source,    GroupBy::campaign,       GroupBy::branch,
                              GroupBy::doctor,    GroupBy::operators,      GroupBy::coordinator,
                              GroupBy::service,   GroupBy::specialty,      GroupBy::month,
                              GroupBy::age_group, GroupBy::child_or_adult, GroupBy::sex};
/// Longer tables are for a file.
constexpr std::size_t rows_max = 24;
/// The steps that have room: from lead to the main programme.
constexpr std::size_t first_step = 2, last_step = 5;
constexpr int codes_per_row = 2 * static_cast<int>(last_step - first_step + 1);

ui::TextId title_of(GroupBy by) {
  switch (by) {
    case GroupBy::source: return "finance.by.source";
    case GroupBy::campaign: return "cost.campaign";
    case GroupBy::branch: return "finance.by.branch";
    case GroupBy::doctor: return "finance.by.doctor";
    case GroupBy::operators: return "groups.operator";
    case GroupBy::coordinator: return "groups.coordinator";
    case GroupBy::service: return "groups.service";
    case GroupBy::specialty: return "finance.by.specialty";
    case GroupBy::month: return "finance.by.month";
    case GroupBy::age_group: return "finance.by.age_group";
    case GroupBy::child_or_adult: return "finance.by.child_or_adult";
    case GroupBy::sex: return "finance.by.sex";
  }
  return "finance.by.source";
}

/// Whose names the keys of a grouping are.
RevenueBy names_of(GroupBy by) {
  switch (by) {
    case GroupBy::source: return RevenueBy::source;
    case GroupBy::branch: return RevenueBy::branch;
    case GroupBy::service: return RevenueBy::service;
    case GroupBy::specialty: return RevenueBy::specialty;
    case GroupBy::month: return RevenueBy::month;
    case GroupBy::age_group: return RevenueBy::age_group;
    case GroupBy::child_or_adult: return RevenueBy::child_or_adult;
    case GroupBy::sex: return RevenueBy::sex;
    default: return RevenueBy::doctor;  // a person of the staff
  }
}

bool is_from_calls(GroupBy by) {
  return by == GroupBy::campaign || by == GroupBy::operators;
}

}  // namespace

std::string FunnelGroups::name_of(const Context& context, const funnel::GroupKey& key) const {
  if (query_.by == GroupBy::campaign) {
    const Campaign* campaign = context.catalogue().campaign(CampaignId{key.id});
    return campaign == nullptr ? std::string(context.t("finance.nobody")) : campaign->name;
  }
  return key_words(context, names_of(query_.by), {.number = key.number, .id = key.id});
}

void FunnelGroups::draw_choice(Context& context) {
  ui::Ui& ui = context.ui;
  std::array<ui::Choice, order.size()> choices;
  int selected = -1;
  for (std::size_t i = 0; i < order.size(); ++i) {
    choices[i] = {.text = context.t(title_of(order[i]))};
    if (by_ == order[i]) selected = static_cast<int>(i);
  }
  const bool is_changed = ui::combo(ui,
                                    {.key = "by",
                                     .label = context.t("groups.by"),
                                     .placeholder = context.t("groups.choose"),
                                     .width = ui.is_phone() ? 0.0F : 260.0F,
                                     .clearable = true},
                                    choices, selected);
  if (!is_changed) return;
  by_ = selected < 0 ? std::nullopt : std::optional(order[static_cast<std::size_t>(selected)]);
}

void FunnelGroups::measure(Context& context, const app::LiveFunnel& data,
                           const funnel::ReportQuery& query, std::string_view key) {
  const app::LiveCalls& calls = context.reader.calls();
  std::string asked = std::string(key) + "/" + std::to_string(data.version()) + "/" +
                      std::to_string(static_cast<int>(*by_));
  if (is_from_calls(*by_)) asked += "/" + std::to_string(calls.version());
  if (asked == key_) return;
  key_ = std::move(asked);
  const std::size_t patients = data.columns().patients().size();
  if (by_ == GroupBy::campaign) given_ = funnel::campaigns_by_row(calls.table(), patients);
  if (by_ == GroupBy::operators)
    given_ = funnel::operators_by_row(calls.table(), calls.unique(), patients);
  query_ = {.report = query, .by = *by_, .given = given_};
  groups_ = funnel::funnel_by(data.columns(), query_);
}

void FunnelGroups::draw_table(Context& context, const app::LiveFunnel& data, FunnelHelp& help) {
  ui::Ui& ui = context.ui;
  const std::string name = context.t("groups.name", {{"by", context.t(title_of(*by_))}});
  FigureTable table(context);
  FigureTable file(context);
  table.column(context.t(title_of(*by_)), ui::Align::left);
  file.column(context.t(title_of(*by_)), ui::Align::left);
  for (std::size_t i = first_step; i <= last_step; ++i) {
    const std::string status =
        std::to_string(i) + " · " + std::string(ui::status_name(ui, static_cast<int>(i)));
    for (FigureTable* each : {&table, &file}) {
      each->column(status);
      each->column(std::to_string(i) + " → " + std::to_string(i + 1));
    }
  }
  for (std::size_t row = 0; row < groups_.size(); ++row) {
    for (FigureTable* each : {&table, &file}) {
      if (each == &table && row >= rows_max) continue;
      each->row(name_of(context, groups_[row].key));
      for (std::size_t i = first_step; i <= last_step; ++i) {
        const funnel::GroupStep& step = groups_[row].steps[i];
        const int code =
            static_cast<int>(row) * codes_per_row + static_cast<int>(i - first_step) * 2;
        each->count(step.entrants, step.entrants == 0 ? FigureTable::opens_nothing : code);
        each->text(whole_share(context, step.decided_converted, step.decided),
                   step.converted == 0 ? FigureTable::opens_nothing : code + 1);
      }
    }
  }
  {
    const auto row = ui.row();
    file.download(ui, "groups download", "retour-funnel-groups");
    if (FunnelHelp::button(context, "groups how", name)) help.open("term.groups", name);
  }
  if (groups_.size() > rows_max)
    ui::text(ui, context.t("groups.more", {{"count", groups_.size() - rows_max}}),
             ui::TextTone::muted);
  const auto pressed = table.draw(ui, "groups table", name, context.t("channels.empty"));
  if (!pressed) return;
  const funnel::GroupKey& key = groups_[static_cast<std::size_t>(*pressed / codes_per_row)].key;
  const auto step = static_cast<FunnelStatus>(
      first_step + static_cast<std::size_t>(*pressed % codes_per_row / 2));
  const bool is_entrants = *pressed % 2 == 0;
  const std::string status(ui::status_name(ui, static_cast<int>(step)));
  open_rows(context, data,
            context.t(is_entrants ? ui::TextId("groups.people_entered")
                                  : ui::TextId("groups.people_went_on"),
                      {{"group", name_of(context, key)}, {"status", status}}),
            funnel::people_in_group(data.columns(), query_, key, step,
                                    is_entrants ? Figure::entrants : Figure::converted));
}

void FunnelGroups::draw(Context& context, const app::LiveFunnel& data,
                        const funnel::ReportQuery& query, std::string_view key, FunnelHelp& help) {
  const auto card = context.ui.card("groups", context.t("groups.title"));
  draw_choice(context);
  if (!by_) return;
  if (is_from_calls(*by_) && numbers_and_calls_of(context) == nullptr) return;
  measure(context, data, query, key);
  draw_table(context, data, help);
}

}  // namespace retour::views
