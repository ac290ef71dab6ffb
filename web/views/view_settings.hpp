// Settings: the list of pages and the page that is shown.
#pragma once

#include "app/vault.hpp"
#include "views/view_backup.hpp"
#include "views/view_settings_clinic.hpp"
#include "views/view_settings_companion.hpp"
#include "views/view_settings_people.hpp"
#include "views/view_settings_policy.hpp"
#include "views/view_settings_premises.hpp"
#include "views/view_settings_rota.hpp"
#include "views/view_settings_services.hpp"
#include "views/view_settings_words.hpp"

namespace retour::views {

enum class SettingsPage : std::uint8_t {
  device,
  clinic,
  branches,
  premises,
  people,
  rota,
  services,
  words,
  policy,
  companion,
  data,
};
inline constexpr std::size_t settings_page_count = static_cast<std::size_t>(SettingsPage::data) + 1;

class SettingsView {
 public:
  void draw(Context& context, app::Vault& vault, RestoreForm& restore);
  void show(SettingsPage page) { page_ = page; }

 private:
  void draw_list(Context& context, const ui::Rect& rect);
  void draw_page(Context& context, app::Vault& vault, RestoreForm& restore);

  SettingsPage page_ = SettingsPage::device;
  ClinicPage clinic_;
  BranchesPage branches_;
  PremisesPage premises_;
  PeoplePage people_;
  RotaPage rota_;
  ServicesPage services_;
  WordsPage words_;
  PolicyPage policy_;
  CompanionPage companion_;
  DataPage data_;
};

/// Look, language and storage of this device.
void draw_device_page(Context& context);

}  // namespace retour::views
