// Channels: what each costs and brings, what the next rouble would bring, months as they were
// published (LD-01..03, LD-12..14, LD-27, IM-22).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "funnel/channels.hpp"
#include "views/campaigns.hpp"
#include "views/cost_editor.hpp"
#include "views/figure_table.hpp"
#include "views/funnel_filters.hpp"
#include "views/funnel_help.hpp"
#include "views/site_card.hpp"

namespace retour::views {

class ChannelsView {
 public:
  explicit ChannelsView(FunnelFilters& filters) : filters_(filters) {}
  void draw(Context& context);

 private:
  void measure(Context& context);
  void draw_choice(Context& context);
  void draw_report(Context& context);
  void draw_figures(Context& context);
  void draw_table(Context& context);
  void draw_costs(Context& context);
  void draw_next_money(Context& context);
  void draw_published(Context& context);
  void publish(Context& context);
  [[nodiscard]] funnel::ChannelReport report_of_month(Context& context, LocalDate month) const;
  void open_people(Context& context, SourceId source, funnel::ChannelPeople which);
  [[nodiscard]] std::string cost_words(const Context& context, const funnel::CostSpan& cost) const;
  [[nodiscard]] std::int64_t unattributed(std::int64_t funnel::ChannelFigures::* which) const;

  FunnelFilters& filters_;
  FunnelHelp help_;
  CostEditor costs_;
  CampaignsCard campaigns_;
  SiteCard site_;
  Attribution attribution_ = Attribution::first;
  bool attribution_chosen_ = false;  ///< Else as the policy says.
  std::size_t count_ = 0;            ///< CountBy.
  LocalDate published_;              ///< Whose figures are compared.

  funnel::ChannelQuery query_;
  std::vector<SourceId> sources_by_row_;
  std::vector<funnel::SpentLine> spent_;
  std::optional<funnel::ChannelReport> report_;
  struct Curve {
    SourceId source;
    double spend_minor = 0;  ///< Of the last whole month.
    funnel::ResponseCurve curve;
  };
  std::vector<Curve> curves_;
  std::optional<funnel::ChannelReport> now_;  ///< Of the published month, by today's facts.
  std::string now_key_;
  std::string key_;
  std::string caption_;
};

}  // namespace retour::views
