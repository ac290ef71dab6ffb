// Campaigns and who runs them: what each costs and brings, the form of one, and a contractor's
// month (LD-01 to LD-04, LD-23).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "funnel/channels.hpp"
#include "views/funnel_help.hpp"
#include "views/view_settings_form.hpp"

namespace retour::views {

class CampaignsCard {
 public:
  /// `key` changes with whatever `query` and the data are made of.
  void draw(Context& context, const funnel::ChannelQuery& query, std::string_view key,
            FunnelHelp& help);
  /// The open form; call once a frame outside of cards.
  void draw_form(Context& context);

 private:
  void measure(Context& context, const funnel::ChannelQuery& query, std::string_view key);
  void start(const Context& context, const Campaign* known);
  void draw_head(Context& context, FunnelHelp& help);
  void draw_campaigns(Context& context);
  void draw_contractors(Context& context);
  void open_people(Context& context, std::size_t line, funnel::ChannelPeople which);

  std::string key_;
  funnel::ChannelQuery query_;
  std::vector<funnel::CampaignFigures> figures_;
  SettingsForm form_;
  Campaign edited_;
  std::optional<LocalDate> begins_on_;
};

}  // namespace retour::views
