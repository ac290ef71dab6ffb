// Sections: restoring | backup | export | verification | passphrase | erasure
#include "views/view_backup.hpp"

#include <array>

#include "exchange/table_export.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t passphrase_letters_min = 8;
/// Of one frame while a backup is copied and checked.
constexpr std::size_t restore_bytes_per_frame = 512U << 10;
constexpr std::size_t erase_hits_max = 6;

/// The first and last letters of a state hash: what two people can compare by telephone.
std::string short_hash(const Digest& digest) {
  const std::string text = to_text(digest);
  return text.substr(0, 8) + "…" + text.substr(text.size() - 8);
}

store::ByteSource source_of(std::shared_ptr<ui::PickedFile> file) {
  return [file = std::move(file)](std::uint64_t offset,
                                  std::span<std::uint8_t> out) -> Result<std::size_t> {
    return file->read(offset, std::as_writable_bytes(out));
  };
}

}  // namespace

// ---- restoring
// --------------------------------------------------------------------------------------

std::string RestoreForm::made_at(const ui::Ui& ui) const {
  const LocalDateTime utc = Zone::utc().local(Instant{header_.created_unix_seconds});
  return ui.t("common.moment",
              {{"date", ui::format_date(utc.date, ui::DateStyle::full, ui.language())},
               {"time", ui::format_time(utc.second_of_day / 60) + " UTC"}});
}

void RestoreForm::take_file(ui::Ui& ui, std::shared_ptr<ui::PickedFile> file) {
  problem_.clear();
  refused_.clear();
  passphrase_.clear();
  Result<store::BackupHeader> header = store::read_backup_header(source_of(file));
  if (!header) {
    problem_ = header.error().code == FailureCode::malformed
                   ? std::string(ui.t("backup.not_a_backup"))
                   : words_of(ui, header.error());
    step_ = Step::idle;
    return;
  }
  header_ = std::move(*header);
  file_ = std::move(file);
  step_ = Step::picked;
}

void RestoreForm::draw_picked(ui::Ui& ui, app::Vault& vault) {
  ui::fact(ui, {.label = ui.t("backup.file"), .value = file_->name()});
  ui::fact(ui, {.label = ui.t("backup.made"), .value = made_at(ui)});
  ui::fact(ui, {.label = ui.t("backup.size"),
                .value = ui::format_bytes(header_.database_bytes, ui.language())});
  const ui::FieldResult typed =
      ui::password_field(ui,
                         {.key = "file passphrase",
                          .label = ui.t("backup.passphrase_of_file"),
                          .hint = ui.t("backup.passphrase_of_file_hint"),
                          .error = refused_,
                          .autocomplete = ui::Autocomplete::current_password,
                          .required = true},
                         passphrase_);
  if (typed.changed) refused_.clear();
  const auto row = ui.row();
  const bool pressed = ui::button(ui, {.key = "check",
                                       .text = ui.t("backup.check"),
                                       .icon = ui::Icon::key_round,
                                       .kind = ui::ButtonKind::primary,
                                       .disabled = passphrase_.empty()});
  if (ui::button(ui, {.key = "other file", .text = ui.t("common.cancel")})) {
    step_ = Step::idle;
    file_.reset();
  }
  if (!pressed && !(typed.submitted && !passphrase_.empty())) return;
  const Status begun = vault.start_restore(source_of(file_), passphrase_);
  if (!begun) {
    if (begun.error().code == FailureCode::wrong_passphrase)
      refused_ = ui.t("backup.wrong_passphrase");
    else
      problem_ = words_of(ui, begun.error());
    return;
  }
  progress_ = {};
  step_ = Step::checking;
  ui.request_frame();
}

void RestoreForm::draw_checking(ui::Ui& ui, app::Vault& vault) {
  // Copied and checked beside the clinic, a piece a frame; nothing of it is touched yet.
  const Result<store::Progress> progress = vault.restore_some(restore_bytes_per_frame);
  if (!progress) {
    problem_ = progress.error().code == FailureCode::malformed ? std::string(ui.t("backup.damaged"))
                                                               : words_of(ui, progress.error());
    step_ = Step::idle;
    ui.request_frame();
    return;
  }
  progress_ = *progress;
  const float share = progress_.total_bytes == 0 ? 0
                                                 : static_cast<float>(progress_.done_bytes) /
                                                       static_cast<float>(progress_.total_bytes);
  const bool cancelled = ui::progress(ui, {.key = "copying",
                                           .text = ui.t("backup.checking"),
                                           .share = share,
                                           .cancel = ui.t("common.cancel")});
  if (progress_.finished()) {
    step_ = Step::checked;
    asking_ = true;
  } else if (cancelled) {
    (void)vault.cancel_restore();
    step_ = Step::idle;
  }
  ui.request_frame();
}

void RestoreForm::ask(ui::Ui& ui, app::Vault& vault, const std::optional<Present>& present) {
  if (!present) {
    step_ = Step::idle;
    finish_ = true;  // Nothing is there that could be lost.
    ui.request_frame();
    return;
  }
  const std::string words =
      ui.t("backup.replace_text",
           {{"clinic", present->clinic}, {"patients", present->patients}, {"made", made_at(ui)}});
  if (ui::confirm(ui,
                  {.key = "replace",
                   .title = ui.t("backup.replace_title"),
                   .text = words,
                   .yes = ui.t("backup.replace"),
                   .danger = true},
                  asking_)) {
    step_ = Step::idle;
    finish_ = true;
    ui.request_frame();
  } else if (!asking_) {
    (void)vault.cancel_restore();
    step_ = Step::idle;
  }
}

bool RestoreForm::finish(ui::Ui& ui, app::Vault& vault) {
  file_.reset();
  passphrase_.clear();
  const Status finished = vault.finish_restore();
  Result<Digest> state = finished && vault.clinic() != nullptr
                             ? vault.clinic()->hash()
                             : fail(FailureCode::not_found, "no clinic");
  if (!finished || !state) {
    problem_ = words_of(ui, finished ? state.error() : finished.error());
    step_ = Step::idle;
    return false;
  }
  state_ = *state;
  step_ = Step::restored;
  ui.toast(std::string(ui.t("backup.restored")));
  return true;
}

void RestoreForm::draw_restored(ui::Ui& ui) {
  const bool told = header_.state.has_value();
  const bool same = told && *header_.state == state_;
  const std::string words =
      told ? ui.t(same ? ui::TextId("backup.same_state") : ui::TextId("backup.other_state"),
                  {{"hash", short_hash(state_)}})
           : ui.t("backup.state_now", {{"hash", short_hash(state_)}});
  ui::banner(ui, {.key = "restored",
                  .text = words,
                  .tone = !told  ? ui::Tone::info
                          : same ? ui::Tone::good
                                 : ui::Tone::danger});
  ui::fact(ui, {.label = ui.t("backup.made"), .value = made_at(ui)});
}

void RestoreForm::draw(ui::Ui& ui, app::Vault& vault, const std::optional<Present>& present) {
  const auto card = ui.card("restore", ui.t("backup.restore"));
  if (auto reply = ui.take_reply(picking_); reply && reply->file)
    take_file(ui, std::move(reply->file));
  if (!problem_.empty())
    ui::banner(ui, {.key = "problem", .text = problem_, .tone = ui::Tone::danger, .urgent = true});
  if (step_ == Step::restored) draw_restored(ui);
  switch (step_) {
    case Step::idle:
    case Step::restored:
      ui::text(ui,
               ui.t(present ? ui::TextId("backup.restore_text")
                            : ui::TextId("backup.restore_first_text")),
               ui::TextTone::muted);
      if (ui::button(ui, {.key = "pick",
                          .text = ui.t("backup.pick"),
                          .icon = ui::Icon::upload,
                          .disabled = finish_}))
        picking_ = ui.effects.push({.kind = ui::EffectKind::pick_file, .text = ".retour"});
      break;
    case Step::picked: draw_picked(ui, vault); break;
    case Step::checking: draw_checking(ui, vault); break;
    case Step::checked:
      ui::text(ui, ui.t("backup.checked"), ui::TextTone::good);
      ask(ui, vault, present);
      break;
  }
}

// ---- backup
// -----------------------------------------------------------------------------------------

void DataPage::start_backup(Context& context, app::Vault& vault, std::string passphrase) {
  backup_problem_.clear();
  backup_state_.reset();
  backup_ = std::make_shared<app::BackupSession>(vault);
  context.clinic.jobs().start("job.backup", [backup = backup_, passphrase = std::move(passphrase)](
                                                app::JobControl& control) {
    return backup->run(control, passphrase, backup);
  });
}

void DataPage::take_backup(Context& context) {
  ui::Ui& ui = context.ui;
  if (backup_ == nullptr) return;
  auto result = backup_->take_result();
  if (!result) return;
  backup_.reset();
  if (!*result) {
    backup_problem_ = words_of(ui, result->error());
    return;
  }
  const app::BackupFile& file = **result;
  backup_state_ = file.state;
  const auto bytes = std::as_bytes(std::span(file.bytes));
  const std::string name =
      "retour-" + ui::format_date(ui.today(), ui::DateStyle::numeric, ui::Language::sv) + ".retour";
  ui.effects.push({.kind = ui::EffectKind::download,
                   .name = name,
                   .text = "application/octet-stream",
                   .bytes = {bytes.begin(), bytes.end()}});
}

void DataPage::draw_backup(Context& context, app::Vault& vault) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("backup", context.t("backup.title"));
  ui::text(ui, context.t("backup.text"), ui::TextTone::muted);
  take_backup(context);
  if (!backup_problem_.empty())
    ui::banner(ui, {.key = "problem", .text = backup_problem_, .tone = ui::Tone::danger});
  if (backup_state_)
    ui::banner(ui, {.key = "saved",
                    .text = context.t("backup.saved", {{"hash", short_hash(*backup_state_)}}),
                    .tone = ui::Tone::good});
  if (backup_ != nullptr) {
    const app::JobControl* job = context.clinic.jobs().current();
    const bool known = job != nullptr && job->name == "job.backup" && job->total > 0;
    (void)ui::progress(
        ui, {.key = "progress",
             .text = context.t("backup.running"),
             .share = known ? static_cast<float>(job->done) / static_cast<float>(job->total) : -1});
  }
  if (ui::button(ui, {.key = "make",
                      .text = context.t("backup.make"),
                      .icon = ui::Icon::download,
                      .kind = ui::ButtonKind::primary,
                      .disabled = backup_ != nullptr})) {
    if (vault.is_unprotected()) {
      file_passphrase_.clear();
      file_again_.clear();
      asking_passphrase_ = true;
    } else {
      start_backup(context, vault, {});
    }
  }
}

void DataPage::draw_backup_form(Context& context, app::Vault& vault) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "file passphrase", .title = context.t("backup.title"), .width = 480},
                 asking_passphrase_);
  if (!d) return;
  ui::text(ui, context.t("backup.needs_passphrase"), ui::TextTone::muted);
  ui::password_field(ui,
                     {.key = "fresh",
                      .label = context.t("first.passphrase"),
                      .hint = context.t("first.passphrase_hint"),
                      .autocomplete = ui::Autocomplete::new_password,
                      .required = true},
                     file_passphrase_);
  const bool differs = !file_again_.empty() && file_again_ != file_passphrase_;
  ui::password_field(ui,
                     {.key = "again",
                      .label = context.t("first.passphrase_again"),
                      .error = differs ? context.t("first.passphrase_differs") : std::string_view{},
                      .autocomplete = ui::Autocomplete::new_password,
                      .required = true},
                     file_again_);
  const bool ready = ui::code_points(file_passphrase_) >= passphrase_letters_min &&
                     file_passphrase_ == file_again_;
  const auto footer = ui::dialog_footer(ui);
  if (ui::button(ui, {.key = "cancel", .text = context.t("common.cancel")}))
    asking_passphrase_ = false;
  if (!ui::button(ui, {.key = "make",
                       .text = context.t("backup.make"),
                       .kind = ui::ButtonKind::primary,
                       .disabled = !ready}))
    return;
  asking_passphrase_ = false;
  start_backup(context, vault, std::exchange(file_passphrase_, {}));
  file_again_.clear();
}

// ---- export
// -----------------------------------------------------------------------------------------

void DataPage::draw_export(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("export", context.t("settings.export"));
  ui::text(ui, context.t("settings.export_text"), ui::TextTone::muted);
  const auto save = [&](EntityKind kind) {
    std::string file;
    const Status done = exchange::export_table(context.clinic.tables(), kind,
                                               {.role = context.clinic.session().role, .style = {}},
                                               [&](std::string_view piece) -> Status {
                                                 file += piece;
                                                 return {};
                                               });
    if (!done) {
      ui.toast(words_of(ui, done.error()), ui::Tone::danger);
      return;
    }
    const auto bytes = std::as_bytes(std::span(file));
    ui.effects.push({.kind = ui::EffectKind::download,
                     .name = exchange::export_file_name(kind),
                     .text = "text/csv",
                     .bytes = {bytes.begin(), bytes.end()}});
  };
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "patients",
                        .text = context.t("settings.export_patients"),
                        .icon = ui::Icon::download}))
      save(EntityKind::patient);
    if (ui::button(ui, {.key = "bookings",
                        .text = context.t("settings.export_bookings"),
                        .icon = ui::Icon::download}))
      save(EntityKind::booking);
  }
  const auto offered = exchange::exported_kinds();
  std::vector<std::string> names;
  names.reserve(offered.size());
  std::vector<ui::Choice> choices;
  for (const EntityKind kind : offered) {
    names.push_back(exchange::export_file_name(kind));
    std::string_view table = names.back();
    table.remove_suffix(std::string_view(".csv").size());
    choices.push_back({.text = word(ui, "table", table), .detail = names.back()});
  }
  int chosen = -1;
  if (ui::combo(ui,
                {.key = "table",
                 .label = context.t("settings.export_table"),
                 .placeholder = context.t("settings.export_table_pick"),
                 .width = 320},
                choices, chosen) &&
      chosen >= 0)
    save(offered[static_cast<std::size_t>(chosen)]);
}

// ---- verification
// -----------------------------------------------------------------------------------

void DataPage::draw_verify(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("verify", context.t("verify.title"));
  ui::text(ui, context.t("verify.text"), ui::TextTone::muted);
  const bool running = verify_ != nullptr && !verify_->result();
  if (running) {
    const app::JobControl* job = context.clinic.jobs().current();
    const bool known = job != nullptr && job->name == "job.verify" && job->total > 0;
    (void)ui::progress(
        ui, {.key = "progress",
             .text = context.t("verify.running"),
             .share = known ? static_cast<float>(job->done) / static_cast<float>(job->total) : -1});
  } else if (verify_ != nullptr) {
    const Result<store::Verification>& found = *verify_->result();
    if (!found) {
      ui::banner(ui, {.key = "failed",
                      .text = words_of(ui, found.error()),
                      .tone = ui::Tone::danger,
                      .urgent = true});
    } else if (found->ok()) {
      const std::string words =
          context.t("verify.whole", {{"ops", found->ops}, {"hash", short_hash(found->state)}});
      ui::banner(ui, {.key = "whole", .text = words, .tone = ui::Tone::good});
    } else {
      ui::banner(ui, {.key = "broken",
                      .text = context.t("verify.broken", {{"count", found->differences.size()}}),
                      .tone = ui::Tone::danger,
                      .urgent = true});
      for (const std::string& difference : found->differences)
        ui::text(ui, {.text = difference, .style = ui::TextStyle::small, .key = difference});
    }
  }
  if (!ui::button(ui, {.key = "verify",
                       .text = context.t("verify.run"),
                       .icon = ui::Icon::shield,
                       .disabled = running}))
    return;
  verify_ = std::make_shared<app::VerifySession>(context.clinic);
  context.clinic.jobs().start("job.verify", [verify = verify_](app::JobControl& control) {
    return verify->run(control, verify);
  });
}

// ---- passphrase
// -------------------------------------------------------------------------------------

void DataPage::draw_protection(Context& context, app::Vault& vault) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("protection", context.t("settings.protection"));
  if (vault.is_unprotected())
    ui::banner(ui,
               {.key = "open", .text = context.t("settings.unprotected"), .tone = ui::Tone::warn});
  else
    ui::password_field(ui,
                       {.key = "old",
                        .label = context.t("settings.passphrase_old"),
                        .error = passphrase_problem_,
                        .autocomplete = ui::Autocomplete::current_password},
                       old_);
  ui::password_field(ui,
                     {.key = "fresh",
                      .label = context.t("settings.passphrase_new"),
                      .hint = context.t("first.passphrase_hint"),
                      .autocomplete = ui::Autocomplete::new_password},
                     fresh_);
  const bool differs = !again_.empty() && again_ != fresh_;
  ui::password_field(ui,
                     {.key = "again",
                      .label = context.t("first.passphrase_again"),
                      .error = differs ? context.t("first.passphrase_differs") : std::string_view{},
                      .autocomplete = ui::Autocomplete::new_password},
                     again_);
  const bool ready = ui::code_points(fresh_) >= passphrase_letters_min && fresh_ == again_ &&
                     (vault.is_unprotected() || !old_.empty());
  ui::text(ui, {.text = context.t("backup.old_files"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small});
  if (!ui::button(ui, {.key = "change",
                       .text = context.t("settings.passphrase_change"),
                       .icon = ui::Icon::key_round,
                       .disabled = !ready}))
    return;
  if (const Status changed = vault.change_passphrase(old_, fresh_); changed) {
    old_.clear();
    fresh_.clear();
    again_.clear();
    passphrase_problem_.clear();
    ui.toast(std::string(context.t("settings.passphrase_changed")));
  } else {
    passphrase_problem_ = words_of(ui, changed.error());
  }
}

// ---- erasure
// ----------------------------------------------------------------------------------------

void DataPage::draw_erase(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("erase", context.t("erase.title"));
  ui::text(ui, context.t("erase.text"), ui::TextTone::muted);
  if (!ui::button(ui, {.key = "erase",
                       .text = context.t("erase.begin"),
                       .icon = ui::Icon::user_x,
                       .kind = ui::ButtonKind::danger,
                       .opens = true}))
    return;
  erasing_ = true;
  ++erase_serial_;
  erase_query_.clear();
  erased_ = {};
  basis_.clear();
  understood_ = false;
}

void DataPage::draw_erase_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d = ui::dialog(
      ui, {.key = "erase form", .title = context.t("erase.title"), .width = 560}, erasing_);
  if (!d) return;
  const auto keyed = ui.keyed(erase_serial_);
  const Patient* patient = erased_.is_nil() ? nullptr : context.reader.patient(erased_);
  if (patient == nullptr) {
    ui::search_field(ui, {.key = "query", .label = context.t("erase.find")}, erase_query_);
    if (!erase_query_.empty()) {
      const std::vector<PatientId> hits = context.reader.search(erase_query_);
      const auto list =
          ui.group(ui.id("hits"), ui::Role::listbox, ui.cursor(), context.t("erase.find"));
      for (std::size_t i = 0; i < std::min(hits.size(), erase_hits_max); ++i) {
        const Patient* hit = context.reader.patient(hits[i]);
        if (hit == nullptr) continue;
        const auto hit_key = ui.keyed(i);
        const std::string name = name_of_patient(*hit);
        const std::string age = age_of(ui, *hit, ui.today());
        if (ui::option_row(ui, {.key = "hit", .text = name, .detail = age})) erased_ = hits[i];
      }
      if (hits.empty()) ui::text(ui, context.t("choice.nothing"), ui::TextTone::muted);
    }
  } else {
    const std::string name = name_of_patient(*patient);
    ui::fact(ui,
             {.label = context.t("erase.patient"), .value = name, .tone = ui::TextTone::strong});
    ui::banner(ui, {.key = "what", .text = context.t("erase.what_goes"), .tone = ui::Tone::danger});
    ui::text_field(ui,
                   {.key = "basis",
                    .label = context.t("erase.basis"),
                    .hint = context.t("erase.basis_hint"),
                    .required = true},
                   basis_);
    ui::checkbox(ui, {.key = "understood", .text = context.t("erase.understood")}, understood_);
  }
  const auto footer = ui::dialog_footer(ui);
  if (ui::button(ui, {.key = "cancel", .text = context.t("common.cancel")})) erasing_ = false;
  if (!ui::button(ui, {.key = "erase",
                       .text = context.t("erase.do"),
                       .kind = ui::ButtonKind::danger,
                       .disabled = patient == nullptr || basis_.empty() || !understood_}))
    return;
  context.commands.erase(erased_, basis_, std::string(context.t("erase.done")));
  erasing_ = false;
}

// ---- the page
// ---------------------------------------------------------------------------------------

void DataPage::draw(Context& context, app::Vault& vault, RestoreForm& restore) {
  ui::Ui& ui = context.ui;
  const auto columns = ui.columns({1, 1}, 340);
  ui.next_column();
  draw_backup(context, vault);
  const RestoreForm::Present present{.clinic = context.catalogue().clinic.name,
                                     .patients = context.reader.patient_count()};
  restore.draw(ui, vault, present);
  draw_verify(context);
  ui.next_column();
  draw_export(context);
  draw_protection(context, vault);
  draw_erase(context);
  draw_backup_form(context, vault);
  draw_erase_form(context);
}

}  // namespace retour::views
