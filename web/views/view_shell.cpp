#include "views/view_shell.hpp"

#include <algorithm>
#include <array>

#include "ui/widgets.hpp"
#include "views/offers.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr float bar_height = 60;
constexpr float narrow_rail = 84;
constexpr std::array screens = {Screen::day,    Screen::patients,    Screen::round,
                                Screen::funnel, Screen::import_file, Screen::settings};

std::size_t place_of(const Router& router) {
  const Screen shown = router.screen == Screen::patient ? Screen::patients : router.screen;
  const auto at = std::ranges::find(screens, shown);
  return static_cast<std::size_t>(at - screens.begin());
}

void draw_navigation(Context& context, const ui::Rect& rect) {
  const std::array items = {
      ui::NavigationItem{
          .key = "day", .text = context.t("nav.day"), .icon = ui::Icon::calendar_days},
      ui::NavigationItem{
          .key = "patients", .text = context.t("nav.patients"), .icon = ui::Icon::users},
      ui::NavigationItem{
          .key = "round", .text = context.t("nav.round"), .icon = ui::Icon::hourglass},
      ui::NavigationItem{
          .key = "funnel", .text = context.t("nav.funnel"), .icon = ui::Icon::funnel},
      ui::NavigationItem{
          .key = "import", .text = context.t("nav.import"), .icon = ui::Icon::upload},
      ui::NavigationItem{
          .key = "settings", .text = context.t("nav.settings"), .icon = ui::Icon::settings}};
  std::size_t at = place_of(context.router);
  // On a card its list is current, and pressing it leads back.
  if (context.router.screen == Screen::patient) at = items.size();
  const std::size_t before = at;
  if (ui::navigation(context.ui, rect, context.t("nav.name"), items, at) && at != before)
    context.router.screen = screens[at];
}

/// Saved here, space, connection: always in sight at the foot of the rail.
void draw_device(Context& context, const ui::Rect& rect) {
  ui::Ui& ui = context.ui;
  const auto area = ui.area(rect, 4);
  const ui::DeviceState& device = ui.device();
  const bool safe =
      device.storage != ui::DeviceState::Storage::memory_only && !context.clinic.is_read_only();
  ui::text(
      ui, {.text = safe ? context.t("shell.saved_here") : context.t("settings.storage.memory_only"),
           .tone = safe ? ui::TextTone::muted : ui::TextTone::danger,
           .style = ui::TextStyle::small,
           .icon = device.online ? ui::Icon::hard_drive : ui::Icon::cloud_off,
           .key = "device"});
}

std::string_view job_words(Context& context, std::string_view name) {
  if (name.starts_with("job.")) name.remove_prefix(4);
  std::string key = "shell.job.";
  key += name;
  const auto id = ui::TextId::from(key);
  return id ? context.t(*id) : context.t("shell.job.other");
}

void draw_job(Context& context) {
  const app::JobControl* job = context.clinic.jobs().current();
  if (job == nullptr || (context.router.screen == Screen::import_file && job->name == "job.import"))
    return;
  ui::Ui& ui = context.ui;
  const auto card = ui.card("job");
  const float share =
      job->total > 0 ? static_cast<float>(job->done) / static_cast<float>(job->total) : -1;
  const std::string detail =
      job->total > 0 ? context.t("shell.job_of", {{"done", job->done}, {"total", job->total}})
                     : std::string();
  (void)ui::progress(
      ui,
      {.key = "progress", .text = job_words(context, job->name), .share = share, .detail = detail});
}

void draw_banners(Context& context) {
  ui::Ui& ui = context.ui;
  const ui::DeviceState& device = ui.device();
  if (const auto failure = context.reader.take_failure())
    ui.toast(context.t("shell.read_failed", {{"reason", words_of(ui, *failure)}}),
             ui::Tone::danger);
  if (device.storage == ui::DeviceState::Storage::memory_only)
    ui::banner(ui, {.key = "memory only",
                    .text = context.t("shell.memory_only"),
                    .tone = ui::Tone::danger,
                    .urgent = true});
  if (context.clinic.is_read_only())
    ui::banner(ui, {.key = "read only",
                    .text = context.t("shell.read_only"),
                    .tone = ui::Tone::danger,
                    .urgent = true});
  if (!device.online)
    ui::banner(ui, {.key = "offline", .text = context.t("shell.offline"), .tone = ui::Tone::warn});
  if (device.update_ready && ui::banner(ui, {.key = "update",
                                             .text = context.t("shell.update"),
                                             .action = context.t("shell.update_now")}))
    ui.effects.push({.kind = ui::EffectKind::reload});
  draw_freed(context);
  draw_job(context);
}

/// The way to the palette for the pointer: a button that looks like a field on the full rail.
bool draw_search(Context& context, const ui::Rect& rect) {
  const auto area = context.ui.area(rect);
  return ui::button(context.ui, {.key = "palette",
                                 .text = context.t("acts.palette"),
                                 .icon = ui::Icon::search,
                                 .icon_only = rect.w < 120,
                                 .opens = true,
                                 .width = rect.w,
                                 .shortcut = "Ctrl+K"});
}

/// Above the screen where the rail has no words: whose clinic it is; on a phone, the search too.
bool draw_top(Context& context) {
  ui::Ui& ui = context.ui;
  const bool demo = context.catalogue().clinic.demo;
  if (!ui.is_phone()) {
    if (demo && ui.is_narrow())
      ui::badge(ui, {.text = context.t("shell.demo"), .tone = ui::Tone::warn});
    return false;
  }
  const auto row = ui.row();
  const ui::ButtonOptions search{.key = "palette",
                                 .text = context.t("acts.palette"),
                                 .icon = ui::Icon::search,
                                 .icon_only = true,
                                 .opens = true};
  const float room = ui.available() - ui::button_width(ui, search) - ui.metrics().gap;
  if (demo)
    ui::badge(ui, {.text = context.t("shell.demo"), .tone = ui::Tone::warn});
  else
    ui::text(ui, {.text = context.catalogue().clinic.name,
                  .tone = ui::TextTone::muted,
                  .width = room,
                  .key = "clinic"});
  ui.push_right(ui::button_width(ui, search));
  return ui::button(ui, search);
}

}  // namespace

Shell draw_shell(Context& context) {
  ui::Ui& ui = context.ui;
  Shell shell;
  const ui::Theme& theme = ui.theme();
  ui::Rect screen{.x = 0, .y = 0, .w = ui.width(), .h = ui.height()};
  if (ui.is_phone()) {
    screen.h -= bar_height;
    const ui::Rect bar{.x = 0, .y = screen.h, .w = ui.width(), .h = bar_height};
    ui.fill(bar, theme.surface);
    ui.line(0, bar.y, bar.w, bar.y, theme.line);
    draw_navigation(context, {.x = 4, .y = bar.y + 2, .w = bar.w - 8, .h = bar.h - 4});
  } else {
    const bool narrow = ui.is_narrow();
    const float w = narrow ? narrow_rail : ui.metrics().rail;
    ui.fill({.x = 0, .y = 0, .w = w, .h = ui.height()}, theme.surface);
    ui.line(w, 0, w, ui.height(), theme.line);
    float y = 12;
    if (!narrow) {
      const auto area = ui.area({.x = 20, .y = 16, .w = w - 32, .h = 60}, 2);
      ui::text(ui,
               {.text = context.t("app.name"), .style = ui::TextStyle::title, .key = "app name"});
      const bool demo = context.catalogue().clinic.demo;
      if (demo)
        ui::text(ui, {.text = context.t("shell.demo"),
                      .tone = ui::TextTone::warn,
                      .style = ui::TextStyle::small,
                      .key = "demo"});
      else
        ui::text(ui, {.text = context.catalogue().clinic.name,
                      .tone = ui::TextTone::muted,
                      .style = ui::TextStyle::small,
                      .key = "clinic"});
      y = 88;
    }
    const float control = ui.metrics().control;
    shell.wants_search = draw_search(context, {.x = narrow ? (w - control) / 2 : 12,
                                               .y = y,
                                               .w = narrow ? control : w - 24,
                                               .h = control});
    y += control + 12;
    const float foot = narrow ? 0 : 64;
    draw_navigation(context, {.x = 8, .y = y, .w = w - 16, .h = ui.height() - y - foot});
    if (!narrow) draw_device(context, {.x = 20, .y = ui.height() - foot, .w = w - 32, .h = foot});
    screen.x = w;
    screen.w -= w;
  }
  const float pad = ui.is_phone() ? 10.0F : 16.0F;
  const ui::Rect inner{
      .x = screen.x + pad, .y = screen.y + pad, .w = screen.w - 2 * pad, .h = screen.h - 2 * pad};
  const auto area = ui.area(inner, 8);
  shell.wants_search |= draw_top(context);
  draw_banners(context);
  const ui::Rect at = ui.cursor();
  shell.rect = {
      .x = inner.x, .y = at.y, .w = inner.w, .h = std::max(120.0F, inner.y + inner.h - at.y)};
  return shell;
}

}  // namespace retour::views
