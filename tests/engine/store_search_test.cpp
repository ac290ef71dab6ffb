// Search at the desk: a small register in which everything can be told apart, and a large one in
// which the right person must still come first.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "store/search.hpp"
#include "support/store_database.hpp"

namespace retour {
namespace {

using store::MatchedBy;
using store::PatientHit;
using test::expect_done;
using test::StoreDatabase;
using test::value_of;

struct Register {
  StoreDatabase store;
  store::SearchIndex index{*store.database};
  store::SqlTables tables{*store.database, &index};
  std::vector<Patient> patients;

  PatientId add(std::string family, std::string given, std::string patronymic, std::string phone,
                std::string born) {
    Patient patient;
    patient.id = PatientId(make_id(1'700'000'000'000 + std::ssize(patients), store.random));
    patient.family_name = std::move(family);
    patient.given_name = std::move(given);
    patient.patronymic = std::move(patronymic);
    if (!phone.empty()) patient.phones.push_back({std::move(phone), "", {}});
    patient.birth_date = date_from_iso(born);
    expect_done(tables.write(patient));
    patients.push_back(patient);
    return patient.id;
  }

  std::vector<PatientHit> hits(std::string_view query, std::size_t limit = 20) {
    return value_of(index.search(query, limit));
  }

  /// Given names of the hits, best first: short enough to read in a failure.
  std::vector<std::string> names(std::string_view query) {
    std::vector<std::string> found;
    for (const PatientHit& hit : hits(query))
      found.push_back(value_of(find<Patient>(tables, hit.patient))->given_name);
    return found;
  }

  std::int64_t count(store::Sql sql) { return *value_of(store.database->query_integer(sql)); }

  std::string all_rows(store::Sql sql) {
    std::string text;
    auto row = store.database->query(sql);
    while (value_of(row.step())) text += std::string(row.text(0)) + "|";
    return text;
  }
};

struct Desk : Register {
  Desk() {
    add("Иванов", "Пётр", "Сергеевич", "+79161234567", "1985-03-12");
    add("Иванова", "Анна", "Петровна", "+79161234568", "1990-07-01");
    add("Ёлкина", "Мария", "Ивановна", "+79035550011", "1985-11-30");
    add("Кузнецова", "Ольга", "Андреевна", "+74951112233", "1972-02-29");
    add("Римский-Корсаков", "Николай", "Андреевич", "+79267770001", "1944-03-18");
    add("O'Brien", "Seán", "", "+46701234567", "2001-01-02");
    add("Хаустова", "Жанна", "Эдуардовна", "+79990001122", "1960-05-05");
  }
};

using Names = std::vector<std::string>;

TEST(StoreSearch, FindsByPartsOfANameInAnyOrder) {
  Desk desk;
  EXPECT_EQ(desk.names("иванов")[0], "Пётр") << "whole word before the beginning of one";
  EXPECT_EQ(desk.names("иванов")[1], "Анна");
  EXPECT_EQ(desk.names("Кузн"), Names{"Ольга"});
  EXPECT_EQ(desk.names("к").size(), 2U) << "one letter lists beginnings";
  EXPECT_EQ(desk.names("нецо"), Names{"Ольга"}) << "the middle of a name";
  EXPECT_EQ(desk.names("анна иванова")[0], "Анна");
  EXPECT_EQ(desk.names("ив пет сер"), Names{"Пётр"});
  EXPECT_EQ(desk.names("ив  АННА")[0], "Анна");
  EXPECT_EQ(desk.names("корсаков"), Names{"Николай"});
  EXPECT_EQ(desk.names("римский-корсаков николай"), Names{"Николай"});
  EXPECT_EQ(desk.names("obrien"), Names{"Seán"});
  EXPECT_EQ(desk.names("sean"), Names{"Seán"});
}

TEST(StoreSearch, EveryWordNeedsATermOfItsOwn) {
  Desk desk;
  EXPECT_EQ(desk.names("иванова ивановна"), Names{}) << "Мария is Ivanovna but not Ivanova";
  EXPECT_EQ(desk.names("петр петровна"), Names{});
}

TEST(StoreSearch, TakesYoAsYe) {
  Desk desk;
  EXPECT_EQ(desk.names("елкина"), Names{"Мария"});
  EXPECT_EQ(desk.names("Ёлкина"), Names{"Мария"});
  EXPECT_EQ(desk.names("петр иванов")[0], "Пётр");
}

TEST(StoreSearch, ForgivesTheOtherKeyboardLayout) {
  Desk desk;
  EXPECT_EQ(desk.names("bdfyjd")[0], "Пётр");
  EXPECT_EQ(desk.names("`krbyf"), Names{"Мария"});
  EXPECT_EQ(desk.names("[fecnjdf ;fyyf"), Names{"Жанна"}) << "letters that are signs elsewhere";
  EXPECT_EQ(desk.names("щикшут"), Names{"Seán"});
}

TEST(StoreSearch, FindsAcrossScripts) {
  Desk desk;
  EXPECT_EQ(desk.names("ivanov")[0], "Пётр");
  EXPECT_EQ(desk.names("kuznetsova olga"), Names{"Ольга"});
  EXPECT_EQ(desk.names("шон"), Names{}) << "a translation is not a transliteration";
}

TEST(StoreSearch, ForgivesTypingErrors) {
  Desk desk;
  for (const auto* typed : {"кузнцова", "кузнецва", "куэнецова", "кузнецоваа", "кузенцова",
                            "узнецова", "кузнецовп", "кузнцов"}) {
    const auto hits = desk.hits(typed);
    ASSERT_FALSE(hits.empty()) << typed;
    EXPECT_EQ(hits[0].patient, desk.patients[3].id) << typed;
    EXPECT_TRUE(hits[0].approximate) << typed;
  }
  EXPECT_EQ(desk.names("иавнова анна")[0], "Анна") << "two letters changed places";
  EXPECT_EQ(desk.names("ольгп"), Names{"Ольга"}) << "a short word";
  EXPECT_EQ(desk.names("каснецова"), Names{"Ольга"}) << "two errors in a long word";
  EXPECT_EQ(desk.names("паснецома"), Names{}) << "three are another name";
  EXPECT_FALSE(desk.hits("кузнецова")[0].approximate);
}

TEST(StoreSearch, FindsByPhone) {
  Desk desk;
  const auto hits = desk.hits("4567");
  ASSERT_EQ(hits.size(), 2U) << "two people whose number ends so";
  EXPECT_EQ(hits[0].matched, MatchedBy::phone);
  EXPECT_EQ(desk.names("567").size(), 2U) << "three digits suffice";
  EXPECT_EQ(desk.names("67"), Names{}) << "two do not";
  EXPECT_EQ(desk.names("8 (916) 123-45-67"), Names{"Пётр"});
  EXPECT_EQ(desk.names("+7 916 123 45 68"), Names{"Анна"});
  EXPECT_EQ(desk.names("9161234"), (Names{"Пётр", "Анна"})) << "typed so far";
  EXPECT_EQ(desk.names("иванова 4568"), Names{"Анна"});
  EXPECT_EQ(desk.names("иванова 916 123")[0], "Анна");
  EXPECT_EQ(desk.names("кузнецова 4568"), Names{});
}

TEST(StoreSearch, FindsByBirth) {
  Desk desk;
  EXPECT_EQ(desk.names("1985"), (Names{"Пётр", "Мария"}));
  EXPECT_EQ(desk.names("иванов 1985")[0], "Пётр") << "before Ivanovna of that year";
  EXPECT_EQ(desk.names("12.03.1985"), Names{"Пётр"});
  EXPECT_EQ(desk.names("1985-11-30"), Names{"Мария"});
  EXPECT_EQ(desk.names("ёлкина 30.11.1985"), Names{"Мария"});
  EXPECT_EQ(desk.names("ёлкина 31.11.1985"), Names{}) << "no such day";
  Patient estimated;
  estimated.id = PatientId(make_id(1, desk.store.random));
  estimated.given_name = "Глеб";
  estimated.birth_year_estimated = 1985;
  expect_done(desk.tables.write(estimated));
  EXPECT_EQ(desk.names("1985").size(), 3U);
  EXPECT_EQ(desk.names("глеб 12.03.1985"), Names{"Глеб"}) << "only the year is known of him";
}

TEST(StoreSearch, FindsPeopleWithoutANameByTheirNumberElsewhere) {
  Desk desk;
  Patient imported;
  imported.id = PatientId(make_id(2, desk.store.random));
  imported.birth_year_estimated = 1956;
  imported.imported = {ImportBatchId(make_id(3, desk.store.random)), "29872499824296", 77, {}};
  expect_done(desk.tables.write(imported));
  Patient odd = imported;
  odd.id = PatientId(make_id(4, desk.store.random));
  odd.imported.external_id = "4374175652E-5";
  expect_done(desk.tables.write(odd));
  const auto hits = desk.hits("29872499824296");
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].patient, imported.id);
  EXPECT_EQ(hits[0].matched, MatchedBy::external_id);
  EXPECT_EQ(desk.hits("298724")[0].patient, imported.id) << "typed so far";
  EXPECT_EQ(desk.hits(" 4374175652E-5 ")[0].patient, odd.id);
  EXPECT_TRUE(desk.hits("872499824296").empty()) << "not by its middle";
  EXPECT_TRUE(desk.hits("298724998242967").empty());
  EXPECT_EQ(desk.count("SELECT count(*) FROM search_patient"), std::ssize(desk.patients))
      << "a person without name and phone costs nothing here";
}

TEST(StoreSearch, NothingIsFoundByNothing) {
  Desk desk;
  for (const std::string& query :
       {std::string(), std::string("   "), std::string("--"), std::string("%"), std::string("*^"),
        std::string("\xFF\xFE"), std::string("а\0б", 5), std::string(100'000, 'x')})
    EXPECT_TRUE(desk.hits(query).empty()) << query.substr(0, 20);
  EXPECT_TRUE(desk.hits("иванов", 0).empty());
  EXPECT_EQ(desk.hits("иванов", 1).size(), 1U);
  EXPECT_EQ(desk.names("а а а а а а а а а а"), Names{}) << "more words than anybody has";
}

TEST(StoreSearch, FollowsChanges) {
  Desk desk;
  Patient married = desk.patients[1];
  married.family_name = "Смирнова";
  married.phones = {{"+79991112233", "", {}}};
  expect_done(desk.tables.write(married));
  EXPECT_EQ(desk.names("смирнова"), Names{"Анна"});
  const auto others = desk.hits("иванова");
  ASSERT_EQ(others.size(), 2U) << "nobody is Ivanova now, but Ivanov and Ivanovna are near";
  EXPECT_EQ(others[0].patient, desk.patients[0].id);
  EXPECT_TRUE(others[0].approximate);
  EXPECT_EQ(desk.names("4568"), Names{});
  EXPECT_EQ(desk.names("2233").size(), 2U);
}

// Erasure: no trace of the name in any table of the index (its pages are overwritten on deletion).
TEST(StoreSearch, ARemovedPatientLeavesNothing) {
  Desk desk;
  const std::int64_t terms = desk.count("SELECT count(*) FROM search_term");
  const PatientId gone = desk.add("Щербатых", "Эльвира", "Юсуфовна", "+79778889900", "1933-09-09");
  EXPECT_EQ(desk.names("щербатых"), Names{"Эльвира"});
  expect_done(desk.tables.remove_patient(gone));
  EXPECT_EQ(desk.names("щербатых"), Names{});
  EXPECT_EQ(desk.names("8889900"), Names{});
  EXPECT_EQ(desk.count("SELECT count(*) FROM search_term"), terms);
  EXPECT_EQ(desk.count("SELECT count(*) FROM search_posting p WHERE NOT EXISTS "
                       "(SELECT 1 FROM patient WHERE no = p.patient)"),
            0);
  EXPECT_EQ(desk.all_rows("SELECT no FROM search_patient WHERE no NOT IN "
                          "(SELECT no FROM patient)"),
            "");
  Bytes trigrams;
  auto block = desk.store.database->query("SELECT block FROM patient_search_data");
  while (value_of(block.step())) {
    const ByteView bytes = block.blob(0);
    trigrams.insert(trigrams.end(), bytes.begin(), bytes.end());
  }
  for (const std::string_view trace : {"щер", "бат", "юсу", "778"})
    EXPECT_FALSE(as_text(trigrams).contains(trace)) << trace;
}

TEST(StoreSearch, AnErasedPatientIsFoundNoMore) {
  Desk desk;
  Patient erased = desk.patients[3];
  erased.family_name = erased.given_name = erased.patronymic = "";
  erased.phones.clear();
  erased.birth_date.reset();
  expect_done(desk.tables.write(erased));
  EXPECT_EQ(desk.hits("кузнецова").size(), 0U);
  EXPECT_EQ(desk.count("SELECT count(*) FROM search_patient"), std::ssize(desk.patients) - 1);
}

TEST(StoreSearch, ARolledBackChangeIsNotFound) {
  Desk desk;
  {
    auto opened = desk.store.database->begin();
    ASSERT_TRUE(opened.has_value());
    const store::Transaction change = std::move(*opened);
    desk.add("Непопова", "Нина", "", "", "");
    EXPECT_EQ(desk.names("непопова"), Names{"Нина"});
  }
  EXPECT_EQ(desk.names("непопова"), Names{});
}

TEST(StoreSearch, RebuildsInBatchesAndResumes) {
  Desk desk;
  EXPECT_TRUE(value_of(desk.index.is_current())) << "a new database needs no rebuilding";
  const std::string before = desk.all_rows("SELECT kind || text FROM search_term ORDER BY 1");
  expect_done(desk.index.start_rebuild());
  EXPECT_FALSE(value_of(desk.index.is_current()));
  EXPECT_EQ(desk.names("иванов"), Names{});
  EXPECT_FALSE(value_of(desk.index.rebuild_batch(3)));
  EXPECT_EQ(desk.names("иванов")[0], "Пётр");
  EXPECT_EQ(desk.names("хаустова"), Names{});
  Patient renamed = desk.patients[6];
  renamed.family_name = "Хаустова-Белых";
  expect_done(desk.tables.write(renamed));  // while it is under way
  store::SearchIndex after_restart(*desk.store.database);
  int batches = 1;
  while (!value_of(after_restart.rebuild_batch(3))) ASSERT_LT(++batches, 10);
  EXPECT_TRUE(value_of(after_restart.is_current()));
  EXPECT_EQ(desk.names("хаустова"), Names{"Жанна"});
  renamed.family_name = "Хаустова";
  expect_done(desk.tables.write(renamed));
  EXPECT_EQ(desk.all_rows("SELECT kind || text FROM search_term ORDER BY 1"), before);
  EXPECT_TRUE(value_of(desk.index.rebuild_batch(3))) << "nothing to do";
}

// Among many: the wanted person is first, and no list is walked to its end.
TEST(StoreSearch, FindsOneAmongMany) {
  Register many;
  constexpr std::uint64_t seed = 31;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom random(seed);
  static constexpr std::string_view stems[] = {"иван", "петр", "кузнец", "смирн", "попов", "васил"};
  static constexpr std::string_view endings[] = {"ов", "ова", "ев", "ева", "ин", "ина", "енко"};
  static constexpr std::string_view given[] = {"Анна", "Елена", "Иван", "Сергей"};
  expect_done(many.store.database->begin().and_then([&](store::Transaction&& change) {
    for (int i = 0; i < 3'000; ++i)
      many.add(std::string(stems[random.below(6)]) + std::string(endings[random.below(7)]),
               std::string(given[random.below(4)]), "",
               "+79" + std::to_string(100'000'000 + random.below(900'000'000)), "1980-01-01");
    many.add("Заболоцкий", "Никита", "Ильич", "+79001002030", "1985-05-05");
    return change.commit();
  }));
  for (const auto* query : {"заболоцкий", "забол никита", "pf,jkjwrbq", "zabolotskiy",
                            "заболотский", "заблоцкий", "1002030", "ильич 1985"}) {
    const auto hits = many.hits(query, 5);
    ASSERT_FALSE(hits.empty()) << query;
    EXPECT_EQ(hits[0].patient, many.patients.back().id) << query;
  }
  EXPECT_EQ(many.hits("иван", 50).size(), 50U);
  EXPECT_EQ(many.hits("анна", 500).size(), store::search_hits_max);
}

}  // namespace
}  // namespace retour
