// Sections: UTF-8 | classes of characters | folding | keyboard layouts | transliteration |
//           distance | clean lines
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <rapidfuzz/distance/OSA.hpp>

#include "base/check.hpp"

namespace retour {

// ---- UTF-8 ----

DecodedCharacter decode_utf8_character(std::string_view text) noexcept {
  if (text.empty()) return {};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
  const auto rest = [&](std::size_t i) { return static_cast<char32_t>(byte(i) & 0x3FU); };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xC2) return {};  // a continuation, or an overlong form of ASCII
  if (lead < 0xE0) {
    if (!follows(1)) return {};
    return {(lead & 0x1FU) << 6 | rest(1), 2};
  }
  if (lead < 0xF0) {
    if (!follows(1) || !follows(2)) return {};
    const char32_t c = (lead & 0x0FU) << 12 | rest(1) << 6 | rest(2);
    if (c < 0x800 || (c >= 0xD800 && c < 0xE000)) return {};
    return {c, 3};
  }
  if (lead > 0xF4 || !follows(1) || !follows(2) || !follows(3)) return {};
  const char32_t c = (lead & 0x07U) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3);
  if (c < 0x10000 || c > 0x10FFFF) return {};
  return {c, 4};
}

bool is_valid_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    while (text.size() >= 8) {
      std::uint64_t eight;
      std::memcpy(&eight, text.data(), 8);
      if ((eight & 0x8080808080808080ULL) != 0) break;
      text.remove_prefix(8);
    }
    if (text.empty()) break;
    const std::size_t size = decode_utf8_character(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::optional<std::u32string> decode_utf8(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto [character, size] = decode_utf8_character(text);
    if (size == 0) return std::nullopt;
    out.push_back(character);
    text.remove_prefix(size);
  }
  return out;
}

void append_utf8(std::string& out, char32_t character) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (character < 0x80) {
    put(character);
  } else if (character < 0x800) {
    put(0xC0U | character >> 6);
    put(0x80U | (character & 0x3FU));
  } else if (character < 0x10000) {
    RETOUR_CHECK(character < 0xD800 || character >= 0xE000);
    put(0xE0U | character >> 12);
    put(0x80U | (character >> 6 & 0x3FU));
    put(0x80U | (character & 0x3FU));
  } else {
    RETOUR_CHECK(character <= 0x10FFFF);
    put(0xF0U | character >> 18);
    put(0x80U | (character >> 12 & 0x3FU));
    put(0x80U | (character >> 6 & 0x3FU));
    put(0x80U | (character & 0x3FU));
  }
}

std::string encode_utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

// ---- classes of characters ----

namespace {

constexpr bool is_bidi_mark(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

constexpr bool is_invisible(char32_t c) {
  return c == 0x00AD || (c >= 0x200B && c <= 0x200D) || (c >= 0x2060 && c <= 0x2064) ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == 0x180E || c == 0x034F ||
         (c >= 0xE0000 && c <= 0xE007F);
}

constexpr bool is_blank(char32_t c) {
  return c == ' ' || c == '\t' || c == 0x00A0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

constexpr bool is_line_break(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

constexpr bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

/// Characters that stand inside words and mean nothing to a search: O'Brien, Мар'яна, ʼ.
constexpr bool is_apostrophe(char32_t c) {
  return c == '\'' || c == '`' || c == 0x00B4 || c == 0x02B9 || c == 0x02BB || c == 0x02BC ||
         c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x2032;
}

constexpr bool is_combining(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
         (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF);
}

/// Everything that is neither letter nor digit in the blocks where names and addresses live.
constexpr bool is_word_break(char32_t c) {
  if (c < 0x80)
    return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
  return (c >= 0x80 && c <= 0xBF) || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x206F) ||
         (c >= 0x20A0 && c <= 0x2BFF) || (c >= 0x2E00 && c <= 0x2E7F) ||
         (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF01 && c <= 0xFF0F) ||
         (c >= 0x1F000 && c <= 0x1FAFF) || is_blank(c) || is_line_break(c);
}

constexpr bool is_cyrillic(char32_t c) {
  return c >= 0x0400 && c <= 0x052F;
}
constexpr bool is_latin(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= 0x00C0 && c <= 0x024F && c != 0xD7 && c != 0xF7) || (c >= 0x1E00 && c <= 0x1EFF);
}

/// Two characters per letter: its base letter or pair of letters, '.' where there is none.
/// Made from the canonical decompositions of Unicode plus ø, ł, đ, ß, þ and the like.
constexpr std::string_view latin_bases =  // U+00C0 .. U+024F
    "a.a.a.a.a.a.aec.e.e.e.e.i.i.i.i.d.n.o.o.o.o.o...o.u.u.u.u.y.thssa.a.a.a.a.a.aec.e.e.e.e."
    "i.i.i.i.d.n.o.o.o.o.o...o.u.u.u.u.y.thy.a.a.a.a.a.a.c.c.c.c.c.c.c.c.d.d.d.d.e.e.e.e.e.e."
    "e.e.e.e.g.g.g.g.g.g.g.g.h.h.h.h.i.i.i.i.i.i.i.i.i.i.ijijj.j.k.k.k.l.l.l.l.l.l.l.l.l.l.n."
    "n.n.n.n.n.n.n.n.o.o.o.o.o.o.oeoer.r.r.r.r.r.s.s.s.s.s.s.s.s.t.t.t.t.t.t.u.u.u.u.u.u.u.u."
    "u.u.u.u.w.w.y.y.y.z.z.z.z.z.z.s.b.b...........................a...f.f..................."
    "........o.o...........................u.u.......................................dzdzdzlj"
    "ljljnjnjnja.a.i.i.o.o.u.u.u.u.u.u.u.u.u.u...a.a.a.a.aeae....g.g.k.k.o.o.o.o.....j.dzdzdz"
    "g.g.....n.n.a.a.aeaeo.o.a.a.a.a.e.e.e.e.i.i.i.i.o.o.o.o.r.r.r.r.u.u.u.u.s.s.t.t.....h.h."
    "............a.a.e.e.o.o.o.o.o.o.o.o.y.y...............................b.........j.j....."
    "....y.y.";
constexpr std::string_view latin_additional_bases =  // U+1E00 .. U+1EFF
    "a.a.b.b.b.b.b.b.c.c.d.d.d.d.d.d.d.d.d.d.e.e.e.e.e.e.e.e.e.e.f.f.g.g.h.h.h.h.h.h.h.h.h.h."
    "i.i.i.i.k.k.k.k.k.k.l.l.l.l.l.l.l.l.m.m.m.m.m.m.n.n.n.n.n.n.n.n.o.o.o.o.o.o.o.o.p.p.p.p."
    "r.r.r.r.r.r.r.r.s.s.s.s.s.s.s.s.s.s.t.t.t.t.t.t.t.t.u.u.u.u.u.u.u.u.u.u.v.v.v.v.w.w.w.w."
    "w.w.w.w.w.w.x.x.x.x.y.y.z.z.z.z.z.z.h.t.w.y...s.....ss..a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a."
    "a.a.a.a.a.a.a.a.e.e.e.e.e.e.e.e.e.e.e.e.e.e.e.e.i.i.i.i.o.o.o.o.o.o.o.o.o.o.o.o.o.o.o.o."
    "o.o.o.o.o.o.o.o.u.u.u.u.u.u.u.u.u.u.u.u.u.u.y.y.y.y.y.y.y.y.............";
static_assert(latin_bases.size() == 2 * (0x24F - 0xC0 + 1));
static_assert(latin_additional_bases.size() == 2 * (0x1EFF - 0x1E00 + 1));

/// The base letter of a lower-case Cyrillic letter. й keeps its breve: it is a letter of its own
/// that everybody types; the others are left out by people with a plain Russian keyboard.
constexpr char32_t cyrillic_base(char32_t c) {
  switch (c) {
    case U'ё':
    case U'ѐ':
    case U'є':
    case U'ӗ': return U'е';
    case U'і':
    case U'ї':
    case U'ѝ':
    case U'ӣ':
    case U'ӥ': return U'и';
    case U'ѓ':
    case U'ґ':
    case U'ғ': return U'г';
    case U'ќ':
    case U'қ':
    case U'ҝ':
    case U'ҡ': return U'к';
    case U'ў':
    case U'ұ':
    case U'ү':
    case U'ӯ':
    case U'ӱ': return U'у';
    case U'ң':
    case U'ҥ': return U'н';
    case U'ө':
    case U'ӧ':
    case U'ӫ': return U'о';
    case U'ҳ':
    case U'һ': return U'х';
    case U'җ': return U'ж';
    case U'ҙ': return U'з';
    case U'ҫ': return U'с';
    case U'ә':
    case U'ӑ':
    case U'ӓ': return U'а';
    default: return c;
  }
}

}  // namespace

char32_t to_lower(char32_t c) noexcept {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if (c >= 0x0410 && c <= 0x042F) return c + 0x20;
  if (c >= 0x0400 && c <= 0x040F) return c + 0x50;
  if ((c >= 0x0460 && c <= 0x0481) || (c >= 0x048A && c <= 0x04BF) || (c >= 0x04D0 && c <= 0x052F))
    return c | 1U;
  if (c >= 0x04C1 && c <= 0x04CE) return c % 2 == 1 ? c + 1 : c;
  if (c >= 0x00C0 && c <= 0x00DE) return c == 0xD7 ? c : c + 0x20;
  if (c == 0x0130) return 'i';
  if (c == 0x0178) return 0x00FF;
  if (c == 0x018F) return 0x0259;  // Azerbaijani schwa
  if ((c >= 0x0139 && c <= 0x0148) || (c >= 0x0179 && c <= 0x017E)) return c % 2 == 1 ? c + 1 : c;
  if ((c >= 0x0100 && c <= 0x0137) || (c >= 0x014A && c <= 0x0177) ||
      (c >= 0x01DE && c <= 0x01EF) || (c >= 0x01F8 && c <= 0x021F) ||
      (c >= 0x0222 && c <= 0x0233) || (c >= 0x1E00 && c <= 0x1E95) || (c >= 0x1EA0 && c <= 0x1EFF))
    return c | 1U;
  if (c == 0x1E9E) return 0x00DF;
  return c;
}

// ---- folding ----

namespace {

void append_latin_base(std::string& out, char32_t c, std::string_view table, char32_t first) {
  const std::string_view base = table.substr(2 * (c - first), 2);
  if (base[0] == '.') return append_utf8(out, to_lower(c));
  out.push_back(base[0]);
  if (base[1] != '.') out.push_back(base[1]);
}

void append_folded(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(to_lower(c)));
  } else if (is_cyrillic(c)) {
    append_utf8(out, cyrillic_base(to_lower(c)));
  } else if (c >= 0x00C0 && c <= 0x024F) {
    append_latin_base(out, c, latin_bases, 0x00C0);
  } else if (c >= 0x1E00 && c <= 0x1EFF) {
    append_latin_base(out, c, latin_additional_bases, 0x1E00);
  } else if (c == 0x0259) {
    out.push_back('a');
  } else if (c >= 0xFF10 && c <= 0xFF5A) {  // full-width digits and letters
    append_folded(out, c - 0xFEE0);
  } else {
    append_utf8(out, c);
  }
}

}  // namespace

std::string fold_for_search(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool space_due = false;
  while (!text.empty()) {
    const auto [c, size] = decode_utf8_character(text);
    text.remove_prefix(std::max<std::size_t>(size, 1));
    if (size == 0 || is_apostrophe(c) || is_invisible(c) || is_bidi_mark(c)) continue;
    if (is_combining(c)) {
      constexpr char32_t breve = 0x0306;
      if (c == breve && out.ends_with("и") && !space_due) out.replace(out.size() - 2, 2, "й");
      continue;
    }
    if (is_word_break(c)) {
      space_due = !out.empty();
      continue;
    }
    if (space_due) out.push_back(' ');
    space_due = false;
    append_folded(out, c);
  }
  return out;
}

// ---- keyboard layouts ----

namespace {

constexpr std::u32string_view latin_keys =
    U"`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>";
constexpr std::u32string_view cyrillic_keys =
    U"ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ";
static_assert(latin_keys.size() == cyrillic_keys.size());

}  // namespace

std::string swap_keyboard_layout(std::string_view text) {
  std::u32string characters;
  std::size_t latin = 0;
  std::size_t cyrillic = 0;
  while (!text.empty()) {
    const auto [c, size] = decode_utf8_character(text);
    text.remove_prefix(std::max<std::size_t>(size, 1));
    if (size == 0) continue;
    characters.push_back(c);
    if (is_latin(c)) ++latin;
    if (is_cyrillic(c)) ++cyrillic;
  }
  const bool from_latin = latin >= cyrillic;
  const auto from = from_latin ? latin_keys : cyrillic_keys;
  const auto to = from_latin ? cyrillic_keys : latin_keys;
  for (char32_t& c : characters) {
    const std::size_t key = from.find(c);
    if (key != std::u32string_view::npos) c = to[key];
  }
  return encode_utf8(characters);
}

// ---- transliteration ----

namespace {

constexpr std::array<std::string_view, 32> latin_of_cyrillic = {
    // а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я
    "a", "b", "v", "g", "d", "e",  "zh", "z",  "i",  "y",    "k", "l", "m", "n", "o",  "p",
    "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "",  "y", "",  "e", "yu", "ya"};

/// Latin for a lower-case Russian letter; nothing for other characters.
std::optional<std::string_view> latin_for(char32_t lower, char32_t before, Transliteration scheme) {
  if (lower == U'ё') return "e";
  if (lower < U'а' || lower > U'я') return std::nullopt;
  if (scheme != Transliteration::common) {
    switch (lower) {
      case U'й': return "i";
      case U'ъ': return "ie";
      case U'ю': return "iu";
      case U'я': return scheme == Transliteration::short_ && to_lower(before) == U'и' ? "a" : "ia";
      default: break;
    }
  }
  return latin_of_cyrillic[lower - U'а'];
}

bool is_upper(char32_t c) {
  return to_lower(c) != c;
}

}  // namespace

std::string transliterate(std::string_view text, Transliteration scheme) {
  std::string out;
  out.reserve(text.size());
  char32_t before = 0;
  while (!text.empty()) {
    const auto [c, size] = decode_utf8_character(text);
    text.remove_prefix(std::max<std::size_t>(size, 1));
    if (size == 0) continue;
    const auto latin = latin_for(to_lower(c), before, scheme);
    if (!latin) {
      append_utf8(out, c);
    } else if (is_upper(c)) {
      const char32_t next = decode_utf8_character(text).character;
      const bool all = is_upper(next) || (is_upper(before) && to_lower(next) == next &&
                                          !is_cyrillic(next) && !is_latin(next));
      for (std::size_t i = 0; i < latin->size(); ++i) {
        const char letter = (*latin)[i];
        out.push_back(i == 0 || all ? static_cast<char>(letter - 32) : letter);
      }
    } else {
      out.append(*latin);
    }
    before = c;
  }
  return out;
}

namespace {

struct Reading {
  std::string_view latin;
  std::string_view cyrillic;
};

/// Longest first within one initial letter; the first that fits is taken.
constexpr Reading readings[] = {
    {"shch", "щ"}, {"sh", "ш"}, {"zh", "ж"}, {"kh", "х"},   {"ts", "ц"},   {"tz", "ц"},
    {"ch", "ч"},   {"ck", "к"}, {"ph", "ф"}, {"iya", "ия"}, {"iia", "ия"}, {"iyu", "ию"},
    {"yu", "ю"},   {"iu", "ю"}, {"ju", "ю"}, {"ya", "я"},   {"ja", "я"},   {"yo", "е"},
    {"jo", "е"},   {"ye", "е"}, {"je", "е"}, {"a", "а"},    {"b", "б"},    {"d", "д"},
    {"e", "е"},    {"f", "ф"},  {"g", "г"},  {"h", "х"},    {"i", "и"},    {"j", "й"},
    {"k", "к"},    {"l", "л"},  {"m", "м"},  {"n", "н"},    {"o", "о"},    {"p", "п"},
    {"q", "к"},    {"r", "р"},  {"s", "с"},  {"t", "т"},    {"u", "у"},    {"v", "в"},
    {"w", "в"},    {"x", "кс"}, {"z", "з"}};

constexpr bool is_vowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/// Readings that depend on the neighbours. `used` is how many Latin letters were read.
struct ContextReading {
  std::string_view cyrillic;
  std::size_t used = 0;  ///< 0: the neighbours do not decide.
};

ContextReading read_in_context(std::string_view rest, char before) {
  const auto at = [&](std::size_t i) { return i < rest.size() ? rest[i] : ' '; };
  const auto ends_after = [&](std::size_t i) { return at(i) == ' '; };
  if (rest.starts_with("sch") && !rest.starts_with("shch"))
    return is_vowel(at(3)) ? ContextReading{"щ", 3} : ContextReading{"ш", 3};
  if (rest.starts_with("ia"))
    return ends_after(2) ? ContextReading{"ия", 2} : ContextReading{"я", 2};
  if (at(0) == 'y' && !is_vowel(at(1))) {
    if (is_vowel(before)) return {"й", 1};                                    // Andrey, Sergeyev
    return ends_after(1) ? ContextReading{"ий", 1} : ContextReading{"ы", 1};  // Dmitry, Bykov
  }
  if (at(0) == 'i' && is_vowel(before) && ends_after(1)) return {"й", 1};  // Sergei
  if (at(0) == 'c' && at(1) != 'h' && at(1) != 'k')
    return at(1) == 'e' || at(1) == 'i' ? ContextReading{"ц", 1} : ContextReading{"к", 1};
  return {};
}

}  // namespace

std::string transliterate_to_cyrillic(std::string_view folded) {
  std::string out;
  out.reserve(folded.size() * 2);
  char before = ' ';
  while (!folded.empty()) {
    if (const auto found = read_in_context(folded, before); found.used != 0) {
      out.append(found.cyrillic);
      before = folded[found.used - 1];
      folded.remove_prefix(found.used);
      continue;
    }
    const auto* reading = std::ranges::find_if(
        readings, [&](const Reading& r) { return folded.starts_with(r.latin); });
    if (reading != std::end(readings)) {
      out.append(reading->cyrillic);
      before = reading->latin.back();
      folded.remove_prefix(reading->latin.size());
    } else if (folded.front() == 'y') {
      out.append("й");
      before = 'y';
      folded.remove_prefix(1);
    } else {
      before = folded.front();
      out.push_back(before);
      folded.remove_prefix(1);
    }
  }
  return out;
}

std::vector<std::string> search_variants(std::string_view query) {
  std::vector<std::string> out;
  const auto add = [&](std::string variant) {
    if (variant.empty() || out.size() == search_variants_max) return;
    if (std::ranges::find(out, variant) == out.end()) out.push_back(std::move(variant));
  };
  const std::string folded = fold_for_search(query);
  const std::string swapped = fold_for_search(swap_keyboard_layout(query));
  add(folded);
  add(swapped);
  for (const std::string& typed : {folded, swapped}) {
    add(transliterate_to_cyrillic(typed));
    for (const auto scheme :
         {Transliteration::common, Transliteration::passport, Transliteration::short_})
      add(fold_for_search(transliterate(typed, scheme)));
  }
  return out;
}

// ---- distance ----

std::size_t typing_distance(std::u32string_view a, std::u32string_view b, std::size_t limit) {
  // rapidfuzz has optimal string alignment bit-parallel; the true Damerau distance (which may
  // edit between two swapped letters) costs O(n*m) and differs on no error that hands make.
  return static_cast<std::size_t>(
      rapidfuzz::osa_distance(a.begin(), a.end(), b.begin(), b.end(), limit));
}

std::size_t typing_distance(std::string_view a, std::string_view b, std::size_t limit) {
  const auto left = decode_utf8(a);
  const auto right = decode_utf8(b);
  if (!left || !right) return limit + 1;
  return typing_distance(std::u32string_view(*left), std::u32string_view(*right), limit);
}

// ---- clean lines ----

CleanLine clean_line(std::string_view text) {
  CleanLine line;
  line.text.reserve(text.size());
  bool space_due = false;
  while (!text.empty()) {
    const auto [c, size] = decode_utf8_character(text);
    const std::string_view bytes = text.substr(0, std::max<std::size_t>(size, 1));
    text.remove_prefix(bytes.size());
    if (size == 0) {
      ++line.removed.invalid;
    } else if (is_blank(c) || is_line_break(c)) {
      if (is_line_break(c)) ++line.removed.line_breaks;
      space_due = !line.text.empty();
    } else if (c == 0) {
      ++line.removed.nul;
    } else if (is_control(c)) {
      ++line.removed.control;
    } else if (is_bidi_mark(c)) {
      ++line.removed.bidi;
    } else if (is_invisible(c)) {
      ++line.removed.invisible;
    } else {
      if (space_due) line.text.push_back(' ');
      space_due = false;
      line.text.append(bytes);
    }
  }
  return line;
}

std::string_view trim(std::string_view text) noexcept {
  constexpr std::string_view ascii = " \t\n\r\v\f";
  constexpr std::string_view no_break = "\xC2\xA0";
  constexpr std::string_view narrow_no_break = "\xE2\x80\xAF";
  while (!text.empty()) {
    if (ascii.contains(text.front()))
      text.remove_prefix(1);
    else if (text.starts_with(no_break))
      text.remove_prefix(no_break.size());
    else if (text.starts_with(narrow_no_break))
      text.remove_prefix(narrow_no_break.size());
    else
      break;
  }
  while (!text.empty()) {
    if (ascii.contains(text.back()))
      text.remove_suffix(1);
    else if (text.ends_with(no_break))
      text.remove_suffix(no_break.size());
    else if (text.ends_with(narrow_no_break))
      text.remove_suffix(narrow_no_break.size());
    else
      break;
  }
  return text;
}

}  // namespace retour
