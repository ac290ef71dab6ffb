#include "model/quality.hpp"

namespace retour {

CallReviewId call_review_id(CallId call) {
  return CallReviewId(id_from_name("review:" + to_text(call)));
}

}  // namespace retour
