#include "views/site_card.hpp"

#include <algorithm>
#include <array>

#include "ui/choice.hpp"
#include "ui/locale.hpp"
#include "ui/popup.hpp"
#include "views/cost_editor.hpp"
#include "views/figure_table.hpp"
#include "views/form.hpp"
#include "views/numbers_parts.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t months_max = 12;
constexpr std::int32_t visitors_max = 100'000'000;
/// Steps of the way that open people: first visits and after.
constexpr std::size_t first_step_of_people = 2;

/// "Poster +" in the month in which it began, "Poster -" in that in which it ended.
std::string changes_of(const Context& context, LocalDate month) {
  std::string words;
  const auto add = [&](ui::TextId id, const Campaign& one) {
    words += (words.empty() ? "" : ", ") + context.t(id, {{"name", one.name}});
  };
  for (const Campaign& one : context.catalogue().campaigns) {
    if (month_of(one.begins_on) == month) add("site.began", one);
    if (one.ends_on && month_of(*one.ends_on) == month) add("site.ended", one);
  }
  return words;
}

}  // namespace

// ---- what is counted
// -----------------------------------------------------------------------------

void SiteCard::count_months(const Context& context) {
  months_.clear();
  for (const SiteTraffic& line : context.catalogue().traffic) {
    if (!line.active) continue;
    auto month = std::ranges::find(months_, line.month, &Month::month);
    if (month == months_.end()) month = months_.insert(month, {.month = line.month});
    month->sources.push_back(line.source);
    month->visitors += line.visitors;
    month->in_city += line.visitors_in_city;
    month->mobile += line.visitors_mobile;
  }
  sort_stably(months_, {}, [](const Month& month) { return -month.month.days; });
  if (months_.size() > months_max) months_.resize(months_max);
  for (Month& month : months_) {
    month.changes = changes_of(context, month.month);
    const Interval span = app::span_of_month(context.clinic, month.month);
    month.begin = funnel::minute_of(span.begin);
    month.end = funnel::minute_of(span.end);
  }
  const app::LiveCalls& calls = context.reader.calls();
  for (const funnel::UniqueCall& call : calls.unique()) {
    const auto month = std::ranges::find_if(months_, [&](const Month& one) {
      return call.minute >= one.begin && call.minute < one.end;
    });
    if (month == months_.end()) continue;
    const SourceId source(calls.table().sources.id(calls.table().lines[call.line].source));
    if (std::ranges::find(month->sources, source) != month->sources.end()) ++month->unique_calls;
  }
}

void SiteCard::measure(Context& context, const funnel::ChannelQuery& query,
                       std::span<const SourceId> sources_by_row, std::string_view key) {
  if (key == key_) return;
  key_ = key;
  count_months(context);
  visitors_ = 0;
  for (const SiteTraffic& line : context.catalogue().traffic)
    if (line.active)
      visitors_ += funnel::share_of_month({line.source, line.month, line.visitors}, query.period,
                                          context.catalogue().zone_of({}));
  std::vector<SourceId> recommendations;
  for (const Source& source : context.catalogue().sources)
    if (source.kind == SourceKind::recommendation) recommendations.push_back(source.id);
  const app::LiveCalls& calls = context.reader.calls();
  way_ = funnel::way_of_period(context.reader.funnel().columns(), calls.unique(),
                               calls.milestones(), sources_by_row, recommendations, query);
}

// ---- the card
// ------------------------------------------------------------------------------------

void SiteCard::draw_head(Context& context, FunnelHelp& help) {
  ui::Ui& ui = context.ui;
  const auto row = ui.row();
  if (may(context, OpKind::put_site_traffic)) {
    if (ui::button(ui, {.key = "add traffic",
                        .text = context.t("site.add"),
                        .icon = ui::Icon::plus,
                        .opens = true}))
      start(context, month_of(ui.today()).plus_months(-1));
    if (ui::button(ui, {.key = "import traffic",
                        .text = context.t("month_import.button"),
                        .icon = ui::Icon::upload,
                        .opens = true}))
      import_.open();
  }
  const std::string_view name = context.t("site.title");
  if (FunnelHelp::button(context, "site how", name)) help.open("term.site", std::string(name));
}

void SiteCard::draw_months(Context& context) {
  FigureTable table(context);
  table.column(context.t("finance.by.month"), ui::Align::left);
  for (const ui::TextId title :
       {ui::TextId("month_figure.4"), ui::TextId("site.in_city"), ui::TextId("site.mobile"),
        ui::TextId("channels.unique"), ui::TextId("site.call")})
    table.column(context.t(title));
  table.column(context.t("site.changes"), ui::Align::left);
  const bool may_change = may(context, OpKind::put_site_traffic);
  for (std::size_t i = 0; i < months_.size(); ++i) {
    const Month& month = months_[i];
    table.row(month_words(context, month.month),
              may_change ? static_cast<int>(i) : FigureTable::opens_nothing);
    table.count(month.visitors);
    table.text(share_of(context, month.in_city, month.visitors));
    table.text(share_of(context, month.mobile, month.visitors));
    table.count(month.unique_calls);
    if (month.unique_calls <= month.visitors)
      table.text(whole_share(context, month.unique_calls, month.visitors));
    else
      table.unknown();
    table.text(month.changes);
  }
  const auto pressed =
      table.draw(context.ui, "site months", context.t("site.title"), context.t("site.none"));
  if (pressed) start(context, months_[static_cast<std::size_t>(*pressed)].month);
}

/// PS-22: from the site to recommendation, in the period that the page shows.
void SiteCard::draw_way(Context& context) {
  FigureTable table(context);
  table.column(context.t("site.way"), ui::Align::left);
  table.column(context.t("site.count"));
  table.column(context.t("site.of_before"));
  const std::array names = {ui::TextId("month_figure.4"), ui::TextId("month_figure.8"),
                            ui::TextId("site.first_visits"), ui::TextId("site.again"),
                            ui::TextId("site.recommended")};
  const std::array<std::int64_t, names.size()> counts = {
      visitors_, way_.unique_calls, std::ssize(way_.first_visits), std::ssize(way_.again),
      std::ssize(way_.recommended)};
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.row(std::string(context.t(names[i])));
    const bool opens = i >= first_step_of_people && counts[i] > 0;
    if (i == 0 && months_.empty())
      table.unknown();
    else
      table.count(counts[i], opens ? static_cast<int>(i) : FigureTable::opens_nothing);
    // Whoever was recommended is somebody else: no part of those before.
    const bool is_part = i > 0 && i + 1 < names.size() && counts[i] <= counts[i - 1];
    if (is_part)
      table.text(whole_share(context, counts[i], counts[i - 1]));
    else
      table.unknown();
  }
  context.ui.space(8);
  const auto pressed = table.draw(context.ui, "way", context.t("site.way"));
  if (!pressed) return;
  const std::array lists = {&way_.first_visits, &way_.again, &way_.recommended};
  const auto step = static_cast<std::size_t>(*pressed);
  open_rows(context, context.reader.funnel(), context.t(names[step]),
            *lists[step - first_step_of_people]);
}

void SiteCard::draw(Context& context, const funnel::ChannelQuery& query,
                    std::span<const SourceId> sources_by_row, std::string_view key,
                    FunnelHelp& help) {
  const auto card = context.ui.card("site", context.t("site.title"));
  measure(context, query, sources_by_row, key);
  draw_head(context, help);
  context.ui.space(4);
  draw_months(context);
  draw_way(context);
}

// ---- the form
// ------------------------------------------------------------------------------------

/// What is recorded of the month and channel already.
void SiteCard::take_known(const Context& context) {
  for (const SiteTraffic& line : context.catalogue().traffic) {
    if (!line.active || line.month != edited_.month || line.source != edited_.source) continue;
    edited_ = line;
    ++form_.serial;
    return;
  }
}

void SiteCard::start(const Context& context, LocalDate month) {
  edited_ = {};
  edited_.id = context.clinic.new_id<SiteTraffic>();
  edited_.month = month;
  form_.start(true);
}

void SiteCard::draw_form(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, form_);
  const auto d = ui::dialog(
      ui, {.key = "site form", .title = context.t("site.title"), .width = 520}, form_.open);
  if (!d) return;
  FieldRefusal refusal(ui, form_);
  const auto shift = [&](int months) {
    const SourceId source = edited_.source;
    start(context, edited_.month.plus_months(months));
    edited_.source = source;
    take_known(context);
  };
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "before",
                        .text = context.t("cost.month_before"),
                        .icon = ui::Icon::chevron_left,
                        .icon_only = true}))
      shift(-1);
    ui::text(ui, {.text = month_words(context, edited_.month), .key = "month"});
    if (ui::button(ui, {.key = "after",
                        .text = context.t("cost.month_after"),
                        .icon = ui::Icon::chevron_right,
                        .icon_only = true}))
      shift(1);
  }
  if (pick(context, {.key = "channel", .label = context.t("channels.channel"), .required = true},
           named_sources(context), edited_.source)) {
    const SourceId source = edited_.source;
    const LocalDate month = edited_.month;
    start(context, month);
    edited_.source = source;
    take_known(context);
  }
  const auto keyed = ui.keyed(form_.serial);
  number_field(ui, {.key = "visitors", .label = context.t("month_figure.4"), .required = true},
               edited_.visitors, 0, visitors_max);
  number_field(ui,
               {.key = "city",
                .label = context.t("month_figure.5"),
                .error = refusal.at({RefusalCode::too_many})},
               edited_.visitors_in_city, 0, visitors_max);
  number_field(ui, {.key = "mobile", .label = context.t("site.on_phone")}, edited_.visitors_mobile,
               0, visitors_max);
  const bool is_ready = !edited_.source.is_nil() && edited_.visitors > 0 &&
                        !ui::has_unread_entry(ui, "visitors") &&
                        !ui::has_unread_entry(ui, "city") && !ui::has_unread_entry(ui, "mobile");
  if (form_footer(context, form_, refusal, is_ready))
    push_form(context, form_, {{OpKind::put_site_traffic, {whole(edited_)}}},
              std::string(context.t("common.saved")));
}

void SiteCard::draw_dialogs(Context& context) {
  if (import_.is_open())
    import_.draw(context);
  else
    draw_form(context);
}

}  // namespace retour::views
