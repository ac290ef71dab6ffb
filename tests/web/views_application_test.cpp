// The screens over a real clinic in memory: what they say, what they ask for, what is refused.
// links: web_views ui_test_support
#include "app/rota.hpp"
#include "web/support/clinic_fixture.hpp"

namespace retour::views {
namespace {

using ui::Role;

class Views : public ClinicFixture {};

TEST_F(Views, FirstRunOffersTheDemoAndOnesOwnClinic) {
  settle();
  EXPECT_TRUE(has(Role::heading, ui.t("first.title")));
  EXPECT_TRUE(node(Role::button, ui.t("first.create")).state & ui::State::disabled);
  expect_clean();
  picture("first_run");
}

TEST_F(Views, PassphrasesThatDifferAreSaidSo) {
  settle();
  type(Role::textbox, ui.t("first.passphrase"), "длинный пароль");
  type(Role::textbox, ui.t("first.passphrase_again"), "другой");
  EXPECT_TRUE(shows(ui.t("first.passphrase_differs")));
}

// The first booking of a new clinic takes five minutes: services, rooms and hours are there.
TEST_F(Views, APresetFillsANewClinicAndTheOwnersHoursCanBeBookedAtOnce) {
  settle();
  activate(Role::combobox, ui.t("first.preset"));
  activate(Role::option, ui.t("preset.dental"));
  activate(Role::checkbox, ui.t("first.sees_patients"));
  expect_clean();
  picture("first_run_preset");
  open_own();
  const app::Catalogue& catalogue = clinic().catalogue();
  ASSERT_EQ(catalogue.services.size(), 8U);
  ASSERT_EQ(catalogue.specialties.size(), 1U);
  EXPECT_EQ(catalogue.specialties[0].name, ui.t("specialty.dentistry"));
  std::size_t entries = 0;
  for (const Service& service : catalogue.services) {
    EXPECT_EQ(service.specialty, catalogue.specialties[0].id) << service.name;
    entries += service.product_type == ProductType::entry ? 1U : 0U;
  }
  EXPECT_EQ(entries, 1U);
  EXPECT_EQ(catalogue.rooms.size(), 2U) << "consulting, and diagnostics for the image";
  ASSERT_EQ(catalogue.staff.size(), 1U);
  EXPECT_TRUE(catalogue.staff[0].roles.has(retour::Role::doctor));
  const auto shifts =
      app::shifts_between(clinic(), input.today, input.today.plus_days(27), BranchId{});
  ASSERT_TRUE(shifts.has_value());
  EXPECT_EQ(shifts->size(), 20U) << "four weeks of five days";
  for (const Shift& shift : *shifts) EXPECT_LE(shift.date.iso_weekday(), 5);
}

TEST_F(Views, OwnClinicLocksAndUnlocks) {
  open_own();
  ASSERT_EQ(vault.state(), app::VaultState::open);
  EXPECT_TRUE(shows(ui.t("day.no_doctors")));
  expect_clean();
  ASSERT_TRUE(vault.close().has_value());
  ASSERT_TRUE(vault.look().has_value());
  settle();
  type(Role::textbox, ui.t("first.passphrase"), "неверный");
  activate(Role::button, ui.t("unlock.button"));
  EXPECT_TRUE(shows(ui.t("unlock.wrong")));
  EXPECT_EQ(vault.state(), app::VaultState::locked);
  expect_clean();
  type(Role::textbox, ui.t("first.passphrase"), "длинный пароль");
  activate(Role::button, ui.t("unlock.button"));
  EXPECT_EQ(vault.state(), app::VaultState::open);
}

TEST_F(Views, EveryScreenOfTheDemoIsCleanInThreeSizes) {
  open_demo();
  struct Size {
    float width, height;
    bool touch;
    const char* name;
  };
  const Size sizes[] = {
      {1440, 900, false, "desk"}, {1180, 820, true, "tablet"}, {390, 844, true, "phone"}};
  for (const Size& size : sizes) {
    set_size(size.width, size.height);
    set_touch(size.touch);
    settle();
    for (const ui::TextId section :
         {ui::TextId("nav.day"), ui::TextId("nav.patients"), ui::TextId("nav.funnel"),
          ui::TextId("nav.import"), ui::TextId("nav.settings")}) {
      SCOPED_TRACE(std::string(size.name) + " " + std::string(section.name()));
      go_to(section);
      finish_jobs();
      expect_clean();
      picture(std::string(section.name()) + "_" + size.name);
    }
    go_to("nav.patients");
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (n.role == Role::row && n.row > 0) {
        const std::string name(ui.tree().text(n.name));
        activate(Role::row, name);
        break;
      }
    expect_clean();
    picture(std::string("patient_") + size.name);
  }
}

TEST_F(Views, FromAnEmptyClinicToABookingThatIsPaid) {
  open_own();
  go_to("nav.settings");
  activate(Role::tab, ui.t("settings.people"));
  activate(Role::button, ui.t("settings.add_doctor"));
  type(Role::textbox, ui.t("booking.family"), "Ёлкина");
  type(Role::textbox, ui.t("booking.given"), "Анна");
  type(Role::textbox, ui.t("settings.specialty"), "Кардиолог");
  expect_clean();
  activate(Role::button, ui.t("common.save"));
  EXPECT_FALSE(has(Role::dialog, ui.t("settings.add_doctor"))) << dump();
  activate(Role::tab, ui.t("settings.services"));
  activate(Role::button, ui.t("settings.add_service"));
  type(Role::textbox, ui.t("settings.service"), "Первичный приём");
  type(Role::textbox, ui.t("settings.price"), "2500");
  activate(Role::button, ui.t("common.save"));
  go_to("nav.day");
  activate(Role::button, ui.t("day.next"));
  const std::string free = ui.t("calendar.free", {{"time", "10:00"}, {"doctor", "Ёлкина А."}});
  activate(Role::button, free);
  activate(Role::button, ui.t("booking.new_patient"));
  type(Role::textbox, ui.t("booking.family"), "Сидоров");
  type(Role::textbox, ui.t("booking.given"), "Пётр");
  activate(Role::combobox, ui.t("booking.service"));
  activate(Role::option, "Первичный приём, 30 минут");
  expect_clean();
  picture("booking_form");
  activate(Role::button, ui.t("booking.submit"));
  EXPECT_FALSE(has(Role::dialog, ui.t("booking.new"))) << dump();
  EXPECT_TRUE(shows("10:00–10:30, Сидоров Пётр")) << dump();
  // Undo takes it back; the person stays.
  activate(Role::button, ui.t("common.undo"));
  EXPECT_FALSE(shows("10:00–10:30, Сидоров Пётр"));
}

}  // namespace
}  // namespace retour::views
