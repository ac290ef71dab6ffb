#include "ui/field.hpp"
#include "ui/widgets.hpp"
#include "views/view_gallery_parts.hpp"

namespace retour::views {

using ui::Ui;

void GalleryFields::draw_text_fields(Ui& ui) {
  const auto section = gallery_section(ui, "text", "gallery.field", "gallery.field.use");
  {
    const auto columns = ui.columns({1, 1, 1, 1}, 200);
    std::size_t i = 0;
    for (const GalleryState& state : gallery_states) {
      if (state.look == ui::ItemLook::held) continue;
      ui.next_column();
      const auto look = ui.look_as(state.look);
      ui::text_field(ui,
                     {.key = state.key,
                      .label = ui.t(state.name),
                      .hint = i == 0 ? ui.t("gallery.sample.service") : std::string_view{},
                      .required = i == 0,
                      .disabled = state.disabled},
                     texts_[i]);
      ++i;
    }
  }
  {
    const auto columns = ui.columns({1, 1, 1, 1}, 200);
    ui.next_column();
    ui::text_field(ui,
                   {.key = "empty",
                    .label = ui.t("gallery.state.empty"),
                    .placeholder = ui.t("patients.name")},
                   texts_[4]);
    ui.next_column();
    ui::text_field(ui,
                   {.key = "error",
                    .label = ui.t("gallery.state.error"),
                    .error = ui.t("common.required"),
                    .icon = ui::Icon::mail,
                    .input = ui::InputKind::email},
                   texts_[5]);
    ui.next_column();
    ui::text_field(ui,
                   {.key = "readonly", .label = ui.t("gallery.state.readonly"), .readonly = true},
                   texts_[6]);
    ui.next_column();
    ui::password_field(ui, {.key = "password", .label = ui.t("first.passphrase")}, password_);
  }
  ui::text_field(ui, {.key = "notes", .label = ui.t("patients.name"), .lines = 3}, notes_);
}

void GalleryFields::draw_date(Ui& ui) {
  const auto section = gallery_section(ui, "date", "gallery.date", "gallery.date.use");
  const auto columns = ui.columns({1, 1, 1, 1}, 200);
  ui.next_column();
  ui::date_field(ui, {.key = "date", .label = ui.t("booking.date")}, date_);
  ui.next_column();
  ui::date_field(ui,
                 {.key = "no date",
                  .label = ui.t("gallery.state.error"),
                  .error = ui.t("field.date.no_such_day")},
                 no_date_);
  ui.next_column();
  ui::time_field(ui, {.key = "time", .label = ui.t("booking.time")}, time_);
  ui.next_column();
  ui::time_field(ui,
                 {.key = "no time",
                  .label = ui.t("gallery.state.error"),
                  .error = ui.t("field.time.not_understood")},
                 no_time_);
}

void GalleryFields::draw_money(Ui& ui) {
  const auto section = gallery_section(ui, "money", "gallery.money", "gallery.money.use");
  const auto columns = ui.columns({1, 1, 1, 1}, 200);
  ui.next_column();
  ui::money_field(ui, {.key = "money", .label = ui.t("card.money")}, money_, Currency::rub);
  ui.next_column();
  ui::money_field(ui,
                  {.key = "no money",
                   .label = ui.t("gallery.state.error"),
                   .error = ui.t("field.money.not_understood")},
                  no_money_, Currency::sek);
  ui.next_column();
  ui::phone_field(ui, {.key = "phone", .label = ui.t("patients.phone")}, phone_,
                  PhoneRegion::russia);
  ui.next_column();
  ui::phone_field(
      ui, {.key = "no phone", .label = ui.t("gallery.state.error"), .error = ui.t("phone.letters")},
      no_phone_, PhoneRegion::russia);
}

void GalleryFields::draw(Ui& ui) {
  if (!filled_) {
    for (const std::size_t i : {0, 1, 2, 3, 6}) texts_[i] = ui.t("gallery.sample.family");
    texts_[5] = ui.t("gallery.sample.email");
    notes_ = ui.t("gallery.sample.note");
    found_ = ui.t("gallery.sample.patient1");
    date_ = ui.today();
    filled_ = true;
  }
  draw_text_fields(ui);
  {
    const auto section = gallery_section(ui, "search", "acts.search", "gallery.search.use");
    const auto columns = ui.columns({1, 1}, 260);
    ui.next_column();
    ui::search_field(ui,
                     {.key = "search",
                      .label = ui.t("patients.search_label"),
                      .placeholder = ui.t("patients.search"),
                      .hide_label = true},
                     search_);
    ui.next_column();
    ui::search_field(
        ui, {.key = "found", .label = ui.t("patients.search_label"), .hide_label = true}, found_);
  }
  draw_date(ui);
  draw_money(ui);
}

}  // namespace retour::views
