// Past imports: what came when, and taking one back as a whole.
#pragma once

#include <optional>
#include <vector>

#include "app/import_session.hpp"
#include "views/context.hpp"

namespace retour::views {

class ImportHistory {
 public:
  /// The card; nothing while there was no import.
  void draw(Context& context);

 private:
  void refresh(Context& context);
  void draw_table(Context& context);
  void draw_details(Context& context);

  std::uint64_t generation_ = 0;
  std::vector<app::PastImport> past_;
  std::optional<ImportBatchId> opened_;
  bool open_ = false;
  bool asking_ = false;
};

/// Asks whether to take an import back, and asks for it when the answer is yes.
/// True when it was.
bool confirm_withdrawal(Context& context, ImportBatchId batch, bool& open);

}  // namespace retour::views
