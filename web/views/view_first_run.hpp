// Before there is a clinic to show: first run, unlocking, a database that does not open.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "app/vault.hpp"
#include "ui/ui.hpp"
#include "views/presets.hpp"

namespace retour::views {

/// What a new clinic is made from.
struct NewClinic {
  std::string clinic_name;
  std::string branch_name;
  std::string owner_family;
  std::string owner_given;
  Currency currency = Currency::rub;
  std::string passphrase;
  ClinicPreset preset = ClinicPreset::none;
  app::OwnerDuty owner_duty = app::OwnerDuty::runs_the_clinic;
};

class FirstRunView {
 public:
  struct Wish {
    bool demo = false;
    std::optional<NewClinic> own;
  };
  /// Draws the first screen; what was asked for, once. `draw_restore` draws the card that brings a
  /// clinic back from a backup.
  Wish draw(ui::Ui& ui, const std::function<void()>& draw_restore);
  /// What went wrong with the last wish.
  void set_problem(std::string problem) { problem_ = std::move(problem); }

 private:
  std::optional<NewClinic> draw_own(ui::Ui& ui);

  NewClinic clinic_;
  std::string again_;
  std::size_t currency_ = 0;
  std::string problem_;
};

class UnlockView {
 public:
  /// The passphrase to try, once.
  std::optional<std::string> draw(ui::Ui& ui);
  void set_problem(std::string problem) {
    problem_ = std::move(problem);
    passphrase_.clear();
  }

 private:
  std::string passphrase_;
  std::string problem_;
};

/// The languages as buttons; shared by first run, unlocking and settings.
void language_choice(ui::Ui& ui);

}  // namespace retour::views
