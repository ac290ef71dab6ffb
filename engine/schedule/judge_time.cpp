#include <algorithm>
#include <cstdlib>

#include "base/check.hpp"
#include "base/order.hpp"
#include "schedule/search.hpp"
#include "schedule/urgent.hpp"

namespace retour::schedule {
namespace {

constexpr std::size_t changes_max = 3;

/// Judges one begin: the rules in the order in which the desk would name them.
class Judge {
 public:
  Judge(const Grid& grid, std::span<const Staff> staff, const SlotRequest& request)
      : grid_(grid), staff_(staff), request_(request) {}

  TimeAnswer judge(StaffId doctor, BranchId branch, LocalDate date, std::int32_t minute) {
    const auto place = grid_.find_branch(branch.is_nil() ? request_.branch : branch);
    const auto resource = grid_.find(ResourceKind::doctor, doctor);
    if (!place || !resource || !is_asked(doctor))
      return refuse(BlockingRule::unknown_doctor, doctor);
    branch_ = *place;
    doctor_ = *resource;
    const std::int32_t day = date.days - grid_.horizon().first.days;
    if (day < 0 || day >= grid_.horizon().days || minute < 0 || minute >= 24 * 60)
      return refuse(BlockingRule::outside_horizon);
    if (minute % quantum_minutes != 0) return refuse(BlockingRule::off_grid);
    const GridBranch& at = grid_.branches()[branch_];
    frame_ = &at.frames[static_cast<std::size_t>(day)];
    const LocalLookup local = at.zone.lookup({date, minute * 60});
    quantum_ = grid_.quantum_of_instant(local.first);
    if (const Slot* session = session_at(doctor)) return {.slot = *session};
    TimeAnswer answer =
        local.kind == LocalKind::skipped ? refuse(BlockingRule::skipped_local_time) : judge_begin();
    if (answer.rule != BlockingRule::none) add_changes(answer, date);
    return answer;
  }

 private:
  static TimeAnswer refuse(BlockingRule rule, IdBytes resource = {}, BookingId booking = {}) {
    return {.rule = rule, .booking = booking, .resource = resource};
  }

  /// The request names doctors, or a specialty, or neither.
  [[nodiscard]] bool is_asked(StaffId doctor) const {
    if (!request_.doctors.empty())
      return std::ranges::find(request_.doctors, doctor) != request_.doctors.end();
    const auto person = std::ranges::find(staff_, doctor, &Staff::id);
    return request_.specialty.is_nil() ||
           (person != staff_.end() && std::ranges::find(person->specialties, request_.specialty) !=
                                          person->specialties.end());
  }

  /// The session of the service that the doctor holds at the begin, with places left; not for a
  /// patient who has something else then.
  [[nodiscard]] const Slot* session_at(StaffId doctor) const {
    const Instant begin = grid_.instant_of(quantum_);
    const auto found = std::ranges::find_if(request_.sessions, [&](const Slot& session) {
      return session.doctor == doctor && session.begin == begin &&
             session.branch == grid_.branches()[branch_].id;
    });
    return found != request_.sessions.end() && is_joinable(request_, *found) ? &*found : nullptr;
  }

  TimeAnswer judge_begin() {
    if (grid_.instant_of(quantum_) < request_.now) return refuse(BlockingRule::in_the_past);
    const bool is_open = quantum_ >= frame_->opens && quantum_ < frame_->closes;
    if (!is_open && !request_.needs.remote) return refuse(BlockingRule::outside_hours);
    const IdBytes doctor = grid_.resources()[doctor_].id;
    const Quantum doctor_begins =
        quantum_ + request_.needs.pattern.doctor_after_minutes / quantum_minutes;
    if (const Blackout* blackout = grid_.blackout_at(doctor_, doctor_begins))
      return refuse(blackout->kind == ShiftKind::phone_hours ? BlockingRule::phone_hours
                                                             : BlockingRule::absent,
                    doctor);
    SlotRequest own = request_;
    own.doctors = {StaffId(doctor)};
    own.branch = grid_.branches()[branch_].id;
    const TimeAnswer answer = judge_doctor_and_needs(own, doctor);
    if (answer.rule == BlockingRule::none || request_.may_take_kept || grid_.kept().empty())
      return answer;
    own.may_take_kept = true;
    return as_kept(judge_doctor_and_needs(own, doctor));
  }

  /// What is refused, judged as for an urgent visit: free then, it is kept for one.
  [[nodiscard]] TimeAnswer as_kept(TimeAnswer answer) const {
    if (!answer.slot) return answer;
    const Slot& slot = *answer.slot;
    const Quantum end = quantum_ + (slot.length_minutes + quantum_minutes - 1) / quantum_minutes;
    answer.rule = BlockingRule::urgent_kept;
    answer.resource = slot.doctor;
    answer.opens_at = kept_until(grid_, doctor_, quantum_, end, request_.now).value_or(Instant{});
    for (const StaffId member : slot.team)
      if (const auto row = grid_.find(ResourceKind::doctor, member))
        answer.opens_at =
            std::max(answer.opens_at,
                     kept_until(grid_, *row, quantum_, end, request_.now).value_or(Instant{}));
    answer.if_urgent = std::move(answer.slot);
    answer.slot.reset();
    return answer;
  }

  TimeAnswer judge_doctor_and_needs(const SlotRequest& own, const IdBytes& doctor) {
    const Search posts_only(grid_, staff_, with_needs_of_doctor(own));
    if (posts_only.places().empty()) return refuse(BlockingRule::no_shift, doctor);
    TimeAnswer of_doctor = judge_doctor(posts_only, doctor);
    if (of_doctor.rule == BlockingRule::none) return judge_needs(own, Doctor::free);
    const bool is_taken =
        of_doctor.rule == BlockingRule::doctor_busy || of_doctor.rule == BlockingRule::too_short;
    if (is_taken && request_.may_overbook && takes_another())
      of_doctor.beside = judge_needs(own, Doctor::takes_another).slot;
    return of_doctor;
  }

  [[nodiscard]] Ignored ignored() const { return {request_.moving, request_.moving_group}; }

  enum class Doctor : std::uint8_t { free, takes_another };

  /// How many visits the doctor may have at once, and whether one more still fits in: he is there
  /// for the whole length and at no time has as many already. Only explicit capacity counts.
  [[nodiscard]] bool takes_another() const {
    const auto person = std::ranges::find_if(
        staff_, [&](const Staff& one) { return one.id == grid_.resources()[doctor_].id; });
    const Quantum length = (request_.needs.length_minutes + quantum_minutes - 1) / quantum_minutes;
    if (person == staff_.end() || quantum_ + length > grid_.quanta()) return false;
    if (!request_.may_take_kept &&
        kept_until(grid_, doctor_, quantum_, quantum_ + length, request_.now))
      return false;
    const std::vector<Busy>& busy = grid_.resources()[doctor_].busy;
    for (Quantum at = quantum_; at < quantum_ + length; ++at) {
      const auto there = std::ranges::count_if(busy, [&](const Busy& one) {
        return one.begin <= at && at < one.end && !ignored().covers(one);
      });
      if (there > person->overbooked_max) return false;
    }
    return true;
  }

  /// Whether the doctor is rostered in a post for the whole length.
  [[nodiscard]] bool is_there(std::uint32_t post, Quantum length) const {
    const std::uint64_t* roster = grid_.roster_of_post(post).data();
    for (Quantum at = quantum_; at < quantum_ + length; ++at)
      if (!bit_at(roster, at)) return false;
    return true;
  }

  /// The request without room, device and patient: what concerns the doctor alone.
  SlotRequest& with_needs_of_doctor(const SlotRequest& own) {
    doctor_only_ = own;
    doctor_only_.needs.device_kind.clear();
    doctor_only_.patient_bookings.clear();
    doctor_only_.needs.team.clear();
    doctor_only_.needs.nights = 0;
    // The kind of room decides which shifts serve, so it stays; the room itself is not asked for.
    doctor_only_.needs.needs_room =
        own.needs.needs_room && own.needs.room_kind == RoomKind::theatre;
    return doctor_only_;
  }

  TimeAnswer judge_doctor(const Search& search, const IdBytes& doctor) {
    const Place& place = search.places().front();
    const Quantum from = quantum_ + search.doctor_part().begin;
    const Quantum needed = search.doctor_part().length();
    Quantum most = 0;
    bool is_rostered = false;
    for (std::size_t i = 0; i < place.posts.size(); ++i) {
      const std::span<const std::uint64_t> roster = grid_.roster_of_post(place.posts[i]);
      is_rostered = is_rostered || (from < grid_.quanta() && bit_at(roster.data(), from));
      Quantum free = 0;
      while (free < needed && from + free < grid_.quanta() &&
             bit_at(place.free_rows[i], from + free))
        ++free;
      most = std::max(most, free);
    }
    if (!is_rostered) return refuse(BlockingRule::no_shift, doctor);
    if (most >= needed) return {};
    const Busy* busy = grid_.first_busy(doctor_, from, from + needed, ignored());
    TimeAnswer answer = refuse(most == 0 ? BlockingRule::doctor_busy : BlockingRule::too_short,
                               doctor, busy == nullptr ? BookingId{} : busy->booking);
    answer.available_minutes = most * quantum_minutes;
    return answer;
  }

  TimeAnswer judge_needs(const SlotRequest& own, Doctor doctor) {
    const Search search(grid_, staff_, own);
    if (search.places().empty()) return refuse_missing(own);
    const Place& place = search.places().front();
    const auto blocked = [&](const std::vector<ResourceRow>& resources, BlockingRule rule) {
      const auto is_free = [&](ResourceRow r) { return search.resource_is_free(r, quantum_); };
      if (resources.empty() || std::ranges::any_of(resources, is_free)) return TimeAnswer{};
      const Search::Part part = search.part_of(resources.front());
      const Busy* busy = grid_.first_busy(resources.front(), quantum_ + part.begin,
                                          quantum_ + part.end, ignored());
      return refuse(rule, grid_.resources()[resources.front()].id,
                    busy == nullptr ? BookingId{} : busy->booking);
    };
    TimeAnswer answer = blocked(place.rooms, BlockingRule::room_busy);
    if (answer.rule == BlockingRule::none)
      answer = blocked(place.devices, BlockingRule::device_busy);
    if (answer.rule == BlockingRule::none) answer = judge_parts(search, place);
    if (answer.rule != BlockingRule::none) return answer;
    if (const Booking* clash = search.patient_clash(quantum_))
      return refuse(BlockingRule::patient_busy, clash->patient, clash->id);
    for (std::size_t i = 0; i < place.posts.size() && !answer.slot; ++i)
      if (doctor == Doctor::free ? search.is_free(place, i, quantum_)
                                 : is_there(place.posts[i], search.length()))
        answer.slot = search.slot_of(place, {quantum_, place.posts[i]});
    RETOUR_CHECK(answer.slot.has_value() || doctor == Doctor::takes_another);
    return answer;
  }

  /// What a visit with parts needs beside the doctor and the room.
  TimeAnswer judge_parts(const Search& search, const Place& place) {
    if (!request_.needs.has_parts()) return {};
    if (!request_.needs.remote && quantum_ + search.length() > frame_->closes)
      return refuse(BlockingRule::outside_hours);
    for (const TeamPool& pool : place.team) {
      const std::vector<ResourceRow> free = search.free_team(pool, quantum_);
      if (std::ssize(free) >= pool.count) continue;
      const auto missing = std::ranges::find_if(pool.people, [&](ResourceRow person) {
        return std::ranges::find(free, person) == free.end();
      });
      const Busy* busy =
          grid_.first_busy(*missing, quantum_, quantum_ + search.length(), ignored());
      return refuse(BlockingRule::team_busy, pool.specialty,
                    busy == nullptr ? BookingId{} : busy->booking);
    }
    if (!place.wards.empty() && search.free_ward(place, quantum_) == no_resource)
      return refuse(BlockingRule::ward_full, grid_.resources()[place.wards.front()].id);
    return {};
  }

  /// Nothing at this branch could ever serve the request: say which thing is missing, the last one
  /// to be left out of the request before something could.
  TimeAnswer refuse_missing(const SlotRequest& own) {
    SlotRequest less = own;
    const auto serves = [&] { return !Search(grid_, staff_, less).places().empty(); };
    less.needs.device_kind.clear();
    if (serves()) return refuse(BlockingRule::no_device);
    less.needs.team.clear();
    if (serves()) return refuse(BlockingRule::no_team);
    less.needs.nights = 0;
    return refuse(serves() ? BlockingRule::no_ward : BlockingRule::no_room);
  }

  void add_changes(TimeAnswer& answer, LocalDate date) {
    SlotRequest others = request_;
    others.branch = grid_.branches()[branch_].id;
    const Search search(grid_, staff_, others);
    if (frame_ != nullptr) {
      if (answer.rule != BlockingRule::in_the_past) add_other_doctor(answer, search);
      for (const Place& place : search.places()) add_nearest(answer, search, place, date);
    }
    if (answer.rule == BlockingRule::too_short && request_.needs.shortest_minutes > 0 &&
        request_.needs.pattern.is_whole_doctor() &&
        fits(request_.needs.device_part, answer.available_minutes) &&
        answer.available_minutes >= request_.needs.shortest_minutes)
      add_shorter(answer);
    sort_stably(answer.changes, {}, &OpeningChange::minutes);
    if (answer.changes.size() > changes_max) answer.changes.resize(changes_max);
  }

  void add_other_doctor(TimeAnswer& answer, const Search& search) {
    for (const Place& place : search.places()) {
      for (std::size_t i = 0; i < place.posts.size(); ++i) {
        if (grid_.posts()[place.posts[i]].doctor == doctor_) continue;
        if (!search.is_free(place, i, quantum_)) continue;
        answer.changes.push_back({.kind = ChangeKind::other_doctor,
                                  .slot = search.slot_of(place, {quantum_, place.posts[i]})});
        return;
      }
    }
  }

  /// The nearest starts with the same doctor: later within the request, earlier on the same day.
  void add_nearest(TimeAnswer& answer, const Search& search, const Place& place, LocalDate date) {
    StartQuery query = search.query_of(place);
    std::vector<std::uint32_t> posts;
    std::vector<const std::uint64_t*> rows;
    for (std::size_t i = 0; i < place.posts.size(); ++i) {
      if (grid_.posts()[place.posts[i]].doctor != doctor_) continue;
      posts.push_back(place.posts[i]);
      rows.push_back(place.rows[i]);
    }
    if (posts.empty()) return;
    query.posts = posts;
    query.rows = rows;
    query.part = any_time;
    const auto day = static_cast<std::size_t>(date.days - grid_.horizon().first.days);
    query.first_frame = day;
    query.frame_count = static_cast<std::size_t>(std::max(1, request_.days));
    const auto add = [&](ChangeKind kind, const Start& start) {
      answer.changes.push_back({.kind = kind,
                                .slot = search.slot_of(place, start),
                                .minutes = std::abs(start.quantum - quantum_) * quantum_minutes});
    };
    std::vector<Start> found;
    StartQuery later = query;
    later.not_before = std::max(query.not_before, quantum_ + 1);
    first_starts(grid_, later, 1, found);
    if (!found.empty()) add(ChangeKind::later, found.front());
    found.clear();
    query.frame_count = 1;
    all_starts(grid_, query, slots_max, found);
    const Start* nearest = nullptr;
    for (const Start& start : found)
      if (start.quantum < quantum_ && (nearest == nullptr || start.quantum > nearest->quantum))
        nearest = &start;
    if (nearest != nullptr) add(ChangeKind::earlier, *nearest);
  }

  void add_shorter(TimeAnswer& answer) {
    SlotRequest shorter = request_;
    shorter.needs.length_minutes = answer.available_minutes;
    shorter.branch = grid_.branches()[branch_].id;
    shorter.doctors = {StaffId(grid_.resources()[doctor_].id)};
    const Search search(grid_, staff_, shorter);
    if (search.places().empty()) return;
    const Place& place = search.places().front();
    for (std::size_t i = 0; i < place.posts.size(); ++i) {
      if (!search.is_free(place, i, quantum_)) continue;
      answer.changes.push_back({.kind = ChangeKind::shorter,
                                .slot = search.slot_of(place, {quantum_, place.posts[i]}),
                                .minutes = answer.available_minutes});
      return;
    }
  }

  static bool bit_at(const std::uint64_t* row, Quantum quantum) {
    return (row[quantum / 64] >> (quantum % 64) & 1U) != 0;
  }

  const Grid& grid_;
  std::span<const Staff> staff_;
  const SlotRequest& request_;
  SlotRequest doctor_only_;
  std::uint32_t branch_ = 0;
  ResourceRow doctor_ = no_resource;
  const DayFrame* frame_ = nullptr;
  Quantum quantum_ = 0;
};

}  // namespace

TimeAnswer judge_time(const Grid& grid, std::span<const Staff> staff, const SlotRequest& request,
                      StaffId doctor, BranchId branch, LocalDate date, std::int32_t begin_minute) {
  return Judge(grid, staff, request).judge(doctor, branch, date, begin_minute);
}

}  // namespace retour::schedule
