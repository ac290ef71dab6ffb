// The import's second step: which program the file is from, how it is written, what its columns
// mean; profiles that remember all that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exchange/import_run.hpp"
#include "views/context.hpp"

namespace retour::views {

class ImportColumns {
 public:
  /// Takes the beginning of a file and the profile that fits it best, else guesses. False when no
  /// header can be read.
  [[nodiscard]] bool take(Context& context, std::string file_name, std::string beginning,
                          exchange::Extent extent);
  void draw(Context& context);

  /// Whether a check may begin: every needed column is there, none is meant twice.
  [[nodiscard]] bool is_complete() const;
  [[nodiscard]] exchange::Mapping mapping() const;
  [[nodiscard]] exchange::CsvOptions csv() const;
  [[nodiscard]] exchange::ImportKind kind() const { return kind_; }
  [[nodiscard]] const std::vector<std::string>& header() const { return preview_.header; }
  /// Name of the program that the file is from: part of every derived id.
  [[nodiscard]] const std::string& system() const { return system_; }
  [[nodiscard]] BranchId branch() const { return branch_; }
  /// Name of the profile in use; empty: the meanings were guessed or chosen by hand.
  [[nodiscard]] std::string profile_name() const;

 private:
  struct Column {
    std::optional<exchange::TargetField> meaning;
    exchange::ColumnOptions options;
  };
  struct Profile {
    exchange::Mapping mapping;
    bool saved = false;   ///< Else it came with the program.
    std::size_t fit = 0;  ///< Columns of this file that it takes; 0: made for other files.
  };
  /// What a person said about columns instead of what was recognised.
  struct Overrides {
    std::optional<exchange::DateOrder> date_order;
    std::optional<exchange::DecimalMark> decimal_mark;
    std::optional<exchange::NameOrder> name_order;
    std::optional<exchange::DurationUnit> duration_unit;
  };

  void load_profiles(Context& context);
  void apply(const exchange::Mapping& profile);
  void guess(exchange::ImportKind kind);
  void read_preview();
  [[nodiscard]] exchange::ColumnOptions options_of(std::size_t column) const;
  [[nodiscard]] std::optional<std::size_t> column_of(exchange::TargetField field) const;
  [[nodiscard]] std::optional<std::size_t> dated_column() const;
  [[nodiscard]] bool is_doubled(std::size_t column) const;
  [[nodiscard]] std::string samples_of(std::size_t column) const;

  void draw_file(Context& context);
  void draw_profile(Context& context);
  void draw_notation(Context& context);
  void draw_column_notation(Context& context);
  void draw_columns(Context& context);
  void draw_column(Context& context, std::size_t column);
  void draw_needed(Context& context);
  void draw_saving(Context& context);
  void save(Context& context);
  void remove(Context& context);

  std::string file_name_;
  std::string beginning_;
  exchange::Extent extent_ = exchange::Extent::whole;
  exchange::FileNotation notation_;
  exchange::ImportPreview preview_;
  exchange::ImportKind kind_ = exchange::ImportKind::patients;
  std::vector<Column> columns_;
  Overrides overrides_;
  std::vector<Profile> profiles_;
  std::optional<std::size_t> profile_;
  std::string system_;
  BranchId branch_;
  std::string new_name_;
  bool asking_ = false;
};

}  // namespace retour::views
