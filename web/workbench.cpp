#include "workbench.hpp"

#include "platform/probe.hpp"
#include "views/view_gallery.hpp"

namespace retour::web {
namespace {

struct ProbePage : Workbench {
  void draw(ui::Ui& ui) override { probe.draw(ui); }
  platform::Probe probe;
};

struct GalleryPage : Workbench {
  void draw(ui::Ui& ui) override { gallery.draw(ui); }
  [[nodiscard]] bool touch(bool device_touch) const override { return gallery.touch(device_touch); }
  views::GalleryView gallery;
};

}  // namespace

std::unique_ptr<Workbench> open_workbench(WorkbenchPage page) {
  if (page == WorkbenchPage::probe) return std::make_unique<ProbePage>();
  return std::make_unique<GalleryPage>();
}

}  // namespace retour::web
