// Facts about the data itself: imports, reads of cards, taken-back ops, erasures.
#pragma once

#include <string>
#include <vector>

#include "base/hash.hpp"
#include "model/care.hpp"

namespace retour {

/// One run of an import. Everything it brought carries its id, so that it can be undone as a whole.
struct ImportBatch {
  static constexpr EntityInfo info{"import_batch", EntityKind::import_batch, Owner::clinic};
  static constexpr std::array facets{Facet{"start", Merge::once}, Facet{"finish"}};
  ImportBatchId id;
  std::string system;  ///< Name of the other system: part of derived ids.
  std::string profile;
  std::string file_name;
  Digest file_digest;
  Instant started_at;
  Instant finished_at;  ///< 0: interrupted.
  std::int64_t rows_read = 0;
  std::int64_t rows_rejected = 0;
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("system", &ImportBatch::system, FieldMeta{});
    visit.field("profile", &ImportBatch::profile, FieldMeta{});
    visit.field("file_name", &ImportBatch::file_name, FieldMeta{});
    visit.field("started_at", &ImportBatch::started_at, FieldMeta{});
    visit.field("file_digest", &ImportBatch::file_digest, FieldMeta{.facet = 1});
    visit.field("finished_at", &ImportBatch::finished_at, FieldMeta{.facet = 1});
    visit.field("rows_read", &ImportBatch::rows_read, FieldMeta{.facet = 1});
    visit.field("rows_rejected", &ImportBatch::rows_rejected, FieldMeta{.facet = 1});
  }
};

/// Somebody opened a card: every read is audited (PP-17).
struct CardRead {
  static constexpr EntityInfo info{"card_read", EntityKind::card_read, Owner::patient};
  static constexpr std::array facets{Facet{"read", Merge::once}};
  CardReadId id;
  PatientId patient;
  StaffId staff;
  Role role = Role::receptionist;
  Instant at;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &CardRead::patient, subject_field);
    visit.field("staff", &CardRead::staff, FieldMeta{});
    visit.field("role", &CardRead::role, FieldMeta{});
    visit.field("at", &CardRead::at, FieldMeta{});
  }
};

/// Ops that were taken back: they stay in the log and count no more. Either a list, or a whole
/// import (then `kept` names what stays: patients with later facts, things that others name).
struct Withdrawal {
  static constexpr EntityInfo info{"withdrawal", EntityKind::withdrawal, Owner::clinic};
  static constexpr std::array facets{Facet{"withdrawal", Merge::once}};
  WithdrawalId id;
  std::vector<OpId> ops;
  ImportBatchId import_batch;
  std::vector<PatientId> kept;
  Instant at;
  StaffId by;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("ops", &Withdrawal::ops, FieldMeta{});
    visit.field("import_batch", &Withdrawal::import_batch, FieldMeta{});
    visit.field("kept", &Withdrawal::kept, FieldMeta{});
    visit.field("at", &Withdrawal::at, FieldMeta{});
    visit.field("by", &Withdrawal::by, FieldMeta{});
  }
};

/// The erasure ledger: replayed before a restored backup opens.
struct Erasure {
  static constexpr EntityInfo info{"erasure", EntityKind::erasure, Owner::clinic};
  static constexpr std::array facets{Facet{"erasure", Merge::once}};
  ErasureId id;
  PatientId patient;
  Instant at;
  StaffId by;
  std::string basis;  ///< "patient's request of ...", never the patient's name.
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Erasure::patient, FieldMeta{});
    visit.field("at", &Erasure::at, FieldMeta{});
    visit.field("by", &Erasure::by, FieldMeta{});
    visit.field("basis", &Erasure::basis, FieldMeta{});
  }
};

}  // namespace retour
