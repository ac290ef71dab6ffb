// Files in memory of which the n-th operation fails: once, or from then on.
#pragma once

#include <cstdint>

#include "store/memory_files.hpp"

namespace retour::sim {

enum class Fault : std::uint8_t {
  io,            ///< the operation fails
  short_write,   ///< half of the bytes arrive, then it fails
  out_of_space,  ///< writes and extensions fail for lack of space; others pass
};

enum class Operation : std::uint8_t { read, write, truncate, sync, size };

class FaultyFiles final : public store::FileSystem {
 public:
  /// The `n`-th operation from now fails (counted from 1; 0: never), and all later ones too when
  /// `persistent`.
  void fail_at(std::uint64_t n, Fault fault, bool persistent) {
    countdown_ = n;
    fault_ = fault;
    persistent_ = persistent;
    fired_ = false;
  }
  void heal() { countdown_ = 0; }
  [[nodiscard]] bool fired() const { return fired_; }
  /// What was asked for when the fault struck first.
  [[nodiscard]] Operation fired_at() const { return fired_at_; }

  Result<std::size_t> read(store::StoreFile file, std::uint64_t offset,
                           std::span<std::uint8_t> out) override {
    if (fault_ == Fault::io && strikes(Operation::read)) return fail(FailureCode::io, "planted");
    return under_.read(file, offset, out);
  }

  Status write(store::StoreFile file, std::uint64_t offset, ByteView bytes) override {
    if (!strikes(Operation::write)) return under_.write(file, offset, bytes);
    if (fault_ != Fault::io) RETOUR_TRY(under_.write(file, offset, bytes.first(bytes.size() / 2)));
    return planted();
  }

  Status truncate(store::StoreFile file, std::uint64_t size) override {
    if (strikes(Operation::truncate)) return planted();
    return under_.truncate(file, size);
  }

  Status sync(store::StoreFile file) override {
    if (strikes(Operation::sync)) return planted();
    return under_.sync(file);
  }

  Result<std::uint64_t> size(store::StoreFile file) override {
    if (fault_ == Fault::io && strikes(Operation::size)) return fail(FailureCode::io, "planted");
    return under_.size(file);
  }

  [[nodiscard]] store::MemoryFiles& under() { return under_; }

 private:
  bool strikes(Operation operation) {
    if (countdown_ == 0) return false;
    if (countdown_ > 1) {
      --countdown_;
      return false;
    }
    if (!persistent_) countdown_ = 0;
    if (!fired_) fired_at_ = operation;
    fired_ = true;
    return true;
  }

  std::unexpected<Failure> planted() const {
    return fail(fault_ == Fault::out_of_space ? FailureCode::out_of_space : FailureCode::io,
                "planted");
  }

  store::MemoryFiles under_;
  std::uint64_t countdown_ = 0;
  Fault fault_ = Fault::io;
  bool persistent_ = false;
  bool fired_ = false;
  Operation fired_at_ = Operation::read;
};

}  // namespace retour::sim
