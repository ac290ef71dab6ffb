#include "views/wish_form.hpp"

#include <array>

#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

struct DayPart {
  ui::TextId words;
  std::int32_t from;
  std::int32_t to;
};
constexpr std::array day_parts = {
    DayPart{"wish.part.any", 0, minutes_per_day}, DayPart{"wish.part.morning", 0, 12 * 60},
    DayPart{"wish.part.day", 12 * 60, 17 * 60}, DayPart{"wish.part.evening", 17 * 60, 24 * 60}};
constexpr std::array urgencies = {Urgency::normal, Urgency::soon, Urgency::urgent};

}  // namespace

std::string day_part_words(const Context& context, const WaitlistEntry& entry) {
  for (const DayPart& part : day_parts)
    if (part.from == entry.from_minute && part.to == entry.to_minute)
      return std::string(context.t(part.words));
  return ui::format_time(entry.from_minute) + "–" + ui::format_time(entry.to_minute);
}

std::string weekday_words(const Context& context, std::int32_t weekdays) {
  std::string words;
  if (weekdays == every_weekday) return words;
  for (int day = 1; day <= 7; ++day)
    if ((weekdays >> (day - 1) & 1) != 0)
      words +=
          (words.empty() ? "" : ", ") + std::string(ui::weekday_short(day, context.ui.language()));
  return words;
}

void WishForm::open(Context& context, const WishStart& start) {
  *this = {};
  form_.open();
  entry_.id = context.clinic.new_id<WaitlistEntry>();
  entry_.patient = start.patient;
  entry_.service = start.service;
  entry_.doctor = start.doctor;
  entry_.branch = start.branch;
  entry_.replaces = start.replaces;
  earliest_ = std::max(start.earliest, context.ui.today());
  context.ui.request_frame();
}

void WishForm::open_change(const WaitlistEntry& entry) {
  *this = {};
  form_.open();
  entry_ = entry;
  earliest_ = entry.earliest;
  is_new_ = false;
}

void WishForm::draw_what(Context& context) {
  pick(context,
       {.key = "service",
        .label = context.t("booking.service"),
        .error = form_.error(context.ui, {RefusalCode::unknown_thing}),
        .placeholder = context.t("booking.pick_service"),
        .required = true},
       named_services(context, Packages::leave_out), entry_.service);
  const Service* service = context.catalogue().service(entry_.service);
  pick(context,
       {.key = "doctor",
        .label = context.t("booking.doctor"),
        .placeholder = context.t("booking.any_doctor"),
        .clearable = true},
       named_doctors(context, entry_.branch,
                     service == nullptr ? SpecialtyId{} : service->specialty),
       entry_.doctor);
  const auto branches = named_branches(context);
  if (branches.size() > 1)
    pick(context,
         {.key = "branch",
          .label = context.t("day.branch"),
          .placeholder = context.t("wish.any_branch"),
          .clearable = true},
         branches, entry_.branch);
}

void WishForm::draw_when(Context& context) {
  ui::Ui& ui = context.ui;
  {
    const auto columns = ui.columns({1, 1}, 180);
    ui.next_column();
    ui::date_field(ui,
                   {.key = "earliest",
                    .label = context.t("wish.earliest"),
                    .error = form_.error(ui, {RefusalCode::date_missing}),
                    .required = true},
                   earliest_, ui::DateHint::future);
    ui.next_column();
    ui::date_field(ui,
                   {.key = "latest",
                    .label = context.t("wish.latest"),
                    .hint = context.t("wish.latest_hint"),
                    .error = form_.error(ui, {RefusalCode::bad_time})},
                   entry_.latest, ui::DateHint::future);
  }
  std::array<std::string_view, day_parts.size()> names;
  std::size_t part = day_parts.size();
  for (std::size_t i = 0; i < day_parts.size(); ++i) {
    names[i] = context.t(day_parts[i].words);
    if (day_parts[i].from == entry_.from_minute && day_parts[i].to == entry_.to_minute) part = i;
  }
  ui::text(ui, {.text = context.t("wish.part"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small,
                .key = "part name"});
  if (ui::segments(ui, "part", context.t("wish.part"), names, part)) {
    entry_.from_minute = day_parts[part].from;
    entry_.to_minute = day_parts[part].to;
  }
  ui::text(ui, {.text = context.t("wish.days"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small,
                .key = "days name"});
  const auto days = ui.group(ui.id("days"), ui::Role::group, ui.cursor(), context.t("wish.days"));
  const auto row = ui.row();
  for (int day = 1; day <= 7; ++day) {
    const auto keyed = ui.keyed(static_cast<std::uint64_t>(day));
    const std::int32_t bit = 1 << (day - 1);
    if (ui::chip(ui, {.key = "day",
                      .text = ui::weekday_name(day, ui.language()),
                      .on = (entry_.weekdays & bit) != 0}))
      entry_.weekdays ^= bit;
  }
}

void WishForm::send(Context& context) {
  entry_.earliest = *earliest_;
  OpKind kind = OpKind::change_wish;
  if (is_new_) {
    kind = OpKind::join_waitlist;
    entry_.asked_at = context.clinic.now();
    entry_.asked_by = context.clinic.session().staff;
  }
  const Patient* patient = context.reader.patient(entry_.patient);
  const std::string name = patient == nullptr ? std::string() : name_of_patient(*patient);
  form_.send(context, {.drafts = {{.kind = kind, .parts = {facets_of(entry_, 0)}}},
                       .done = is_new_ ? context.t("wish.joined", {{"patient", name}})
                                       : context.t("wish.changed", {{"patient", name}})});
}

void WishForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  form_.hear(context);
  const Patient* patient = form_.is_open() ? context.reader.patient(entry_.patient) : nullptr;
  const std::string name = patient == nullptr ? std::string() : name_of_patient(*patient);
  const auto d = ui::dialog(
      ui, {.key = "wish form", .title = context.t("wish.title", {{"patient", name}}), .width = 620},
      form_.open_flag());
  if (!d) return;
  if (!entry_.replaces.is_nil())
    ui::text(ui, {.text = context.t("wish.replaces"),
                  .tone = ui::TextTone::muted,
                  .icon = ui::Icon::calendar_clock,
                  .key = "replaces"});
  draw_what(context);
  draw_when(context);
  std::array<std::string_view, urgencies.size()> names;
  for (std::size_t i = 0; i < urgencies.size(); ++i)
    names[i] = word(ui, "urgency", enum_name(urgencies[i]));
  auto urgency = static_cast<std::size_t>(entry_.urgency);
  ui::text(ui, {.text = context.t("wish.urgency"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small,
                .key = "urgency name"});
  if (ui::segments(ui, "urgency", context.t("wish.urgency"), names, urgency))
    entry_.urgency = urgencies[urgency];
  ui::text_field(ui,
                 {.key = "note",
                  .label = context.t("booking.note"),
                  .error = form_.error(ui, {RefusalCode::text_too_long}),
                  .lines = 2},
                 entry_.note);
  const bool unread = ui::has_unread_entry(ui, "earliest") || ui::has_unread_entry(ui, "latest");
  form_.draw_refusal(ui);
  std::string_view lacks;
  if (entry_.service.is_nil())
    lacks = context.t("booking.pick_service");
  else if (unread)
    lacks = context.t("form.unread");
  else if (!earliest_)
    lacks = context.t("form.date");
  else if (entry_.weekdays == 0)
    lacks = context.t("wish.pick_days");
  if (form_footer(context, form_, is_new_ ? context.t("wish.join") : context.t("common.save"),
                  lacks))
    send(context);
}

}  // namespace retour::views
