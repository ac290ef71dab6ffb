#include "views/presets.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace retour::views {
namespace {

struct PresetService {
  ui::TextId name;
  ui::TextId specialty;
  ProductType product;
  std::int32_t minutes;
  RoomKind room = RoomKind::consulting;
};

constexpr std::array dental = {
    PresetService{"preset.dental.visit", "specialty.dentistry", ProductType::entry, 30},
    PresetService{"preset.dental.image", "specialty.dentistry", ProductType::diagnostic, 15,
                  RoomKind::diagnostic},
    PresetService{"preset.dental.hygiene", "specialty.dentistry", ProductType::main, 60},
    PresetService{"preset.dental.caries", "specialty.dentistry", ProductType::main, 60},
    PresetService{"preset.dental.canals", "specialty.dentistry", ProductType::main, 90},
    PresetService{"preset.dental.extraction", "specialty.dentistry", ProductType::main, 45},
    PresetService{"preset.dental.crown", "specialty.dentistry", ProductType::main, 60},
    PresetService{"preset.dental.check", "specialty.dentistry", ProductType::checkup, 30}};

constexpr std::array cardiology = {
    PresetService{"preset.cardiology.visit", "specialty.cardiology", ProductType::entry, 40},
    PresetService{"preset.cardiology.ecg", "specialty.cardiology", ProductType::diagnostic, 20,
                  RoomKind::diagnostic},
    PresetService{"preset.cardiology.echo", "specialty.cardiology", ProductType::diagnostic, 40,
                  RoomKind::diagnostic},
    PresetService{"preset.cardiology.holter", "specialty.cardiology", ProductType::diagnostic, 20,
                  RoomKind::diagnostic},
    PresetService{"preset.cardiology.course", "specialty.cardiology", ProductType::main, 40},
    PresetService{"preset.cardiology.check", "specialty.cardiology", ProductType::checkup, 30}};

constexpr std::array ent_surgery = {
    PresetService{"preset.ent.visit", "specialty.otolaryngology", ProductType::entry, 30},
    PresetService{"preset.ent.endoscopy", "specialty.otolaryngology", ProductType::diagnostic, 20},
    PresetService{"preset.ent.hearing", "specialty.otolaryngology", ProductType::diagnostic, 30,
                  RoomKind::diagnostic},
    PresetService{"preset.ent.procedure", "specialty.otolaryngology", ProductType::main, 30,
                  RoomKind::procedure},
    PresetService{"preset.surgery.visit", "specialty.surgery", ProductType::entry, 30},
    PresetService{"preset.surgery.operation", "specialty.surgery", ProductType::main, 90,
                  RoomKind::theatre},
    PresetService{"preset.surgery.dressing", "specialty.surgery", ProductType::other, 20,
                  RoomKind::procedure},
    PresetService{"preset.surgery.check", "specialty.surgery", ProductType::checkup, 20}};

constexpr std::array multi_field = {
    PresetService{"preset.multi.visit", "specialty.therapy", ProductType::entry, 30},
    PresetService{"preset.multi.neurologist", "specialty.neurology", ProductType::entry, 40},
    PresetService{"preset.multi.gynaecologist", "specialty.gynaecology", ProductType::entry, 30},
    PresetService{"preset.multi.paediatrician", "specialty.paediatrics", ProductType::entry, 30},
    PresetService{"preset.multi.ultrasound", "specialty.imaging", ProductType::diagnostic, 30,
                  RoomKind::diagnostic},
    PresetService{"preset.multi.blood", "specialty.laboratory", ProductType::diagnostic, 15,
                  RoomKind::procedure},
    PresetService{"preset.multi.course", "specialty.physiotherapy", ProductType::main, 40,
                  RoomKind::procedure},
    PresetService{"preset.multi.check", "specialty.therapy", ProductType::checkup, 20}};

std::span<const PresetService> services_of(ClinicPreset preset) {
  switch (preset) {
    case ClinicPreset::none: return {};
    case ClinicPreset::dental: return dental;
    case ClinicPreset::cardiology: return cardiology;
    case ClinicPreset::ent_surgery: return ent_surgery;
    case ClinicPreset::multi_field: return multi_field;
  }
  return {};
}

}  // namespace

ui::TextId name_of(ClinicPreset preset) {
  switch (preset) {
    case ClinicPreset::none: break;
    case ClinicPreset::dental: return "preset.dental";
    case ClinicPreset::cardiology: return "preset.cardiology";
    case ClinicPreset::ent_surgery: return "preset.ent_surgery";
    case ClinicPreset::multi_field: return "preset.multi_field";
  }
  return "preset.none";
}

void add_preset(ClinicPreset preset, const ui::Texts& texts, app::FirstRun& first) {
  const std::span<const PresetService> services = services_of(preset);
  if (services.empty()) return;
  std::vector<RoomKind> kinds = {RoomKind::consulting};
  for (const PresetService& service : services) {
    const std::string specialty(texts(service.specialty));
    if (std::ranges::find(first.specialties, specialty) == first.specialties.end())
      first.specialties.push_back(specialty);
    first.services.push_back({.name = std::string(texts(service.name)),
                              .specialty = specialty,
                              .product = service.product,
                              .length_minutes = service.minutes,
                              .room_kind = service.room});
    if (std::ranges::find(kinds, service.room) == kinds.end()) kinds.push_back(service.room);
  }
  for (const RoomKind kind : kinds) {
    const auto name = ui::TextId::from("room_kind." + std::string(enum_name(kind)));
    RETOUR_CHECK(name.has_value());
    first.rooms.push_back({.name = std::string(texts(*name)), .kind = kind});
  }
}

}  // namespace retour::views
