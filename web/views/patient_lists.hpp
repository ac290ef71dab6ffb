// Filters of the list of patients by a name: choosing one, keeping the present one, renaming,
// deleting. Somebody's own, or everybody's (managers).
#pragma once

#include <optional>
#include <string>

#include "app/people.hpp"
#include "views/form.hpp"

namespace retour::views {

/// What a saved list says: whom it shows, in which order, in which columns.
struct ListShown {
  app::PeopleFilter filter{};
  std::uint32_t hidden_columns = 0;
  std::string query = {};  ///< In the search field: the filter language (app/people_query.hpp).
  bool operator==(const ListShown&) const = default;
};

class PatientLists {
 public:
  /// The choice of a list and its menu, in the present row; the list that shall be shown now, if
  /// another one was chosen.
  [[nodiscard]] std::optional<ListShown> draw(Context& context, const ListShown& now, float width);
  /// The dialogs, once a frame.
  void draw_dialogs(Context& context, const ListShown& now);

 private:
  void open_form(Context& context, const SavedList* list, const ListShown& now);
  void put(Context& context, SavedList list, std::string done);
  [[nodiscard]] const SavedList* chosen(const Context& context) const;

  SavedListId chosen_;
  Form form_;
  SavedList edited_;
  bool is_new_ = true;
  bool for_everybody_ = false;
};

/// What the list shows, for whoever looks at it.
[[nodiscard]] ListShown shown_of(const Context& context, const SavedList& list);

/// Lists of patients, or reports: pages of figures with their filters.
enum class SavedKind : std::uint8_t { patients, reports };
/// Those that whoever is signed in sees, by name.
[[nodiscard]] std::vector<const SavedList*> visible_lists(const Context& context, SavedKind kind);
/// One's own are one's own business, everybody's are the managers'.
[[nodiscard]] bool may_change(const Context& context, const SavedList& list);
/// Owners and managers.
[[nodiscard]] bool manages(const Context& context);

}  // namespace retour::views
