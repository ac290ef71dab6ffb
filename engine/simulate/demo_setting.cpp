#include "simulate/demo_setting.hpp"

#include "base/check.hpp"

namespace retour::simulate {
namespace {

constexpr std::int32_t days_ahead = 28;
constexpr std::int32_t price_rise_days_ago = 45;

/// Collects the set-up drafts, one after another from a fixed moment on.
class Builder {
 public:
  Builder(const DemoOptions& options, RandomSource& random, std::vector<TimedDraft>& drafts)
      : options_(options), random_(random), drafts_(drafts), words_(demo_words(options.language)) {
    setting_.words = &words_;
    setting_.zone = Zone::find(words_.zone).value_or(Zone::utc());
    setting_.today = setting_.zone.local(options.now).date;
    setting_.first_day = setting_.today.plus_days(-options.history_days);
    setting_.last_day = setting_.today.plus_days(days_ahead);
    at_milliseconds_ = setting_.instant(setting_.first_day.plus_days(-1), 9 * 60).seconds * 1000;
  }

  DemoSetting build() {
    premises();
    lists();
    people();
    services();
    rota();
    return std::move(setting_);
  }

 private:
  template <class E>
  Id<E> fresh() {
    return Id<E>(make_id(at_milliseconds_, random_));
  }
  void emit(OpKind kind, std::vector<Part> parts) {
    at_milliseconds_ += 1000;
    drafts_.push_back({at_milliseconds_, {}, Role::owner, {kind, std::move(parts)}});
  }
  template <class E>
  Id<E> put(OpKind kind, E entity) {
    entity.id = fresh<E>();
    emit(kind, {whole(entity)});
    return entity.id;
  }

  void premises() {
    Clinic clinic;
    clinic.id = ClinicId(id_from_name("retour:clinic"));
    clinic.name = words_.clinic;
    clinic.currency = words_.currency;
    clinic.zone = words_.zone;
    clinic.language = options_.language;
    clinic.demo = true;
    emit(OpKind::set_up_clinic, {whole(clinic)});
    Policy policy;
    policy.id = PolicyId(id_from_name("retour:policy"));
    policy.step_window_days = 30;  // Three months of history show who was lost.
    policy.patients_led_by = policy.bookings_led_by = policy.services_led_by = Leader::retour;
    emit(OpKind::set_policy, {whole(policy)});
    LegalEntity legal;
    legal.name = words_.legal_entity;
    setting_.legal_entity = put(OpKind::put_legal_entity, legal);
    Branch branch;
    branch.legal_entity = setting_.legal_entity;
    branch.zone = words_.zone;
    branch.name = words_.branch_main;
    branch.address = words_.address_main;
    setting_.branch_main = put(OpKind::put_branch, branch);
    branch.name = words_.branch_small;
    branch.address = words_.address_small;
    setting_.branch_small = put(OpKind::put_branch, branch);
    for (int number = 1; number <= 5; ++number) room(number);
    Room special;
    special.branch = setting_.branch_main;
    special.name = words_.ultrasound_room;
    special.kind = RoomKind::diagnostic;
    setting_.ultrasound_room = put(OpKind::put_room, special);
    special.name = words_.theatre;
    special.kind = RoomKind::theatre;
    put(OpKind::put_room, special);
    Device scanner;
    scanner.branch = setting_.branch_main;
    scanner.name = words_.ultrasound;
    scanner.kind = words_.ultrasound;
    setting_.ultrasound = put(OpKind::put_device, scanner);
  }

  void room(int number) {
    Room one;
    one.branch = number <= 4 ? setting_.branch_main : setting_.branch_small;
    one.name = std::string(words_.room) + " " + std::to_string(number);
    rooms_.push_back(put(OpKind::put_room, one));
  }

  void lists() {
    for (const std::string_view name : words_.specialties) {
      Specialty specialty;
      specialty.name = name;
      setting_.specialties.push_back(put(OpKind::put_specialty, specialty));
    }
    constexpr SourceKind kinds[] = {SourceKind::advertising,    SourceKind::search,
                                    SourceKind::recommendation, SourceKind::external_link,
                                    SourceKind::offline,        SourceKind::partner};
    for (std::size_t i = 0; i < words_.sources.size(); ++i) {
      Source source;
      source.name = words_.sources[i];
      source.kind = kinds[i];
      setting_.sources.push_back(put(OpKind::put_source, source));
    }
    Reason reason;
    reason.group = ReasonGroup::cancellation;
    for (const std::string_view name : words_.cancel_reasons) {
      reason.name = name;
      setting_.cancel_reasons.push_back(put(OpKind::put_reason, reason));
    }
    reason.group = ReasonGroup::refusal;
    for (const std::string_view name : words_.refusal_reasons) {
      reason.name = name;
      setting_.refusal_reasons.push_back(put(OpKind::put_reason, reason));
    }
    Organisation organisation;
    organisation.name = words_.company;
    organisation.contract_number = "D-1";
    setting_.company = put(OpKind::put_organisation, organisation);
    organisation.name = words_.insurer;
    organisation.kind = OrganisationKind::insurer;
    organisation.contract_number = "D-2";
    setting_.insurer = put(OpKind::put_organisation, organisation);
  }

  StaffId person(std::size_t number, Sex sex, RoleSet roles, int specialty, BranchId branch) {
    const bool female = sex == Sex::female;
    const auto families = female ? words_.families_female : words_.families_male;
    const auto givens = female ? words_.givens_female : words_.givens_male;
    const auto patronymics = female ? words_.patronymics_female : words_.patronymics_male;
    Staff staff;
    staff.family_name = families[(number * 5 + 3) % families.size()];
    staff.given_name = givens[(number * 7 + 1) % givens.size()];
    if (!patronymics.empty()) staff.patronymic = patronymics[number % patronymics.size()];
    staff.sex = sex;
    staff.roles = roles;
    if (specialty >= 0)
      staff.specialties = {setting_.specialties[static_cast<std::size_t>(specialty)]};
    staff.branches = {branch};
    return put(OpKind::put_staff, staff);
  }

  void people() {
    using enum Role;
    const BranchId main = setting_.branch_main;
    setting_.owner = person(0, Sex::female, RoleSet::of(owner, manager, doctor), -1, main);
    setting_.manager = person(1, Sex::male, RoleSet::of(manager), -1, main);
    setting_.receptionist = person(2, Sex::female, RoleSet::of(receptionist), -1, main);
    setting_.second_receptionist =
        person(3, Sex::female, RoleSet::of(receptionist, operator_), -1, main);
    setting_.coordinator = person(4, Sex::female, RoleSet::of(coordinator), -1, main);
    setting_.operator_staff = person(5, Sex::male, RoleSet::of(operator_), -1, main);
    person(6, Sex::male, RoleSet::of(marketer), -1, main);
    constexpr int specialty_of[] = {0, 0, 1, 2, 3};
    for (std::size_t i = 0; i < 5; ++i) {
      DemoDoctor one;
      one.specialty = specialty_of[i];
      one.branch = i < 4 ? main : setting_.branch_small;
      one.room = rooms_[i];
      one.begin_minute = i % 2 == 0 ? 9 * 60 : 12 * 60;
      one.end_minute = one.begin_minute + 7 * 60;
      one.id = person(7 + i, i % 2 == 0 ? Sex::male : Sex::female, RoleSet::of(doctor),
                      one.specialty, one.branch);
      const auto days =
          static_cast<std::size_t>(setting_.last_day.days - setting_.first_day.days + 1);
      one.taken.assign(days, std::vector<bool>(24 * 12, false));
      setting_.doctors.push_back(std::move(one));
    }
    const auto days =
        static_cast<std::size_t>(setting_.last_day.days - setting_.first_day.days + 1);
    setting_.ultrasound_taken.assign(days * 24 * 12, false);
  }

  void price(ServiceId service, std::int64_t minor) {
    Price old;
    old.id = fresh<Price>();
    old.service = service;
    old.valid_from = setting_.first_day.plus_days(-365);
    old.price_minor = minor * 9 / 10;
    old.currency = words_.currency;
    Price now = old;
    now.id = fresh<Price>();
    now.valid_from = setting_.today.plus_days(-price_rise_days_ago);
    now.price_minor = minor;
    emit(OpKind::set_price, {whole(old), whole(now)});
  }

  void services() {
    for (std::size_t i = 0; i < words_.services.size(); ++i) {
      const DemoService& row = words_.services[i];
      Service service;
      service.code = "D" + std::to_string(100 + i);
      service.name = row.name;
      service.length_minutes = row.length_minutes;
      service.product_type = row.type;
      if (row.specialty >= 0)
        service.specialty = setting_.specialties[static_cast<std::size_t>(row.specialty)];
      if (row.ultrasound) {
        service.room_kind = RoomKind::diagnostic;
        service.device_kind = words_.ultrasound;
      }
      setting_.services.push_back(put(OpKind::put_service, service));
      setting_.price_minor.push_back(row.price_major * 100);
      price(setting_.services.back(), row.price_major * 100);
    }
    Service package;
    package.code = "D200";
    package.name = words_.package_name;
    package.length_minutes = 60;
    package.product_type = ProductType::main;
    package.specialty = setting_.specialties[3];
    package.package = {{setting_.services.back(), 5}};
    setting_.package = put(OpKind::put_service, package);
    setting_.package_price_minor = setting_.price_minor.back() * 4;
    price(setting_.package, setting_.package_price_minor);
  }

  /// A template for each doctor, Monday to Saturday. Today is worked on a Sunday, too: somebody who
  /// opens the demo then shall see a full day.
  void rota() {
    std::vector<Part> parts;
    for (const DemoDoctor& doctor : setting_.doctors) {
      ShiftPattern pattern;
      pattern.id = fresh<ShiftPattern>();
      pattern.staff = doctor.id;
      pattern.branch = doctor.branch;
      pattern.room = doctor.room;
      pattern.first = setting_.first_day;
      pattern.begin_minute = doctor.begin_minute;
      pattern.end_minute = doctor.end_minute;
      RecurrenceSet days{.begin = {setting_.first_day, 0}, .rule = RecurrenceRule{}};
      for (std::uint8_t day = 1; day <= 6; ++day) days.rule->by_day.push_back({0, day});
      if (setting_.today.iso_weekday() == 7) days.added = {{setting_.today, 0}};
      pattern.recurrence = recurrence_text(days);
      parts.push_back(whole(pattern));
    }
    emit(OpKind::put_shift_patterns, std::move(parts));
  }

  const DemoOptions& options_;
  RandomSource& random_;
  std::vector<TimedDraft>& drafts_;
  const DemoWords& words_;
  DemoSetting setting_;
  std::vector<RoomId> rooms_;
  std::int64_t at_milliseconds_ = 0;
};

}  // namespace

DemoSetting build_setting(const DemoOptions& options, RandomSource& random,
                          std::vector<TimedDraft>& drafts) {
  return Builder(options, random, drafts).build();
}

}  // namespace retour::simulate
