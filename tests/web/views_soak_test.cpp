// 2,000 acts at random over the example: nothing breaks, and the program does not grow with use.
// links: web_views ui_test_support
#include <malloc.h>

#include "web/support/view_tour.hpp"

namespace retour::views {
namespace {

class Soak : public ClinicFixture {
 public:
  /// Bytes in use, without the files that stand for the disk: those grow with every act, as they
  /// should.
  [[nodiscard]] std::int64_t memory() const {
    return static_cast<std::int64_t>(mallinfo2().uordblks) -
           static_cast<std::int64_t>(files.used_bytes());
  }

  /// Does something that the screen offers.
  void act(SeededRandom& chance) {
    const ui::SemanticTree& tree = ui.tree();
    std::vector<const ui::SemanticNode*> offered;
    bool reachable = tree.modal == 0;
    for (const ui::SemanticNode& n : tree.nodes) {
      reachable |= n.id == tree.modal;
      if (reachable && (n.state & ui::State::focusable) != 0) offered.push_back(&n);
    }
    if (offered.empty() || chance.below(12) == 0) {
      shortcut("Escape");
      return;
    }
    const ui::SemanticNode n = *offered[chance.below(offered.size())];
    static constexpr std::array<std::string_view, 6> words = {
        "анна", "12.3", "930", "2500", "8 916 123-45-67", "\xF0\x9F\x98\x80"};
    if (n.input != ui::InputKind::none) {
      const std::string text(words[chance.below(words.size())]);
      frame({{.node = n.id, .kind = ui::ActionKind::focus}});
      frame({{.node = n.id, .kind = ui::ActionKind::set_value, .text = text}});
      frame({{.node = n.id, .kind = ui::ActionKind::blur}});
    } else if (chance.below(10) == 0) {
      static constexpr std::array<std::string_view, 5> keys = {"ArrowDown", "ArrowRight", "ArrowUp",
                                                               "Home", "PageDown"};
      frame({{.node = n.id,
              .kind = ui::ActionKind::key,
              .text = std::string(keys[chance.below(keys.size())])}});
    } else {
      frame({{.node = n.id, .kind = ui::ActionKind::activate}});
    }
    input.time_seconds += 2;
    frame();
    if (vault.clinic() != nullptr)
      for (int i = 0; i < 1000 && !clinic().jobs().is_empty(); ++i) clinic().jobs().run(1'000'000);
    (void)ui.effects.take();
  }

  /// The same screens in the same state, so that two moments can be compared.
  void rest() {
    close_all(*this);
    input.time_seconds += 60;
    settle();
    for (const ui::TextId screen :
         {ui::TextId("nav.patients"), ui::TextId("nav.funnel"), ui::TextId("nav.import"),
          ui::TextId("nav.settings"), ui::TextId("nav.day")}) {
      go_to(screen);
      finish_jobs();
    }
    (void)ui.effects.take();
    malloc_trim(0);
  }
};

TEST_F(Soak, TwoThousandActsWithFlatMemory) {
  constexpr std::uint64_t seed = 20'261'122;
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom chance(seed);
  ui.set_audited(false);
  open_demo();
  constexpr int acts = 2000;
  constexpr int measured_from = 1200;
  std::int64_t before = 0;
  const std::uint64_t first_generation = clinic().generation();
  for (int i = 0; i < acts; ++i) {
    // Until then caches fill that have a limit.
    if (i == measured_from) {
      rest();
      before = memory();
    }
    act(chance);
    ASSERT_EQ(vault.state(), app::VaultState::open) << "after act " << i;
  }
  rest();
  const std::int64_t grown = memory() - before;
  // Patients, bookings and payments that the acts entered are kept in memory too, in tables that
  // double; over 5,600 acts that comes to 0.4 KB an act, but now and then to more. A frame that
  // kept its tree would have grown by hundreds of megabytes.
  EXPECT_LT(grown, 2 << 20) << "bytes in " << acts - measured_from << " acts";
  EXPECT_GT(clinic().generation(), first_generation + 20) << "hardly anything was entered";
  expect_clean();
}

}  // namespace
}  // namespace retour::views
