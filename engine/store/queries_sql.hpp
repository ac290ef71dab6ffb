// The SQL of queries*.cpp, in one place so that a test can ask SQLite how it runs each.
#pragma once

#include <string_view>

#include "store/sqlite.hpp"

#define RETOUR_LABEL_COLUMNS                                                                     \
  "p.id, p.family_name, p.given_name, p.patronymic, p.imported, p.phones, p.sex, p.birth_date, " \
  "p.birth_year_estimated, p.standing, p.vip"
#define RETOUR_NOT_CANCELLED(alias) alias ".cancelled_at = 0 AND " alias ".entered_in_error = 0"
// What is only held or requested is no booking yet.
#define RETOUR_STANDS(alias) RETOUR_NOT_CANCELLED(alias) " AND " alias ".hold = 0"
#define RETOUR_CAME(alias) RETOUR_STANDS(alias) " AND " alias ".no_show_at = 0"
// Rows keep the card that they were written for; a person is shown by the card that stands for it.
#define RETOUR_PERSON(card) \
  "coalesce((SELECT m.survivor FROM merged_patient m WHERE m.patient = " card "), " card ")"
#define RETOUR_CARDS_OF(person)                                                                    \
  "(SELECT " person " UNION ALL SELECT m.patient FROM merged_patient m WHERE m.survivor = " person \
  ")"
#define RETOUR_STANDS_FOR_ITSELF \
  "NOT EXISTS (SELECT 1 FROM merged_patient m WHERE m.patient = p.id)"
#define RETOUR_NAME_KEY "replace(replace(p.family_name, 'Ё', 'Е'), 'ё', 'е')"

namespace retour::store::sql {

inline constexpr int label_columns = 11;

inline constexpr Sql label{"SELECT " RETOUR_LABEL_COLUMNS " FROM patient p WHERE p.id = ?"};

inline constexpr Sql day_bookings{
    "SELECT " RETOUR_LABEL_COLUMNS
    ", b.id, b.slot_version, b.branch, b.doctor, b.room, b.device, b.begin_minute, "
    "b.length_minutes, b.remote, b.overbooked, b.service, b.channel, b.confirmed_at, "
    "b.cancelled_at, b.no_show_at, b.attended, b.hold, v.id, v.arrived_at, v.entered_at, v.finished_at "
    "FROM booking b JOIN patient p ON p.id = " RETOUR_PERSON("b.patient") " LEFT JOIN visit v ON v.booking = b.id "
    "WHERE b.date = ?1 AND (?2 IS NULL OR b.branch = ?2) AND b.entered_in_error = 0 "
    "AND (?3 = 1 OR b.cancelled_at = 0) ORDER BY b.begin_minute, b.no, v.arrived_at LIMIT ?4"};

#define RETOUR_BUSY_TIME                                                                        \
  "SELECT b.id, b.date, b.begin_minute, b.length_minutes, b.\"begin\", b.branch, b.doctor, "    \
  "b.room, b.device, b.remote, b.pattern, b.team, b.ward, b.nights, "                           \
  "CASE WHEN b.hold = 0 THEN 0 ELSE b.held_until END, b.service, b.session, b.session_places, " \
  "b.device_part "                                                                              \
  "FROM booking b "
inline constexpr Sql
    busy_times{RETOUR_BUSY_TIME "WHERE b.date >= ?1 AND b.date <= ?2 AND " RETOUR_NOT_CANCELLED(
        "b") " AND (?3 IS NULL OR b.doctor = ?3) "
             "ORDER BY b.date, b.begin_minute, b.no LIMIT ?4"};

// How visits went against what was booked.
inline constexpr Sql visit_times{
    "SELECT v.doctor, b.begin_minute, b.length_minutes, b.\"begin\", v.arrived_at, v.entered_at, "
    "v.finished_at, b.service FROM booking b JOIN visit v ON v.booking = b.id WHERE b.date >= ?1 "
    "AND "
    "b.date <= ?2 AND (?3 IS NULL OR b.branch = ?3) AND v.arrived_at > 0 ORDER BY b.date LIMIT ?4"};

// What people asked for, whatever became of it.
inline constexpr Sql asked_times{
    "SELECT b.date, b.begin_minute, b.length_minutes, b.branch, b.doctor, b.service, b.booked_at "
    "FROM booking b WHERE b.date >= ?1 AND b.date <= ?2 AND b.entered_in_error = 0 "
    "ORDER BY b.date, b.no LIMIT ?3"};

// Ids are unique among all things: no need to say whether it is a doctor or a room.
inline constexpr Sql bookings_ahead{
    "SELECT " RETOUR_PERSON("b.patient") " FROM booking b WHERE b.date >= ?1 AND " RETOUR_STANDS("b")
    " AND ?2 IN (b.doctor, b.room, b.device, b.branch) ORDER BY b.date, b.begin_minute, b.no "
    "LIMIT ?3"};

inline constexpr Sql next_lapse{
    "SELECT held_until FROM booking WHERE hold <> 0 AND held_until > ? ORDER BY held_until "
    "LIMIT 1"};

inline constexpr Sql days_with_bookings{
    "SELECT date, count(*) FROM booking WHERE date >= ? AND date <= ? GROUP BY date ORDER BY date"};
inline constexpr Sql first_booking_date{"SELECT min(date) FROM booking"};
inline constexpr Sql last_booking_date{"SELECT max(date) FROM booking"};
inline constexpr Sql booking_date_before{"SELECT max(date) FROM booking WHERE date < ?"};
inline constexpr Sql booking_date_after{"SELECT min(date) FROM booking WHERE date > ?"};

// Pages of patients: label, row number, name key, first seen, responsible, date of the order.
inline constexpr Sql patients_named{"SELECT " RETOUR_LABEL_COLUMNS ", p.no, " RETOUR_NAME_KEY
                                    ", p.first_seen_at, p.responsible, 0 FROM patient p "
                                    "WHERE " RETOUR_STANDS_FOR_ITSELF " AND " RETOUR_NAME_KEY
                                    " > '' AND (" RETOUR_NAME_KEY
                                    ", p.given_name, p.no) > (?1, ?2, ?3) "
                                    "ORDER BY " RETOUR_NAME_KEY ", p.given_name, p.no LIMIT ?4"};
inline constexpr Sql patients_unnamed{
    "SELECT " RETOUR_LABEL_COLUMNS
    ", p.no, '', p.first_seen_at, p.responsible, 0 FROM patient p "
    "WHERE " RETOUR_STANDS_FOR_ITSELF " AND " RETOUR_NAME_KEY
    " = '' AND (p.given_name, p.no) > (?1, ?2) "
    "ORDER BY p.given_name, p.no LIMIT ?3"};
inline constexpr Sql patients_newest{"SELECT " RETOUR_LABEL_COLUMNS
                                     ", p.no, '', p.first_seen_at, p.responsible, 0 FROM patient p "
                                     "WHERE p.no < ?1 AND " RETOUR_STANDS_FOR_ITSELF
                                     " ORDER BY p.no DESC LIMIT ?2"};
// A person stands where his last coming stands: earlier ones see the later one and step aside.
inline constexpr Sql patients_last_seen{
    "SELECT " RETOUR_LABEL_COLUMNS ", b.no, '', p.first_seen_at, p.responsible, b.date "
    "FROM booking b JOIN patient p ON p.id = " RETOUR_PERSON("b.patient") " "
    "WHERE b.date <= ?1 AND (b.date, b.no) < (?2, ?3) AND " RETOUR_CAME("b")
    " AND NOT EXISTS (SELECT 1 FROM booking l WHERE l.patient IN " RETOUR_CARDS_OF("p.id") " AND l.date <= ?1 "
    "AND (l.date, l.no) > (b.date, b.no) AND " RETOUR_CAME("l") ") "
    "ORDER BY b.date DESC, b.no DESC LIMIT ?4"};
inline constexpr Sql bookings_of_patient{
    "SELECT count(*), max(CASE WHEN b.date <= ?2 AND b.no_show_at = 0 THEN b.date END), "
    "min(CASE WHEN b.date >= ?2 THEN b.date END) FROM booking b "
    "WHERE b.patient IN " RETOUR_CARDS_OF("?1") " AND " RETOUR_STANDS("b")};
// One window of row numbers, so that a clinic in which everybody has a step is not walked through.
inline constexpr Sql patients_without_step{
    "SELECT " RETOUR_LABEL_COLUMNS ", p.no, '', p.first_seen_at, p.responsible, 0 FROM patient p "
    "WHERE p.no < ?1 AND p.no >= ?2 AND p.standing = 0 AND " RETOUR_STANDS_FOR_ITSELF
    " AND NOT EXISTS (SELECT 1 FROM next_step s WHERE s.patient IN " RETOUR_CARDS_OF(
        "p.id") " AND s.done_at = 0) "
    "AND (p.first_seen_at >= ?3 OR EXISTS (SELECT 1 FROM booking b WHERE b.patient IN " RETOUR_CARDS_OF("p.id") " "
    "AND b.date >= ?4 AND " RETOUR_STANDS("b") ")) "
    "AND (?5 = 0 OR NOT EXISTS (SELECT 1 FROM booking f WHERE f.patient IN " RETOUR_CARDS_OF("p.id") " AND f.date >= ?6 "
    "AND " RETOUR_STANDS("f") ")) ORDER BY p.no DESC LIMIT ?7"};

inline constexpr Sql owed_steps{
    "SELECT " RETOUR_LABEL_COLUMNS
    ", s.id, s.responsible, s.kind, s.due_on, s.note "
    "FROM next_step s JOIN patient p ON p.id = " RETOUR_PERSON("s.patient") " "
    "WHERE s.done_at = 0 AND s.due_on <= ?1 AND (?2 IS NULL OR s.responsible = ?2) "
    "ORDER BY s.due_on, s.no LIMIT ?3"};
inline constexpr Sql due_recalls{
    "SELECT " RETOUR_LABEL_COLUMNS
    ", r.id, r.specialty, r.doctor, r.due_on "
    "FROM recall r JOIN patient p ON p.id = " RETOUR_PERSON("r.patient") " "
    "WHERE r.state = 0 AND r.due_on <= ?1 ORDER BY r.due_on, r.no LIMIT ?2"};
inline constexpr Sql overdue_plans{
    "SELECT " RETOUR_LABEL_COLUMNS
    ", l.id, l.title, l.doctor, i.due_first, i.items, i.money "
    "FROM (SELECT plan, min(due_on) AS due_first, count(*) AS items, "
    "sum(price_minor * count) AS money FROM plan_item "
    "WHERE state = 0 AND due_on IS NOT NULL AND due_on < ?1 GROUP BY plan) i "
    "JOIN plan l ON l.id = i.plan JOIN patient p ON p.id = " RETOUR_PERSON("l.patient") " "
    "WHERE l.active = 1 ORDER BY i.due_first, l.no LIMIT ?2"};

inline constexpr Sql booking_totals{
    "SELECT count(*), coalesce(sum(b.cancelled_at <> 0), 0), "
    "coalesce(sum(b.cancelled_at = 0 AND b.no_show_at <> 0), 0), "
    "coalesce(sum(b.cancelled_at = 0 AND (b.attended = 1 OR EXISTS (SELECT 1 FROM visit v "
    "WHERE v.booking = b.id AND v.arrived_at <> 0))), 0), count(DISTINCT " RETOUR_PERSON("b.patient") ") "
    "FROM booking b WHERE b.date >= ? AND b.date <= ? AND b.entered_in_error = 0"};

inline constexpr Sql newest_patients{
    "SELECT p.id FROM patient p WHERE p.no > 0 AND " RETOUR_STANDS_FOR_ITSELF
    " ORDER BY p.no DESC LIMIT ?"};
inline constexpr Sql people_count{
    "SELECT (SELECT count(*) FROM patient) - (SELECT count(*) FROM merged_patient)"};
inline constexpr Sql merged_of_day{
    "SELECT m.patient, m.survivor FROM merged_patient m WHERE m.patient IN "
    "(SELECT patient FROM booking WHERE date = ?) LIMIT ?"};
inline constexpr Sql survivor{"SELECT survivor FROM merged_patient WHERE patient = ?"};
inline constexpr Sql merged_into{
    "SELECT patient FROM merged_patient WHERE survivor = ? ORDER BY patient"};
inline constexpr Sql merged_of_range{
    "SELECT patient FROM merged_patient WHERE patient > ? AND patient <= ? ORDER BY patient"};
inline constexpr Sql standing_for_others{
    "SELECT survivor, patient FROM merged_patient WHERE survivor > ? AND survivor <= ? "
    "ORDER BY survivor, patient"};

// Of the search index: phones (4) and dates of birth (5) that several patients have.
inline constexpr Sql shared_terms{
    "SELECT g.term FROM (SELECT s.term, count(*) AS people FROM search_posting s "
    "WHERE s.term > ?1 AND s.term <= ?2 GROUP BY s.term) g JOIN search_term t ON t.no = g.term "
    "WHERE g.people > 1 AND g.people <= ?3 AND t.kind IN (4, 5)"};
inline constexpr Sql people_of_term{
    "SELECT coalesce(m.survivor, p.id) FROM search_posting s JOIN patient p ON p.no = s.patient "
    "LEFT JOIN merged_patient m ON m.patient = p.id WHERE s.term = ?1 LIMIT ?2"};
inline constexpr Sql last_term{"SELECT max(no) FROM search_term"};
inline constexpr Sql terms_of_patient{
    "SELECT s.terms FROM patient p JOIN search_patient s ON s.no = p.no WHERE p.id = ?"};
inline constexpr Sql kind_of_term{"SELECT kind FROM search_term WHERE no = ?"};

// What became of visits, in order of day, for the risk of not coming: who, born, day, booked at,
// came or not, row.
inline constexpr Sql settled_visits{"SELECT " RETOUR_PERSON(
    "b.patient") ", p.birth_date, b.date, b.booked_at, b.no_show_at <> 0, "
                 "b.no FROM booking b JOIN patient p ON p.id = b.patient "
                 "WHERE b.date >= ?1 AND b.date < ?3 AND (b.date, b.no) > (?1, ?2) "
                 "AND " RETOUR_STANDS(
                     "b") " AND (b.no_show_at <> 0 OR b.attended = 1 OR EXISTS (SELECT 1 FROM "
                          "visit v "
                          "WHERE v.booking = b.id AND v.arrived_at <> 0)) ORDER BY b.date, b.no "
                          "LIMIT ?4"};

/// Conditions after `select_all_columns` of the entity.
inline constexpr std::string_view waiting =
    "WHERE left_at = 0 AND booked IS NULL ORDER BY asked_at LIMIT ?";
inline constexpr std::string_view settled_wishes =
    "WHERE asked_at >= ? AND (left_at <> 0 OR booked IS NOT NULL) ORDER BY asked_at DESC LIMIT ?";
inline constexpr std::string_view payments_of_day =
    "WHERE received_at >= ? AND received_at < ? AND branch = ? AND voided_at = 0 LIMIT ?";
inline constexpr std::string_view refunds_of_day =
    "WHERE refunded_at >= ? AND refunded_at < ? AND voided_at = 0 AND EXISTS "
    "(SELECT 1 FROM payment p WHERE p.id = refund.payment AND p.branch = ?) LIMIT ?";
inline constexpr std::string_view closes_of_days =
    "WHERE date >= ? AND date <= ? AND branch = ? ORDER BY date, closed_at, id LIMIT ?";
inline constexpr std::string_view contacts_of_day =
    "WHERE booking IN (SELECT id FROM booking WHERE date = ?) LIMIT ?";
inline constexpr std::string_view bookings_of_day = "WHERE date = ? AND branch = ? LIMIT ?";
inline constexpr std::string_view ward_stays =
    "WHERE date >= ?1 AND date <= ?2 AND ward IS NOT NULL AND nights > 0 AND cancelled_at = 0 AND "
    "entered_in_error = 0 AND no_show_at = 0 ORDER BY date, begin_minute, id LIMIT ?3";
inline constexpr std::string_view unread_hand_overs =
    "WHERE branch = ? AND read_at = 0 ORDER BY written_at DESC, id LIMIT ?";
inline constexpr std::string_view visits_of_day =
    "WHERE booking IN (SELECT id FROM booking WHERE date = ?) LIMIT ?";
inline constexpr std::string_view patients_of_day =
    "WHERE id IN (SELECT " RETOUR_PERSON("b.patient") " FROM booking b WHERE b.date = ?) LIMIT ?";
inline constexpr std::string_view shift_rows =
    "WHERE date >= ?1 AND date <= ?2 ORDER BY date, begin_minute, id LIMIT ?3";
inline constexpr std::string_view at_between = "WHERE at >= ? AND at < ? ORDER BY at DESC LIMIT ?";
inline constexpr std::string_view after_time = "WHERE (at, id) > (?, ?) ORDER BY at, id LIMIT ?";
inline constexpr std::string_view after_id = "WHERE id > ? ORDER BY id LIMIT ?";
inline constexpr std::string_view unmatched = "WHERE patient IS NULL ORDER BY at DESC LIMIT ?";
inline constexpr std::string_view unanswered = "WHERE answered_at = 0 ORDER BY at LIMIT ?";
inline constexpr std::string_view batches = "ORDER BY started_at DESC, id LIMIT ?";

}  // namespace retour::store::sql
