// The list behind a figure as a file: who, how to reach them, what is next. Guarded against
// formulas: names and phones are what people typed.
#pragma once

#include <string>
#include <vector>

#include "views/context.hpp"

namespace retour::views {

/// CSV for spreadsheets with a header; the erased are left out. O(people), one read each.
[[nodiscard]] std::string people_csv(Context& context, const std::vector<PatientId>& people);

/// Downloads a CSV file named after today.
void push_csv(Context& context, std::string name, const std::string& csv);

/// A button that downloads it; nothing for nobody.
void people_download(Context& context, const std::vector<PatientId>& people);

}  // namespace retour::views
