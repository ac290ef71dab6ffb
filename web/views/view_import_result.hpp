// What an import (or its check) found: counts, faults and notes as sentences.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/import_session.hpp"
#include "views/context.hpp"

namespace retour::views {

/// Where something stands in the file, and what it is with what to do: two sentences.
struct FaultWords {
  std::string where;
  std::string what;
};
/// `header`: the titles of the file's columns.
[[nodiscard]] FaultWords words_of(const ui::Ui& ui, const exchange::RowFault& fault,
                                  std::span<const std::string> header);

/// The sentence beside a rejected row, in the language of `ui`, which outlives the function.
[[nodiscard]] exchange::FaultText fault_text_of(const ui::Ui& ui, std::vector<std::string> header);

enum class Tense : std::uint8_t {
  would_be,  ///< A check: nothing was written.
  done,
};

/// Figures of the file, and a table of what is new, changed and left alone.
void draw_import_counts(Context& context, const exchange::ImportReport& report,
                        exchange::ImportKind kind, Tense tense);

/// A card of faults or notes; shows a few and more on request. Draws nothing without any.
class FaultList {
 public:
  struct Options {
    std::string_view key;
    std::string_view title;
    std::span<const exchange::RowFault> faults;  ///< The first ones.
    std::uint64_t all = 0;                       ///< How many there are, shown or not.
    std::span<const std::string> header;
  };
  void draw(Context& context, const Options& options);
  void fold() { shown_ = shown_at_first; }

 private:
  static constexpr std::size_t shown_at_first = 8;
  static constexpr std::size_t shown_more = 24;
  std::size_t shown_ = shown_at_first;
};

}  // namespace retour::views
