// Patients: instant search, everybody with filters and orders, or the people behind a figure.
#pragma once

#include "app/people.hpp"
#include "ui/table.hpp"
#include "views/context.hpp"
#include "views/view_booking.hpp"

namespace retour::views {

class PatientsView {
 public:
  void draw(Context& context);

 private:
  void draw_header(Context& context);
  void draw_filters(Context& context);
  void draw_everybody(Context& context);
  void draw_found(Context& context);
  /// A list by ids; `sort` null: in the order given.
  void draw_table(Context& context, std::size_t rows,
                  const std::function<PatientId(std::size_t)>& id_of, ui::TableSort* sort);
  [[nodiscard]] const std::vector<std::uint32_t>& matching(const app::LiveFunnel& everybody);

  std::string query_;
  PatientForm form_;
  app::PeopleFilter filter_;
  ui::TableSort sort_;
  /// Of the list below: what it was made for.
  std::uint64_t version_ = 0;
  app::PeopleFilter made_for_;
  std::vector<std::uint32_t> rows_;
  app::PeopleCounts counts_;
};

}  // namespace retour::views
