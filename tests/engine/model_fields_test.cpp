// The field tables themselves: marks, facets and names that everything generated relies on.
// links: ops
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "model/entity.hpp"
#include "model/field_codec.hpp"
#include "ops/op_codec.hpp"
#include "ops/op_kind.hpp"
#include "ops/refusal.hpp"

namespace retour {
namespace {

struct Field {
  std::string entity;
  std::string name;
  std::string type;
  Owner owner;
  FieldMeta meta;
};

std::vector<Field> all_fields() {
  std::vector<Field> fields;
  for_each_entity([&]<class E>() {
    for_each_field<E>([&]<class T>(std::string_view name, T E::*, const FieldMeta& meta) {
      fields.push_back({std::string(E::info.name), std::string(name),
                        std::string(FieldType<T>::name), E::info.owner, meta});
    });
  });
  return fields;
}

TEST(FieldTables, KindsAndNamesAreUniqueAndAscend) {
  std::set<std::string> names;
  int last = 0;
  for_each_entity([&]<class E>() {
    EXPECT_GT(static_cast<int>(E::info.kind), last) << E::info.name;
    last = static_cast<int>(E::info.kind);
    EXPECT_TRUE(names.insert(std::string(E::info.name)).second) << E::info.name;
  });
  std::set<std::string> fields;
  for (const Field& field : all_fields())
    EXPECT_TRUE(fields.insert(field.entity + "." + field.name).second) << field.name;
}

TEST(FieldTables, FacetsAreValidUsedAndStamped) {
  for_each_entity([&]<class E>() {
    static_assert(std::tuple_size_v<decltype(E::stamps)> == std::size(E::facets));
    static_assert(std::size(E::facets) <= 8, "FacetMask has eight bits");
    std::set<int> used;
    for_each_field<E>([&]<class T>(std::string_view name, T E::*, const FieldMeta& meta) {
      EXPECT_LT(meta.facet, std::size(E::facets)) << E::info.name << "." << name;
      EXPECT_GE(meta.since, 1) << E::info.name << "." << name;
      EXPECT_LE(meta.since, op_version) << E::info.name << "." << name;
      used.insert(meta.facet);
    });
    EXPECT_EQ(used.size(), std::size(E::facets)) << E::info.name << ": a facet without fields";
  });
}

TEST(FieldTables, EveryPatientsEntityMarksItsSubject) {
  for_each_entity([&]<class E>() {
    int subjects = 0;
    for_each_field<E>([&]<class T>(std::string_view name, T E::* member, const FieldMeta& meta) {
      if (!meta.subject) return;
      ++subjects;
      EXPECT_EQ(name, "patient") << E::info.name;
      if constexpr (std::is_same_v<T, PatientId>) {
        E entity;
        entity.*member = PatientId(id_from_name("subject"));
        EXPECT_EQ(patient_of(Entity(entity)), PatientId(id_from_name("subject"))) << E::info.name;
        Entity given{E{}};
        set_subject(given, PatientId(id_from_name("subject")));
        EXPECT_EQ(patient_of(given), PatientId(id_from_name("subject"))) << E::info.name;
      } else {
        ADD_FAILURE() << E::info.name << ": the subject is not a patient's id";
      }
    });
    const bool wants = E::info.owner == Owner::patient && !std::is_same_v<E, Patient>;
    EXPECT_EQ(subjects, wants ? 1 : 0) << E::info.name;
  });
}

TEST(FieldTables, PersonalMarksAndErasedClassesAgree) {
  // Erasure removes sections by class in the log and fields by class in base and tables. A personal
  // field outside those classes would stay; another's field inside would vanish with it.
  for (const Field& field : all_fields()) {
    if (field.owner == Owner::clinic) {
      EXPECT_FALSE(field.meta.personal) << field.entity << "." << field.name;
      continue;
    }
    const bool erased =
        (personal_classes >> static_cast<unsigned>(field.meta.visibility) & 1U) != 0;
    EXPECT_EQ(field.meta.personal, erased) << field.entity << "." << field.name;
  }
}

TEST(FieldTables, TextsOfPatientsArePersonal) {
  // Texts that say nothing about the person, each with its reason.
  const std::map<std::string, std::string> not_personal{
      {"patient.imported", "a number in another system, kept so that he is not imported again"},
      {"booking.imported", "as above"},
      {"consent.text_version", "names the clinic's own form"},
      {"invoice.number", "accounts are kept by law"},
      {"certificate.number", "accounts are kept by law"},
      {"call.external_id", "a number of the telephone exchange"},
      {"call.dialled", "the clinic's own number"},
      {"call.page", "a page of the clinic's own site"},
      {"web_request.page", "a page of the clinic's own site"},
  };
  std::set<std::string> excused;
  for (const Field& field : all_fields()) {
    if (field.owner == Owner::clinic) continue;
    const bool textual =
        field.type == "text" || field.type == "origin in another system" || field.name == "phones";
    if (!textual || field.meta.personal) continue;
    const std::string name = field.entity + "." + field.name;
    EXPECT_TRUE(not_personal.contains(name)) << name << " is free text about a patient";
    excused.insert(name);
  }
  for (const auto& [name, reason] : not_personal)
    EXPECT_TRUE(excused.contains(name)) << name << " needs no excuse any more";
  const auto is_personal = [&](std::string_view entity, std::string_view name) {
    for (const Field& field : all_fields())
      if (field.entity == entity && field.name == name) return field.meta.personal;
    return false;
  };
  for (const char* name : {"family_name", "given_name", "patronymic", "birth_date", "phones",
                           "email", "address", "wishes", "communication_note"})
    EXPECT_TRUE(is_personal("patient", name)) << name;
  EXPECT_TRUE(is_personal("visit", "findings"));
  EXPECT_TRUE(is_personal("relation", "other_phone"));
}

TEST(FieldTables, AmountsAreMoney) {
  // ET-01: what a doctor's replica must not hold. The price list is public and stays open.
  for (const Field& field : all_fields()) {
    const bool amount =
        field.name.ends_with("_minor") || field.name == "currency" || field.name == "instalments";
    if (!amount || field.entity == "price" || field.entity == "clinic") continue;
    EXPECT_EQ(field.meta.visibility, Visibility::money) << field.entity << "." << field.name;
  }
}

TEST(FieldTables, WhoReadsWhichClass) {
  // IM-09: a doctor no sales money, the desk no clinical text, the owner everything.
  for (int i = 0; i < visibility_count; ++i)
    EXPECT_TRUE(readers_of(static_cast<Visibility>(i)).has(Role::owner));
  EXPECT_FALSE(readers_of(Visibility::money).has(Role::doctor));
  EXPECT_FALSE(readers_of(Visibility::money).has(Role::assistant));
  EXPECT_FALSE(readers_of(Visibility::money).has(Role::operator_));
  EXPECT_FALSE(readers_of(Visibility::medical).has(Role::receptionist));
  EXPECT_FALSE(readers_of(Visibility::medical).has(Role::operator_));
  EXPECT_FALSE(readers_of(Visibility::medical).has(Role::marketer));
  EXPECT_FALSE(readers_of(Visibility::contact).has(Role::marketer));
  EXPECT_FALSE(readers_of(Visibility::restricted).has(Role::receptionist));
  EXPECT_EQ(readers_of(Visibility::open), RoleSet::all());
}

template <class E>
void check_names(int count) {
  std::set<std::string_view> names(EnumNames<E>::names.begin(), EnumNames<E>::names.end());
  EXPECT_EQ(names.size(), EnumNames<E>::names.size()) << "two values share a name";
  EXPECT_EQ(EnumNames<E>::names.size(), static_cast<std::size_t>(count));
  for (const std::string_view name : names) EXPECT_FALSE(name.empty());
  EXPECT_EQ(enum_name(static_cast<E>(count)), "invalid");
}

TEST(EnumNames, EveryValueHasOne) {
  // The last value of each enumeration: a value added without a name fails here.
  check_names<Language>(static_cast<int>(Language::swedish) + 1);
  check_names<Leader>(static_cast<int>(Leader::retour) + 1);
  check_names<RoomKind>(static_cast<int>(RoomKind::other) + 1);
  check_names<Currency>(static_cast<int>(Currency::brl) + 1);
  check_names<Role>(role_count);
  check_names<Visibility>(visibility_count);
  check_names<Sex>(static_cast<int>(Sex::male) + 1);
  check_names<ShiftKind>(static_cast<int>(ShiftKind::on_call) + 1);
  check_names<ProductType>(static_cast<int>(ProductType::other) + 1);
  check_names<SourceKind>(static_cast<int>(SourceKind::other) + 1);
  check_names<OrganisationKind>(static_cast<int>(OrganisationKind::partner) + 1);
  check_names<ReasonGroup>(static_cast<int>(ReasonGroup::other) + 1);
  check_names<Standing>(static_cast<int>(Standing::archived) + 1);
  check_names<RelationKind>(static_cast<int>(RelationKind::other) + 1);
  check_names<ConsentPurpose>(static_cast<int>(ConsentPurpose::intervention) + 1);
  check_names<ConsentForm>(static_cast<int>(ConsentForm::oral) + 1);
  check_names<Hold>(static_cast<int>(Hold::requested) + 1);
  check_names<Channel>(static_cast<int>(Channel::other) + 1);
  check_names<VisitOutcome>(static_cast<int>(VisitOutcome::emergency) + 1);
  check_names<FurtherVisit>(static_cast<int>(FurtherVisit::not_needed) + 1);
  check_names<BookingState>(static_cast<int>(BookingState::requested) + 1);
  check_names<PayerKind>(static_cast<int>(PayerKind::insurer) + 1);
  check_names<PaymentMethod>(static_cast<int>(PaymentMethod::bonus) + 1);
  check_names<CertificateKind>(static_cast<int>(CertificateKind::compensation) + 1);
  check_names<CallDirection>(static_cast<int>(CallDirection::outbound) + 1);
  check_names<CallTopic>(static_cast<int>(CallTopic::other) + 1);
  check_names<PlanItemKind>(static_cast<int>(PlanItemKind::checkup) + 1);
  check_names<PlanItemState>(static_cast<int>(PlanItemState::cancelled) + 1);
  check_names<RecallState>(static_cast<int>(RecallState::cancelled) + 1);
  check_names<StepKind>(static_cast<int>(StepKind::other) + 1);
  check_names<ClosingKind>(static_cast<int>(ClosingKind::completion) + 1);
  check_names<CalendarKind>(static_cast<int>(CalendarKind::transferred) + 1);
  check_names<Urgency>(static_cast<int>(Urgency::urgent) + 1);
  check_names<WaitState>(static_cast<int>(WaitState::left) + 1);
  check_names<ContactOutcome>(static_cast<int>(ContactOutcome::cancelled) + 1);
  check_names<Verdict>(static_cast<int>(Verdict::withdrawn) + 1);
  check_names<RefusalCode>(static_cast<int>(RefusalCode::absence_near_only) + 1);
  for (int i = 0; i < static_cast<int>(EnumNames<Currency>::names.size()); ++i)
    EXPECT_EQ(code_of(static_cast<Currency>(i)), enum_name(static_cast<Currency>(i)));
}

TEST(Intentions, TheTableIsComplete) {
  std::set<std::string_view> names;
  for (const OpRule& rule : op_rules()) {
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_EQ(rule_of(rule.kind), &rule);
    EXPECT_FALSE(rule.parts.empty()) << rule.name;
    EXPECT_NE(rule.actors, RoleSet()) << rule.name;
    for (const PartRule& part : rule.parts) {
      const auto entity = empty_entity(part.entity);
      ASSERT_TRUE(entity) << rule.name;
      std::visit(
          [&]<class E>(const E&) {
            EXPECT_EQ(part.facets & ~all_facets<E>, 0) << rule.name << " writes unknown facets";
            EXPECT_NE(part.facets, 0) << rule.name;
            EXPECT_EQ(part.required & ~part.facets, 0) << rule.name;
          },
          *entity);
      EXPECT_LE(part.count_min, part.count_max) << rule.name;
      EXPECT_LE(part.count_max, parts_per_op_max) << rule.name;
    }
  }
  EXPECT_EQ(rule_of(static_cast<OpKind>(0)), nullptr);
  EXPECT_EQ(rule_of(static_cast<OpKind>(999)), nullptr);
}

TEST(Intentions, EveryFacetCanBeWritten) {
  // A facet that no intention writes is data that nobody can enter.
  std::map<EntityKind, FacetMask> written;
  for (const OpRule& rule : op_rules())
    for (const PartRule& part : rule.parts) written[part.entity] |= part.facets;
  for_each_entity([&]<class E>() {
    for (std::size_t facet = 0; facet < std::size(E::facets); ++facet) {
      const bool reached = (written[E::info.kind] >> facet & 1U) != 0;
      const std::string name = std::string(E::info.name) + "." + std::string(E::facets[facet].name);
      // Taken back by withdrawing the op instead (app).
      const bool by_withdrawal =
          name == "refund.void" || name == "certificate.void" || name == "cycle_closing.void";
      EXPECT_NE(reached, by_withdrawal) << name;
    }
  });
}

TEST(BookingStates, FollowFromTheFacets) {
  Booking booking;
  Visit visit;
  EXPECT_EQ(state_of(booking, nullptr), BookingState::booked);
  booking.confirmed_at = {1};
  EXPECT_EQ(state_of(booking, nullptr), BookingState::confirmed);
  EXPECT_EQ(state_of(booking, &visit), BookingState::confirmed) << "the check-in was taken back";
  visit.arrived_at = {2};
  EXPECT_EQ(state_of(booking, &visit), BookingState::arrived);
  visit.entered_at = {3};
  EXPECT_EQ(state_of(booking, &visit), BookingState::entered);
  visit.finished_at = {4};
  EXPECT_EQ(state_of(booking, &visit), BookingState::done);
  booking.no_show_at = {5};
  EXPECT_EQ(state_of(booking, &visit), BookingState::done) << "who came is no no-show";
  EXPECT_EQ(state_of(booking, nullptr), BookingState::no_show);
  booking.attended = true;
  EXPECT_EQ(state_of(booking, nullptr), BookingState::done);
  booking.cancelled_at = {6};
  EXPECT_EQ(state_of(booking, &visit), BookingState::cancelled);
  booking.entered_in_error = true;
  EXPECT_EQ(state_of(booking, &visit), BookingState::entered_in_error);
}

}  // namespace
}  // namespace retour
