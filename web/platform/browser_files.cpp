#include "platform/browser_files.hpp"

#include <algorithm>
#include <utility>

extern "C" {
// files.library.js. The offset is a double: exact up to 2^53, and no 64-bit integer has to cross.
int retour_file_read(std::uint32_t handle, double offset, void* into, std::uint32_t size);
void retour_file_release(std::uint32_t handle);
}

namespace retour::platform {
namespace {

/// One read of the browser; larger ones would hold the frame too long.
constexpr std::size_t read_size_max = 1U << 20U;

class BrowserFile final : public ui::PickedFile {
 public:
  BrowserFile(std::uint32_t handle, std::string name, std::uint64_t size)
      : handle_(handle), name_(std::move(name)), size_(size) {}
  BrowserFile(const BrowserFile&) = delete;
  BrowserFile& operator=(const BrowserFile&) = delete;
  ~BrowserFile() override { retour_file_release(handle_); }

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    if (offset >= size_ || into.empty()) return 0;
    const auto size = static_cast<std::uint32_t>(std::min(into.size(), read_size_max));
    const int count = retour_file_read(handle_, static_cast<double>(offset), into.data(), size);
    if (count < 0) {
      return fail(FailureCode::io, "the browser no longer lets " + name_ + " be read");
    }
    return static_cast<std::size_t>(count);
  }

 private:
  std::uint32_t handle_;
  std::string name_;
  std::uint64_t size_;
};

}  // namespace

std::shared_ptr<ui::PickedFile> open_browser_file(std::uint32_t handle, std::string name,
                                                  std::uint64_t size) {
  return std::make_shared<BrowserFile>(handle, std::move(name), size);
}

}  // namespace retour::platform
