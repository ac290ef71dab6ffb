// Fields that take typing: text, search, password, date, time, phone, money.
//
// The page's own input lies over each field and owns caret and composition (semantics.hpp); here
// the value, selection and composition are drawn. Entries for dates, times, phones and money take
// what people are used to typing and keep it while it cannot be read, with a sentence that says
// what is expected: nothing typed is ever thrown away.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/phone.hpp"
#include "ui/ui.hpp"

namespace retour::ui {

struct FieldOptions {
  std::string_view key;
  std::string_view label;
  std::string_view hint = {};   ///< Below the field.
  std::string_view error = {};  ///< Instead of the hint, in red.
  std::string_view placeholder = {};
  Icon icon = Icon::none;
  InputKind input = InputKind::text;
  Autocomplete autocomplete = Autocomplete::off;
  float width = 0;          ///< 0: the box in a column, 240 in a row.
  bool hide_label = false;  ///< The label is for readers only (search fields).
  bool required = false;
  bool disabled = false;
  bool readonly = false;
  int lines = 1;
  std::uint32_t max_length = 2000;  ///< UTF-16 units.
};

struct FieldResult {
  bool changed = false;    ///< The value is another one now.
  bool submitted = false;  ///< Enter.
  bool left = false;       ///< The focus went elsewhere.
  bool focused = false;
};

FieldResult text_field(Ui& ui, const FieldOptions& options, std::string& value);
/// A field with a magnifying glass and a cross that empties it. Escape empties it, too.
FieldResult search_field(Ui& ui, FieldOptions options, std::string& value);
/// Shows bullets, and an eye that reveals them.
FieldResult password_field(Ui& ui, FieldOptions options, std::string& value);

/// "12.3", "12 марта", "завтра", "+7" (locale.hpp) or the month that its button opens.
FieldResult date_field(Ui& ui, FieldOptions options, std::optional<LocalDate>& value,
                       DateHint hint = DateHint::nearest);
/// "9", "930", "9:30"; minutes of the day.
FieldResult time_field(Ui& ui, FieldOptions options, std::optional<int>& value);
/// An amount in major units; minor units.
FieldResult money_field(Ui& ui, FieldOptions options, std::optional<std::int64_t>& value,
                        Currency currency);
/// A phone number into E.164 (empty while it cannot be read).
FieldResult phone_field(Ui& ui, FieldOptions options, std::string& e164, PhoneRegion region);

/// True when an entry of this key holds something that could not be read: a form that has one may
/// not be sent.
[[nodiscard]] bool has_unread_entry(Ui& ui, std::string_view key);

/// Height of a labelled one-line field without hint; for rows that align buttons with fields.
[[nodiscard]] float field_height(const Ui& ui);

/// A month to choose a day from: arrows, month and year, days as buttons. True when one was chosen.
bool month_grid(Ui& ui, std::string_view key, LocalDate& shown_month,
                const std::optional<LocalDate>& selected, LocalDate& chosen);

}  // namespace retour::ui
