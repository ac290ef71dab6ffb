#include "platform/opfs_files.hpp"

#include <array>
#include <string>

namespace retour::platform {

using store::StoreFile;

extern "C" {  // web/platform/opfs.library.js
int retour_store_is_open();
double retour_store_read(int file, double at, std::uint8_t* into, std::size_t size);
double retour_store_write(int file, double at, const std::uint8_t* from, std::size_t size);
double retour_store_truncate(int file, double size);
double retour_store_flush(int file);
double retour_store_size(int file);
std::size_t retour_store_message(char* into, std::size_t room);
}

namespace {

constexpr double answer_out_of_space = -2;  // StoreError.outOfSpace of opfs.js

std::unexpected<Failure> failure_of(double answer, std::string_view what, StoreFile file) {
  std::array<char, 200> message{};
  const std::size_t size = retour_store_message(message.data(), message.size());
  std::string context(what);
  context += ' ';
  context += name_of(file);
  context += ": ";
  context.append(message.data(), size);
  return fail(answer == answer_out_of_space ? FailureCode::out_of_space : FailureCode::io,
              std::move(context));
}

}  // namespace

bool OpfsFiles::is_open() {
  return retour_store_is_open() != 0;
}

Result<std::size_t> OpfsFiles::read(StoreFile file, std::uint64_t offset,
                                    std::span<std::uint8_t> out) {
  const double answer = retour_store_read(static_cast<int>(file), static_cast<double>(offset),
                                          out.data(), out.size());
  if (answer < 0) return failure_of(answer, "read", file);
  return static_cast<std::size_t>(answer);
}

Status OpfsFiles::write(StoreFile file, std::uint64_t offset, ByteView bytes) {
  const double answer = retour_store_write(static_cast<int>(file), static_cast<double>(offset),
                                           bytes.data(), bytes.size());
  if (answer < 0) return failure_of(answer, "write", file);
  if (answer != static_cast<double>(bytes.size())) {
    return fail(FailureCode::io, "write: the store accepted fewer bytes than it was given");
  }
  return {};
}

Status OpfsFiles::truncate(StoreFile file, std::uint64_t size) {
  const double answer = retour_store_truncate(static_cast<int>(file), static_cast<double>(size));
  if (answer < 0) return failure_of(answer, "truncate", file);
  return {};
}

Status OpfsFiles::sync(StoreFile file) {
  const double answer = retour_store_flush(static_cast<int>(file));
  if (answer < 0) return failure_of(answer, "flush", file);
  return {};
}

Result<std::uint64_t> OpfsFiles::size(StoreFile file) {
  const double answer = retour_store_size(static_cast<int>(file));
  if (answer < 0) return failure_of(answer, "size", file);
  return static_cast<std::uint64_t>(answer);
}

}  // namespace retour::platform
