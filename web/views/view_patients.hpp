// Patients: instant search, everybody with filters and orders, saved lists, probable duplicates, or
// the people behind a figure. Rows can be marked for one act on all of them, and have a menu.
#pragma once

#include <functional>

#include "app/people.hpp"
#include "app/people_query.hpp"
#include "ui/table.hpp"
#include "views/context.hpp"
#include "views/patient_lists.hpp"
#include "views/patient_marks.hpp"
#include "views/quick_acts.hpp"
#include "views/view_booking.hpp"

namespace retour::views {

class PatientsView {
 public:
  void draw(Context& context, BookingForm& booking);

 private:
  /// A list of people by number.
  struct People {
    std::size_t count = 0;
    std::function<PatientId(std::size_t)> id_of;
  };
  void draw_header(Context& context);
  void draw_filters(Context& context);
  void draw_chips(Context& context);
  void read_query(Context& context);
  void draw_everybody(Context& context, BookingForm& booking);
  void draw_found(Context& context, BookingForm& booking);
  void draw_list(Context& context, BookingForm& booking);
  /// A list by ids; `sort` null: in the order given.
  void draw_table(Context& context, const People& people, ui::TableSort* sort,
                  BookingForm& booking);
  void draw_row(Context& context, ui::Cells& cells, PatientId id, const std::string& name,
                const Patient& patient);
  void show(const ListShown& list);
  [[nodiscard]] ListShown shown() const;
  [[nodiscard]] const std::vector<std::uint32_t>& matching(const app::LiveFunnel& everybody);

  std::string query_;
  app::PeopleQuery asked_;  ///< What it says.
  PatientForm form_;
  app::PeopleFilter filter_;
  std::uint32_t hidden_columns_ = 0;  ///< Bit i leaves column i out.
  bool duplicates_ = false;           ///< Probable duplicates are shown instead of everybody.
  PatientLists lists_;
  PatientMarks marks_;
  QuickActs quick_;
  /// Of the list below: what it was made for.
  std::uint64_t version_ = 0;
  app::PeopleFilter made_for_;
  std::vector<std::uint32_t> rows_;
  app::PeopleCounts counts_;
};

}  // namespace retour::views
