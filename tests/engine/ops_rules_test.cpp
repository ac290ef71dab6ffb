// The rules of `validate`, read from tests/tables/*.txt.
#include <gtest/gtest.h>

#include <set>

#include "engine/rule_table.hpp"

namespace retour::testing {
namespace {

std::string table_path(const std::string& name) {
  return std::string(RETOUR_SOURCE_DIR) + "/tests/tables/" + name + ".txt";
}

/// What a table's lines brought about.
struct Outcomes {
  std::set<RefusalCode> codes;
  std::map<OpKind, int> accepted;
  int lines = 0;
};

RuleTable fixture() {
  RuleTable table;
  for (const TableLine& line : read_table(table_path("clinic"))) {
    const std::string fault = table.run(line);
    EXPECT_EQ(fault, "") << line.where;
  }
  return table;
}

Outcomes run_table(const std::string& name) {
  Outcomes outcomes;
  const RuleTable clinic = fixture();
  RuleTable table = clinic;
  std::string title;
  for (const TableLine& line : read_table(table_path(name))) {
    if (!line.title.empty()) {
      table = clinic;
      title = line.title;
      continue;
    }
    ++outcomes.lines;
    const std::string fault = table.run(line);
    EXPECT_EQ(fault, "") << line.where << " in" << title;
    outcomes.codes.insert(table.codes_seen().begin(), table.codes_seen().end());
    for (const auto& [kind, count] : table.accepted()) outcomes.accepted[kind] += count;
  }
  EXPECT_GT(outcomes.lines, 10) << name;
  return outcomes;
}

constexpr const char* tables[] = {"clinic_rules", "patients", "bookings", "visits",     "money",
                                  "care",         "round",    "numbers",  "permissions"};

class RuleTables : public ::testing::TestWithParam<const char*> {};
TEST_P(RuleTables, Hold) {
  run_table(GetParam());
}
INSTANTIATE_TEST_SUITE_P(All, RuleTables, ::testing::ValuesIn(tables),
                         [](const auto& table) { return std::string(table.param); });

TEST(RuleTables, EveryRefusalAndEveryIntentionStandsInSomeTable) {
  std::set<RefusalCode> codes;
  std::set<OpKind> accepted;
  for (const char* name : tables) {
    const Outcomes outcomes = run_table(name);
    codes.insert(outcomes.codes.begin(), outcomes.codes.end());
    for (const auto& [kind, count] : outcomes.accepted) accepted.insert(kind);
  }
  // Said by others: the hub over claims, the app over log and device; `not_entered` by nobody,
  // because a desk may close a visit that the doctor never marked as entered.
  const std::set<RefusalCode> elsewhere{RefusalCode::slot_taken, RefusalCode::read_only,
                                        RefusalCode::not_entered};
  for (std::size_t i = 0; i < EnumNames<RefusalCode>::names.size(); ++i) {
    const auto code = static_cast<RefusalCode>(i);
    EXPECT_NE(codes.contains(code), elsewhere.contains(code)) << enum_name(code);
  }
  for (const OpRule& rule : op_rules())
    if (rule.kind != OpKind::withdraw)  // judged by the app, which holds the log
      EXPECT_TRUE(accepted.contains(rule.kind)) << rule.name << " is accepted in no table";
}

TEST(Permissions, EveryRoleAndEveryIntention) {
  // A role outside the intention's row is refused, one inside never for that reason. An owner may
  // do everything, the system too; an author who is unknown or gone may do nothing.
  RuleTable clinic = fixture();
  int refused = 0, let_through = 0;
  for (const OpRule& rule : op_rules()) {
    for (int number = 0; number < role_count; ++number) {
      const auto role = static_cast<Role>(number);
      Op op;
      op.header.id = OpId(id_from_name("op"));
      op.header.kind = rule.kind;
      op.header.author = StaffId(id_from_name(enum_name(role)));
      op.header.role = role;
      op.header.batch = ImportBatchId(id_from_name("batch"));
      const PatientId patient(id_from_name("anna"));
      for (const PartRule& part : rule.parts) {
        if (part.count_min == 0 && &part != &rule.parts.front()) continue;
        Entity entity = *empty_entity(part.entity);
        std::visit([](auto& e) { e.id = std::remove_cvref_t<decltype(e.id)>(id_from_name("x")); },
                   entity);
        if (auto* person = std::get_if<Patient>(&entity)) person->id = patient;
        set_subject(entity, patient);
        op.parts.push_back({std::move(entity), part.facets});
      }
      op.header.patient = subject_patient(op.parts).value();
      const auto verdict = validate(op, {1'772'000'000}, clinic.tables());
      ASSERT_TRUE(verdict);
      const bool denied = *verdict && (*verdict)->code == RefusalCode::not_permitted;
      const bool malformed = *verdict && (*verdict)->code == RefusalCode::malformed_intention;
      EXPECT_FALSE(malformed) << rule.name;
      EXPECT_EQ(denied, role != Role::owner && !rule.actors.has(role))
          << rule.name << " by " << enum_name(role);
      ++(denied ? refused : let_through);
    }
  }
  EXPECT_GT(refused, 100);
  EXPECT_GT(let_through, 100);
}

}  // namespace
}  // namespace retour::testing
