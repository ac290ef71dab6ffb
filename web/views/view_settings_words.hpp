// Settings: dictionaries — specialties, sources of patients, companies and insurers, reasons.
#pragma once

#include "schedule/urgent.hpp"
#include "views/view_settings_form.hpp"

namespace retour::views {

class WordsPage {
 public:
  void draw(Context& context);

 private:
  void draw_specialties(Context& context);
  void draw_sources(Context& context);
  void draw_organisations(Context& context);
  void draw_reasons(Context& context);
  void edit(Context& context, const Specialty& specialty, bool fresh);
  void draw_urgent(Context& context, FieldRefusal& refusal);
  void draw_specialty_form(Context& context);
  void draw_source_form(Context& context);
  void draw_organisation_form(Context& context);
  void draw_reason_form(Context& context);

  std::size_t shown_ = 0;  ///< Which dictionary.
  bool with_closed_ = false;
  SettingsForm specialty_form_, source_form_, organisation_form_, reason_form_;
  Specialty specialty_;
  std::optional<schedule::UrgentProposal> urgent_;  ///< For the specialty of the form.
  Source source_;
  Organisation organisation_;
  Reason reason_;
};

}  // namespace retour::views
