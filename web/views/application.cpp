#include "views/application.hpp"

#include <algorithm>
#include <map>

#include "app/first_run.hpp"
#include "ui/widgets.hpp"
#include "views/booking_drafts.hpp"
#include "views/context.hpp"
#include "views/palette.hpp"
#include "views/presets.hpp"
#include "views/view_day.hpp"
#include "views/view_first_run.hpp"
#include "views/view_import.hpp"
#include "views/view_numbers.hpp"
#include "views/view_patient.hpp"
#include "views/view_patients.hpp"
#include "views/view_round.hpp"
#include "views/view_settings.hpp"
#include "views/view_shell.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

/// Acts of more drafts than these run as a job.
constexpr std::size_t drafts_at_once_max = 8;

/// Of an act with several patients the one who cannot go back is named.
std::string not_undone(Context& context, const Refusal& refusal) {
  const std::string why = words_of(context.ui, refusal);
  if (refusal.things.empty()) return why;
  const auto booking =
      find(static_cast<Tables&>(context.clinic.tables()), BookingId(refusal.things.back()));
  const Patient* patient =
      booking && *booking ? context.reader.patient((*booking)->patient) : nullptr;
  if (patient == nullptr) return why;
  return context.t("common.not_undone", {{"patient", name_of_patient(*patient)}, {"reason", why}});
}

}  // namespace

/// Everything that lives as long as one open clinic.
struct OpenClinic {
  OpenClinic(app::Clinic& open, float board_zoom) : clinic(open), reader(open) {
    day.set_zoom(board_zoom);
  }
  app::Clinic& clinic;
  Reader reader;
  Commands commands;
  Router router;
  DayView day;
  PatientsView patients;
  PatientView patient;
  RoundView round;
  Offers offers;
  NumbersView numbers;
  ImportView import_file;
  SettingsView settings;
  BookingForm booking;
  BookingDrafts drafts;
  CheckOut check_out;
  /// An act that runs as a job; `end` is filled when it ended.
  struct RunningAct {
    std::shared_ptr<std::optional<Result<app::Outcome>>> end;
    Command command;  ///< Without its drafts.
  };
  std::vector<RunningAct> acts;
  PatientForm new_patient;
  Palette palette;
  Shortcuts shortcuts;
  bool shortcuts_shown = false;
  std::map<std::uint32_t, OpId> undo;  ///< By toast.
  PatientId noted;                     ///< Whose card's reading was recorded last.
};

struct Application::Parts {
  Parts(app::Vault& the_vault, ui::Ui& the_ui, std::string zone)
      : vault(the_vault), ui(the_ui), time_zone(std::move(zone)) {}

  void draw_closed();
  void draw_failure();
  void draw_open();
  void finish_restore();
  void draw_screen(Context& context, const ui::Rect& rect);
  void create(const NewClinic& wanted);
  void open_demo();
  void sign_in(app::Clinic& clinic);
  void submit(Context& context);
  [[nodiscard]] static std::vector<app::FreePlace> given_up(Context& context,
                                                            const Command& command);
  void submit_one(Context& context, const Command& command);
  void submit_act(Context& context, Command command);
  void settle(Context& context, const Command& command, const Result<app::Outcome>& outcome);
  void settle_acts(Context& context);
  void erase(Context& context, const Commands::Erase& wish);
  void take_undos(Context& context);
  void undo(Context& context, OpId op);
  void note_reading(Context& context);
  void draw_over(Context& context);
  void perform(Context& context, Act act);
  void perform_on_board(Context& context, Act act);
  void go(Screen screen);
  void open_booking(Context& context, PatientId patient);

  app::Vault& vault;
  ui::Ui& ui;
  std::string time_zone;
  float board_zoom = 1;
  std::optional<Failure> failure;
  FirstRunView first_run;
  RestoreForm restore;
  UnlockView unlock;
  app::DemoReport demo;
  std::unique_ptr<OpenClinic> open;
};

// ---- closed
// ----------------------------------------------------------------------------------------

void Application::Parts::draw_failure() {
  const float w = std::min(560.0F, ui.width());
  const auto area = ui.area(
      {.x = (ui.width() - w) / 2, .y = ui.is_phone() ? 24.0F : 96.0F, .w = w, .h = ui.height()});
  const auto pad = ui.inset(16, 0);
  const auto card = ui.card("failure");
  ui::heading(ui, {.text = ui.t("unlock.failed"), .icon = ui::Icon::circle_alert});
  ui::text(ui, words_of(ui, *failure));
  language_choice(ui);
  if (ui::button(ui,
                 {.key = "reload", .text = ui.t("shell.update_now"), .icon = ui::Icon::refresh_cw}))
    ui.effects.push({.kind = ui::EffectKind::reload});
}

void Application::Parts::open_demo() {
  app::Clinic* clinic = vault.clinic();
  if (clinic == nullptr) return;
  simulate::DemoOptions options;
  options.now = clinic->now();
  options.language = ui.language() == ui::Language::sv   ? Language::swedish
                     : ui.language() == ui::Language::en ? Language::english
                                                         : Language::russian;
  clinic->jobs().start("demo", [this, clinic, options](app::JobControl& control) {
    return app::fill_demo(control, *clinic, options, demo);
  });
}

void Application::Parts::create(const NewClinic& wanted) {
  if (const Status created = vault.create(wanted.passphrase); !created) {
    first_run.set_problem(words_of(ui, created.error()));
    return;
  }
  app::FirstRun first;
  first.clinic_name = wanted.clinic_name;
  first.branch_name =
      wanted.branch_name.empty() ? std::string(ui.t("first.branch_default")) : wanted.branch_name;
  first.owner_family_name = wanted.owner_family;
  first.owner_given_name = wanted.owner_given;
  first.zone = Zone::find(time_zone) ? time_zone : std::string("Europe/Moscow");
  first.currency = wanted.currency;
  first.language = ui.language() == ui::Language::sv   ? Language::swedish
                   : ui.language() == ui::Language::en ? Language::english
                                                       : Language::russian;
  for (const ui::TextId id :
       {ui::TextId("reason.cancel.ill"), ui::TextId("reason.cancel.time"),
        ui::TextId("reason.cancel.mind"), ui::TextId("reason.cancel.elsewhere")})
    first.cancel_reasons.emplace_back(ui.t(id));
  for (const ui::TextId id :
       {ui::TextId("reason.outflow.not_target"), ui::TextId("reason.outflow.not_explained"),
        ui::TextId("reason.outflow.service"), ui::TextId("reason.outflow.forgot"),
        ui::TextId("reason.outflow.money")})
    first.outflow_reasons.emplace_back(ui.t(id));
  first.owner_duty = wanted.owner_duty;
  add_preset(wanted.preset, ui.texts, first);
  const Result<app::Outcome> outcome = app::set_up(*vault.clinic(), first);
  if (!outcome)
    failure = outcome.error();
  else if (const auto* refusal = std::get_if<Refusal>(&*outcome))
    first_run.set_problem(words_of(ui, *refusal));
  ui.request_frame();
}

void Application::Parts::draw_closed() {
  if (vault.state() == app::VaultState::locked) {
    const auto passphrase = unlock.draw(ui);
    if (!passphrase) return;
    if (const Status opened = vault.unlock(*passphrase); !opened) {
      if (opened.error().code == FailureCode::wrong_passphrase)
        unlock.set_problem(std::string(ui.t("unlock.wrong")));
      else
        failure = opened.error();
    }
    ui.request_frame();
    return;
  }
  const FirstRunView::Wish wish =
      first_run.draw(ui, [this] { restore.draw(ui, vault, std::nullopt); });
  if (wish.own) create(*wish.own);
  if (!wish.demo) return;
  if (const Status created = vault.create(""); !created)
    first_run.set_problem(words_of(ui, created.error()));
  else
    open_demo();
  ui.request_frame();
}

// ---- open
// ------------------------------------------------------------------------------------------

void Application::Parts::sign_in(app::Clinic& clinic) {
  if (!clinic.session().staff.is_nil()) return;
  for (const Staff& person : clinic.catalogue().staff)
    if (person.active && person.roles.has(Role::owner)) {
      clinic.sign_in({.staff = person.id, .role = Role::owner});
      return;
    }
}

void Application::Parts::draw_screen(Context& context, const ui::Rect& rect) {
  OpenClinic& o = *open;
  const Screen screen = o.router.screen;
  const auto keyed = ui.keyed(static_cast<std::uint64_t>(screen) + 1);
  // The day and the lists fill the screen and scroll inside; the others scroll as a whole.
  if (screen == Screen::round) return o.round.draw(context, rect, o.booking, o.check_out);
  if (screen == Screen::day || screen == Screen::patients) {
    const auto area = ui.area(rect);
    if (screen == Screen::day)
      o.day.draw(context, o.booking, o.check_out);
    else
      o.patients.draw(context, o.booking);
    return;
  }
  const auto page = ui.scroll("page", rect);
  const auto pad = ui.inset(1, 1);
  ui.set_gap(12);
  switch (screen) {
    case Screen::patient: o.patient.draw(context, o.booking, o.check_out); break;
    case Screen::funnel: o.numbers.draw(context); break;
    case Screen::import_file: o.import_file.draw(context); break;
    case Screen::settings: o.settings.draw(context, vault, restore); break;
    case Screen::day:
    case Screen::round:
    case Screen::patients: break;
  }
}

void Application::Parts::note_reading(Context& context) {
  OpenClinic& o = *open;
  if (o.router.screen != Screen::patient) {
    o.noted = {};
    return;
  }
  if (o.noted == o.router.patient) return;
  o.noted = o.router.patient;
  o.palette.note_patient(o.noted);
  if (const Status noted = context.clinic.note_card_read(o.noted);
      !noted && noted.error().code != FailureCode::read_only)
    ui.toast(words_of(ui, noted.error()), ui::Tone::danger);
}

/// The times that a command gives up, before it does so.
std::vector<app::FreePlace> Application::Parts::given_up(Context& context, const Command& command) {
  std::vector<app::FreePlace> places;
  for (const Draft& draft : command.drafts) {
    if (draft.kind != OpKind::cancel_booking && draft.kind != OpKind::move_booking) continue;
    const auto* booking = std::get_if<Booking>(&draft.parts.front().entity);
    if (booking == nullptr) continue;
    const auto before = find(static_cast<Tables&>(context.clinic.tables()), booking->id);
    if (before && *before && (*before)->begin_minute != untimed_minute)
      places.push_back(app::place_of(**before));
  }
  return places;
}

void Application::Parts::submit_one(Context& context, const Command& command) {
  const std::vector<app::FreePlace> places = given_up(context, command);
  Result<app::Outcome> outcome = app::Outcome(app::Accepted{});
  for (const Draft& draft : command.drafts) {
    outcome = context.clinic.submit(draft);
    if (!outcome || std::holds_alternative<Refusal>(*outcome)) break;
  }
  // The next frame tells whether somebody waits for it.
  if (outcome && std::holds_alternative<app::Accepted>(*outcome) && !places.empty())
    context.router.freed = places.back();
  settle(context, command, outcome);
}

void Application::Parts::submit_act(Context& context, Command command) {
  if (command.steps == Steps::at_once || command.drafts.size() <= drafts_at_once_max) {
    settle(context, command, context.clinic.submit_act(command.drafts));
    return;
  }
  OpenClinic::RunningAct& act = open->acts.emplace_back();
  act.end = std::make_shared<std::optional<Result<app::Outcome>>>();
  std::vector<Draft> drafts = std::exchange(command.drafts, {});
  act.command = std::move(command);
  context.clinic.start_act(std::move(drafts), [end = act.end](Result<app::Outcome> outcome) {
    *end = std::move(outcome);
  });
}

void Application::Parts::settle_acts(Context& context) {
  const auto ended = std::ranges::stable_partition(
      open->acts, [](const OpenClinic::RunningAct& act) { return !act.end->has_value(); });
  const std::vector<OpenClinic::RunningAct> done(ended.begin(), ended.end());
  open->acts.erase(ended.begin(), ended.end());
  for (const OpenClinic::RunningAct& act : done) settle(context, act.command, **act.end);
  if (!done.empty()) ui.request_frame();
}

/// Says what became of a command, to the screen that asked or to the user.
void Application::Parts::settle(Context& context, const Command& command,
                                const Result<app::Outcome>& outcome) {
  if (!outcome) {
    ui.toast(context.t("common.unsaved", {{"reason", words_of(ui, outcome.error())}}),
             ui::Tone::danger);
    return;
  }
  const app::Outcome& last = *outcome;
  if (command.tag != 0) context.commands.set_outcome(command.tag, last);
  if (const auto* refusal = std::get_if<Refusal>(&last)) {
    if (command.tag == 0) ui.toast(words_of(ui, *refusal), ui::Tone::danger);
    return;
  }
  if (command.done.empty()) return;
  const auto& undoable = context.clinic.undo_list();
  const OpId op = std::get<app::Accepted>(last).op;
  const bool can_undo = !undoable.empty() && undoable.back().op == op;
  const std::uint32_t toast = ui.toast(command.done, ui::Tone::good, can_undo);
  if (can_undo) open->undo[toast] = op;
}

void Application::Parts::erase(Context& context, const Commands::Erase& wish) {
  const Result<app::Outcome> outcome = context.clinic.erase_patient(wish.patient, wish.basis);
  settle(context, {.done = wish.done}, outcome);
}

void Application::Parts::undo(Context& context, OpId op) {
  const auto& list = context.clinic.undo_list();
  const auto act = std::ranges::find(list, op, &app::Undoable::op);
  if (act != list.end() && !act->holds_slots && act->before.size() >= drafts_at_once_max) {
    OpenClinic::RunningAct& back = open->acts.emplace_back();
    back.end = std::make_shared<std::optional<Result<app::Outcome>>>();
    back.command.done = ui.t("common.undone");
    context.clinic.start_undo(
        op, [end = back.end](Result<app::Outcome> outcome) { *end = std::move(outcome); });
    ui.request_frame();
    return;
  }
  const Result<app::Outcome> outcome = context.clinic.undo(op);
  if (!outcome)
    ui.toast(words_of(ui, outcome.error()), ui::Tone::danger);
  else if (const auto* refusal = std::get_if<Refusal>(&*outcome))
    ui.toast(not_undone(context, *refusal), ui::Tone::danger);
  else
    ui.toast(std::string(ui.t("common.undone")));
  ui.request_frame();
}

void Application::Parts::take_undos(Context& context) {
  while (const auto token = ui.take_undo())
    if (const auto it = open->undo.find(*token); it != open->undo.end()) {
      undo(context, it->second);
      open->undo.erase(it);
    }
}

void Application::Parts::submit(Context& context) {
  const std::vector<Command> commands = context.commands.take_waiting();
  for (const Command& command : commands)
    if (command.steps != Steps::each)
      submit_act(context, command);
    else
      submit_one(context, command);
  settle_acts(context);
  for (const Commands::Erase& wish : context.commands.take_erasures()) erase(context, wish);
  for (const ImportBatchId batch : context.commands.take_withdrawals()) {
    const Result<app::Outcome> outcome = context.clinic.withdraw_import(batch);
    if (!outcome)
      ui.toast(words_of(ui, outcome.error()), ui::Tone::danger);
    else if (const auto* refusal = std::get_if<Refusal>(&*outcome))
      ui.toast(words_of(ui, *refusal), ui::Tone::danger);
    else
      ui.toast(std::string(ui.t("import.undone")), ui::Tone::info);
    ui.request_frame();
  }
  take_undos(context);
  note_reading(context);
  if (!commands.empty()) ui.request_frame();
}

// ---- acts from anywhere
// ---------------------------------------------------------------------------

void Application::Parts::go(Screen screen) {
  open->router.screen = screen;
  ui.request_frame();
}

void Application::Parts::open_booking(Context& context, PatientId patient) {
  open->booking.open(context, {.patient = patient,
                               .doctor = {},
                               .branch = {},
                               .date = std::max(open->day.date(ui), ui.today()),
                               .minute = {}});
  ui.request_frame();
}

void Application::Parts::perform_on_board(Context& context, Act act) {
  OpenClinic& o = *open;
  if (act == Act::today) {
    context.router.open_day(ui.today());
  } else if (act == Act::week) {
    o.day.show_week();
    go(Screen::day);
  } else if (act == Act::month) {
    o.day.show_month();
    go(Screen::day);
  } else if (act == Act::zoom_in || act == Act::zoom_out) {
    o.day.zoom_by(act == Act::zoom_in ? 1.25F : 0.8F);
  } else {
    o.day.step(ui, act == Act::next ? 1 : -1);
  }
  ui.request_frame();
}

void Application::Parts::perform(Context& context, Act act) {
  OpenClinic& o = *open;
  const auto look = [&](ui::EffectKind kind, std::string_view code) {
    ui.effects.push({.kind = kind, .text = std::string(code)});
  };
  switch (act) {
    case Act::go_day: go(Screen::day); break;
    case Act::go_patients: go(Screen::patients); break;
    case Act::go_round: go(Screen::round); break;
    case Act::go_funnel: go(Screen::funnel); break;
    case Act::go_import:
    case Act::import_file: go(Screen::import_file); break;
    case Act::go_settings: go(Screen::settings); break;
    case Act::palette: o.palette.open(); break;
    case Act::search:
      // The field of the screen where there is one, else the one that searches everything.
      if (const auto it =
              std::ranges::find(ui.nodes(), ui::Role::searchbox, &ui::SemanticNode::role);
          it != ui.nodes().end())
        ui.request_focus(it->id);
      else
        o.palette.open();
      break;
    case Act::new_booking: open_booking(context, {}); break;
    case Act::new_patient: o.new_patient.open(); break;
    case Act::absence:
      go(Screen::day);
      o.day.open_absence(context, {});
      break;
    case Act::undo:
      if (!context.clinic.undo_list().empty()) undo(context, context.clinic.undo_list().back().op);
      break;
    case Act::help: o.shortcuts_shown = true; break;
    case Act::today:
    case Act::previous:
    case Act::next:
    case Act::week:
    case Act::month:
    case Act::zoom_in:
    case Act::zoom_out: perform_on_board(context, act); break;
    case Act::theme_light: look(ui::EffectKind::set_theme, "light"); break;
    case Act::theme_dark: look(ui::EffectKind::set_theme, "dark"); break;
    case Act::theme_contrast: look(ui::EffectKind::set_theme, "contrast"); break;
    case Act::language_ru: look(ui::EffectKind::set_language, "ru"); break;
    case Act::language_en: look(ui::EffectKind::set_language, "en"); break;
    case Act::language_sv: look(ui::EffectKind::set_language, "sv"); break;
  }
  ui.request_frame();
}

/// What can stand over every screen, and the keys that work on all of them.
void Application::Parts::draw_over(Context& context) {
  OpenClinic& o = *open;
  o.new_patient.draw(context);
  if (const auto choice = o.palette.draw(context)) {
    if (choice->act)
      perform(context, *choice->act);
    else if (choice->day)
      context.router.open_day(*choice->day);
    else if (choice->book)
      open_booking(context, choice->patient);
    else
      context.router.open_patient(choice->patient);
    ui.request_frame();
  }
  draw_shortcuts(context, o.shortcuts_shown);
  if (const auto act = o.shortcuts.take(ui, o.router.screen)) perform(context, *act);
}

void Application::Parts::draw_open() {
  if (open == nullptr || &open->clinic != vault.clinic())
    open = std::make_unique<OpenClinic>(*vault.clinic(), board_zoom);
  OpenClinic& o = *open;
  sign_in(o.clinic);
  const LocalDateTime clock = o.clinic.catalogue().zone_of({}).local(o.clinic.now());
  ui.set_clock(clock.date, clock.second_of_day / 60);
  o.reader.refresh();
  Context context{
      .ui = ui, .clinic = o.clinic, .reader = o.reader, .commands = o.commands, .router = o.router};
  o.import_file.advance(context);
  const Shell shell = draw_shell(context);
  if (shell.wants_search) o.palette.open();
  draw_screen(context, o.drafts.draw(context, shell.rect, o.booking));
  o.booking.draw(context);
  o.drafts.take(context, o.booking);
  o.offers.draw(context);
  o.check_out.draw(context);
  if (const auto next = o.check_out.take_booking()) {
    ui.request_frame();
    o.booking.open(context, {.patient = next->patient,
                             .doctor = {},
                             .branch = {},
                             .date = ui.today(),
                             .minute = {},
                             .likely_doctor = next->doctor});
  }
  draw_over(context);
  submit(context);
  // A job reports its progress about ten times a second, without holding the worker by frames.
  if (!o.clinic.jobs().is_empty()) ui.wake_in(0.1);
}

/// A checked backup takes the place of the clinic: nothing may refer to the old one any more.
void Application::Parts::finish_restore() {
  if (!restore.take_finish()) return;
  open.reset();
  if (restore.finish(ui, vault)) {
    open = std::make_unique<OpenClinic>(*vault.clinic(), board_zoom);
    open->router.screen = Screen::settings;
    open->settings.show(SettingsPage::data);
  }
  ui.request_frame();
}

// ---- the door
// --------------------------------------------------------------------------------------

Application::Application(app::Vault& vault, ui::Ui& ui, std::string time_zone)
    : parts_(std::make_unique<Parts>(vault, ui, std::move(time_zone))) {}

Application::~Application() = default;

void Application::set_failure(Failure failure) {
  parts_->failure = std::move(failure);
}

void Application::set_board_zoom(float zoom) {
  parts_->board_zoom = zoom;
}

void Application::start_demo() {
  parts_->open_demo();
}

void Application::draw() {
  parts_->finish_restore();
  if (parts_->failure)
    parts_->draw_failure();
  else if (parts_->vault.state() == app::VaultState::open)
    parts_->draw_open();
  else
    parts_->draw_closed();
}

}  // namespace retour::views
