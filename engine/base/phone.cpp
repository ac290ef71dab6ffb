#include "base/phone.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace retour {
namespace {

/// Numbering plan of one country, as far as a clinic's register needs it.
struct Plan {
  std::string_view country_code;
  std::string_view trunk;  ///< Dialled before a national number at home; empty: none.
  std::size_t digits_min;  ///< Of the national number, without trunk.
  std::size_t digits_max;
  std::string_view first_digits;  ///< That a national number may begin with.
};

constexpr std::array<Plan, 22> plans = {{
    {"7", "8", 10, 10, "3489"},     // russia
    {"7", "8", 10, 10, "67"},       // kazakhstan
    {"375", "80", 9, 9, "12344"},   // belarus
    {"380", "0", 9, 9, "3456789"},  // ukraine
    {"46", "0", 7, 9, "123456789"},  {"358", "0", 5, 10, "123456789"},
    {"47", "", 8, 8, "23456789"},    {"45", "", 8, 8, "23456789"},
    {"372", "", 7, 8, "3456789"},    {"371", "", 8, 8, "2689"},
    {"370", "0", 8, 8, "345679"},    {"48", "", 9, 9, "123456789"},
    {"49", "0", 6, 11, "123456789"}, {"995", "0", 9, 9, "34578"},
    {"374", "0", 8, 8, "123456789"}, {"994", "0", 9, 9, "123456789"},
    {"998", "", 9, 9, "235679"},     {"996", "0", 9, 9, "23579"},
    {"992", "", 9, 9, "0123456789"}, {"373", "0", 8, 8, "235679"},
    {"44", "0", 9, 10, "123456789"}, {"55", "0", 10, 11, "123456789"},
}};
static_assert(plans.size() == static_cast<std::size_t>(PhoneRegion::brazil) + 1);

constexpr std::size_t e164_digits_min = 7;
constexpr std::size_t e164_digits_max = 15;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool fits(const Plan& plan, std::string_view national) {
  return national.size() >= plan.digits_min && national.size() <= plan.digits_max &&
         plan.first_digits.contains(national.front());
}

bool all_equal(std::string_view digits) {
  return std::ranges::all_of(digits, [&](char c) { return c == digits.front(); });
}

using Outcome = std::expected<std::string, PhoneFault>;

/// Checks the digits after "+": a known country's plan, or E.164's limits for all others.
Outcome international(std::string_view digits) {
  if (digits.size() < e164_digits_min) return std::unexpected(PhoneFault::too_short);
  if (digits.size() > e164_digits_max) return std::unexpected(PhoneFault::too_long);
  if (digits.front() == '0') return std::unexpected(PhoneFault::unknown_prefix);
  std::optional<PhoneFault> fault;
  for (const Plan& plan : plans) {
    if (!digits.starts_with(plan.country_code)) continue;
    std::string_view national = digits.substr(plan.country_code.size());
    // "+46 (0)70" and "+380 0 44": the trunk prefix is spoken along and must go.
    if (plan.trunk == "0" && national.starts_with('0') && !plan.first_digits.contains('0'))
      national.remove_prefix(1);
    if (fits(plan, national)) {
      if (all_equal(national)) return std::unexpected(PhoneFault::placeholder);
      return "+" + std::string(plan.country_code) + std::string(national);
    }
    if (national.size() < plan.digits_min)
      fault = PhoneFault::too_short;
    else if (national.size() > plan.digits_max)
      fault = PhoneFault::too_long;
    else if (!fault)
      fault = PhoneFault::unknown_prefix;
  }
  if (fault) return std::unexpected(*fault);
  if (all_equal(digits)) return std::unexpected(PhoneFault::placeholder);
  return "+" + std::string(digits);
}

/// Digits without "+", read as Russians and Kazakhs write them.
Outcome national_of_seven(std::string_view digits, PhoneRegion home) {
  if (digits.size() == 11 && (digits.front() == '8' || digits.front() == '7'))
    return international("7" + std::string(digits.substr(1)));
  if (digits.size() == 10) {
    if (all_equal(digits)) return std::unexpected(PhoneFault::placeholder);
    // Ten digits that begin with 7 are a Kazakh number, or a Russian one with a digit missing.
    if (home == PhoneRegion::russia && digits.front() == '7')
      return std::unexpected(PhoneFault::too_short);
    return international("7" + std::string(digits));
  }
  if (digits.size() < 5) return std::unexpected(PhoneFault::too_short);
  if (digits.size() < 8) return std::unexpected(PhoneFault::no_area_code);
  if (digits.size() < 10) return std::unexpected(PhoneFault::too_short);
  return std::unexpected(PhoneFault::too_long);
}

/// Digits without "+", read in a country other than Russia and Kazakhstan.
Outcome national_elsewhere(std::string_view digits, const Plan& plan) {
  if (!plan.trunk.empty() && digits.starts_with(plan.trunk)) {
    const std::string_view national = digits.substr(plan.trunk.size());
    if (!national.empty() && fits(plan, national))
      return international(std::string(plan.country_code) + std::string(national));
    if (national.size() < plan.digits_min) return std::unexpected(PhoneFault::too_short);
    if (national.size() > plan.digits_max) return std::unexpected(PhoneFault::too_long);
    return std::unexpected(PhoneFault::unknown_prefix);
  }
  // Spreadsheets eat the leading zero; a number of full length is still itself.
  if (digits.size() == plan.digits_max && fits(plan, digits))
    return international(std::string(plan.country_code) + std::string(digits));
  if (plan.trunk.empty() && fits(plan, digits))
    return international(std::string(plan.country_code) + std::string(digits));
  if (digits.starts_with(plan.country_code)) return international(digits);
  if (digits.size() < 5) return std::unexpected(PhoneFault::too_short);
  if (digits.size() < plan.digits_max && !plan.trunk.empty())
    return std::unexpected(PhoneFault::no_area_code);
  return std::unexpected(digits.size() < plan.digits_min ? PhoneFault::too_short
                                                         : PhoneFault::too_long);
}

/// A foreign number whose "+" was lost: only where code and length leave no other reading.
std::optional<std::string> unmistakable_foreign(std::string_view digits) {
  for (const Plan& plan : plans) {
    if (plan.country_code.size() != 3 || plan.digits_min != plan.digits_max) continue;
    if (!digits.starts_with(plan.country_code)) continue;
    const std::string_view national = digits.substr(3);
    if (national.size() == plan.digits_max && fits(plan, national) && !all_equal(national))
      return "+" + std::string(digits);
  }
  return std::nullopt;
}

Outcome national(std::string_view digits, PhoneRegion home) {
  if (home == PhoneRegion::russia || home == PhoneRegion::kazakhstan) {
    if (digits.starts_with("810") && digits.size() > 11) return international(digits.substr(3));
    if (digits.size() == 12)
      if (auto foreign = unmistakable_foreign(digits)) return *std::move(foreign);
    return national_of_seven(digits, home);
  }
  const Plan& plan = plans[static_cast<std::size_t>(home)];
  auto outcome = national_elsewhere(digits, plan);
  if (!outcome && digits.size() >= 11)
    if (auto foreign = unmistakable_foreign(digits)) return *std::move(foreign);
  return outcome;
}

/// What stands in a text: an international mark, digits, and what follows a word for extension.
struct Scanned {
  bool international = false;
  std::string digits;
  std::string extension;
};

constexpr bool is_filler(char32_t c) {
  return c == ' ' || c == '\t' || c == '-' || c == '(' || c == ')' || c == '.' || c == 0xA0 ||
         c == '\'' || (c >= 0x2000 && c <= 0x2015) || c == 0x202F || c == 0x2212 || c == 0xAD ||
         c == 0x200B || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
         c == 0xFEFF || c == 0x200E || c == 0x200F || c == '\r' || c == '\n' || c == '_';
}

bool is_label(std::string_view folded_word) {
  constexpr std::string_view labels[] = {"т",   "тел",   "телефон", "моб",     "мобильный",
                                         "сот", "дом",   "раб",     "tel",     "phone",
                                         "mob", "mobil", "mobile",  "telefon", "tfn"};
  return std::ranges::find(labels, folded_word) != std::end(labels);
}

bool is_extension_word(std::string_view folded_word) {
  constexpr std::string_view words[] = {"доб",       "добавочный", "вн",   "внутр",     "ext",
                                        "extension", "x",          "ankn", "anknytning"};
  return std::ranges::find(words, folded_word) != std::end(words);
}

std::expected<Scanned, PhoneFault> scan(std::string_view text) {
  Scanned out;
  std::string word;
  bool in_extension = false;
  const auto finish_word = [&]() -> bool {
    if (word.empty()) return true;
    const std::string folded = fold_for_search(word);
    word.clear();
    if (out.digits.empty() && !out.international) return is_label(folded);
    if (in_extension || !is_extension_word(folded)) return false;
    in_extension = true;
    return true;
  };
  while (!text.empty()) {
    const auto [c, size] = decode_utf8_character(text);
    if (size == 0) return std::unexpected(PhoneFault::letters);
    const std::string_view bytes = text.substr(0, size);
    text.remove_prefix(size);
    const bool breaks = c < 0x80 ? !((c | 32U) >= 'a' && (c | 32U) <= 'z') : is_filler(c);
    if (!breaks) {
      word.append(bytes);
      continue;
    }
    if (!finish_word()) return std::unexpected(PhoneFault::letters);
    if (c >= '0' && c <= '9') {
      (in_extension ? out.extension : out.digits).push_back(static_cast<char>(c));
    } else if (c == '+') {
      if (!out.digits.empty()) return std::unexpected(PhoneFault::several_numbers);
      out.international = true;
    } else if (c == ',' || c == ';' || c == '/') {
      if (!out.digits.empty()) return std::unexpected(PhoneFault::several_numbers);
    } else if (c != ':' && !is_filler(c)) {
      return std::unexpected(PhoneFault::letters);
    }
  }
  if (!finish_word()) return std::unexpected(PhoneFault::letters);
  return out;
}

constexpr std::array<std::string_view, 8> fault_names = {
    "empty",        "letters",        "too_short",   "too_long",
    "no_area_code", "unknown_prefix", "placeholder", "several_numbers"};

}  // namespace

std::string_view name_of(PhoneFault fault) noexcept {
  return fault_names[static_cast<std::size_t>(fault)];
}

std::expected<ParsedPhone, PhoneFault> parse_phone(std::string_view text, PhoneRegion home) {
  auto scanned = scan(text);
  if (!scanned) return std::unexpected(scanned.error());
  std::string_view digits = scanned->digits;
  if (digits.empty()) return std::unexpected(PhoneFault::empty);
  bool abroad = scanned->international;
  if (!abroad && digits.starts_with("00") && digits.size() > 9) {
    digits.remove_prefix(2);
    abroad = true;
  }
  auto number = abroad ? international(digits) : national(digits, home);
  if (!number) return std::unexpected(number.error());
  return ParsedPhone{.number = *std::move(number), .extension = std::move(scanned->extension)};
}

std::vector<std::string_view> split_phones(std::string_view text) {
  std::vector<std::string_view> out;
  const auto add = [&](std::string_view part) {
    // A remark in brackets at the end holds letters; an area code in brackets does not.
    const std::size_t open = part.rfind('(');
    if (open != std::string_view::npos && open != 0 &&
        std::ranges::none_of(part.substr(open), is_digit))
      part = part.substr(0, open);
    part = trim(part);
    if (!part.empty()) out.push_back(part);
  };
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != ',' && c != ';' && c != '/' && c != '\n' && c != '\r') continue;
    add(text.substr(begin, i - begin));
    begin = i + 1;
  }
  add(text.substr(begin));
  return out;
}

std::string format_phone(std::string_view e164) {
  const auto is_e164 = e164.size() > e164_digits_min && e164.front() == '+' &&
                       std::ranges::all_of(e164.substr(1), is_digit);
  if (!is_e164) return std::string(e164);
  const std::string_view digits = e164.substr(1);
  const auto part = [&](std::size_t from, std::size_t count) {
    return std::string(digits.substr(from, count));
  };
  if (digits.front() == '7' && digits.size() == 11)
    return "+7 " + part(1, 3) + ' ' + part(4, 3) + '-' + part(7, 2) + '-' + part(9, 2);
  if (digits.starts_with("467") && digits.size() == 11)
    return "+46 " + part(2, 2) + '-' + part(4, 3) + ' ' + part(7, 2) + ' ' + part(9, 2);
  std::size_t code = 0;
  for (const Plan& plan : plans)
    if (digits.starts_with(plan.country_code)) code = std::max(code, plan.country_code.size());
  std::string out = "+" + part(0, code);
  // Groups of two from the end, three in front where the count is odd: +375 291 23 45 67.
  std::size_t at = code;
  if (code != 0) out += ' ';
  const std::size_t left = digits.size() - code;
  const std::size_t first = left % 2 == 1 ? 3 : 2;
  out += part(at, first);
  for (at += first; at < digits.size(); at += 2) out += ' ' + part(at, 2);
  return out;
}

std::string digits_of(std::string_view text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out), is_digit);
  return out;
}

std::string phone_tail(std::string_view number, std::size_t count) {
  std::string digits = digits_of(number);
  if (digits.size() > count) digits.erase(0, digits.size() - count);
  return digits;
}

std::vector<std::string> phone_search_keys(std::string_view query, PhoneRegion home) {
  const auto scanned = scan(query);
  if (!scanned || scanned->digits.size() < phone_query_digits_min) return {};
  const std::string& digits = scanned->digits;
  std::vector<std::string> out{digits};
  if (scanned->international) return out;
  const auto add_without = [&](std::string_view prefix) {
    if (prefix.empty() || !digits.starts_with(prefix)) return;
    if (digits.size() - prefix.size() < phone_query_digits_min) return;
    std::string rest = digits.substr(prefix.size());
    if (std::ranges::find(out, rest) == out.end()) out.push_back(std::move(rest));
  };
  add_without(plans[static_cast<std::size_t>(home)].trunk);
  add_without("00");
  return out;
}

}  // namespace retour
