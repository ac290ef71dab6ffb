// Rules as tables in a house notation: one line is one intention and what becomes of it.
//
//   id   role          intention       things and fields                              outcome
//   b01  receptionist  book            b1 @anna doctor=doctor room=room1 time=09:00   => ok
//   b02  receptionist  book            b2 @anna doctor=other room=room2 time=09:10    =>
//   patient_elsewhere b1 m07  receptionist  record_payment  p1 @anna amount=500 + allocation a1
//   payment=p1 charge=c1
//
//   == title               a new section: the fixture clinic again (tests/tables/clinic.txt)
//   now 2026-03-02T12:00   sets the clock, Moscow time; every line adds a second
//   # ...                  a comment
//
// Fields are those of the field tables, by name; a thing that exists is taken as it stands and the
// fields are changed in it, as screens do. `kind name field=value` starts a further part after `+`.
// An op writes every facet that its row of the table of intentions allows, or `facets=0,2`.
// `@anna` is the patient whom the parts belong to. `given` as intention writes the row as it is,
// for states that no intention reaches. A value may be `x*400`: x, four hundred times.
//
// Accepted lines take effect, so that a section tells a story. An outcome may name the things of
// the refusal and, as #3, its number.
#pragma once

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "model/field_codec.hpp"
#include "model/holds.hpp"
#include "ops/merge.hpp"
#include "ops/op_kind.hpp"
#include "ops/validate.hpp"
#include "time/zone.hpp"

namespace retour::testing {

struct TableLine {
  std::string where;  ///< File and line, for messages.
  std::vector<std::string> words;
  std::vector<std::string> outcome;
  std::string title;  ///< Not empty: a new section.
};

[[nodiscard]] inline std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

/// Reads a table; a line that ends without outcome goes on in the next one.
[[nodiscard]] inline std::vector<TableLine> read_table(const std::string& path) {
  std::ifstream file(path);
  std::vector<TableLine> lines;
  std::string text, pending;
  for (int number = 1; std::getline(file, text); ++number) {
    if (text.empty() || text[0] == '#') continue;
    const std::string where = path.substr(path.rfind('/') + 1) + ":" + std::to_string(number);
    if (text.starts_with("==")) {
      lines.push_back({where, {}, {}, text.substr(2)});
      continue;
    }
    const auto arrow = text.find("=>");
    if (text.starts_with("now ")) {
      lines.push_back({where, words_of(text), {}, {}});
    } else if (arrow == std::string::npos) {
      pending += text + " ";
    } else {
      lines.push_back(
          {where, words_of(pending + text.substr(0, arrow)), words_of(text.substr(arrow + 2)), {}});
      pending.clear();
    }
  }
  if (!pending.empty()) lines.push_back({path + ": a last line without outcome", {}, {}, {}});
  return lines;
}

/// Values of fields from their words.
class ValueReader {
 public:
  [[nodiscard]] static Zone moscow() { return *Zone::find("Europe/Moscow"); }

  [[nodiscard]] static std::int64_t number(std::string_view text) {
    std::int64_t value = INT64_MIN;
    const auto end = text.data() + text.size();
    return std::from_chars(text.data(), end, value).ptr == end ? value : INT64_MIN;
  }
  /// "09:30" as minutes of the day.
  [[nodiscard]] static std::int32_t minutes(const std::string& text) {
    return static_cast<std::int32_t>(number(text.substr(0, 2)) * 60 + number(text.substr(3)));
  }
  [[nodiscard]] static bool read(const std::string& text, bool& value) {
    value = text == "yes";
    return text == "yes" || text == "no";
  }
  template <class T>
    requires(std::is_same_v<T, std::int32_t> || std::is_same_v<T, std::int64_t>)
  [[nodiscard]] static bool read(const std::string& text, T& value) {
    const std::int64_t parsed = number(text);
    value = static_cast<T>(parsed);
    return parsed != INT64_MIN;
  }
  template <class T>
    requires std::is_enum_v<T>
  [[nodiscard]] static bool read(const std::string& text, T& value) {
    const auto found = std::ranges::find(EnumNames<T>::names, text);
    value = static_cast<T>(found - EnumNames<T>::names.begin());
    return found != EnumNames<T>::names.end();
  }
  [[nodiscard]] static bool read(const std::string& text, std::string& value) {
    const auto star = text.find('*');
    value = text == "none" ? "" : text;
    if (star == std::string::npos) return true;
    value.clear();
    for (std::int64_t n = number(text.substr(star + 1)); n > 0; --n) value += text.substr(0, star);
    return true;
  }
  template <class Tag>
  [[nodiscard]] static bool read(const std::string& text, Id<Tag>& value) {
    value = text == "none" ? Id<Tag>{} : Id<Tag>(id_from_name(text));
    return true;
  }
  [[nodiscard]] static bool read(const std::string& text, LocalDate& value) {
    const auto date = date_from_iso(text);
    value = date.value_or(LocalDate{});
    return date || text == "none";
  }
  [[nodiscard]] static bool read(const std::string& text, std::optional<LocalDate>& value) {
    value = date_from_iso(text);
    return value || text == "none";
  }
  [[nodiscard]] static bool read(const std::string& text, Instant& value) {
    value = {};
    if (text == "none") return true;
    const auto date = date_from_iso(text.substr(0, 10));
    if (!date || text.size() != 16) return false;
    value = moscow().lookup({*date, minutes(text.substr(11)) * 60}).first;
    return true;
  }
  [[nodiscard]] static bool read(const std::string& text, RoleSet& value) {
    value = {};
    for (const std::string& name : list(text)) {
      Role role{};
      if (!read(name, role)) return false;
      value.bits |= RoleSet::of(role).bits;
    }
    return true;
  }
  [[nodiscard]] static bool read(const std::string& text, Phone& value) {
    value = {text, {}, {}};
    return true;
  }
  [[nodiscard]] static bool read(const std::string& text, PackageLine& value) {
    const auto [name, count] = pair(text);
    return read(name, value.service) && read(count, value.count);
  }
  /// "15/10/5/20": the doctor after 15 minutes for 10, 5 of set-up, 20 of cleaning.
  [[nodiscard]] static bool read(const std::string& text, VisitPattern& value) {
    std::istringstream in(text);
    char slash = 0;
    in >> value.doctor_after_minutes >> slash >> value.doctor_minutes >> slash >>
        value.setup_minutes >> slash >> value.cleanup_minutes;
    return !in.fail() && in.eof();
  }
  [[nodiscard]] static bool read(const std::string& text, Instalment& value) {
    const auto [date, amount] = pair(text);
    return read(date, value.due_on) && read(amount, value.amount_minor);
  }
  template <class T>
  [[nodiscard]] static bool read(const std::string& text, std::vector<T>& values) {
    values.clear();
    if (text == "none") return true;
    const auto star = text.find('*');
    const std::int64_t times = star == std::string::npos ? 1 : number(text.substr(star + 1));
    for (std::int64_t n = 0; n < times; ++n)
      for (const std::string& one : list(text.substr(0, star)))
        if (!read(one, values.emplace_back())) return false;
    return true;
  }
  template <class T>
  [[nodiscard]] static bool read(const std::string&, T&) {
    return false;  // digests and origins stand in no table
  }

 private:
  [[nodiscard]] static std::vector<std::string> list(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, ',');) parts.push_back(part);
    return parts;
  }
  [[nodiscard]] static std::pair<std::string, std::string> pair(const std::string& text) {
    const auto colon = text.find(':');
    return {text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1)};
  }
};

/// One thing of a line: its fields are changed by `name=value`.
class PartReader {
 public:
  PartReader(Entity entity, FacetMask facets) : entity_(std::move(entity)), facets_(facets) {}

  /// False when the word is no field of this entity or no value of its type.
  [[nodiscard]] bool set(const std::string& word) {
    const auto equals = word.find('=');
    if (equals == std::string::npos) return false;
    std::string name = word.substr(0, equals);
    const std::string value = word.substr(equals + 1);
    static const std::map<std::string, std::string> short_names{{"amount", "amount_minor"},
                                                                {"price", "price_minor"},
                                                                {"discount", "discount_minor"},
                                                                {"length", "length_minutes"},
                                                                {"version", "slot_version"}};
    if (const auto found = short_names.find(name); found != short_names.end()) name = found->second;
    if (name == "facets") return set_facets(value);
    if (name == "time") return set_time(value);
    if (name == "session" && value == "own") return own_session_ = true;
    if (name == "id" && value == "own") return own_id_ = true;
    return std::visit([&](auto& entity) { return set_field(entity, name, value); }, entity_);
  }

  /// The finished part: a booking's instant follows from its date, time and branch.
  [[nodiscard]] Part finish(Tables& tables) {
    auto* booking = std::get_if<Booking>(&entity_);
    if (booking != nullptr && !begin_given_) {
      const auto branch = find(tables, booking->branch);
      const auto zone = Zone::find(branch && *branch ? (*branch)->zone : "Europe/Moscow");
      const bool timed = booking->begin_minute >= 0 && booking->begin_minute < 24 * 60;
      booking->begin = timed ? zone->lookup({booking->date, booking->begin_minute * 60}).first
                             : zone->day(booking->date).begin;
    }
    if (booking != nullptr && own_session_) booking->session = session_of(*booking);
    if (auto* review = std::get_if<CallReview>(&entity_); review != nullptr && own_id_)
      review->id = call_review_id(review->call);
    return {entity_, facets_};
  }

 private:
  template <class E>
  [[nodiscard]] bool set_field(E& entity, const std::string& name, const std::string& value) {
    bool done = false;
    for_each_field<E>([&]<class T>(std::string_view field, T E::* member, const FieldMeta&) {
      if (field == name) done = ValueReader::read(value, entity.*member);
    });
    begin_given_ |= name == "begin";
    return done;
  }
  [[nodiscard]] bool set_facets(const std::string& value) {
    facets_ = 0;
    for (const char digit : value)
      if (digit != ',') facets_ |= static_cast<FacetMask>(1U << (digit - '0'));
    return true;
  }
  [[nodiscard]] bool set_time(const std::string& value) {
    auto* booking = std::get_if<Booking>(&entity_);
    if (booking == nullptr) return false;
    booking->begin_minute = value == "untimed" ? untimed_minute : ValueReader::minutes(value);
    return true;
  }

  Entity entity_;
  FacetMask facets_;
  bool begin_given_ = false;
  bool own_session_ = false;  ///< `session=own`: of the group that the booking's place makes.
  bool own_id_ = false;       ///< `id=own`: the id that follows from what is reviewed.
};

/// A clinic that lines happen to.
class RuleTable {
 public:
  /// Does what one line says. Returns what is wrong with the line or its outcome; empty if nothing.
  [[nodiscard]] std::string run(const TableLine& line) {
    if (line.words.size() == 2 && line.words[0] == "now")
      return ValueReader::read(line.words[1], now_) ? "" : "not a time";
    if (line.words.size() < 4) return "needs id, role, intention and a thing";
    Op op;
    if (std::string fault = read_op(line.words, op); !fault.empty()) return fault;
    ++now_.seconds;
    op.header.at = HybridTime::of(now_.seconds * 1000, 0);
    std::optional<Refusal> refusal;
    if (line.words[2] != "given") {
      const auto verdict = validate(op, now_, tables_);
      if (!verdict) return "failed: " + verdict.error().context;
      refusal = *verdict;
      if (refusal)
        seen_.insert(refusal->code);
      else
        ++accepted_[op.header.kind];
    }
    if (std::string fault = compare(line.outcome, refusal); !fault.empty()) return fault;
    if (!refusal && !apply(op, op.header.at, tables_)) return "does not apply";
    return "";
  }

  [[nodiscard]] MemoryTables& tables() { return tables_; }
  [[nodiscard]] const std::set<RefusalCode>& codes_seen() const { return seen_; }
  [[nodiscard]] const std::map<OpKind, int>& accepted() const { return accepted_; }

 private:
  [[nodiscard]] std::string read_op(const std::vector<std::string>& words, Op& op) {
    op.header.id = OpId(id_from_name("op " + std::to_string(++ops_)));
    op.header.replica = ReplicaId(id_from_name("replica"));
    if (!read_actor(words[1], op)) return "unknown role " + words[1];
    const OpRule* rule = nullptr;
    for (const OpRule& one : op_rules())
      if (one.name == words[2]) rule = &one;
    if (rule == nullptr && words[2] != "given") return "unknown intention " + words[2];
    if (rule != nullptr) op.header.kind = rule->kind;
    if (op.header.kind == OpKind::import_row)
      op.header.batch = ImportBatchId(id_from_name("batch"));
    std::size_t at = 3;
    while (at < words.size()) {
      std::size_t end = at;
      while (end < words.size() && words[end] != "+") ++end;
      if (std::string fault = read_part({words.begin() + static_cast<std::ptrdiff_t>(at),
                                         words.begin() + static_cast<std::ptrdiff_t>(end)},
                                        rule, op);
          !fault.empty())
        return fault;
      at = end + 1;
    }
    op.header.patient = subject_patient(op.parts).value_or(PatientId{});
    return "";
  }

  /// "doctor": the person of that name in that role; "doctor/owner": in a role he may not hold.
  [[nodiscard]] static bool read_actor(const std::string& word, Op& op) {
    op.header.role = Role::owner;
    if (word == "system") return true;
    const auto slash = word.find('/');
    op.header.author = StaffId(id_from_name(word.substr(0, slash)));
    const std::string role = slash == std::string::npos ? word : word.substr(slash + 1);
    return ValueReader::read(role, op.header.role);
  }

  [[nodiscard]] std::string read_part(std::vector<std::string> words, const OpRule* rule, Op& op) {
    std::optional<EntityKind> kind;
    for_each_entity([&]<class E>() {
      if (!words.empty() && E::info.name == words[0]) kind = E::info.kind;
    });
    if (kind && words.size() > 1 && words[1].find('=') == std::string::npos && words[1][0] != '@')
      words.erase(words.begin());
    else if (rule != nullptr && op.parts.empty())
      kind = rule->parts.front().entity;
    if (!kind || words.empty()) return "which kind of thing?";
    const IdBytes id = words[0] == "none" ? IdBytes{} : id_from_name(words[0]);
    const auto stored = tables_.read(*kind, id);
    Entity entity = *stored ? **stored : *empty_entity(*kind);
    std::visit([&]<class E>(E& e) { e.id = decltype(e.id)(id); }, entity);
    FacetMask facets = 0;
    if (rule != nullptr)
      for (const PartRule& part : rule->parts)
        if (part.entity == *kind) facets = part.facets;
    if (facets == 0) facets = every_facet(entity);
    if (!op.parts.empty()) set_subject(entity, patient_of(op.parts.front().entity));
    for (const std::string& word : words)
      if (word[0] == '@') set_subject(entity, PatientId(id_from_name(word.substr(1))));
    PartReader reader(std::move(entity), facets);
    for (std::size_t i = 1; i < words.size(); ++i)
      if (words[i][0] != '@' && !reader.set(words[i])) return "cannot read " + words[i];
    op.parts.push_back(reader.finish(tables_));
    return "";
  }

  [[nodiscard]] static FacetMask every_facet(const Entity& entity) {
    return std::visit([]<class E>(const E&) { return all_facets<E>; }, entity);
  }

  [[nodiscard]] static std::string compare(const std::vector<std::string>& expected,
                                           const std::optional<Refusal>& refusal) {
    const std::string got = refusal ? std::string(enum_name(refusal->code)) : "ok";
    if (expected.empty() || got != expected[0]) return "got " + got;
    std::vector<IdBytes> things;
    for (std::size_t i = 1; i < expected.size(); ++i) {
      if (expected[i][0] != '#')
        things.push_back(id_from_name(expected[i]));
      else if (ValueReader::number(expected[i].substr(1)) != refusal->number)
        return "got number " + std::to_string(refusal->number);
    }
    if (!things.empty() && things != refusal->things) return "names other things";
    return "";
  }

  MemoryTables tables_;
  Instant now_;
  int ops_ = 0;
  std::set<RefusalCode> seen_;
  std::map<OpKind, int> accepted_;
};

}  // namespace retour::testing
