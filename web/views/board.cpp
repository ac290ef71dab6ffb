// Sections: columns | blocks | the board | places
#include "views/board.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "app/urgent.hpp"
#include "base/order.hpp"
#include "base/phone.hpp"
#include "schedule/conflicts.hpp"
#include "schedule/rota.hpp"
#include "views/groups.hpp"
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
    board.holders.push_back(person->id);
    board.columns.push_back({.key = calendar_key(person->id),
                             .title = name,
                             .subtitle = specialties_of(context.catalogue(), *person),
                             .note = away ? std::string(context.t("day.away")) : std::string(),
                             .action = context.t("calendar.head_menu", {{"doctor", name}}),
                             .open = std::move(open)});
  }
}

/// A column: a room, with who works there.
void add_room(const Context& context, const Day& day, const Room& room, Board& board) {
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
  board.holders.push_back(room.id);
  board.columns.push_back({.key = calendar_key(room.id),
                           .title = room.name,
                           .subtitle = people,
                           .open = std::move(open),
                           .capacity = room.capacity});
}

void add_rooms(const Context& context, const Day& day, Board& board) {
  for (const Room& room : context.catalogue().rooms) {
    if (room.branch != day.branch || !room.active) continue;
    const bool is_held = std::ranges::any_of(
        day.bookings, [&](const DayBooking& row) { return row.booking.room == room.id; });
    // Beds are counted by nights, below the theatres.
    if (board.by == BoardBy::theatre ? room.kind == RoomKind::theatre
                                     : room.kind != RoomKind::ward || is_held)
      add_room(context, day, room, board);
  }
}

void add_devices(const Context& context, const Day& day, Board& board) {
  for (const Device& device : context.catalogue().devices) {
    if (device.branch != day.branch || !device.active) continue;
    board.holders.push_back(device.id);
    board.columns.push_back({.key = calendar_key(device.id),
                             .title = device.name,
                             .subtitle = device.kind == device.name ? std::string() : device.kind,
                             .open = {},
                             .capacity = device.capacity});
  }
}

void add_columns(const Context& context, const Day& day, Board& board) {
  switch (board.by) {
    case BoardBy::doctors: return add_doctors(context, day, board);
    case BoardBy::rooms:
    case BoardBy::theatre: return add_rooms(context, day, board);
    case BoardBy::devices: return add_devices(context, day, board);
  }
}

void add_lane(const Context& context, Board& board) {
  const ui::TextId title = board.by == BoardBy::doctors   ? ui::TextId("day.unassigned")
                           : board.by == BoardBy::devices ? ui::TextId("day.no_device")
                                                          : ui::TextId("day.no_room");
  board.columns.push_back(
      {.key = 1, .title = std::string(context.t(title)), .subtitle = {}, .open = {}, .lane = true});
  board.holders.push_back({});
}

void mark_late(const Context& context, const Day& day, int minute, Board& board) {
  const Zone zone = context.catalogue().zone_of(day.branch);
  for (std::size_t i = 0; i < board.holders.size(); ++i) {
    if (board.holders[i].is_nil()) continue;
    const Lateness late = lateness_of(board.rows, StaffId(board.holders[i]), minute, zone);
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

std::string on_call_words(const Context& context, const Day& day, StaffId doctor) {
  std::string words;
  for (const Shift& shift : day.shifts) {
    const Staff* person = context.catalogue().person(shift.staff);
    if (shift.kind != ShiftKind::on_call || person == nullptr ||
        (!doctor.is_nil() && shift.staff != doctor))
      continue;
    if (!words.empty()) words += "; ";
    words += short_name(*person) + " " + ui::format_time(shift.begin_minute) + "–" +
             ui::format_time(shift.end_minute);
    if (!person->phone.empty()) words += ", " + format_phone(person->phone);
  }
  return words;
}

std::vector<BoardBy> boards_of(const app::Catalogue& catalogue, BranchId branch) {
  const auto has_room = [&](auto&& fits) {
    return std::ranges::any_of(catalogue.rooms, [&](const Room& room) {
      return room.branch == branch && room.active && fits(room.kind);
    });
  };
  std::vector<BoardBy> boards{BoardBy::doctors};
  if (has_room([](RoomKind kind) { return kind != RoomKind::ward; }))
    boards.push_back(BoardBy::rooms);
  if (std::ranges::any_of(catalogue.devices, [&](const Device& device) {
        return device.branch == branch && device.active;
      }))
    boards.push_back(BoardBy::devices);
  if (has_room([](RoomKind kind) { return kind == RoomKind::theatre || kind == RoomKind::ward; }))
    boards.push_back(BoardBy::theatre);
  return boards;
}

bool is_on(const app::Catalogue& catalogue, BoardBy by, const Booking& booking) {
  const Service* service = catalogue.service(booking.service);
  const Room* room = catalogue.room(booking.room);
  switch (by) {
    case BoardBy::doctors: return true;
    case BoardBy::rooms: return room != nullptr || !booking.remote;
    case BoardBy::devices:
      return !booking.device.is_nil() ||
             (service != nullptr && !booking.remote && !service->device_kind.empty());
    case BoardBy::theatre:
      return room != nullptr ? room->kind == RoomKind::theatre
                             : service != nullptr && !booking.remote && service->needs_room &&
                                   service->room_kind == RoomKind::theatre;
  }
  return false;
}

// ---- blocks
// --------------------------------------------------------------------------------------

ui::MinuteSpan own_part(const Booking& booking) {
  const VisitPattern& pattern = booking.pattern;
  if (pattern.is_whole_doctor()) return {};
  const int from = std::clamp(pattern.doctor_after_minutes, 0, booking.length_minutes);
  return {from, pattern.doctor_minutes == 0
                    ? booking.length_minutes
                    : std::min(from + pattern.doctor_minutes, booking.length_minutes)};
}

ui::MinuteSpan device_minutes(const Booking& booking, int begin_minute) {
  const DevicePart& part = booking.device_part;
  const int from = begin_minute + part.after_minutes;
  const int to = part.minutes == 0 ? begin_minute + booking.length_minutes : from + part.minutes;
  return {from - booking.pattern.setup_minutes, to + booking.pattern.cleanup_minutes};
}

ui::CalendarBlock block_of(const Context& context, const DayBooking& row, std::size_t column) {
  const bool timed = row.booking.begin_minute != untimed_minute;
  return {.key = calendar_key(row.booking.id),
          .column = column,
          .start_minute = timed ? std::optional<int>(row.booking.begin_minute) : std::nullopt,
          .length_minutes = std::max(row.booking.length_minutes, 5),
          .look = look_of(row.booking, row.state),
          .title = row.patient_name,
          .detail = name_of_visit(context.ui, context.catalogue(), row.booking),
          .state = row.booking.session.is_nil()
                       ? hold_words(context.ui, context.catalogue(), row.booking)
                       : group_words(context.ui, 1, row.booking.session_places),
          .child = row.child};
}

int mark_conflicts(const Context& context, std::span<const DayBooking> rows,
                   std::span<ui::CalendarBlock> blocks) {
  std::vector<Booking> bookings;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].state != BookingState::no_show &&
        (bookings.empty() || bookings.back().id != rows[i].booking.id))
      bookings.push_back(rows[i].booking);
  const app::Catalogue& catalogue = context.catalogue();
  std::set<BookingId> marked_bookings;
  for (const schedule::Conflict& conflict :
       schedule::find_conflicts(bookings, catalogue.rooms, catalogue.devices, catalogue.staff))
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const BookingId id = rows[i].booking.id;
      if ((id != conflict.first && id != conflict.second) || !blocks[i].conflict.empty()) continue;
      blocks[i].conflict = word(context.ui, "calendar.conflict", enum_name(conflict.kind));
      marked_bookings.insert(id);
    }
  return static_cast<int>(marked_bookings.size());
}

// ---- the board
// -----------------------------------------------------------------------------------

namespace {

/// The columns in which a booking lies; the lane's number stands for none.
std::vector<std::size_t> columns_for(const Board& board, const Booking& booking) {
  const auto column = [&](const IdBytes& id) {
    const auto it = std::ranges::find(board.holders, id);
    return static_cast<std::size_t>(it - board.holders.begin());
  };
  if (board.by == BoardBy::devices) return {column(booking.device)};
  if (board.by != BoardBy::doctors) return {column(booking.room)};
  std::vector<std::size_t> columns{column(booking.doctor)};
  for (const StaffId member : booking.team)
    if (const std::size_t at = column(member);
        at < board.columns.size() && std::ranges::find(columns, at) == columns.end())
      columns.push_back(at);
  return columns;
}

/// Which part of the booking takes the column, and what lies around it.
void add_parts(const Context& context, const Board& board, const DayBooking& row,
               ui::CalendarBlock& block) {
  const VisitPattern& pattern = row.booking.pattern;
  if (!block.start_minute) return;
  if (board.by == BoardBy::devices && !row.booking.device_part.is_whole()) {
    const Staff* doctor = context.catalogue().person(row.booking.doctor);
    if (doctor != nullptr) block.detail = short_name(*doctor) + ", " + block.detail;
    const ui::MinuteSpan held = device_minutes(row.booking, *block.start_minute);
    const ui::MinuteSpan visit{*block.start_minute, *block.start_minute + block.length_minutes};
    block.own = {std::max(held.start, visit.start) - visit.start,
                 std::min(held.end, visit.end) - visit.start};
    block.before_minutes = std::max(0, visit.start - held.start);
    block.after_minutes = std::max(0, held.end - visit.end);
    block.parts = context.t(
        "calendar.device_part",
        {{"from", ui::format_time(std::max(0, held.start))}, {"to", ui::format_time(held.end)}});
    return;
  }
  if (board.by != BoardBy::doctors) {
    block.before_minutes = pattern.setup_minutes;
    block.after_minutes = pattern.cleanup_minutes;
    if (pattern.setup_minutes + pattern.cleanup_minutes > 0)
      block.parts = context.t("calendar.turnover", {{"before", pattern.setup_minutes},
                                                    {"after", pattern.cleanup_minutes}});
    const Staff* doctor = context.catalogue().person(row.booking.doctor);
    if (doctor != nullptr) block.detail = short_name(*doctor) + ", " + block.detail;
    return;
  }
  const bool leads =
      block.column < board.holders.size() && board.holders[block.column] == row.booking.doctor;
  block.own = leads ? own_part(row.booking) : ui::MinuteSpan{};
  if (block.own.end != 0)
    block.parts = context.t("calendar.doctor_part",
                            {{"from", ui::format_time(*block.start_minute + block.own.start)},
                             {"to", ui::format_time(*block.start_minute + block.own.end)}});
}

/// The times of a day that are kept for urgent visits (SC-09).
void add_kept(const Context& context, const Day& day, Board& board) {
  const app::Catalogue& catalogue = context.catalogue();
  const Zone zone = catalogue.zone_of(day.branch);
  const auto times = app::kept_times(context.clinic, day.date, day.branch);
  if (!times) return;  // The board itself, which reads the same, says why.
  for (const app::KeptTime& kept : *times) {
    const auto column = std::ranges::find(board.holders, IdBytes(kept.doctor));
    const LocalDateTime until = zone.local(kept.released);
    if (column == board.holders.end()) continue;
    std::string words =
        until.date == day.date
            ? context.t("urgent.kept_until", {{"time", ui::format_time(until.second_of_day / 60)}})
            : std::string(context.t("urgent.kept"));
    board.columns[static_cast<std::size_t>(column - board.holders.begin())].kept.push_back(
        {.span = {kept.begin_minute, kept.end_minute}, .words = std::move(words)});
  }
}

}  // namespace

Board board_of(const Context& context, const Day& day, BoardBy by, std::optional<int> minute) {
  Board board;
  board.by = by;
  add_columns(context, day, board);
  const std::size_t lane = board.columns.size();
  bool has_lane = false;
  for (const DayBooking& row : day.bookings) {
    if (!is_on(context.catalogue(), by, row.booking)) continue;
    if (row.booking.begin_minute == untimed_minute) ++board.untimed;
    for (const std::size_t column : columns_for(board, row.booking)) {
      if (joins_block(context, row, column, board.rows, board.blocks)) continue;
      board.blocks.push_back(block_of(context, row, column));
      ui::CalendarBlock& block = board.blocks.back();
      has_lane |= column == lane;
      // In a further column it is another block of the same booking.
      if (board.rows.size() > 0 && board.rows.back().booking.id == row.booking.id)
        block.key += column;
      add_parts(context, board, row, block);
      block.conflict = displaced_words(context, day, row);
      board.rows.push_back(row);
    }
  }
  if (has_lane) add_lane(context, board);
  board.shifts = day.shifts;
  if (const std::string who = on_call_words(context, day); !who.empty())
    board.on_call = context.t("day.on_call", {{"who", who}});
  if (by == BoardBy::doctors) add_kept(context, day, board);
  board.conflicts = mark_conflicts(context, board.rows, board.blocks);
  if (minute && by == BoardBy::doctors) mark_late(context, day, *minute, board);
  return board;
}

std::optional<int> now_minute(const Context& context, BranchId branch, LocalDate date) {
  const LocalDateTime local = context.catalogue().zone_of(branch).local(context.clinic.now());
  if (local.date != date) return std::nullopt;
  return local.second_of_day / 60;
}

// ---- places
// --------------------------------------------------------------------------------------

StaffId doctor_at(const Board& board, ui::CalendarPlace place) {
  const IdBytes& holder = board.holders[place.column];
  if (board.by == BoardBy::doctors) return StaffId(holder);
  for (const Shift& shift : board.shifts)
    if (!holder.is_nil() && shift.room == holder && schedule::sees_patients(shift.kind) &&
        place.minute >= shift.begin_minute && place.minute < shift.end_minute)
      return shift.staff;
  return {};
}

MoveTarget target_of(const Board& board, const Booking& booking, const ui::CalendarBlock* block,
                     LocalDate date, ui::CalendarPlace place) {
  const IdBytes& holder = board.holders[place.column];
  MoveTarget target{.doctor = booking.doctor, .date = date, .minute = place.minute};
  const auto leads = [&](const IdBytes& id) { return id == booking.doctor; };
  switch (board.by) {
    case BoardBy::doctors:
      // In the column of somebody who only helps, it moves by time.
      if ((block == nullptr || leads(board.holders[block->column])) &&
          std::ranges::find(booking.team, StaffId(holder)) == booking.team.end())
        target.doctor = StaffId(holder);
      break;
    case BoardBy::rooms:
    case BoardBy::theatre: target.room = RoomId(holder); break;
    case BoardBy::devices: target.device = DeviceId(holder); break;
  }
  return target;
}

}  // namespace retour::views
