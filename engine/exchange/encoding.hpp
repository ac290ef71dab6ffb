// Encodings in which clinics' files arrive, recognised from their bytes.
//
//   byte-order mark           -> what it says
//   a zero in every second byte -> UTF-16 without a mark
//   valid UTF-8               -> UTF-8
//   letters next to ASCII letters (Åsa) -> windows-1252, in runs of their own (Иванов) -> 1251
//
// Statistical detectors (uchardet) were considered: they need tables per language and still guess
// on short files, while these four questions decide every file that a clinic in Russia, its
// neighbours or Sweden exports. What was decided for the file is checked again in every row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace retour::exchange {

enum class Encoding : std::uint8_t { utf8, utf16_le, utf16_be, windows_1251, windows_1252 };

/// Stable name: "utf-8", "utf-16le", "utf-16be", "windows-1251", "windows-1252".
[[nodiscard]] std::string_view name_of(Encoding encoding) noexcept;

struct SniffedEncoding {
  Encoding encoding = Encoding::utf8;
  std::size_t mark_bytes = 0;  ///< Length of the byte-order mark to skip.
  bool undecided = false;      ///< Only ASCII so far: UTF-8 or any of the code pages.
};

/// Whether the bytes given are all that there is; else the last line may be cut.
enum class Extent : std::uint8_t { beginning, whole };

/// Recognises the encoding from the head of a file (64 KiB are plenty).
[[nodiscard]] SniffedEncoding sniff_encoding(std::string_view head, Extent extent);

/// UTF-8 or one of the code pages for a run of bytes that is not pure ASCII: valid UTF-8 is UTF-8.
[[nodiscard]] Encoding sniff_bytes(std::string_view bytes);

/// Appends `bytes` of a one-byte code page as UTF-8. False when a byte has no character there
/// (0x98 in windows-1251); such bytes are left out.
bool append_from_code_page(std::string& out, std::string_view bytes, Encoding encoding);

/// Appends UTF-8 text in a one-byte code page; characters that it lacks become '?'.
void append_to_code_page(std::string& out, std::string_view utf8, Encoding encoding);

/// True for bytes that stand for characters beyond ASCII but read as correct UTF-8: in a file of
/// another encoding a row like this came from elsewhere.
[[nodiscard]] bool is_multibyte_utf8(std::string_view bytes);

/// UTF-16 in chunks cut anywhere, into UTF-8. Half a surrogate pair becomes the byte 0xFF, which
/// no UTF-8 holds, so that the row's check finds it.
class Utf16Decoder {
 public:
  explicit Utf16Decoder(Encoding encoding) : big_endian_(encoding == Encoding::utf16_be) {}
  void feed(std::string_view bytes, std::string& out);
  void finish(std::string& out);

 private:
  void take_unit(std::uint16_t unit, std::string& out);
  bool big_endian_;
  bool has_half_unit_ = false;
  std::uint8_t half_unit_ = 0;
  std::uint16_t high_surrogate_ = 0;
};

}  // namespace retour::exchange
