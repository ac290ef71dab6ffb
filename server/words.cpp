#include "words.hpp"

#include <algorithm>

#include "base/message_table.hpp"
#include "base/text.hpp"

namespace retour::server {
namespace generated {
extern const MessageTable messages;
}  // namespace generated
namespace {

/// The catalogues stand in the order ru, en, sv.
std::size_t table_of(Language language) {
  switch (language) {
    case Language::russian: return 0;
    case Language::english: return 1;
    case Language::swedish: return 2;
  }
  return 0;
}

}  // namespace

std::string say(Language language, std::string_view id,
                std::initializer_list<std::pair<std::string_view, std::string>> arguments) {
  const auto place = place_of(generated::messages, message_hash(id));
  if (!place) return std::string(id);
  const std::string_view message = unpacked(generated::messages.texts[table_of(language)])[*place];
  std::string out;
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t open = std::min(message.find('{', at), message.size());
    out += message.substr(at, open - at);
    const std::size_t close = message.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view name = message.substr(open + 1, close - open - 1);
    for (const auto& [argument, value] : arguments)
      if (argument == name) out += value;
    at = close + 1;
  }
  return out;
}

std::string FaultWords::title(const exchange::RowFault& fault) const {
  if (fault.column == 0 || fault.column > header_.size()) return {};
  return exchange::bounded_excerpt(trim(header_[fault.column - 1]));
}

std::string FaultWords::what(const exchange::RowFault& fault) const {
  const std::string words =
      say(language_, "import.fault." + std::string(exchange::name_of(fault.code)));
  const std::string remedy =
      say(language_,
          "import.remedy." + std::string(exchange::name_of(exchange::remedy_of(fault.code))));
  if (fault.cell.empty())
    return say(language_, "import.what.plain", {{"fault", words}, {"remedy", remedy}});
  return say(language_, "import.what.cell",
             {{"fault", words}, {"cell", fault.cell}, {"remedy", remedy}});
}

std::string FaultWords::whole(const exchange::RowFault& fault) const {
  const std::string row = std::to_string(fault.row);
  const std::string name = title(fault);
  std::string where;
  if (fault.column == 0)
    where = say(language_, "import.where.row", {{"row", row}});
  else if (name.empty())
    where = say(language_, "import.where.number",
                {{"row", row}, {"column", std::to_string(fault.column)}});
  else
    where = say(language_, "import.where.cell", {{"row", row}, {"column", name}});
  return say(language_, "import.where.whole", {{"where", where}, {"what", what(fault)}});
}

std::string FaultWords::reason(const exchange::RowFault& fault) const {
  if (fault.column == 0) return what(fault);
  const std::string name = title(fault);
  if (name.empty())
    return say(language_, "import.where.reason_number",
               {{"column", std::to_string(fault.column)}, {"what", what(fault)}});
  return say(language_, "import.where.reason", {{"column", name}, {"what", what(fault)}});
}

std::array<std::string, exchange::specialty_code_count> specialty_words(Language language) {
  std::array<std::string, exchange::specialty_code_count> words;
  for (std::size_t i = 1; i < words.size(); ++i)
    words[i] =
        say(language,
            "specialty." + std::string(exchange::name_of(static_cast<exchange::SpecialtyCode>(i))));
  return words;
}

}  // namespace retour::server
