// Receipts and invoices on paper: what was rendered and paid on a day, what an organisation owes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/form.hpp"

namespace retour::views {

/// The days on which something was rendered, paid or given back to this patient, newest first.
[[nodiscard]] std::vector<LocalDate> receipt_days(const Context& context, const Card& card);

/// The receipt of a day as a printable document: services with price and discount, payments by
/// method and payer, what stays owed or paid in advance. Not a fiscal receipt, and it says so.
[[nodiscard]] std::string receipt_document(const Context& context, const Card& card, LocalDate day);

/// An invoice to a company or an insurer as a printable document.
[[nodiscard]] std::string invoice_document(const Context& context, const Card& card,
                                           const Invoice& invoice);

/// Has it printed.
void print_paper(Context& context, std::string html);

/// Chooses the day whose receipt is printed.
class ReceiptDialog {
 public:
  void open(const Context& context, const Card& card);
  void draw(Context& context);

 private:
  bool open_ = false;
  PatientId patient_;
  std::vector<LocalDate> days_;
  int chosen_ = 0;
};

}  // namespace retour::views
