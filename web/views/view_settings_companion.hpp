// Settings: two systems side by side — which one leads, and what was imported from the other.
#pragma once

#include <map>

#include "views/view_settings_form.hpp"

namespace retour::views {

class CompanionPage {
 public:
  void draw(Context& context);

 private:
  void draw_batches(Context& context);
  void load(Context& context);

  std::vector<ImportBatch> batches_;  ///< Newest first.
  std::vector<ImportBatchId> taken_back_;
  std::uint64_t generation_ = 0;
  std::optional<ImportBatch> asked_;  ///< Whose undo is being confirmed.
  bool asking_ = false;
};

}  // namespace retour::views
