// The screens over a real clinic in memory: the demo, or one of one's own.
#pragma once

#include <string>
#include <vector>

#include "base/random.hpp"
#include "store/memory_files.hpp"
#include "views/application.hpp"
#include "web/support/ui_fixture.hpp"

namespace retour::views {

class ClinicFixture : public ui::UiFixture {
 public:
  /// 2026-11-22 10:40 in Moscow, a Sunday.
  static constexpr std::int64_t now_ms = 1'795'333'200'000;

  ClinicFixture() {
    draw = [this] { application.draw(); };
    EXPECT_TRUE(vault.look().has_value());
  }

  app::Clinic& clinic() { return *vault.clinic(); }

  /// Runs all jobs to their end.
  void finish_jobs() {
    for (int i = 0; i < 100'000 && vault.clinic() != nullptr && !clinic().jobs().is_empty(); ++i)
      clinic().jobs().run(1'000'000);
    settle();
  }

  void open_demo() {
    settle();
    activate(ui::Role::button, ui.t("first.demo_button"));
    finish_jobs();
  }

  void open_own() {
    settle();
    type(ui::Role::textbox, ui.t("first.clinic_name"), "Клиника «Сердце»");
    type(ui::Role::textbox, ui.t("first.owner_family"), "Орлова");
    type(ui::Role::textbox, ui.t("first.passphrase"), "длинный пароль");
    type(ui::Role::textbox, ui.t("first.passphrase_again"), "длинный пароль");
    activate(ui::Role::button, ui.t("first.create"));
  }

  void go_to(ui::TextId section) { activate(ui::Role::link, ui.t(section)); }

  /// The first node of this role whose name begins so; fails the test when there is none.
  std::string name_that_begins(ui::Role role, std::string_view beginning) {
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (n.role == role && ui.tree().text(n.name).starts_with(beginning))
        return std::string(ui.tree().text(n.name));
    ADD_FAILURE() << "nothing begins with \"" << beginning << "\" among\n" << dump();
    return {};
  }

  void open_patient(std::string_view name) {
    go_to("nav.patients");
    activate(ui::Role::row, name_that_begins(ui::Role::row, name));
  }

  /// Calls `look` on a desk, a tablet and a phone, with the name of the screen.
  void on_three_screens(const std::function<void(const std::string&)>& look) {
    struct Size {
      float width, height;
      bool touch;
      const char* name;
    };
    for (const Size& size : {Size{1440, 900, false, "desk"}, Size{1180, 820, true, "tablet"},
                             Size{390, 844, true, "phone"}}) {
      SCOPED_TRACE(size.name);
      set_size(size.width, size.height);
      set_touch(size.touch);
      settle();
      look(size.name);
    }
  }

  /// The screen as it is, on three devices in every language; pictures of it in Russian.
  void expect_clean_everywhere(const std::string& name) {
    on_three_screens([&](const std::string& screen) {
      for (const ui::Language language :
           {ui::Language::ru, ui::Language::en, ui::Language::sv, ui::Language::pseudo}) {
        set_language(language);
        settle();
        SCOPED_TRACE(std::string(ui::code_of(language)));
        expect_clean();
        if (language == ui::Language::ru) picture(name + "_" + screen);
      }
      set_language(ui::Language::ru);
      settle();
    });
  }

  /// Rows of the first table: the people whom a figure opened.
  std::size_t rows_in_list() {
    for (const ui::SemanticNode& n : ui.tree().nodes)
      if (n.role == ui::Role::table) return static_cast<std::size_t>(n.row_count) - 1;
    return 0;
  }

  /// Signs in somebody who acts in this role and owns nothing.
  void sign_in_as(Role role) {
    for (const Staff& person : clinic().catalogue().staff)
      if (person.roles.has(role) && !person.roles.has(Role::owner)) {
        clinic().sign_in({.staff = person.id, .role = role});
        settle();
        return;
      }
    FAIL() << "nobody of that role works in the demo";
  }

  /// Writes to the clinic behind the screens' back; fails the test when it is refused.
  void submit(OpKind kind, std::vector<Part> parts) {
    const auto outcome = clinic().submit({.kind = kind, .parts = std::move(parts)});
    ASSERT_TRUE(outcome.has_value());
    const auto* refusal = std::get_if<Refusal>(&*outcome);
    ASSERT_EQ(refusal, nullptr) << enum_name(refusal->code);
  }

  store::MemoryFiles files;
  SeededRandom random{7};
  std::int64_t clock_us = 0;
  app::Vault vault{{.files = files,
                    .random = random,
                    .now_unix_milliseconds = [this] { return now_ms + clock_us / 1000; },
                    .now_microseconds = [this] { return clock_us += 50; }},
                   {.passes = 1, .memory_kib = 8 * 1024}};
  Application application{vault, ui, "Europe/Moscow"};
};

}  // namespace retour::views
