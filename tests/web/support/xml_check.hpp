// A strict reader of XML for tests: enough of XML 1.0 to say whether a browser would refuse a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace retour::tests {

/// Whether `text` is one well-formed document without DTD; `problem` says what is wrong.
inline bool is_well_formed_xml(std::string_view text, std::string& problem) {
  const auto wrong = [&](std::string what, std::size_t at) {
    problem = std::move(what) + " before: " + std::string(text.substr(at, 60));
    return false;
  };
  if (!is_valid_utf8(text)) return wrong("not UTF-8", 0);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r')
      return wrong("control character", i);
  }
  const auto entity_at = [&](std::size_t i) {
    for (const std::string_view known : {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"})
      if (text.substr(i).starts_with(known)) return true;
    return false;
  };
  std::vector<std::string> open;
  std::size_t roots = 0;
  std::size_t i = text.starts_with("<?xml ") ? text.find("?>") + 2 : 0;
  while (i < text.size()) {
    if (text[i] != '<') {
      if (text[i] == '&' && !entity_at(i)) return wrong("bare &", i);
      if (open.empty() && text[i] != '\n' && text[i] != ' ') return wrong("text outside", i);
      ++i;
      continue;
    }
    const bool closes = text.substr(i).starts_with("</");
    std::size_t at = i + (closes ? 2 : 1);
    const std::size_t name_begin = at;
    while (at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0)) ++at;
    const std::string name(text.substr(name_begin, at - name_begin));
    if (name.empty()) return wrong("no name", i);
    while (at < text.size() && text[at] != '>' && text[at] != '/') {
      if (text[at] == '<') return wrong("< in a tag", i);
      if (text[at] == '"') {
        const std::size_t end = text.find('"', at + 1);
        if (end == std::string_view::npos) return wrong("open quote", i);
        for (std::size_t k = at + 1; k < end; ++k)
          if (text[k] == '<' || (text[k] == '&' && !entity_at(k))) return wrong("bad value", i);
        at = end;
      }
      ++at;
    }
    if (at >= text.size()) return wrong("open tag", i);
    const bool empty = text[at] == '/';
    if (empty && text.substr(at, 2) != "/>") return wrong("stray /", i);
    if (closes) {
      if (open.empty() || open.back() != name) return wrong("closes another", i);
      open.pop_back();
    } else {
      if (open.empty() && ++roots > 1) return wrong("second root", i);
      if (!empty) open.push_back(name);
    }
    i = at + (empty ? 2 : 1);
  }
  if (!open.empty()) return wrong("not closed: " + open.back(), 0);
  problem = roots == 1 ? "" : "no root";
  return roots == 1;
}

}  // namespace retour::tests
