#include "views/paper.hpp"

namespace retour::views {
namespace {

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
}

void append_element(std::string& out, std::string_view tag, std::string_view text,
                    std::string_view attributes = {}) {
  out.append("<").append(tag).append(attributes).append(">");
  append_escaped(out, text);
  out.append("</").append(tag).append(">");
}

constexpr std::string_view number_attribute = R"( class="number")";

}  // namespace

Paper::Paper(std::string_view title) {
  html_ = "<!doctype html><html><head>";
  append_element(html_, "title", title);
  html_ += "</head><body>";
  append_element(html_, "h1", title);
}

void Paper::heading(std::string_view text) {
  append_element(html_, "h2", text);
}

void Paper::line(std::string_view text) {
  append_element(html_, "p", text);
}

void Paper::facts(std::span<const Fact> facts) {
  html_ += "<dl>";
  for (const Fact& fact : facts) {
    if (fact.value.empty()) continue;
    append_element(html_, "dt", fact.label);
    append_element(html_, "dd", fact.value);
  }
  html_ += "</dl>";
}

void Paper::table(std::span<const Column> columns, std::span<const Row> rows,
                  std::size_t total_rows) {
  if (rows.empty()) return;
  html_ += "<table><thead><tr>";
  for (const Column& column : columns)
    append_element(html_, "th", column.title, column.number ? number_attribute : "");
  html_ += "</tr></thead><tbody>";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    html_ += i + total_rows < rows.size() ? "<tr>" : R"(<tr class="total">)";
    for (std::size_t c = 0; c < columns.size(); ++c)
      append_element(html_, "td", c < rows[i].size() ? std::string_view(rows[i][c]) : "",
                     columns[c].number ? number_attribute : "");
    html_ += "</tr>";
  }
  html_ += "</tbody></table>";
}

void Paper::signatures(std::span<const std::string> whose) {
  html_ += R"(<div class="signatures">)";
  for (const std::string& one : whose) append_element(html_, "p", one);
  html_ += "</div>";
}

std::string Paper::html() && {
  html_ += "</body></html>";
  return std::move(html_);
}

}  // namespace retour::views
