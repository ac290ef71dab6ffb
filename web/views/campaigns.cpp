#include "views/campaigns.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/order.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/cost_editor.hpp"
#include "views/figure_table.hpp"
#include "views/form.hpp"
#include "views/numbers_parts.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using funnel::CampaignFigures;
using funnel::CampaignVerdict;
using funnel::ChannelFigures;
using funnel::ChannelPeople;

/// A cell's code: which line, which figure of it; the last opens the campaign itself.
constexpr int codes_per_line = 3;
constexpr std::array opened = {ChannelPeople::primaries, ChannelPeople::operated};

std::string cost_words(const Context& context, std::int64_t spent_minor, std::int64_t count) {
  const funnel::CostSpan cost = funnel::cost_of_one(spent_minor, count, 0);
  return cost.is_known ? whole_money(context, cost.minor) : "—";
}

std::string verdict_words(const Context& context, CampaignVerdict verdict) {
  switch (verdict) {
    case CampaignVerdict::pays: return std::string(context.t("campaign.pays"));
    case CampaignVerdict::too_early: return std::string(context.t("campaign.too_early"));
    case CampaignVerdict::does_not: return std::string(context.t("campaign.does_not"));
    case CampaignVerdict::unknown: break;
  }
  return "—";
}

void add_columns(const Context& context, FigureTable& table) {
  for (const ui::TextId title :
       {ui::TextId("channels.spent"), ui::TextId("channels.unique"),
        ui::TextId("channels.primaries"), ui::TextId("channels.operated"),
        ui::TextId("channels.cost_of_call"), ui::TextId("channels.cost_of_primary_short"),
        ui::TextId("campaign.revenue")})
    table.column(context.t(title));
}

}  // namespace

void CampaignsCard::measure(Context& context, const funnel::ChannelQuery& query,
                            std::string_view key) {
  if (key == key_) return;
  key_ = key;
  query_ = query;
  std::vector<funnel::CampaignSpent> spent;
  for (const Cost& cost : context.catalogue().costs)
    if (cost.active && !cost.campaign.is_nil())
      spent.push_back({cost.campaign, cost.month, cost.amount_minor});
  const app::LiveCalls& calls = context.reader.calls();
  figures_ = funnel::campaign_report(context.reader.funnel().columns(), calls.table(),
                                     calls.unique(), calls.milestones(), spent, query);
  // Those of which nothing is known yet are there to be changed.
  for (const Campaign& one : context.catalogue().campaigns)
    if (one.active &&
        std::ranges::find(figures_, one.id, &CampaignFigures::campaign) == figures_.end())
      figures_.push_back({.campaign = one.id, .figures = {}});
}

void CampaignsCard::start(const Context& context, const Campaign* known) {
  edited_ = known == nullptr ? Campaign{} : *known;
  if (known == nullptr) {
    edited_.id = context.clinic.new_id<Campaign>();
    edited_.begins_on = context.ui.today();
  }
  begins_on_ = edited_.begins_on;
  form_.start(known == nullptr);
}

void CampaignsCard::open_people(Context& context, std::size_t line, ChannelPeople which) {
  const app::LiveFunnel& data = context.reader.funnel();
  const app::LiveCalls& calls = context.reader.calls();
  const CampaignId id = figures_[line].campaign;
  const Campaign* campaign = context.catalogue().campaign(id);
  open_rows(
      context, data,
      context.t(which == ChannelPeople::primaries ? ui::TextId("channels.primaries_of")
                                                  : ui::TextId("channels.operated_of"),
                {{"channel", campaign == nullptr ? std::string() : campaign->name}}),
      funnel::people_behind(data.columns(), calls.table(), calls.milestones(), query_, id, which));
}

void CampaignsCard::draw_head(Context& context, FunnelHelp& help) {
  ui::Ui& ui = context.ui;
  const auto row = ui.row();
  if (may(context, OpKind::put_campaign) && ui::button(ui, {.key = "add campaign",
                                                            .text = context.t("campaign.add"),
                                                            .icon = ui::Icon::plus,
                                                            .opens = true}))
    start(context, nullptr);
  const std::string_view name = context.t("campaign.title");
  if (FunnelHelp::button(context, "campaigns how", name))
    help.open("term.campaign", std::string(name));
}

void CampaignsCard::draw_campaigns(Context& context) {
  ui::Ui& ui = context.ui;
  const bool may_change = may(context, OpKind::put_campaign);
  FigureTable table(context);
  table.column(context.t("cost.campaign"), ui::Align::left);
  table.column(context.t("channels.channel"), ui::Align::left);
  add_columns(context, table);
  table.column(context.t("audit.verdict"), ui::Align::left);
  for (std::size_t i = 0; i < figures_.size(); ++i) {
    const CampaignFigures& one = figures_[i];
    const Campaign* campaign = context.catalogue().campaign(one.campaign);
    if (campaign == nullptr) continue;
    const int code = static_cast<int>(i) * codes_per_line;
    const auto count = [&](std::int64_t value, int opens) {
      table.count(value, value == 0 ? FigureTable::opens_nothing : opens);
    };
    const std::int64_t spent = one.figures.spent_minor;
    table.row(campaign->name, may_change ? code + 2 : FigureTable::opens_nothing);
    table.text(channel_words(context, campaign->source));
    table.money(spent);
    table.count(one.figures.unique_calls);
    count(one.figures.primaries, code);
    count(one.figures.operated, code + 1);
    table.text(cost_words(context, spent, one.figures.unique_calls));
    table.text(cost_words(context, spent, one.figures.primaries));
    table.money(one.revenue_minor);
    table.text(verdict_words(context, one.verdict));
  }
  const auto pressed =
      table.draw(ui, "campaigns", context.t("campaign.title"), context.t("campaign.none"));
  if (!pressed) return;
  const auto line = static_cast<std::size_t>(*pressed / codes_per_line);
  const int which = *pressed % codes_per_line;
  if (which < 2)
    open_people(context, line, opened[static_cast<std::size_t>(which)]);
  else
    start(context, context.catalogue().campaign(figures_[line].campaign));
}

/// LD-03: a month of an agency is something to compare with.
void CampaignsCard::draw_contractors(Context& context) {
  struct Sum {
    std::string_view name;
    ChannelFigures figures;
    std::int64_t revenue_minor = 0;
  };
  std::vector<Sum> sums;
  for (const CampaignFigures& one : figures_) {
    const Campaign* campaign = context.catalogue().campaign(one.campaign);
    if (campaign == nullptr || campaign->contractor.empty()) continue;
    auto sum = std::ranges::find(sums, campaign->contractor, &Sum::name);
    if (sum == sums.end()) sum = sums.insert(sum, {.name = campaign->contractor, .figures = {}});
    sum->figures.spent_minor += one.figures.spent_minor;
    sum->figures.unique_calls += one.figures.unique_calls;
    sum->figures.primaries += one.figures.primaries;
    sum->figures.operated += one.figures.operated;
    sum->revenue_minor += one.revenue_minor;
  }
  if (sums.empty()) return;
  sort_stably(sums, {}, [](const Sum& sum) { return -sum.figures.spent_minor; });
  FigureTable table(context);
  table.column(context.t("campaign.contractor"), ui::Align::left);
  add_columns(context, table);
  for (const Sum& sum : sums) {
    table.row(std::string(sum.name));
    table.money(sum.figures.spent_minor);
    table.count(sum.figures.unique_calls);
    table.count(sum.figures.primaries);
    table.count(sum.figures.operated);
    table.text(cost_words(context, sum.figures.spent_minor, sum.figures.unique_calls));
    table.text(cost_words(context, sum.figures.spent_minor, sum.figures.primaries));
    table.money(sum.revenue_minor);
  }
  context.ui.space(8);
  (void)table.draw(context.ui, "contractors", context.t("campaign.contractors"));
}

void CampaignsCard::draw(Context& context, const funnel::ChannelQuery& query, std::string_view key,
                         FunnelHelp& help) {
  const auto card = context.ui.card("campaigns", context.t("campaign.title"));
  measure(context, query, key);
  draw_head(context, help);
  context.ui.space(4);
  draw_campaigns(context);
  draw_contractors(context);
}

void CampaignsCard::draw_form(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, form_);
  const auto d = ui::dialog(
      ui, {.key = "campaign form", .title = context.t("cost.campaign"), .width = 520}, form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(form_.serial);
  FieldRefusal refusal(ui, form_);
  ui::text_field(ui,
                 {.key = "name",
                  .label = context.t("campaign.name"),
                  .error = refusal.at({RefusalCode::name_missing}),
                  .required = true},
                 edited_.name);
  pick(context, {.key = "channel", .label = context.t("channels.channel"), .required = true},
       named_sources(context), edited_.source);
  enum_combo(ui, {.key = "kind", .label = context.t("campaign.number_kind")}, "number_kind",
             edited_.number_kind);
  const bool has_number = edited_.number_kind != NumberKind::none;
  if (has_number)
    ui::phone_field(ui,
                    {.key = "number",
                     .label = context.t("campaign.number"),
                     .hint = context.t("campaign.number_hint"),
                     .error = refusal.at({RefusalCode::bad_phone}),
                     .required = true},
                    edited_.number, context.phone_region());
  else
    edited_.number.clear();
  ui::text_field(ui,
                 {.key = "contractor",
                  .label = context.t("campaign.contractor"),
                  .hint = context.t("campaign.contractor_hint"),
                  .error = refusal.at({RefusalCode::text_too_long})},
                 edited_.contractor);
  ui::date_field(ui, {.key = "begins", .label = context.t("rota.first"), .required = true},
                 begins_on_);
  ui::date_field(ui,
                 {.key = "ends",
                  .label = context.t("rota.until"),
                  .error = refusal.at({RefusalCode::bad_time})},
                 edited_.ends_on);
  active_box(context, form_, edited_.active);
  edited_.begins_on = begins_on_.value_or(LocalDate{});
  const bool is_ready = !edited_.name.empty() && !edited_.source.is_nil() && begins_on_ &&
                        (!has_number || !edited_.number.empty());
  if (form_footer(context, form_, refusal, is_ready))
    push_form(context, form_, {{OpKind::put_campaign, {whole(edited_)}}},
              std::string(context.t("common.saved")));
}

}  // namespace retour::views
