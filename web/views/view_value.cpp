// Sections: the answer | figures | classes, groups, RFM | who they are | the page
#include "views/view_value.hpp"

#include <algorithm>

#include "ui/chart_heat.hpp"
#include "ui/widgets.hpp"
#include "views/funnel_outflow.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using funnel::Estimate;

constexpr double forecast_days = 365;
constexpr std::size_t fifths = 5;
constexpr std::size_t diagnoses_max = 12;
/// Beyond this the model's assumption that the frequent pay as much as others is off.
constexpr double correlation_max = 0.3;
constexpr std::array<std::string_view, 6> picture_keys = {"classes", "groups",    "rfm",
                                                          "ages",    "frequency", "diagnoses"};

ui::ChartUnit money_unit(const Context& context) {
  return {.kind = ui::ChartUnit::Kind::money, .currency = context.currency()};
}

/// "10 000–14 000 ₽, 512 patients", or why there is no figure.
std::string detail_of(const Context& context, const Estimate& estimate) {
  if (!estimate.is_known()) return words_of(context.ui, estimate);
  return context.t("value.mean_text", {{"low", whole_money(context, estimate.low)},
                                       {"high", whole_money(context, estimate.high)},
                                       {"count", estimate.n}});
}

std::string money_or_dash(const Context& context, const Estimate& estimate) {
  return estimate.is_known() ? whole_money(context, estimate.value) : std::string("—");
}

}  // namespace

// ---- the answer
// ----------------------------------------------------------------------------------

void ValueView::measure(Context& context, const app::LiveFunnel& data) {
  std::string key = filters_.key(context) + "/" + std::to_string(data.version());
  const bool changed = key != key_;
  if (changed) asked_ = filters_.query(context);
  caption_ = draw_caption(context, filters_, asked_.now);
  if (!changed) return;
  key_ = std::move(key);
  const funnel::EventColumns& columns = data.columns();
  query_ = {.whom = funnel::ProfileOf::visited,
            .period = asked_.period,
            .now = asked_.now,
            .branch = asked_.branch,
            .doctor = asked_.doctor,
            .source = asked_.source};
  measure_values(columns);
  profile_ = profile_of(columns, query_);
  frequency_ = visit_frequency(columns, query_);
  measure_diagnoses(columns);
}

void ValueView::measure_values(const funnel::EventColumns& columns) {
  const Instant as_of = std::min(asked_.now, asked_.period.end.plus_seconds(-1));
  // Of a branch or doctor: who has ever been there.
  funnel::ProfileQuery whose = query_;
  whose.period = {{}, as_of.plus_seconds(60)};
  if (asked_.branch.is_nil() && asked_.doctor.is_nil()) whose.whom = funnel::ProfileOf::everybody;
  const std::vector<std::uint32_t> base = people_behind(columns, whose, funnel::ProfileCell{});
  patients_ =
      funnel::values_of(purchases_of(columns, as_of), columns.zone().local(as_of).date.days);
  std::erase_if(patients_, [&](const funnel::PatientValue& one) {
    return !std::ranges::binary_search(base, one.patient);
  });
  without_.clear();
  std::size_t next = 0;
  for (const std::uint32_t row : base) {
    while (next < patients_.size() && patients_[next].patient < row) ++next;
    if (next == patients_.size() || patients_[next].patient != row) without_.push_back(row);
  }
  std::vector<std::int64_t> totals;
  for (const funnel::PatientValue& one : patients_) totals.push_back(one.total_minor);
  means_ = mean_values(patients_);
  pareto_ = funnel::pareto_of(totals);
  shares_ = group_shares(patients_);
  const std::vector<funnel::ValueClass> classes = funnel::value_classes(totals);
  const std::vector<funnel::Rfm> marks = rfm_of(patients_);
  classes_.clear(), groups_.clear(), cells_.clear();
  class_counts_ = {}, class_minor_ = {}, cell_counts_ = {}, cell_minor_ = {};
  for (std::size_t i = 0; i < patients_.size(); ++i) {
    classes_.push_back(static_cast<std::uint8_t>(classes[i]));
    groups_.push_back(static_cast<std::uint8_t>(group_of(patients_[i])));
    // The best recency above, as people read.
    cells_.push_back(
        static_cast<std::uint8_t>((fifths - marks[i].recency) * fifths + marks[i].frequency - 1));
    ++class_counts_[classes_[i]];
    class_minor_[classes_[i]] += totals[i];
    ++cell_counts_[cells_[i]];
    cell_minor_[cells_[i]] += totals[i];
  }
  class_counts_[3] += std::ssize(without_);
}

void ValueView::measure_diagnoses(const funnel::EventColumns& columns) {
  std::vector<Diagnosis> by_code(columns.diagnoses().size());
  std::size_t next = 0;
  for (const std::uint32_t row : people_behind(columns, query_, funnel::ProfileCell{})) {
    while (next < patients_.size() && patients_[next].patient < row) ++next;
    Diagnosis& one = by_code[columns.people().diagnosis[row]];
    if (next == patients_.size() || patients_[next].patient != row) continue;
    one.total_minor += patients_[next].total_minor;
    one.top += classes_[next] == 0 ? 1 : 0;
  }
  diagnoses_.clear();
  for (const funnel::DiagnosisCount& count : profile_.diagnoses) {
    if (diagnoses_.size() == diagnoses_max) break;
    const funnel::DimensionCode code =
        count.diagnosis.empty() ? funnel::no_dimension
                                : columns.diagnoses().find(funnel::diagnosis_key(count.diagnosis));
    diagnoses_.push_back({.name = count.diagnosis,
                          .patients = count.patients,
                          .total_minor = by_code[code].total_minor,
                          .top = by_code[code].top});
  }
}

std::vector<std::uint32_t> ValueView::rows_with(const std::vector<std::uint8_t>& marks,
                                                std::size_t mark) const {
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < patients_.size(); ++i)
    if (marks[i] == mark) rows.push_back(patients_[i].patient);
  return rows;
}

std::vector<std::uint32_t> ValueView::rows_known_for(std::int32_t days) const {
  std::vector<std::uint32_t> rows;
  for (const funnel::PatientValue& one : patients_)
    if (one.age_days >= days) rows.push_back(one.patient);
  return rows;
}

std::optional<std::size_t> ValueView::draw_card(Context& context, Picture which,
                                                const ui::ChartLayoutOf& layout,
                                                const ui::ChartTable& table,
                                                std::string_view empty) {
  const auto index = static_cast<std::size_t>(which);
  const std::string_view key = picture_keys[index];
  const std::string file = "value-" + std::string(key);
  return picture_card(context,
                      {.key = key,
                       .title = word(context.ui, "value", key),
                       .caption = caption_,
                       .file = file,
                       .note = word(context.ui, "value.text", key),
                       .empty = empty},
                      layout, table, as_table_[index]);
}

std::optional<std::size_t> ValueView::draw_bars(Context& context, Picture which,
                                                const ui::BarChart& chart) {
  return draw_card(
      context, which,
      [&](const ui::ChartInk& ink, float width) { return ui::layout_of(chart, ink, width); },
      ui::table_of(chart, ui::ink_of(context.ui)),
      chart.categories.empty() ? context.t("value.nobody") : std::string_view());
}

// ---- figures
// --------------------------------------------------------------------------------------

void ValueView::draw_figures(Context& context, const app::LiveFunnel& data) {
  const std::int64_t all = std::ssize(patients_);
  const std::int64_t regular = shares_.patients[0];
  const bool is_low = regular * 100 < all * 7;
  forecast_.ask(context.clinic, key_, patients_, forecast_days);
  const app::Forecast* forecast = forecast_.answer(key_);
  std::string coming(context.t("value.counting"));
  if (forecast != nullptr) coming = detail_of(context, forecast->sum);
  const std::array cards = {
      FigureCard{.key = "historic",
                 .label = context.t("value.historic"),
                 .value = money_or_dash(context, means_.historic),
                 .detail = detail_of(context, means_.historic),
                 .opens = all > 0},
      FigureCard{.key = "first_year",
                 .label = context.t("value.first_year"),
                 .value = money_or_dash(context, means_.equal_age),
                 .detail = detail_of(context, means_.equal_age),
                 .opens = means_.equal_age.n > 0},
      FigureCard{.key = "regular",
                 .label = context.t("value.regular"),
                 .value = share_of(context, regular, all),
                 .detail = std::string(context.t(all == 0 || shares_.is_in_band()
                                                     ? ui::TextId("value.band")
                                                 : is_low ? ui::TextId("value.band_low")
                                                          : ui::TextId("value.band_high"))),
                 .tone = all == 0 || shares_.is_in_band() ? ui::Tone::neutral : ui::Tone::warn,
                 .opens = regular > 0},
      FigureCard{.key = "pareto",
                 .label = context.t("value.pareto"),
                 .value = pareto_.n == 0 ? std::string("—")
                                         : share_words(context.ui, pareto_.patients_of_80),
                 .detail = context.t("value.pareto_text",
                                     {{"share", share_words(context.ui, pareto_.revenue_of_20)}}),
                 .opens = class_counts_[0] > 0},
      FigureCard{
          .key = "coming",
          .label = context.t("value.coming"),
          .value = forecast == nullptr ? std::string("…") : money_or_dash(context, forecast->sum),
          .detail = std::move(coming),
          .opens = all > 0}};
  const auto pressed = figure_cards(context, cards);
  const bool is_off = forecast != nullptr && std::abs(forecast->correlation) > correlation_max &&
                      forecast->sum.is_known();
  ui::text(context.ui, {.text = context.t(is_off ? ui::TextId("value.coming_off")
                                                 : ui::TextId("value.coming_text")),
                        .tone = ui::TextTone::muted,
                        .style = ui::TextStyle::small,
                        .key = "coming text"});
  if (FunnelHelp::button(context, "how of page", context.t("value.title"), FunnelHelp::Look::words))
    help_.open("term.patient_value", std::string(context.t("value.title")));
  if (!pressed) return;
  constexpr std::array<std::int32_t, 2> known_for = {INT32_MIN, funnel::equal_age_days};
  open_rows(context, data, cards[*pressed].label,
            *pressed == 2   ? rows_with(groups_, 0)
            : *pressed == 3 ? rows_with(classes_, 0)
                            : rows_known_for(known_for[*pressed == 1 ? 1 : 0]));
}

// ---- classes, groups, RFM
// -------------------------------------------------------------------------

void ValueView::draw_classes(Context& context, const app::LiveFunnel& data) {
  ui::BarChart chart{.category_title = std::string(context.t("finance.by.value_class")),
                     .series = {{.name = std::string(context.t("funnel.revenue"))}},
                     .unit = money_unit(context)};
  FigureTable table(context);
  table.column(chart.category_title, ui::Align::left);
  for (const ui::TextId title :
       {ui::TextId("finance.patients"), ui::TextId("value.share_of_patients"),
        ui::TextId("funnel.revenue"), ui::TextId("finance.share")})
    table.column(context.t(title));
  std::int64_t patients = 0, money = 0;
  for (std::size_t i = 0; i < class_counts_.size(); ++i) {
    patients += class_counts_[i];
    money += class_minor_[i];
  }
  const auto share = [](std::int64_t part, std::int64_t all) {
    return all == 0 ? std::optional<double>()
                    : static_cast<double>(part) / static_cast<double>(all);
  };
  for (std::size_t i = 0; i < class_counts_.size() && patients > 0; ++i) {
    const int code = class_counts_[i] > 0 ? static_cast<int>(i) : FigureTable::opens_nothing;
    const std::string_view name =
        word(context.ui, "value.class", EnumNames<funnel::ValueClass>::names[i]);
    chart.categories.emplace_back(name);
    chart.series[0].values.emplace_back(static_cast<double>(class_minor_[i]));
    chart.notes.push_back(share_of(context, class_counts_[i], patients));
    table.row(std::string(name), code);
    table.count(class_counts_[i], code);
    table.share(share(class_counts_[i], patients), code);
    table.money(class_minor_[i], code);
    table.share(share(class_minor_[i], money));
  }
  const auto pressed = draw_card(
      context, Picture::classes,
      [&](const ui::ChartInk& ink, float width) { return ui::layout_of(chart, ink, width); },
      table.table(), patients == 0 ? context.t("value.nobody") : std::string_view());
  if (!pressed) return;
  std::vector<std::uint32_t> rows = rows_with(classes_, *pressed);
  if (*pressed == 3) add_rows(rows, without_);
  open_rows(context, data, chart.categories[*pressed], rows);
}

void ValueView::draw_groups(Context& context, const app::LiveFunnel& data) {
  ui::BarChart chart{.category_title = std::string(context.t("value.group")),
                     .series = {{.name = std::string(context.t("finance.patients"))}}};
  for (std::size_t i = 0; i < shares_.patients.size() && !patients_.empty(); ++i) {
    chart.categories.emplace_back(
        word(context.ui, "value.group", std::array{"regular", "occasional", "gone"}[i]));
    chart.series[0].values.emplace_back(static_cast<double>(shares_.patients[i]));
    chart.notes.push_back(share_of(context, shares_.patients[i], std::ssize(patients_)));
  }
  if (const auto pressed = draw_bars(context, Picture::groups, chart))
    open_rows(context, data, chart.categories[*pressed], rows_with(groups_, *pressed));
}

void ValueView::draw_rfm(Context& context, const app::LiveFunnel& data) {
  ui::HeatChart chart{.row_title = std::string(context.t("value.recency")),
                      .unit = money_unit(context)};
  for (std::size_t i = 0; i < fifths; ++i) {
    chart.rows.push_back(context.t("value.recency_of", {{"mark", fifths - i}}));
    chart.columns.push_back(context.t("value.frequency_of", {{"mark", i + 1}}));
  }
  for (std::size_t i = 0; i < cell_counts_.size(); ++i) {
    const std::int64_t count = cell_counts_[i];
    const auto mean = funnel::average_minor(cell_minor_[i], count);
    chart.values.push_back(mean ? std::optional(static_cast<double>(*mean)) : std::nullopt);
    chart.words.push_back(mean ? whole_money(context, static_cast<double>(*mean)) : std::string());
    chart.notes.push_back(context.t("value.count", {{"count", count}}));
  }
  const auto pressed = draw_card(
      context, Picture::rfm,
      [&](const ui::ChartInk& ink, float width) { return ui::layout_of(chart, ink, width); },
      ui::table_of(chart, ui::ink_of(context.ui)),
      patients_.empty() ? context.t("value.nobody") : std::string_view());
  if (pressed)
    open_rows(context, data,
              chart.rows[*pressed / fifths] + ", " + chart.columns[*pressed % fifths],
              rows_with(cells_, *pressed));
}

// ---- who they are
// --------------------------------------------------------------------------------

void ValueView::draw_profile(Context& context, const app::LiveFunnel& data) {
  const std::int64_t all = profile_.patients;
  const auto rate = [&] {
    const std::int64_t tenths = all == 0 ? 0 : (frequency_.visits * 10 + all / 2) / all;
    return ui::format_decimal(tenths, 1, context.ui.language());
  };
  const std::array cards = {
      FigureCard{.key = "visited",
                 .label = context.t("value.visited"),
                 .value = count_words(context, all),
                 .detail = context.t("value.visited_text", {{"visits", frequency_.visits}}),
                 .opens = all > 0},
      FigureCard{
          .key = "rate",
          .label = context.t("value.rate"),
          .value = all == 0 ? std::string("—") : rate(),
          .detail = context.t("value.rate_text",
                              {{"share", share_of(context, all - frequency_.patients[0], all)}}),
          .opens = all > frequency_.patients[0]},
      FigureCard{.key = "children",
                 .label = context.t("value.children"),
                 .value = share_of(context, profile_.children, profile_.of_known_age()),
                 .detail = context.t("value.children_text",
                                     {{"share", share_of(context, profile_.of_known_age(), all)}}),
                 .opens = profile_.children > 0}};
  const auto pressed = figure_cards(context, cards);
  if (!pressed) return;
  const funnel::EventColumns& columns = data.columns();
  std::vector<std::uint32_t> rows = people_behind(columns, query_, funnel::ProfileCell{});
  if (*pressed == 1) {
    const std::vector<std::uint32_t> once = people_behind(columns, query_, std::size_t{0});
    std::erase_if(rows, [&](std::uint32_t row) { return std::ranges::binary_search(once, row); });
  } else if (*pressed == 2) {
    const funnel::EventMinute now = funnel::minute_of(query_.now);
    std::erase_if(rows, [&](std::uint32_t row) {
      const std::int32_t age = columns.people().age_years(row, now);
      return age < 0 || age >= query_.child_below_years;
    });
  }
  open_rows(context, data, cards[*pressed].label, rows);
}

void ValueView::draw_ages(Context& context, const app::LiveFunnel& data) {
  ui::BarChart chart{.form = ui::BarChart::Form::stacked,
                     .category_title = std::string(context.t("finance.by.age_group"))};
  constexpr std::array sexes = {Sex::female, Sex::male, Sex::unknown};
  std::size_t bands = 0;
  for (std::size_t band = 0; band < funnel::age_bands; ++band)
    for (const auto& of_sex : profile_.bands)
      if (of_sex[band] > 0) bands = band + 1;
  for (std::size_t band = 0; band < bands; ++band) {
    const std::string from = std::to_string(band * 5);
    chart.categories.push_back(
        band + 1 < funnel::age_bands ? from + "–" + std::to_string(band * 5 + 4) : from + "+");
  }
  std::int64_t unknown = 0;
  for (const std::int64_t count : profile_.age_unknown) unknown += count;
  if (unknown > 0) chart.categories.emplace_back("?");
  for (const Sex sex : sexes) {
    const auto s = static_cast<std::size_t>(sex);
    // Nobody of unknown sex, no third colour.
    if (sex == Sex::unknown && profile_.age_unknown[s] == 0 &&
        std::ranges::all_of(profile_.bands[s], [](std::int64_t count) { return count == 0; }))
      continue;
    ui::BarChart::Series& series = chart.series.emplace_back();
    series.name = word(context.ui, "sex", enum_name(sex));
    for (std::size_t band = 0; band < bands; ++band)
      series.values.emplace_back(static_cast<double>(profile_.bands[s][band]));
    if (unknown > 0) series.values.emplace_back(static_cast<double>(profile_.age_unknown[s]));
  }
  const auto pressed = draw_bars(context, Picture::ages, chart);
  if (!pressed) return;
  const std::size_t band = *pressed / chart.series.size();
  const std::size_t sex = *pressed % chart.series.size();
  open_rows(context, data, chart.categories[band] + ", " + chart.series[sex].name,
            people_behind(data.columns(), query_,
                          funnel::ProfileCell{.sex = sexes[sex],
                                              .band = band < bands ? band : funnel::age_bands}));
}

void ValueView::draw_frequency(Context& context, const app::LiveFunnel& data) {
  ui::BarChart chart{.category_title = std::string(context.t("value.visits")),
                     .series = {{.name = std::string(context.t("finance.patients"))}}};
  const std::size_t last = frequency_.patients.size() - 1;
  std::size_t shown = frequency_.patients.size();
  while (shown > 0 && frequency_.patients[shown - 1] == 0) --shown;
  for (std::size_t i = 0; i < shown; ++i) {
    chart.categories.push_back(context.t(
        i < last ? ui::TextId("value.times") : ui::TextId("value.times_more"), {{"count", i + 1}}));
    chart.series[0].values.emplace_back(static_cast<double>(frequency_.patients[i]));
    chart.notes.push_back(share_of(context, frequency_.patients[i], profile_.patients));
  }
  if (const auto pressed = draw_bars(context, Picture::frequency, chart))
    open_rows(context, data, chart.categories[*pressed],
              people_behind(data.columns(), query_, *pressed));
}

void ValueView::draw_diagnoses(Context& context, const app::LiveFunnel& data) {
  if (!may_read(context, Visibility::medical)) return;
  ui::BarChart chart{.category_title = std::string(context.t("finance.by.diagnosis")),
                     .series = {{.name = std::string(context.t("finance.patients"))}}};
  FigureTable table(context);
  table.column(chart.category_title, ui::Align::left);
  for (const ui::TextId title : {ui::TextId("finance.patients"), ui::TextId("value.historic"),
                                 ui::TextId("value.share_of_top")})
    table.column(context.t(title));
  for (const Diagnosis& one : diagnoses_) {
    const int code = static_cast<int>(chart.categories.size());
    const std::string name = one.name.empty() ? std::string(context.t("finance.nobody")) : one.name;
    const std::int64_t mean = funnel::average_minor(one.total_minor, one.patients).value_or(0);
    chart.categories.push_back(name);
    chart.series[0].values.emplace_back(static_cast<double>(one.patients));
    chart.notes.push_back(whole_money(context, static_cast<double>(mean)));
    table.row(name, code);
    table.count(one.patients, code);
    table.money(mean, code);
    table.share(static_cast<double>(one.top) / static_cast<double>(one.patients), code);
  }
  const auto pressed = draw_card(
      context, Picture::diagnoses,
      [&](const ui::ChartInk& ink, float width) { return ui::layout_of(chart, ink, width); },
      table.table(), diagnoses_.empty() ? context.t("value.nobody") : std::string_view());
  if (pressed)
    open_rows(context, data, chart.categories[*pressed],
              people_behind(data.columns(), query_,
                            funnel::ProfileCell{.diagnosis = diagnoses_[*pressed].name}));
}

// ---- the page
// ------------------------------------------------------------------------------------

void ValueView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  ui::heading(ui, {.text = context.t("value.title")});
  filters_.draw(context);
  const app::LiveFunnel* data = numbers_of(context);
  if (data == nullptr) return;
  measure(context, *data);
  draw_figures(context, *data);
  draw_classes(context, *data);
  draw_groups(context, *data);
  draw_rfm(context, *data);
  ui::heading(ui, {.text = context.t("value.profile"), .level = 2});
  draw_profile(context, *data);
  draw_ages(context, *data);
  draw_frequency(context, *data);
  draw_diagnoses(context, *data);
  help_.draw(context, caption_);
}

}  // namespace retour::views
