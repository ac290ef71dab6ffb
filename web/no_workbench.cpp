#include "workbench.hpp"

namespace retour::web {

std::unique_ptr<Workbench> open_workbench(WorkbenchPage) {
  return nullptr;
}

}  // namespace retour::web
