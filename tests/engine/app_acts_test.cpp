// Acts of several ops: all or none, undone in one press, long ones in slices.
#include <algorithm>

#include "clinic_fixture.hpp"

namespace retour::app {
namespace {

class Acts : public ClinicTest {
 protected:
  /// Makes `count` services, some per op; gives their drafts.
  std::vector<Draft> services(std::size_t count, std::size_t per_op) {
    std::vector<Draft> drafts;
    for (std::size_t i = 0; i < count; ++i) {
      Service service;
      service.id = clinic_->new_id<Service>();
      service.name = "Услуга " + std::to_string(i);
      if (i % per_op == 0) drafts.push_back({.kind = OpKind::put_service, .parts = {}});
      drafts.back().parts.push_back(whole(service));
    }
    return drafts;
  }

  /// The result of the job, once it ended.
  ActEnd into(std::optional<Result<Outcome>>& slot) {
    return [&slot](Result<Outcome> outcome) { slot = std::move(outcome); };
  }
};

TEST_F(Acts, SeveralOpsAreUndoneInOnePress) {
  const Digest before = *clinic_->hash();
  const std::size_t known = clinic_->catalogue().services.size();
  const OpId act = accept(clinic_->submit_act(services(10, 4)));
  EXPECT_EQ(clinic_->catalogue().services.size(), known + 10);
  EXPECT_EQ(clinic_->undo_list().back().op, act);
  EXPECT_EQ(clinic_->undo_list().back().before.size(), 2u);
  accept(clinic_->undo(act));
  EXPECT_EQ(clinic_->catalogue().services.size(), known);
  EXPECT_NE(*clinic_->hash(), before) << "the withdrawal itself is a row";
  expect_whole();
}

TEST_F(Acts, ARefusalLeavesNothingOfTheAct) {
  std::vector<Draft> drafts = services(3, 1);
  std::get<Service>(drafts.back().parts.front().entity).name.clear();
  const Digest before = *clinic_->hash();
  const std::size_t undoable = clinic_->undo_list().size();
  EXPECT_EQ(refuse(clinic_->submit_act(drafts)), RefusalCode::name_missing);
  EXPECT_EQ(*clinic_->hash(), before);
  EXPECT_EQ(clinic_->undo_list().size(), undoable);
}

TEST_F(Acts, WhatWasChangedSinceKeepsTheWholeAct) {
  const std::vector<Draft> drafts = services(4, 1);
  const OpId act = accept(clinic_->submit_act(drafts));
  Service changed = std::get<Service>(drafts[1].parts.front().entity);
  changed.name = "Переименована";
  accept(clinic_->submit({OpKind::put_service, {facets_of(changed, 0)}}));
  EXPECT_EQ(refuse(clinic_->undo(act)), RefusalCode::has_later_facts);
  EXPECT_NE(clinic_->catalogue().service(changed.id), nullptr);
  expect_whole();
}

TEST_F(Acts, ALongActRunsInSlicesAndIsUndoneAsOne) {
  const std::size_t known = clinic_->catalogue().services.size();
  std::optional<Result<Outcome>> outcome;
  clinic_->start_act(services(600, 32), into(outcome));
  clinic_->jobs().run(1);
  EXPECT_FALSE(outcome.has_value()) << "one slice is not the whole act";
  run_jobs();
  ASSERT_TRUE(outcome.has_value());
  const OpId act = accept(std::move(*outcome));
  EXPECT_EQ(clinic_->catalogue().services.size(), known + 600);
  outcome.reset();
  clinic_->start_undo(act, into(outcome));
  run_jobs();
  ASSERT_TRUE(outcome.has_value());
  accept(std::move(*outcome));
  EXPECT_EQ(clinic_->catalogue().services.size(), known);
  EXPECT_TRUE(std::ranges::find(clinic_->undo_list(), act, &Undoable::op) ==
              clinic_->undo_list().end());
  expect_whole();
}

TEST_F(Acts, ALongActThatIsRefusedTakesItsSlicesBack) {
  const std::size_t known = clinic_->catalogue().services.size();
  std::vector<Draft> drafts = services(90, 30);
  std::get<Service>(drafts.back().parts.back().entity).length_minutes = 0;
  std::optional<Result<Outcome>> outcome;
  clinic_->start_act(std::move(drafts), into(outcome));
  run_jobs();
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(refuse(std::move(*outcome)), RefusalCode::bad_time);
  EXPECT_EQ(clinic_->catalogue().services.size(), known);
  expect_whole();
}

TEST_F(Acts, TheCatalogueInMemoryIsWhatIsStored) {
  accept(clinic_->submit_act(services(300, 60)));
  Service renamed = clinic_->catalogue().services[7];
  renamed.name = "Другое имя";
  const OpId act = accept(clinic_->submit({OpKind::put_service, {facets_of(renamed, 0)}}));
  Price price;
  price.id = clinic_->new_id<Price>();
  price.service = renamed.id;
  price.valid_from = clinic_->today(branch_);
  price.price_minor = 100'00;
  const OpId priced = accept(clinic_->submit({OpKind::set_price, {whole(price)}}));
  const auto expect_same = [&] {
    const Catalogue stored = *Catalogue::load(clinic_->tables());
    const Catalogue& kept = clinic_->catalogue();
    ASSERT_EQ(kept.services.size(), stored.services.size());
    for (std::size_t i = 0; i < kept.services.size(); ++i) {
      EXPECT_EQ(kept.services[i].id, stored.services[i].id);
      EXPECT_EQ(kept.services[i].name, stored.services[i].name);
    }
    EXPECT_EQ(kept.prices.size(), stored.prices.size());
  };
  expect_same();
  accept(clinic_->undo(act));
  accept(clinic_->undo(priced));
  expect_same();
  EXPECT_TRUE(clinic_->catalogue().prices.empty());
}

}  // namespace
}  // namespace retour::app
