// links: app
// The forecast of value: equal to the engine's answer, counted by a job in slices, given up when
// the question changes.
#include "app/value_forecast.hpp"

#include "clinic_fixture.hpp"

namespace retour::app {
namespace {

constexpr double year = 365;

std::vector<funnel::PatientValue> patients_of(std::uint64_t seed, std::size_t count) {
  SeededRandom random(seed);
  std::vector<funnel::PatientValue> out;
  const auto draw = [&](std::uint64_t below) {
    return static_cast<std::int32_t>(random.below(below));
  };
  for (std::size_t i = 0; i < count; ++i) {
    funnel::PatientValue one{.patient = static_cast<std::uint32_t>(i)};
    one.age_days = 100 + draw(900);
    one.visits = 1 + (draw(3) == 0 ? 0 : draw(6));
    one.recency_days = one.visits > 1 ? 1 + draw(static_cast<std::uint64_t>(one.age_days)) : 0;
    for (int visit = 1; visit < one.visits; ++visit) one.repeat_minor += 100'000 + draw(400'000);
    one.total_minor = one.repeat_minor + 200'000;
    out.push_back(one);
  }
  return out;
}

class ValueForecastTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    run_jobs();
  }
  ValueForecast forecast_;
};

TEST_F(ValueForecastTest, IsTheEnginesAnswerInSlices) {
  const auto patients = patients_of(1, 5000);
  std::vector<funnel::PatientValue> some;
  for (std::size_t i = 0; i < patients.size(); i += 2) some.push_back(patients[i]);
  const funnel::Estimate wanted = funnel::expected_value_of_all(
      funnel::fit_visits(some), funnel::fit_money(some), patients, year);
  ASSERT_TRUE(wanted.is_known());
  forecast_.ask(*clinic_, "all", patients, year);
  int slices = 0;
  for (; !clinic_->jobs().is_empty(); ++slices) {
    EXPECT_EQ(forecast_.answer("all"), nullptr);
    clinic_->jobs().run(1);
    ASSERT_LT(slices, 100'000);
  }
  EXPECT_GT(slices, 100) << "no slice holds a frame";
  ASSERT_NE(forecast_.answer("all"), nullptr);
  EXPECT_EQ(forecast_.answer("others"), nullptr);
  const Forecast& found = *forecast_.answer("all");
  EXPECT_EQ(found.fitted_on, 2500);
  EXPECT_DOUBLE_EQ(found.sum.value, wanted.value);
  EXPECT_DOUBLE_EQ(found.sum.low, wanted.low);
  EXPECT_DOUBLE_EQ(found.sum.high, wanted.high);
  EXPECT_EQ(found.sum.n, 5000);
  forecast_.ask(*clinic_, "all", patients, year);
  EXPECT_TRUE(clinic_->jobs().is_empty()) << "what is known is not counted again";
}

TEST_F(ValueForecastTest, AnotherQuestionGivesTheFormerOneUp) {
  const auto patients = patients_of(2, 800);
  const auto few = patients_of(3, 20);
  forecast_.ask(*clinic_, "all", patients, year);
  clinic_->jobs().run(1);
  for (int frame = 0; frame < 10'000 && forecast_.answer("few") == nullptr; ++frame) {
    forecast_.ask(*clinic_, "few", few, year);
    clinic_->jobs().run(1);
  }
  ASSERT_NE(forecast_.answer("few"), nullptr);
  EXPECT_EQ(forecast_.answer("all"), nullptr);
  EXPECT_EQ(forecast_.answer("few")->sum.why, funnel::Abstention::too_few);
}

}  // namespace
}  // namespace retour::app
