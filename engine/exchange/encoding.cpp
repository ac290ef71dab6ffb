#include "exchange/encoding.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace retour::exchange {
namespace {

/// Characters of the bytes 0x80..0xFF; 0 where the code page leaves a hole.
constexpr std::array<char16_t, 128> windows_1251_table = {
    0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409, 0x2039,
    0x040A, 0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x0000, 0x2122, 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0, 0x040E, 0x045E, 0x0408,
    0x00A4, 0x0490, 0x00A6, 0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x0407,
    0x00B0, 0x00B1, 0x0406, 0x0456, 0x0491, 0x00B5, 0x00B6, 0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB,
    0x0458, 0x0405, 0x0455, 0x0457, 0x0410, 0x0411, 0x0412, 0x0413, 0x0414, 0x0415, 0x0416, 0x0417,
    0x0418, 0x0419, 0x041A, 0x041B, 0x041C, 0x041D, 0x041E, 0x041F, 0x0420, 0x0421, 0x0422, 0x0423,
    0x0424, 0x0425, 0x0426, 0x0427, 0x0428, 0x0429, 0x042A, 0x042B, 0x042C, 0x042D, 0x042E, 0x042F,
    0x0430, 0x0431, 0x0432, 0x0433, 0x0434, 0x0435, 0x0436, 0x0437, 0x0438, 0x0439, 0x043A, 0x043B,
    0x043C, 0x043D, 0x043E, 0x043F, 0x0440, 0x0441, 0x0442, 0x0443, 0x0444, 0x0445, 0x0446, 0x0447,
    0x0448, 0x0449, 0x044A, 0x044B, 0x044C, 0x044D, 0x044E, 0x044F,
};
/// Its upper half (0xA0..0xFF) is Latin-1; these are 0x80..0x9F.
constexpr std::array<char16_t, 32> windows_1252_table = {
    0x20AC, 0x0000, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x0000, 0x017D, 0x0000, 0x0000, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x0000, 0x017E, 0x0178,
};

constexpr std::array<std::string_view, 5> encoding_names = {"utf-8", "utf-16le", "utf-16be",
                                                            "windows-1251", "windows-1252"};

bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_high_letter(char c) {
  return static_cast<unsigned char>(c) >= 0xC0;
}

bool all_ascii(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Cyrillic words are runs of high bytes; å, ä, ö stand alone among ASCII letters.
Encoding code_page_of(std::string_view bytes) {
  std::size_t alone = 0;
  std::size_t in_runs = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (!is_high_letter(bytes[i])) continue;
    const char before = i == 0 ? ' ' : bytes[i - 1];
    const char after = i + 1 == bytes.size() ? ' ' : bytes[i + 1];
    if (is_high_letter(before) || is_high_letter(after))
      ++in_runs;
    else if (is_ascii_letter(before) || is_ascii_letter(after))
      ++alone;
  }
  return alone > in_runs ? Encoding::windows_1252 : Encoding::windows_1251;
}

/// UTF-16 without a mark: in every second place stands the high byte of a Latin or Cyrillic letter
/// or of a typographic sign, zeros among them (blanks, digits, line ends), and no zeros elsewhere.
bool looks_like_utf16(std::string_view head, std::size_t high_place) {
  constexpr std::string_view high_bytes("\x00\x01\x04\x05\x1E\x20\x21\x22", 8);
  const std::size_t pairs = head.size() / 2;
  std::size_t likely = 0;
  std::size_t zeros = 0;
  std::size_t stray_zeros = 0;
  for (std::size_t i = 0; i < pairs; ++i) {
    const char high = head[2 * i + high_place];
    if (high_bytes.contains(high)) ++likely;
    if (high == '\0') ++zeros;
    if (head[2 * i + 1 - high_place] == '\0') ++stray_zeros;
  }
  return zeros > 0 && likely * 10 >= pairs * 9 && stray_zeros * 50 <= pairs;
}

}  // namespace

std::string_view name_of(Encoding encoding) noexcept {
  return encoding_names[static_cast<std::size_t>(encoding)];
}

Encoding sniff_bytes(std::string_view bytes) {
  return is_valid_utf8(bytes) ? Encoding::utf8 : code_page_of(bytes);
}

SniffedEncoding sniff_encoding(std::string_view head, Extent extent) {
  if (head.starts_with("\xEF\xBB\xBF")) return {.encoding = Encoding::utf8, .mark_bytes = 3};
  if (head.starts_with("\xFF\xFE")) return {.encoding = Encoding::utf16_le, .mark_bytes = 2};
  if (head.starts_with("\xFE\xFF")) return {.encoding = Encoding::utf16_be, .mark_bytes = 2};
  if (looks_like_utf16(head, 1)) return {.encoding = Encoding::utf16_le};
  if (looks_like_utf16(head, 0)) return {.encoding = Encoding::utf16_be};
  // Line by line, so that one row of another origin does not decide for the file.
  std::size_t utf8_lines = 0;
  std::size_t other_lines = 0;
  std::string others;
  for (std::string_view rest = head; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (all_ascii(line)) continue;
    if (is_valid_utf8(line)) {
      ++utf8_lines;
    } else if (end != std::string_view::npos || extent == Extent::whole) {
      ++other_lines;  // The last line may be cut inside a character and says nothing then.
      others.append(line).push_back('\n');
    }
  }
  if (utf8_lines == 0 && other_lines == 0) return {.undecided = true};
  if (utf8_lines >= other_lines) return {.encoding = Encoding::utf8};
  return {.encoding = code_page_of(others)};
}

bool append_from_code_page(std::string& out, std::string_view bytes, Encoding encoding) {
  bool all_known = true;
  for (const char byte : bytes) {
    const auto code = static_cast<unsigned char>(byte);
    char32_t character = code;
    if (code >= 0x80 && encoding == Encoding::windows_1251)
      character = windows_1251_table[code - 0x80];
    else if (code >= 0x80 && code < 0xA0)
      character = windows_1252_table[code - 0x80];
    if (character == 0 && code != 0)
      all_known = false;
    else
      append_utf8(out, character);
  }
  return all_known;
}

void append_to_code_page(std::string& out, std::string_view utf8, Encoding encoding) {
  while (!utf8.empty()) {
    const auto [character, size] = decode_utf8_character(utf8);
    utf8.remove_prefix(std::max<std::size_t>(size, 1));
    if (size == 0) continue;
    char32_t byte = character < 0x80 ? character : U'?';
    if (encoding == Encoding::windows_1252 && character >= 0xA0 && character < 0x100)
      byte = character;
    const auto find_in = [&](const auto& table) {
      const auto found = std::ranges::find(table, static_cast<char16_t>(character));
      if (character >= 0x80 && character < 0x10000 && found != table.end())
        byte = 0x80 + static_cast<char32_t>(found - table.begin());
    };
    if (encoding == Encoding::windows_1251)
      find_in(windows_1251_table);
    else
      find_in(windows_1252_table);
    out.push_back(static_cast<char>(byte));
  }
}

bool is_multibyte_utf8(std::string_view bytes) {
  return !all_ascii(bytes) && is_valid_utf8(bytes);
}

void Utf16Decoder::take_unit(std::uint16_t unit, std::string& out) {
  constexpr char unpaired = '\xFF';
  const bool is_low = unit >= 0xDC00 && unit < 0xE000;
  if (high_surrogate_ != 0) {
    const char32_t high = high_surrogate_;
    high_surrogate_ = 0;
    if (is_low)
      return append_utf8(out, 0x10000 + ((high - 0xD800) << 10) + (unit - char32_t{0xDC00}));
    out.push_back(unpaired);
  }
  if (is_low)
    out.push_back(unpaired);
  else if (unit >= 0xD800 && unit < 0xDC00)
    high_surrogate_ = unit;
  else
    append_utf8(out, unit);
}

void Utf16Decoder::feed(std::string_view bytes, std::string& out) {
  for (const char byte : bytes) {
    const auto value = static_cast<std::uint8_t>(byte);
    if (!has_half_unit_) {
      half_unit_ = value;
      has_half_unit_ = true;
      continue;
    }
    has_half_unit_ = false;
    take_unit(
        static_cast<std::uint16_t>(big_endian_ ? half_unit_ << 8 | value : value << 8 | half_unit_),
        out);
  }
}

void Utf16Decoder::finish(std::string& out) {
  if (has_half_unit_ || high_surrogate_ != 0) out.push_back('\xFF');
  has_half_unit_ = false;
  high_surrogate_ = 0;
}

}  // namespace retour::exchange
