// What every screen must have: room for its texts in every language, size and text size, words that
// come from the catalogues and are not glued together, a node for every item, a name for every
// icon. links: web_views ui_test_support
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <tuple>

#include "ui/item_audit.hpp"
#include "views/view_gallery.hpp"
#include "web/support/view_tour.hpp"

namespace retour::views {
namespace {

/// A text without what the pseudo-language brackets, and how many brackets it had at the top.
struct Rest {
  std::string words;
  int messages = 0;
  bool glued = false;  ///< Two messages with nothing but blanks between them.
};

Rest outside_brackets(std::string_view text) {
  Rest rest;
  int depth = 0;
  std::string between;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[') {
      if (depth++ == 0) {
        rest.glued |= rest.messages > 0 && between.find_first_not_of(' ') == std::string::npos;
        ++rest.messages;
        between.clear();
      }
    } else if (text[i] == ']' && depth > 0) {
      --depth;
    } else if (depth == 0) {
      rest.words += text[i];
      between += text[i];
    }
  }
  return rest;
}

/// Runs of two Latin letters and more.
std::vector<std::string> latin_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : std::string(text) + " ") {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter) {
      word += c;
      continue;
    }
    if (word.size() > 1) words.push_back(word);
    word.clear();
  }
  return words;
}

/// Latin words that are no text of ours: names of keys, codes, units, what the example's people and
/// dates are called. Dates of the pseudo-language are English (locale.hpp).
const std::set<std::string>& known_words() {
  static const std::set<std::string> words = {
      "English", "SEK",      "EUR",      "KZT",     "BYN",      "USD",     "Svenska",   "Ctrl",
      "Esc",     "Alt",      "Shift",    "Retour",  "CSV",      "en",      "XA",        "ru",
      "sv",      "RUB",      "Mon",      "Tue",     "Wed",      "Thu",     "Fri",       "Sat",
      "Sun",     "Jan",      "Feb",      "Mar",     "Apr",      "May",     "Jun",       "Jul",
      "Aug",     "Sep",      "Oct",      "Nov",     "Dec",      "Mo",      "Tu",        "We",
      "Th",      "Fr",       "Sa",       "Su",      "Europe",   "Moscow",  "MB",        "KB",
      "GB",      "November", "December", "October", "Monday",   "Tuesday", "Wednesday", "Thursday",
      "Friday",  "Saturday", "Sunday",   "January", "February", "March",   "April",     "June",
      "July",    "August",   "September"};
  return words;
}

using Place = std::tuple<TourScreen, ui::Language>;

class Everywhere : public ClinicFixture, public ::testing::WithParamInterface<Place> {
 public:
  void look(const std::string& where) {
    SCOPED_TRACE(where);
    if (ui.language() != ui::Language::pseudo || !large_) expect_clean();
    // The pseudo-language doubles words; at the largest letters that is more than any language has.
    const bool judged = ui.language() != ui::Language::pseudo || !large_;
    for (const ui::DrawnText& drawn : ui::audited_texts())
      // Digits that belong together are not words.
      EXPECT_FALSE(drawn.broken && judged &&
                   drawn.text.find_first_of("0123456789") == std::string::npos)
          << "no room for a word of: " << drawn.text;
    if (ui.language() == ui::Language::pseudo) look_at_words();
  }

  void look_at_words() {
    std::vector<std::string> texts;
    for (const ui::DrawnText& drawn : ui::audited_texts()) texts.push_back(drawn.text);
    // Lines of a text that was broken by its widget are parts of a node's name, which is looked at.
    const auto is_part = [&](std::string_view text) {
      if (text.ends_with("…")) text.remove_suffix(std::string_view("…").size());
      return std::ranges::any_of(ui.tree().nodes, [&](const ui::SemanticNode& n) {
        const std::string_view name = ui.tree().text(n.name);
        const std::string_view value = ui.tree().text(n.value);
        return (name.size() > text.size() && name.contains(text)) ||
               (value.size() > text.size() && value.contains(text));
      });
    };
    for (const std::string& text : texts) {
      if (is_part(text)) continue;
      const Rest rest = outside_brackets(text);
      for (const std::string& word : latin_words(rest.words))
        EXPECT_TRUE(known_words().contains(word)) << "not from the catalogues: " << text;
      EXPECT_FALSE(rest.glued) << "glued together: " << text;
    }
    for (const ui::SemanticNode& n : ui.tree().nodes)
      for (const ui::TextRef ref : {n.name, n.description, n.placeholder})
        for (const std::string& word : latin_words(outside_brackets(ui.tree().text(ref)).words))
          EXPECT_TRUE(known_words().contains(word))
              << "not from the catalogues: " << ui.tree().text(ref);
  }

  bool large_ = false;

  void walk(const std::string& what) {
    for (const Stop& stop : demo_stops) {
      visit(*this, stop);
      look(what + stop.name);
    }
    close_all(*this);
  }
};

TEST_P(Everywhere, TextsHaveRoomAndComeFromTheCatalogues) {
  set_screen(*this, std::get<0>(GetParam()));
  set_language(std::get<1>(GetParam()));
  settle();
  look("first run");
  open_demo();
  walk("");
  set_text_percent(150);
  large_ = true;
  walk("150 % ");
}

TEST_P(Everywhere, AnEmptyClinicToo) {
  set_screen(*this, std::get<0>(GetParam()));
  set_language(std::get<1>(GetParam()));
  open_own();
  for (const Stop& stop : empty_stops) {
    visit(*this, stop);
    look(stop.name);
  }
}

TEST_P(Everywhere, TheGalleryToo) {
  set_screen(*this, std::get<0>(GetParam()));
  set_language(std::get<1>(GetParam()));
  GalleryView gallery;
  draw = [&] { gallery.draw(ui); };
  set_size(std::get<0>(GetParam()).width, 5000);
  for (const float percent : {100.0F, 125.0F, 150.0F}) {
    set_text_percent(percent);
    large_ = percent > 100;
    for (std::size_t i = 0; i < gallery_family_count; ++i) {
      gallery.show(static_cast<GalleryFamily>(i));
      settle();
      look("gallery " + std::to_string(i) + " at " + std::to_string(percent));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Everywhere,
                         ::testing::Combine(::testing::ValuesIn(tour_screens),
                                            ::testing::Values(ui::Language::ru, ui::Language::en,
                                                              ui::Language::sv,
                                                              ui::Language::pseudo)),
                         [](const ::testing::TestParamInfo<Place>& info) {
                           const std::string_view code = ui::code_of(std::get<1>(info.param));
                           return std::string(std::get<0>(info.param).name) + "_" +
                                  std::string(code.substr(0, 2)) +
                                  (code.size() > 2 ? "_pseudo" : "");
                         });

// The check itself: it finds what it is for.
TEST(PseudoWords, HardCodedAndGluedOnesAreFound) {
  EXPECT_EQ(latin_words(outside_brackets("[Saavee !] Booked").words),
            std::vector<std::string>{"Booked"});
  EXPECT_TRUE(latin_words(outside_brackets("[Saavee {[oonee !]} !]").words).empty());
  EXPECT_TRUE(outside_brackets("[oonee !] [twoo !]").glued);
  EXPECT_FALSE(outside_brackets("[oonee !] \xC2\xB7 [twoo !]").glued);
}

// Cyrillic in a literal of the interface would be a text that nobody can translate.
TEST(Sources, LiteralsOfTheInterfaceHoldNoCyrillicText) {
  namespace fs = std::filesystem;
  for (const char* folder : {"/web/ui", "/web/views"})
    for (const fs::directory_entry& entry :
         fs::directory_iterator(std::string(RETOUR_SOURCE_DIR) + folder)) {
      // What people type is read in three languages there.
      if (entry.path().filename() == "locale.cpp") continue;
      // Every language is called there as it calls itself.
      if (entry.path().filename() == "catalogues.cpp") continue;
      std::ifstream in(entry.path());
      std::string line;
      for (int number = 1; std::getline(in, line); ++number) {
        // A language is offered by its own name.
        if (line.contains("\"Svenska\"")) continue;
        const std::string code = line.substr(0, line.find("//"));
        for (std::size_t i = 0; i + 1 < code.size(); ++i) {
          const auto c = static_cast<unsigned char>(code[i]);
          ASSERT_FALSE(c == 0xD0 || c == 0xD1) << entry.path() << ":" << number;
        }
      }
    }
}

}  // namespace
}  // namespace retour::views
