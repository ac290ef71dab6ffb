#include "views/further_services.hpp"

#include <algorithm>

#include "model/holds.hpp"
#include "ui/choice.hpp"
#include "ui/widgets.hpp"
#include "views/form.hpp"

namespace retour::views {
namespace {

/// Whether a service may be held with another one in one visit (as ops/validate_booking judges).
bool go_together(const Service& one, const Service& other) {
  return one.places <= 1 && other.places <= 1 &&
         (!one.needs_room || !other.needs_room || one.room_kind == other.room_kind) &&
         (one.device_kind.empty() || other.device_kind.empty() ||
          one.device_kind == other.device_kind);
}

}  // namespace

bool draw_further_services(Context& context, ServiceId first, std::vector<ServiceId>& further) {
  const app::Catalogue& catalogue = context.catalogue();
  const Service* leading = catalogue.service(first);
  if (leading == nullptr || leading->places > 1) {
    const bool had_any = !further.empty();
    further.clear();
    return had_any;
  }
  std::vector<Named<ServiceId>> fitting;
  for (const Named<ServiceId>& named : named_services(context, Packages::leave_out)) {
    const Service* service = catalogue.service(named.id);
    const bool fits = service != nullptr && go_together(*leading, *service) &&
                      std::ranges::all_of(further, [&](ServiceId id) {
                        const Service* other = catalogue.service(id);
                        return other == nullptr || go_together(*other, *service);
                      });
    if (fits) fitting.push_back(named);
  }
  bool changed = false;
  ui::Ui& ui = context.ui;
  for (std::size_t i = 0; i < further.size(); ++i) {
    const auto keyed = ui.keyed(i);
    changed |= pick(context,
                    {.key = "further",
                     .label = context.t("booking.then"),
                     .placeholder = context.t("booking.pick_service"),
                     .clearable = true},
                    fitting, further[i]);
  }
  if (changed) std::erase_if(further, [](ServiceId id) { return id.is_nil(); });
  // The last one may be empty: it is being chosen.
  const bool has_empty = !further.empty() && further.back().is_nil();
  if (!has_empty && further.size() < further_services_max && !fitting.empty() &&
      ui::button(ui, {.key = "add service",
                      .text = context.t("booking.add_service"),
                      .icon = ui::Icon::plus,
                      .kind = ui::ButtonKind::quiet}))
    further.push_back({});
  return changed;
}

}  // namespace retour::views
