#include "views/view_settings_services.hpp"

#include <array>
#include <charconv>

#include "base/order.hpp"
#include "exchange/price_list.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

enum Column : std::size_t {
  column_name,
  column_specialty,
  column_type,
  column_length,
  column_price
};

constexpr std::int32_t length_max = 24 * 60;

const std::string& name_of_row(const auto& row) {
  return row.name;
}

ui::Tone tone_of(ProductType type) {
  switch (type) {
    case ProductType::untyped: return ui::Tone::warn;
    case ProductType::main: return ui::Tone::good;
    case ProductType::entry: return ui::Tone::info;
    default: return ui::Tone::neutral;
  }
}

/// The specialty of a suggestion, by the name that the clinic has for it.
SpecialtyId known_specialty(const Context& context, exchange::SpecialtyCode code) {
  if (code == exchange::SpecialtyCode::unknown) return {};
  const std::string_view name = word(context.ui, "specialty", exchange::name_of(code));
  for (const Specialty& specialty : context.catalogue().specialties)
    if (specialty.active && ui::matches(specialty.name, name)) return specialty.id;
  return {};
}

}  // namespace

// ---- rows
// -------------------------------------------------------------------------------------------

void ServicesPage::refresh(Context& context) {
  const app::Catalogue& catalogue = context.catalogue();
  const bool filters = std::exchange(stale_, false) || known_services_ != catalogue.services.size();
  if (!filters && generation_ == context.clinic.generation() && today_ == context.ui.today())
    return;
  generation_ = context.clinic.generation();
  today_ = context.ui.today();
  known_services_ = catalogue.services.size();
  untyped_ = static_cast<std::size_t>(
      std::ranges::count_if(catalogue.services, [](const Service& service) {
        return service.active && service.product_type == ProductType::untyped;
      }));
  if (filters) {
    rows_.clear();
    std::vector<const Service*> shown;
    for (const Service& service : catalogue.services) {
      if (!service.active && !with_closed_) continue;
      if (type_ >= 0 && static_cast<int>(service.product_type) != type_) continue;
      if (!specialty_.is_nil() && service.specialty != specialty_) continue;
      if (!query_.empty() && !ui::matches(service.name, query_) &&
          !ui::matches(service.code, query_))
        continue;
      shown.push_back(&service);
    }
    sort_stably(shown, {}, [](const Service* row) -> const std::string& { return row->name; });
    rows_.reserve(shown.size());
    for (const Service* service : shown) rows_.push_back({.service = service->id});
    sheet_ = {};
    // Marks that the filters hide would be changed unseen.
    std::set<ServiceId> still;
    for (const Row& row : rows_)
      if (marked_.contains(row.service)) still.insert(row.service);
    marked_ = std::move(still);
  }
  std::erase_if(rows_, [&](const Row& row) { return catalogue.service(row.service) == nullptr; });
  // Prices by service once, not by a search of all prices for each line.
  std::map<ServiceId, const Price*> prices;
  for (const Price& price : catalogue.prices) {
    if (!price.branch.is_nil() || !price.grade.empty() || price.valid_from > today_) continue;
    const Price*& best = prices[price.service];
    if (best == nullptr ||
        std::pair(price.valid_from, price.stamps[0]) > std::pair(best->valid_from, best->stamps[0]))
      best = &price;
  }
  for (Row& row : rows_) {
    const auto found = prices.find(row.service);
    row.price = found == prices.end() ? nullptr : found->second;
  }
}

std::vector<ServiceId> ServicesPage::marked_in_order() const {
  return {marked_.begin(), marked_.end()};
}

// ---- head
// -------------------------------------------------------------------------------------------

void ServicesPage::draw_head(Context& context) {
  ui::Ui& ui = context.ui;
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "add service",
                        .text = context.t("settings.add_service"),
                        .icon = ui::Icon::plus,
                        .kind = ui::ButtonKind::primary}))
      form_.open_fresh(context);
    if (ui::search_field(ui,
                         {.key = "query",
                          .label = context.t("services.find"),
                          .placeholder = context.t("services.find"),
                          .width = 280,
                          .hide_label = true},
                         query_)
            .changed)
      stale_ = true;
    const std::string untyped = context.t("services.untyped", {{"count", untyped_}});
    if (untyped_ > 0 &&
        ui::chip(ui,
                 {.key = "untyped", .text = untyped, .icon = ui::Icon::tag, .on = type_ == 0})) {
      type_ = type_ == 0 ? -1 : 0;
      stale_ = true;
    }
    if (ui::chip(
            ui, {.key = "closed", .text = context.t("settings.with_closed"), .on = with_closed_})) {
      with_closed_ = !with_closed_;
      stale_ = true;
    }
  }
  draw_filters(context);
}

void ServicesPage::draw_filters(Context& context) {
  ui::Ui& ui = context.ui;
  const auto type = [&] {
    if (enum_combo_of(ui,
                      {.key = "type filter",
                       .label = context.t("settings.type"),
                       .placeholder = context.t("common.all"),
                       .clearable = true},
                      "product", EnumNames<ProductType>::names, type_))
      stale_ = true;
  };
  const auto specialty = [&] {
    if (pick_one(ui,
                 {.key = "specialty filter",
                  .label = context.t("settings.specialty"),
                  .placeholder = context.t("common.all"),
                  .clearable = true},
                 context.catalogue().specialties, specialty_, name_of_row<Specialty>))
      stale_ = true;
  };
  const auto from = [&] {
    ui::date_field(ui,
                   {.key = "from",
                    .label = context.t("services.typed_from"),
                    .placeholder = context.t("services.today")},
                   price_from_, ui::DateHint::future);
  };
  if (ui.is_phone()) {
    const auto columns = ui.columns({1, 1}, 120);
    ui.next_column();
    type();
    ui.next_column();
    specialty();
    return;
  }
  const auto columns = ui.columns({1, 1, 1}, 160);
  ui.next_column();
  type();
  ui.next_column();
  specialty();
  ui.next_column();
  from();
}

void ServicesPage::draw_suggestions(Context& context) {
  ui::Ui& ui = context.ui;
  if (!ui::button(ui, {.key = "suggest",
                       .text = context.t("services.suggest"),
                       .icon = ui::Icon::sparkles,
                       .disabled = bulk_.is_running()}))
    return;
  constexpr std::size_t parts_per_op = 32;
  std::vector<Draft> drafts;
  std::size_t count = 0;
  for (const ServiceId id : marked_) {
    const Service* known = context.catalogue().service(id);
    if (known == nullptr || known->product_type != ProductType::untyped) continue;
    const exchange::ServiceSuggestion found = exchange::suggest(known->name);
    Service wanted = *known;
    wanted.product_type = found.type;
    if (wanted.specialty.is_nil()) wanted.specialty = known_specialty(context, found.specialty);
    if (wanted.product_type == known->product_type && wanted.specialty == known->specialty)
      continue;
    if (drafts.empty() || drafts.back().parts.size() == parts_per_op)
      drafts.push_back({OpKind::put_service, {}});
    drafts.back().parts.push_back(facets_of(std::move(wanted), 1));
    ++count;
  }
  if (drafts.empty()) {
    ui.toast(std::string(context.t("services.no_suggestions")), ui::Tone::info);
    return;
  }
  context.commands.push({.drafts = std::move(drafts),
                         .steps = Steps::one_act,
                         .done = context.t("services.suggested", {{"count", count}})});
}

void ServicesPage::draw_marked(Context& context) {
  ui::Ui& ui = context.ui;
  const auto row = ui.row();
  ui::text(ui, {.text = context.t("services.found", {{"count", rows_.size()}}),
                .tone = ui::TextTone::muted,
                .key = "found"});
  if (marked_.empty()) {
    if (ui.density() == ui::Density::mouse)
      ui::text(ui, {.text = context.t("services.keys"),
                    .tone = ui::TextTone::muted,
                    .style = ui::TextStyle::small});
    return;
  }
  ui::text(ui, {.text = context.t("services.marked", {{"count", marked_.size()}}),
                .tone = ui::TextTone::strong,
                .key = "marked"});
  if (ui::button(ui, {.key = "bulk",
                      .text = context.t("services.change_marked"),
                      .icon = ui::Icon::pencil,
                      .kind = ui::ButtonKind::primary,
                      .disabled = bulk_.is_running(),
                      .opens = true}))
    bulk_.open(context);
  draw_suggestions(context);
  if (ui::button(ui, {.key = "unmark", .text = context.t("services.unmark"), .icon = ui::Icon::x}))
    marked_.clear();
}

// ---- the sheet
// --------------------------------------------------------------------------------------

std::string ServicesPage::take(Context& context, ui::SheetState::Cell cell,
                               std::string_view typed) {
  const Row& row = rows_[cell.row];
  const Service* service = context.catalogue().service(row.service);
  if (service == nullptr) return {};
  if (cell.column == column_length) {
    std::int32_t minutes = 0;
    while (!typed.empty() && typed.back() == ' ') typed.remove_suffix(1);
    const auto [end, fault] = std::from_chars(typed.data(), typed.data() + typed.size(), minutes);
    if (fault != std::errc() || end != typed.data() + typed.size() || minutes < 1 ||
        minutes > length_max)
      return std::string(context.t("bulk.length_wrong"));
    if (minutes == service->length_minutes) return {};
    Service wanted = *service;
    wanted.length_minutes = minutes;
    context.commands.push({.drafts = {{OpKind::put_service, {facets_of(std::move(wanted), 0)}}}});
    return {};
  }
  const auto amount = ui::parse_money(typed);
  if (!amount) return std::string(context.t("field.money.not_understood"));
  if (row.price != nullptr && row.price->price_minor == *amount && !price_from_) return {};
  Price price;
  price.id = context.clinic.new_id<Price>();
  price.service = service->id;
  price.valid_from = price_from_.value_or(context.ui.today());
  price.price_minor = *amount;
  price.currency = context.currency();
  context.commands.push({.drafts = {{OpKind::set_price, {whole(price)}}}});
  return {};
}

void ServicesPage::choose_type(Context& context, std::size_t row, int choice) {
  const Service* service = context.catalogue().service(rows_[row].service);
  if (service == nullptr || static_cast<int>(service->product_type) == choice) return;
  Service wanted = *service;
  wanted.product_type = static_cast<ProductType>(choice);
  context.commands.push({.drafts = {{OpKind::put_service, {facets_of(std::move(wanted), 1)}}}});
}

void ServicesPage::draw_sheet(Context& context) {
  ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  const float type_width = ui.is_phone() ? 0.0F : 170.0F;
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = context.t("settings.service")},
      ui::TableColumn{.key = "specialty",
                      .title = context.t("settings.specialty"),
                      .width = 190,
                      .hide_below = 860},
      ui::TableColumn{.key = "type",
                      .title = context.t("settings.type"),
                      .width = type_width,
                      .hide_below = 560},
      ui::TableColumn{.key = "length",
                      .title = context.t("settings.length"),
                      .width = 90,
                      .align = ui::Align::right,
                      .hide_below = 660},
      ui::TableColumn{.key = "price",
                      .title = context.t("settings.price"),
                      .width = ui.is_phone() ? 112.0F : 140.0F,
                      .align = ui::Align::right}};
  std::vector<ui::Choice> types;
  for (const std::string_view name : EnumNames<ProductType>::names)
    types.push_back({.text = word(ui, "product", name)});
  const bool all =
      !rows_.empty() && marked_.size() >= rows_.size() &&
      std::ranges::all_of(rows_, [&](const Row& row) { return marked_.contains(row.service); });
  const ui::SheetResult result = ui::sheet(
      ui,
      {.key = "services",
       .name = context.t("settings.services"),
       .columns = columns,
       .rows = rows_.size(),
       .height = std::max(ui.available_height(), 360.0F),
       .mark_all = context.t("services.mark_all"),
       .row_name = [&](std::size_t i) -> std::string_view {
         const Service* service = catalogue.service(rows_[i].service);
         return service == nullptr ? std::string_view{} : std::string_view(service->name);
       },
       .marked = [&](std::size_t i) { return marked_.contains(rows_[i].service); },
       .all_marked = all,
       .take = [&](ui::SheetState::Cell cell,
                   std::string_view typed) { return take(context, cell, typed); }},
      sheet_, [&](ui::SheetCells& cells, std::size_t i) {
        const Service& service = *catalogue.service(rows_[i].service);
        const Specialty* specialty = catalogue.specialty(service.specialty);
        cells.name(service.name, service.active ? ui::TextTone::normal : ui::TextTone::muted);
        cells.text(specialty == nullptr ? std::string_view{} : std::string_view(specialty->name),
                   ui::TextTone::muted);
        cells.choice(types, static_cast<int>(service.product_type), tone_of(service.product_type));
        cells.entry(std::to_string(service.length_minutes), ui::InputKind::numeric);
        const Price* price = rows_[i].price;
        cells.entry(price == nullptr ? std::string()
                                     : ui::format_money({.minor = price->price_minor,
                                                         .currency = price->currency},
                                                        ui.language()),
                    ui::InputKind::decimal);
      });
  take_result(context, result);
}

void ServicesPage::take_result(Context& context, const ui::SheetResult& result) {
  const app::Catalogue& catalogue = context.catalogue();
  if (result.opened)
    if (const Service* service = catalogue.service(rows_[*result.opened].service))
      form_.open(context, *service);
  if (result.chosen) choose_type(context, result.chosen->cell.row, result.chosen->choice);
  if (!result.marking) return;
  for (std::size_t i = result.marking->first; i <= result.marking->last; ++i)
    if (result.marking->on)
      marked_.insert(rows_[i].service);
    else
      marked_.erase(rows_[i].service);
  context.ui.request_frame();
}

void ServicesPage::draw(Context& context) {
  ui::Ui& ui = context.ui;
  draw_head(context);
  refresh(context);
  if (context.catalogue().services.empty()) {
    if (ui::empty_state(ui, {.title = context.t("services.none"),
                             .text = context.t("services.none_text"),
                             .action = context.t("companion.go_import"),
                             .icon = ui::Icon::clipboard_list}))
      context.router.screen = Screen::import_file;
  } else {
    draw_marked(context);
    if (!sheet_.problem.empty()) ui::text(ui, sheet_.problem, ui::TextTone::danger);
    draw_sheet(context);
  }
  form_.draw(context);
  bulk_.draw(context, marked_in_order());
  if (bulk_.take_done()) {
    marked_.clear();
    stale_ = true;
    ui.request_frame();
  }
}

}  // namespace retour::views
