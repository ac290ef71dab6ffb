// The palette and the keys over the demo clinic: what is found, what is done, what stays silent.
// links: web_views ui_test_support
#include "views/acts.hpp"
#include "web/support/clinic_fixture.hpp"

namespace retour::views {
namespace {

using ui::Modifiers;
using ui::Role;

/// A day of the demo's month.
LocalDate november(int day) {
  return *LocalDate::from_ymd(2026, 11, day);
}

class Palettes : public ClinicFixture {
 public:
  void open_palette() { shortcut("k", Modifiers::command); }
  std::string_view field() { return ui.t("palette.field"); }
  void ask(std::string_view query) { type(Role::combobox, field(), query); }
  void enter() {
    const std::uint32_t id = node(Role::combobox, field()).id;
    frame({{.node = id, .kind = ui::ActionKind::submit}});
    settle();
  }
  bool is_open() { return has(Role::dialog, ui.t("acts.palette")); }
  /// The selected option, and that the field points to it.
  std::string active() {
    const std::uint32_t pointed = node(Role::combobox, field()).active;
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (n.role == Role::option && (n.state & ui::State::selected) != 0) {
        EXPECT_EQ(n.id, pointed);
        return std::string(ui.tree().text(n.name));
      }
    return {};
  }
  /// A patient of the demo with a name.
  const Patient& somebody() {
    for (const PatientId id : Reader(clinic()).recent_patients())
      if (const auto found = find(static_cast<Tables&>(clinic().tables()), id);
          found && *found && !(*found)->family_name.empty()) {
        patient_ = **found;
        break;
      }
    return patient_;
  }

 private:
  Patient patient_;
};

TEST_F(Palettes, IsAComboboxOverAListOfGroups) {
  open_demo();
  open_palette();
  ASSERT_TRUE(is_open()) << dump();
  expect_clean();
  const ui::SemanticNode& box = node(Role::combobox, field());
  EXPECT_TRUE(box.state & ui::State::expanded);
  EXPECT_EQ(ui.focus(), box.id);
  EXPECT_NE(box.input, ui::InputKind::none);
  EXPECT_EQ(box.controls, node(Role::listbox, ui.t("acts.palette")).id);
  EXPECT_TRUE(has(Role::group, ui.t("palette.screens")));
  EXPECT_TRUE(has(Role::group, ui.t("palette.acts")));
  EXPECT_FALSE(has(Role::group, ui.t("palette.recent")));
  EXPECT_EQ(active(), ui.t("nav.day"));
  key(Role::combobox, field(), "ArrowDown");
  EXPECT_EQ(active(), ui.t("nav.patients"));
  key(Role::combobox, field(), "ArrowUp");
  key(Role::combobox, field(), "ArrowUp");
  EXPECT_EQ(active(), ui.t("acts.language_sv"));
  key(Role::combobox, field(), "Escape");
  EXPECT_FALSE(is_open());
}

TEST_F(Palettes, FindsScreensByTheBeginningOfAWord) {
  open_demo();
  open_palette();
  ask("вор");
  EXPECT_EQ(active(), ui.t("acts.figures"));
  enter();
  EXPECT_FALSE(is_open());
  EXPECT_EQ(node(Role::link, ui.t("nav.funnel")).state & ui::State::current, ui::State::current);
}

TEST_F(Palettes, ALetterAndEnterInOneFrameTakeWhatTheLetterFinds) {
  open_demo();
  open_palette();
  const std::uint32_t id = node(Role::combobox, field()).id;
  frame({{.node = id, .kind = ui::ActionKind::set_value, .text = std::string(ui.t("acts.figures"))},
         {.node = id, .kind = ui::ActionKind::submit}});
  settle();
  EXPECT_TRUE(node(Role::link, ui.t("nav.funnel")).state & ui::State::current);
}

TEST_F(Palettes, FindsAPatientAndOffersHimFirstTheNextTime) {
  open_demo();
  const Patient who = somebody();
  ASSERT_FALSE(who.family_name.empty());
  open_palette();
  ask(who.family_name + " " + who.given_name);
  EXPECT_TRUE(has(Role::group, ui.t("palette.patients"))) << dump();
  EXPECT_TRUE(active().starts_with(who.family_name)) << active();
  enter();
  EXPECT_TRUE(shows(who.family_name));
  EXPECT_FALSE(is_open());
  go_to("nav.day");
  open_palette();
  EXPECT_TRUE(has(Role::group, ui.t("palette.recent"))) << dump();
  EXPECT_TRUE(active().starts_with(who.family_name)) << active();
}

TEST_F(Palettes, BooksThePatientWhoWasFound) {
  open_demo();
  const Patient who = somebody();
  open_palette();
  ask(who.family_name + " " + who.given_name);
  key(Role::combobox, field(), "ArrowDown");
  EXPECT_TRUE(active().starts_with(ui.t("palette.book", {{"patient", who.family_name}})))
      << active();
  enter();
  EXPECT_TRUE(has(Role::dialog, ui.t("booking.new"))) << dump();
  EXPECT_TRUE(shows(who.family_name));
  expect_clean();
}

TEST_F(Palettes, OpensATypedDay) {
  open_demo();
  for (const std::string_view typed : {"завтра", "23.11", "tomorrow"}) {
    SCOPED_TRACE(typed);
    shortcut("t");
    open_palette();
    ask(typed);
    EXPECT_TRUE(has(Role::group, ui.t("palette.date"))) << dump();
    enter();
    EXPECT_TRUE(has(Role::heading,
                    ui::format_date(november(23), ui::DateStyle::weekday_full, ui.language())))
        << dump();
  }
}

TEST_F(Palettes, ChangesThemeAndLanguageThroughTheDevice) {
  open_demo();
  (void)ui.effects.take();
  open_palette();
  ask(ui.t("acts.theme_dark"));
  enter();
  open_palette();
  ask("english");
  enter();
  std::vector<std::string> told;
  for (const ui::Effect& effect : ui.effects.take())
    if (effect.kind == ui::EffectKind::set_theme || effect.kind == ui::EffectKind::set_language)
      told.push_back(effect.text);
  EXPECT_EQ(told, (std::vector<std::string>{"dark", "en"}));
}

TEST_F(Palettes, SaysThatNothingWasFound) {
  open_demo();
  open_palette();
  ask("ъъъыыыщщщ");
  EXPECT_TRUE(shows(ui.t("palette.nothing"))) << dump();
  EXPECT_EQ(active(), "");
  expect_clean();
  enter();
  EXPECT_TRUE(is_open());
}

TEST_F(Palettes, IsThereForFingersOnEveryScreenSize) {
  open_demo();
  on_three_screens([&](const std::string& name) {
    expect_clean();
    picture("palette_button_" + name);
    click(Role::button, ui.t("acts.palette"));
    ASSERT_TRUE(is_open()) << dump();
    ask("но");
    expect_clean();
    picture("palette_" + name);
    if (name != "desk")
      for (const ui::SemanticNode& n : ui.tree().nodes)
        if (n.role == Role::option) EXPECT_GE(n.rect.h, 44) << ui.tree().text(n.name);
    key(Role::combobox, field(), "Escape");
    ASSERT_FALSE(is_open());
  });
}

// ---- keys
// ----------------------------------------------------------------------------------------

class Keys : public Palettes {};

TEST_F(Keys, GoToEveryScreen) {
  open_demo();
  const std::pair<const char*, ui::TextId> screens[] = {{"p", "nav.patients"},
                                                        {"f", "nav.funnel"},
                                                        {"i", "nav.import"},
                                                        {"s", "nav.settings"},
                                                        {"d", "nav.day"}};
  for (const auto& [letter, screen] : screens) {
    SCOPED_TRACE(letter);
    shortcut("g");
    shortcut(letter);
    finish_jobs();
    EXPECT_TRUE(node(Role::link, ui.t(screen)).state & ui::State::current);
  }
  shortcut("3", Modifiers::alt);
  EXPECT_TRUE(node(Role::link, ui.t("nav.funnel")).state & ui::State::current);
}

TEST_F(Keys, TheSecondOneOfTwoMustComeSoon) {
  open_demo();
  shortcut("g");
  input.time_seconds += 5;
  shortcut("p");
  EXPECT_FALSE(node(Role::link, ui.t("nav.patients")).state & ui::State::current);
}

TEST_F(Keys, StepThroughDaysOnTheBoardOnly) {
  open_demo();
  const auto shown = [&](LocalDate date) {
    return has(Role::heading, ui::format_date(date, ui::DateStyle::weekday_full, ui.language()));
  };
  shortcut("ArrowRight");
  EXPECT_TRUE(shown(november(23))) << dump();
  shortcut("ArrowLeft");
  shortcut("ArrowLeft");
  EXPECT_TRUE(shown(november(21)));
  shortcut("g");
  shortcut("p");
  shortcut("ArrowRight");
  shortcut("g");
  shortcut("d");
  EXPECT_TRUE(shown(november(21)));
  shortcut("t");
  EXPECT_TRUE(shown(november(22)));
}

TEST_F(Keys, AreSilentInFieldsAndUnderDialogs) {
  open_demo();
  shortcut("g");
  shortcut("p");
  const std::uint32_t field_id = [&] {
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (n.role == Role::searchbox) return n.id;
    return 0U;
  }();
  ASSERT_NE(field_id, 0U);
  shortcut("/");
  EXPECT_EQ(ui.focus(), field_id);
  frame({{.node = field_id, .kind = ui::ActionKind::key, .text = "n"}});
  settle();
  EXPECT_FALSE(has(Role::dialog, ui.t("booking.new")));
  // The same key where nobody types, then again over what it opened.
  shortcut("n");
  EXPECT_TRUE(has(Role::dialog, ui.t("booking.new")));
  shortcut("k", Modifiers::command);
  EXPECT_FALSE(is_open());
  shortcut("g");
  shortcut("f");
  EXPECT_FALSE(node(Role::link, ui.t("nav.funnel")).state & ui::State::current);
}

TEST_F(Keys, EscapeEmptiesASearchFirstAndThenClosesTheForm) {
  open_demo();
  shortcut("n");
  const std::string_view field = ui.t("booking.patient");
  type(Role::searchbox, field, "ян");
  key(Role::searchbox, field, "Escape");
  EXPECT_TRUE(has(Role::dialog, ui.t("booking.new")));
  EXPECT_EQ(ui.tree().text(node(Role::searchbox, field).value), "");
  key(Role::searchbox, field, "Escape");
  EXPECT_FALSE(has(Role::dialog, ui.t("booking.new")));
}

TEST_F(Keys, SearchFromAScreenWithoutAFieldIsThePalette) {
  open_demo();
  shortcut("/", Modifiers::shift);
  EXPECT_TRUE(is_open());
}

TEST_F(Keys, AreAllListed) {
  open_demo();
  on_three_screens([&](const std::string& name) {
    shortcut("?", Modifiers::shift);
    ASSERT_TRUE(has(Role::dialog, ui.t("acts.help"))) << dump();
    expect_clean();
    picture("shortcuts_" + name);
    for (const ActRow& row : all_acts())
      if (!row.keys.empty()) EXPECT_TRUE(shows(ui.t(row.words))) << ui.t(row.words);
    EXPECT_TRUE(shows(ui.t("keys.then", {{"first", "G"}, {"second", "D"}})));
    activate(Role::button, ui.t("common.close"));
  });
}

TEST_F(Keys, AreNotGivenTwice) {
  std::vector<std::string_view> seen;
  for (const ActRow& row : all_acts())
    for (const std::string_view keys : {row.keys, row.also}) {
      if (keys.empty()) continue;
      EXPECT_EQ(std::ranges::count(seen, keys), 0) << keys;
      seen.push_back(keys);
      EXPECT_NE(keys, "g") << "the first key of a sequence does nothing by itself";
    }
}

}  // namespace
}  // namespace retour::views
