// The import wizard: file, columns, a check that writes nothing, the import, its undo.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/import_session.hpp"
#include "views/context.hpp"

namespace retour::views {

class ImportView {
 public:
  void draw(Context& context);

 private:
  enum class Step : std::uint8_t { file, columns, checking, checked, running, done };

  void take_file(Context& context, std::shared_ptr<ui::PickedFile> file);
  void draw_file(Context& context);
  void draw_columns(Context& context);
  void draw_running(Context& context);
  void draw_counts(Context& context);
  void draw_checked(Context& context);
  void draw_done(Context& context);
  void start(Context& context, bool dry_run);
  void feed(Context& context);
  void set_kind(exchange::ImportKind kind);
  [[nodiscard]] exchange::Mapping mapping() const;

  Step step_ = Step::file;
  std::uint32_t picking_ = 0;
  std::shared_ptr<ui::PickedFile> file_;
  exchange::ImportPreview preview_;
  exchange::ImportKind kind_ = exchange::ImportKind::patients;
  std::vector<int> meaning_;  ///< Per column: index into the fields of the kind; -1: ignored.
  std::vector<exchange::ColumnOptions> options_;
  std::unique_ptr<app::ImportSession> session_;
  std::vector<std::unique_ptr<app::ImportSession>> retired_;  ///< Until their jobs are over.
  std::uint64_t offset_ = 0;
  bool dry_run_ = true;
  bool stopping_ = false;
  std::string rejects_;
  std::string problem_;
};

}  // namespace retour::views
