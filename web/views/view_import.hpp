// The import wizard: file, columns, a check that writes nothing, the import, its undo.
//
//   file ──► columns ──► checking ──► checked ──► running ──► done
//     ▲         ▲────────────┴───────────┘                      │
//     └──────────────────────────────────────────────────────────┘
//
// `advance` feeds the running job and must be called each frame, whatever screen is shown: people
// look at something else while a large file is read.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/import_session.hpp"
#include "views/context.hpp"
#include "views/view_import_columns.hpp"
#include "views/view_import_history.hpp"
#include "views/view_import_prices.hpp"
#include "views/view_import_result.hpp"

namespace retour::views {

class ImportView {
 public:
  /// Hands the file on to a running import and notices its end.
  void advance(Context& context);
  void draw(Context& context);

 private:
  enum class Step : std::uint8_t { file, columns, checking, checked, running, done };

  void take_file(Context& context, std::shared_ptr<ui::PickedFile> file);
  void start(Context& context, bool dry_run);
  [[nodiscard]] app::ImportSettings settings(Context& context) const;
  void feed(Context& context);
  void collect_rejects();
  void finish(Context& context);

  void draw_file(Context& context);
  void draw_columns(Context& context);
  void draw_running(Context& context);
  void draw_checked(Context& context);
  void draw_done(Context& context);
  void draw_ways_on(Context& context);
  void draw_findings(Context& context);
  void draw_rejects_button(Context& context);
  void draw_leaders(Context& context);

  Step step_ = Step::file;
  std::uint32_t picking_ = 0;
  std::shared_ptr<ui::PickedFile> file_;
  ImportColumns columns_;
  PriceReview prices_;
  ImportHistory history_;
  FaultList faults_;
  FaultList notes_;
  std::unique_ptr<app::ImportSession> session_;
  std::vector<std::unique_ptr<app::ImportSession>> retired_;  ///< Until their jobs are over.
  std::uint64_t offset_ = 0;
  bool dry_run_ = true;
  bool stopping_ = false;
  bool leaders_changed_ = false;  ///< Since the check.
  bool asking_ = false;
  std::string rejects_;
  std::string problem_;
};

}  // namespace retour::views
