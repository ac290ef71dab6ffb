#include "views/pasted_table.hpp"

#include <algorithm>
#include <span>

#include "exchange/encoding.hpp"
#include "ui/field.hpp"
#include "ui/widgets.hpp"

namespace retour::views {
namespace {

constexpr std::uint64_t file_bytes_max = 64U << 10;
constexpr int lines_shown = 8;

}  // namespace

void PastedTable::draw(Context& context, std::string_view example) {
  ui::Ui& ui = context.ui;
  if (const auto reply = ui.take_reply(picking_); reply && reply->file) {
    std::string bytes(std::min<std::uint64_t>(reply->file->size(), file_bytes_max), '\0');
    const auto got = reply->file->read(0, std::as_writable_bytes(std::span(bytes)));
    bytes.resize(got.value_or(0));
    const exchange::Encoding encoding = exchange::sniff_bytes(bytes);
    text_.clear();
    if (encoding == exchange::Encoding::utf8)
      text_ = std::move(bytes);
    else
      exchange::append_from_code_page(text_, bytes, encoding);
  }
  if (ui::button(ui, {.key = "file", .text = context.t("workdays.file"), .icon = ui::Icon::upload}))
    picking_ = ui.effects.push({.kind = ui::EffectKind::pick_file, .text = ".csv,.txt,text/csv"});
  ui::text_field(ui,
                 {.key = "table",
                  .label = context.t("workdays.table"),
                  .placeholder = example,
                  .lines = lines_shown},
                 text_);
}

}  // namespace retour::views
