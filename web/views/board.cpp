// Sections: columns | blocks | the board | places | print
#include "views/board.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "base/order.hpp"
#include "base/phone.hpp"
#include "schedule/conflicts.hpp"
#include "schedule/rota.hpp"
#include "views/lateness.hpp"
#include "views/view_booking.hpp"
#include "views/view_displaced.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

/// A shift without the time in which its doctor is away.
void add_present(const Day& day, const Shift& shift, std::vector<ui::MinuteSpan>& spans) {
  std::vector<ui::MinuteSpan> parts{{shift.begin_minute, shift.end_minute}};
  for (const Shift& away : day.shifts) {
    if (away.staff != shift.staff || away.kind != ShiftKind::absence) continue;
    std::vector<ui::MinuteSpan> left;
    for (const ui::MinuteSpan& part : parts) {
      if (away.begin_minute > part.start)
        left.push_back({part.start, std::min(part.end, away.begin_minute)});
      if (away.end_minute < part.end)
        left.push_back({std::max(part.start, away.end_minute), part.end});
    }
    parts = std::move(left);
  }
  spans.insert(spans.end(), parts.begin(), parts.end());
}

bool is_away(const Day& day, StaffId doctor) {
  return std::ranges::any_of(day.shifts, [&](const Shift& shift) {
    return shift.staff == doctor && shift.kind == ShiftKind::absence;
  });
}

// ---- columns
// -------------------------------------------------------------------------------------

/// Columns: who works or is booked that day.
void add_doctors(const Context& context, const Day& day, Board& board) {
  std::set<StaffId> booked;
  for (const DayBooking& row : day.bookings) booked.insert(row.booking.doctor);
  for (const Staff* person : doctors_of(context.catalogue(), day.branch)) {
    std::vector<ui::MinuteSpan> open = open_spans(day, person->id);
    const bool away = is_away(day, person->id);
    if (open.empty() && !away && !booked.contains(person->id)) continue;
    // Without any hours all of the day would be open.
    if (open.empty()) open.push_back({0, 0});
    const std::string name = short_name(*person);
    board.doctors.push_back(person->id);
    board.rooms.push_back({});
    board.columns.push_back({.key = calendar_key(person->id),
                             .title = name,
                             .subtitle = specialties_of(context.catalogue(), *person),
                             .note = away ? std::string(context.t("day.away")) : std::string(),
                             .action = context.t("calendar.head_menu", {{"doctor", name}}),
                             .open = std::move(open)});
  }
}

/// Columns: all rooms of the branch, with who works there.
void add_rooms(const Context& context, const Day& day, Board& board) {
  for (const Room& room : context.catalogue().rooms) {
    if (room.branch != day.branch || !room.active) continue;
    std::string people;
    std::vector<ui::MinuteSpan> open;
    for (const Shift& shift : day.shifts) {
      if (shift.room != room.id || !schedule::sees_patients(shift.kind)) continue;
      add_present(day, shift, open);
      const Staff* person = context.catalogue().person(shift.staff);
      if (person == nullptr || people.find(short_name(*person)) != std::string::npos) continue;
      people += people.empty() ? "" : ", ";
      people += short_name(*person);
    }
    sort_stably(open, {}, &ui::MinuteSpan::start);
    board.doctors.push_back({});
    board.rooms.push_back(room.id);
    board.columns.push_back({.key = calendar_key(room.id),
                             .title = room.name,
                             .subtitle = people,
                             .open = std::move(open)});
  }
}

void add_lane(const Context& context, ui::TextId title, Board& board) {
  board.columns.push_back(
      {.key = 1, .title = std::string(context.t(title)), .subtitle = {}, .open = {}, .lane = true});
  board.doctors.push_back({});
  board.rooms.push_back({});
}

void mark_late(const Context& context, const Day& day, int minute, Board& board) {
  const Zone zone = context.catalogue().zone_of(day.branch);
  for (std::size_t i = 0; i < board.doctors.size(); ++i) {
    if (board.doctors[i].is_nil()) continue;
    const Lateness late = lateness_of(board.rows, board.doctors[i], minute, zone);
    if (late.minutes == 0) continue;
    board.columns[i].note = context.t("calendar.late_column", {{"count", late.minutes}});
    for (std::size_t n = 0; n < board.rows.size(); ++n)
      if (const auto it = late.affected.find(board.rows[n].booking.id); it != late.affected.end())
        board.blocks[n].late = context.t("calendar.late_block", {{"count", it->second}});
  }
}

}  // namespace

std::uint64_t calendar_key(const IdBytes& id) {
  std::uint64_t key = 0;
  std::memcpy(&key, id.bytes.data() + 8, sizeof key);
  return key == 0 ? 1 : key;
}

std::vector<ui::MinuteSpan> open_spans(const Day& day, StaffId doctor) {
  std::vector<ui::MinuteSpan> spans;
  for (const Shift& shift : day.shifts)
    if (shift.staff == doctor && schedule::sees_patients(shift.kind))
      add_present(day, shift, spans);
  sort_stably(spans, {}, &ui::MinuteSpan::start);
  return spans;
}

// ---- blocks
// --------------------------------------------------------------------------------------

ui::CalendarBlock block_of(const Context& context, const DayBooking& row, std::size_t column) {
  const bool timed = row.booking.begin_minute != untimed_minute;
  return {.key = calendar_key(row.booking.id),
          .column = column,
          .start_minute = timed ? std::optional<int>(row.booking.begin_minute) : std::nullopt,
          .length_minutes = std::max(row.booking.length_minutes, 5),
          .look = look_of(row.booking, row.state),
          .title = row.patient_name,
          .detail = name_of_service(context.ui, context.catalogue(), row.booking.service),
          .child = row.child};
}

int mark_conflicts(const Context& context, std::span<const DayBooking> rows,
                   std::span<ui::CalendarBlock> blocks) {
  std::vector<Booking> bookings;
  std::map<BookingId, std::size_t> place;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].state == BookingState::no_show) continue;
    place[rows[i].booking.id] = i;
    bookings.push_back(rows[i].booking);
  }
  const app::Catalogue& catalogue = context.catalogue();
  int marked = 0;
  for (const schedule::Conflict& conflict :
       schedule::find_conflicts(bookings, catalogue.rooms, catalogue.devices, catalogue.staff))
    for (const BookingId id : {conflict.first, conflict.second}) {
      std::string& words = blocks[place.at(id)].conflict;
      if (!words.empty()) continue;
      words = word(context.ui, "calendar.conflict", enum_name(conflict.kind));
      ++marked;
    }
  return marked;
}

// ---- the board
// -----------------------------------------------------------------------------------

Board board_of(const Context& context, const Day& day, BoardBy by, std::optional<int> minute) {
  Board board;
  const bool rooms = by == BoardBy::rooms;
  if (rooms)
    add_rooms(context, day, board);
  else
    add_doctors(context, day, board);
  const std::size_t lane = board.columns.size();
  std::map<IdBytes, std::size_t> column_of;
  for (std::size_t i = 0; i < lane; ++i)
    column_of[rooms ? IdBytes(board.rooms[i]) : IdBytes(board.doctors[i])] = i;
  const auto column = [&](const Booking& booking) {
    const auto it = column_of.find(rooms ? IdBytes(booking.room) : IdBytes(booking.doctor));
    return it == column_of.end() ? lane : it->second;
  };
  bool has_lane = false;
  for (const DayBooking& row : day.bookings) {
    board.blocks.push_back(block_of(context, row, column(row.booking)));
    const ui::CalendarBlock& block = board.blocks.back();
    has_lane |= block.column == lane;
    if (!block.start_minute) ++board.untimed;
    board.rows.push_back(row);
  }
  if (has_lane)
    add_lane(context, rooms ? ui::TextId("day.no_room") : ui::TextId("day.unassigned"), board);
  board.shifts = day.shifts;
  for (std::size_t i = 0; i < board.rows.size(); ++i)
    board.blocks[i].conflict = displaced_words(context, day, board.rows[i]);
  board.conflicts = mark_conflicts(context, board.rows, board.blocks);
  if (minute) mark_late(context, day, *minute, board);
  return board;
}

std::optional<int> now_minute(const Context& context, BranchId branch, LocalDate date) {
  const LocalDateTime local = context.catalogue().zone_of(branch).local(context.clinic.now());
  if (local.date != date) return std::nullopt;
  return local.second_of_day / 60;
}

// ---- places
// --------------------------------------------------------------------------------------

StaffId doctor_in(const Board& board, RoomId room, int minute) {
  for (const Shift& shift : board.shifts)
    if (shift.room == room && schedule::sees_patients(shift.kind) && minute >= shift.begin_minute &&
        minute < shift.end_minute)
      return shift.staff;
  return {};
}

MoveTarget target_of(const Board& board, BoardBy by, const Booking& booking, LocalDate date,
                     ui::CalendarPlace place) {
  if (by == BoardBy::doctors)
    return {.doctor = board.doctors[place.column], .date = date, .minute = place.minute};
  return {.doctor = booking.doctor,
          .date = date,
          .minute = place.minute,
          .room = board.rooms[place.column]};
}

// ---- print
// ---------------------------------------------------------------------------------------

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

std::string table_row(std::string_view tag, std::initializer_list<std::string_view> cells) {
  std::string row = "<tr>";
  for (const std::string_view cell : cells) {
    row += '<';
    row += tag;
    row += '>';
    row += escaped(cell);
    row += "</";
    row += tag;
    row += '>';
  }
  return row + "</tr>";
}

}  // namespace

std::string printable(Context& context, const Day& day) {
  std::vector<const DayBooking*> rows;
  for (const DayBooking& row : day.bookings) rows.push_back(&row);
  const auto doctor = [&](const DayBooking& row) {
    const Staff* person = context.catalogue().person(row.booking.doctor);
    return person == nullptr ? std::string(context.t("day.unassigned")) : short_name(*person);
  };
  sort_stably(rows, [&](const DayBooking* a, const DayBooking* b) {
    return std::tuple(doctor(*a), a->booking.begin_minute, a->patient_name) <
           std::tuple(doctor(*b), b->booking.begin_minute, b->patient_name);
  });
  const std::string date =
      ui::format_date(day.date, ui::DateStyle::weekday_full, context.ui.language());
  const Branch* branch = context.catalogue().branch(day.branch);
  std::string html = "<h1>" + escaped(context.t("day.print_title", {{"date", date}})) + "</h1>";
  if (branch != nullptr) html += "<p>" + escaped(branch->name) + "</p>";
  html += "<table>" + table_row("th", {context.t("booking.doctor"), context.t("day.time"),
                                       context.t("booking.patient"), context.t("booking.phone"),
                                       context.t("booking.service"), context.t("booking.room")});
  for (const DayBooking* row : rows) {
    const Booking& b = row->booking;
    const Patient* patient = context.reader.patient(b.patient);
    const Room* room = context.catalogue().room(b.room);
    html += table_row("td",
                      {doctor(*row),
                       b.begin_minute == untimed_minute ? std::string(context.t("calendar.untimed"))
                                                        : ui::format_time(b.begin_minute),
                       row->patient_name,
                       patient == nullptr || patient->phones.empty()
                           ? std::string()
                           : format_phone(patient->phones.front().number),
                       name_of_service(context.ui, context.catalogue(), b.service),
                       room == nullptr ? std::string() : room->name});
  }
  return html + "</table>";
}

}  // namespace retour::views
