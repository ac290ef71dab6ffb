#include "views/view_import_prices.hpp"

#include <algorithm>
#include <array>

#include "base/order.hpp"
#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::array types = {ProductType::untyped, ProductType::entry,   ProductType::diagnostic,
                              ProductType::main,    ProductType::checkup, ProductType::other};
constexpr std::array<std::int32_t, 12> lengths = {5, 10, 15, 20, 30, 40, 45, 60, 90, 120, 180, 240};
constexpr std::size_t corrections_kept = 50;
constexpr float table_height = 460;

std::string_view words_of_type(const ui::Ui& ui, ProductType type) {
  return word(ui, "product", enum_name(type));
}

std::string words_of_length(const ui::Ui& ui, std::int32_t minutes) {
  return ui.t("booking.minutes", {{"count", minutes}});
}

}  // namespace

void PriceReview::take(Context& context, const std::vector<exchange::ServiceLine>& lines) {
  lines_ = lines;
  stale_ = true;
  rules_.clear();
  for (const std::string_view rule : exchange::type_rule_names())
    if (std::ranges::find(lines_, rule, &exchange::ServiceLine::type_rule) != lines_.end())
      rules_.push_back(rule);
  rule_filter_ = -1;
  specialties_.clear();
  const auto add = [&](std::string_view name) {
    if (!name.empty() && std::ranges::find(specialties_, name) == specialties_.end())
      specialties_.emplace_back(name);
  };
  for (const Specialty& specialty : context.catalogue().specialties)
    if (specialty.active) add(specialty.name);
  for (const exchange::ServiceLine& line : lines_) add(line.choice.specialty);
  for (std::size_t i = 1; i < exchange::specialty_code_count; ++i)
    add(word(context.ui, "specialty", exchange::name_of(static_cast<exchange::SpecialtyCode>(i))));
  sort_stably(specialties_);
}

std::size_t PriceReview::untyped() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      lines_,
      [](const exchange::ServiceLine& line) { return line.choice.type == ProductType::untyped; }));
}

void PriceReview::filter() {
  if (!std::exchange(stale_, false)) return;
  shown_.clear();
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const exchange::ServiceLine& line = lines_[i];
    if (type_filter_ && line.choice.type != types[*type_filter_]) continue;
    if (rule_filter_ >= 0 && line.type_rule != rules_[static_cast<std::size_t>(rule_filter_)])
      continue;
    if (!query_.empty() && !ui::matches(line.name, query_) && !ui::matches(line.code, query_))
      continue;
    shown_.push_back(i);
  }
}

void PriceReview::correct(std::span<const std::size_t> lines, const Change& change) {
  if (before_.size() == corrections_kept) before_.erase(before_.begin());
  Before& before = before_.emplace_back();
  for (const std::size_t i : lines) {
    exchange::ServiceLine& line = lines_[i];
    before.emplace_back(i, line.choice);
    if (change.type) line.choice.type = *change.type;
    if (change.specialty) line.choice.specialty = *change.specialty;
    if (change.length_minutes) line.choice.length_minutes = *change.length_minutes;
    corrected_.insert_or_assign(line.key, line.choice);
  }
  stale_ = true;
}

void PriceReview::take_back() {
  for (auto& [i, choice] : before_.back()) {
    lines_[i].choice = choice;
    corrected_.insert_or_assign(lines_[i].key, std::move(choice));
  }
  before_.pop_back();
  stale_ = true;
}

void PriceReview::draw_filters(Context& context) {
  ui::Ui& ui = context.ui;
  const auto columns = ui.columns({2, 1, 1}, 200);
  ui.next_column();
  stale_ |=
      ui::search_field(ui, {.key = "query", .label = context.t("import.prices.search")}, query_)
          .changed;
  ui.next_column();
  std::vector<ui::Choice> choices;
  for (const ProductType type : types) choices.push_back({.text = words_of_type(ui, type)});
  int chosen = type_filter_ ? static_cast<int>(*type_filter_) : -1;
  if (ui::combo(ui,
                {.key = "type filter",
                 .label = context.t("import.prices.type_filter"),
                 .placeholder = context.t("common.all"),
                 .clearable = true},
                choices, chosen)) {
    type_filter_ = chosen < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(chosen));
    stale_ = true;
  }
  ui.next_column();
  choices.clear();
  for (const std::string_view rule : rules_)
    choices.push_back({.text = word(ui, "price_rule", rule)});
  stale_ |= ui::combo(ui,
                      {.key = "rule filter",
                       .label = context.t("import.prices.rule_filter"),
                       .placeholder = context.t("common.all"),
                       .clearable = true},
                      choices, rule_filter_);
}

/// Three combos: what to set; nothing chosen leaves it.
void PriceReview::draw_change(Context& context, Change& change) {
  ui::Ui& ui = context.ui;
  const auto columns = ui.columns({1, 1, 1}, 160);
  const std::string_view keep = context.t("import.prices.keep");
  std::vector<ui::Choice> choices;
  ui.next_column();
  int chosen = -1;
  for (const ProductType type : types) {
    if (change.type == type) chosen = static_cast<int>(choices.size());
    choices.push_back({.text = words_of_type(ui, type)});
  }
  if (ui::combo(ui,
                {.key = "type",
                 .label = context.t("import.prices.type"),
                 .placeholder = keep,
                 .clearable = true},
                choices, chosen))
    change.type =
        chosen < 0 ? std::nullopt : std::optional(types[static_cast<std::size_t>(chosen)]);
  ui.next_column();
  choices = {{.text = context.t("import.prices.no_specialty")}};
  for (const std::string& name : specialties_) choices.push_back({.text = name});
  chosen = -1;
  if (change.specialty) {
    const auto at = std::ranges::find(specialties_, *change.specialty);
    chosen = change.specialty->empty() ? 0 : static_cast<int>(at - specialties_.begin()) + 1;
  }
  if (ui::combo(ui,
                {.key = "specialty",
                 .label = context.t("import.prices.specialty"),
                 .placeholder = keep,
                 .clearable = true},
                choices, chosen)) {
    change.specialty.reset();
    if (chosen == 0) change.specialty = "";
    if (chosen > 0) change.specialty = specialties_[static_cast<std::size_t>(chosen - 1)];
  }
  ui.next_column();
  choices.clear();
  std::vector<std::string> words;
  for (const std::int32_t length : lengths) words.push_back(words_of_length(ui, length));
  for (const std::string& length : words) choices.push_back({.text = length});
  chosen = -1;
  if (change.length_minutes)
    if (const auto at = std::ranges::find(lengths, *change.length_minutes); at != lengths.end())
      chosen = static_cast<int>(at - lengths.begin());
  if (ui::combo(ui,
                {.key = "length",
                 .label = context.t("import.prices.length"),
                 .placeholder = keep,
                 .clearable = true},
                choices, chosen))
    change.length_minutes =
        chosen < 0 ? std::nullopt : std::optional(lengths[static_cast<std::size_t>(chosen)]);
}

void PriceReview::draw_bulk(Context& context) {
  ui::Ui& ui = context.ui;
  const auto keyed = ui.keyed("bulk");
  ui::text(ui, {.text = context.t("import.prices.bulk"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small});
  draw_change(context, bulk_);
  const auto row = ui.row();
  const std::string apply = context.t("import.prices.apply", {{"count", shown_.size()}});
  if (ui::button(ui, {.key = "apply",
                      .text = apply,
                      .icon = ui::Icon::pencil,
                      .disabled = shown_.empty() || bulk_.is_empty()})) {
    correct(shown_, bulk_);
    ui.announce(context.t("import.prices.applied", {{"count", shown_.size()}}));
    bulk_ = {};
  }
  if (ui::button(ui, {.key = "take back",
                      .text = context.t("import.prices.take_back"),
                      .icon = ui::Icon::undo_2,
                      .kind = ui::ButtonKind::quiet,
                      .disabled = before_.empty()}))
    take_back();
}

void PriceReview::draw_table(Context& context) {
  ui::Ui& ui = context.ui;
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = context.t("import.field.service_name")},
      ui::TableColumn{.key = "price",
                      .title = context.t("import.field.price"),
                      .width = 120,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "type", .title = context.t("import.prices.type"), .width = 150},
      ui::TableColumn{
          .key = "specialty", .title = context.t("import.prices.specialty"), .width = 190},
      ui::TableColumn{.key = "length",
                      .title = context.t("import.prices.length"),
                      .width = 140,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "rule",
                      .title = context.t("import.prices.rule"),
                      .width = 190,
                      .hide_below = 1000}};
  const ui::TableResult result = ui::table(
      ui,
      {.key = "lines",
       .name = context.t("import.prices"),
       .columns = columns,
       .rows = shown_.size(),
       .height = table_height},
      nullptr, [&](ui::Cells& cells, std::size_t row) {
        const exchange::ServiceLine& line = lines_[shown_[row]];
        const bool open = line.choice.type == ProductType::untyped;
        cells.text(line.name, ui::TextTone::strong);
        if (line.price)
          cells.money(*line.price);
        else
          cells.skip();
        cells.badge(words_of_type(ui, line.choice.type), open ? ui::Tone::warn : ui::Tone::info);
        cells.text(line.choice.specialty);
        cells.text(words_of_length(ui, line.choice.length_minutes));
        if (corrected_.contains(line.key))
          cells.text(context.t("import.prices.corrected"), ui::TextTone::good);
        else if (line.type_rule.empty())
          cells.text(context.t("import.prices.no_rule"), ui::TextTone::muted);
        else
          cells.text(word(ui, "price_rule", line.type_rule), ui::TextTone::muted);
      });
  if (!result.activated) return;
  opened_ = shown_[*result.activated];
  const exchange::ServiceChoice& choice = lines_[*opened_].choice;
  single_ = {
      .type = choice.type, .specialty = choice.specialty, .length_minutes = choice.length_minutes};
  open_ = true;
}

void PriceReview::draw_line(Context& context) {
  if (!opened_ || *opened_ >= lines_.size()) return;
  ui::Ui& ui = context.ui;
  const exchange::ServiceLine& line = lines_[*opened_];
  const auto d = ui::dialog(ui, {.key = "line", .title = line.name, .width = 620}, open_);
  if (!d) return;
  if (!line.code.empty())
    ui::fact(ui, {.label = context.t("import.field.service_code"), .value = line.code});
  if (!line.type_rule.empty())
    ui::fact(ui, {.label = context.t("import.prices.rule"),
                  .value = word(ui, "price_rule", line.type_rule)});
  draw_change(context, single_);
  const auto footer = ui::dialog_footer(ui);
  if (ui::button(ui, {.key = "cancel", .text = context.t("common.cancel")})) open_ = false;
  if (ui::button(ui, {.key = "save",
                      .text = context.t("common.save"),
                      .kind = ui::ButtonKind::primary,
                      .disabled = single_.is_empty()})) {
    const std::size_t one = *opened_;
    correct({&one, 1}, single_);
    open_ = false;
  }
}

void PriceReview::draw(Context& context) {
  if (lines_.empty()) return;
  ui::Ui& ui = context.ui;
  {
    const auto card = ui.card("review", context.t("import.prices"));
    const std::size_t open = untyped();
    const std::string words = context.t("import.prices.untyped", {{"count", open}});
    if (open > 0 && ui::banner(ui, {.key = "untyped",
                                    .text = words,
                                    .action = context.t("import.prices.show_untyped"),
                                    .tone = ui::Tone::warn})) {
      type_filter_ = 0;
      rule_filter_ = -1;
      query_.clear();
      stale_ = true;
    }
    draw_filters(context);
    filter();
    draw_bulk(context);
    filter();
    draw_table(context);
  }
  draw_line(context);
}

}  // namespace retour::views
