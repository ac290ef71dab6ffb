// Check-out: services rendered, discount, payment, debt, contact confirmed (PP-13).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/context.hpp"

namespace retour::views {

class CheckOut {
 public:
  /// Opens the form for a patient; `visit` and `service` when he comes from a visit.
  void open(Context& context, PatientId patient, const Visit* visit, ServiceId service);
  void draw(Context& context);

 private:
  struct Line {
    std::uint64_t key = 0;
    int service = -1;
    std::optional<std::int64_t> price_minor;
    std::optional<std::int64_t> discount_minor;
  };
  void add_line(Context& context, int service);
  void draw_lines(Context& context);
  void draw_payment(Context& context);
  void draw_contact(Context& context);
  void submit(Context& context);
  [[nodiscard]] std::int64_t due_minor() const;
  [[nodiscard]] Draft draft(Context& context) const;

  bool open_ = false;
  PatientId patient_;
  std::optional<Visit> visit_;
  std::vector<Line> lines_;
  std::uint64_t last_line_ = 0;
  std::size_t method_ = 1;
  std::optional<std::int64_t> amount_minor_;
  bool amount_touched_ = false;
  std::string phone_;
  std::string email_;
  std::string refusal_;
  std::uint32_t tag_ = 0;
};

}  // namespace retour::views
