// Check-out: services rendered, who pays what and how, contact confirmed (PP-13), and what comes
// next, so that nobody leaves without a next step (CS-01, PS-16).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/bill.hpp"
#include "views/form.hpp"
#include "views/view_care.hpp"

namespace retour::views {

/// What the desk agrees with the patient before he leaves.
enum class Onward : std::uint8_t {
  undecided,
  arranged,    ///< He has a booking or somebody owes him a step already.
  book,        ///< The booking form opens afterwards.
  step,        ///< Somebody will call, send, ask.
  comes_back,  ///< The doctor's date.
  complete,    ///< Treatment is over.
  refused,     ///< He does not want to go on: why.
};

class CheckOut {
 public:
  /// Opens the form for a patient; `visit` and `service` when he comes from a visit.
  void open(Context& context, PatientId patient, const Visit* visit,
            const std::vector<ServiceId>& services);
  void draw(Context& context);
  /// The patient for whom a booking shall be made now, and his doctor; once.
  struct NextBooking {
    PatientId patient;
    StaffId doctor;
  };
  [[nodiscard]] std::optional<NextBooking> take_booking() {
    return std::exchange(next_booking_, std::nullopt);
  }

 private:
  /// A payer who can be chosen for this patient.
  struct KnownPayer {
    Payer payer;
    std::string name;
    int discount_percent = 0;
    bool by_default = false;  ///< Pays unless somebody else is chosen.
  };
  void gather(Context& context, const Card& card);
  void gather_payers(Context& context, const Card& card);
  void add_line(Context& context, ServiceId service);
  void price_line(Context& context, BillLine& line) const;
  void add_payment(Context& context);
  [[nodiscard]] Payer default_payer() const;
  bool pick_payer(Context& context, std::string_view key, ui::TextId label, float width,
                  Payer& payer);

  void draw_lines(Context& context);
  void draw_line(Context& context, BillLine& line, bool& removed);
  void draw_instalments(Context& context, BillLine& line);
  void draw_sums(Context& context, const BillSums& sums);
  void draw_payments(Context& context);
  void draw_payment(Context& context, BillPayment& payment, bool& removed);
  void draw_certificate(Context& context, BillPayment& payment);
  void draw_contact(Context& context);
  void draw_onward(Context& context);
  void draw_onward_fields(Context& context);

  [[nodiscard]] std::string_view lacks(Context& context) const;
  [[nodiscard]] bool is_empty() const;
  [[nodiscard]] bool contact_changes() const;
  [[nodiscard]] BranchId branch(const Context& context) const;
  [[nodiscard]] Draft money_draft(Context& context) const;
  void add_contact(Context& context, Draft& draft) const;
  void add_invoices(Context& context, std::vector<Draft>& drafts) const;
  void add_onward(Context& context, std::vector<Draft>& drafts) const;
  [[nodiscard]] SpecialtyId specialty(Context& context) const;
  void submit(Context& context, const BillSums& sums);
  void print_receipt(Context& context) const;

  Form form_;
  PatientId patient_;
  Patient person_;
  std::optional<Visit> visit_;
  Bill bill_;
  std::vector<KnownPayer> payers_;
  std::vector<std::pair<Certificate, std::int64_t>> certificates_;  ///< With what is left.
  std::uint64_t last_key_ = 0;
  bool unread_ = false;
  std::string phone_;
  std::string email_;
  bool phone_confirmed_ = false;
  bool email_confirmed_ = false;
  bool prints_ = false;  ///< A receipt, once the money is recorded.
  Onward onward_ = Onward::undecided;
  std::string arranged_;  ///< What is arranged already, in words; empty: nothing.
  StepFields step_;
  std::optional<LocalDate> back_on_;
  ReasonId reason_;
  std::optional<NextBooking> next_booking_;
};

}  // namespace retour::views

namespace retour {
RETOUR_ENUM_NAMES(views::Onward, "undecided", "arranged", "book", "step", "comes_back", "complete",
                  "refused");
}  // namespace retour
