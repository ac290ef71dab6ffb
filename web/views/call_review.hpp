// Listening to calls: a mark, tags, how long the greeting was (AD-02..04, AD-08, AD-13). The queue
// holds answered calls to which nobody has listened yet, newest first (AD-03).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/live_calls.hpp"
#include "views/view_settings_form.hpp"

namespace retour::views {

class CallReviews {
 public:
  /// The queue, and the cases of good and bad calls of the last seven days.
  void draw(Context& context);
  /// Lines of the queue shown at most.
  static constexpr std::size_t shown_max = 12;

 private:
  void draw_calls(Context& context, std::string_view key, std::string_view title,
                  const std::vector<std::uint32_t>& lines, std::string_view empty);
  void open(Context& context, CallId call);
  void draw_form(Context& context);

  SettingsForm form_;
  CallReview review_;
  std::optional<Call> call_;
};

}  // namespace retour::views
