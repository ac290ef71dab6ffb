// A time that has become free: who waits for it, in which order and why; offering it, giving it.
//
// The notice is quiet: a line above the screen after a cancellation or a move, for as long as the
// time is free. Points are explained and add up (app/waitlist.hpp); what they are not is a label on
// anybody.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/waitlist.hpp"
#include "views/booking_times.hpp"
#include "views/form.hpp"

namespace retour::views {

class Offers {
 public:
  void open(const app::FreePlace& place);
  void draw(Context& context);

 private:
  struct Row {
    app::WaitCandidate candidate;
    app::Waiting waiting;
    std::string name;
    app::FreePlace place;   ///< With the room and the device that his service needs.
    bool holds = false;     ///< He has been offered it and may still take it.
    std::string blocked{};  ///< Why it does not suit after all; empty: it does.
  };
  [[nodiscard]] const std::vector<Row>& rows(Context& context);
  void check(Context& context, Row& row);
  void draw_row(Context& context, const Row& row, bool first);
  void draw_acts(Context& context, const Row& row, bool first);
  void book(Context& context, const Row& row);
  [[nodiscard]] std::int32_t hold_minutes() const;

  struct Key {
    std::uint64_t generation = 0;
    std::uint64_t risks = 0;
    std::int64_t minute = 0;  ///< Offers expire by the clock.
    bool operator==(const Key&) const = default;
  };
  Form form_;
  app::FreePlace place_;
  std::size_t hold_ = 1;
  std::optional<Key> key_;
  std::vector<Row> rows_;
  std::size_t more_ = 0;
  BookingTimes times_;
};

/// The line above the screen; nothing while no time became free, or nobody waits for it.
void draw_freed(Context& context);

/// How many wait for a place; those who hold another offer left out.
[[nodiscard]] std::size_t waiting_for(Context& context, const app::FreePlace& place);

/// "3 декабря, 10:00, Ёлкина А. С."
[[nodiscard]] std::string place_words(const Context& context, const app::FreePlace& place);
/// The place that an entry was offered last.
[[nodiscard]] app::FreePlace offered_place(const WaitlistEntry& entry);
/// The end of the offer on the clinic's clock.
[[nodiscard]] std::string expiry_words(const Context& context, const WaitlistEntry& entry);
/// Says that the patient did not want what he was offered.
void push_declined(Context& context, WaitlistEntry entry, const std::string& name);

}  // namespace retour::views
