// The rota of a month at a glance: people by days, the hours in the cell.
//
//                  1   2   3   4   5   6   7 ...
//   Ivanova A. P.  8   8   8   8   8                 hours of the day
//   Petrov S. I.   6   -   6   -   6                 -: away; a holiday and a weekend are shaded
//
// A press opens that day of that person.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/context.hpp"

namespace retour::views {

class RotaMonth {
 public:
  struct Wish {
    StaffId person;
    LocalDate date;
  };
  /// The day that was pressed.
  std::optional<Wish> draw(Context& context);

 private:
  /// One day of one person.
  struct Day {
    std::int32_t minutes = 0;  ///< Of all shifts but those on call and away.
    bool away = false;
    bool on_call = false;
    std::string words = {};  ///< The shifts, for readers and the pointer.
  };
  struct Person {
    StaffId id;
    std::string name;
    std::int64_t minutes = 0;
    std::vector<Day> days;
  };

  void load(Context& context);
  void add(const Context& context, const Shift& shift);
  void draw_steps(Context& context);
  void draw_head(Context& context, const ui::Rect& r, float width) const;
  bool draw_cell(Context& context, const Person& person, std::size_t day, const ui::Rect& r) const;
  [[nodiscard]] LocalDate last() const;

  LocalDate first_;
  bool started_ = false;
  bool reveals_ = false;  ///< Today comes into sight when the month is drawn next.
  std::optional<std::uint64_t> generation_;
  LocalDate loaded_;
  ui::Language language_ = ui::Language::ru;
  std::vector<Person> people_;
};

}  // namespace retour::views
