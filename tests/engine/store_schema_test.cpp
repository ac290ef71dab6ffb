// The schema is generated from the field tables: every field has its column, and the data
// dictionary in docs/ says the same.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "model/field_codec.hpp"
#include "model/field_table.hpp"
#include "store/schema.hpp"
#include "store/sql_tables.hpp"
#include "support/store_database.hpp"

namespace retour {
namespace {

using test::expect_done;
using test::StoreDatabase;
using test::value_of;

struct Column {
  std::string name, type;
  bool operator==(const Column&) const = default;
};

std::vector<Column> columns_of(store::Database& database, std::string_view table) {
  std::vector<Column> columns;
  auto row = database.query("SELECT name, type FROM pragma_table_info(?)", table);
  while (value_of(row.step()))
    columns.push_back({std::string(row.text(0)), std::string(row.text(1))});
  return columns;
}

TEST(StoreSchema, EveryFieldOfEveryEntityHasItsColumn) {
  StoreDatabase store;
  for_each_entity([&]<class E>() {
    std::vector<Column> wanted{{"no", "INTEGER"}, {"id", "BLOB"}};
    for_each_field<E>([&]<class T>(std::string_view name, T E::*, const FieldMeta&) {
      const CellKind kind = FieldType<T>::cell_kind;
      wanted.push_back({std::string(name), kind == CellKind::integer ? "INTEGER"
                                           : kind == CellKind::text  ? "TEXT"
                                                                     : "BLOB"});
    });
    for (const Facet& facet : E::facets)
      wanted.push_back({"at_" + std::string(facet.name), "INTEGER"});
    EXPECT_EQ(columns_of(*store.database, E::info.name), wanted) << E::info.name;
    EXPECT_NE(store::table_ddl(E::info.kind).find(E::info.name), std::string::npos);
  });
}

TEST(StoreSchema, FieldTablesContradictThemselvesNowhere) {
  std::set<EntityKind> kinds;
  std::set<std::string_view> names;
  for_each_entity([&]<class E>() {
    EXPECT_TRUE(kinds.insert(E::info.kind).second) << E::info.name;
    EXPECT_TRUE(names.insert(E::info.name).second) << E::info.name;
    EXPECT_EQ(E().stamps.size(), std::size(E::facets)) << E::info.name;
    std::set<std::string_view> fields;
    for_each_field<E>([&]<class T>(std::string_view name, T E::*, const FieldMeta& meta) {
      EXPECT_TRUE(fields.insert(name).second) << E::info.name << "." << name;
      EXPECT_LT(meta.facet, std::size(E::facets)) << E::info.name << "." << name;
    });
  });
  EXPECT_EQ(kinds.size(), entity_kind_count);
}

TEST(StoreSchema, MigratingTwiceIsMigratingOnce) {
  StoreDatabase store;
  expect_done(store::migrate(*store.database));
  EXPECT_EQ(value_of(store.database->schema_version()), store::schema_version);
}

std::string drop_fields_of(int op_version) {
  std::string script;
  for (const EntityTable& table : entity_tables())
    for (const Field& field : table.fields)
      if (field.meta.since == op_version)
        script += "ALTER TABLE " + std::string(table.info.name) + " DROP COLUMN \"" +
                  std::string(field.name) + "\";";
  return script;
}

/// Takes out what version 8 brought: devices for a part of a visit, kept columns.
std::string drop_version_8() {
  return "DROP TABLE column_block; DROP TABLE column_stale;" + drop_fields_of(5);
}

/// Takes out what version 7 brought as well: costs, campaigns, ratings, targets and the like.
std::string drop_version_7() {
  return "DROP TABLE rating; DROP TABLE call_review; DROP TABLE script; DROP TABLE campaign; "
         "DROP TABLE cost; DROP TABLE site_traffic; DROP TABLE target; "
         "DROP TABLE published_month;" +
         drop_version_8() + drop_fields_of(4);
}

/// Takes out what version 6 brought as well: groups, series, itineraries, hand-overs.
std::string drop_version_6() {
  return drop_version_7() +
         "DROP TABLE hand_over; "
         "ALTER TABLE slot DROP COLUMN session;" +
         drop_fields_of(3);
}

/// Takes out what version 5 brought as well: the fields of ops of version 2.
std::string drop_version_5() {
  return drop_version_6() +
         "DROP INDEX payment_received; DROP INDEX refund_refunded; DROP INDEX booking_ward; "
         "DROP INDEX booking_held; ALTER TABLE slot DROP COLUMN held_until;" +
         drop_fields_of(2);
}

constexpr std::string_view drop_version_4 =
    "DROP TABLE waitlist_entry; DROP TABLE contact_attempt; DROP TABLE day_close; "
    "DROP TABLE shift_pattern; DROP TABLE calendar_day;";

/// A database of the first schema: without cards of one person and without saved lists.
TEST(StoreSchema, TheFirstVersionIsBroughtToThePresentOneAndKeepsItsRows) {
  StoreDatabase store;
  store::SqlTables tables(*store.database);
  Patient patient;
  patient.id = PatientId(id_from_name("kept"));
  patient.family_name = "Kept";
  {
    auto begun = store.database->begin();
    ASSERT_TRUE(begun.has_value());
    store::Transaction change = std::move(*begun);
    expect_done(tables.write(patient));
    expect_done(store.database->execute(drop_version_5() + std::string(drop_version_4)));
    expect_done(
        store.database->execute("DROP TABLE saved_list; DROP TABLE sameness; "
                                "DROP TABLE merged_patient; DROP TABLE difference"));
    expect_done(store.database->set_schema_version(1));
    expect_done(change.commit());
  }
  expect_done(store::migrate(*store.database));
  EXPECT_EQ(value_of(store.database->schema_version()), store::schema_version);
  EXPECT_EQ(value_of(find(tables, patient.id))->family_name, "Kept");
  Sameness word;
  word.id = SamenessId(id_from_name("word"));
  word.patient = PatientId(id_from_name("other"));
  word.same_as = patient.id;
  word.stamps[0] = HybridTime::of(1, 0);
  expect_done(tables.write(word));
  Difference apart;
  apart.id = DifferenceId(id_from_name("apart"));
  apart.patient = patient.id;
  apart.stamps[0] = HybridTime::of(1, 0);
  expect_done(tables.write(apart));
  SavedList list;
  list.id = SavedListId(id_from_name("list"));
  expect_done(tables.write(list));
  EXPECT_EQ(value_of(store.database->query_integer("SELECT count(*) FROM merged_patient")), 1);
}

TEST(StoreSchema, TheSecondVersionGetsDifferencesAndKeepsItsRows) {
  StoreDatabase store;
  store::SqlTables tables(*store.database);
  Sameness word;
  word.id = SamenessId(id_from_name("word"));
  word.patient = PatientId(id_from_name("other"));
  word.same_as = PatientId(id_from_name("one"));
  word.stamps[0] = HybridTime::of(1, 0);
  expect_done(tables.write(word));
  expect_done(store.database->execute("DROP TABLE difference"));
  expect_done(store.database->execute(drop_version_5() + std::string(drop_version_4)));
  expect_done(store.database->set_schema_version(2));
  expect_done(store::migrate(*store.database));
  EXPECT_EQ(value_of(find(tables, word.id))->same_as, word.same_as);
  EXPECT_TRUE(value_of(all_of<Difference>(tables, word.patient)).empty());
}

TEST(StoreSchema, TheThirdVersionGetsTemplatesAndACalendarAndKeepsItsRows) {
  StoreDatabase store;
  store::SqlTables tables(*store.database);
  Shift shift;
  shift.id = ShiftId(id_from_name("shift"));
  expect_done(tables.write(shift));
  expect_done(store.database->execute(drop_version_5() + std::string(drop_version_4)));
  expect_done(store.database->set_schema_version(3));
  expect_done(store::migrate(*store.database));
  EXPECT_TRUE(value_of(find(tables, shift.id)).has_value());
  ShiftPattern pattern;
  pattern.id = ShiftPatternId(id_from_name("pattern"));
  pattern.recurrence = "RRULE:FREQ=DAILY\n";
  expect_done(tables.write(pattern));
  EXPECT_EQ(value_of(find(tables, pattern.id))->recurrence, pattern.recurrence);
  CalendarDay day;
  day.id = calendar_day_id(shift.date, {});
  expect_done(tables.write(day));
}

TEST(StoreSchema, TheThirdVersionGetsTheRoundAndKeepsItsRows) {
  StoreDatabase store;
  store::SqlTables tables(*store.database);
  Difference apart;
  apart.id = DifferenceId(id_from_name("apart"));
  apart.patient = PatientId(id_from_name("one"));
  apart.stamps[0] = HybridTime::of(1, 0);
  expect_done(tables.write(apart));
  expect_done(store.database->execute(drop_version_5() + std::string(drop_version_4)));
  expect_done(store.database->set_schema_version(3));
  expect_done(store::migrate(*store.database));
  EXPECT_TRUE(value_of(find(tables, apart.id)).has_value());
  WaitlistEntry entry;
  entry.id = WaitlistEntryId(id_from_name("wish"));
  entry.patient = apart.patient;
  entry.stamps[0] = HybridTime::of(1, 0);
  expect_done(tables.write(entry));
  EXPECT_EQ(value_of(all_of<WaitlistEntry>(tables, apart.patient)).size(), 1U);
  EXPECT_TRUE(value_of(all_of<ContactAttempt>(tables, apart.patient)).empty());
}

TEST(StoreSchema, TheFourthVersionGetsTheFieldsOfTimePatternsAndTheirDefaults) {
  StoreDatabase store;
  store::SqlTables tables(*store.database);
  // What a database of version 4 holds: rows that were never given the new fields.
  expect_done(store.database->execute(drop_version_5()));
  const std::string sql =
      "INSERT INTO specialty (id, name, active, at_specialty) VALUES "
      "(x'00000000000000000000000000000001', 'Cardiology', 1, 5)";
  expect_done(store.database->execute(sql));
  expect_done(store.database->set_schema_version(4));
  expect_done(store::migrate(*store.database));
  IdBytes id;
  id.bytes[15] = 1;
  const std::optional<Specialty> kept = value_of(find(tables, SpecialtyId(id)));
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->name, "Cardiology");
  EXPECT_EQ(kept->urgent_release_minutes, Specialty{}.urgent_release_minutes);
  Booking booking;
  booking.id = BookingId(id_from_name("booking"));
  booking.patient = PatientId(id_from_name("patient"));
  booking.pattern.cleanup_minutes = 30;
  booking.team = {StaffId(id_from_name("nurse"))};
  booking.nights = 2;
  expect_done(tables.write(booking));
  const std::optional<Booking> read = value_of(find(tables, booking.id));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->pattern, booking.pattern);
  EXPECT_EQ(read->team, booking.team);
  EXPECT_EQ(read->nights, 2);
}

TEST(StoreSchema, TheFifthVersionGetsGroupsAndHandOversAndKeepsItsRows) {
  StoreDatabase store;
  Service service;
  service.id = ServiceId(id_from_name("service"));
  service.places = 9;
  expect_done(store::SqlTables(*store.database).write(service));
  expect_done(store.database->execute(drop_version_6()));
  expect_done(store.database->set_schema_version(5));
  expect_done(store::migrate(*store.database));
  store::SqlTables tables(*store.database);
  const std::optional<Service> kept = value_of(find(tables, service.id));
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->places, 1);
  Booking booking;
  booking.id = BookingId(id_from_name("booking"));
  booking.patient = PatientId(id_from_name("patient"));
  booking.further_services = {service.id};
  booking.days_after_max = any_days;
  expect_done(tables.write(booking));
  EXPECT_EQ(value_of(find(tables, booking.id))->further_services, booking.further_services);
  HandOver note;
  note.id = HandOverId(id_from_name("note"));
  note.note = "The key is with the guard";
  expect_done(tables.write(note));
  EXPECT_EQ(value_of(find(tables, note.id))->note, note.note);
}

TEST(StoreSchema, TheSixthVersionGetsCostsRatingsAndTargetsAndKeepsItsRows) {
  StoreDatabase store;
  SavedList list;
  list.id = SavedListId(id_from_name("list"));
  list.name = "Mine";
  expect_done(store::SqlTables(*store.database).write(list));
  expect_done(store.database->execute(drop_version_7()));
  expect_done(store.database->set_schema_version(6));
  expect_done(store::migrate(*store.database));
  store::SqlTables tables(*store.database);
  const std::optional<SavedList> kept = value_of(find(tables, list.id));
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->name, "Mine");
  EXPECT_EQ(kept->page, "");
  Rating word;
  word.id = RatingId(id_from_name("word"));
  word.patient = PatientId(id_from_name("patient"));
  word.worth_price = Answer::no;
  word.stamps[0] = HybridTime::of(1, 0);
  expect_done(tables.write(word));
  EXPECT_EQ(value_of(all_of<Rating>(tables, word.patient)).front().worth_price, Answer::no);
  Staff doctor;
  doctor.id = StaffId(id_from_name("doctor"));
  doctor.languages = {"ru", "hy"};
  expect_done(tables.write(doctor));
  EXPECT_EQ(value_of(find(tables, doctor.id))->languages, doctor.languages);
  PublishedMonth month;
  month.id = PublishedMonthId(id_from_name("month"));
  month.figures = {1, 2, 3, 4, 5};
  expect_done(tables.write(month));
  EXPECT_EQ(value_of(find(tables, month.id))->figures, month.figures);
}

TEST(StoreSchema, TheSeventhVersionGetsDevicesForAPartOfAVisitAndKeepsItsRows) {
  StoreDatabase store;
  Service service;
  service.id = ServiceId(id_from_name("service"));
  service.device_kind = "ultrasound";
  expect_done(store::SqlTables(*store.database).write(service));
  expect_done(store.database->execute(drop_version_8()));
  expect_done(store.database->set_schema_version(7));
  expect_done(store::migrate(*store.database));
  store::SqlTables tables(*store.database);
  const std::optional<Service> kept = value_of(find(tables, service.id));
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->device_kind, "ultrasound");
  EXPECT_TRUE(kept->device_part.is_whole());
  service.device_part = {.after_minutes = 25, .minutes = 15};
  expect_done(tables.write(service));
  EXPECT_EQ(value_of(find(tables, service.id))->device_part, service.device_part);
}

TEST(StoreSchema, ALaterVersionIsLeftUntouched) {
  StoreDatabase store;
  expect_done(store.database->set_schema_version(store::schema_version + 1));
  const Status refused = store::migrate(*store.database);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, FailureCode::newer_schema);
}

TEST(StoreSchema, TheDataDictionaryInDocsIsTheGeneratedOne) {
  std::ifstream file(RETOUR_SOURCE_DIR "/docs/data-dictionary.md", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), store::data_dictionary_markdown())
      << "the field tables changed: write docs/data-dictionary.md anew (`retour dictionary`)";
}

}  // namespace
}  // namespace retour
