#include "views/loyalty_card.hpp"

#include <algorithm>

#include "app/month_figures.hpp"
#include "ui/widgets.hpp"
#include "views/cost_editor.hpp"
#include "views/figure_table.hpp"
#include "views/numbers_parts.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::int32_t negative_mark = 2;  ///< And below.
constexpr std::size_t months_max = 12;

/// "Higher", "lower", "within chance", or why nobody can say.
std::string change_words(const Context& context, const funnel::Estimate& change) {
  if (!change.is_known()) return words_of(context.ui, change);
  switch (funnel::verdict_of(change, 0)) {
    case funnel::Verdict::raises: return std::string(context.t("compare.raises"));
    case funnel::Verdict::lowers: return std::string(context.t("compare.lowers"));
    default: return std::string(context.t("compare.no_effect"));
  }
}

}  // namespace

void LoyaltyCard::count_months(Context& context, std::span<const store::RatedVisit> ratings,
                               const Interval& period) {
  months_.clear();
  const app::LiveCalls& calls = context.reader.calls();
  if (!calls.is_ready()) return;
  const Zone zone = context.catalogue().zone_of({});
  const LocalDate last = month_of(zone.local(period.end.plus_seconds(-1)).date);
  for (std::size_t i = 0; i < months_max; ++i) {
    const LocalDate month = last.plus_months(-static_cast<int>(i));
    const Interval span = app::span_of_month(context.clinic, month);
    if (span.end <= period.begin) break;
    const funnel::CallReport report =
        funnel::call_report(calls.table(), calls.unique(),
                            {.period = span, .now = context.clinic.now(), .rules = calls.rules()});
    Month& line = months_.emplace_back(
        Month{.month = month, .calls = {report.all.decided_converted, report.all.decided}});
    for (const store::RatedVisit& rating : ratings) {
      if (rating.kind != RatingKind::review || !span.contains(rating.at)) continue;
      ++line.reviews;
      line.negative += rating.score > 0 && rating.score <= negative_mark ? 1 : 0;
    }
    if (line.reviews == 0 && line.calls.all == 0) months_.pop_back();  // nothing to say
  }
}

void LoyaltyCard::measure(Context& context, const app::LiveFunnel& data,
                          std::span<const store::RatedVisit> ratings, const Interval& period,
                          std::string_view key) {
  const app::LiveCalls& calls = context.reader.calls();
  std::string asked = std::string(key) + "/" + std::to_string(data.version()) + "/" +
                      std::to_string(calls.is_ready() ? calls.version() : 0);
  if (asked == key_) return;
  key_ = std::move(asked);
  std::vector<funnel::Mark> marks;
  for (const store::RatedVisit& rating : ratings)
    if (const auto row = data.row_of(rating.patient); row && rating.score > 0)
      marks.push_back({.row = *row, .minute = funnel::minute_of(rating.at), .score = rating.score});
  groups_ = funnel::returns_by_first_mark(data.columns(), marks, period);
  count_months(context, ratings, period);
}

void LoyaltyCard::draw_marks(Context& context, const app::LiveFunnel& data, FunnelHelp& help) {
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("loyalty.marks");
  const auto card = ui.card("loyalty", name);
  FigureTable table(context);
  table.column(context.t("loyalty.mark"), ui::Align::left);
  table.column(context.t("finance.patients"));
  table.column(context.t("site.again"));
  table.column(context.t("loyalty.beside_best"), ui::Align::left);
  for (std::size_t i = groups_.size(); i-- > 0;) {
    const funnel::MarkedPatients& group = groups_[i];
    const int code = static_cast<int>(i) * 2;
    table.row(group.low == group.high
                  ? std::to_string(group.low)
                  : std::to_string(group.low) + "–" + std::to_string(group.high));
    table.count(std::ssize(group.patients),
                group.patients.empty() ? FigureTable::opens_nothing : code);
    table.text(whole_share(context, group.share().part, group.share().all),
               group.again.empty() ? FigureTable::opens_nothing : code + 1);
    if (i + 1 == groups_.size())
      table.unknown();
    else
      table.text(change_words(context,
                              funnel::difference_of_shares(groups_.back().share(), group.share())));
  }
  {
    const auto row = ui.row();
    table.download(ui, "download", "retour-loyalty");
    if (FunnelHelp::button(context, "how", name)) help.open("term.loyalty", std::string(name));
  }
  // Two figures that look alike and are not (DR-28).
  funnel::Proportion content, again;
  for (const funnel::MarkedPatients& group : groups_) {
    content.all += group.share().all;
    again.all += group.share().all;
    again.part += group.share().part;
    content.part += group.low >= 4 ? group.share().all : 0;
  }
  ui::text(ui,
           context.t("loyalty.two", {{"content", whole_share(context, content.part, content.all)},
                                     {"again", whole_share(context, again.part, again.all)}}));
  const auto pressed = table.draw(ui, "table", name);
  if (!pressed) return;
  const funnel::MarkedPatients& group = groups_[static_cast<std::size_t>(*pressed / 2)];
  open_rows(context, data, name, *pressed % 2 == 0 ? group.patients : group.again);
}

void LoyaltyCard::draw_reviews(Context& context, FunnelHelp& help) {
  if (months_.empty()) return;
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("loyalty.reviews");
  const auto card = ui.card("reviews", name);
  FigureTable table(context);
  table.column(context.t("finance.by.month"), ui::Align::left);
  for (const ui::TextId title :
       {ui::TextId("loyalty.count"), ui::TextId("doctors.negative"), ui::TextId("month_figure.9")})
    table.column(context.t(title));
  funnel::Proportion with, without;
  for (const Month& month : months_) {
    table.row(month_words(context, month.month));
    table.count(month.reviews);
    table.count(month.negative);
    table.text(whole_share(context, month.calls.part, month.calls.all));
    funnel::Proportion& sum = month.negative > 0 ? with : without;
    sum.part += month.calls.part;
    sum.all += month.calls.all;
  }
  {
    const auto row = ui.row();
    table.download(ui, "download", "retour-reviews");
    if (FunnelHelp::button(context, "how", name)) help.open("term.reviews", std::string(name));
  }
  if (with.all == 0 || without.all == 0)
    ui::text(ui, context.t("loyalty.no_months"), ui::TextTone::muted);
  else
    ui::text(ui, context.t("loyalty.months",
                           {{"with", whole_share(context, with.part, with.all)},
                            {"without", whole_share(context, without.part, without.all)},
                            {"verdict",
                             change_words(context, funnel::difference_of_shares(without, with))}}));
  (void)table.draw(ui, "table", name);
}

void LoyaltyCard::draw(Context& context, const app::LiveFunnel& data,
                       std::span<const store::RatedVisit> ratings, const Interval& period,
                       std::string_view key, FunnelHelp& help) {
  measure(context, data, ratings, period, key);
  draw_marks(context, data, help);
  draw_reviews(context, help);
}

}  // namespace retour::views
