#include "views/view_settings_calendar.hpp"

#include <charconv>

#include "ui/locale.hpp"
#include "ui/popup.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::int32_t usual_shortening_minutes = 60;
constexpr std::size_t days_per_op = 64;
constexpr std::size_t days_per_table_max = 1'000;

const std::string& name_of_row(const auto& row) {
  return row.name;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\"";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) + 1 - first);
}

/// Takes what stands before the next separator off the line.
std::string_view take_cell(std::string_view& line) {
  const std::size_t end = line.find_first_of(";,\t");
  const std::string_view cell = trimmed(line.substr(0, end));
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return cell;
}

std::optional<int> number_of(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// 2027-01-31 or 31.01.2027.
std::optional<LocalDate> date_of(std::string_view text) {
  if (text.size() != 10 || text[2] != '.' || text[5] != '.') return date_from_iso(text);
  const auto day = number_of(text.substr(0, 2)), month = number_of(text.substr(3, 2)),
             year = number_of(text.substr(6));
  return day && month && year ? LocalDate::from_ymd(*year, *month, *day) : std::nullopt;
}

std::optional<CalendarKind> kind_of(const ui::Ui& ui, std::string_view text) {
  for (std::size_t i = 0; i < EnumNames<CalendarKind>::names.size(); ++i) {
    const std::string_view name = EnumNames<CalendarKind>::names[i];
    if (text == name || text == word(ui, "calendar_kind", name))
      return static_cast<CalendarKind>(i);
  }
  return std::nullopt;
}

std::optional<CalendarDay> day_of_line(const ui::Ui& ui, std::string_view line) {
  const auto date = date_of(take_cell(line));
  const auto kind = kind_of(ui, take_cell(line));
  const std::string_view name = take_cell(line);
  const std::string_view from = take_cell(line);
  if (!date || !kind) return std::nullopt;
  CalendarDay day;
  day.date = *date;
  day.kind = *kind;
  day.name = name.empty() ? word(ui, "calendar_kind", enum_name(*kind)) : name;
  if (*kind == CalendarKind::transferred && !(day.instead_of = date_of(from))) return std::nullopt;
  if (*kind == CalendarKind::shortened)
    day.shortened_minutes = number_of(from).value_or(usual_shortening_minutes);
  day.id = calendar_day_id(day.date, day.branch);
  return day;
}

std::vector<Draft> drafts_of(const std::vector<CalendarDay>& days) {
  std::vector<Draft> drafts;
  for (const CalendarDay& day : days) {
    if (drafts.empty() || drafts.back().parts.size() == days_per_op)
      drafts.push_back({OpKind::put_calendar_days, {}});
    drafts.back().parts.push_back(whole(day));
  }
  return drafts;
}

std::string detail_words(const Context& context, const CalendarDay& day) {
  std::string words;
  if (day.kind == CalendarKind::transferred && day.instead_of)
    words = context.t("workdays.instead",
                      {{"date", ui::format_date(*day.instead_of, ui::DateStyle::weekday_short,
                                                context.ui.language())}});
  const auto add = [&](std::string_view more) {
    if (!words.empty()) words += ", ";
    words += more;
  };
  if (day.shortened_minutes > 0)
    add(context.t("workdays.shorter", {{"count", day.shortened_minutes}}));
  const Branch* branch = context.catalogue().branch(day.branch);
  if (branch != nullptr) add(branch->name);
  return words;
}

}  // namespace

CalendarTable read_calendar(const ui::Ui& ui, std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  CalendarTable table;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || (number == 1 && line.find_first_of("0123456789") == line.npos)) continue;
    const auto day = day_of_line(ui, line);
    if (!day || table.days.size() == days_per_table_max)
      table.bad_lines.push_back(number);
    else
      table.days.push_back(*day);
  }
  return table;
}

void CalendarPage::start(const Context& context, const CalendarDay& day, bool fresh) {
  day_ = day;
  date_ = day.date;
  if (fresh) date_ = context.ui.today();
  left_out_ = {};
  form_.start(fresh);
}

CalendarDay CalendarPage::wanted() const {
  CalendarDay day = day_;
  day.date = date_.value_or(day.date);
  if (day.kind != CalendarKind::transferred) day.instead_of.reset();
  if (day.kind == CalendarKind::holiday) day.shortened_minutes = 0;
  day.id = calendar_day_id(day.date, day.branch);
  return day;
}

void CalendarPage::draw_list(Context& context) {
  ui::Ui& ui = context.ui;
  std::vector<const CalendarDay*> days;
  for (const CalendarDay& day : context.catalogue().calendar_days)
    if (day.active && day.date.year() == year_) days.push_back(&day);
  std::ranges::stable_sort(days, {}, [](const CalendarDay* day) { return day->date.days; });
  if (days.empty()) {
    ui::text(ui, context.t("workdays.empty"), ui::TextTone::muted);
    return;
  }
  const std::array columns = {
      ui::TableColumn{.key = "date", .title = context.t("rota.date"), .width = 110},
      ui::TableColumn{.key = "kind", .title = context.t("settings.kind"), .width = 210},
      ui::TableColumn{.key = "name", .title = context.t("settings.title_of_thing")},
      ui::TableColumn{.key = "detail", .title = context.t("workdays.detail")}};
  const auto result = ui::table(
      ui,
      {.key = "calendar",
       .name = context.t("workdays.title"),
       .columns = columns,
       .rows = days.size()},
      nullptr, [&](ui::Cells& cells, std::size_t i) {
        const CalendarDay& day = *days[i];
        cells.text(ui::format_date(day.date, ui::DateStyle::weekday_short, ui.language()));
        cells.text(word(ui, "calendar_kind", enum_name(day.kind)));
        cells.text(day.name);
        cells.text(detail_words(context, day), ui::TextTone::muted);
      });
  if (result.activated) start(context, *days[*result.activated], false);
}

void CalendarPage::draw_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "day", .title = context.t("workdays.day"), .width = 560}, form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(form_.serial);
  FieldRefusal refusal(ui, form_);
  // The day and the branch are what a row is of: another one is another row.
  ui::date_field(
      ui,
      {.key = "date", .label = context.t("rota.date"), .required = true, .disabled = !form_.fresh},
      date_);
  if (enum_combo(ui, {.key = "kind", .label = context.t("settings.kind")}, "calendar_kind",
                 day_.kind) &&
      day_.kind == CalendarKind::shortened && day_.shortened_minutes == 0)
    day_.shortened_minutes = usual_shortening_minutes;
  ui::text_field(ui,
                 {.key = "name",
                  .label = context.t("settings.title_of_thing"),
                  .error = refusal.at({RefusalCode::name_missing, RefusalCode::text_too_long}),
                  .required = true},
                 day_.name);
  if (day_.kind == CalendarKind::transferred)
    ui::date_field(ui,
                   {.key = "instead",
                    .label = context.t("workdays.instead_of"),
                    .hint = context.t("workdays.instead_hint"),
                    .error = refusal.at({RefusalCode::date_missing}),
                    .required = true},
                   day_.instead_of);
  if (day_.kind != CalendarKind::holiday)
    number_field(ui,
                 {.key = "minutes",
                  .label = context.t("workdays.minutes"),
                  .error = refusal.at({RefusalCode::bad_time})},
                 day_.shortened_minutes, 0, shortened_minutes_max);
  pick_one(ui,
           {.key = "branch",
            .label = context.t("settings.branch"),
            .placeholder = context.t("workdays.all_branches"),
            .disabled = !form_.fresh,
            .clearable = true},
           context.catalogue().branches, day_.branch, name_of_row<Branch>);
  if (!form_.fresh)
    ui::checkbox(ui, {.key = "active", .text = context.t("workdays.active")}, day_.active);
  const bool ready = date_ && !day_.name.empty() && !ui::has_unread_entry(ui, "minutes") &&
                     !ui::has_unread_entry(ui, "instead");
  const CalendarDay day = wanted();
  const std::vector<CalendarDay> days{day};
  if (ready) {
    std::string key = to_text(day.id) + std::to_string(static_cast<int>(day.kind));
    key += " " + std::to_string(day.shortened_minutes) + (day.active ? "+" : "-");
    if (day.instead_of) key += to_iso(*day.instead_of);
    left_out_.refresh(context, key, [&] { return drafts_of(days); });
    left_out_.draw(context);
  }
  if (form_footer(context, form_, refusal, ready))
    push_rota(context, form_, drafts_of(days), std::string(context.t("workdays.saved")));
}

void CalendarPage::draw_import(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d = ui::dialog(
      ui, {.key = "calendar import", .title = context.t("workdays.import"), .width = 620},
      import_form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(import_form_.serial);
  FieldRefusal refusal(ui, import_form_);
  ui::text(ui, context.t("workdays.import_text"));
  pasted_.draw(context, context.t("workdays.example"));
  if (read_of_ != pasted_.text()) {
    read_of_ = pasted_.text();
    table_ = read_calendar(ui, read_of_);
  }
  if (!table_.bad_lines.empty()) {
    std::string lines;
    for (const std::size_t line : table_.bad_lines)
      lines += (lines.empty() ? "" : ", ") + std::to_string(line);
    ui::banner(ui, {.key = "bad",
                    .text = context.t("workdays.bad_lines", {{"lines", lines}}),
                    .tone = ui::Tone::danger});
  }
  if (!table_.days.empty()) {
    ui::text(ui, context.t("workdays.read", {{"count", table_.days.size()}}));
    import_left_out_.refresh(context, read_of_, [&] { return drafts_of(table_.days); });
    import_left_out_.draw(context);
  }
  const bool ready = !table_.days.empty() && table_.bad_lines.empty();
  if (form_footer(context, import_form_, refusal, ready))
    push_rota(context, import_form_, drafts_of(table_.days),
              context.t("workdays.read", {{"count", table_.days.size()}}));
}

void CalendarPage::draw(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, form_);
  settle(context, import_form_);
  if (year_ == 0) year_ = ui.today().year();
  ui::text(ui, context.t("workdays.about"), ui::TextTone::muted);
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "previous",
                        .text = context.t("workdays.previous"),
                        .icon = ui::Icon::chevron_left,
                        .icon_only = true}))
      --year_;
    ui::text(ui, {.text = std::to_string(year_), .tone = ui::TextTone::strong, .key = "year"});
    if (ui::button(ui, {.key = "next",
                        .text = context.t("workdays.next"),
                        .icon = ui::Icon::chevron_right,
                        .icon_only = true}))
      ++year_;
    if (ui::button(ui, {.key = "add",
                        .text = context.t("workdays.add"),
                        .icon = ui::Icon::plus,
                        .kind = ui::ButtonKind::primary}))
      start(context, {}, true);
    if (ui::button(
            ui, {.key = "import", .text = context.t("workdays.import"), .icon = ui::Icon::upload}))
      import_form_.start(true);
  }
  draw_list(context);
  draw_form(context);
  draw_import(context);
}

}  // namespace retour::views
