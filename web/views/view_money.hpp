// The patient's money on his card: what was rendered, paid, is owed and by whom; invoices,
// instalments, certificates; refunds, sale of a certificate, taking back what was typed in error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/form.hpp"
#include "views/view_receipt.hpp"

namespace retour::views {

/// Something that can be given back: what a payment paid of a charge, or its unused rest.
struct Refundable {
  PaymentId payment;
  ChargeId charge;  ///< Nil: the advance.
  std::int64_t left_minor = 0;
  bool operator==(const Refundable&) const = default;
};
[[nodiscard]] std::vector<Refundable> refundable_of(const PatientFacts& facts);

class MoneyCard {
 public:
  void draw(Context& context, const Card& card);
  void draw_dialogs(Context& context);

 private:
  void draw_balances(Context& context, const Card& card);
  void draw_invoices(Context& context, const Card& card);
  void draw_certificates(Context& context, const Card& card);
  void draw_acts(Context& context, const Card& card);
  void draw_refund(Context& context);
  void draw_sale(Context& context);
  void draw_void(Context& context);
  void open_refund(Context& context, const Card& card);
  [[nodiscard]] std::string name_of(Context& context, const Card& card,
                                    const Refundable& one) const;

  PatientId patient_;
  Form refund_;
  std::vector<Refundable> refundable_;
  std::vector<std::string> refundable_names_;
  int chosen_ = -1;
  std::optional<std::int64_t> amount_minor_;
  ReasonId reason_;

  Form sale_;
  std::size_t sold_ = 0;  ///< Place in the choices: sold, compensation.
  std::string number_;
  std::optional<std::int64_t> value_minor_;
  std::optional<LocalDate> valid_until_;
  PaymentMethod method_ = PaymentMethod::card;

  ReceiptDialog receipt_;

  Form void_;
  std::vector<Draft> voidable_;  ///< One draft for each line that can be taken back.
  std::vector<std::string> voidable_names_;
  int voided_ = -1;
};

}  // namespace retour::views
