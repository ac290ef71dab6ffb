#include "ui/catalogues.hpp"

#include <cstring>

namespace retour::ui {
namespace generated {
extern const MessageTable messages;
extern const MessageTable everywhere;  ///< Messages that are there in every language.
extern const std::uint32_t edition;    ///< Of the words: the first four bytes of every file.
}  // namespace generated
namespace {

/// Which catalogue a language reads from.
std::size_t column_of(Language language) {
  return static_cast<std::size_t>(language == Language::pseudo ? Language::en : language);
}

/// The messages of a file of this very edition; none when it is anything else.
std::vector<std::string_view> messages_of(std::string_view file) {
  std::uint32_t edition = 0;
  if (file.size() <= sizeof edition || file.back() != '\0') return {};
  std::memcpy(&edition, file.data(), sizeof edition);
  if (edition != generated::edition) return {};
  std::vector<std::string_view> messages = unpacked(file.substr(sizeof edition));
  if (messages.size() != generated::messages.places.size()) return {};
  return messages;
}

}  // namespace

Catalogues::Catalogues(Carried carried) {
  if (carried == Carried::none) return;
  for (std::size_t i = 0; i < language_count; ++i)
    messages_[i] = unpacked(generated::messages.texts[i]);
}

std::span<const std::string_view> Catalogues::messages(Language language) const {
  return messages_[column_of(language)];
}

bool Catalogues::choose(Language language) {
  awaited_.reset();
  if (!has(language)) awaited_ = language;
  return !awaited_;
}

Arrival Catalogues::arrived(Language language, std::string_view file) {
  const std::size_t column = column_of(language);
  if (messages_[column].empty()) {
    files_[column] = file;
    messages_[column] = messages_of(files_[column]);
  }
  const bool is_awaited = awaited_ && column_of(*awaited_) == column;
  if (is_awaited) awaited_.reset();
  if (has(language)) return is_awaited ? Arrival::taken : Arrival::kept;
  return is_awaited ? Arrival::unusable : Arrival::ignored;
}

Catalogues& catalogues() {
  static Catalogues the_catalogues(Carried::compiled_in);
  return the_catalogues;
}

std::string_view in_any_language(Language language, TextId id) {
  const auto place = place_of(generated::everywhere, id.hash());
  if (!place) return {};
  return unpacked(generated::everywhere.texts[column_of(language)])[*place];
}

std::string_view own_name_of(Language language) noexcept {
  static constexpr std::array<std::string_view, language_count> names = {"Русский", "English",
                                                                         "Svenska"};
  return names[column_of(language)];
}

}  // namespace retour::ui
