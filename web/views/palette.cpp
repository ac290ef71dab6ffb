#include "views/palette.hpp"

#include <algorithm>
#include <cstring>

#include "ui/choice.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t patients_max = 8;
constexpr std::size_t recent_max = 6;

/// Keys of items: the kind above, what it is below.
constexpr std::uint64_t act_key = 1;
constexpr std::uint64_t day_key = 2;
constexpr std::uint64_t patient_key = 3;
constexpr std::uint64_t book_key = 4;

std::uint64_t key_of(std::uint64_t kind, const IdBytes& id) {
  std::uint64_t low = 0;
  std::memcpy(&low, id.bytes.data() + 8, sizeof low);
  return kind << 60U | (low >> 4U);
}

ui::PaletteItem item_of(const Context& context, const ActRow& row) {
  return {.key = act_key << 60U | static_cast<std::uint64_t>(row.act),
          .text = std::string(context.t(row.words)),
          .keys = row.keys,
          .icon = row.icon};
}

ui::PaletteItem item_of(Context& context, const Patient& patient) {
  std::string detail = age_of(context.ui, patient, context.ui.today());
  if (!patient.phones.empty()) {
    if (!detail.empty()) detail += ", ";
    detail += format_phone(patient.phones.front().number);
  }
  return {.key = key_of(patient_key, patient.id),
          .text = name_of_patient(patient),
          .detail = std::move(detail),
          .icon = ui::Icon::user};
}

bool is_offered(const Context& context, const ActRow& row) {
  if (row.offered == Offered::keys_only) return false;
  return row.act != Act::undo || !context.clinic.undo_list().empty();
}

}  // namespace

void Palette::note(const PaletteChoice& choice) {
  const auto same = [&](const PaletteChoice& one) {
    return one.act == choice.act && one.patient == choice.patient && one.book == choice.book;
  };
  std::erase_if(recent_, same);
  recent_.insert(recent_.begin(), choice);
  if (recent_.size() > recent_max) recent_.pop_back();
}

void Palette::note_patient(PatientId id) {
  note({.act = {}, .patient = id, .book = false, .day = {}});
  query_.reset();
}

void Palette::add_group(std::string_view title, std::vector<Found> found) {
  if (found.empty()) return;
  ui::PaletteGroup& group = groups_.emplace_back();
  group.title = title;
  for (Found& one : found) {
    // What was opened lately and is found again is the same item: it stays where it came first.
    if (std::ranges::any_of(choices_, [&](const auto& kept) { return kept.first == one.item.key; }))
      continue;
    choices_.emplace_back(one.item.key, one.choice);
    group.items.push_back(std::move(one.item));
  }
  if (group.items.empty()) groups_.pop_back();
}

std::vector<Palette::Found> Palette::recent(Context& context) const {
  std::vector<Found> found;
  for (const PaletteChoice& choice : recent_) {
    if (choice.act) {
      const ActRow& row = row_of(*choice.act);
      if (is_offered(context, row)) found.push_back({item_of(context, row), choice});
    } else if (const Patient* patient = context.reader.patient(choice.patient)) {
      found.push_back({item_of(context, *patient), choice});
    }
  }
  return found;
}

std::vector<Palette::Found> Palette::dates(Context& context, const std::string& query) const {
  const auto date = ui::parse_date(query, context.ui.today(), ui::DateHint::nearest);
  if (!date) return {};
  const std::string words =
      ui::format_date(*date, ui::DateStyle::full, context.ui.language()) + ", " +
      std::string(ui::weekday_name(date->iso_weekday(), context.ui.language()));
  return {{.item = {.key = day_key << 60U,
                    .text = context.t("palette.go_to_day", {{"date", words}}),
                    .icon = ui::Icon::calendar_days},
           .choice = {.act = {}, .patient = {}, .book = false, .day = *date}}};
}

std::vector<Palette::Found> Palette::patients(Context& context, const std::string& query) const {
  std::vector<Found> found;
  const std::vector<PatientId> hits = context.reader.search(query);
  for (const PatientId id : hits) {
    if (found.size() == patients_max) break;
    if (const Patient* patient = context.reader.patient(id))
      found.push_back({.item = item_of(context, *patient),
                       .choice = {.act = {}, .patient = id, .book = false, .day = {}}});
  }
  if (found.empty()) return found;
  // The one who was meant most likely can be booked without a look at his card.
  const PatientId best = found.front().choice.patient;
  found.insert(found.begin() + 1,
               {.item = {.key = key_of(book_key, best),
                         .text = context.t("palette.book", {{"patient", found.front().item.text}}),
                         .icon = ui::Icon::calendar_plus},
                .choice = {.act = {}, .patient = best, .book = true, .day = {}}});
  return found;
}

std::vector<Palette::Found> Palette::acts(Context& context, const std::string& query,
                                          bool screens) const {
  std::vector<Found> found;
  for (const ActRow& row : all_acts())
    if ((row.group == ActGroup::screens) == screens && is_offered(context, row) &&
        ui::matches(context.t(row.words), query))
      found.push_back({.item = item_of(context, row),
                       .choice = {.act = row.act, .patient = {}, .book = false, .day = {}}});
  return found;
}

const std::vector<ui::PaletteGroup>& Palette::find(Context& context, const std::string& query) {
  const std::uint64_t generation = context.clinic.generation();
  const ui::Language language = context.ui.language();
  if (query_ == query && generation_ == generation && language_ == language) return groups_;
  query_ = query;
  generation_ = generation;
  language_ = language;
  groups_.clear();
  choices_.clear();
  const bool blank = query.find_first_not_of(' ') == std::string::npos;
  if (blank) {
    add_group(context.t("palette.recent"), recent(context));
    add_group(context.t("palette.screens"), acts(context, {}, true));
    add_group(context.t("palette.acts"), acts(context, {}, false));
    return groups_;
  }
  add_group(context.t("palette.date"), dates(context, query));
  std::vector<Found> people = patients(context, query);
  std::vector<Found> screens = acts(context, query, true);
  std::vector<Found> others = acts(context, query, false);
  // Somebody who types the beginning of an act's words means the act: few people are called so.
  const auto begins = [&](const Found& one) {
    return ui::matches(std::string_view(one.item.text).substr(0, query.size()), query);
  };
  const bool acts_first =
      std::ranges::any_of(screens, begins) || std::ranges::any_of(others, begins);
  if (!acts_first) add_group(context.t("palette.patients"), std::move(people));
  add_group(context.t("palette.screens"), std::move(screens));
  add_group(context.t("palette.acts"), std::move(others));
  if (acts_first) add_group(context.t("palette.patients"), std::move(people));
  return groups_;
}

std::optional<PaletteChoice> Palette::draw(Context& context) {
  if (state_.open && !state_.shown) query_.reset();
  const auto key =
      ui::palette(context.ui,
                  {.key = "find or do",
                   .title = context.t("acts.palette"),
                   .label = context.t("palette.field"),
                   .placeholder = context.t("palette.placeholder"),
                   .nothing = context.t("palette.nothing"),
                   .find = [&](const std::string& query) -> const std::vector<ui::PaletteGroup>& {
                     return find(context, query);
                   }},
                  state_);
  if (!key) return std::exchange(taken_, std::nullopt);
  const auto it =
      std::ranges::find(choices_, *key, &std::pair<std::uint64_t, PaletteChoice>::first);
  if (it == choices_.end()) return std::nullopt;
  taken_ = it->second;
  if (taken_->act) note(*taken_);
  return std::nullopt;
}

// ---- the list of keys
// ----------------------------------------------------------------------------

void draw_shortcuts(Context& context, bool& open) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "shortcuts", .title = context.t("acts.help"), .width = 560}, open);
  if (!d) return;
  struct Part {
    ActGroup group;
    ui::TextId title;
  };
  static constexpr Part parts[] = {{ActGroup::screens, "palette.screens"},
                                   {ActGroup::acts, "palette.acts"},
                                   {ActGroup::board, "keys.on_board"}};
  ui::text(ui, context.t("keys.note"), ui::TextTone::muted);
  for (const Part& part : parts) {
    const auto keyed = ui.keyed(std::to_string(part.title.hash()));
    ui::heading(ui, {.text = context.t(part.title), .level = 2});
    const ui::Rect top = ui.cursor();
    const ui::NodeId list = ui.id("list");
    const auto scope = ui.group(list, ui::Role::list, top, context.t(part.title));
    for (const ActRow& row : all_acts())
      if (row.group == part.group && !row.keys.empty())
        ui::shortcut_row(ui, context.t(row.words), row.keys, row.also);
    ui.set_node_rect(list, {.x = top.x, .y = top.y, .w = top.w, .h = ui.cursor().y - top.y});
  }
}

}  // namespace retour::views
