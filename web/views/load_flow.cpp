#include "views/load_flow.hpp"

#include "ui/widgets.hpp"
#include "views/form.hpp"
#include "views/numbers_parts.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

/// What a cell opens: doctor's number x 2, and of the valued patients one more.
int code_of(std::size_t doctor, bool valued) {
  return static_cast<int>(doctor * 2) + (valued ? 1 : 0);
}

std::string name_of(const Context& context, StaffId doctor) {
  const Staff* person = context.catalogue().person(doctor);
  return person == nullptr ? std::string() : short_name(*person);
}

std::string with_range(const Context& context, std::string value, std::string low,
                       std::string high) {
  return context.t(
      "funnel.with_range",
      {{"value", value}, {"range", context.t("funnel.range", {{"low", low}, {"high", high}})}});
}

std::string mark_words(const Context& context, double mark) {
  return ui::format_decimal(static_cast<std::int64_t>(mark * 100 + 0.5), 2, context.ui.language());
}

std::string money_range(const Context& context, std::int64_t value, std::int64_t low,
                        std::int64_t high) {
  const auto words = [&](std::int64_t minor) {
    return whole_money(context, static_cast<double>(minor));
  };
  return with_range(context, words(value), words(low), words(high));
}

std::string mark_range(const Context& context, const funnel::Estimate& mark) {
  if (!mark.is_known()) return words_of(context.ui, mark);
  return with_range(context, mark_words(context, mark.value), mark_words(context, mark.low),
                    mark_words(context, mark.high));
}

/// Patients who are sent to a doctor less those who are sent to others.
std::int32_t sent_to(const app::FlowReport& report, StaffId doctor) {
  std::int32_t sum = 0;
  for (const schedule::FlowMove& move : report.moves) {
    if (move.to == doctor) sum += move.patients;
    if (move.from == doctor) sum -= move.patients;
  }
  return sum;
}

}  // namespace

void FlowPart::read(Context& context, const app::LiveFunnel& data, SpecialtyId specialty,
                    BranchId branch) {
  const Key key{.generation = context.clinic.generation(),
                .version = data.version(),
                .specialty = specialty,
                .branch = branch};
  if (key_ == key) return;
  key_ = key;
  as_of_ = context.clinic.now();
  report_.reset();
  auto made = app::flow_of(context.clinic, data.columns(), specialty, branch);
  if (!made) {
    context.ui.toast(words_of(context.ui, made.error()), ui::Tone::danger);
    return;
  }
  report_ = std::move(*made);
}

FigureTable FlowPart::table_of(const Context& context) const {
  FigureTable table(context);
  table.column(context.t("doctors.doctor"), ui::Align::left);
  for (const ui::TextId id :
       {ui::TextId("flow.value"), ui::TextId("doctors.satisfaction"), ui::TextId("flow.spare"),
        ui::TextId("flow.new"), ui::TextId("flow.share"), ui::TextId("flow.proposed")})
    table.column(context.t(id));
  const std::int32_t all = report_->new_patients();
  for (std::size_t i = 0; i < report_->doctors.size(); ++i) {
    const app::FlowDoctor& one = report_->doctors[i];
    const schedule::DoctorFlow& flow = one.flow;
    const int opens = one.valued.empty() ? FigureTable::opens_nothing : code_of(i, true);
    table.row(name_of(context, flow.doctor));
    table.text(one.value.is_known()
                   ? money_range(context, flow.value_minor, flow.low_minor, flow.high_minor)
                   : words_of(context.ui, one.value),
               opens);
    table.text(one.to_review ? std::string(context.t("doctors.to_review"))
                             : mark_range(context, one.mark));
    table.count(flow.spare);
    table.count(flow.new_patients,
                flow.new_patients == 0 ? FigureTable::opens_nothing : code_of(i, false));
    table.text(share_of(context, flow.new_patients, all));
    table.text(share_of(context, flow.new_patients + sent_to(*report_, flow.doctor), all));
  }
  return table;
}

void FlowPart::draw_table(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const std::string_view title = context.t("flow.title");
  const FigureTable table = table_of(context);
  {
    const auto row = ui.row();
    table.download(ui, "download", "retour-flow");
    if (FunnelHelp::button(context, "how", title)) help_.open("term.flow", std::string(title));
  }
  const auto pressed = table.draw(ui, "doctors", title);
  if (!pressed) return;
  const app::FlowDoctor& one = report_->doctors[static_cast<std::size_t>(*pressed / 2)];
  open_rows(context, data,
            context.t("doctors.patients_of", {{"doctor", name_of(context, one.flow.doctor)}}),
            *pressed % 2 == 0 ? one.new_patients : one.valued);
}

/// Each move with what it would bring, and the way to the hours of whom it sends patients to.
void FlowPart::draw_moves(Context& context) {
  ui::Ui& ui = context.ui;
  if (report_->moves.empty()) {
    constexpr std::array<ui::TextId, 5> why = {"flow.alike", "flow.too_few", "flow.no_marks",
                                               "flow.alike", "flow.no_room"};
    ui::text(ui, context.t(why[static_cast<std::size_t>(report_->silence)]), ui::TextTone::muted);
    return;
  }
  for (std::size_t i = 0; i < report_->moves.size(); ++i) {
    const schedule::FlowMove& move = report_->moves[i];
    const auto keyed = ui.keyed(i);
    ui::text(ui, {.text = context.t("flow.move", {{"count", move.patients},
                                                  {"from", name_of(context, move.from)},
                                                  {"to", name_of(context, move.to)}}),
                  .tone = ui::TextTone::strong,
                  .icon = ui::Icon::arrow_right,
                  .key = "what"});
    ui::text(ui,
             context.t("flow.gain", {{"gain", money_range(context, move.gain_minor, move.low_minor,
                                                          move.high_minor)}}),
             ui::TextTone::muted);
  }
  ui::text(ui, {.text = context.t("flow.caveat"),
                .tone = ui::TextTone::warn,
                .style = ui::TextStyle::small,
                .key = "caveat"});
  const StaffId to = report_->moves.front().to;
  if (may(context, OpKind::put_shift_patterns) &&
      ui::button(ui, {.key = "open",
                      .text = context.t("demand.open", {{"doctor", name_of(context, to)}}),
                      .icon = ui::Icon::calendar_clock}))
    context.router.open_rota(to);
}

void FlowPart::draw(Context& context, SpecialtyId specialty, BranchId branch) {
  if (specialty.is_nil() || !may_read(context, Visibility::money)) return;
  ui::Ui& ui = context.ui;
  const auto box = ui.card("flow", context.t("flow.title"));
  const app::LiveFunnel* data = numbers_of(context);
  if (data == nullptr) return;
  read(context, *data, specialty, branch);
  if (!report_) return;
  const std::string caption =
      context.t("flow.caption", {{"weeks", app::flow_weeks},
                                 {"minutes", report_->visit_minutes},
                                 {"moment", moment(ui, context.clinic, as_of_)}});
  show_caption(context, caption);
  if (report_->doctors.empty()) {
    ui::text(ui, context.t("flow.too_few"), ui::TextTone::muted);
    return;
  }
  draw_table(context, *data);
  draw_moves(context);
  help_.draw(context, caption);
}

}  // namespace retour::views
