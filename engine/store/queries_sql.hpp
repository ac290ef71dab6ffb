// The SQL of queries*.cpp, in one place so that a test can ask SQLite how it runs each.
#pragma once

#include <string_view>

#include "store/sqlite.hpp"

#define RETOUR_LABEL_COLUMNS                                                                     \
  "p.id, p.family_name, p.given_name, p.patronymic, p.imported, p.phones, p.sex, p.birth_date, " \
  "p.birth_year_estimated, p.standing, p.vip"
#define RETOUR_STANDS(alias) alias ".cancelled_at = 0 AND " alias ".entered_in_error = 0"
#define RETOUR_CAME(alias) RETOUR_STANDS(alias) " AND " alias ".no_show_at = 0"
#define RETOUR_NAME_KEY "replace(replace(p.family_name, 'Ё', 'Е'), 'ё', 'е')"

namespace retour::store::sql {

inline constexpr int label_columns = 11;

inline constexpr Sql label{"SELECT " RETOUR_LABEL_COLUMNS " FROM patient p WHERE p.id = ?"};

inline constexpr Sql day_bookings{
    "SELECT " RETOUR_LABEL_COLUMNS
    ", b.id, b.slot_version, b.branch, b.doctor, b.room, b.device, b.begin_minute, "
    "b.length_minutes, b.remote, b.overbooked, b.service, b.channel, b.confirmed_at, "
    "b.cancelled_at, b.no_show_at, b.attended, v.id, v.arrived_at, v.entered_at, v.finished_at "
    "FROM booking b JOIN patient p ON p.id = b.patient LEFT JOIN visit v ON v.booking = b.id "
    "WHERE b.date = ?1 AND (?2 IS NULL OR b.branch = ?2) AND b.entered_in_error = 0 "
    "AND (?3 = 1 OR b.cancelled_at = 0) ORDER BY b.begin_minute, b.no, v.arrived_at LIMIT ?4"};

inline constexpr Sql busy_times{
    "SELECT b.id, b.date, b.begin_minute, b.length_minutes, b.\"begin\", b.branch, b.doctor, "
    "b.room, b.device, b.remote FROM booking b WHERE b.date >= ?1 AND b.date <= ?2 "
    "AND " RETOUR_STANDS("b") " AND (?3 IS NULL OR b.doctor = ?3) "
    "ORDER BY b.date, b.begin_minute, b.no LIMIT ?4"};

inline constexpr Sql days_with_bookings{
    "SELECT date, count(*) FROM booking WHERE date >= ? AND date <= ? GROUP BY date ORDER BY date"};
inline constexpr Sql first_booking_date{"SELECT min(date) FROM booking"};
inline constexpr Sql last_booking_date{"SELECT max(date) FROM booking"};
inline constexpr Sql booking_date_before{"SELECT max(date) FROM booking WHERE date < ?"};
inline constexpr Sql booking_date_after{"SELECT min(date) FROM booking WHERE date > ?"};

// Pages of patients: label, row number, name key, first seen, responsible, date of the order.
inline constexpr Sql patients_named{"SELECT " RETOUR_LABEL_COLUMNS ", p.no, " RETOUR_NAME_KEY
                                    ", p.first_seen_at, p.responsible, 0 FROM patient p "
                                    "WHERE " RETOUR_NAME_KEY " > '' AND (" RETOUR_NAME_KEY
                                    ", p.given_name, p.no) > (?1, ?2, ?3) "
                                    "ORDER BY " RETOUR_NAME_KEY ", p.given_name, p.no LIMIT ?4"};
inline constexpr Sql patients_unnamed{
    "SELECT " RETOUR_LABEL_COLUMNS
    ", p.no, '', p.first_seen_at, p.responsible, 0 FROM patient p "
    "WHERE " RETOUR_NAME_KEY
    " = '' AND (p.given_name, p.no) > (?1, ?2) "
    "ORDER BY p.given_name, p.no LIMIT ?3"};
inline constexpr Sql patients_newest{"SELECT " RETOUR_LABEL_COLUMNS
                                     ", p.no, '', p.first_seen_at, p.responsible, 0 FROM patient p "
                                     "WHERE p.no < ?1 ORDER BY p.no DESC LIMIT ?2"};
// A person stands where his last coming stands: earlier ones see the later one and step aside.
inline constexpr Sql patients_last_seen{
    "SELECT " RETOUR_LABEL_COLUMNS ", b.no, '', p.first_seen_at, p.responsible, b.date "
    "FROM booking b JOIN patient p ON p.id = b.patient "
    "WHERE b.date <= ?1 AND (b.date, b.no) < (?2, ?3) AND " RETOUR_CAME("b")
    " AND NOT EXISTS (SELECT 1 FROM booking l WHERE l.patient = b.patient AND l.date <= ?1 "
    "AND (l.date, l.no) > (b.date, b.no) AND " RETOUR_CAME("l") ") "
    "ORDER BY b.date DESC, b.no DESC LIMIT ?4"};
inline constexpr Sql bookings_of_patient{
    "SELECT count(*), max(CASE WHEN b.date <= ?2 AND b.no_show_at = 0 THEN b.date END), "
    "min(CASE WHEN b.date >= ?2 THEN b.date END) FROM booking b "
    "WHERE b.patient = ?1 AND " RETOUR_STANDS("b")};
// One window of row numbers, so that a clinic in which everybody has a step is not walked through.
inline constexpr Sql patients_without_step{
    "SELECT " RETOUR_LABEL_COLUMNS ", p.no, '', p.first_seen_at, p.responsible, 0 FROM patient p "
    "WHERE p.no < ?1 AND p.no >= ?2 AND p.standing = 0 "
    "AND NOT EXISTS (SELECT 1 FROM next_step s WHERE s.patient = p.id AND s.done_at = 0) "
    "AND (p.first_seen_at >= ?3 OR EXISTS (SELECT 1 FROM booking b WHERE b.patient = p.id "
    "AND b.date >= ?4 AND " RETOUR_STANDS("b") ")) "
    "AND (?5 = 0 OR NOT EXISTS (SELECT 1 FROM booking f WHERE f.patient = p.id AND f.date >= ?6 "
    "AND " RETOUR_STANDS("f") ")) ORDER BY p.no DESC LIMIT ?7"};

inline constexpr Sql owed_steps{
    "SELECT " RETOUR_LABEL_COLUMNS
    ", s.id, s.responsible, s.kind, s.due_on, s.note "
    "FROM next_step s JOIN patient p ON p.id = s.patient "
    "WHERE s.done_at = 0 AND s.due_on <= ?1 AND (?2 IS NULL OR s.responsible = ?2) "
    "ORDER BY s.due_on, s.no LIMIT ?3"};
inline constexpr Sql due_recalls{
    "SELECT " RETOUR_LABEL_COLUMNS
    ", r.id, r.specialty, r.doctor, r.due_on "
    "FROM recall r JOIN patient p ON p.id = r.patient "
    "WHERE r.state = 0 AND r.due_on <= ?1 ORDER BY r.due_on, r.no LIMIT ?2"};
inline constexpr Sql overdue_plans{
    "SELECT " RETOUR_LABEL_COLUMNS
    ", l.id, l.title, l.doctor, i.due_first, i.items, i.money "
    "FROM (SELECT plan, min(due_on) AS due_first, count(*) AS items, "
    "sum(price_minor * count) AS money FROM plan_item "
    "WHERE state = 0 AND due_on IS NOT NULL AND due_on < ?1 GROUP BY plan) i "
    "JOIN plan l ON l.id = i.plan JOIN patient p ON p.id = l.patient "
    "WHERE l.active = 1 ORDER BY i.due_first, l.no LIMIT ?2"};

inline constexpr Sql booking_totals{
    "SELECT count(*), coalesce(sum(b.cancelled_at <> 0), 0), "
    "coalesce(sum(b.cancelled_at = 0 AND b.no_show_at <> 0), 0), "
    "coalesce(sum(b.cancelled_at = 0 AND (b.attended = 1 OR EXISTS (SELECT 1 FROM visit v "
    "WHERE v.booking = b.id AND v.arrived_at <> 0))), 0), count(DISTINCT b.patient) "
    "FROM booking b WHERE b.date >= ? AND b.date <= ? AND b.entered_in_error = 0"};

inline constexpr Sql newest_patients{
    "SELECT id FROM patient WHERE no > 0 ORDER BY no DESC LIMIT ?"};

/// Conditions after `select_all_columns` of the entity.
inline constexpr std::string_view bookings_of_day = "WHERE date = ? AND branch = ? LIMIT ?";
inline constexpr std::string_view visits_of_day =
    "WHERE booking IN (SELECT id FROM booking WHERE date = ?) LIMIT ?";
inline constexpr std::string_view patients_of_day =
    "WHERE id IN (SELECT patient FROM booking WHERE date = ?) LIMIT ?";
inline constexpr std::string_view shifts_between =
    "WHERE date >= ?1 AND date <= ?2 AND active = 1 AND (?3 IS NULL OR branch = ?3) "
    "ORDER BY date, begin_minute, id LIMIT ?4";
inline constexpr std::string_view at_between = "WHERE at >= ? AND at < ? ORDER BY at DESC LIMIT ?";
inline constexpr std::string_view unmatched = "WHERE patient IS NULL ORDER BY at DESC LIMIT ?";
inline constexpr std::string_view unanswered = "WHERE answered_at = 0 ORDER BY at LIMIT ?";
inline constexpr std::string_view batches = "ORDER BY started_at DESC, id LIMIT ?";

}  // namespace retour::store::sql
