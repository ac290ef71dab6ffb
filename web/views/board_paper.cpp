#include "views/board_paper.hpp"

#include <tuple>

#include "base/order.hpp"
#include "base/phone.hpp"
#include "model/holds.hpp"
#include "views/paper.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

std::string doctor_of(const Context& context, const Booking& booking) {
  const Staff* person = context.catalogue().person(booking.doctor);
  return person == nullptr ? std::string(context.t("day.unassigned")) : short_name(*person);
}

std::string room_of(const Context& context, const Booking& booking) {
  const Room* room = context.catalogue().room(booking.room);
  return room == nullptr ? std::string() : room->name;
}

/// By whose name the rows of a board stand together.
std::string holder_of(const Context& context, BoardBy by, const Booking& booking) {
  if (by == BoardBy::doctors) return doctor_of(context, booking);
  if (by == BoardBy::devices) {
    for (const Device& device : context.catalogue().devices)
      if (device.id == booking.device) return device.name;
    return std::string(context.t("day.no_device"));
  }
  const std::string room = room_of(context, booking);
  return room.empty() ? std::string(context.t("day.no_room")) : room;
}

struct PlanRow {
  std::string holder;
  const DayBooking* row = nullptr;
};

std::vector<PlanRow> rows_of(const Context& context, const Day& day, BoardBy by) {
  std::vector<PlanRow> rows;
  for (const DayBooking& row : day.bookings)
    if (is_on(context.catalogue(), by, row.booking))
      rows.push_back({holder_of(context, by, row.booking), &row});
  sort_stably(rows, [](const PlanRow& a, const PlanRow& b) {
    return std::tie(a.holder, a.row->booking.begin_minute, a.row->patient_name) <
           std::tie(b.holder, b.row->booking.begin_minute, b.row->patient_name);
  });
  return rows;
}

std::string time_of(const Context& context, const Booking& booking) {
  return booking.begin_minute == untimed_minute ? std::string(context.t("calendar.untimed"))
                                                : ui::format_time(booking.begin_minute);
}

void add_list(Context& context, BoardBy by, const std::vector<PlanRow>& plan, Paper& paper) {
  const ui::TextId first = by == BoardBy::doctors   ? ui::TextId("booking.doctor")
                           : by == BoardBy::devices ? ui::TextId("day.device")
                                                    : ui::TextId("booking.room");
  const ui::TextId last =
      by == BoardBy::doctors ? ui::TextId("booking.room") : ui::TextId("booking.doctor");
  std::vector<Paper::Column> columns;
  for (const ui::TextId id : {first, ui::TextId("day.time"), ui::TextId("booking.patient"),
                              ui::TextId("booking.phone"), ui::TextId("booking.service"), last})
    columns.push_back({.title = std::string(context.t(id))});
  std::vector<Paper::Row> rows;
  for (const auto& [holder, row] : plan) {
    const Booking& b = row->booking;
    const Patient* patient = context.reader.patient(b.patient);
    rows.push_back({holder, time_of(context, b), row->patient_name,
                    patient == nullptr || patient->phones.empty()
                        ? std::string()
                        : format_phone(patient->phones.front().number),
                    name_of_visit(context.ui, context.catalogue(), b),
                    by == BoardBy::doctors ? room_of(context, b) : doctor_of(context, b)});
  }
  paper.table(columns, rows);
}

std::string team_of(const Context& context, const Booking& booking) {
  std::string team = doctor_of(context, booking);
  for (const StaffId member : booking.team)
    if (const Staff* person = context.catalogue().person(member))
      team += ", " + short_name(*person);
  return team;
}

std::string ward_of(const Context& context, const Booking& booking) {
  const Room* ward = context.catalogue().room(booking.ward);
  if (ward == nullptr || !takes_bed(booking)) return {};
  return ward->name + ", " + context.t("beds.nights", {{"count", booking.nights}});
}

/// One table for each theatre: what is done there one after the other.
void add_theatres(const Context& context, const std::vector<PlanRow>& plan, Paper& paper) {
  std::vector<Paper::Column> columns{{.title = "№", .number = true}};
  for (const ui::TextId id :
       {ui::TextId("day.time"), ui::TextId("booking.patient"), ui::TextId("day.operation"),
        ui::TextId("day.team"), ui::TextId("beds.ward")})
    columns.push_back({.title = std::string(context.t(id))});
  for (std::size_t first = 0; first < plan.size();) {
    std::vector<Paper::Row> rows;
    paper.heading(plan[first].holder);
    std::size_t i = first;
    for (; i < plan.size() && plan[i].holder == plan[first].holder; ++i) {
      const Booking& b = plan[i].row->booking;
      std::string time = time_of(context, b);
      if (b.begin_minute != untimed_minute)
        time += "–" + ui::format_time(b.begin_minute + b.length_minutes);
      rows.push_back({std::to_string(i - first + 1), std::move(time), plan[i].row->patient_name,
                      name_of_visit(context.ui, context.catalogue(), b), team_of(context, b),
                      ward_of(context, b)});
    }
    paper.table(columns, rows);
    first = i;
  }
}

}  // namespace

std::string printable(Context& context, const Day& day, BoardBy by) {
  const std::string date =
      ui::format_date(day.date, ui::DateStyle::weekday_full, context.ui.language());
  Paper paper(context.t(
      by == BoardBy::theatre ? ui::TextId("day.theatre_title") : ui::TextId("day.print_title"),
      {{"date", date}}));
  if (const Branch* branch = context.catalogue().branch(day.branch)) paper.line(branch->name);
  const std::vector<PlanRow> plan = rows_of(context, day, by);
  if (plan.empty()) paper.line(context.t("day.empty"));
  if (by == BoardBy::theatre)
    add_theatres(context, plan, paper);
  else
    add_list(context, by, plan, paper);
  return std::move(paper).html();
}

}  // namespace retour::views
