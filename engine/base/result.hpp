// Result: the form of a failure (disk full, wrong passphrase, damaged bytes).
//
// A failure is returned, never logged and forgotten; context is added once, where it is known.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace retour {

/// What went wrong, in classes that a caller can act upon. Texts for the user come from the
/// catalogues by this code; `Failure::context` is for the person who mends it.
enum class FailureCode : std::uint8_t {
  io,                ///< The device or browser refused to read or write.
  out_of_space,      ///< Disk or quota is full; what was acknowledged is safe.
  wrong_passphrase,  ///< No key slot opens with what was given; nothing was touched.
  corrupt,           ///< Stored bytes contradict themselves.
  malformed,         ///< Bytes from outside do not decode.
  newer_schema,      ///< Written by a later version of the program.
  not_found,         ///< A named thing does not exist.
  conflict,     ///< Somebody else holds it (file open elsewhere, id reused with other content).
  limit,        ///< A declared limit was reached.
  cancelled,    ///< The user stopped it.
  unsupported,  ///< This platform lacks what is needed.
  read_only,    ///< The database accepts no writes now (after out_of_space).
};

/// Stable lower-case name of the code, e.g. "wrong_passphrase"; used in JSON output and tests.
[[nodiscard]] std::string_view name_of(FailureCode code) noexcept;

/// A failure with one sentence of context for logs and bug reports (English, not for patients).
struct [[nodiscard]] Failure {
  FailureCode code = FailureCode::io;
  std::string context;

  /// The same failure with `where` put before its context.
  [[nodiscard]] Failure within(std::string_view where) && {
    context.insert(0, ": ");
    context.insert(0, where);
    return std::move(*this);
  }
};

template <class T>
using Result = std::expected<T, Failure>;

using Status = Result<void>;

/// Shorthand for returning a failure.
[[nodiscard]] inline std::unexpected<Failure> fail(FailureCode code, std::string context) {
  return std::unexpected(Failure{code, std::move(context)});
}

}  // namespace retour

/// Returns from the enclosing function with the failure of `expression`, if it has one.
#define RETOUR_TRY(expression)                                                 \
  do {                                                                         \
    if (auto retour_try_result = (expression); !retour_try_result.has_value()) \
      return std::unexpected(std::move(retour_try_result).error());            \
  } while (false)

#define RETOUR_CONCAT_INNER(a, b) a##b
#define RETOUR_CONCAT(a, b) RETOUR_CONCAT_INNER(a, b)

/// `RETOUR_ASSIGN(auto rows, read());` declares `rows` with the value, or returns the failure.
#define RETOUR_ASSIGN(declaration, expression)                                          \
  auto RETOUR_CONCAT(retour_assign_, __LINE__) = (expression);                          \
  if (!RETOUR_CONCAT(retour_assign_, __LINE__).has_value())                             \
    return std::unexpected(std::move(RETOUR_CONCAT(retour_assign_, __LINE__)).error()); \
  declaration = std::move(*RETOUR_CONCAT(retour_assign_, __LINE__))
