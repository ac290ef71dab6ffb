// Sentences of the text catalogues that the command says: those of imports. The catalogues are the
// same as the screens'; plural forms and number formats are the screens' own and not needed here.
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/import_session.hpp"
#include "model/clinic.hpp"

namespace retour::server {

/// The message of this id with `{name}` replaced; the id itself when the catalogues lack it.
[[nodiscard]] std::string say(
    Language language, std::string_view id,
    std::initializer_list<std::pair<std::string_view, std::string>> arguments = {});

/// What is wrong with a row and what to do, with the title of the column.
class FaultWords {
 public:
  FaultWords(Language language, std::vector<std::string> header)
      : language_(language), header_(std::move(header)) {}

  /// "Row 3, column “Date”. There is no such date: “30.02.2026”. Correct the date."
  [[nodiscard]] std::string whole(const exchange::RowFault& fault) const;
  /// The same without the row, for the file of rejected rows.
  [[nodiscard]] std::string reason(const exchange::RowFault& fault) const;

 private:
  [[nodiscard]] std::string what(const exchange::RowFault& fault) const;
  [[nodiscard]] std::string title(const exchange::RowFault& fault) const;

  Language language_;
  std::vector<std::string> header_;
};

/// Words for specialties that names of services give away.
[[nodiscard]] std::array<std::string, exchange::specialty_code_count> specialty_words(
    Language language);

}  // namespace retour::server
