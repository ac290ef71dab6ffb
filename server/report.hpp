// How commands speak: one JSON object or a few lines.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/result.hpp"
#include "commands.hpp"
#include "ops/refusal.hpp"

namespace retour::server {

/// Explains a failure on standard error (with JSON on standard output too) and gives exit_failure.
int report_failure(const Failure& failure, Output output);

/// The same for a refusal; gives exit_refused.
int report_refusal(const Refusal& refusal, Output output);

/// Prints `text`, or `json` as one line.
void print(Output output, const nlohmann::json& json, const std::string& text);

}  // namespace retour::server
