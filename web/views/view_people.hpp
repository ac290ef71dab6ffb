// Who the patient is and who belongs to him: the form of his data, his relatives and who may
// accompany him, his consents. (IM-08, TP-36, 152-FZ art. 9)
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/form.hpp"

namespace retour::views {

/// Names, birth, phones, mail, source, responsible person, wishes: what changed is sent, facet by
/// facet, as one act.
class PersonForm {
 public:
  void open(const Card& card);
  void draw(Context& context);

 private:
  void draw_identity(Context& context);
  void draw_phones(Context& context);
  void draw_contact(Context& context);
  void draw_rest(Context& context);
  [[nodiscard]] std::vector<Draft> changes(Context& context) const;

  Form form_;
  Patient before_;
  Patient after_;
  std::vector<std::uint64_t> phone_keys_;  ///< Of `after_.phones`.
  std::uint64_t last_phone_ = 0;
  bool unread_ = false;
};

/// A guardian or relative, in the register or not.
class RelationForm {
 public:
  void open(const Card& card);
  void open(const Relation& relation);
  void draw(Context& context);

 private:
  void draw_other(Context& context);

  Form form_;
  Relation relation_;
  bool is_new_ = true;
  bool is_listed_ = true;  ///< Chosen from the register, else typed.
  std::string query_;
};

/// A consent for one purpose: on what form, to which version of the text.
class ConsentDialog {
 public:
  void open(PatientId patient, ConsentPurpose purpose);
  void draw(Context& context);

 private:
  Form form_;
  PatientId patient_;
  ConsentPurpose purpose_ = ConsentPurpose::treatment;
  ConsentForm given_on_ = ConsentForm::paper;
  std::string version_;
};

/// The cards that show these, and their dialogs.
class PeopleCards {
 public:
  void draw_contact(Context& context, const Card& card);
  void draw_relations(Context& context, const Card& card);
  void draw_consents(Context& context, const Card& card);
  void draw_dialogs(Context& context);
  void edit(const Card& card) { person_.open(card); }

 private:
  PersonForm person_;
  RelationForm relation_;
  ConsentDialog consent_;
};

}  // namespace retour::views
