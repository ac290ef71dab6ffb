// Settings: look, protection, people, services, export.
#pragma once

#include <optional>
#include <string>

#include "app/vault.hpp"
#include "views/context.hpp"

namespace retour::views {

class SettingsView {
 public:
  void draw(Context& context, app::Vault& vault);

 private:
  void draw_general(Context& context, app::Vault& vault);
  void draw_protection(Context& context, app::Vault& vault);
  void draw_people(Context& context);
  void draw_services(Context& context);
  void draw_export(Context& context);
  void draw_doctor_form(Context& context);
  void draw_service_form(Context& context);
  void push_doctor(Context& context);
  void push_service(Context& context);

  std::size_t tab_ = 0;
  std::string old_, fresh_, again_;
  std::string problem_;
  bool doctor_open_ = false;
  std::string family_, given_, patronymic_, specialty_;
  std::optional<int> from_, to_;
  bool service_open_ = false;
  std::string service_name_;
  int service_type_ = 1;
  int service_length_ = 1;
  std::optional<std::int64_t> service_price_;
  std::string refusal_;
  std::uint32_t tag_ = 0;
};

}  // namespace retour::views
