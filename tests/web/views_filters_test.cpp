// What a saved report keeps of its filters: everything that is chosen, by id; rubbish and what is
// no more count as not chosen. links: web_views ui_test_support
#include "views/funnel_filters.hpp"
#include "web/support/view_tour.hpp"

namespace retour::views {
namespace {

class Filters : public ClinicFixture {};

TEST_F(Filters, ComeBackFromTheirText) {
  open_demo();
  Reader reader(clinic());
  Commands commands;
  Router router;
  const Context context{ui, clinic(), reader, commands, router};
  const Staff& doctor = clinic().catalogue().staff.back();
  const Source& source = clinic().catalogue().sources.front();
  const std::string text =
      "period=dates;from=2026-01-05;until=2026-02-06;doctor=" + to_text(doctor.id) +
      ";source=" + to_text(source.id) + ";imported=0";
  FunnelFilters filters;
  filters.set_query(context, text);
  EXPECT_EQ(filters.to_query(context), text);
  const funnel::ReportQuery asked = filters.query(context);
  EXPECT_EQ(asked.doctor, doctor.id);
  EXPECT_EQ(asked.source, source.id);
  EXPECT_TRUE(asked.branch.is_nil());
  EXPECT_EQ(asked.presumed, funnel::Presumed::left_out);
}

TEST_F(Filters, RubbishIsNothing) {
  open_demo();
  Reader reader(clinic());
  Commands commands;
  Router router;
  const Context context{ui, clinic(), reader, commands, router};
  for (const std::string_view text :
       {"", ";;;", "period", "period=never;doctor=zzz;source=;=;imported", "doctor=00"}) {
    FunnelFilters filters;
    filters.set_query(context, text);
    EXPECT_EQ(filters.to_query(context), "period=quarter") << text;
  }
  FunnelFilters gone;
  gone.set_query(context, "period=all;branch=" + to_text(id_from_name("a branch of long ago")));
  EXPECT_EQ(gone.to_query(context), "period=all");
}

}  // namespace
}  // namespace retour::views
