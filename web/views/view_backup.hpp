// The data of the clinic as a whole: a backup and its way back, tables as CSV, verification, the
// passphrase, erasing a patient.
//
// Restoring replaces the clinic that is drawn, so it ends in the application (`wants_finish`), and
// the form lives there, too: it is also offered before there is a clinic.
#pragma once

#include <memory>

#include "app/upkeep.hpp"
#include "views/view_settings_form.hpp"

namespace retour::views {

/// From a backup file to a clinic: pick, passphrase, check, confirm.
class RestoreForm {
 public:
  /// What is on the device now and would be replaced; nothing: the device is empty.
  struct Present {
    std::string clinic;
    std::int64_t patients = 0;
  };

  /// Draws the card, and its question when the file is checked.
  void draw(ui::Ui& ui, app::Vault& vault, const std::optional<Present>& present);
  /// True once when the checked backup shall take the place of the clinic: the application forgets
  /// the clinic, then calls `finish`.
  [[nodiscard]] bool take_finish() { return std::exchange(finish_, false); }
  /// Puts the backup in place and opens it. False: `problem` is shown, the vault says what is left.
  bool finish(ui::Ui& ui, app::Vault& vault);

 private:
  enum class Step : std::uint8_t { idle, picked, checking, checked, restored };

  void take_file(ui::Ui& ui, std::shared_ptr<ui::PickedFile> file);
  void draw_picked(ui::Ui& ui, app::Vault& vault);
  void draw_checking(ui::Ui& ui, app::Vault& vault);
  void draw_restored(ui::Ui& ui);
  void ask(ui::Ui& ui, app::Vault& vault, const std::optional<Present>& present);
  [[nodiscard]] std::string made_at(const ui::Ui& ui) const;

  Step step_ = Step::idle;
  std::uint32_t picking_ = 0;
  std::shared_ptr<ui::PickedFile> file_;
  store::BackupHeader header_;
  store::Progress progress_;
  std::string passphrase_;
  std::string problem_;  ///< Of the file.
  std::string refused_;  ///< Of the passphrase.
  bool asking_ = false;
  bool finish_ = false;
  Digest state_;  ///< Of the restored clinic.
};

class DataPage {
 public:
  void draw(Context& context, app::Vault& vault, RestoreForm& restore);

 private:
  void draw_backup(Context& context, app::Vault& vault);
  void draw_backup_form(Context& context, app::Vault& vault);
  void start_backup(Context& context, app::Vault& vault, std::string passphrase);
  void take_backup(Context& context);
  void draw_export(Context& context);
  void draw_verify(Context& context);
  void draw_protection(Context& context, app::Vault& vault);
  void draw_erase(Context& context);
  void draw_erase_form(Context& context);

  std::shared_ptr<app::BackupSession> backup_;
  std::optional<Digest> backup_state_;
  std::string backup_problem_;
  bool asking_passphrase_ = false;
  std::string file_passphrase_, file_again_;

  std::shared_ptr<app::VerifySession> verify_;

  std::string old_, fresh_, again_;
  std::string passphrase_problem_;

  bool erasing_ = false;
  std::uint64_t erase_serial_ = 0;
  std::string erase_query_;
  PatientId erased_;
  std::string basis_;
  bool understood_ = false;
};

}  // namespace retour::views
