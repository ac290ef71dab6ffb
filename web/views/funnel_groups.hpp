// The funnel's steps by source, campaign, branch, doctor, operator, coordinator, service,
// specialty, month, age or sex (PS-11): a table whose figures open their people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "funnel/breakdown.hpp"
#include "views/context.hpp"
#include "views/funnel_help.hpp"

namespace retour::views {

class FunnelGroups {
 public:
  /// `key` changes with whatever `query` and the columns are made of.
  void draw(Context& context, const app::LiveFunnel& data, const funnel::ReportQuery& query,
            std::string_view key, FunnelHelp& help);

 private:
  void draw_choice(Context& context);
  void measure(Context& context, const app::LiveFunnel& data, const funnel::ReportQuery& query,
               std::string_view key);
  void draw_table(Context& context, const app::LiveFunnel& data, FunnelHelp& help);
  [[nodiscard]] std::string name_of(const Context& context, const funnel::GroupKey& key) const;

  std::optional<funnel::GroupBy> by_;
  std::string key_;
  funnel::GroupQuery query_;
  std::vector<IdBytes> given_;
  std::vector<funnel::GroupFigures> groups_;
};

}  // namespace retour::views
