// The patient, his people and his consents.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/people.hpp"

namespace retour {

/// From this age on a person acts for himself; before, his guardian signs, pays and comes along.
inline constexpr int adult_age_years = 18;

/// One phone number, E.164 ("+79161234567"), with what is said about it.
struct Phone {
  std::string number;
  std::string note;      ///< "mother", "work".
  Instant confirmed_at;  ///< 0: never confirmed at a check-out (PP-13).
  bool operator==(const Phone&) const = default;
};
inline constexpr std::size_t phones_max = 8;

enum class Standing : std::uint8_t { active, deceased, moved, do_not_contact, archived };
RETOUR_ENUM_NAMES(Standing, "active", "deceased", "moved", "do_not_contact", "archived");

/// A person whom the clinic knows: cold contact, lead or patient. The status 1..7 is nowhere in
/// here: it is computed from facts (funnel/), never typed (PS-01).
struct Patient {
  static constexpr EntityInfo info{"patient", EntityKind::patient, Owner::patient};
  static constexpr std::array facets{Facet{"identity"}, Facet{"contact"}, Facet{"standing"},
                                     Facet{"care"},     Facet{"origin"},  Facet{"preference"}};
  PatientId id;
  // identity
  std::string family_name, given_name, patronymic;
  Sex sex = Sex::unknown;
  std::optional<LocalDate> birth_date;
  std::int32_t birth_year_estimated = 0;  ///< From an age; used only while birth_date is unknown.
  // contact
  std::vector<Phone> phones;
  std::string email;
  Instant email_confirmed_at;
  std::string address;
  Language language = Language::russian;
  // standing
  Standing standing = Standing::active;
  bool vip = false;
  bool qualified = false;  ///< A target patient (PS-14).
  // care
  StaffId responsible;  ///< The one responsible person (CS-01, TP-07).
  Instant attached_at;  ///< Since when.
  // origin
  SourceId source;
  PatientId recommended_by;
  Instant first_seen_at;  ///< When the clinic first knew of the person.
  Imported imported;
  // preference
  std::string wishes;              ///< CS-19.
  std::string communication_note;  ///< CS-20, restricted.
  std::array<HybridTime, 6> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("family_name", &Patient::family_name, personal_contact(0));
    visit.field("given_name", &Patient::given_name, personal_contact(0));
    visit.field("patronymic", &Patient::patronymic, personal_contact(0));
    visit.field("sex", &Patient::sex, FieldMeta{});
    visit.field("birth_date", &Patient::birth_date, personal_contact(0));
    visit.field("birth_year_estimated", &Patient::birth_year_estimated, FieldMeta{});
    visit.field("phones", &Patient::phones, personal_contact(1));
    visit.field("email", &Patient::email, personal_contact(1));
    visit.field("email_confirmed_at", &Patient::email_confirmed_at, personal_contact(1));
    visit.field("address", &Patient::address, personal_contact(1));
    visit.field("language", &Patient::language, FieldMeta{.facet = 1});
    visit.field("standing", &Patient::standing, FieldMeta{.facet = 2});
    visit.field("vip", &Patient::vip, FieldMeta{.facet = 2});
    visit.field("qualified", &Patient::qualified, FieldMeta{.facet = 2});
    visit.field("responsible", &Patient::responsible, FieldMeta{.facet = 3});
    visit.field("attached_at", &Patient::attached_at, FieldMeta{.facet = 3});
    visit.field("source", &Patient::source, FieldMeta{.facet = 4});
    visit.field("recommended_by", &Patient::recommended_by, FieldMeta{.facet = 4});
    visit.field("first_seen_at", &Patient::first_seen_at, FieldMeta{.facet = 4});
    visit.field("imported", &Patient::imported, FieldMeta{.facet = 4});
    visit.field("wishes", &Patient::wishes, personal_medical(5));
    visit.field("communication_note", &Patient::communication_note, personal_restricted(5));
  }
};

enum class RelationKind : std::uint8_t { guardian, relative, other };
RETOUR_ENUM_NAMES(RelationKind, "guardian", "relative", "other");

/// Who belongs to a patient: guardians, and who may accompany. The status belongs to the child,
/// messages and contract to the guardian.
struct Relation {
  static constexpr EntityInfo info{"relation", EntityKind::relation, Owner::patient};
  static constexpr std::array facets{Facet{"relation"}};
  RelationId id;
  PatientId patient;  ///< The child, or the one who is accompanied.
  PatientId other;    ///< Nil when the other person is not in the register.
  std::string other_name;
  std::string other_phone;
  RelationKind kind = RelationKind::guardian;
  bool may_accompany = true;
  bool pays = false;
  bool receives_messages = true;
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Relation::patient, subject_field);
    visit.field("other", &Relation::other, FieldMeta{});
    visit.field("other_name", &Relation::other_name, personal_contact(0));
    visit.field("other_phone", &Relation::other_phone, personal_contact(0));
    visit.field("kind", &Relation::kind, FieldMeta{});
    visit.field("may_accompany", &Relation::may_accompany, FieldMeta{});
    visit.field("pays", &Relation::pays, FieldMeta{});
    visit.field("receives_messages", &Relation::receives_messages, FieldMeta{});
    visit.field("active", &Relation::active, FieldMeta{});
  }
};

/// Two cards of one person (PS-16): `patient` is the same as `same_as`, whose card stays. Reads
/// give both cards' facts under the one that stays (ops/same_person.hpp); no row ever changes its
/// owner, so that separating them again rewrites nothing. A nil `same_as` says: nobody's card but
/// his own. Of several of one patient the latest counts.
struct Sameness {
  static constexpr EntityInfo info{"sameness", EntityKind::sameness, Owner::patient};
  static constexpr std::array facets{Facet{"sameness", Merge::once}};
  SamenessId id;
  PatientId patient;
  PatientId same_as;
  bool despite_birth_dates = false;  ///< Different ones were seen and confirmed.
  Instant at;
  StaffId by;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Sameness::patient, subject_field);
    visit.field("same_as", &Sameness::same_as, FieldMeta{});
    visit.field("despite_birth_dates", &Sameness::despite_birth_dates, FieldMeta{});
    visit.field("at", &Sameness::at, FieldMeta{});
    visit.field("by", &Sameness::by, FieldMeta{});
  }
};

/// Two cards that look like one person's and are not (PS-16): somebody has looked. Said once of a
/// pair, in either direction; the pair is not shown as probable duplicates any more. A later word
/// that they are one person after all (`Sameness`) stands above it.
struct Difference {
  static constexpr EntityInfo info{"difference", EntityKind::difference, Owner::patient};
  static constexpr std::array facets{Facet{"difference", Merge::once}};
  DifferenceId id;
  PatientId patient;
  PatientId other;
  Instant at;
  StaffId by;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Difference::patient, subject_field);
    visit.field("other", &Difference::other, FieldMeta{});
    visit.field("at", &Difference::at, FieldMeta{});
    visit.field("by", &Difference::by, FieldMeta{});
  }
};

enum class ConsentPurpose : std::uint8_t {
  treatment,
  personal_data,
  messages,
  marketing,
  call_recording,
  intervention,
};
RETOUR_ENUM_NAMES(ConsentPurpose, "treatment", "personal_data", "messages", "marketing",
                  "call_recording", "intervention");
enum class ConsentForm : std::uint8_t { paper, electronic, sms_code, oral };
RETOUR_ENUM_NAMES(ConsentForm, "paper", "electronic", "sms_code", "oral");

/// One consent for one purpose (152-FZ art. 9; IM-08, TP-36). Withdrawal is its own facet.
struct Consent {
  static constexpr EntityInfo info{"consent", EntityKind::consent, Owner::patient};
  static constexpr std::array facets{Facet{"given", Merge::once}, Facet{"withdrawn"}};
  ConsentId id;
  PatientId patient;
  ConsentPurpose purpose = ConsentPurpose::treatment;
  std::string text_version;
  ConsentForm form = ConsentForm::paper;
  Instant given_at;
  Instant withdrawn_at;  ///< 0: in force.
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Consent::patient, subject_field);
    visit.field("purpose", &Consent::purpose, FieldMeta{});
    visit.field("text_version", &Consent::text_version, FieldMeta{});
    visit.field("form", &Consent::form, FieldMeta{});
    visit.field("given_at", &Consent::given_at, FieldMeta{});
    visit.field("withdrawn_at", &Consent::withdrawn_at, FieldMeta{.facet = 1});
  }
};

}  // namespace retour
