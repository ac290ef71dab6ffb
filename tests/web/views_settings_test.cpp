// Settings over a real clinic: every thing of it is made, changed and closed; a price list is
// changed as a whole; the clinic leaves as one file and comes back.
#include "exchange/price_list.hpp"
#include "ui/locale.hpp"
#include "views/view_service_bulk.hpp"
#include "web/support/small_clinic.hpp"

namespace retour::views {
namespace {

using ui::Role;

/// A file in memory, as a person picks one.
class MemoryFile final : public ui::PickedFile {
 public:
  explicit MemoryFile(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    const std::size_t from = std::min<std::size_t>(offset, bytes_.size());
    const std::size_t count = std::min(into.size(), bytes_.size() - from);
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(from), count, into.begin());
    return count;
  }

 private:
  std::string name_ = "clinic.retour";
  std::vector<std::byte> bytes_;
};

class Settings : public ClinicFixture {
 public:
  /// Opens a page by its place in the list.
  void page(ui::TextId name) {
    go_to("nav.settings");
    activate(Role::tab, ui.t(name));
  }

  void save() { activate(Role::button, ui.t("common.save")); }

  template <class E>
  const E* named(const std::vector<E>& rows, std::string_view name) {
    for (const E& row : rows)
      if (row.name == name) return &row;
    ADD_FAILURE() << "nothing is called " << name << "\n" << dump();
    return nullptr;
  }

  /// Chooses in an open combo.
  void choose(std::string_view combo, std::string_view option) {
    activate(Role::combobox, combo);
    activate(Role::option, option);
  }

  /// `count` untyped services, each with a price of its own.
  void add_services(std::size_t count) {
    for (std::size_t begin = 0; begin < count; begin += 64) {
      Draft services{OpKind::put_service, {}};
      Draft prices{OpKind::set_price, {}};
      for (std::size_t i = begin; i < std::min(begin + 64, count); ++i) {
        Service service;
        service.id = clinic().new_id<Service>();
        service.name =
            std::string(i % 2 == 0 ? "УЗИ области " : "Приём врача ") + std::to_string(1000 + i);
        Price price;
        price.id = clinic().new_id<Price>();
        price.service = service.id;
        price.valid_from = *LocalDate::from_ymd(2026, 1, 1);
        price.price_minor = 1'000'00;
        services.parts.push_back(whole(service));
        prices.parts.push_back(whole(price));
      }
      submit(OpKind::put_service, services.parts);
      submit(OpKind::set_price, prices.parts);
    }
  }

  /// The bytes of the last download, when something was downloaded in the last frame.
  std::optional<ui::Effect> download() {
    for (ui::Effect& effect : ui.effects.take())
      if (effect.kind == ui::EffectKind::download) return std::move(effect);
    return std::nullopt;
  }

  /// Answers the file picker that was asked for.
  void pick(std::vector<std::byte> bytes) {
    for (const ui::Effect& effect : ui.effects.take())
      if (effect.kind == ui::EffectKind::pick_file)
        input.replies.push_back({.kind = ui::EffectKind::pick_file,
                                 .token = effect.token,
                                 .granted = true,
                                 .file = std::make_shared<MemoryFile>(bytes)});
    settle();
  }
};

TEST_F(Settings, EveryPageIsCleanInThreeSizes) {
  open_demo();
  on_three_screens([&](const std::string& size) {
    go_to("nav.settings");
    for (const ui::TextId name :
         {ui::TextId("settings.tab.device"), ui::TextId("settings.clinic"),
          ui::TextId("settings.branches"), ui::TextId("settings.premises"),
          ui::TextId("settings.people"), ui::TextId("rota.title"), ui::TextId("settings.services"),
          ui::TextId("settings.words"), ui::TextId("policy.title"), ui::TextId("companion.title"),
          ui::TextId("backup.page")}) {
      SCOPED_TRACE(std::string(name.name()));
      if (has(Role::tab, ui.t(name)))
        activate(Role::tab, ui.t(name));
      else
        choose(ui.t("settings.page"), ui.t(name));
      expect_clean();
      picture("settings_" + std::string(name.name()) + "_" + size);
    }
  });
}

TEST_F(Settings, ABranchIsMadeChangedAndClosed) {
  open_own();
  page("settings.branches");
  activate(Role::button, ui.t("settings.add_branch"));
  type(Role::textbox, ui.t("settings.branch_name"), "Второй");
  type(Role::textbox, ui.t("settings.opens"), "7");
  type(Role::textbox, ui.t("settings.closes"), "21:30");
  choose(ui.t("settings.zone"), "Asia/Omsk, UTC+6");
  expect_clean();
  save();
  const Branch made = *named(clinic().catalogue().branches, "Второй");
  EXPECT_EQ(made.opens_minute, 7 * 60);
  EXPECT_EQ(made.closes_minute, 21 * 60 + 30);
  EXPECT_EQ(made.zone, "Asia/Omsk");
  activate(Role::row, name_that_begins(Role::row, "Второй"));
  type(Role::textbox, ui.t("settings.branch_name"), "Северный");
  activate(Role::checkbox, ui.t("settings.active"));
  save();
  const Branch closed = *named(clinic().catalogue().branches, "Северный");
  EXPECT_EQ(closed.id, made.id);
  EXPECT_FALSE(closed.active);
  EXPECT_FALSE(shows("Северный,")) << "closed branches are shown when asked for";
  activate(Role::button, ui.t("settings.with_closed"));
  EXPECT_TRUE(shows("Северный"));
  // One press takes the whole change back.
  activate(Role::button, ui.t("common.undo"));
  EXPECT_EQ(clinic().catalogue().branch(made.id)->name, "Второй");
}

TEST_F(Settings, ARefusalIsSaidAtItsField) {
  open_own();
  page("settings.branches");
  activate(Role::button, ui.t("settings.add_branch"));
  type(Role::textbox, ui.t("settings.branch_name"), "Второй");
  type(Role::textbox, ui.t("settings.opens"), "20");
  type(Role::textbox, ui.t("settings.closes"), "8");
  save();
  EXPECT_EQ(ui.tree().text(node(Role::textbox, ui.t("settings.opens")).description),
            ui.t("refusal.bad_time"));
  EXPECT_TRUE(has(Role::dialog, ui.t("settings.branch"))) << "what was typed stays";
  EXPECT_EQ(clinic().catalogue().branches.size(), 1u);
  type(Role::textbox, ui.t("settings.opens"), "8");
  type(Role::textbox, ui.t("settings.closes"), "20");
  save();
  EXPECT_EQ(clinic().catalogue().branches.size(), 2u);
}

TEST_F(Settings, RoomsAndDevicesHoldWhatTheySay) {
  open_own();
  page("settings.premises");
  activate(Role::button, ui.t("settings.add_room"));
  type(Role::textbox, ui.t("settings.room_title"), "Палата 3");
  type(Role::textbox, ui.t("settings.capacity"), "много");
  leave(Role::textbox, ui.t("settings.capacity"));
  EXPECT_TRUE(node(Role::button, ui.t("common.save")).state & ui::State::disabled);
  type(Role::textbox, ui.t("settings.capacity"), "4");
  choose(ui.t("settings.kind"), ui.t("room_kind.ward"));
  save();
  const Room room = *named(clinic().catalogue().rooms, "Палата 3");
  EXPECT_EQ(room.capacity, 4);
  EXPECT_EQ(room.kind, RoomKind::ward);
  activate(Role::button, ui.t("settings.add_device"));
  type(Role::textbox, ui.t("settings.device_title"), "Аппарат 1");
  type(Role::textbox, ui.t("settings.device_kind"), "УЗИ");
  save();
  EXPECT_EQ(named(clinic().catalogue().devices, "Аппарат 1")->kind, "УЗИ");
}

TEST_F(Settings, SomebodyHoldsSeveralRolesAndTheLastOwnerStays) {
  open_own();
  page("settings.people");
  activate(Role::button, ui.t("settings.add_person"));
  type(Role::textbox, ui.t("booking.family"), "Лисицына");
  EXPECT_FALSE(has(Role::textbox, ui.t("settings.at_once"))) << "of doctors only";
  activate(Role::button, ui.t("role.doctor"));
  type(Role::textbox, ui.t("settings.at_once"), "2");
  for (const ui::TextId code : {ui::TextId("spoken.en"), ui::TextId("spoken.sv")}) {
    activate(Role::combobox, ui.t("settings.languages"));
    activate(Role::option, ui.t(code));
  }
  activate(Role::button, ui.t("spoken.en"));  // Not that one after all.
  save();
  const Staff* person = nullptr;
  for (const Staff& one : clinic().catalogue().staff)
    if (one.family_name == "Лисицына") person = &one;
  ASSERT_NE(person, nullptr);
  EXPECT_EQ(person->roles, RoleSet::of(retour::Role::receptionist, retour::Role::doctor));
  EXPECT_EQ(person->branches.size(), 1u);
  EXPECT_EQ(person->overbooked_max, 1) << "one beyond the first";
  EXPECT_EQ(person->languages, std::vector<std::string>{"sv"});
  // Without an owner nobody could manage the clinic any more.
  activate(Role::row, name_that_begins(Role::row, "Орлова"));
  activate(Role::button, ui.t("role.owner"));
  activate(Role::button, ui.t("role.manager"));
  save();
  EXPECT_TRUE(shows(ui.t("settings.last_owner"))) << dump();
  activate(Role::button, ui.t("role.owner"));
  save();
  EXPECT_FALSE(has(Role::dialog, ui.t("settings.person")));
}

TEST_F(Settings, ADoctorWithRoomAndShiftsIsOneAct) {
  open_own();
  page("settings.people");
  activate(Role::button, ui.t("settings.add_doctor"));
  type(Role::textbox, ui.t("booking.family"), "Ёлкина");
  type(Role::textbox, ui.t("settings.specialty"), "Кардиолог");
  save();
  EXPECT_EQ(clinic().catalogue().staff.size(), 2u);
  EXPECT_EQ(clinic().catalogue().rooms.size(), 1u);
  EXPECT_EQ(clinic().catalogue().specialties.size(), 1u);
  activate(Role::button, ui.t("common.undo"));
  EXPECT_EQ(clinic().catalogue().staff.size(), 1u);
  EXPECT_EQ(clinic().catalogue().rooms.size(), 0u);
  EXPECT_EQ(clinic().catalogue().specialties.size(), 0u);
}

TEST_F(Settings, AShiftIsRepeatedForWeeksAndTakenOff) {
  open_own();
  page("settings.people");
  activate(Role::button, ui.t("settings.add_doctor"));
  type(Role::textbox, ui.t("booking.family"), "Ёлкина");
  save();
  page("rota.title");
  activate(Role::button, ui.t("rota.next"));
  activate(Role::button, ui.t("rota.next"));
  activate(Role::button, ui.t("rota.add"));
  type(Role::textbox, ui.t("rota.begins"), "20");
  type(Role::textbox, ui.t("rota.ends"), "21");
  type(Role::textbox, ui.t("rota.weeks"), "3");
  expect_clean();
  save();
  EXPECT_TRUE(shows("20:00–21:00")) << dump();
  activate(Role::button, ui.t("rota.next"));
  activate(Role::button, ui.t("rota.next"));
  EXPECT_TRUE(shows("20:00–21:00"));
  activate(Role::button, ui.t("rota.next"));
  EXPECT_FALSE(shows("20:00–21:00"));
  activate(Role::button, ui.t("rota.previous"));
  for (const ui::SemanticNode& n : ui.tree().nodes)
    if (n.role == Role::row && ui.tree().text(n.name).contains("20:00–21:00")) {
      activate(Role::row, std::string(ui.tree().text(n.name)));
      break;
    }
  activate(Role::checkbox, ui.t("rota.active"));
  save();
  EXPECT_FALSE(shows("20:00–21:00"));
}

TEST_F(Settings, WordsOfDictionariesAreAddedAndClosed) {
  open_own();
  page("settings.words");
  activate(Role::button, ui.t("settings.add_specialty"));
  type(Role::textbox, ui.t("settings.title_of_thing"), "Хирург");
  save();
  EXPECT_NE(named(clinic().catalogue().specialties, "Хирург"), nullptr);
  activate(Role::radio, ui.t("settings.organisations"));
  activate(Role::button, ui.t("settings.add_organisation"));
  type(Role::textbox, ui.t("settings.title_of_thing"), "Страховая «Щит»");
  type(Role::textbox, ui.t("settings.discount_percent"), "15");
  choose(ui.t("settings.kind"), ui.t("organisation_kind.insurer"));
  save();
  const Organisation insurer = *named(clinic().catalogue().organisations, "Страховая «Щит»");
  EXPECT_EQ(insurer.kind, OrganisationKind::insurer);
  EXPECT_EQ(insurer.discount_percent, 15);
  activate(Role::radio, ui.t("settings.reasons"));
  activate(Role::button, ui.t("settings.add_reason"));
  save();
  EXPECT_EQ(ui.tree().text(node(Role::textbox, ui.t("settings.title_of_thing")).description),
            ui.t("refusal.name_missing"));
}

TEST_F(Settings, RulesOfTheClinicAreItsOwn) {
  open_own();
  page("policy.title");
  type(Role::textbox, ui.t("policy.silence"), "18");
  activate(Role::checkbox, ui.t("policy.status6"));
  EXPECT_FALSE(has(Role::button, ui.t("role.owner"))) << "an owner may overbook anyway";
  activate(Role::button, ui.t("role.receptionist"));
  save();
  EXPECT_EQ(clinic().catalogue().policy.overbooked_by,
            RoleSet::of(retour::Role::owner, retour::Role::manager, retour::Role::receptionist));
  EXPECT_EQ(clinic().catalogue().policy.cycle_silence_months, 18);
  EXPECT_FALSE(clinic().catalogue().policy.checkup_status_used);
  EXPECT_EQ(clinic().catalogue().policy.main_bought_percent, 20);
  type(Role::textbox, ui.t("policy.main_percent"), "140");
  leave(Role::textbox, ui.t("policy.main_percent"));
  EXPECT_TRUE(shows(ui.t("settings.number_range", {{"least", 0}, {"most", 100}})));
  activate(Role::button, ui.t("policy.revert"));
  EXPECT_EQ(ui.tree().text(node(Role::textbox, ui.t("policy.main_percent")).value), "20");
  page("companion.title");
  activate(Role::radio, ui.t("companion.retour"));
  EXPECT_EQ(clinic().catalogue().policy.patients_led_by, Leader::retour);
  EXPECT_EQ(clinic().catalogue().policy.cycle_silence_months, 18);
}

TEST_F(Settings, APriceHoldsFromItsDateAtItsBranch) {
  open_own();
  page("settings.services");
  activate(Role::button, ui.t("settings.add_service"));
  type(Role::textbox, ui.t("settings.service"), "Приём");
  type(Role::textbox, ui.t("settings.price"), "2000");
  save();
  const ServiceId id = named(clinic().catalogue().services, "Приём")->id;
  const BranchId branch = clinic().catalogue().branches.front().id;
  activate(Role::button, "Приём");
  type(Role::textbox, ui.t("settings.price"), "2500");
  type(Role::textbox, ui.t("bulk.from"), "01.12.2026");
  choose(ui.t("settings.branch"), clinic().catalogue().branches.front().name);
  expect_clean();
  save();
  const app::Catalogue& catalogue = clinic().catalogue();
  const LocalDate later = *LocalDate::from_ymd(2026, 12, 1);
  EXPECT_EQ(catalogue.price_on(id, branch, {}, ui.today())->price_minor, 2000'00);
  EXPECT_EQ(catalogue.price_on(id, branch, {}, later)->price_minor, 2500'00);
  EXPECT_EQ(catalogue.price_on(id, {}, {}, later)->price_minor, 2000'00);
  // A price of the same day corrects the one before it.
  activate(Role::button, "Приём");
  type(Role::textbox, ui.t("settings.price"), "2100");
  save();
  EXPECT_EQ(clinic().catalogue().price_on(id, {}, {}, ui.today())->price_minor, 2100'00);
}

TEST_F(Settings, APackageListsWhatItHolds) {
  open_own();
  add_services(2);
  page("settings.services");
  activate(Role::button, ui.t("settings.add_service"));
  type(Role::textbox, ui.t("settings.service"), "Пакет");
  activate(Role::button, ui.t("service.package_add"));
  EXPECT_TRUE(node(Role::button, ui.t("common.save")).state & ui::State::disabled);
  choose(ui.t("settings.service"), "Приём врача 1001");
  type(Role::textbox, ui.t("service.count"), "3");
  save();
  const Service* package = named(clinic().catalogue().services, "Пакет");
  ASSERT_EQ(package->package.size(), 1u);
  EXPECT_EQ(package->package.front().count, 3);
}

// FEATURES 20, ET-07, SC-04: who is needed when, for whom, with what before.
TEST_F(Settings, AServiceSaysWhoIsNeededWhenAndForWhom) {
  open_own();
  add_services(1);
  Specialty nurse;
  nurse.id = clinic().new_id<Specialty>();
  nurse.name = "Сестринское дело";
  submit(OpKind::put_specialty, {whole(nurse)});
  page("settings.services");
  activate(Role::button, "УЗИ области 1000");
  EXPECT_FALSE(has(Role::textbox, ui.t("service.doctor_minutes")))
      << "most services need none of it";
  activate(Role::checkbox, ui.t("service.more"));
  type(Role::textbox, ui.t("service.doctor_minutes"), "10");
  type(Role::textbox, ui.t("service.setup"), "5");
  type(Role::textbox, ui.t("service.cleanup"), "15");
  type(Role::textbox, ui.t("service.age_from"), "18");
  type(Role::textbox, ui.t("service.age_to"), "12");
  activate(Role::button, "Сестринское дело");
  type(Role::textbox, ui.t("service.preparation"), "Не есть 8 часов");
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("service_parts_" + screen);
  });
  activate(Role::button, ui.t("common.save"));
  EXPECT_TRUE(has(Role::dialog, ui.t("service.title"))) << "the limits contradict each other";
  type(Role::textbox, ui.t("service.age_to"), "0");
  save();
  const Service& saved = *named(clinic().catalogue().services, "УЗИ области 1000");
  EXPECT_EQ(saved.pattern,
            (VisitPattern{.doctor_minutes = 10, .setup_minutes = 5, .cleanup_minutes = 15}));
  EXPECT_EQ(saved.team, std::vector{nurse.id});
  EXPECT_EQ(saved.age_from_years, 18);
  EXPECT_EQ(saved.preparation, "Не есть 8 часов");
  // Opened again it shows what it has.
  activate(Role::button, "УЗИ области 1000");
  EXPECT_EQ(ui.tree().text(node(Role::textbox, ui.t("service.doctor_minutes")).value), "10");
}

TEST_F(Settings, AServiceSaysWhenItsDeviceIsNeeded) {
  open_own();
  add_services(1);
  Device device;
  device.id = clinic().new_id<Device>();
  device.branch = clinic().catalogue().branches.front().id;
  device.name = "Первый";
  device.kind = "УЗИ";
  submit(OpKind::put_device, {whole(device)});
  page("settings.services");
  activate(Role::button, "УЗИ области 1000");
  activate(Role::checkbox, ui.t("service.more"));
  EXPECT_FALSE(has(Role::textbox, ui.t("service.device_after"))) << "it needs none";
  choose(ui.t("service.device"), "УЗИ");
  type(Role::textbox, ui.t("service.device_after"), "10");
  type(Role::textbox, ui.t("service.device_minutes"), "5");
  on_three_screens([&](const std::string& screen) {
    expect_clean();
    picture("service_device_" + screen);
  });
  save();
  EXPECT_EQ(named(clinic().catalogue().services, "УЗИ области 1000")->device_part,
            (DevicePart{.after_minutes = 10, .minutes = 5}));
  activate(Role::button, "УЗИ области 1000");
  EXPECT_EQ(ui.tree().text(node(Role::textbox, ui.t("service.device_after")).value), "10");
  // Without a device there is no part of it left that could forbid anything.
  choose(ui.t("service.device"), ui.t("choice.none"));
  save();
  EXPECT_TRUE(named(clinic().catalogue().services, "УЗИ области 1000")->device_part.is_whole());
}

// ---- the price list as a whole -----------------------------------------------------------------

TEST_F(Settings, TypingGoesDownAColumn) {
  open_own();
  add_services(6);
  page("settings.services");
  const auto price = [&](int i) { return "Цена, Приём врача " + std::to_string(i); };
  type(Role::textbox, price(1001), "1500");
  frame({{.node = node(Role::textbox, price(1001)).id, .kind = ui::ActionKind::submit}});
  settle();
  // The next entry is empty and shows what was there; typing replaces it.
  EXPECT_EQ(ui.tree().text(node(Role::textbox, price(1003)).value), "");
  type(Role::textbox, price(1003), "1700");
  frame({{.node = node(Role::textbox, price(1003)).id, .kind = ui::ActionKind::submit}});
  settle();
  // An entry that is left empty stays as it was.
  frame({{.node = node(Role::textbox, price(1005)).id, .kind = ui::ActionKind::submit}});
  settle();
  const auto minor = [&](std::string_view name) {
    const Service* service = named(clinic().catalogue().services, name);
    return clinic().catalogue().price_on(service->id, {}, {}, ui.today())->price_minor;
  };
  EXPECT_EQ(minor("Приём врача 1001"), 1500'00);
  EXPECT_EQ(minor("Приём врача 1003"), 1700'00);
  EXPECT_EQ(minor("Приём врача 1005"), 1000'00);
  expect_clean();
  // What is no amount is said, and nothing is lost.
  type(Role::textbox, price(1001), "дорого");
  frame({{.node = node(Role::textbox, price(1001)).id, .kind = ui::ActionKind::submit}});
  settle();
  EXPECT_TRUE(shows(ui.t("field.money.not_understood")));
  EXPECT_EQ(minor("Приём врача 1001"), 1500'00);
  // A digit types the product and goes on.
  key(Role::combobox, "Тип, УЗИ области 1000", "2");
  EXPECT_EQ(named(clinic().catalogue().services, "УЗИ области 1000")->product_type,
            ProductType::diagnostic);
}

// Frames between the focus and the first letter made the sheet believe that the page's input was
// empty already: what was typed into the old value was no amount, and Enter stayed where it was.
TEST_F(Settings, TypingBeforeTheOldValueHasGoneReplacesIt) {
  open_own();
  add_services(4);
  page("settings.services");
  const auto price = [&](int i) { return "Цена, Приём врача " + std::to_string(i); };
  const std::uint32_t first = node(Role::textbox, price(1001)).id;
  const std::string old(ui.tree().text(node(Role::textbox, price(1001)).value));
  const std::string next_old(ui.tree().text(node(Role::textbox, price(1003)).value));
  ASSERT_FALSE(old.empty());
  frame({{.node = first, .kind = ui::ActionKind::focus}});
  settle();
  for (const char* typed : {"1", "15", "1500"})
    frame({{.node = first, .kind = ui::ActionKind::set_value, .text = old + typed}});
  frame({{.node = first, .kind = ui::ActionKind::submit}});
  settle();
  const std::uint32_t second = node(Role::textbox, price(1003)).id;
  EXPECT_EQ(ui.focus(), second) << dump();
  frame({{.node = second, .kind = ui::ActionKind::set_value, .text = next_old + "1700"}});
  frame({{.node = second, .kind = ui::ActionKind::submit}});
  settle();
  for (const auto& [name, minor] :
       {std::pair{"Приём врача 1001", 1500'00}, std::pair{"Приём врача 1003", 1700'00}}) {
    const Service* service = named(clinic().catalogue().services, name);
    EXPECT_EQ(clinic().catalogue().price_on(service->id, {}, {}, ui.today())->price_minor, minor);
  }
}

TEST_F(Settings, TheWholeListIsChangedAndUndoneInOneGo) {
  open_own();
  add_services(2'000);
  page("settings.services");
  type(Role::searchbox, ui.t("services.find"), "узи");
  EXPECT_TRUE(shows(ui.t("services.found", {{"count", 1'000}})));
  activate(Role::checkbox, ui.t("services.mark_all"));
  EXPECT_TRUE(shows(ui.t("services.marked", {{"count", 1'000}})));
  activate(Role::button, ui.t("services.change_marked"));
  choose(ui.t("settings.type"), ui.t("product.diagnostic"));
  type(Role::textbox, ui.t("bulk.length"), "45");
  activate(Role::radio, ui.t("bulk.price_percent"));
  type(Role::textbox, ui.t("bulk.percent"), "7,5");
  expect_clean();
  picture("settings_bulk");
  save();
  // Slices: no transaction is open between two of them, and none takes longer than its budget.
  finish_jobs();
  std::size_t changed = 0;
  const LocalDate today = ui.today();
  for (const Service& service : clinic().catalogue().services) {
    const bool scan = service.name.starts_with("УЗИ");
    const Price* price = clinic().catalogue().price_on(service.id, {}, {}, today);
    ASSERT_EQ(price->price_minor, scan ? 1'075'00 : 1'000'00) << service.name;
    ASSERT_EQ(service.length_minutes, scan ? 45 : 30);
    ASSERT_EQ(service.product_type, scan ? ProductType::diagnostic : ProductType::untyped);
    changed += scan ? 1 : 0;
  }
  EXPECT_EQ(changed, 1'000u);
  EXPECT_FALSE(has(Role::dialog, ui.t("bulk.title"))) << dump();
  activate(Role::button, ui.t("common.undo"));
  finish_jobs();
  for (const Service& service : clinic().catalogue().services) {
    ASSERT_EQ(service.product_type, ProductType::untyped);
    ASSERT_EQ(service.length_minutes, 30);
    ASSERT_EQ(clinic().catalogue().price_on(service.id, {}, {}, today)->price_minor, 1'000'00);
  }
  EXPECT_TRUE(clinic().verify()->ok());
}

TEST_F(Settings, ShiftMarksARangeAndRulesSuggestTypes) {
  open_own();
  add_services(20);
  page("settings.services");
  const auto mark = [&](int i) {
    return ui.t("sheet.mark", {{"name", "УЗИ области " + std::to_string(i)}});
  };
  activate(Role::checkbox, mark(1002));
  key(Role::checkbox, mark(1010), " ", ui::Modifiers::shift);
  EXPECT_TRUE(shows(ui.t("services.marked", {{"count", 5}}))) << dump();
  activate(Role::button, ui.t("services.suggest"));
  EXPECT_EQ(named(clinic().catalogue().services, "УЗИ области 1006")->product_type,
            exchange::suggest("УЗИ области 1006").type);
  EXPECT_EQ(named(clinic().catalogue().services, "УЗИ области 1012")->product_type,
            ProductType::untyped);
  // A filter that hides a mark takes it off: nothing is changed unseen.
  type(Role::searchbox, ui.t("services.find"), "1004");
  EXPECT_TRUE(shows(ui.t("services.marked", {{"count", 1}})));
}

TEST(BulkPrices, ChangeRoundAndNeverFallBelowNothing) {
  const auto price = [](std::int64_t minor, PriceChange change, std::int64_t value,
                        std::int64_t unit = 1) {
    BulkEdit edit;
    edit.price = change;
    edit.price_value = value;
    edit.round_to_minor = unit;
    return changed_price(minor, edit);
  };
  EXPECT_EQ(price(1'000'00, PriceChange::percent, 10'00), 1'100'00);
  EXPECT_EQ(price(1'000'00, PriceChange::percent, -10'00), 900'00);
  EXPECT_EQ(price(333'33, PriceChange::percent, 3'33), 344'43);
  EXPECT_EQ(price(333'33, PriceChange::percent, -3'33), 322'23);
  EXPECT_EQ(price(1'234'00, PriceChange::percent, 5'00, 10'00), 1'300'00);
  EXPECT_EQ(price(1'000'00, PriceChange::amount, -250'00), 750'00);
  EXPECT_EQ(price(100'00, PriceChange::amount, -250'00), 0);
  EXPECT_EQ(price(100'00, PriceChange::exact, 990'00), 990'00);
  EXPECT_EQ(price(10'000'000'000'00, PriceChange::percent, 1'000'00), 110'000'000'000'00);
}

// ---- the clinic as one file --------------------------------------------------------------------

TEST_F(Settings, ABackupComesBackAsItWasAndAWrongPassphraseTouchesNothing) {
  open_own();
  Patient patient;
  patient.id = clinic().new_id<Patient>();
  patient.family_name = "Сидорова";
  submit(OpKind::register_patient, {whole(patient)});
  page("backup.page");
  const Digest then = *clinic().hash();
  activate(Role::button, ui.t("backup.make"));
  finish_jobs();
  auto file = download();
  for (int i = 0; i < 5 && !file; ++i) {
    frame();
    file = download();
  }
  ASSERT_TRUE(file.has_value());
  EXPECT_TRUE(file->name.ends_with(".retour"));
  patient.id = clinic().new_id<Patient>();
  patient.family_name = "Позднякова";
  submit(OpKind::register_patient, {whole(patient)});
  const Digest now = *clinic().hash();
  settle();

  activate(Role::button, ui.t("backup.pick"));
  pick({std::byte{1}, std::byte{2}});
  EXPECT_TRUE(shows(ui.t("backup.not_a_backup")));
  activate(Role::button, ui.t("backup.pick"));
  pick(file->bytes);
  type(Role::textbox, ui.t("backup.passphrase_of_file"), "не тот пароль");
  activate(Role::button, ui.t("backup.check"));
  EXPECT_TRUE(shows(ui.t("backup.wrong_passphrase"))) << dump();
  EXPECT_EQ(*clinic().hash(), now);
  expect_clean();
  type(Role::textbox, ui.t("backup.passphrase_of_file"), "длинный пароль");
  activate(Role::button, ui.t("backup.check"));
  EXPECT_TRUE(has(Role::alertdialog, ui.t("backup.replace_title")) ||
              has(Role::dialog, ui.t("backup.replace_title")))
      << dump();
  EXPECT_EQ(*clinic().hash(), now) << "nothing is replaced before yes";
  activate(Role::button, ui.t("backup.replace"));
  EXPECT_EQ(*clinic().hash(), then);
  EXPECT_EQ(vault.state(), app::VaultState::open);
  const std::string hash = to_text(then);
  EXPECT_TRUE(shows(ui.t("backup.same_state",
                         {{"hash", hash.substr(0, 8) + "…" + hash.substr(hash.size() - 8)}})))
      << dump();
  expect_clean();
  picture("settings_restored");
}

TEST_F(Settings, ADamagedBackupLeavesTheClinicAsItWas) {
  open_own();
  page("backup.page");
  activate(Role::button, ui.t("backup.make"));
  finish_jobs();
  auto file = download();
  for (int i = 0; i < 5 && !file; ++i) {
    frame();
    file = download();
  }
  ASSERT_TRUE(file.has_value());
  const Digest now = *clinic().hash();
  file->bytes[file->bytes.size() / 2] ^= std::byte{1};
  activate(Role::button, ui.t("backup.pick"));
  pick(file->bytes);
  type(Role::textbox, ui.t("backup.passphrase_of_file"), "длинный пароль");
  activate(Role::button, ui.t("backup.check"));
  EXPECT_TRUE(shows(ui.t("backup.damaged"))) << dump();
  EXPECT_EQ(*clinic().hash(), now);
}

TEST_F(Settings, TheDemoLeavesOnlyUnderAPassphraseAndOpensElsewhere) {
  open_demo();
  page("backup.page");
  activate(Role::button, ui.t("backup.make"));
  type(Role::textbox, ui.t("first.passphrase"), "пароль файла");
  type(Role::textbox, ui.t("first.passphrase_again"), "пароль файла");
  expect_clean();
  // The page below has a button of the same name; people press the one of the dialog.
  const auto press_in_dialog = [&] {
    const ui::SemanticNode& make = node(Role::button, ui.t("backup.make"));
    frame({{.node = make.id, .kind = ui::ActionKind::activate}});
    settle();
  };
  press_in_dialog();
  finish_jobs();
  auto file = download();
  for (int i = 0; i < 5 && !file; ++i) {
    frame();
    file = download();
  }
  ASSERT_TRUE(file.has_value());
  const Digest then = *clinic().hash();

  store::MemoryFiles other_files;
  app::Vault other{{.files = other_files,
                    .random = random,
                    .now_unix_milliseconds = [] { return now_ms; },
                    .now_microseconds = [this] { return clock_us += 50; }},
                   {.passes = 1, .memory_kib = 8 * 1024}};
  ASSERT_TRUE(other.look().has_value());
  Application fresh{other, ui, "Europe/Moscow"};
  draw = [&] { fresh.draw(); };
  settle();
  activate(Role::button, ui.t("backup.pick"));
  pick(file->bytes);
  type(Role::textbox, ui.t("backup.passphrase_of_file"), "пароль файла");
  activate(Role::button, ui.t("backup.check"));
  ASSERT_EQ(other.state(), app::VaultState::open) << dump();
  EXPECT_EQ(*other.clinic()->hash(), then);
  draw = [this] { application.draw(); };
}

TEST_F(Settings, VerificationSaysThatAllIsWhole) {
  open_demo();
  page("backup.page");
  activate(Role::button, ui.t("verify.run"));
  finish_jobs();
  EXPECT_TRUE(
      shows(ui.t("verify.whole", {{"ops", clinic().log().head().seq}, {"hash", ""}}).substr(0, 20)))
      << dump();
  ASSERT_TRUE(clinic().database().run("UPDATE room SET capacity = 9").has_value());
  activate(Role::button, ui.t("verify.run"));
  finish_jobs();
  EXPECT_TRUE(shows(ui.t("verify.broken", {{"count", 6}}).substr(0, 24))) << dump();
}

TEST_F(Settings, APatientIsErasedForGoodAfterTwoConfirmations) {
  open_own();
  Patient patient;
  patient.id = clinic().new_id<Patient>();
  patient.family_name = "Забудькина";
  patient.given_name = "Мария";
  submit(OpKind::register_patient, {whole(patient)});
  page("backup.page");
  activate(Role::button, ui.t("erase.begin"));
  type(Role::searchbox, ui.t("erase.find"), "забуд");
  activate(Role::option, name_that_begins(Role::option, "Забудькина"));
  EXPECT_TRUE(node(Role::button, ui.t("erase.do")).state & ui::State::disabled);
  type(Role::textbox, ui.t("erase.basis"), "Заявление");
  activate(Role::checkbox, ui.t("erase.understood"));
  expect_clean();
  activate(Role::button, ui.t("erase.do"));
  EXPECT_EQ((*find(clinic().tables(), patient.id))->family_name, "");
  EXPECT_TRUE(shows(ui.t("erase.done")));
}

class Closing : public SmallClinic {};

TEST_F(Closing, ADoctorWithBookingsAheadIsClosedKnowingly) {
  // Somebody who left, a room that was given up: their bookings stayed and nobody was told.
  open_small();
  for (const int minute : {600, 640})
    submit(OpKind::book, {whole(booking_tomorrow(patient_, minute))});
  const std::string words = ui.t("settings.ahead", {{"count", 2}});
  go_to("nav.settings");
  activate(Role::tab, ui.t("settings.people"));
  activate(Role::row, name_that_begins(Role::row, "Ёлкина"));
  EXPECT_FALSE(shows(words));
  activate(Role::checkbox, ui.t("settings.works_here"));
  EXPECT_TRUE(shows(words)) << dump();
  expect_clean();
  picture("closing");
  activate(Role::button, ui.t("settings.ahead_show"));
  EXPECT_TRUE(shows(ui.t("settings.ahead_title", {{"name", "Ёлкина"}}))) << dump();
  EXPECT_TRUE(shows("Сидоров"));
  EXPECT_TRUE(clinic().catalogue().person(doctor_)->active) << "nothing was saved";
  // The same for the room; a closed one says nothing new.
  go_to("nav.settings");
  activate(Role::tab, ui.t("settings.premises"));
  activate(Role::row, name_that_begins(Role::row, "Кабинет 1"));
  activate(Role::checkbox, ui.t("settings.active"));
  EXPECT_TRUE(shows(words)) << dump();
  activate(Role::button, ui.t("common.save"));
  EXPECT_FALSE(clinic().catalogue().rooms.front().active);
}

}  // namespace
}  // namespace retour::views
