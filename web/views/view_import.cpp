// Sections: the file | running | steps
#include "views/view_import.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "ui/catalogues.hpp"
#include "ui/widgets.hpp"
#include "views/leading_program.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using exchange::ImportKind;

constexpr std::string_view job_name = "job.import";
constexpr std::size_t chunk_bytes = 256U << 10;
/// So many pieces of the file a frame: the import never waits long, and the frame never for a disk.
constexpr int chunks_per_frame_max = 4;
/// Of the file of rejected rows; beyond it only the counts grow.
constexpr std::size_t rejects_bytes_max = 64U << 20;

Result<std::string> read_beginning(ui::PickedFile& file, std::uint64_t bytes) {
  std::string text(static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), bytes)), '\0');
  std::size_t got = 0;
  while (got < text.size()) {
    RETOUR_ASSIGN(const std::size_t n,
                  file.read(got, std::as_writable_bytes(std::span(text).subspan(got))));
    if (n == 0) break;
    got += n;
  }
  text.resize(got);
  return text;
}

ui::Language language_of(const Clinic& clinic) {
  switch (clinic.language) {
    case Language::russian: return ui::Language::ru;
    case Language::english: return ui::Language::en;
    case Language::swedish: return ui::Language::sv;
  }
  return ui::Language::ru;
}

/// Names of specialties in the language of the clinic: they become its rows.
std::array<std::string, exchange::specialty_code_count> specialty_words(const Clinic& clinic) {
  std::array<std::string, exchange::specialty_code_count> words;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto code = static_cast<exchange::SpecialtyCode>(i);
    const auto id = ui::TextId::from("specialty." + std::string(exchange::name_of(code)));
    if (id) words[i] = ui::in_any_language(language_of(clinic), *id);
  }
  return words;
}

/// What both programs may change that a file of this kind brings.
std::span<const LedThings> led_by(ImportKind kind) {
  static constexpr std::array people = {LedThings::patients, LedThings::bookings};
  static constexpr std::array prices = {LedThings::services};
  switch (kind) {
    case ImportKind::appointments: return people;
    case ImportKind::patients: return std::span(people).first(1);
    case ImportKind::services: return prices;
    case ImportKind::calls: return {};
  }
  return {};
}

/// The day on which what came can be seen: today where the file covers it, else its nearest day.
LocalDate day_to_show(const std::pair<LocalDate, LocalDate>& days, LocalDate today) {
  return std::clamp(today, days.first, days.second);
}

}  // namespace

// ---- the file ----

void ImportView::take_file(Context& context, std::shared_ptr<ui::PickedFile> file) {
  file_ = std::move(file);
  problem_.clear();
  prices_.clear();
  Result<std::string> beginning = read_beginning(*file_, exchange::preview_bytes_max);
  if (!beginning) {
    problem_ =
        context.t("import.unreadable", {{"reason", words_of(context.ui, beginning.error())}});
    step_ = Step::file;
    return;
  }
  const auto extent =
      beginning->size() < file_->size() ? exchange::Extent::beginning : exchange::Extent::whole;
  if (!columns_.take(context, file_->name(), *std::move(beginning), extent)) {
    problem_ = context.t("import.unreadable", {{"reason", context.t("import.no_header")}});
    step_ = Step::file;
    return;
  }
  step_ = Step::columns;
}

// ---- running ----

app::ImportSettings ImportView::settings(Context& context) const {
  const app::Catalogue& catalogue = context.catalogue();
  app::ImportSettings settings;
  settings.system = columns_.system();
  settings.profile = columns_.profile_name();
  if (settings.profile.empty()) settings.profile = exchange::name_of(columns_.kind());
  settings.file_name = file_->name();
  settings.branch = columns_.branch();
  settings.csv = columns_.csv();
  settings.mapping = columns_.mapping();
  settings.interpret = {.zone = catalogue.zone_of(columns_.branch()),
                        .currency = context.currency(),
                        .region = context.phone_region(),
                        .today = context.clinic.today(columns_.branch())};
  settings.fault_text = fault_text_of(context.ui, columns_.header());
  settings.reject_titles = {.row = std::string(context.t("import.reject_row")),
                            .reason = std::string(context.t("import.reject_reason"))};
  settings.specialty_words = specialty_words(catalogue.clinic);
  settings.service_choices = prices_.choices();
  return settings;
}

void ImportView::start(Context& context, bool dry_run) {
  app::ImportSettings wanted = settings(context);
  wanted.dry_run = dry_run;
  if (session_) retired_.push_back(std::move(session_));
  session_ = std::make_unique<app::ImportSession>(context.clinic, std::move(wanted));
  offset_ = 0;
  dry_run_ = dry_run;
  stopping_ = false;
  leaders_changed_ = false;
  rejects_.clear();
  problem_.clear();
  faults_.fold();
  notes_.fold();
  app::ImportSession* session = session_.get();
  context.clinic.jobs().start(
      std::string(job_name), [session](app::JobControl& control) { return session->run(control); });
  step_ = dry_run ? Step::checking : Step::running;
  context.ui.request_frame();
}

void ImportView::feed(Context& context) {
  if (offset_ > file_->size() || stopping_) return;
  std::string chunk(chunk_bytes, '\0');
  // As much as the session may want for one step, or both would wait for each other.
  for (int i = 0; i < chunks_per_frame_max &&
                  session_->waiting_bytes() < app::ImportSession::input_bytes_wanted_max;
       ++i) {
    const Result<std::size_t> got = file_->read(offset_, std::as_writable_bytes(std::span(chunk)));
    if (!got) {
      problem_ = context.t("import.unreadable", {{"reason", words_of(context.ui, got.error())}});
      context.clinic.jobs().cancel(job_name);
      stopping_ = true;
      return;
    }
    if (*got == 0) {
      session_->finish_input();
      offset_ = file_->size() + 1;
      return;
    }
    session_->feed(std::string_view(chunk).substr(0, *got));
    offset_ += *got;
  }
}

void ImportView::collect_rejects() {
  std::string more = session_->take_rejects();
  if (rejects_.size() < rejects_bytes_max) rejects_ += more;
}

void ImportView::advance(Context& context) {
  if (!context.clinic.jobs().has(job_name)) retired_.clear();
  if (step_ != Step::checking && step_ != Step::running) return;
  feed(context);
  collect_rejects();
  if (stopping_ && !context.clinic.jobs().has(job_name)) session_->note_cancelled();
  const app::ImportPhase phase = session_->phase();
  if (phase != app::ImportPhase::running && phase != app::ImportPhase::waiting) finish(context);
}

/// The job is over: where to go on.
void ImportView::finish(Context& context) {
  ui::Ui& ui = context.ui;
  const app::ImportPhase phase = session_->phase();
  collect_rejects();
  if (phase == app::ImportPhase::refused) {
    problem_ = session_->refusal() ? words_of(ui, *session_->refusal())
               : session_->header_fault()
                   ? words_of(ui, *session_->header_fault(), columns_.header()).what
                   : std::string(context.t("import.header_refused"));
  } else if (phase == app::ImportPhase::failed) {
    problem_ = session_->failure() ? words_of(ui, *session_->failure())
                                   : std::string(context.t("failure.io"));
  }
  const bool complete = phase == app::ImportPhase::done;
  if (dry_run_)
    step_ = complete ? Step::checked : Step::columns;
  else
    step_ = complete || session_->report().landed.rows > 0 ? Step::done : Step::columns;
  if (step_ == Step::checked) prices_.take(context, session_->services());
  if (context.router.screen != Screen::import_file)
    ui.toast(std::string(context.t(dry_run_   ? ui::TextId("import.check_result")
                                   : complete ? ui::TextId("import.finished")
                                              : ui::TextId("import.stopped"))),
             complete ? ui::Tone::good : ui::Tone::warn);
  ui.request_frame();
}

// ---- steps ----

void ImportView::draw_file(Context& context) {
  ui::Ui& ui = context.ui;
  {
    const auto card = ui.card("file");
    if (ui::empty_state(ui, {.title = context.t("import.pick_title"),
                             .text = context.t("import.pick_text"),
                             .action = context.t("import.pick"),
                             .icon = ui::Icon::file_spreadsheet}))
      picking_ = ui.effects.push({.kind = ui::EffectKind::pick_file, .text = ".csv,.txt,text/csv"});
  }
  history_.draw(context);
}

void ImportView::draw_columns(Context& context) {
  ui::Ui& ui = context.ui;
  columns_.draw(context);
  if (!problem_.empty())
    ui::banner(ui, {.key = "problem", .text = problem_, .tone = ui::Tone::danger, .urgent = true});
  const auto row = ui.row();
  if (ui::button(ui, {.key = "back", .text = context.t("common.back")})) step_ = Step::file;
  if (ui::button(ui, {.key = "check",
                      .text = context.t("import.check"),
                      .icon = ui::Icon::clipboard_check,
                      .kind = ui::ButtonKind::primary,
                      .disabled = !columns_.is_complete()}))
    start(context, true);
}

void ImportView::draw_running(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("running");
  const std::uint64_t given = std::min(offset_, file_->size());
  const std::uint64_t read = given - std::min<std::uint64_t>(session_->waiting_bytes(), given);
  const float share =
      file_->size() == 0 ? 0 : static_cast<float>(read) / static_cast<float>(file_->size());
  const exchange::ImportReport& report = session_->report();
  const std::string detail =
      context.t("import.rows_read", {{"rows", static_cast<std::int64_t>(report.file.rows)},
                                     {"rejected", static_cast<std::int64_t>(report.rejected)}});
  if (ui::progress(ui, {.key = "progress",
                        .text = context.t(dry_run_ ? ui::TextId("import.checking")
                                                   : ui::TextId("import.running")),
                        .share = std::clamp(share, 0.0F, 1.0F),
                        .detail = detail,
                        .cancel = context.t("import.stop")}) &&
      !stopping_) {
    context.clinic.jobs().cancel(job_name);
    stopping_ = true;
  }
}

void ImportView::draw_rejects_button(Context& context) {
  if (session_->report().rejected == 0) return;
  ui::Ui& ui = context.ui;
  if (!ui::button(ui, {.key = "rejects",
                       .text = context.t("import.download_rejects"),
                       .icon = ui::Icon::file_down}))
    return;
  const auto bytes = std::as_bytes(std::span(rejects_));
  ui.effects.push({.kind = ui::EffectKind::download,
                   .name = file_->name() + ".rejected.csv",
                   .text = "text/csv",
                   .bytes = {bytes.begin(), bytes.end()}});
}

/// Faults and notes of the last run.
void ImportView::draw_findings(Context& context) {
  const exchange::ImportReport& report = session_->report();
  std::uint64_t notes = 0;
  for (std::size_t i = 0; i < report.faults.size(); ++i)
    if (exchange::is_note(static_cast<exchange::FaultCode>(i))) notes += report.faults[i];
  if (rejects_.size() >= rejects_bytes_max)
    ui::banner(
        context.ui,
        {.key = "rejects cut", .text = context.t("import.rejects_cut"), .tone = ui::Tone::warn});
  faults_.draw(context, {.key = "faults",
                         .title = context.t("import.faults"),
                         .faults = report.first_faults,
                         .all = report.rejected,
                         .header = columns_.header()});
  notes_.draw(context, {.key = "notes",
                        .title = context.t("import.notes"),
                        .faults = report.first_notes,
                        .all = notes,
                        .header = columns_.header()});
}

/// Companion mode: which system's word counts where both changed the same thing.
void ImportView::draw_leaders(Context& context) {
  const std::span<const LedThings> kinds = led_by(columns_.kind());
  if (kinds.empty() || !draw_leading_program(context, kinds)) return;
  leaders_changed_ = step_ == Step::checked;
}

void ImportView::draw_checked(Context& context) {
  ui::Ui& ui = context.ui;
  ui::banner(ui,
             {.key = "checked", .text = context.t("import.check_result"), .tone = ui::Tone::info});
  if (leaders_changed_ && ui::banner(ui, {.key = "stale",
                                          .text = context.t("import.stale"),
                                          .action = context.t("import.check_again"),
                                          .tone = ui::Tone::warn})) {
    start(context, true);
    return;
  }
  draw_import_counts(context, session_->report(), columns_.kind(), Tense::would_be);
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "back", .text = context.t("common.back")})) step_ = Step::columns;
    draw_rejects_button(context);
    if (ui::button(ui, {.key = "import",
                        .text = context.t("import.start"),
                        .icon = ui::Icon::upload,
                        .kind = ui::ButtonKind::primary,
                        .disabled = session_->report().landed.rows == 0})) {
      start(context, false);
      return;
    }
  }
  if (columns_.kind() == ImportKind::services) prices_.draw(context);
  draw_leaders(context);
  draw_findings(context);
}

/// What people do after an import: look at what came, or take it back.
void ImportView::draw_ways_on(Context& context) {
  ui::Ui& ui = context.ui;
  const ImportKind kind = columns_.kind();
  const auto row = ui.row();
  const auto days = session_->days();
  if (kind == ImportKind::appointments && days &&
      ui::button(ui, {.key = "day",
                      .text = context.t("import.show_day"),
                      .icon = ui::Icon::calendar_days,
                      .kind = ui::ButtonKind::primary}))
    context.router.open_day(day_to_show(*days, ui.today()));
  if ((kind == ImportKind::appointments || kind == ImportKind::patients) &&
      ui::button(ui, {.key = "patients",
                      .text = context.t("import.show_patients"),
                      .icon = ui::Icon::users,
                      .kind = kind == ImportKind::patients ? ui::ButtonKind::primary
                                                           : ui::ButtonKind::normal})) {
    if (auto people = app::patients_of_import(context.clinic, session_->batch()))
      context.router.open_people(context.t("import.people_of", {{"file", file_->name()}}),
                                 *std::move(people));
  }
  if (kind == ImportKind::services && ui::button(ui, {.key = "services",
                                                      .text = context.t("import.show_services"),
                                                      .icon = ui::Icon::clipboard_list,
                                                      .kind = ui::ButtonKind::primary}))
    context.router.screen = Screen::settings;
  draw_rejects_button(context);
  if (ui::button(ui, {.key = "undo", .text = context.t("import.undo"), .icon = ui::Icon::undo_2}))
    asking_ = true;
  if (ui::button(
          ui,
          {.key = "again", .text = context.t("import.again"), .icon = ui::Icon::file_spreadsheet}))
    step_ = Step::file;
}

void ImportView::draw_done(Context& context) {
  ui::Ui& ui = context.ui;
  const bool complete = session_->phase() == app::ImportPhase::done;
  const std::string words = !problem_.empty()
                                ? problem_
                                : std::string(context.t(complete ? ui::TextId("import.finished")
                                                                 : ui::TextId("import.stopped")));
  ui::banner(
      ui, {.key = "finished", .text = words, .tone = complete ? ui::Tone::good : ui::Tone::warn});
  draw_import_counts(context, session_->report(), columns_.kind(), Tense::done);
  draw_ways_on(context);
  draw_findings(context);
  draw_leaders(context);
  if (confirm_withdrawal(context, session_->batch(), asking_)) step_ = Step::file;
}

void ImportView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  ui::heading(ui, {.text = context.t("import.title")});
  const std::array<std::string_view, 4> steps = {
      context.t("import.step.file"), context.t("import.step.columns"),
      context.t("import.step.check"), context.t("import.step.done")};
  const std::size_t at = step_ == Step::file      ? 0
                         : step_ == Step::columns ? 1
                         : step_ == Step::done    ? 3
                                                  : 2;
  ui::stepper(ui, context.t("import.steps"), steps, at);
  const bool busy = step_ == Step::checking || step_ == Step::running;
  for (const std::uint32_t token : {picking_, 0U})
    if (auto reply = ui.take_reply(token); reply && reply->file && !busy)
      take_file(context, reply->file);
  if (step_ == Step::file && !problem_.empty())
    ui::banner(ui, {.key = "problem", .text = problem_, .tone = ui::Tone::danger, .urgent = true});
  switch (step_) {
    case Step::file: draw_file(context); break;
    case Step::columns: draw_columns(context); break;
    case Step::checking:
    case Step::running: draw_running(context); break;
    case Step::checked: draw_checked(context); break;
    case Step::done: draw_done(context); break;
  }
}

}  // namespace retour::views
