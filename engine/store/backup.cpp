#include "store/backup.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.hpp"

namespace retour::store {
namespace {

constexpr std::string_view magic = "RETOURB1";
constexpr std::uint32_t format_version = 1;
constexpr std::uint64_t header_bytes = 64;
constexpr std::uint64_t digest_bytes = 32;
constexpr std::size_t state_offset = 32;
constexpr std::size_t piece_bytes = 256 * 1024;
constexpr std::uint64_t database_bytes_max = std::uint64_t{1} << 40;

template <class Number>
void put_number(std::span<std::uint8_t> out, std::size_t offset, Number value) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    out[offset + i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
}

template <class Number>
Number get_number(ByteView bytes, std::size_t offset) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    value |= std::uint64_t{bytes[offset + i]} << (8 * i);
  }
  return static_cast<Number>(value);
}

/// The fixed part, decoded.
struct Layout {
  std::uint64_t key_slots_bytes = 0;
  std::uint64_t database_bytes = 0;
  std::int64_t created_unix_seconds = 0;
  Digest state;  ///< Zeros: not told.

  [[nodiscard]] std::uint64_t database_offset() const { return header_bytes + key_slots_bytes; }
  [[nodiscard]] std::uint64_t digest_offset() const { return database_offset() + database_bytes; }
  [[nodiscard]] std::uint64_t total() const { return digest_offset() + digest_bytes; }
};

Status read_exactly(const ByteSource& source, std::uint64_t offset, std::span<std::uint8_t> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    RETOUR_ASSIGN(const std::size_t got, source(offset + done, out.subspan(done)));
    if (got == 0) return fail(FailureCode::malformed, "the backup is cut off");
    done += got;
  }
  return {};
}

Result<Layout> read_layout(const ByteSource& source) {
  std::array<std::uint8_t, header_bytes> header{};
  RETOUR_TRY(read_exactly(source, 0, header));
  if (!as_text(header).starts_with(magic)) {
    return fail(FailureCode::malformed, "this is not a backup");
  }
  if (get_number<std::uint32_t>(header, 8) > format_version) {
    return fail(FailureCode::newer_schema, "the backup was written by a later version");
  }
  Layout layout;
  layout.key_slots_bytes = get_number<std::uint32_t>(header, 12);
  layout.database_bytes = get_number<std::uint64_t>(header, 16);
  layout.created_unix_seconds = get_number<std::int64_t>(header, 24);
  std::copy_n(header.begin() + state_offset, layout.state.bytes.size(), layout.state.bytes.begin());
  if (layout.key_slots_bytes > key_slot_file_bytes_max ||
      layout.database_bytes > database_bytes_max || layout.database_bytes == 0) {
    return fail(FailureCode::malformed, "the backup's header is damaged");
  }
  return layout;
}

ByteSource source_of(FileSystem& files, StoreFile file) {
  return [&files, file](std::uint64_t offset, std::span<std::uint8_t> out) {
    return files.read(file, offset, out);
  };
}

}  // namespace

// ------------------------------------------------------------------ writing

BackupWriter::BackupWriter(Database& database, ByteSink sink)
    : database_(database), sink_(std::move(sink)), hold_(database) {}

Status BackupWriter::put(ByteView bytes) {
  hasher_.update(bytes);
  progress_.done_bytes += bytes.size();
  return sink_(bytes);
}

Result<std::unique_ptr<BackupWriter>> BackupWriter::begin(Database& database,
                                                          const KeySlots& key_slots,
                                                          std::int64_t created_unix_seconds,
                                                          ByteSink sink,
                                                          const std::optional<Digest>& state) {
  RETOUR_TRY(database.checkpoint());
  std::unique_ptr<BackupWriter> writer(new BackupWriter(database, std::move(sink)));
  RETOUR_ASSIGN(writer->database_bytes_, database.files().size(StoreFile::database));
  const Bytes slots = encode(key_slots);
  std::array<std::uint8_t, header_bytes> header{};
  std::ranges::copy(as_bytes(magic), header.begin());
  put_number<std::uint32_t>(header, 8, format_version);
  put_number<std::uint32_t>(header, 12, static_cast<std::uint32_t>(slots.size()));
  put_number<std::uint64_t>(header, 16, writer->database_bytes_);
  put_number<std::int64_t>(header, 24, created_unix_seconds);
  if (state) std::ranges::copy(state->bytes, header.begin() + state_offset);
  writer->progress_.total_bytes =
      header_bytes + slots.size() + writer->database_bytes_ + digest_bytes;
  RETOUR_TRY(writer->put(header));
  RETOUR_TRY(writer->put(slots));
  return writer;
}

Result<Progress> BackupWriter::step(std::size_t bytes_max) {
  RETOUR_CHECK(!progress_.finished());
  Bytes piece(std::min(piece_bytes, std::max<std::size_t>(bytes_max, 1)));
  std::size_t written = 0;
  while (written < bytes_max && copied_bytes_ < database_bytes_) {
    if (hold_.broken()) {
      return fail(FailureCode::conflict, "too much was changed while the backup was written");
    }
    const auto want = static_cast<std::size_t>(
        std::min<std::uint64_t>(piece.size(), database_bytes_ - copied_bytes_));
    RETOUR_ASSIGN(const std::size_t got, database_.files().read(StoreFile::database, copied_bytes_,
                                                                std::span(piece).first(want)));
    if (got != want) return fail(FailureCode::io, "the database shrank while being read");
    RETOUR_TRY(put(ByteView(piece).first(got)));
    copied_bytes_ += got;
    written += got;
  }
  if (copied_bytes_ == database_bytes_) {
    const Digest digest = hasher_.finish();
    progress_.done_bytes += digest.bytes.size();
    RETOUR_TRY(sink_(digest.bytes));
    RETOUR_CHECK(progress_.finished());
  }
  return progress_;
}

Status write_backup(Database& database, const KeySlots& key_slots,
                    std::int64_t created_unix_seconds, const ByteSink& sink,
                    const std::optional<Digest>& state) {
  RETOUR_ASSIGN(const auto writer,
                BackupWriter::begin(database, key_slots, created_unix_seconds, sink, state));
  while (true) {
    RETOUR_ASSIGN(const Progress progress, writer->step(piece_bytes));
    if (progress.finished()) return {};
  }
}

// ------------------------------------------------------------------ restoring

Result<BackupHeader> read_backup_header(const ByteSource& source) {
  RETOUR_ASSIGN(const Layout layout, read_layout(source));
  Bytes slots(static_cast<std::size_t>(layout.key_slots_bytes));
  RETOUR_TRY(read_exactly(source, header_bytes, slots));
  BackupHeader header;
  header.created_unix_seconds = layout.created_unix_seconds;
  header.database_bytes = layout.database_bytes;
  if (layout.state != Digest{}) header.state = layout.state;
  RETOUR_ASSIGN(header.key_slots, decode_key_slots(slots));
  return header;
}

RestoreJob::RestoreJob(FileSystem& files, ByteSource source, Decision decision)
    : files_(files), source_(std::move(source)), decision_(decision) {}

Result<std::unique_ptr<RestoreJob>> RestoreJob::begin(FileSystem& files, ByteSource source,
                                                      Overwrite overwrite, Decision decision) {
  RETOUR_ASSIGN(const bool pending, restore_is_pending(files));
  if (pending) return fail(FailureCode::conflict, "an earlier restore is not finished");
  RETOUR_ASSIGN(const bool there, files.exists(StoreFile::database));
  if (there && overwrite == Overwrite::refuse) {
    return fail(FailureCode::conflict, "the store has a database already");
  }
  RETOUR_TRY(read_backup_header(source));  // also proves that its key slots are whole
  RETOUR_ASSIGN(const Layout layout, read_layout(source));
  std::unique_ptr<RestoreJob> job(new RestoreJob(files, std::move(source), decision));
  job->progress_.total_bytes = layout.total();
  RETOUR_TRY(files.remove(StoreFile::staging));
  return job;
}

Result<Progress> RestoreJob::step(std::size_t bytes_max) {
  RETOUR_CHECK(!progress_.finished());
  Bytes piece(std::min(piece_bytes, std::max<std::size_t>(bytes_max, header_bytes)));
  std::size_t written = 0;
  while (written < bytes_max && !progress_.finished()) {
    const auto want = static_cast<std::size_t>(
        std::min<std::uint64_t>(piece.size(), progress_.total_bytes - progress_.done_bytes));
    const auto part = std::span(piece).first(want);
    RETOUR_TRY(read_exactly(source_, progress_.done_bytes, part));
    const std::uint64_t body_left = progress_.total_bytes - digest_bytes - hashed_bytes_;
    const ByteView body =
        ByteView(part).first(static_cast<std::size_t>(std::min<std::uint64_t>(want, body_left)));
    hasher_.update(body);
    hashed_bytes_ += body.size();
    // The magic is withheld until all is there and checked.
    if (progress_.done_bytes == 0) std::ranges::fill(part.first(magic.size()), std::uint8_t{0});
    RETOUR_TRY(files_.write(StoreFile::staging, progress_.done_bytes, part));
    progress_.done_bytes += want;
    written += want;
  }
  if (progress_.finished()) RETOUR_TRY(check());
  if (progress_.finished() && decision_ == Decision::at_end) RETOUR_TRY(decide());
  return progress_;
}

Status RestoreJob::check() {
  std::array<std::uint8_t, digest_bytes> stored{};
  RETOUR_TRY(read_exactly(source_of(files_, StoreFile::staging),
                          progress_.total_bytes - digest_bytes, stored));
  if (hasher_.finish().bytes != stored) {
    RETOUR_TRY(files_.remove(StoreFile::staging));
    return fail(FailureCode::malformed, "the backup is damaged: its digest does not fit");
  }
  return {};
}

Status RestoreJob::decide() {
  RETOUR_CHECK(progress_.finished());
  RETOUR_TRY(files_.sync(StoreFile::staging));
  RETOUR_TRY(files_.write(StoreFile::staging, 0, as_bytes(magic)));
  RETOUR_TRY(files_.sync(StoreFile::staging));
  const Result<bool> finished = finish_restore(files_);
  if (!finished.has_value()) return std::unexpected(finished.error());
  return {};
}

Status RestoreJob::cancel() {
  return files_.remove(StoreFile::staging);
}

Status restore_backup(FileSystem& files, const ByteSource& source, Overwrite overwrite) {
  RETOUR_ASSIGN(const auto job, RestoreJob::begin(files, source, overwrite));
  while (true) {
    RETOUR_ASSIGN(const Progress progress, job->step(piece_bytes));
    if (progress.finished()) return {};
  }
}

Result<bool> restore_is_pending(FileSystem& files) {
  std::array<std::uint8_t, magic.size()> begin{};
  RETOUR_ASSIGN(const std::size_t got, files.read(StoreFile::staging, 0, begin));
  return got == begin.size() && as_text(begin) == magic;
}

namespace {

Status copy_from_staging(FileSystem& files, StoreFile target, std::uint64_t offset,
                         std::uint64_t size) {
  Bytes piece(piece_bytes);
  for (std::uint64_t done = 0; done < size;) {
    const auto part = std::span(piece).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), size - done)));
    RETOUR_TRY(read_exactly(source_of(files, StoreFile::staging), offset + done, part));
    RETOUR_TRY(files.write(target, done, part));
    done += part.size();
  }
  RETOUR_TRY(files.truncate(target, size));
  return files.sync(target);
}

}  // namespace

Result<bool> finish_restore(FileSystem& files) {
  RETOUR_ASSIGN(const bool pending, restore_is_pending(files));
  if (!pending) {
    RETOUR_ASSIGN(const bool leftover, files.exists(StoreFile::staging));
    if (leftover) RETOUR_TRY(files.remove(StoreFile::staging));
    return false;
  }
  RETOUR_ASSIGN(const Layout layout, read_layout(source_of(files, StoreFile::staging)));
  // The old log goes first: it must never meet the new pages.
  RETOUR_TRY(files.remove(StoreFile::wal));
  RETOUR_TRY(files.remove(StoreFile::journal));
  RETOUR_TRY(copy_from_staging(files, StoreFile::database, layout.database_offset(),
                               layout.database_bytes));
  for (const StoreFile copy : {StoreFile::key_slots_a, StoreFile::key_slots_b}) {
    RETOUR_TRY(copy_from_staging(files, copy, header_bytes, layout.key_slots_bytes));
  }
  RETOUR_TRY(files.remove(StoreFile::staging));
  return true;
}

}  // namespace retour::store
