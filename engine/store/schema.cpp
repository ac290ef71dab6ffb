#include "store/schema.hpp"

#include "model/field_codec.hpp"
#include "model/field_table.hpp"
#include "ops/op.hpp"

namespace retour::store {
namespace {

std::string_view sql_type(CellKind kind) {
  switch (kind) {
    case CellKind::integer: return "INTEGER";
    case CellKind::text: return "TEXT";
    case CellKind::blob: return "BLOB";
  }
  return "BLOB";
}

// A row number as the key of the table and the id beside it in an index, rather than a table
// clustered by id (WITHOUT ROWID): ids of imported things are spread evenly, so each insert would
// dirty, encrypt and log another wide page. Measured with 62,298 patients and 110,521 bookings:
// 2.5 s instead of 13.9 s, a smaller file, and every other index three times narrower.
std::string ddl_of(const EntityTable& table, std::uint8_t version = op_version) {
  std::string sql = "CREATE TABLE " + std::string(table.info.name) +
                    " (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE";
  for (const Field& field : table.fields) {
    if (field.meta.since > version) continue;
    sql += ", \"" + std::string(field.name) + "\" ";
    sql += sql_type(field.type->cell_kind);
  }
  for (const Facet& facet : table.facets)
    sql += ", at_" + std::string(facet.name) + " INTEGER NOT NULL";
  return sql + ") STRICT;\n";
}
/// With the fields that the table had when ops were of a version: later ones are added later.
template <class E>
std::string ddl_of(std::uint8_t version) {
  return ddl_of(table_of(E::info.kind), version);
}

// Index only what a screen asks for: each costs 10 (dates) to 25 bytes (ids) a row.
// Of Sameness: which card stands for which others. `merged_patient` is the answer of
// ops/same_person.hpp for each card that another one stands for, kept by SqlTables.
constexpr std::string_view merging_ddl = R"sql(
CREATE INDEX sameness_patient ON sameness (patient);
CREATE INDEX sameness_same_as ON sameness (same_as) WHERE same_as IS NOT NULL;
CREATE TABLE merged_patient (patient BLOB PRIMARY KEY, survivor BLOB NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE INDEX merged_patient_survivor ON merged_patient (survivor);
)sql";

constexpr std::string_view difference_ddl =
    "CREATE INDEX difference_patient ON difference (patient);\n";

constexpr std::string_view round_ddl = R"sql(
CREATE INDEX waitlist_entry_patient ON waitlist_entry (patient);
CREATE INDEX waitlist_entry_open ON waitlist_entry (asked_at) WHERE left_at = 0 AND booked IS NULL;
CREATE INDEX waitlist_entry_asked ON waitlist_entry (asked_at);
CREATE INDEX contact_attempt_patient ON contact_attempt (patient);
CREATE INDEX contact_attempt_booking ON contact_attempt (booking);
CREATE INDEX day_close_date ON day_close (date);
)sql";

// Of a ward: who lies there are few, and their visits may be weeks ago.
constexpr std::string_view visit_parts_ddl = R"sql(
CREATE INDEX payment_received ON payment (received_at);
CREATE INDEX refund_refunded ON refund (refunded_at);
CREATE INDEX booking_ward ON booking (date) WHERE ward IS NOT NULL;
)sql";

constexpr std::string_view holds_ddl =
    "CREATE INDEX booking_held ON booking (held_until) WHERE hold <> 0;\n";

constexpr std::string_view groups_ddl = R"sql(
CREATE INDEX hand_over_unread ON hand_over (branch) WHERE read_at = 0;
)sql";

constexpr std::string_view numbers_ddl = R"sql(
CREATE INDEX rating_patient ON rating (patient);
CREATE INDEX call_review_reviewed ON call_review (reviewed_at);
)sql";

// Derived and droppable: see column_store.hpp. The bytes stand last, so that nothing else of a row
// has to be read past them.
constexpr std::string_view columns_ddl = R"sql(
CREATE TABLE column_block (no INTEGER PRIMARY KEY, after BLOB NOT NULL, last BLOB NOT NULL UNIQUE,
  rules BLOB NOT NULL, day INTEGER NOT NULL, people INTEGER NOT NULL, cycles INTEGER NOT NULL,
  events INTEGER NOT NULL, charges INTEGER NOT NULL, visits INTEGER NOT NULL,
  digest BLOB NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE TABLE column_stale (patient BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
)sql";

constexpr std::string_view fixed_ddl = R"sql(
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB) STRICT, WITHOUT ROWID;
CREATE TABLE op (
  seq INTEGER PRIMARY KEY,          -- the hub's number
  id BLOB NOT NULL UNIQUE,
  at INTEGER NOT NULL,              -- hybrid time as clamped by the hub
  verdict INTEGER NOT NULL,         -- the hub's answer; part of the chain
  withdrawn_by INTEGER,             -- seq of the op that took it back; derived, not in the chain
  bytes BLOB NOT NULL) STRICT;
CREATE TABLE op_subject (subject BLOB, seq INTEGER, PRIMARY KEY (subject, seq))
  STRICT, WITHOUT ROWID;
CREATE TABLE pending_op (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL)
  STRICT;
CREATE TABLE base_row (kind INTEGER, id BLOB, patient BLOB, bytes BLOB NOT NULL,
  PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
CREATE INDEX base_row_patient ON base_row (patient) WHERE patient IS NOT NULL;
CREATE TABLE slot (no INTEGER PRIMARY KEY, booking BLOB NOT NULL UNIQUE, version INTEGER NOT NULL,
  patient BLOB, batch BLOB, held_until INTEGER NOT NULL DEFAULT 0,
  session BLOB) STRICT;
CREATE TABLE resource (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE claim (resource INTEGER, quantum INTEGER, lane INTEGER, slot INTEGER NOT NULL,
  PRIMARY KEY (resource, quantum, lane)) STRICT, WITHOUT ROWID;
CREATE INDEX claim_slot ON claim (slot);
CREATE INDEX booking_patient ON booking (patient);
CREATE INDEX booking_date ON booking (date);
CREATE INDEX visit_patient ON visit (patient);
CREATE INDEX visit_booking ON visit (booking) WHERE booking IS NOT NULL;
CREATE INDEX relation_patient ON relation (patient);
CREATE INDEX relation_other ON relation (other) WHERE other IS NOT NULL;
CREATE INDEX consent_patient ON consent (patient);
CREATE INDEX charge_patient ON charge (patient);
CREATE INDEX invoice_patient ON invoice (patient);
CREATE INDEX payment_patient ON payment (patient);
CREATE INDEX allocation_patient ON allocation (patient);
CREATE INDEX instalment_schedule_patient ON instalment_schedule (patient);
CREATE INDEX refund_patient ON refund (patient);
CREATE INDEX certificate_patient ON certificate (patient);
CREATE INDEX call_patient ON call (patient) WHERE patient IS NOT NULL;
CREATE INDEX call_phone ON call (phone);
CREATE INDEX call_at ON call (at);
CREATE INDEX call_unmatched ON call (at) WHERE patient IS NULL;
CREATE INDEX web_request_patient ON web_request (patient) WHERE patient IS NOT NULL;
CREATE INDEX web_request_at ON web_request (at);
CREATE INDEX web_request_open ON web_request (at) WHERE answered_at = 0;
CREATE INDEX plan_patient ON plan (patient);
CREATE INDEX plan_item_patient ON plan_item (patient);
CREATE INDEX plan_item_open ON plan_item (due_on) WHERE state = 0 AND due_on IS NOT NULL;
CREATE INDEX recall_patient ON recall (patient);
CREATE INDEX recall_open ON recall (due_on) WHERE state = 0;
CREATE INDEX next_step_patient ON next_step (patient);
CREATE INDEX next_step_open ON next_step (due_on) WHERE done_at = 0;
CREATE INDEX cycle_closing_patient ON cycle_closing (patient);
CREATE INDEX card_read_patient ON card_read (patient);
CREATE INDEX patient_name ON patient (replace(replace(family_name, 'Ё', 'Е'), 'ё', 'е'), given_name);
CREATE INDEX patient_responsible ON patient (responsible) WHERE responsible IS NOT NULL;
CREATE INDEX patient_external_id ON patient (substr(imported, 19, 16)) WHERE imported IS NOT NULL;
CREATE TABLE search_term (no INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text TEXT NOT NULL,
  UNIQUE (kind, text)) STRICT;
CREATE VIRTUAL TABLE patient_search USING fts5(text, content='', detail=none, columnsize=0,
  tokenize='trigram case_sensitive 1');
INSERT INTO patient_search (patient_search, rank) VALUES ('secure-delete', 1);
CREATE TABLE search_posting (term INTEGER, patient INTEGER, PRIMARY KEY (term, patient))
  STRICT, WITHOUT ROWID;
CREATE TABLE search_patient (no INTEGER PRIMARY KEY, terms BLOB NOT NULL) STRICT;
INSERT INTO meta (key, value) VALUES ('search_rules', x'01');
CREATE INDEX shift_date ON shift (date);
CREATE INDEX price_service ON price (service);
)sql";

Status create(Database& database) {
  std::string script;
  for (const EntityTable& table : entity_tables()) script += ddl_of(table);
  script += fixed_ddl;
  script += merging_ddl;
  script += difference_ddl;
  script += round_ddl;
  script += visit_parts_ddl;
  script += holds_ddl;
  script += groups_ddl;
  script += numbers_ddl;
  script += columns_ddl;
  RETOUR_ASSIGN(Transaction change, database.begin());
  RETOUR_TRY(database.execute(script));
  RETOUR_TRY(database.set_schema_version(schema_version));
  return change.commit();
}

/// Version 2: two cards of one person, and filters by name. Rows that are there stay as they are.
Status add_merging_and_lists(Database& database) {
  return database.execute(ddl_of<SavedList>(1) + ddl_of<Sameness>(1) + std::string(merging_ddl));
}

/// Version 3: similar cards that are two people's.
Status add_differences(Database& database) {
  return database.execute(ddl_of<Difference>(1) + std::string(difference_ddl));
}

/// Version 4: templates of the rota and the production calendar; who waits for a time, who was
/// called, how the day was closed.
Status add_scheduling(Database& database) {
  return database.execute(ddl_of<ShiftPattern>(1) + ddl_of<CalendarDay>(1) +
                          ddl_of<WaitlistEntry>(1) + ddl_of<ContactAttempt>(1) +
                          ddl_of<DayClose>(1) + std::string(round_ddl));
}

/// Columns for the fields that a version of ops brought. Rows that are there get what an older op
/// leaves in them.
std::string add_fields_of(std::uint8_t version) {
  std::string script;
  Bytes scratch;
  for (const EntityTable& table : entity_tables()) {
    for (const Field& field : table.fields) {
      if (field.meta.since != version) continue;
      script += "ALTER TABLE " + std::string(table.info.name) + " ADD COLUMN \"" +
                std::string(field.name) + "\" ";
      script += sql_type(field.type->cell_kind);
      const Cell value = field.to_cell(data_of(*table.empty), scratch);
      if (const auto* number = std::get_if<std::int64_t>(&value))
        script += " DEFAULT " + std::to_string(*number);
      else if (field.type->cell_kind == CellKind::text)
        script += " DEFAULT ''";
      script += ";\n";
    }
  }
  return script;
}

/// Version 5: time patterns, teams and wards, holds, overbooking, urgent windows: the fields that
/// ops of version 2 brought. What the till of a day is counted from.
Status add_visit_parts(Database& database) {
  std::string script = add_fields_of(2);
  script += visit_parts_ddl;
  script += "ALTER TABLE slot ADD COLUMN held_until INTEGER NOT NULL DEFAULT 0;\n";
  script += holds_ddl;
  return database.execute(script);
}

/// Version 6: group visits, several services in a visit, series, itineraries; what one shift tells
/// the next.
Status add_groups(Database& database) {
  return database.execute(add_fields_of(3) + ddl_of<HandOver>(3) +
                          "ALTER TABLE slot ADD COLUMN session BLOB;\n" + std::string(groups_ddl));
}

/// Version 7: what the owner's numbers rest on: costs, campaigns, ratings, reviews of calls,
/// targets, published months.
Status add_numbers(Database& database) {
  return database.execute(add_fields_of(4) + ddl_of<Rating>(4) + ddl_of<CallReview>(4) +
                          ddl_of<Script>(4) + ddl_of<Campaign>(4) + ddl_of<Cost>(4) +
                          ddl_of<SiteTraffic>(4) + ddl_of<Target>(4) + ddl_of<PublishedMonth>(4) +
                          std::string(numbers_ddl));
}

/// Version 8: devices that are needed for a part of a visit; the funnel's columns kept.
Status add_device_parts(Database& database) {
  return database.execute(add_fields_of(5) + std::string(columns_ddl));
}

}  // namespace

std::string table_ddl(EntityKind kind) {
  return ddl_of(table_of(kind));
}

Status migrate(Database& database) {
  RETOUR_ASSIGN(const std::int64_t found, database.schema_version());
  if (found == schema_version) return {};
  if (found > schema_version)
    return fail(FailureCode::newer_schema, "database has schema " + std::to_string(found) +
                                               ", this program knows " +
                                               std::to_string(schema_version));
  if (found == 0) return create(database);
  RETOUR_ASSIGN(Transaction change, database.begin());
  if (found < 2) RETOUR_TRY(add_merging_and_lists(database));
  if (found < 3) RETOUR_TRY(add_differences(database));
  if (found < 4) RETOUR_TRY(add_scheduling(database));
  if (found < 5) RETOUR_TRY(add_visit_parts(database));
  if (found < 6) RETOUR_TRY(add_groups(database));
  if (found < 7) RETOUR_TRY(add_numbers(database));
  if (found < 8) RETOUR_TRY(add_device_parts(database));
  RETOUR_TRY(database.set_schema_version(schema_version));
  return change.commit();
}

std::string data_dictionary_markdown() {
  std::string text =
      "# Data dictionary\n\nGenerated from the field tables in `engine/model/` by "
      "`retour dictionary`; a test compares it.\n\n"
      "Classes say who may read a field: ";
  for (int i = 0; i < visibility_count; ++i) {
    const auto visibility = static_cast<Visibility>(i);
    text += (i == 0 ? "" : "; ") + std::string("**") + std::string(enum_name(visibility)) + "** ";
    text += readers_of(visibility) == RoleSet::all()
                ? "everyone"
                : FieldType<RoleSet>::to_text(readers_of(visibility));
  }
  text += ".\nPersonal fields are emptied when a patient is erased.\n";
  for (const EntityTable& table : entity_tables()) {
    text += "\n## " + std::string(table.info.name) +
            "\n\n| field | type | facet | class | personal |\n|---|---|---|---|---|\n";
    for (const Field& field : table.fields) {
      text += "| " + std::string(field.name) + " | " + std::string(field.type->name);
      if (!field.type->choices.empty()) text += ":";
      for (const std::string_view choice : field.type->choices) text += " " + std::string(choice);
      text += " | " + std::string(table.facets[field.meta.facet].name) + " | " +
              std::string(enum_name(field.meta.visibility)) + " | " +
              (field.meta.personal ? "yes" : "") + " |\n";
    }
  }
  return text;
}

}  // namespace retour::store
