#include "views/view_import.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "ui/choice.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t chunk_bytes = 256U << 10;
/// Of the file of rejected rows; beyond it only the counts grow.
constexpr std::size_t rejects_bytes_max = 64U << 20;
constexpr std::array kinds = {exchange::ImportKind::patients, exchange::ImportKind::appointments,
                              exchange::ImportKind::services, exchange::ImportKind::calls};

std::vector<exchange::TargetField> fields_of(exchange::ImportKind kind) {
  std::vector<exchange::TargetField> fields;
  for (std::size_t i = 0; i < exchange::target_field_count; ++i) {
    const auto field = static_cast<exchange::TargetField>(i);
    if (exchange::is_field_of(kind, field)) fields.push_back(field);
  }
  return fields;
}

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

}  // namespace

void ImportView::set_kind(exchange::ImportKind kind) {
  kind_ = kind;
  const exchange::Mapping guessed = exchange::guess_mapping(kind, preview_.header, preview_.rows);
  const auto fields = fields_of(kind);
  meaning_.assign(preview_.header.size(), -1);
  options_.assign(preview_.header.size(), {});
  for (const exchange::ColumnMapping& column : guessed.columns) {
    const auto at = std::ranges::find(preview_.header, column.column);
    const auto field = std::ranges::find(fields, column.field);
    if (at == preview_.header.end() || field == fields.end()) continue;
    const auto index = static_cast<std::size_t>(at - preview_.header.begin());
    meaning_[index] = static_cast<int>(field - fields.begin());
    options_[index] = column.options;
  }
}

exchange::Mapping ImportView::mapping() const {
  const auto fields = fields_of(kind_);
  exchange::Mapping mapping{.name = file_->name(), .kind = kind_, .columns = {}};
  for (std::size_t i = 0; i < meaning_.size(); ++i)
    if (meaning_[i] >= 0)
      mapping.columns.push_back({.field = fields[static_cast<std::size_t>(meaning_[i])],
                                 .column = preview_.header[i],
                                 .options = options_[i],
                                 .confidence_percent = 100});
  return mapping;
}

void ImportView::take_file(Context& context, std::shared_ptr<ui::PickedFile> file) {
  file_ = std::move(file);
  problem_.clear();
  Result<std::string> beginning = read_beginning(*file_, exchange::preview_bytes_max);
  if (!beginning) {
    problem_ =
        context.t("import.unreadable", {{"reason", words_of(context.ui, beginning.error())}});
    return;
  }
  const auto extent =
      beginning->size() < file_->size() ? exchange::Extent::beginning : exchange::Extent::whole;
  preview_ = exchange::preview_import(*beginning, extent);
  if (preview_.header.empty()) {
    problem_ = context.t("import.unreadable", {{"reason", context.t("failure.malformed")}});
    return;
  }
  set_kind(preview_.mapping.kind);
  step_ = Step::columns;
}

void ImportView::draw_file(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("file");
  if (ui::empty_state(ui, {.title = context.t("import.pick_title"),
                           .text = context.t("import.pick_text"),
                           .action = context.t("import.pick"),
                           .icon = ui::Icon::file_spreadsheet}))
    picking_ = ui.effects.push({.kind = ui::EffectKind::pick_file, .text = ".csv,.txt,text/csv"});
}

void ImportView::draw_columns(Context& context) {
  ui::Ui& ui = context.ui;
  {
    const auto card = ui.card("what", file_->name());
    const std::string delimiter =
        preview_.delimiter == '\t' ? "Tab" : std::string(1, preview_.delimiter);
    ui::fact(
        ui, {.label = context.t("import.encoding"), .value = exchange::name_of(preview_.encoding)});
    ui::fact(ui, {.label = context.t("import.delimiter"), .value = delimiter});
    std::array<std::string_view, kinds.size()> names;
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      names[i] = word(ui, "import.kind", exchange::name_of(kinds[i]));
      if (kinds[i] == kind_) chosen = i;
    }
    ui::text(ui, {.text = context.t("import.kind"),
                  .tone = ui::TextTone::muted,
                  .style = ui::TextStyle::small});
    if (ui::segments(ui, "kind", context.t("import.kind"), names, chosen)) set_kind(kinds[chosen]);
  }
  const auto fields = fields_of(kind_);
  std::vector<ui::Choice> choices;
  for (const exchange::TargetField field : fields)
    choices.push_back({.text = word(ui, "import.field", exchange::name_of(field))});
  {
    const auto card = ui.card("mapping", context.t("import.mapping"));
    for (std::size_t i = 0; i < preview_.header.size(); i += 2) {
      const auto columns = ui.columns({1, 1}, 280);
      for (std::size_t k = i; k < std::min(i + 2, preview_.header.size()); ++k) {
        ui.next_column();
        const auto keyed = ui.keyed(k);
        std::string example;
        for (const auto& row : preview_.rows)
          if (example.empty() && k < row.size()) example = row[k].substr(0, 60);
        const std::string label = context.t("import.column", {{"name", preview_.header[k]}});
        const std::string hint =
            example.empty() ? std::string() : context.t("import.example", {{"value", example}});
        ui::combo(ui,
                  {.key = "meaning",
                   .label = label,
                   .hint = hint,
                   .placeholder = context.t("import.ignore"),
                   .clearable = true},
                  choices, meaning_[k]);
      }
    }
  }
  if (!problem_.empty())
    ui::banner(ui, {.key = "problem", .text = problem_, .tone = ui::Tone::danger, .urgent = true});
  const auto row = ui.row();
  if (ui::button(ui, {.key = "back", .text = context.t("common.back")})) step_ = Step::file;
  if (ui::button(ui, {.key = "check",
                      .text = context.t("import.check"),
                      .icon = ui::Icon::clipboard_check,
                      .kind = ui::ButtonKind::primary}))
    start(context, true);
}

void ImportView::start(Context& context, bool dry_run) {
  const app::Catalogue& catalogue = context.catalogue();
  app::ImportSettings settings;
  settings.system = "file";
  settings.profile = exchange::name_of(kind_);
  settings.file_name = file_->name();
  settings.mapping = mapping();
  settings.interpret = {.zone = catalogue.zone_of({}),
                        .currency = context.currency(),
                        .region = context.phone_region(),
                        .today = context.ui.today()};
  settings.dry_run = dry_run;
  if (session_) retired_.push_back(std::move(session_));
  session_ = std::make_unique<app::ImportSession>(context.clinic, std::move(settings));
  offset_ = 0;
  dry_run_ = dry_run;
  stopping_ = false;
  rejects_.clear();
  problem_.clear();
  app::ImportSession* session = session_.get();
  context.clinic.jobs().start(
      "job.import", [session](app::JobControl& control) { return session->run(control); });
  step_ = dry_run ? Step::checking : Step::running;
}

void ImportView::feed(Context& context) {
  if (offset_ > file_->size()) return;
  std::string chunk(chunk_bytes, '\0');
  while (session_->waiting_bytes() < app::ImportSession::input_bytes_wanted_max) {
    const Result<std::size_t> got = file_->read(offset_, std::as_writable_bytes(std::span(chunk)));
    if (!got) {
      problem_ = context.t("import.unreadable", {{"reason", words_of(context.ui, got.error())}});
      context.clinic.jobs().cancel_current();
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

void ImportView::draw_running(Context& context) {
  ui::Ui& ui = context.ui;
  feed(context);
  if (rejects_.size() < rejects_bytes_max) rejects_ += session_->take_rejects();
  const auto card = ui.card("running");
  const float share =
      file_->size() == 0
          ? 0
          : static_cast<float>(std::min(offset_, file_->size()) -
                               std::min<std::uint64_t>(session_->waiting_bytes(), offset_)) /
                static_cast<float>(file_->size());
  const std::string rows =
      ui::format_number(static_cast<std::int64_t>(session_->report().file.rows), ui.language());
  const std::string detail = context.t("import.rows_read", {{"rows", rows}});
  if (ui::progress(ui, {.key = "progress",
                        .text = context.t(dry_run_ ? ui::TextId("import.checking")
                                                   : ui::TextId("import.running")),
                        .share = std::clamp(share, 0.0F, 1.0F),
                        .detail = detail,
                        .cancel = context.t("import.stop")}) &&
      !stopping_) {
    context.clinic.jobs().cancel_current();
    stopping_ = true;
  }
  if (stopping_ && context.clinic.jobs().is_empty()) session_->note_cancelled();
  const app::ImportPhase phase = session_->phase();
  if (phase == app::ImportPhase::running || phase == app::ImportPhase::waiting) {
    ui.request_frame();
    return;
  }
  if (phase == app::ImportPhase::refused) {
    problem_ = session_->refusal() ? words_of(ui, *session_->refusal())
                                   : std::string(context.t("import.header_refused"));
    step_ = Step::columns;
  } else if (phase == app::ImportPhase::failed) {
    problem_ = session_->failure() ? words_of(ui, *session_->failure())
                                   : std::string(context.t("failure.io"));
    step_ = dry_run_ ? Step::columns : Step::done;
  } else {
    step_ = dry_run_ ? (phase == app::ImportPhase::cancelled ? Step::columns : Step::checked)
                     : Step::done;
  }
  if (rejects_.size() < rejects_bytes_max) rejects_ += session_->take_rejects();
  ui.request_frame();
}

void ImportView::draw_counts(Context& context) {
  ui::Ui& ui = context.ui;
  const exchange::ImportReport& report = session_->report();
  const auto number = [&](std::uint64_t value) {
    return ui::format_number(static_cast<std::int64_t>(value), ui.language());
  };
  struct Count {
    ui::TextId label;
    std::uint64_t value;
    ui::Tone tone;
  };
  const std::array counts = {
      Count{"import.rows", report.file.rows, ui::Tone::neutral},
      Count{"import.landed", report.landed.rows, ui::Tone::good},
      Count{"import.rejected", report.rejected,
            report.rejected > 0 ? ui::Tone::danger : ui::Tone::neutral},
      Count{"import.patients", report.landed.patients, ui::Tone::neutral},
      Count{"import.appointments", report.landed.appointments, ui::Tone::neutral},
      Count{"import.no_shows", report.landed.no_shows, ui::Tone::neutral}};
  for (std::size_t i = 0; i < counts.size(); i += 3) {
    const auto columns = ui.columns({1, 1, 1}, 160);
    for (std::size_t k = i; k < i + 3; ++k) {
      ui.next_column();
      const auto keyed = ui.keyed(k);
      (void)ui::figure(ui, {.key = "count",
                            .value = number(counts[k].value),
                            .label = context.t(counts[k].label),
                            .tone = counts[k].tone});
    }
  }
  if (report.rejected == 0) return;
  const std::string name = file_->name() + ".rejected.csv";
  if (ui::button(ui, {.key = "rejects",
                      .text = context.t("import.download_rejects"),
                      .icon = ui::Icon::file_down})) {
    const auto bytes = std::as_bytes(std::span(rejects_));
    ui.effects.push({.kind = ui::EffectKind::download,
                     .name = name,
                     .text = "text/csv",
                     .bytes = {bytes.begin(), bytes.end()}});
  }
}

void ImportView::draw_checked(Context& context) {
  ui::Ui& ui = context.ui;
  ui::banner(ui,
             {.key = "checked", .text = context.t("import.check_result"), .tone = ui::Tone::info});
  draw_counts(context);
  const auto row = ui.row();
  if (ui::button(ui, {.key = "back", .text = context.t("common.back")})) step_ = Step::columns;
  if (ui::button(ui, {.key = "import",
                      .text = context.t("import.start"),
                      .icon = ui::Icon::upload,
                      .kind = ui::ButtonKind::primary}))
    start(context, false);
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
  draw_counts(context);
  const auto row = ui.row();
  if (ui::button(ui, {.key = "patients",
                      .text = context.t("nav.patients"),
                      .icon = ui::Icon::users,
                      .kind = ui::ButtonKind::primary}))
    context.router.screen = Screen::patients;
  if (ui::button(ui, {.key = "undo", .text = context.t("import.undo"), .icon = ui::Icon::undo_2})) {
    context.commands.withdraw_import(session_->batch());
    step_ = Step::file;
  }
  if (ui::button(
          ui,
          {.key = "again", .text = context.t("import.again"), .icon = ui::Icon::file_spreadsheet}))
    step_ = Step::file;
}

void ImportView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  if (context.clinic.jobs().is_empty()) retired_.clear();
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
