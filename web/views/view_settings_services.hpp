// Settings: services and their prices — a price list of thousands of lines that is typed, filtered
// and changed as a whole.
//
//   filter ──► rows (frozen while somebody types) ──► marks ──► one act on all marked lines
//
// The order of rows changes only with the filters, never because a line was edited: a line that no
// longer matches must not slip away from below the hands.
#pragma once

#include <set>

#include "ui/sheet.hpp"
#include "views/view_service_bulk.hpp"
#include "views/view_service_form.hpp"
#include "views/view_settings_form.hpp"

namespace retour::views {

class ServicesPage {
 public:
  void draw(Context& context);

 private:
  struct Row {
    ServiceId service;
    const Price* price = nullptr;  ///< The general one of today; of this generation.
  };

  void refresh(Context& context);
  void draw_head(Context& context);
  void draw_filters(Context& context);
  void draw_marked(Context& context);
  void draw_sheet(Context& context);
  void take_result(Context& context, const ui::SheetResult& result);
  void draw_suggestions(Context& context);
  std::string take(Context& context, ui::SheetState::Cell cell, std::string_view typed);
  void choose_type(Context& context, std::size_t row, int choice);
  [[nodiscard]] std::vector<ServiceId> marked_in_order() const;

  std::string query_;
  int type_ = -1;  ///< ProductType; -1: all.
  SpecialtyId specialty_;
  bool with_closed_ = false;
  bool stale_ = true;  ///< The filters changed: the rows are made anew.
  std::size_t known_services_ = 0;
  std::vector<Row> rows_;
  std::uint64_t generation_ = 0;
  LocalDate today_;
  std::size_t untyped_ = 0;  ///< Of all services in use.

  std::set<ServiceId> marked_;
  ui::SheetState sheet_;
  std::optional<LocalDate> price_from_;  ///< From when typed prices hold; nothing: today.
  ServiceForm form_;
  ServiceBulk bulk_;
};

}  // namespace retour::views
