#include "views/view_service_bulk.hpp"

#include <array>
#include <charconv>
#include <map>

#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

/// Parts of one op: small enough that a slice of the job commits it within its budget.
constexpr std::size_t parts_per_op = 32;
constexpr std::array<std::int64_t, 4> roundings_minor = {100, 10'00, 50'00, 100'00};
constexpr std::int32_t length_max = 24 * 60;
constexpr std::int64_t basis_points = 10'000;
constexpr std::int64_t percent_max = 100'000;         ///< Basis points.
constexpr std::int64_t amount_max = 100'000'000'000;  ///< Minor units.

/// "10", "-5", "7,5": with two decimals, that is basis points or minor units.
std::optional<std::int64_t> read_change(std::string text, PriceChange change) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '%' || c == '+'; });
  for (const std::string_view minus : {"−", "–"})
    if (text.starts_with(minus)) text.replace(0, minus.size(), "-");
  const bool negative = text.starts_with('-');
  const auto value = ui::parse_money(negative ? std::string_view(text).substr(1) : text);
  if (!value || *value > (change == PriceChange::percent ? percent_max : amount_max))
    return std::nullopt;
  return negative ? -*value : *value;
}

std::optional<std::int32_t> read_length(std::string_view text) {
  std::int32_t minutes = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), minutes);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return minutes >= 1 && minutes <= length_max ? std::optional(minutes) : std::nullopt;
}

/// The lines of a service that have a price on the day: one a branch and grade.
std::vector<const Price*> lines_on(const std::vector<const Price*>& prices, LocalDate day) {
  std::map<std::pair<BranchId, std::string_view>, const Price*> lines;
  for (const Price* price : prices) {
    if (price->valid_from > day) continue;
    const Price*& line = lines[{price->branch, price->grade}];
    if (line == nullptr || std::pair(price->valid_from, price->stamps[0]) >
                               std::pair(line->valid_from, line->stamps[0]))
      line = price;
  }
  std::vector<const Price*> out;
  out.reserve(lines.size());
  for (const auto& [key, price] : lines) out.push_back(price);
  return out;
}

void add_part(std::vector<Draft>& drafts, OpKind kind, Part part) {
  if (drafts.empty() || drafts.back().kind != kind || drafts.back().parts.size() == parts_per_op)
    drafts.push_back({kind, {}});
  drafts.back().parts.push_back(std::move(part));
}

void add_service_parts(Context& context, const BulkEdit& edit,
                       const std::vector<ServiceId>& services, std::vector<Draft>& drafts) {
  for (const ServiceId id : services) {
    const Service* known = context.catalogue().service(id);
    if (known == nullptr) continue;
    Service wanted = *known;
    if (edit.type) wanted.product_type = *edit.type;
    if (edit.specialty) wanted.specialty = *edit.specialty;
    if (edit.length_minutes) wanted.length_minutes = *edit.length_minutes;
    if (edit.active) wanted.active = *edit.active;
    unsigned mask = 0;
    if (wanted.length_minutes != known->length_minutes || wanted.active != known->active)
      mask |= 1U;
    if (wanted.product_type != known->product_type || wanted.specialty != known->specialty)
      mask |= 2U;
    if (mask == 0) continue;
    add_part(drafts, OpKind::put_service,
             {Entity(std::move(wanted)), static_cast<FacetMask>(mask)});
  }
}

void add_price_parts(Context& context, const BulkEdit& edit, const std::vector<ServiceId>& services,
                     std::vector<Draft>& drafts) {
  std::map<ServiceId, std::vector<const Price*>> prices;
  for (const ServiceId id : services) prices[id];
  for (const Price& price : context.catalogue().prices)
    if (const auto of = prices.find(price.service); of != prices.end())
      of->second.push_back(&price);
  for (const ServiceId id : services) {
    std::vector<const Price*> lines = lines_on(prices[id], edit.price_from);
    Price general;
    general.service = id;
    general.currency = context.currency();
    if (edit.price == PriceChange::exact) lines = {&general};
    for (const Price* line : lines) {
      Price fresh = *line;
      fresh.price_minor = changed_price(line->price_minor, edit);
      if (edit.price != PriceChange::exact && fresh.price_minor == line->price_minor) continue;
      fresh.id = context.clinic.new_id<Price>();
      fresh.valid_from = edit.price_from;
      fresh.stamps = {};
      add_part(drafts, OpKind::set_price, whole(std::move(fresh)));
    }
  }
}

}  // namespace

std::int64_t changed_price(std::int64_t price_minor, const BulkEdit& edit) {
  // Limits of `amount_minor_max` keep the product within 64 bits.
  std::int64_t changed = price_minor;
  if (edit.price == PriceChange::exact) return std::max<std::int64_t>(0, edit.price_value);
  if (edit.price == PriceChange::amount) changed += edit.price_value;
  if (edit.price == PriceChange::percent) {
    const std::int64_t whole = price_minor / basis_points * edit.price_value;
    const std::int64_t rest = price_minor % basis_points * edit.price_value;
    const std::int64_t half = rest < 0 ? -basis_points / 2 : basis_points / 2;
    changed += whole + (rest + half) / basis_points;
  }
  changed = std::max<std::int64_t>(0, changed);
  const std::int64_t unit = std::max<std::int64_t>(1, edit.round_to_minor);
  return (changed + unit / 2) / unit * unit;
}

std::vector<Draft> drafts_of(Context& context, const BulkEdit& edit,
                             const std::vector<ServiceId>& services) {
  std::vector<Draft> drafts;
  add_service_parts(context, edit, services, drafts);
  if (edit.price != PriceChange::none) add_price_parts(context, edit, services, drafts);
  return drafts;
}

// ---- the dialog
// --------------------------------------------------------------------------------------

void ServiceBulk::open(Context& context) {
  type_ = -1;
  specialty_ = {};
  length_.clear();
  state_ = -1;
  price_ = 0;
  change_.clear();
  amount_.reset();
  rounding_ = 0;
  from_ = context.ui.today();
  form_.start(true);
}

void ServiceBulk::draw_product(Context& context) {
  ui::Ui& ui = context.ui;
  const std::string_view keep = context.t("bulk.keep");
  const auto columns = ui.columns({1, 1}, 220);
  ui.next_column();
  (void)enum_combo_of(
      ui,
      {.key = "type", .label = context.t("settings.type"), .placeholder = keep, .clearable = true},
      "product", EnumNames<ProductType>::names, type_);
  ui::text_field(ui,
                 {.key = "length",
                  .label = context.t("bulk.length"),
                  .error = length_.empty() || read_length(length_) ? std::string_view{}
                                                                   : context.t("bulk.length_wrong"),
                  .placeholder = keep,
                  .input = ui::InputKind::numeric},
                 length_);
  ui.next_column();
  pick_one(ui,
           {.key = "specialty",
            .label = context.t("settings.specialty"),
            .placeholder = keep,
            .clearable = true},
           context.catalogue().specialties, specialty_,
           [](const Specialty& row) -> const std::string& { return row.name; });
  const std::array choices = {ui::Choice{.text = context.t("bulk.close")},
                              ui::Choice{.text = context.t("bulk.reopen")}};
  ui::combo(ui,
            {.key = "state",
             .label = context.t("settings.state"),
             .placeholder = keep,
             .clearable = true},
            choices, state_);
}

void ServiceBulk::draw_price(Context& context) {
  ui::Ui& ui = context.ui;
  const std::array<std::string_view, 4> names = {
      context.t("bulk.price_keep"), context.t("bulk.price_percent"), context.t("bulk.price_amount"),
      context.t("bulk.price_exact")};
  ui::text(ui, {.text = context.t("settings.price"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small});
  ui::segments(ui, "price", context.t("settings.price"), names, price_);
  const auto change = static_cast<PriceChange>(price_);
  if (change == PriceChange::none) return;
  {
    const auto columns = ui.columns({1, 1}, 200);
    ui.next_column();
    if (change == PriceChange::exact)
      ui::money_field(ui, {.key = "amount", .label = context.t("bulk.new_price")}, amount_,
                      context.currency());
    else
      ui::text_field(
          ui,
          {.key = "change",
           .label = context.t(change == PriceChange::percent ? ui::TextId("bulk.percent")
                                                             : ui::TextId("bulk.amount")),
           .hint = context.t("bulk.minus_hint"),
           .error = change_.empty() || read_change(change_, change)
                        ? std::string_view{}
                        : context.t("bulk.change_wrong")},
          change_);
    ui.next_column();
    ui::date_field(ui, {.key = "from", .label = context.t("bulk.from")}, from_,
                   ui::DateHint::future);
  }
  if (change == PriceChange::exact) return;
  std::vector<std::string> words;
  for (const std::int64_t minor : roundings_minor)
    words.push_back(ui::format_money({.minor = minor, .currency = context.currency()},
                                     ui.language(), ui::MoneyStyle::rounded));
  const std::array<std::string_view, 4> units = {words[0], words[1], words[2], words[3]};
  ui::text(ui, {.text = context.t("bulk.round"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small});
  ui::segments(ui, "round", context.t("bulk.round"), units, rounding_);
}

std::optional<BulkEdit> ServiceBulk::edit(Context&) const {
  BulkEdit edit;
  if (type_ >= 0) edit.type = static_cast<ProductType>(type_);
  if (!specialty_.is_nil()) edit.specialty = specialty_;
  if (!length_.empty()) {
    edit.length_minutes = read_length(length_);
    if (!edit.length_minutes) return std::nullopt;
  }
  if (state_ >= 0) edit.active = state_ == 1;
  edit.price = static_cast<PriceChange>(price_);
  if (edit.price != PriceChange::none) {
    if (!from_) return std::nullopt;
    edit.price_from = *from_;
  }
  if (edit.price == PriceChange::exact) {
    if (!amount_) return std::nullopt;
    edit.price_value = *amount_;
  } else if (edit.price != PriceChange::none) {
    const auto value = read_change(change_, edit.price);
    if (!value || *value == 0) return std::nullopt;
    edit.price_value = *value;
    edit.round_to_minor = roundings_minor[rounding_];
  }
  const bool any = edit.type || edit.specialty || edit.length_minutes || edit.active ||
                   edit.price != PriceChange::none;
  return any ? std::optional(edit) : std::nullopt;
}

void ServiceBulk::draw_preview(Context& context, const std::vector<ServiceId>& services) {
  ui::Ui& ui = context.ui;
  ui::text(ui, {.text = context.t("bulk.count", {{"count", services.size()}}),
                .tone = ui::TextTone::strong,
                .key = "count"});
  const auto wanted = edit(context);
  if (!wanted || wanted->price == PriceChange::none || wanted->price == PriceChange::exact) return;
  for (const ServiceId id : services) {
    const Price* price = context.catalogue().price_on(id, {}, {}, wanted->price_from);
    const Service* service = context.catalogue().service(id);
    if (price == nullptr || service == nullptr) continue;
    const auto money = [&](std::int64_t minor) {
      return ui::format_money({.minor = minor, .currency = price->currency}, ui.language());
    };
    ui::text(ui, {.text = context.t("bulk.example",
                                    {{"name", service->name},
                                     {"old", money(price->price_minor)},
                                     {"new", money(changed_price(price->price_minor, *wanted))}}),
                  .tone = ui::TextTone::muted,
                  .key = "example"});
    return;
  }
}

void ServiceBulk::draw(Context& context, const std::vector<ServiceId>& services) {
  ui::Ui& ui = context.ui;
  const bool ran = form_.tag != 0;
  settle(context, form_);
  if (ran && form_.tag == 0 && !form_.refusal) done_ = true;
  const auto d = ui::dialog(
      ui, {.key = "bulk form", .title = context.t("bulk.title"), .width = 640}, form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(form_.serial);
  const FieldRefusal refusal(ui, form_);
  draw_product(context);
  ui::separator(ui);
  draw_price(context);
  ui::separator(ui);
  draw_preview(context, services);
  if (form_.tag != 0) (void)ui::progress(ui, {.key = "running", .text = context.t("bulk.running")});
  const auto wanted = edit(context);
  if (!form_footer(context, form_, refusal, wanted.has_value() && !services.empty())) return;
  push_form(context, form_, drafts_of(context, *wanted, services),
            context.t("bulk.done", {{"count", services.size()}}));
}

}  // namespace retour::views
