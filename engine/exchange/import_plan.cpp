// Sections: keys and digests | people | sources, doctors and services | appointments |
//           price list, calls | who was erased | what has vanished | the batch
#include "exchange/import_plan.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "model/field_codec.hpp"

namespace retour::exchange {

// ---- keys and digests ----

namespace {

constexpr char separator = '\x1F';  // in no cell: clean_line takes controls out

/// First eight bytes of the digest of a row's values, as `Imported::digest` keeps it.
class RowDigest {
 public:
  RowDigest& text(std::string_view value) {
    writer_.put_string(value);
    return *this;
  }
  RowDigest& number(std::int64_t value) {
    writer_.put_signed(value);
    return *this;
  }
  [[nodiscard]] std::int64_t value() const {
    const Digest digest = hash_of(bytes_);
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < 8; ++i) first = first << 8 | digest.bytes[i];
    return static_cast<std::int64_t>(first);
  }

 private:
  Bytes bytes_;
  ByteWriter writer_{bytes_};
};

std::int64_t digest_of(const ImportedPerson& person, std::string_view note) {
  RowDigest digest;
  digest.text(person.name.family).text(person.name.given).text(person.name.patronymic);
  digest.number(static_cast<std::int64_t>(person.sex));
  digest.number(person.birth_date ? person.birth_date->days : INT32_MIN);
  // An age says another year with every birthday: the estimate is no change of the person.
  digest.number(static_cast<std::int64_t>(person.phones.size()));
  for (const std::string& phone : person.phones) digest.text(phone);
  return digest.text(person.email).text(person.address).text(person.source).text(note).value();
}

std::int64_t digest_of(const ImportedAppointment& row) {
  RowDigest digest;
  digest.number(row.made_at ? row.made_at->seconds : 0).number(row.date.days);
  digest.number(row.begin_minute).number(row.begin.seconds).number(row.length_minutes);
  digest.text(row.doctor).text(row.service_code).text(row.service_name);
  return digest.number(static_cast<std::int64_t>(row.attendance)).text(row.note).value();
}

std::int64_t digest_of(const ImportedService& row) {
  RowDigest digest;
  digest.text(row.code).text(row.name).text(row.specialty);
  digest.number(row.price ? row.price->minor : -1);
  digest.number(row.price ? static_cast<std::int64_t>(row.price->currency) : -1);
  digest.number(row.length_minutes.value_or(-1));
  digest.number(row.product_type ? static_cast<std::int64_t>(*row.product_type) : -1);
  return digest.number(row.valid_from ? row.valid_from->days : INT32_MIN).value();
}

std::string whole_name(const PersonName& name) {
  return fold_for_search(name.family + ' ' + name.given + ' ' + name.patronymic);
}

std::string person_key(std::string_view phone, LocalDate birth) {
  return std::string(phone) + separator + std::to_string(birth.days);
}

Draft row_draft(std::vector<Part> parts) {
  return {.kind = OpKind::import_row, .parts = std::move(parts)};
}

}  // namespace

std::size_t ImportPlanner::IdHash::operator()(const IdBytes& id) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, id.bytes.data() + 8, sizeof value);  // digest bits: uniform already
  return value;
}

ImportPlanner::ImportPlanner(ImportPlanOptions options, Tables& tables, PeopleIndex& people)
    : options_(std::move(options)), tables_(tables), people_(people) {
  RETOUR_CHECK(!options_.system.empty() && !options_.batch.is_nil());
}

IdBytes ImportPlanner::derived(std::string_view kind, std::string_view key) const {
  std::string name(kind);
  name += separator;
  name += options_.system;
  name += separator;
  name += key;
  return id_from_name(name);
}

Imported ImportPlanner::origin(std::string_view external_id, std::int64_t digest) const {
  return {.batch = options_.batch,
          .external_id = std::string(external_id),
          .digest = digest,
          .vanished_at = {}};
}

// ---- people ----

/// An existing patient with the same phone and birth date whose names do not contradict. Twins have
/// one phone and one birthday: the given name must be the same as well, where both are known.
Result<std::optional<PatientId>> ImportPlanner::match(const ImportedPerson& person,
                                                      PlannedRow& out) {
  std::optional<PatientId> found;
  for (const std::string& phone : person.phones) {
    if (person.birth_date) {
      const auto here = by_phone_and_birth_.find(person_key(phone, *person.birth_date));
      // Two source ids in one file are two people, whatever else they share.
      if (here != by_phone_and_birth_.end() && person.source_id.empty()) found = here->second;
    }
    RETOUR_ASSIGN(const std::vector<PatientId> others, people_.by_phone(phone));
    for (const PatientId other : others) {
      RETOUR_ASSIGN(const std::optional<Patient> patient, find(tables_, other));
      if (!patient) continue;
      const std::string given = fold_for_search(person.name.given);
      const std::string known = fold_for_search(patient->given_name);
      const bool names_agree = given.empty() || known.empty() || given == known;
      RETOUR_ASSIGN(const bool ours, is_ours(patient->imported));
      const bool other_id = ours && !person.source_id.empty() &&
                            !patient->imported.external_id.empty() &&
                            patient->imported.external_id != person.source_id;
      const bool same_birth = person.birth_date && patient->birth_date == person.birth_date;
      if (same_birth && names_agree && !other_id) {
        if (!found) found = other;
      } else if (out.notes.empty()) {
        out.notes.push_back(FaultCode::shared_phone);
      }
    }
  }
  return found;
}

Result<PatientId> ImportPlanner::identify(const ImportedPerson& person, PlannedRow& out) {
  std::string key = person.source_id;
  if (key.empty()) {
    // Without an id the person is what the row says about him.
    key = separator + whole_name(person.name) + separator;
    if (person.birth_date) key += to_iso(*person.birth_date);
    key += separator;
    if (!person.phones.empty()) key += person.phones.front();
  }
  const PatientId id(derived("patient", key));
  if (erased_.contains(id)) {
    out.fault = FaultCode::erased_person;
    return id;
  }
  if (patients_.contains(id) || person.phones.empty()) return id;
  RETOUR_ASSIGN(const std::optional<Patient> stored, find(tables_, id));
  if (stored) return id;
  RETOUR_ASSIGN(const std::optional<PatientId> matched, match(person, out));
  return matched.value_or(id);
}

void ImportPlanner::remember(PatientId id, const ImportedPerson& person, PlannedRow& out) {
  patients_.try_emplace(id, Seen{person.sex, person.birth_date});
  for (const std::string& phone : person.phones) {
    const bool shared = by_phone_.try_emplace(phone, id).first->second != id;
    const bool noted = std::ranges::find(out.notes, FaultCode::shared_phone) != out.notes.end();
    if (shared && !noted) out.notes.push_back(FaultCode::shared_phone);
  }
  if (!person.birth_date) return;
  for (const std::string& phone : person.phones)
    by_phone_and_birth_.try_emplace(person_key(phone, *person.birth_date), id);
}

/// One source id that is a woman here and a man there is two people under one number.
bool ImportPlanner::conflicts(PatientId id, const ImportedPerson& person) const {
  const auto seen = patients_.find(id);
  if (seen == patients_.end()) return false;
  const Seen& before = seen->second;
  const bool other_sex =
      before.sex != Sex::unknown && person.sex != Sex::unknown && before.sex != person.sex;
  const bool other_birth =
      before.birth_date && person.birth_date && before.birth_date != person.birth_date;
  return other_sex || other_birth;
}

Patient ImportPlanner::patient_from(const ImportedPerson& person, PatientId id) {
  Patient patient;
  patient.id = id;
  patient.family_name = person.name.family;
  patient.given_name = person.name.given;
  patient.patronymic = person.name.patronymic;
  patient.sex = person.sex;
  patient.birth_date = person.birth_date;
  patient.birth_year_estimated = person.birth_year_estimated;
  for (const std::string& number : person.phones)
    patient.phones.push_back({.number = number, .note = {}, .confirmed_at = {}});
  patient.email = person.email;
  patient.address = person.address;
  return patient;
}

namespace {

template <class T>
void take_known(T& stored, const T& imported, bool& changed) {
  if (imported == T{} || stored == imported) return;
  stored = imported;
  changed = true;
}

/// Writes the imported values into the stored patient; the mask says which facets changed.
FacetMask merge_patient(Patient& stored, const Patient& imported) {
  bool identity = false;
  take_known(stored.family_name, imported.family_name, identity);
  take_known(stored.given_name, imported.given_name, identity);
  take_known(stored.patronymic, imported.patronymic, identity);
  take_known(stored.sex, imported.sex, identity);
  take_known(stored.birth_date, imported.birth_date, identity);
  bool contact = false;
  // Numbers that Retour learnt stay behind those of the file, with what is known about them.
  std::vector<Phone> phones;
  for (const Phone& phone : imported.phones) {
    const auto known = std::ranges::find(stored.phones, phone.number, &Phone::number);
    phones.push_back(known == stored.phones.end() ? phone : *known);
  }
  for (const Phone& phone : stored.phones)
    if (phones.size() < phones_max &&
        std::ranges::find(phones, phone.number, &Phone::number) == phones.end())
      phones.push_back(phone);
  take_known(stored.phones, phones, contact);
  take_known(stored.email, imported.email, contact);
  take_known(stored.address, imported.address, contact);
  bool origin = false;
  take_known(stored.source, imported.source, origin);
  return static_cast<FacetMask>((identity ? 1U << 0 : 0U) | (contact ? 1U << 1 : 0U) | 1U << 4);
}

}  // namespace

Status ImportPlanner::plan_patient(const ImportedPerson& person, std::string_view note,
                                   Instant first_seen, PlannedRow& out, std::vector<Part>& parts) {
  RETOUR_ASSIGN(const PatientId id, identify(person, out));
  out.patient_id = id;
  if (out.fault) return {};
  if (conflicts(id, person)) {
    out.fault = FaultCode::conflicting_identity;
    return {};
  }
  if (patients_.contains(id)) {
    out.patient = Act::unchanged;  // the first row of a person decides within one file
    return {};
  }
  remember(id, person, out);
  RETOUR_ASSIGN(std::optional<Patient> stored, find(tables_, id));
  Patient wanted = patient_from(person, id);
  wanted.communication_note = note;
  const std::int64_t digest = digest_of(person, note);
  if (!stored) {
    wanted.first_seen_at = first_seen;
    RETOUR_ASSIGN(wanted.source, source(person.source, out));
    wanted.imported = origin(person.source_id, digest);
    FacetMask facets = 1U << 0 | 1U << 4;
    if (!wanted.phones.empty() || !wanted.email.empty() || !wanted.address.empty())
      facets |= 1U << 1;
    if (!note.empty()) facets |= 1U << 5;
    parts.push_back({Entity(std::move(wanted)), facets});
    out.patient = Act::created;
    return {};
  }
  // Somebody matched by phone and birth is not this system's to change.
  RETOUR_ASSIGN(const bool ours, is_ours(stored->imported));
  const bool returned = stored->imported.vanished_at.seconds != 0;
  out.patient = Act::unchanged;
  if (!ours || (stored->imported.digest == digest && !returned)) return {};
  if (options_.patients_led_by == Leader::retour) {
    out.patient = Act::led_here;
    return {};
  }
  RETOUR_ASSIGN(wanted.source, source(person.source, out));
  FacetMask facets = merge_patient(*stored, wanted);
  if (!note.empty() && stored->communication_note != note) {
    stored->communication_note = note;
    facets |= 1U << 5;
  }
  stored->imported = origin(person.source_id, digest);
  parts.push_back({Entity(*std::move(stored)), facets});
  out.patient = Act::changed;
  return {};
}

Result<PlannedRow> ImportPlanner::plan(const ImportedPatient& row) {
  PlannedRow out;
  std::vector<Part> parts;
  const std::size_t known = patients_.size();
  RETOUR_TRY(plan_patient(row.person, row.note, options_.now, out, parts));
  if (!out.fault && patients_.size() == known) out.fault = FaultCode::repeated_source_id;
  out.main = out.patient;
  if (!out.fault && !parts.empty()) out.draft = row_draft(std::move(parts));
  return out;
}

// ---- sources, doctors and services ----

/// The advertising source of this name; made when the clinic has none, which loses nothing and can
/// be merged later.
void ImportPlanner::add_thing(Part thing, PlannedRow& out) {
  if (!out.things) out.things = row_draft({});
  out.things->parts.push_back(std::move(thing));
}

Result<SourceId> ImportPlanner::source(std::string_view name, PlannedRow& out) {
  const std::string key = fold_for_search(name);
  if (key.empty()) return SourceId{};
  if (const auto known = options_.known.sources.find(key); known != options_.known.sources.end())
    return known->second;
  const SourceId id(derived("source", key));
  if (made_.contains(id)) return id;
  RETOUR_ASSIGN(const std::optional<Source> stored, find(tables_, id));
  if (!stored && sources_made_ == sources_per_import_max) {
    out.notes.push_back(FaultCode::source_left_out);
    return SourceId{};
  }
  made_.insert(id);
  if (stored) return id;
  ++sources_made_;
  Source made;
  made.id = id;
  made.name = name;
  add_thing(whole(std::move(made)), out);
  return id;
}

Result<StaffId> ImportPlanner::doctor(std::string_view name, PlannedRow& out) {
  const std::string key = fold_for_search(name);
  if (key.empty()) return StaffId{};
  if (const auto known = options_.known.staff.find(key); known != options_.known.staff.end())
    return known->second;
  const StaffId id(derived("staff", key));
  if (!made_.insert(id).second) return id;
  RETOUR_ASSIGN(const std::optional<Staff> stored, find(tables_, id));
  if (stored) return id;
  const PersonName split = split_name(name, NameOrder::family_first);
  Staff staff;
  staff.id = id;
  staff.family_name = split.family;
  staff.given_name = split.given;
  staff.patronymic = split.patronymic;
  staff.roles = RoleSet::of(Role::doctor);
  if (!options_.branch.is_nil()) staff.branches = {options_.branch};
  staff.imported = origin(name, 0);
  add_thing(whole(std::move(staff)), out);
  return id;
}

Result<ServiceId> ImportPlanner::service(std::string_view code, std::string_view name,
                                         PlannedRow& out) {
  const std::string code_key = fold_for_search(code);
  const std::string name_key = fold_for_search(name);
  if (code_key.empty() && name_key.empty()) return ServiceId{};
  for (const std::string& key : {code_key, name_key})
    if (const auto known = options_.known.services.find(key);
        !key.empty() && known != options_.known.services.end())
      return known->second;
  const ServiceId id(derived("service", code_key.empty() ? name_key : code_key));
  if (!made_.insert(id).second) return id;
  RETOUR_ASSIGN(const std::optional<Service> stored, find(tables_, id));
  if (stored) return id;
  Service made;
  made.id = id;
  made.code = code;
  made.name = name.empty() ? code : name;
  made.imported = origin(code.empty() ? name : code, 0);
  add_thing(whole(std::move(made)), out);
  return id;
}

// ---- appointments ----

std::string ImportPlanner::booking_key(const ImportedAppointment& row, PatientId patient) {
  if (!row.source_id.empty()) return row.source_id;
  std::string key(1, separator);
  key += to_text(patient) + separator + to_iso(row.date) + separator +
         std::to_string(row.begin_minute) + separator + fold_for_search(row.doctor) + separator +
         fold_for_search(row.service_code + ' ' + row.service_name);
  // The same line twice is two appointments; the order of the file tells them apart.
  const std::uint32_t nth = natural_keys_[key]++;
  return nth == 0 ? key : key + separator + std::to_string(nth);
}

/// Confirmation, cancellation and attendance as the other system has them. Moments that the file
/// does not give are the appointment's own, never later than now.
void ImportPlanner::state_from(const ImportedAppointment& row, Booking& booking) const {
  const Instant at = std::min(row.begin, options_.now);
  switch (row.attendance) {
    case Attendance::unknown: return;
    case Attendance::expected: booking.cancelled_at = {}; return;
    case Attendance::confirmed:
      booking.cancelled_at = {};
      if (booking.confirmed_at.seconds == 0) booking.confirmed_at = row.made_at.value_or(at);
      return;
    case Attendance::came:
      booking.cancelled_at = {};
      booking.no_show_at = {};
      booking.attended = true;
      return;
    case Attendance::no_show:
      booking.cancelled_at = {};
      booking.attended = false;
      if (booking.no_show_at.seconds == 0) booking.no_show_at = at;
      return;
    case Attendance::cancelled:
      if (booking.cancelled_at.seconds == 0) booking.cancelled_at = at;
      return;
  }
}

Booking ImportPlanner::booking_from(const ImportedAppointment& row, PatientId patient,
                                    BookingId id) const {
  Booking booking;
  booking.id = id;
  booking.patient = patient;
  booking.branch = options_.branch;
  booking.date = row.date;
  booking.begin_minute = row.begin_minute;
  booking.begin = row.begin;
  booking.length_minutes = row.length_minutes;
  if (row.length_minutes == 0 && row.begin_minute != untimed_minute)
    booking.length_minutes = options_.default_length_minutes;
  booking.channel = Channel::import_;
  booking.booked_at = row.made_at.value_or(Instant{});
  booking.note = row.note;
  return booking;
}

/// The facets of a stored booking that the row changes.
Part ImportPlanner::booking_change(const ImportedAppointment& row, const Booking& stored,
                                   Booking wanted) const {
  Booking next = stored;
  FacetMask facets = 1U << 5;
  const bool moved = stored.date != wanted.date || stored.begin != wanted.begin ||
                     stored.begin_minute != wanted.begin_minute ||
                     (row.length_minutes != 0 && stored.length_minutes != wanted.length_minutes) ||
                     (!wanted.doctor.is_nil() && stored.doctor != wanted.doctor);
  if (moved) {
    facets |= 1U << 0;
    next.slot_version = stored.slot_version + 1;
    next.date = wanted.date;
    next.begin = wanted.begin;
    next.begin_minute = wanted.begin_minute;
    if (row.length_minutes != 0 || stored.length_minutes == 0)
      next.length_minutes = wanted.length_minutes;
    if (!wanted.doctor.is_nil()) next.doctor = wanted.doctor;
  }
  bool purpose = false;
  take_known(next.service, wanted.service, purpose);
  take_known(next.note, wanted.note, purpose);
  take_known(next.booked_at, wanted.booked_at, purpose);
  if (purpose) facets |= 1U << 1;
  state_from(row, next);
  if (next.confirmed_at != stored.confirmed_at) facets |= 1U << 2;
  if (next.cancelled_at != stored.cancelled_at) facets |= 1U << 3;
  if (next.attended != stored.attended || next.no_show_at != stored.no_show_at) facets |= 1U << 4;
  next.imported = std::move(wanted.imported);
  return {Entity(std::move(next)), facets};
}

Result<PlannedRow> ImportPlanner::plan(const ImportedAppointment& row) {
  PlannedRow out;
  std::vector<Part> parts;
  if (!row.source_id.empty() && present_.contains(derived("booking", row.source_id))) {
    out.fault = FaultCode::repeated_source_id;
    return out;
  }
  RETOUR_ASSIGN(const bool erased, is_of_erased(row));
  if (erased) {
    out.fault = FaultCode::erased_person;
    return out;
  }
  RETOUR_TRY(plan_patient(row.person, {}, std::min(row.made_at.value_or(row.begin), options_.now),
                          out, parts));
  if (out.fault) return out;
  const std::string key = booking_key(row, out.patient_id);
  const BookingId id(derived("booking", key));
  present_.insert(id);
  first_day_ = first_day_ ? std::min(*first_day_, row.date) : row.date;
  last_day_ = last_day_ ? std::max(*last_day_, row.date) : row.date;

  RETOUR_ASSIGN(const std::optional<Booking> stored, find(tables_, id));
  const std::int64_t digest = digest_of(row);
  const bool returned = stored && stored->imported.vanished_at.seconds != 0;
  if (stored && stored->imported.digest == digest && !returned) {
    out.main = Act::unchanged;
  } else if (stored && options_.bookings_led_by == Leader::retour) {
    out.main = Act::led_here;
  } else {
    Booking wanted = booking_from(row, out.patient_id, id);
    RETOUR_ASSIGN(wanted.doctor, doctor(row.doctor, out));
    RETOUR_ASSIGN(wanted.service, service(row.service_code, row.service_name, out));
    wanted.imported = origin(row.source_id, digest);
    if (stored) {
      parts.push_back(booking_change(row, *stored, std::move(wanted)));
      out.main = Act::changed;
    } else {
      state_from(row, wanted);
      FacetMask facets = 1U << 0 | 1U << 1 | 1U << 5;
      if (wanted.confirmed_at.seconds != 0) facets |= 1U << 2;
      if (wanted.cancelled_at.seconds != 0) facets |= 1U << 3;
      if (wanted.attended || wanted.no_show_at.seconds != 0) facets |= 1U << 4;
      parts.push_back({Entity(std::move(wanted)), facets});
      out.main = Act::created;
    }
  }
  if (!parts.empty()) out.draft = row_draft(std::move(parts));
  return out;
}

// ---- price list, calls ----

/// Type, specialty and length: what a person decided, else the cells, else what stands here, else
/// the suggestion.
void ImportPlanner::type_service(const ImportedService& row, Service& service, PlannedRow& out) {
  if (const auto chosen = options_.service_choices.find(service_key(row.code, row.name));
      chosen != options_.service_choices.end()) {
    service.product_type = chosen->second.type;
    service.length_minutes = chosen->second.length_minutes;
    service.specialty = {};
    add_specialty(chosen->second.specialty, service, out);
    return;
  }
  const bool is_new = service.imported.batch.is_nil() && service.name.empty();
  const ServiceSuggestion suggestion = suggest(row.name);
  if (row.length_minutes)
    service.length_minutes = *row.length_minutes;
  else if (is_new)
    service.length_minutes = suggestion.length_minutes;
  // A type that somebody chose in Retour stays; a suggestion only fills what is open.
  if (row.product_type)
    service.product_type = *row.product_type;
  else if (service.product_type == ProductType::untyped)
    service.product_type = suggestion.type;
  if (!row.specialty.empty())
    add_specialty(row.specialty, service, out);
  else if (service.specialty.is_nil())
    add_specialty(options_.specialty_names[static_cast<std::size_t>(suggestion.specialty)], service,
                  out);
}

Status ImportPlanner::list_service(const ImportedService& row, const Service& service, Act act) {
  if (!options_.list_services || services_.size() == service_lines_max) return {};
  RETOUR_ASSIGN(const std::optional<Specialty> specialty, find(tables_, service.specialty));
  const auto made = specialties_made_.find(service.specialty);
  const ServiceSuggestion suggestion = suggest(row.name);
  ServiceLine line;
  line.key = service_key(row.code, row.name);
  line.code = row.code;
  line.name = row.name;
  line.price = row.price;
  if (!row.product_type && service.product_type == suggestion.type)
    line.type_rule = suggestion.type_rule;
  line.choice = {.type = service.product_type,
                 .specialty = specialty                         ? specialty->name
                              : made != specialties_made_.end() ? made->second
                                                                : std::string(),
                 .length_minutes = service.length_minutes};
  line.is_new = act == Act::created;
  services_.push_back(std::move(line));
  return {};
}

void ImportPlanner::add_specialty(std::string_view name, Service& service, PlannedRow& out) {
  const std::string key = fold_for_search(name);
  if (key.empty()) return;
  if (const auto known = options_.known.specialties.find(key);
      known != options_.known.specialties.end()) {
    service.specialty = known->second;
    return;
  }
  Specialty specialty;
  specialty.id = SpecialtyId(derived("specialty", key));
  specialty.name = name;
  service.specialty = specialty.id;
  specialties_made_.try_emplace(specialty.id, name);
  if (made_.insert(specialty.id).second) add_thing(whole(std::move(specialty)), out);
}

Result<PlannedRow> ImportPlanner::plan(const ImportedService& row) {
  PlannedRow out;
  const std::string code_key = fold_for_search(row.code);
  const std::string name_key = fold_for_search(row.name);
  ServiceId id(derived("service", code_key.empty() ? name_key : code_key));
  for (const std::string& key : {code_key, name_key})
    if (const auto known = options_.known.services.find(key);
        !key.empty() && known != options_.known.services.end())
      id = known->second;
  if (!present_.insert(id).second) {
    out.fault = FaultCode::repeated_source_id;
    return out;
  }
  RETOUR_ASSIGN(std::optional<Service> stored, find(tables_, id));
  const std::int64_t digest = digest_of(row);
  const bool returned = stored && stored->imported.vanished_at.seconds != 0;
  if (stored && stored->imported.digest == digest && !returned) {
    out.main = Act::unchanged;
    return out;
  }
  if (stored && options_.services_led_by == Leader::retour) {
    out.main = Act::led_here;
    return out;
  }
  out.main = stored ? Act::changed : Act::created;
  std::vector<Part> parts;
  Service service = stored.value_or(Service{});
  service.id = id;
  type_service(row, service, out);
  if (!row.code.empty()) service.code = row.code;
  service.name = row.name;
  FacetMask facets = 1U << 0 | 1U << 2;
  RETOUR_TRY(list_service(row, service, out.main));
  if (!stored || stored->product_type != service.product_type ||
      stored->specialty != service.specialty)
    facets |= 1U << 1;
  service.imported = origin(row.code.empty() ? row.name : row.code, digest);
  parts.push_back({Entity(std::move(service)), facets});
  if (row.price) {
    Price price;
    const LocalDate from = row.valid_from.value_or(options_.today);
    price.id = PriceId(derived("price", to_text(id) + separator + to_iso(from) + separator +
                                            std::to_string(row.price->minor)));
    price.service = id;
    price.valid_from = from;
    price.price_minor = row.price->minor;
    price.currency = row.price->currency;
    parts.push_back(whole(std::move(price)));
  }
  out.draft = row_draft(std::move(parts));
  return out;
}

Result<PlannedRow> ImportPlanner::plan(const ImportedCall& row) {
  PlannedRow out;
  std::string key = row.source_id;
  if (key.empty()) {
    key = separator + std::to_string(row.at.seconds) + separator + row.phone;
    const std::uint32_t nth = natural_keys_[key]++;
    if (nth > 0) key += separator + std::to_string(nth);
  }
  const CallId id(derived("call", key));
  if (!present_.insert(id).second) {
    out.fault = FaultCode::repeated_source_id;
    return out;
  }
  RETOUR_ASSIGN(const std::optional<Call> stored, find(tables_, id));
  out.main = stored ? Act::unchanged : Act::created;
  if (stored) return out;  // a call happened once and does not change
  Call call;
  call.id = id;
  call.direction = row.direction;
  call.phone = row.phone;
  call.at = row.at;
  call.answered = row.answered;
  call.duration_seconds = row.duration_seconds;
  call.external_id = row.source_id;
  call.note = row.note;
  if (const auto staff = options_.known.staff.find(fold_for_search(row.operator_name));
      staff != options_.known.staff.end())
    call.operator_staff = staff->second;
  else if (!row.operator_name.empty())
    out.notes.push_back(FaultCode::unknown_operator);
  std::vector<Part> parts;
  RETOUR_ASSIGN(call.source, source(row.source, out));
  FacetMask facets = 1U << 0;
  if (!row.phone.empty()) {
    RETOUR_ASSIGN(const std::vector<PatientId> callers, people_.by_phone(row.phone));
    if (callers.size() == 1) {  // with more than one nobody knows who called
      call.patient = callers.front();
      facets |= 1U << 1;
    }
  }
  if (!row.note.empty()) facets |= 1U << 2;
  parts.push_back({Entity(std::move(call)), facets});
  out.draft = row_draft(std::move(parts));
  return out;
}

// ---- who was erased ----

Status ImportPlanner::look_for_erasures() {
  const auto look = [&](ByteView bytes) -> Status {
    const std::optional<Entity> decoded = decode_row(EntityKind::erasure, bytes);
    if (!decoded) return fail(FailureCode::corrupt, "a row that does not decode");
    erased_.insert(std::get<Erasure>(*decoded).patient);
    return {};
  };
  return tables_.scan(EntityKind::erasure, look);
}

/// Whether the appointment is known here as one of a person whose data were erased: under his new
/// number in the other system he must not come back with it either.
Result<bool> ImportPlanner::is_of_erased(const ImportedAppointment& row) {
  if (erased_.empty() || row.source_id.empty()) return false;
  RETOUR_ASSIGN(const std::optional<Booking> stored,
                find(tables_, BookingId(derived("booking", row.source_id))));
  return stored && erased_.contains(stored->patient);
}

// ---- what has vanished ----

void ImportPlanner::mark_present(ImportKind kind, std::string_view source_id) {
  if (source_id.empty()) return;
  switch (kind) {
    case ImportKind::patients: rejected_.insert(derived("patient", source_id)); return;
    case ImportKind::appointments: rejected_.insert(derived("booking", source_id)); return;
    case ImportKind::services:
      rejected_.insert(derived("service", fold_for_search(source_id)));
      return;
    case ImportKind::calls: return;
  }
}

std::optional<std::pair<LocalDate, LocalDate>> ImportPlanner::days() const {
  if (!first_day_ || !last_day_) return std::nullopt;
  return std::pair(*first_day_, *last_day_);
}

Result<bool> ImportPlanner::is_ours(const Imported& imported) {
  if (imported.batch.is_nil()) return false;
  if (imported.batch == options_.batch) return true;
  if (const auto known = batches_.find(imported.batch); known != batches_.end())
    return known->second;
  RETOUR_ASSIGN(const std::optional<ImportBatch> batch, find(tables_, imported.batch));
  const bool ours = batch && batch->system == options_.system;
  batches_.emplace(imported.batch, ours);
  return ours;
}

template <class E>
Result<std::vector<Draft>> ImportPlanner::flags_for_missing() {
  std::vector<Draft> drafts;
  const auto look = [&](ByteView bytes) -> Status {
    std::optional<Entity> decoded = decode_row(E::info.kind, bytes);
    if (!decoded) return fail(FailureCode::corrupt, "a row that does not decode");
    E& entity = std::get<E>(*decoded);
    if (entity.imported.vanished_at.seconds != 0) return {};
    if (present_.contains(entity.id) || patients_.contains(entity.id) ||
        rejected_.contains(entity.id))
      return {};
    FacetMask facets = 0;
    if constexpr (std::is_same_v<E, Booking>) {
      if (!first_day_ || entity.date < *first_day_ || entity.date > *last_day_) return {};
      facets = 1U << 5;
    } else {
      facets = std::is_same_v<E, Patient> ? 1U << 4 : 1U << 2;
    }
    RETOUR_ASSIGN(const bool ours, is_ours(entity.imported));
    if (!ours) return {};
    if (drafts.size() == vanished_per_import_max)
      return fail(FailureCode::limit, "too many things vanished from the file");
    entity.imported.vanished_at = options_.now;
    Draft& draft = drafts.emplace_back();
    draft.kind = OpKind::flag_vanished;
    draft.parts.push_back({Entity(std::move(entity)), facets});
    return {};
  };
  RETOUR_TRY(tables_.scan(E::info.kind, look));
  return drafts;
}

/// Nothing can have vanished since the last import if there was none.
Result<bool> ImportPlanner::is_first_of_system() {
  bool is_first = true;
  const auto look = [&](ByteView bytes) -> Status {
    const std::optional<Entity> decoded = decode_row(EntityKind::import_batch, bytes);
    if (!decoded) return fail(FailureCode::corrupt, "a row that does not decode");
    const ImportBatch& batch = std::get<ImportBatch>(*decoded);
    if (batch.id != options_.batch && batch.system == options_.system) is_first = false;
    return {};
  };
  RETOUR_TRY(tables_.scan(EntityKind::import_batch, look));
  return is_first;
}

Result<std::vector<Draft>> ImportPlanner::plan_vanished(ImportKind kind) {
  RETOUR_ASSIGN(const bool is_first, is_first_of_system());
  if (is_first) return std::vector<Draft>{};
  switch (kind) {
    case ImportKind::patients: return flags_for_missing<Patient>();
    case ImportKind::appointments: return flags_for_missing<Booking>();
    case ImportKind::services: return flags_for_missing<Service>();
    case ImportKind::calls: break;  // a list of calls is never complete
  }
  return std::vector<Draft>{};
}

// ---- the batch ----

Draft begin_import(const ImportBatch& batch) {
  Draft draft{.kind = OpKind::begin_import, .parts = {}};
  draft.parts.push_back(facets_of(batch, 0));
  return draft;
}

Draft finish_import(const ImportBatch& batch) {
  Draft draft{.kind = OpKind::finish_import, .parts = {}};
  draft.parts.push_back(facets_of(batch, 1));
  return draft;
}

}  // namespace retour::exchange
