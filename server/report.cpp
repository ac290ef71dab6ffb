#include "report.hpp"

#include <iostream>

namespace retour::server {
namespace {

std::string_view advice(FailureCode code) {
  switch (code) {
    case FailureCode::wrong_passphrase: return "The passphrase does not fit; nothing was changed.";
    case FailureCode::conflict:
      return "Another program may have the database open: close it there.";
    case FailureCode::out_of_space: return "The disk is full; everything saved so far is safe.";
    case FailureCode::not_found: return "Check the path, or make a database with import or demo.";
    case FailureCode::newer_schema: return "This database needs a newer version of retour.";
    case FailureCode::corrupt: return "The file is damaged: restore it from a backup.";
    default: return "";
  }
}

}  // namespace

int report_failure(const Failure& failure, Output output) {
  std::cerr << "retour: " << failure.context << '\n';
  if (const std::string_view text = advice(failure.code); !text.empty()) std::cerr << text << '\n';
  if (output == Output::json)
    std::cout << nlohmann::json{{"failure", name_of(failure.code)}, {"context", failure.context}}
              << '\n';
  return exit_failure;
}

int report_refusal(const Refusal& refusal, Output output) {
  std::cerr << "retour: refused: " << enum_name(refusal.code) << '\n';
  if (output == Output::json)
    std::cout << nlohmann::json{{"refusal", enum_name(refusal.code)}, {"number", refusal.number}}
              << '\n';
  return exit_refused;
}

void print(Output output, const nlohmann::json& json, const std::string& text) {
  if (output == Output::json)
    std::cout << json.dump() << '\n';
  else
    std::cout << text;
}

}  // namespace retour::server
