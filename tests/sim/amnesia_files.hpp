// A disk with amnesia: a store that forgets, at a crash, what was not synced.
//
// Killing a process proves almost nothing about durability, since the operating system goes on
// writing. Here every write since the last sync of its file is pending, and a crash keeps a random
// part of the pending sectors: some lost, later ones kept while earlier ones are gone (reordered),
// writes torn in their middle. Cuts of the length are kept or lost likewise.
//
//   files.crash_after(17);             // the 17th write, truncate or sync from now is the last
//   ... work until everything fails ...
//   files.restart();                   // what a machine would find after the power came back
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "store/files.hpp"

namespace retour::sim {

class AmnesiaFiles final : public store::FileSystem {
 public:
  explicit AmnesiaFiles(RandomSource& random) : random_(random) {}

  /// The power goes at the `operations`-th write, truncate or sync from now; that one is pending
  /// (a sync: without effect). 0 means never.
  void crash_after(std::uint64_t operations) { operations_left_ = operations; }

  [[nodiscard]] bool is_dead() const { return dead_; }

  /// Forgets and comes back. Sectors of 512 or 4096 bytes, by chance.
  void restart() {
    const std::uint64_t sector_bytes = random_.below(2) == 0 ? 512 : 4096;
    const std::uint64_t style = random_.below(8);
    // 0: nothing pending survives; 1: all of it; 2, 3: a prefix in order; else a random part.
    const std::uint64_t kept_of_16 = style == 0 ? 0 : style == 1 ? 16 : 1 + random_.below(15);
    for (File& file : files_) {
      std::uint64_t ordered_left =
          style == 2 || style == 3 ? random_.below(file.pending.size() + 1) : ~std::uint64_t{0};
      for (const Pending& one : file.pending) {
        if (ordered_left == 0) break;
        if (style == 2 || style == 3) {
          apply(file.durable, one, sector_bytes, --ordered_left == 0 ? 8 : 16);
        } else {
          apply(file.durable, one, sector_bytes, kept_of_16);
        }
      }
      file.pending.clear();
      file.seen = file.durable;
    }
    operations_left_ = 0;
    dead_ = false;
  }

  /// Starts again with empty files.
  void wipe_all() {
    for (File& file : files_) file = {};
    operations_left_ = 0;
    dead_ = false;
  }

  Result<std::size_t> read(store::StoreFile file, std::uint64_t offset,
                           std::span<std::uint8_t> out) override {
    if (dead_) return fail(FailureCode::io, "the power is gone");
    const Bytes& bytes = of(file).seen;
    const auto begin = static_cast<std::size_t>(std::min<std::uint64_t>(offset, bytes.size()));
    const std::size_t count = std::min(out.size(), bytes.size() - begin);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(begin), count, out.begin());
    return count;
  }

  Status write(store::StoreFile file, std::uint64_t offset, ByteView bytes) override {
    if (dead_) return fail(FailureCode::io, "the power is gone");
    Pending one{.offset = offset, .bytes = Bytes(bytes.begin(), bytes.end())};
    apply(of(file).seen, one, 1 << 20, 16);
    of(file).pending.push_back(std::move(one));
    return count_down();
  }

  Status truncate(store::StoreFile file, std::uint64_t size) override {
    if (dead_) return fail(FailureCode::io, "the power is gone");
    of(file).seen.resize(static_cast<std::size_t>(size));
    of(file).pending.push_back({.offset = size, .is_truncate = true, .bytes = {}});
    return count_down();
  }

  Status sync(store::StoreFile file) override {
    if (dead_) return fail(FailureCode::io, "the power is gone");
    RETOUR_TRY(count_down());
    of(file).durable = of(file).seen;
    of(file).pending.clear();
    return {};
  }

  Result<std::uint64_t> size(store::StoreFile file) override {
    if (dead_) return fail(FailureCode::io, "the power is gone");
    return of(file).seen.size();
  }

 private:
  struct Pending {
    std::uint64_t offset = 0;
    bool is_truncate = false;
    Bytes bytes;
  };
  struct File {
    Bytes durable;  // what the platter has
    Bytes seen;     // what the program sees
    std::vector<Pending> pending;
  };

  File& of(store::StoreFile file) { return files_[static_cast<std::size_t>(file)]; }

  Status count_down() {
    if (operations_left_ == 0 || --operations_left_ > 0) return {};
    dead_ = true;
    return fail(FailureCode::io, "the power is gone");
  }

  bool keeps(std::uint64_t kept_of_16) {
    return kept_of_16 == 16 || (kept_of_16 != 0 && random_.below(16) < kept_of_16);
  }

  /// Applies `one`, each of its sectors with the given chance.
  void apply(Bytes& target, const Pending& one, std::uint64_t sector_bytes,
             std::uint64_t kept_of_16) {
    if (one.is_truncate) {
      if (keeps(kept_of_16)) target.resize(static_cast<std::size_t>(one.offset));
      return;
    }
    const std::uint64_t end = one.offset + one.bytes.size();
    for (std::uint64_t at = one.offset; at < end;) {
      const std::uint64_t next = std::min(end, (at / sector_bytes + 1) * sector_bytes);
      if (keeps(kept_of_16)) {
        if (target.size() < next) target.resize(static_cast<std::size_t>(next));
        std::copy(one.bytes.begin() + static_cast<std::ptrdiff_t>(at - one.offset),
                  one.bytes.begin() + static_cast<std::ptrdiff_t>(next - one.offset),
                  target.begin() + static_cast<std::ptrdiff_t>(at));
      }
      at = next;
    }
  }

  RandomSource& random_;
  std::array<File, store::store_file_count> files_;
  std::uint64_t operations_left_ = 0;
  bool dead_ = false;
};

}  // namespace retour::sim
