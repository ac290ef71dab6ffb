#include "views/call_review.hpp"

#include <array>

#include "ui/locale.hpp"
#include "ui/pills.hpp"
#include "ui/popup.hpp"
#include "views/form.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr funnel::EventMinute week_minutes = 7 * 24 * 60;
constexpr std::int32_t greeting_seconds_most = 600;

Instant instant_of(funnel::EventMinute minute) {
  return Instant{std::int64_t{minute} * 60};
}

}  // namespace

void CallReviews::open(Context& context, CallId id) {
  const auto call = find(context.clinic.tables(), id);
  if (!call || !*call) return;
  call_ = **call;
  review_ = {};
  review_.id = call_review_id(id);
  if (const auto known = find(context.clinic.tables(), review_.id); known && *known)
    review_ = **known;
  review_.call = id;
  form_.start(review_.reviewed_at.seconds == 0);
}

void CallReviews::draw_calls(Context& context, std::string_view key, std::string_view title,
                             const std::vector<std::uint32_t>& lines, std::string_view empty) {
  ui::Ui& ui = context.ui;
  const funnel::CallTable& calls = context.reader.calls().table();
  const auto card = ui.card(key, title);
  if (lines.empty()) {
    ui::text(ui, empty, ui::TextTone::muted);
    return;
  }
  const std::array columns = {
      ui::TableColumn{.key = "at", .title = context.t("calls.at"), .width = 170},
      ui::TableColumn{.key = "who", .title = context.t("calls.operator")},
      ui::TableColumn{.key = "channel", .title = context.t("channels.channel")},
      ui::TableColumn{.key = "score", .title = context.t("calls.score"), .width = 90}};
  const auto result = ui::table(
      ui, {.key = key, .name = title, .columns = columns, .rows = lines.size()}, nullptr,
      [&](ui::Cells& cells, std::size_t i) {
        const funnel::CallLine& line = calls.lines[lines[i]];
        const Staff* person = context.catalogue().person(StaffId(calls.people.id(line.by)));
        const Source* source = context.catalogue().source(SourceId(calls.sources.id(line.source)));
        cells.text(moment(ui, context.clinic, instant_of(line.minute)));
        cells.text(person == nullptr ? "—" : short_name(*person));
        cells.text(source == nullptr ? "—" : source->name);
        cells.text(line.score == 0 ? "—" : std::to_string(line.score));
      });
  if (result.activated) open(context, calls.ids[lines[*result.activated]]);
}

void CallReviews::draw_form(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, form_);
  const auto d = ui::dialog(ui, {.key = "review", .title = context.t("calls.review"), .width = 560},
                            form_.open);
  if (!d || !call_) return;
  const auto keyed = ui.keyed(form_.serial);
  FieldRefusal refusal(ui, form_);
  const Staff* person = context.catalogue().person(call_->operator_staff);
  ui::fact(ui, {.label = context.t("calls.at"), .value = moment(ui, context.clinic, call_->at)});
  if (person != nullptr)
    ui::fact(ui, {.label = context.t("calls.operator"), .value = full_name(*person)});
  if (!call_->recording.empty())
    ui::fact(ui, {.label = context.t("calls.recording"), .value = call_->recording});
  if (!call_->note.empty()) ui::fact(ui, {.label = context.t("cost.note"), .value = call_->note});
  number_field(
      ui,
      {.key = "score", .label = context.t("calls.score_of"), .hint = context.t("calls.score_hint")},
      review_.score, 0, rating_most);
  ui::text(ui, {.text = context.t("calls.tags"), .style = ui::TextStyle::small});
  {
    const auto row = ui.row();
    for (std::size_t tag = 0; tag < funnel::call_tag_count; ++tag) {
      const auto keyed_tag = ui.keyed(tag);
      const std::int32_t bit = 1 << tag;
      if (ui::chip(ui, {.key = "tag",
                        .text = word(ui, "call_tag", EnumNames<CallTag>::names[tag]),
                        .on = (review_.tags & bit) != 0}))
        review_.tags ^= bit;
    }
  }
  number_field(ui,
               {.key = "greeting",
                .label = context.t("calls.greeting"),
                .hint = context.t("calls.greeting_hint")},
               review_.greeting_seconds, 0, greeting_seconds_most);
  ui::text_field(ui, {.key = "note", .label = context.t("cost.note")}, review_.note);
  if (!form_footer(context, form_, refusal, true)) return;
  review_.reviewed_by = context.clinic.session().staff;
  review_.reviewed_at = context.clinic.now();
  push_form(context, form_, {{OpKind::review_call, {whole(review_)}}},
            std::string(context.t("common.saved")));
}

void CallReviews::draw(Context& context) {
  if (!may(context, OpKind::review_call)) return;
  const funnel::CallTable& calls = context.reader.calls().table();
  const funnel::EventMinute since = funnel::minute_of(context.clinic.now()) - week_minutes;
  constexpr std::uint16_t cases =
      1 << static_cast<int>(CallTag::good_case) | 1 << static_cast<int>(CallTag::bad_case);
  std::vector<std::uint32_t> queue, told;
  for (auto i = static_cast<std::uint32_t>(calls.lines.size()); i > 0; --i) {
    const funnel::CallLine& line = calls.lines[i - 1];
    const bool is_reviewed = (line.flags & funnel::call_flag::reviewed) != 0;
    const bool is_answered = (line.flags & funnel::call_flag::answered) != 0;
    if (is_answered && !is_reviewed && queue.size() < shown_max) queue.push_back(i - 1);
    if ((line.tags & cases) != 0 && line.minute >= since && told.size() < shown_max)
      told.push_back(i - 1);
    if (line.minute < since && queue.size() == shown_max) break;
  }
  draw_calls(context, "queue", context.t("calls.queue"), queue, context.t("calls.queue_empty"));
  draw_calls(context, "cases", context.t("calls.cases"), told, context.t("calls.cases_empty"));
  draw_form(context);
}

}  // namespace retour::views
