#include "model/aims.hpp"

namespace retour {

PublishedMonthId published_month_id(LocalDate month) {
  return PublishedMonthId(id_from_name("month:" + to_iso(month)));
}

}  // namespace retour
