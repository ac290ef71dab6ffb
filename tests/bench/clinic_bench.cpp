// What a receptionist waits for: one booking from click to disk, and each keystroke of a search
// among 62,298 patients with names, phones and birth dates.
#include <array>
#include <cmath>
#include <string_view>

#include "bench/bench.hpp"
#include "bench/clinic_on_disk.hpp"

namespace retour::bench {
namespace {

constexpr int patients_wanted = 62'298;
constexpr std::size_t patients_per_commit = 8'192;
constexpr std::size_t hits_shown = 20;

constexpr std::array<std::string_view, 24> family_roots{
    "Иван",   "Петр",  "Сидор", "Кузнец", "Смирн",  "Попов",  "Васил", "Сокол",
    "Михайл", "Новик", "Федор", "Мороз",  "Волк",   "Алексе", "Лебед", "Семен",
    "Егор",   "Павл",  "Козл",  "Степан", "Никола", "Орл",    "Андре", "Макар"};
constexpr std::array<std::string_view, 12> family_middles{"",    "ич", "ен", "ин",  "ец", "ш",
                                                          "чик", "ук", "ан", "ель", "ют", "ох"};
constexpr std::array<std::string_view, 6> family_ends{"ов", "ова", "ев", "ева", "ин", "ина"};
constexpr std::array<std::string_view, 16> given_names{
    "Анна", "Мария",   "Елена",  "Ольга",   "Наталья", "Ирина",  "Татьяна", "Светлана",
    "Иван", "Алексей", "Сергей", "Дмитрий", "Андрей",  "Михаил", "Пётр",    "Николай"};
constexpr std::array<std::string_view, 8> patronymics{"Ивановна",  "Петровна", "Сергеевна",
                                                      "Андреевна", "Иванович", "Петрович",
                                                      "Сергеевич", "Андреевич"};

template <std::size_t count>
std::string one_of(const std::array<std::string_view, count>& words, std::uint64_t& draws) {
  const std::uint64_t which = draws % count;
  draws /= count;
  return std::string(words[which]);
}

std::uint64_t draw(RandomSource& random) {
  std::uint64_t value = 0;
  random.fill({reinterpret_cast<std::uint8_t*>(&value), sizeof value});
  return value;
}

Patient synthetic_patient(app::Clinic& clinic, RandomSource& random) {
  std::uint64_t draws = draw(random);
  Patient patient;
  patient.id = clinic.new_id<Patient>();
  patient.family_name =
      one_of(family_roots, draws) + one_of(family_middles, draws) + one_of(family_ends, draws);
  patient.given_name = one_of(given_names, draws);
  patient.patronymic = one_of(patronymics, draws);
  patient.birth_date =
      LocalDate::from_ymd(1940, 1, 1).value().plus_days(static_cast<int>(draws % 28'000));
  patient.phones = {{"+79" + std::to_string(100'000'000 + draw(random) % 900'000'000), {}, {}}};
  return patient;
}

void add_patients(ClinicOnDisk& store, int count) {
  SeededRandom random(42);
  std::vector<Draft> drafts;
  std::vector<app::HistoricDraft> history;
  for (int i = 0; i < count; ++i) {
    drafts.push_back(
        {OpKind::register_patient, {whole(synthetic_patient(store.clinic(), random))}});
    if (drafts.size() < patients_per_commit && i + 1 < count) continue;
    history.clear();
    for (const Draft& draft : drafts)
      history.push_back({&draft, store.clinic().session(), 1'795'338'000'000 + i});
    if (!must(store.clinic().submit_history(history)).empty()) stop("a patient was refused");
    drafts.clear();
  }
}

double percentile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(std::ceil(share * last))];
}

/// Every keystroke of these, as typed from the first letter on.
constexpr std::array<std::string_view, 6> typed{"Иванова Анна", "кузнецов", "Петр Серг",
                                                "+7910",        "89100700", "Смирнова 1961"};

void run_search() {
  ClinicOnDisk store("search");
  add_patients(store, patients_wanted);
  std::vector<double> keystrokes;
  std::size_t hits = 0;
  for (int round = 0; round < 5; ++round)
    for (const std::string_view text : typed)
      for (std::size_t end = 1; end <= text.size(); ++end) {
        if (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
          continue;  // in the middle of a character
        keystrokes.push_back(microseconds([&] {
          hits += must(store.clinic().search().search(text.substr(0, end), hits_shown)).size();
        }));
      }
  if (hits == 0) stop("nobody was found");
  constexpr double budget_milliseconds = 10;
  report({.name = "search", .ours = median(keystrokes) / 1e3, .unit = "ms"});
  report({.name = "search_p99",
          .ours = percentile(keystrokes, 0.99) / 1e3,
          .unit = "ms",
          .limit = budget_milliseconds});
}

void run_commit() {
  constexpr int patients = 2'000;
  constexpr int bookings = 1'000;
  ClinicOnDisk store("commit");
  app::Clinic& clinic = store.clinic();
  Staff doctor;
  doctor.id = clinic.new_id<Staff>();
  doctor.family_name = "Врачёв";
  doctor.roles = RoleSet::of(Role::doctor);
  must_accept(clinic.submit({OpKind::put_staff, {whole(doctor)}}));
  Room room;
  room.id = clinic.new_id<Room>();
  room.branch = store.branch();
  room.name = "1";
  must_accept(clinic.submit({OpKind::put_room, {whole(room)}}));
  Service service;
  service.id = clinic.new_id<Service>();
  service.name = "Приём";
  service.product_type = ProductType::entry;
  must_accept(clinic.submit({OpKind::put_service, {whole(service)}}));
  SeededRandom random(3);
  std::vector<PatientId> people;
  for (int i = 0; i < patients; ++i) {
    const Patient patient = synthetic_patient(clinic, random);
    people.push_back(patient.id);
    const Draft draft{OpKind::register_patient, {whole(patient)}};
    const app::HistoricDraft history{&draft, clinic.session(), 1'795'338'000'000};
    if (!must(clinic.submit_history({&history, 1})).empty()) stop("a patient was refused");
  }
  const LocalDate tomorrow = clinic.today(store.branch()).plus_days(1);
  std::vector<double> commits, processor;
  for (int i = 0; i < bookings; ++i) {
    Booking booking;
    booking.id = clinic.new_id<Booking>();
    booking.patient = people[static_cast<std::size_t>(i) % people.size()];
    booking.branch = store.branch();
    booking.doctor = doctor.id;
    booking.service = service.id;
    booking.room = room.id;
    booking.date = tomorrow.plus_days(i / 16);
    booking.begin_minute = 9 * 60 + i % 16 * 30;
    booking.length_minutes = 30;
    booking.begin = clinic.catalogue()
                        .zone_of(store.branch())
                        .lookup({booking.date, booking.begin_minute * 60})
                        .first;
    const Draft draft{OpKind::book, {whole(booking)}};
    const double begin = wall_microseconds();
    processor.push_back(microseconds([&] { must_accept(clinic.submit(draft)); }));
    commits.push_back(wall_microseconds() - begin);
  }
  constexpr double budget_median_milliseconds = 3, budget_p99_milliseconds = 16;
  report({.name = "commit",
          .ours = median(commits) / 1e3,
          .unit = "ms",
          .limit = budget_median_milliseconds});
  report({.name = "commit_p99",
          .ours = percentile(commits, 0.99) / 1e3,
          .unit = "ms",
          .limit = budget_p99_milliseconds});
  report({.name = "commit_processor", .ours = median(processor) / 1e3, .unit = "ms"});
}

const Registration search("search", run_search);
const Registration commit("commit", run_commit);

}  // namespace
}  // namespace retour::bench
