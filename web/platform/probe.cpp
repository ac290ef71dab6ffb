#include "platform/probe.hpp"

#include <array>
#include <format>

#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"

namespace retour::platform {

using ui::Ui;

void Probe::draw(Ui& ui) {
  const auto main =
      ui.group(ui.id("main"), ui::Role::main, {.x = 0, .y = 0, .w = ui.width(), .h = ui.height()});
  const auto inset = ui.inset(16, 16);
  ui::heading(ui, {.text = "Probe", .level = 1});
  ui::text(ui, {.text = std::format("Last: {}", last_), .key = "last"});
  draw_fields(ui);
  draw_effects(ui);
  draw_lines(ui);
  draw_dialog(ui);
}

void Probe::draw_fields(Ui& ui) {
  const auto row = ui.row();
  if (ui::text_field(ui, {.key = "name", .label = "Name", .width = 240}, name_).submitted) {
    last_ = std::format("submitted {}", name_);
  }
  if (ui::text_field(
          ui, {.key = "phone", .label = "Phone", .input = ui::InputKind::tel, .width = 160}, phone_)
          .changed) {
    last_ = std::format("phone {}", phone_);
  }
  ui::password_field(ui,
                     {.key = "secret",
                      .label = "Passphrase",
                      .autocomplete = ui::Autocomplete::current_password,
                      .width = 200},
                     secret_);
  ui::text_field(ui, {.key = "note", .label = "Note", .width = 240, .lines = 3}, note_);
}

void Probe::draw_effects(Ui& ui) {
  const auto row = ui.row();
  if (ui::button(ui, {.key = "press", .text = "Press", .kind = ui::ButtonKind::primary})) {
    last_ = std::format("pressed {}", ++presses_);
  }
  if (ui::checkbox(ui, {.key = "agree", .text = "Agree"}, agreed_)) {
    last_ = agreed_ ? "agreed" : "not agreed";
  }
  if (ui::button(ui, {.key = "dialog", .text = "Open dialog", .opens = true})) dialog_open_ = true;
  if (ui::button(ui, {.key = "pick", .text = "Pick file"})) {
    file_token_ = ui.effects.push({.kind = ui::EffectKind::pick_file, .text = ".csv,.txt"});
  }
  if (ui::button(ui, {.key = "download", .text = "Download"})) {
    const std::string text = "слово;число\n";
    const auto bytes = std::as_bytes(std::span(text));
    ui.effects.push({.kind = ui::EffectKind::download,
                     .name = "probe.csv",
                     .text = "text/csv",
                     .bytes = {bytes.begin(), bytes.end()}});
  }
  if (ui::button(ui, {.key = "copy", .text = "Copy"})) {
    ui.effects.push({.kind = ui::EffectKind::copy_text, .text = "Скопировано"});
  }
  if (ui::button(ui, {.key = "say", .text = "Announce"})) ui.announce("Heard");
  if (ui::button(ui, {.key = "dark", .text = "Dark"})) {
    ui.effects.push({.kind = ui::EffectKind::set_theme, .text = "dark"});
  }
  for (const std::uint32_t token : {file_token_, 0U}) {  // Picked, or dropped on the window.
    if (const auto reply = ui.take_reply(token); reply.has_value() && reply->granted) {
      take_file(reply->file);
    }
  }
  if (ui.take_shortcut("k", ui::Modifiers::command)) last_ = "shortcut";
}

void Probe::take_file(const std::shared_ptr<ui::PickedFile>& file) {
  std::array<std::byte, 4096> piece;
  std::uint64_t offset = 0;
  std::uint64_t sum = 0;
  for (;;) {
    const auto count = file->read(offset, piece);
    if (!count.has_value()) {
      last_ = count.error().context;
      return;
    }
    if (*count == 0) break;
    for (std::size_t i = 0; i < *count; ++i) sum += static_cast<std::uint64_t>(piece[i]);
    offset += *count;
  }
  last_ = std::format("{}: {} bytes, sum {}", file->name(), offset, sum);
}

void Probe::draw_lines(Ui& ui) {
  const ui::Rect at = ui.cursor();
  const ui::Rect rect{
      .x = at.x, .y = at.y, .w = ui.available(), .h = std::max(120.0F, ui.available_height() - 16)};
  const auto scroll = ui.scroll("lines", rect, "Lines");
  for (int i = 1; i <= 60; ++i) {
    const auto keyed = ui.keyed(static_cast<std::uint64_t>(i));
    if (ui::button(
            ui,
            {.key = "line", .text = std::format("Line {}", i), .kind = ui::ButtonKind::quiet})) {
      last_ = std::format("line {}", i);
    }
  }
}

void Probe::draw_dialog(Ui& ui) {
  if (const auto open = ui::dialog(ui, {.key = "question", .title = "A question"}, dialog_open_)) {
    ui::text(ui, "Everything else is out of reach.");
    const auto footer = ui::dialog_footer(ui);
    if (ui::button(ui, {.key = "yes", .text = "Yes", .kind = ui::ButtonKind::primary})) {
      last_ = "yes";
      dialog_open_ = false;
    }
  }
}

}  // namespace retour::platform
