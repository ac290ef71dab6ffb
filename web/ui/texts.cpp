#include "ui/texts.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/order.hpp"
#include "ui/catalogues.hpp"
#include "ui/locale.hpp"

namespace retour::ui {
namespace generated {
extern const MessageTable messages;
}  // namespace generated
namespace {

/// What lies between the braces of a message: `name`, or `name, plural, forms`.
struct Placeholder {
  std::string_view name;
  std::string_view kind;
  std::string_view forms;
};

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Position of the brace that closes the one at `open`, or npos.
std::size_t closing_brace(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

Placeholder split_placeholder(std::string_view inside) {
  Placeholder out;
  const std::size_t first = inside.find(',');
  out.name = trim(inside.substr(0, first));
  if (first == std::string_view::npos) return out;
  const std::size_t second = inside.find(',', first + 1);
  out.kind = trim(inside.substr(first + 1, second - first - 1));
  if (second != std::string_view::npos) out.forms = inside.substr(second + 1);
  return out;
}

/// Calls `each(keyword, body)` for every `keyword {body}`; false when the text is malformed.
template <class Each>
bool for_each_form(std::string_view forms, Each each) {
  forms = trim(forms);
  while (!forms.empty()) {
    const std::size_t open = forms.find('{');
    if (open == std::string_view::npos) return false;
    const std::size_t close = closing_brace(forms, open);
    if (close == std::string_view::npos) return false;
    each(trim(forms.substr(0, open)), forms.substr(open + 1, close - open - 1));
    forms = trim(forms.substr(close + 1));
  }
  return true;
}

std::string_view pick_form(std::string_view forms, std::string_view wanted) {
  std::string_view found;
  std::string_view other;
  for_each_form(forms, [&](std::string_view keyword, std::string_view body) {
    if (keyword == wanted) found = body;
    if (keyword == "other") other = body;
  });
  return found.data() != nullptr ? found : other;
}

constexpr std::array<std::string_view, 4> plural_names = {"one", "few", "many", "other"};

class Formatter {
 public:
  Formatter(Language language, std::span<const TextArg> args) : language_(language), args_(args) {}

  void append(std::string& out, std::string_view message, std::string_view number) {
    for (std::size_t i = 0; i < message.size();) {
      if (message[i] == '#' && !number.empty()) {
        out += number;
        ++i;
      } else if (message[i] == '{') {
        const std::size_t close = closing_brace(message, i);
        if (close == std::string_view::npos) return;
        fill(out, split_placeholder(message.substr(i + 1, close - i - 1)));
        i = close + 1;
      } else {
        out += message[i++];
      }
    }
  }

  [[nodiscard]] int missing() const { return missing_; }

 private:
  void fill(std::string& out, const Placeholder& place) {
    const auto arg = std::ranges::find(args_, place.name, &TextArg::name);
    if (arg == args_.end()) {
      ++missing_;
      out += '{';
      out += place.name;
      out += '}';
      return;
    }
    if (const auto* number = std::get_if<std::int64_t>(&arg->value)) {
      const std::string digits = format_number(*number, language_);
      if (place.kind == "plural") {
        const auto form = static_cast<std::size_t>(plural_form(language_, *number));
        append(out, pick_form(place.forms, plural_names[form]), digits);
      } else {
        out += digits;
      }
      return;
    }
    const std::string_view text = std::get<std::string_view>(arg->value);
    if (place.kind == "select")
      append(out, pick_form(place.forms, text), "");
    else
      out += text;
  }

  Language language_;
  std::span<const TextArg> args_;
  int missing_ = 0;
};

void collect_arguments(std::string_view message, std::vector<std::string>& names, bool& broken) {
  for (std::size_t i = 0; i < message.size(); ++i) {
    if (message[i] == '}') broken = true;
    if (message[i] != '{') continue;
    const std::size_t close = closing_brace(message, i);
    if (close == std::string_view::npos) {
      broken = true;
      return;
    }
    const Placeholder place = split_placeholder(message.substr(i + 1, close - i - 1));
    if (place.name.empty() || place.name.find('{') != std::string_view::npos) broken = true;
    names.emplace_back(place.name);
    if (place.kind == "plural" || place.kind == "select") {
      bool other = false;
      const bool ok =
          for_each_form(place.forms, [&](std::string_view keyword, std::string_view body) {
            if (keyword == "other") other = true;
            if (place.kind == "plural" &&
                std::ranges::find(plural_names, keyword) == plural_names.end())
              broken = true;
            collect_arguments(body, names, broken);
          });
      if (!ok || !other) broken = true;
    } else if (!place.kind.empty()) {
      broken = true;
    }
    i = close;
  }
}

/// A third longer and bracketed; placeholders stay as they are.
std::string pseudo_of(std::string_view message) {
  std::string out = "[";
  int depth = 0;
  for (const char c : message) {
    if (c == '{') ++depth;
    out += c;
    if (c == '}') --depth;
    if (depth == 0 && (c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u')) out += c;
  }
  return out + "\xC2\xA0!]";
}

}  // namespace

std::string_view code_of(Language language) noexcept {
  static constexpr std::array<std::string_view, 4> codes = {"ru", "en", "sv", "en-XA"};
  return codes[static_cast<std::size_t>(language)];
}

Language language_from(std::string_view tag) noexcept {
  const std::string_view primary = tag.substr(0, tag.find_first_of("-_"));
  if (tag == "en-XA") return Language::pseudo;
  if (primary == "sv") return Language::sv;
  for (const std::string_view reads_russian : {"ru", "uk", "be", "kk"})
    if (primary == reads_russian) return Language::ru;
  return Language::en;
}

std::optional<TextId> TextId::from(std::string_view id) {
  const TextId found(message_hash(id));
  if (!place_of(generated::messages, found.hash())) return std::nullopt;
  return found;
}

std::vector<std::string_view> TextId::names() {
  return unpacked(generated::messages.names);
}

std::string_view TextId::name() const {
  static const std::vector<std::string_view> all = names();
  const auto place = place_of(generated::messages, hash_);
  return place && *place < all.size() ? all[*place] : std::string_view();
}

PluralForm plural_form(Language language, std::int64_t count) noexcept {
  if (language != Language::ru)
    return count == 1 || count == -1 ? PluralForm::one : PluralForm::other;
  const std::int64_t tens = count % 100 < 0 ? -(count % 100) : count % 100;
  const std::int64_t ones = tens % 10;
  if (ones == 1 && tens != 11) return PluralForm::one;
  if (ones >= 2 && ones <= 4 && (tens < 12 || tens > 14)) return PluralForm::few;
  return PluralForm::many;
}

Texts::Texts(Language language) : language_(language) {
  set_language(language);
}

void Texts::set_language(Language language) {
  language_ = language;
  const auto messages = catalogues().messages(language);
  messages_.assign(messages.begin(), messages.end());
  pseudo_.clear();
  if (language != Language::pseudo) return;
  pseudo_.reserve(messages_.size());
  for (std::string_view& message : messages_) message = pseudo_.emplace_back(pseudo_of(message));
}

std::string_view Texts::raw(Language language, TextId id) {
  const auto messages = catalogues().messages(language);
  const auto place = place_of(generated::messages, id.hash());
  return place && *place < messages.size() ? messages[*place] : std::string_view();
}

std::string_view Texts::operator()(TextId id) const {
  const auto place = place_of(generated::messages, id.hash());
  if (place && *place < messages_.size()) return messages_[*place];
  // A letter in the patient's language, which nobody reads here.
  if (const std::string_view message = in_any_language(language_, id); !message.empty())
    return message;
  ++missing_;
  return "?";
}

std::string Texts::operator()(TextId id, std::initializer_list<TextArg> args) const {
  Formatter formatter(language_, {args.begin(), args.size()});
  std::string out;
  formatter.append(out, (*this)(id), "");
  missing_ += formatter.missing();
  return out;
}

std::string Texts::format(TextId id, const std::vector<TextArg>& args) const {
  Formatter formatter(language_, args);
  std::string out;
  formatter.append(out, (*this)(id), "");
  missing_ += formatter.missing();
  return out;
}

std::vector<std::string> Texts::arguments_of(std::string_view message) {
  std::vector<std::string> names;
  bool broken = false;
  collect_arguments(message, names, broken);
  if (broken) return {"!"};
  sort_stably(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

}  // namespace retour::ui
