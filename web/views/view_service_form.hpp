// One service: what it is, what it needs, what it consists of, what it costs since when.
#pragma once

#include "views/view_settings_form.hpp"

namespace retour::views {

class ServiceForm {
 public:
  /// Opens the form for a new service.
  void open_fresh(Context& context);
  void open(Context& context, const Service& service);
  /// Draws it while it is open.
  void draw(Context& context);

 private:
  void draw_product(Context& context, FieldRefusal& refusal);
  void draw_needs(Context& context);
  void draw_parts(Context& context, FieldRefusal& refusal);
  void draw_part_numbers(Context& context, std::string_view ages, std::string_view not_alone);
  void draw_package(Context& context, FieldRefusal& refusal);
  void draw_prices(Context& context, FieldRefusal& refusal);
  void draw_history(Context& context);
  void save(Context& context);

  SettingsForm form_;
  Service service_;
  bool readable_ = true;
  bool parts_shown_ = false;  ///< Most services need none of it.
  std::optional<std::int64_t> price_;
  std::optional<LocalDate> price_from_;
  BranchId price_branch_;
  std::string price_grade_;
};

}  // namespace retour::views
