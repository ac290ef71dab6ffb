#include "views/month_import.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "exchange/cells.hpp"
#include "exchange/month_table.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using exchange::MonthRow;

constexpr std::size_t parts_per_op = 64;
constexpr std::size_t faults_shown = 8;

/// The lines of one text: cells by place, faults with the number of their line.
class Reading {
 public:
  Reading(const Context& context, std::string_view text)
      : context_(context), table_(exchange::read_month_table(text)) {
    for (const std::uint64_t line : table_.bad_lines) fault(line, "month_import.no_month");
  }
  [[nodiscard]] const std::vector<MonthRow>& rows() const { return table_.rows; }
  static std::string_view cell(const MonthRow& row, std::size_t at) {
    return at < row.cells.size() ? std::string_view(row.cells[at]) : std::string_view();
  }
  void fault(std::uint64_t line, ui::TextId why, std::string_view what = {}) {
    read.faults.push_back(context_.t("month_import.line",
                                     {{"line", line}, {"why", context_.t(why, {{"what", what}})}}));
  }
  /// The thing with this name in any case; nil for an empty cell. Nothing and a fault when there
  /// is no such thing.
  template <class T>
  auto named(const MonthRow& row, std::string_view name, const std::vector<T>& things,
             ui::TextId missing) -> std::optional<decltype(T::id)> {
    if (name.empty()) return decltype(T::id){};
    const std::string wanted = fold_for_search(name);
    for (const T& one : things)
      if (one.active && fold_for_search(one.name) == wanted) return one.id;
    fault(row.line, missing, name);
    return std::nullopt;
  }
  std::optional<std::int32_t> count(const MonthRow& row, std::string_view text, std::int64_t most) {
    if (text.empty()) return 0;
    const auto number = exchange::parse_integer(text, 0, most);
    if (number) return static_cast<std::int32_t>(*number);
    fault(row.line, "month_import.no_number", text);
    return std::nullopt;
  }

  MonthImportRead read;

 private:
  const Context& context_;
  exchange::MonthTable table_;
};

std::optional<CostKind> kind_of(const Context& context, std::string_view text) {
  const std::string wanted = fold_for_search(text);
  for (std::size_t i = 0; i < EnumNames<CostKind>::names.size(); ++i) {
    const std::string_view name = EnumNames<CostKind>::names[i];
    if (wanted == name || wanted == fold_for_search(word(context.ui, "cost_kind", name)))
      return static_cast<CostKind>(i);
  }
  return std::nullopt;
}

/// The known line that a row is about, else a new one.
template <class T, class IsSame>
T known_or_new(const Context& context, const std::vector<T>& known, IsSame is_same) {
  const auto same = std::ranges::find_if(known, is_same);
  T line = same == known.end() ? T{} : *same;
  if (same == known.end()) line.id = context.clinic.new_id<T>();
  line.stamps = {};
  return line;
}

}  // namespace

/// month;channel;kind;amount;note
MonthImportRead read_costs(const Context& context, std::string_view text) {
  const app::Catalogue& c = context.catalogue();
  Reading reading(context, text);
  for (const MonthRow& row : reading.rows()) {
    const auto source =
        reading.named(row, Reading::cell(row, 0), c.sources, "month_import.no_channel");
    const auto kind = kind_of(context, Reading::cell(row, 1));
    if (!kind) reading.fault(row.line, "month_import.no_kind", Reading::cell(row, 1));
    const auto amount = exchange::parse_amount(Reading::cell(row, 2), context.currency());
    const bool is_amount = amount && amount->currency == context.currency() && amount->minor > 0;
    if (!is_amount) reading.fault(row.line, "month_import.no_amount", Reading::cell(row, 2));
    if (!source || !kind || !is_amount) continue;
    const std::string_view note = Reading::cell(row, 3);
    Cost line = known_or_new(context, c.costs, [&](const Cost& one) {
      return one.active && one.month == row.month && one.source == *source && one.kind == *kind &&
             one.note == note && one.campaign.is_nil() && one.staff.is_nil();
    });
    line.month = row.month;
    line.source = *source;
    line.kind = *kind;
    line.note = note;
    line.amount_minor = amount->minor;
    line.currency = amount->currency;
    reading.read.parts.push_back(whole(line));
  }
  return std::move(reading.read);
}

/// month;channel;visitors;in city;mobile
MonthImportRead read_traffic(const Context& context, std::string_view text) {
  const app::Catalogue& c = context.catalogue();
  Reading reading(context, text);
  for (const MonthRow& row : reading.rows()) {
    const auto source =
        reading.named(row, Reading::cell(row, 0), c.sources, "month_import.no_channel");
    const auto visitors = reading.count(row, Reading::cell(row, 1), INT32_MAX);
    if (!source || !visitors) continue;
    const auto in_city = reading.count(row, Reading::cell(row, 2), *visitors);
    const auto mobile = reading.count(row, Reading::cell(row, 3), *visitors);
    if (!in_city || !mobile) continue;
    SiteTraffic line = known_or_new(context, c.traffic, [&](const SiteTraffic& one) {
      return one.active && one.month == row.month && one.source == *source;
    });
    line.month = row.month;
    line.source = *source;
    line.visitors = *visitors;
    line.visitors_in_city = *in_city;
    line.visitors_mobile = *mobile;
    reading.read.parts.push_back(whole(line));
  }
  return std::move(reading.read);
}

void MonthImport::open() {
  form_.start(true);
  pasted_.clear();
  read_of_.clear();
  read_ = {};
}

void MonthImport::draw(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, form_);
  const bool is_costs = of_ == MonthImportOf::costs;
  const auto d = ui::dialog(ui,
                            {.key = is_costs ? "costs import" : "traffic import",
                             .title = context.t(is_costs ? ui::TextId("month_import.costs")
                                                         : ui::TextId("month_import.traffic")),
                             .width = 620},
                            form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(form_.serial);
  FieldRefusal refusal(ui, form_);
  ui::text(ui, context.t(is_costs ? ui::TextId("month_import.costs_text")
                                  : ui::TextId("month_import.traffic_text")));
  pasted_.draw(context, context.t(is_costs ? ui::TextId("month_import.costs_example")
                                           : ui::TextId("month_import.traffic_example")));
  if (read_of_ != pasted_.text()) {
    read_of_ = pasted_.text();
    read_ = is_costs ? read_costs(context, read_of_) : read_traffic(context, read_of_);
  }
  std::string faults;
  for (std::size_t i = 0; i < std::min(read_.faults.size(), faults_shown); ++i)
    faults += (i == 0 ? "" : "\n") + read_.faults[i];
  if (read_.faults.size() > faults_shown)
    faults +=
        "\n" + context.t("month_import.more", {{"count", read_.faults.size() - faults_shown}});
  if (!faults.empty())
    (void)ui::banner(ui, {.key = "faults", .text = faults, .tone = ui::Tone::danger});
  if (!read_.parts.empty())
    ui::text(ui, context.t("month_import.read", {{"count", read_.parts.size()}}));
  const bool is_ready = !read_.parts.empty() && read_.faults.empty();
  if (!form_footer(context, form_, refusal, is_ready)) return;
  std::vector<Draft> drafts;
  for (const Part& part : read_.parts) {
    if (drafts.empty() || drafts.back().parts.size() == parts_per_op)
      drafts.push_back({is_costs ? OpKind::put_costs : OpKind::put_site_traffic, {}});
    drafts.back().parts.push_back(part);
  }
  push_form(context, form_, std::move(drafts),
            context.t("month_import.read", {{"count", read_.parts.size()}}));
}

}  // namespace retour::views
