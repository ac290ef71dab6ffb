// Sections: the file and its profiles | what columns mean | how the file is written | drawing
#include "views/view_import_columns.hpp"

#include <algorithm>
#include <array>

#include "app/import_profiles.hpp"
#include "app/import_session.hpp"
#include "base/text.hpp"
#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using exchange::ImportKind;
using exchange::TargetField;

constexpr std::array kinds = {ImportKind::patients, ImportKind::appointments, ImportKind::services,
                              ImportKind::calls};
constexpr std::array encodings = {exchange::Encoding::utf8, exchange::Encoding::windows_1251,
                                  exchange::Encoding::windows_1252, exchange::Encoding::utf16_le,
                                  exchange::Encoding::utf16_be};
constexpr std::array delimiters = {';', ',', '\t', '|'};
constexpr std::size_t title_rows_shown = 10;
constexpr std::size_t samples_shown = 3;
constexpr std::size_t sample_bytes = 40;
constexpr float notation_min_width = 200;

std::vector<TargetField> fields_of(ImportKind kind) {
  std::vector<TargetField> fields;
  for (std::size_t i = 0; i < exchange::target_field_count; ++i) {
    const auto field = static_cast<TargetField>(i);
    if (exchange::is_field_of(kind, field)) fields.push_back(field);
  }
  return fields;
}

std::string_view name_of_delimiter(const ui::Ui& ui, char delimiter) {
  switch (delimiter) {
    case ';': return ui.t("import.delimiter.semicolon");
    case ',': return ui.t("import.delimiter.comma");
    case '\t': return ui.t("import.delimiter.tab");
    case '|': return ui.t("import.delimiter.bar");
    default: return ui.t("import.delimiter.other");
  }
}

bool is_dated(TargetField field) {
  using enum TargetField;
  return field == birth_date || field == date || field == made_at || field == called_at ||
         field == valid_from;
}

exchange::CsvOptions csv_of(const exchange::FileNotation& notation) {
  exchange::CsvOptions csv;
  csv.encoding = notation.encoding;
  csv.delimiter = notation.delimiter;
  csv.skip_rows = notation.skip_rows;
  return csv;
}

/// A combo whose first choice is "recognised: ..." and whose others say it instead.
struct Recognised {
  std::string_view key;
  std::string_view label;
  std::string found;                      ///< In words, what was recognised.
  std::span<const std::string_view> all;  ///< In words.
};
/// True when the choice changed; `chosen` is an index into `all`.
bool recognised_combo(ui::Ui& ui, const Recognised& what, std::optional<std::size_t>& chosen) {
  const std::string automatic = ui.t("import.recognised", {{"value", what.found}});
  std::vector<ui::Choice> choices = {{.text = automatic}};
  for (const std::string_view words : what.all) choices.push_back({.text = words});
  int selected = chosen ? static_cast<int>(*chosen) + 1 : 0;
  if (!ui::combo(ui, {.key = what.key, .label = what.label}, choices, selected)) return false;
  if (selected <= 0)
    chosen.reset();
  else
    chosen = static_cast<std::size_t>(selected - 1);
  return true;
}

template <class E>
std::optional<std::size_t> index_of(const std::optional<E>& value) {
  if (!value) return std::nullopt;
  return static_cast<std::size_t>(*value);
}

}  // namespace

// ---- the file and its profiles ----

bool ImportColumns::take(Context& context, std::string file_name, std::string beginning,
                         exchange::Extent extent) {
  file_name_ = std::move(file_name);
  beginning_ = std::move(beginning);
  extent_ = extent;
  notation_ = {};
  overrides_ = {};
  profile_.reset();
  new_name_.clear();
  read_preview();
  load_profiles(context);
  for (std::size_t i = 0; i < profiles_.size(); ++i)
    if (profiles_[i].fit > 0 && (!profile_ || profiles_[i].fit > profiles_[*profile_].fit))
      profile_ = i;
  system_.clear();
  if (const auto past = app::past_imports(context.clinic, 1); past && !past->empty())
    system_ = past->front().batch.system;
  if (profile_)
    apply(profiles_[*profile_].mapping);
  else if (!preview_.header.empty())
    guess(preview_.mapping.kind);
  if (system_.empty()) system_ = context.t("import.system_default");
  const auto& branches = context.catalogue().branches;
  if (context.catalogue().branch(branch_) == nullptr && !branches.empty())
    branch_ = branches.front().id;
  return !preview_.header.empty();
}

void ImportColumns::read_preview() {
  preview_ = exchange::preview_import(beginning_, extent_, csv_of(notation_));
}

/// Saved ones first: at an equal fit the person's own wins.
void ImportColumns::load_profiles(Context& context) {
  profiles_.clear();
  Result<std::vector<exchange::Mapping>> saved = app::import_profiles(context.clinic);
  if (saved)
    for (exchange::Mapping& mapping : *saved)
      profiles_.push_back({.mapping = std::move(mapping), .saved = true});
  else
    context.ui.toast(words_of(context.ui, saved.error()), ui::Tone::danger);
  for (const std::string_view name : exchange::built_in_profile_names())
    profiles_.push_back({.mapping = *exchange::built_in_profile(name)});
  for (Profile& profile : profiles_) {
    const bool plain = profile.mapping.notation == notation_;
    profile.fit = exchange::fit_of(
        profile.mapping,
        plain ? preview_.header
              : exchange::preview_import(beginning_, extent_, csv_of(profile.mapping.notation))
                    .header);
  }
}

void ImportColumns::apply(const exchange::Mapping& profile) {
  notation_ = profile.notation;
  overrides_ = {};
  read_preview();
  kind_ = profile.kind;
  columns_.assign(preview_.header.size(), {});
  for (const exchange::BoundColumn& column :
       exchange::bind_columns(profile, preview_.header).columns)
    columns_[column.column] = {.meaning = column.field, .options = column.options};
  if (!profile.system.empty()) system_ = profile.system;
  if (system_.empty()) system_ = profile.name;
}

void ImportColumns::guess(ImportKind kind) {
  kind_ = kind;
  columns_.assign(preview_.header.size(), {});
  const exchange::Mapping guessed = exchange::guess_mapping(kind, preview_.header, preview_.rows);
  for (const exchange::BoundColumn& column :
       exchange::bind_columns(guessed, preview_.header).columns)
    columns_[column.column] = {.meaning = column.field, .options = column.options};
}

std::string ImportColumns::profile_name() const {
  return profile_ ? profiles_[*profile_].mapping.name : std::string();
}

// ---- what columns mean ----

exchange::ColumnOptions ImportColumns::options_of(std::size_t column) const {
  exchange::ColumnOptions options = columns_[column].options;
  if (overrides_.date_order) options.date_order = *overrides_.date_order;
  if (overrides_.decimal_mark) options.decimal_mark = *overrides_.decimal_mark;
  if (overrides_.name_order) options.name_order = *overrides_.name_order;
  if (overrides_.duration_unit) options.duration_unit = *overrides_.duration_unit;
  return options;
}

exchange::Mapping ImportColumns::mapping() const {
  exchange::Mapping mapping{.name = profile_name(), .kind = kind_, .columns = {}};
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].meaning)
      mapping.columns.push_back({.field = *columns_[i].meaning,
                                 .column = preview_.header[i],
                                 .options = options_of(i),
                                 .confidence_percent = 100});
  mapping.system = system_;
  mapping.notation = notation_;
  return mapping;
}

exchange::CsvOptions ImportColumns::csv() const {
  return csv_of(notation_);
}

std::optional<std::size_t> ImportColumns::column_of(TargetField field) const {
  const auto found = std::ranges::find(columns_, std::optional(field), &Column::meaning);
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

std::optional<std::size_t> ImportColumns::dated_column() const {
  const auto found = std::ranges::find_if(
      columns_, [](const Column& column) { return column.meaning && is_dated(*column.meaning); });
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

bool ImportColumns::is_doubled(std::size_t column) const {
  const auto& meaning = columns_[column].meaning;
  return meaning && *meaning != TargetField::phone &&
         std::ranges::count(columns_, meaning, &Column::meaning) > 1;
}

bool ImportColumns::is_complete() const {
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (is_doubled(i)) return false;
  return !trim(system_).empty() &&
         exchange::bind_columns(mapping(), preview_.header).needed.empty();
}

std::string ImportColumns::samples_of(std::size_t column) const {
  std::vector<std::string> samples;
  for (const auto& row : preview_.rows) {
    if (column >= row.size() || samples.size() == samples_shown) continue;
    std::string sample = exchange::bounded_excerpt(row[column]);
    if (sample.size() > sample_bytes) {
      std::size_t end = sample_bytes;
      while (end > 0 && (static_cast<unsigned char>(sample[end]) & 0xC0U) == 0x80U) --end;
      sample.resize(end);
      sample += "…";
    }
    if (!sample.empty() && std::ranges::find(samples, sample) == samples.end())
      samples.push_back(std::move(sample));
  }
  std::string out;
  for (const std::string& sample : samples) out += (out.empty() ? "" : " · ") + sample;
  return out;
}

// ---- how the file is written ----

void ImportColumns::draw_notation(Context& context) {
  ui::Ui& ui = context.ui;
  bool changed = false;
  const auto columns = ui.columns({1, 1, 1}, notation_min_width);
  ui.next_column();
  std::vector<std::string_view> names;
  for (const exchange::Encoding encoding : encodings) names.push_back(exchange::name_of(encoding));
  std::optional<std::size_t> chosen;
  if (notation_.encoding)
    chosen = static_cast<std::size_t>(std::ranges::find(encodings, *notation_.encoding) -
                                      encodings.begin());
  if (recognised_combo(ui,
                       {.key = "encoding",
                        .label = context.t("import.encoding"),
                        .found = std::string(exchange::name_of(preview_.encoding)),
                        .all = names},
                       chosen)) {
    notation_.encoding = chosen ? std::optional(encodings[*chosen]) : std::nullopt;
    changed = true;
  }
  ui.next_column();
  names.clear();
  for (const char delimiter : delimiters) names.push_back(name_of_delimiter(ui, delimiter));
  chosen.reset();
  if (const auto at = notation_.delimiter ? std::ranges::find(delimiters, *notation_.delimiter)
                                          : delimiters.end();
      at != delimiters.end())
    chosen = static_cast<std::size_t>(at - delimiters.begin());
  if (recognised_combo(ui,
                       {.key = "delimiter",
                        .label = context.t("import.delimiter"),
                        .found = std::string(name_of_delimiter(ui, preview_.delimiter)),
                        .all = names},
                       chosen)) {
    notation_.delimiter = chosen ? std::optional(delimiters[*chosen]) : std::nullopt;
    changed = true;
  }
  ui.next_column();
  std::vector<std::string> rows;
  std::vector<ui::Choice> choices;
  for (std::size_t i = 0; i < title_rows_shown; ++i) rows.push_back(std::to_string(i));
  for (const std::string& row : rows) choices.push_back({.text = row});
  auto skipped = static_cast<int>(notation_.skip_rows);
  if (ui::combo(ui, {.key = "skip", .label = context.t("import.skip_rows")}, choices, skipped)) {
    notation_.skip_rows = static_cast<std::uint64_t>(std::max(skipped, 0));
    changed = true;
  }
  if (!changed) return;
  read_preview();
  guess(preview_.header.empty() ? kind_ : preview_.mapping.kind);
}

void ImportColumns::draw_column_notation(Context& context) {
  ui::Ui& ui = context.ui;
  const auto columns = ui.columns({1, 1, 1}, notation_min_width);
  const auto draw = [&]<class E>(std::string_view key, ui::TextId label, std::size_t found,
                                 std::span<const std::string_view> words, std::optional<E>& value) {
    ui.next_column();
    std::optional<std::size_t> chosen = index_of(value);
    if (recognised_combo(ui,
                         {.key = key,
                          .label = context.t(label),
                          .found = std::string(words[found]),
                          .all = words},
                         chosen))
      value = chosen ? std::optional(static_cast<E>(*chosen)) : std::nullopt;
  };
  const std::array date_words = {context.t("import.date_order.day_first"),
                                 context.t("import.date_order.month_first")};
  const std::array mark_words = {context.t("import.decimal.detect"),
                                 context.t("import.decimal.comma"),
                                 context.t("import.decimal.point")};
  const std::array name_words = {context.t("import.name_order.family_first"),
                                 context.t("import.name_order.given_first")};
  const std::array unit_words = {context.t("import.unit.seconds"), context.t("import.unit.minutes"),
                                 context.t("import.unit.hours")};
  if (const auto i = dated_column())
    draw("dates", "import.date_order", static_cast<std::size_t>(columns_[*i].options.date_order),
         date_words, overrides_.date_order);
  if (const auto i = column_of(TargetField::price))
    draw("marks", "import.decimal", static_cast<std::size_t>(columns_[*i].options.decimal_mark),
         mark_words, overrides_.decimal_mark);
  if (const auto i = column_of(TargetField::full_name))
    draw("names", "import.name_order", static_cast<std::size_t>(columns_[*i].options.name_order),
         name_words, overrides_.name_order);
  if (const auto i = column_of(TargetField::duration))
    draw("units", "import.unit", static_cast<std::size_t>(columns_[*i].options.duration_unit),
         unit_words, overrides_.duration_unit);
}

// ---- drawing ----

void ImportColumns::draw_profile(Context& context) {
  ui::Ui& ui = context.ui;
  std::vector<ui::Choice> choices = {{.text = context.t("import.profile.guess")}};
  for (const Profile& profile : profiles_)
    choices.push_back({.text = profile.mapping.name,
                       .detail = profile.fit > 0 ? context.t("import.profile.fits")
                                                 : context.t("import.profile.other"),
                       .icon = profile.saved ? ui::Icon::save : ui::Icon::none});
  int selected = profile_ ? static_cast<int>(*profile_) + 1 : 0;
  const std::string_view hint = profile_ && profiles_[*profile_].fit > 0
                                    ? context.t("import.profile.recognised")
                                    : context.t("import.profile.hint");
  if (!ui::combo(ui, {.key = "profile", .label = context.t("import.profile"), .hint = hint},
                 choices, selected))
    return;
  if (selected <= 0) {
    profile_.reset();
    notation_ = {};
    overrides_ = {};
    read_preview();
    guess(preview_.mapping.kind);
    return;
  }
  profile_ = static_cast<std::size_t>(selected - 1);
  apply(profiles_[*profile_].mapping);
}

void ImportColumns::draw_file(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("what", file_name_);
  {
    const auto columns = ui.columns({1, 1, 1}, notation_min_width);
    ui.next_column();
    draw_profile(context);
    ui.next_column();
    std::vector<ui::Choice> choices;
    for (const ImportKind kind : kinds)
      choices.push_back({.text = word(ui, "import.kind", exchange::name_of(kind))});
    auto chosen = static_cast<int>(std::ranges::find(kinds, kind_) - kinds.begin());
    if (ui::combo(ui, {.key = "kind", .label = context.t("import.kind")}, choices, chosen) &&
        chosen >= 0)
      guess(kinds[static_cast<std::size_t>(chosen)]);
    ui.next_column();
    ui::text_field(
        ui,
        {.key = "system",
         .label = context.t("import.system"),
         .hint = context.t("import.system_hint"),
         .error = trim(system_).empty() ? context.t("common.required") : std::string_view{},
         .required = true,
         .max_length = 60},
        system_);
  }
  draw_notation(context);
  draw_column_notation(context);
  const auto& branches = context.catalogue().branches;
  if (kind_ != ImportKind::appointments || branches.size() < 2) return;
  std::vector<ui::Choice> choices;
  int chosen = -1;
  for (const Branch& branch : branches) {
    if (branch.id == branch_) chosen = static_cast<int>(choices.size());
    choices.push_back({.text = branch.name});
  }
  if (ui::combo(ui, {.key = "branch", .label = context.t("import.branch")}, choices, chosen) &&
      chosen >= 0)
    branch_ = branches[static_cast<std::size_t>(chosen)].id;
}

void ImportColumns::draw_column(Context& context, std::size_t column) {
  ui::Ui& ui = context.ui;
  const std::vector<TargetField> fields = fields_of(kind_);
  std::vector<ui::Choice> choices;
  int chosen = -1;
  for (const TargetField field : fields) {
    if (columns_[column].meaning == field) chosen = static_cast<int>(choices.size());
    choices.push_back({.text = word(ui, "import.field", exchange::name_of(field))});
  }
  const std::string label = context.t("import.column", {{"name", preview_.header[column]}});
  const std::string samples = samples_of(column);
  const std::string hint = samples.empty() ? std::string(context.t("import.no_example"))
                                           : context.t("import.example", {{"value", samples}});
  if (!ui::combo(ui,
                 {.key = "meaning",
                  .label = label,
                  .hint = hint,
                  .error = is_doubled(column) ? context.t("import.doubled") : std::string_view{},
                  .placeholder = context.t("import.ignore"),
                  .clearable = true},
                 choices, chosen))
    return;
  columns_[column] = {};
  if (chosen < 0) return;
  const TargetField field = fields[static_cast<std::size_t>(chosen)];
  columns_[column] = {.meaning = field,
                      .options = exchange::guess_options(kind_, field, preview_.rows, column)};
}

void ImportColumns::draw_columns(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("mapping", context.t("import.mapping"));
  constexpr std::size_t abreast = 3;
  for (std::size_t i = 0; i < columns_.size(); i += abreast) {
    const auto columns = ui.columns({1, 1, 1}, 250);
    for (std::size_t k = i; k < std::min(i + abreast, columns_.size()); ++k) {
      ui.next_column();
      const auto keyed = ui.keyed(k);
      draw_column(context, k);
    }
  }
}

void ImportColumns::draw_needed(Context& context) {
  std::string names;
  for (const TargetField field : exchange::bind_columns(mapping(), preview_.header).needed) {
    if (!names.empty()) names += ", ";
    names += word(context.ui, "import.field", exchange::name_of(field));
  }
  if (names.empty()) return;
  const std::string text = context.t("import.needed", {{"fields", names}});
  ui::banner(context.ui, {.key = "needed", .text = text, .tone = ui::Tone::warn});
}

void ImportColumns::save(Context& context) {
  exchange::Mapping profile = mapping();
  profile.name = std::string(trim(new_name_));
  if (const Status saved = app::save_import_profile(context.clinic, profile); !saved) {
    context.ui.toast(context.t("common.unsaved", {{"reason", words_of(context.ui, saved.error())}}),
                     ui::Tone::danger);
    return;
  }
  context.ui.toast(context.t("import.profile.saved", {{"name", profile.name}}));
  load_profiles(context);
  profile_ = 0;  // saved last comes first
  new_name_.clear();
}

void ImportColumns::remove(Context& context) {
  const std::string name = profile_name();
  if (const Status removed = app::remove_import_profile(context.clinic, name); !removed) {
    context.ui.toast(
        context.t("common.unsaved", {{"reason", words_of(context.ui, removed.error())}}),
        ui::Tone::danger);
    return;
  }
  context.ui.toast(context.t("import.profile.removed", {{"name", name}}));
  profile_.reset();
  load_profiles(context);
}

void ImportColumns::draw_saving(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("saving", context.t("import.profile.save_title"));
  ui::text(ui, context.t("import.profile.save_text"), ui::TextTone::muted);
  const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
  ui::text_field(ui,
                 {.key = "name",
                  .label = context.t("import.profile.name"),
                  .width = std::min(320.0F, ui.available()),
                  .max_length = 60},
                 new_name_);
  if (ui::button(ui, {.key = "save",
                      .text = context.t("import.profile.save"),
                      .icon = ui::Icon::save,
                      .disabled = trim(new_name_).empty() || !is_complete()}))
    save(context);
  if (profile_ && profiles_[*profile_].saved &&
      ui::button(ui, {.key = "remove",
                      .text = context.t("import.profile.remove"),
                      .icon = ui::Icon::trash_2,
                      .kind = ui::ButtonKind::quiet}))
    asking_ = true;
}

void ImportColumns::draw(Context& context) {
  draw_file(context);
  draw_columns(context);
  draw_needed(context);
  draw_saving(context);
  const std::string text = context.t("import.profile.remove_text", {{"name", profile_name()}});
  if (ui::confirm(context.ui,
                  {.key = "remove profile",
                   .title = context.t("import.profile.remove"),
                   .text = text,
                   .yes = context.t("import.profile.remove"),
                   .danger = true},
                  asking_))
    remove(context);
}

}  // namespace retour::views
