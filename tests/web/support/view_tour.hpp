// A walk through every screen of the program, for tests of what all of them must have: pictures,
// words, room for texts.
//
//   for (const Stop& stop : demo_stops) { visit(*this, stop); ...look at the tree or picture... }
#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "ui/widgets.hpp"
#include "web/support/clinic_fixture.hpp"
#include "web/support/picture_places.hpp"

namespace retour::views {

/// One screen and the way to it from any other.
struct Stop {
  const char* name;
  void (*go)(ClinicFixture&);
};

/// Opens the page of settings with this name, from the list or, on a phone, from the combo.
inline void go_to_settings(ClinicFixture& f, ui::TextId page) {
  f.go_to("nav.settings");
  if (f.has(ui::Role::tab, f.ui.t(page))) {
    f.activate(ui::Role::tab, f.ui.t(page));
    return;
  }
  f.activate(ui::Role::combobox, f.ui.t("settings.page"));
  f.activate(ui::Role::option, f.ui.t(page));
}

/// Opens the page of figures with this name, by its tab or, on a phone, from the combo.
inline void open_page_of_figures(ClinicFixture& f, ui::TextId page) {
  if (f.has(ui::Role::tab, f.ui.t(page))) {
    f.activate(ui::Role::tab, f.ui.t(page));
    return;
  }
  f.activate(ui::Role::combobox, f.ui.t("numbers.page"));
  f.activate(ui::Role::option, f.ui.t(page));
}

/// Opens the card of the first one in the list of patients.
inline void open_first_patient(ClinicFixture& f) {
  f.go_to("nav.patients");
  f.finish_jobs();
  for (const ui::SemanticNode& n : f.ui.tree().nodes)
    if (n.role == ui::Role::row && n.row > 0) {
      f.activate(ui::Role::row, std::string(f.ui.tree().text(n.name)));
      return;
    }
  ADD_FAILURE() << "nobody in the list\n" << f.dump();
}

/// Opens the card of somebody whose treatment has begun.
inline void open_treated_patient(ClinicFixture& f) {
  f.go_to("nav.patients");
  f.finish_jobs();
  f.activate(ui::Role::combobox, f.ui.t("patients.status"));
  const std::string_view status = ui::status_name(f.ui, 5);
  for (const ui::SemanticNode& n : f.ui.tree().nodes)
    if (const std::string name(f.ui.tree().text(n.name));
        n.role == ui::Role::option && name.starts_with(status)) {
      f.activate(ui::Role::option, name);
      break;
    }
  open_first_patient(f);
}

/// Closes what stands over the screen.
inline void close_all(ClinicFixture& f) {
  const auto is_over = [&] {
    return f.ui.tree().modal != 0 || std::ranges::any_of(f.ui.tree().nodes, [](const auto& n) {
             return n.role == ui::Role::dialog || n.role == ui::Role::menu;
           });
  };
  for (int i = 0; i < 6 && is_over(); ++i) f.shortcut("Escape");
}

inline void visit(ClinicFixture& f, const Stop& stop) {
  close_all(f);
  // The words of the first stop speak of a screen, not of what was done on the way to it.
  f.input.time_seconds += 30;
  f.settle();
  stop.go(f);
  f.finish_jobs();
}

inline constexpr std::array demo_stops = {
    Stop{"day", [](ClinicFixture& f) { f.go_to("nav.day"); }},
    Stop{"day_full",
         [](ClinicFixture& f) {
           f.go_to("nav.day");
           f.shortcut("t");
           f.shortcut("ArrowRight");
         }},
    Stop{"booking",
         [](ClinicFixture& f) {
           f.go_to("nav.day");
           f.shortcut("n");
         }},
    Stop{"patients", [](ClinicFixture& f) { f.go_to("nav.patients"); }},
    Stop{"patient", open_first_patient},
    Stop{"payment",
         [](ClinicFixture& f) {
           open_first_patient(f);
           f.activate(ui::Role::button, f.ui.t("card.act_pay"));
         }},
    Stop{"next_step",
         [](ClinicFixture& f) {
           open_first_patient(f);
           f.activate(ui::Role::button, f.ui.t("card.act_step"));
         }},
    Stop{"new_patient",
         [](ClinicFixture& f) {
           f.go_to("nav.patients");
           f.activate(ui::Role::button, f.ui.t("patients.new"));
         }},
    Stop{"funnel",
         [](ClinicFixture& f) {
           f.go_to("nav.funnel");
           open_page_of_figures(f, "funnel.title");
         }},
    Stop{"import", [](ClinicFixture& f) { f.go_to("nav.import"); }},
    Stop{"palette",
         [](ClinicFixture& f) {
           f.go_to("nav.day");
           f.shortcut("k", ui::Modifiers::command);
         }},
    Stop{"shortcuts",
         [](ClinicFixture& f) {
           f.go_to("nav.day");
           f.shortcut("?");
         }},
    Stop{"settings_device", [](ClinicFixture& f) { go_to_settings(f, "settings.tab.device"); }},
    Stop{"settings_clinic", [](ClinicFixture& f) { go_to_settings(f, "settings.clinic"); }},
    Stop{"settings_branches", [](ClinicFixture& f) { go_to_settings(f, "settings.branches"); }},
    Stop{"settings_premises", [](ClinicFixture& f) { go_to_settings(f, "settings.premises"); }},
    Stop{"settings_people", [](ClinicFixture& f) { go_to_settings(f, "settings.people"); }},
    Stop{"settings_rota", [](ClinicFixture& f) { go_to_settings(f, "rota.title"); }},
    Stop{"settings_services", [](ClinicFixture& f) { go_to_settings(f, "settings.services"); }},
    Stop{"settings_words", [](ClinicFixture& f) { go_to_settings(f, "settings.words"); }},
    Stop{"settings_policy", [](ClinicFixture& f) { go_to_settings(f, "policy.title"); }},
    Stop{"settings_companion", [](ClinicFixture& f) { go_to_settings(f, "companion.title"); }},
    Stop{"settings_data", [](ClinicFixture& f) { go_to_settings(f, "backup.page"); }},
    Stop{"waitlist", [](ClinicFixture& f) { f.go_to("nav.round"); }},
    Stop{"confirm",
         [](ClinicFixture& f) {
           f.go_to("nav.round");
           // A phone has a word for each tab.
           f.activate(ui::Role::tab, f.ui.t(f.ui.is_phone() ? ui::TextId("round.confirm")
                                                            : ui::TextId("confirm.title")));
         }},
    Stop{"month",
         [](ClinicFixture& f) {
           f.go_to("nav.day");
           f.shortcut("m");
         }},
    Stop{"rota_month",
         [](ClinicFixture& f) {
           go_to_settings(f, "rota.title");
           f.activate(ui::Role::radio, f.ui.t("month.word"));
         }},
    Stop{"overview", [](ClinicFixture& f) { f.go_to("nav.funnel"); }}};

/// What the manual shows.
inline constexpr std::array manual_stops = {
    Stop{"day", [](ClinicFixture& f) { f.go_to("nav.day"); }},
    Stop{"booking",
         [](ClinicFixture& f) {
           f.go_to("nav.day");
           f.shortcut("n");
         }},
    Stop{"patients", [](ClinicFixture& f) { f.go_to("nav.patients"); }},
    Stop{"patient", open_treated_patient},
    Stop{"payment",
         [](ClinicFixture& f) {
           open_treated_patient(f);
           f.activate(ui::Role::button, f.ui.t("card.act_pay"));
         }},
    Stop{"overview", [](ClinicFixture& f) { f.go_to("nav.funnel"); }},
    Stop{"funnel",
         [](ClinicFixture& f) {
           f.go_to("nav.funnel");
           open_page_of_figures(f, "funnel.title");
         }},
    Stop{"services", [](ClinicFixture& f) { go_to_settings(f, "settings.services"); }}};

/// Screens of a clinic in which nothing has been entered yet.
inline constexpr std::array empty_stops = {
    Stop{"empty_day", [](ClinicFixture& f) { f.go_to("nav.day"); }},
    Stop{"empty_patients", [](ClinicFixture& f) { f.go_to("nav.patients"); }},
    Stop{"empty_funnel",
         [](ClinicFixture& f) {
           f.go_to("nav.funnel");
           open_page_of_figures(f, "funnel.title");
         }},
    Stop{"empty_services", [](ClinicFixture& f) { go_to_settings(f, "settings.services"); }}};

}  // namespace retour::views
