// The way before the visit (PS-22, LD-15, LD-16, LD-24): who came to the site month by month, from
// the city, on a phone, how many of them call, what was begun or ended then; and the way on, from
// visitors to those who recommend.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/month_figures.hpp"
#include "funnel/channels.hpp"
#include "views/funnel_help.hpp"
#include "views/month_import.hpp"

namespace retour::views {

class SiteCard {
 public:
  /// `key` changes with whatever `query` and the data are made of.
  void draw(Context& context, const funnel::ChannelQuery& query,
            std::span<const SourceId> sources_by_row, std::string_view key, FunnelHelp& help);
  /// The open dialogs; call once a frame outside of cards.
  void draw_dialogs(Context& context);

 private:
  struct Month {
    LocalDate month;
    std::int64_t visitors = 0, in_city = 0, mobile = 0, unique_calls = 0;
    std::string changes = {};            ///< Campaigns that began or ended.
    std::vector<SourceId> sources = {};  ///< Whose visitors are known.
    funnel::EventMinute begin = 0, end = 0;
  };
  void measure(Context& context, const funnel::ChannelQuery& query,
               std::span<const SourceId> sources_by_row, std::string_view key);
  void count_months(const Context& context);
  void draw_head(Context& context, FunnelHelp& help);
  void draw_months(Context& context);
  void draw_way(Context& context);
  void draw_form(Context& context);
  void start(const Context& context, LocalDate month);
  void take_known(const Context& context);

  std::string key_;
  std::vector<Month> months_;
  std::int64_t visitors_ = 0;  ///< In the period, of months by days.
  funnel::WayOfPeriod way_;
  MonthImport import_{MonthImportOf::traffic};
  SettingsForm form_;
  SiteTraffic edited_;
};

}  // namespace retour::views
