// What every screen is given: the interface, the clinic to read, the commands to ask for, the way
// to other screens. Screens never change the clinic: they append drafts, and the application
// submits them when the frame has been drawn.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/aims.hpp"
#include "app/clinic.hpp"
#include "ui/ui.hpp"
#include "views/reader.hpp"

namespace retour::views {

/// What belongs together of a command's drafts.
enum class Steps : std::uint8_t {
  each,     ///< One after the other; the first refusal stops the rest; undo takes the last back.
  one_act,  ///< All or none, undone as one; long ones run as a job: no bookings among those.
  at_once,  ///< The same in a single transaction however long: acts that move bookings.
};

/// Drafts on their way, in order. `done` is what to say when all were accepted.
struct Command {
  std::vector<Draft> drafts{};
  Steps steps = Steps::each;
  std::string done{};     ///< Shown as a toast with undo; empty: nothing is said.
  std::uint32_t tag = 0;  ///< The screen asks for the outcome by it; 0: a refusal is a toast.
};

/// Drafts of one frame, outcomes of the last one.
class Commands {
 public:
  void push(Command command) { waiting_.push_back(std::move(command)); }
  /// Asks to take a whole import back.
  void withdraw_import(ImportBatchId batch) { withdrawals_.push_back(batch); }
  [[nodiscard]] std::vector<ImportBatchId> take_withdrawals() {
    return std::exchange(withdrawals_, {});
  }
  /// Asks to erase a patient's personal data for good.
  void erase(PatientId patient, std::string basis, std::string done) {
    erasures_.push_back({patient, std::move(basis), std::move(done)});
  }
  struct Erase {
    PatientId patient;
    std::string basis;
    std::string done;  ///< What to say afterwards.
  };
  [[nodiscard]] std::vector<Erase> take_erasures() { return std::exchange(erasures_, {}); }
  /// A tag for a form that wants to hear what became of its draft.
  [[nodiscard]] std::uint32_t new_tag() { return ++last_tag_; }
  /// The outcome of the command with this tag, once.
  [[nodiscard]] std::optional<app::Outcome> take_outcome(std::uint32_t tag) {
    const auto it = outcomes_.find(tag);
    if (it == outcomes_.end()) return std::nullopt;
    app::Outcome outcome = std::move(it->second);
    outcomes_.erase(it);
    return outcome;
  }
  [[nodiscard]] std::vector<Command> take_waiting() { return std::exchange(waiting_, {}); }
  [[nodiscard]] const std::vector<Command>& waiting() const { return waiting_; }
  void set_outcome(std::uint32_t tag, app::Outcome outcome) {
    outcomes_.insert_or_assign(tag, std::move(outcome));
  }

 private:
  std::vector<Command> waiting_;
  std::vector<ImportBatchId> withdrawals_;
  std::vector<Erase> erasures_;
  std::map<std::uint32_t, app::Outcome> outcomes_;
  std::uint32_t last_tag_ = 0;
};

enum class Screen : std::uint8_t { day, patients, round, funnel, import_file, settings, patient };

/// Where we are; a screen sends the user elsewhere through it.
struct Router {
  Screen screen = Screen::day;
  PatientId patient;                     ///< Of Screen::patient.
  Screen came_from = Screen::day;        ///< Where "back" leads.
  std::optional<LocalDate> day;          ///< To be shown by the day board when it is drawn next.
  std::vector<PatientId> people;         ///< A list that a figure was opened as.
  std::string people_title;              ///< Empty: all patients.
  std::optional<StaffId> rota;           ///< Whose hours the settings show when drawn next.
  std::optional<app::FreePlace> freed;   ///< A time that has become free just now.
  std::optional<app::AimQuestion> aim;   ///< A figure that shall become somebody's task.
  std::optional<app::FreePlace> offers;  ///< The place whose candidates shall be shown.

  void open_patient(PatientId id) {
    if (screen != Screen::patient) came_from = screen;
    screen = Screen::patient;
    patient = id;
  }
  void open_day(LocalDate date) {
    day = date;
    screen = Screen::day;
  }
  void open_rota(StaffId person) {
    rota = person;
    screen = Screen::settings;
  }
  void open_people(std::string title, std::vector<PatientId> list) {
    people_title = std::move(title);
    people = std::move(list);
    screen = Screen::patients;
  }
};

struct Context {
  ui::Ui& ui;
  app::Clinic& clinic;
  Reader& reader;
  Commands& commands;
  Router& router;

  [[nodiscard]] std::string_view t(ui::TextId id) const { return ui.t(id); }
  [[nodiscard]] std::string t(ui::TextId id, std::initializer_list<ui::TextArg> args) const {
    return ui.t(id, args);
  }
  [[nodiscard]] const app::Catalogue& catalogue() const { return clinic.catalogue(); }
  [[nodiscard]] Currency currency() const { return clinic.catalogue().clinic.currency; }
  [[nodiscard]] PhoneRegion phone_region() const {
    return currency() == Currency::sek ? PhoneRegion::sweden : PhoneRegion::russia;
  }
};

}  // namespace retour::views
