// A printable document: HTML that the page prints in place of the application, on the printer's
// terms (text that can be selected, the paper's size, page breaks), not a picture of the canvas.
//
//   Paper paper("Receipt of 22 November 2026");
//   paper.facts({{"Patient", name}});
//   paper.table({{"Service"}, {"Price", true}}, rows);
//   ui.effects.push({.kind = ui::EffectKind::print_document, .text = std::move(paper).html()});
//
// Whatever comes in is data: it is escaped, so a patient named "<b>" is printed as that.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retour::views {

class Paper {
 public:
  struct Fact {
    std::string label;
    std::string value;  ///< Empty: the line is left out.
  };
  struct Column {
    std::string title;
    bool number = false;  ///< Right-aligned.
  };
  using Row = std::vector<std::string>;

  /// `title` heads the document and names the file when it is "printed" as one.
  explicit Paper(std::string_view title);

  void heading(std::string_view text);
  void line(std::string_view text);
  void facts(std::span<const Fact> facts);
  /// Nothing when there are no rows. The last `total_rows` of them are emphasised.
  void table(std::span<const Column> columns, std::span<const Row> rows,
             std::size_t total_rows = 0);
  /// Lines to sign on, side by side.
  void signatures(std::span<const std::string> whose);

  [[nodiscard]] std::string html() &&;

 private:
  std::string html_;
};

}  // namespace retour::views
