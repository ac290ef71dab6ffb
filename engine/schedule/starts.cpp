#include "schedule/starts.hpp"

#include <algorithm>
#include <bit>

#include "base/check.hpp"

namespace retour::schedule {
namespace {

constexpr Quantum window_quanta = 128;

/// Masks of starts on the step grid: entry p for a window that begins p quanta past a multiple.
std::vector<Window> step_masks(std::int32_t step) {
  std::vector<Window> out(static_cast<std::size_t>(step));
  for (std::int32_t phase = 0; phase < step; ++phase) {
    Window& mask = out[static_cast<std::size_t>(phase)];
    for (Quantum bit = phase == 0 ? 0 : step - phase; bit < window_quanta; bit += step)
      (bit < 64 ? mask.low : mask.high) |= 1ULL << (bit % 64);
  }
  return out;
}

/// The lowest `count` bits; 0 <= count <= 128.
Window first_bits(Quantum count) {
  if (count >= window_quanta) return {~0ULL, ~0ULL};
  if (count >= 64) return {~0ULL, (1ULL << (count - 64)) - 1};
  return {(1ULL << count) - 1, 0};
}

/// Local minute of a quantum on a day with a change of clocks.
std::int32_t local_minute(const Grid& grid, const GridBranch& branch, Quantum quantum) {
  return branch.zone.local(grid.instant_of(quantum)).second_of_day / 60;
}

/// The first multiple of a constant at or after a number, as its factor.
template <Quantum divisor>
Quantum divided_up(Quantum number) {
  return number >= 0 ? (number + divisor - 1) / divisor : -(-number / divisor);
}

/// The common part of both searches: rows, masks and the days to look at. It counts in cells:
/// quarters of an hour where length and step allow it, else quanta.
class Scan {
 public:
  Scan(const Grid& grid, const StartQuery& query) : grid_(grid), query_(query) {
    RETOUR_CHECK(query.length_quanta >= 1 && query.step_quanta >= 1 &&
                 query.step_quanta <= step_quanta_max);
    RETOUR_CHECK(query.rows.empty() || query.rows.size() == query.posts.size());
    if (query.posts.empty()) return;
    const std::uint32_t branch = grid.posts()[query.posts[0]].branch;
    branch_ = &grid.branches()[branch];
    is_remote_ = std::ranges::any_of(query.posts, [&](std::uint32_t post) {
      RETOUR_CHECK(grid.posts()[post].branch == branch);
      return grid.posts()[post].kind == PostKind::remote;
    });
    const bool is_whole = query.length_quanta % quarter_quanta == 0 &&
                          query.step_quanta % quarter_quanta == 0 && grid.has_quarters(branch);
    cell_ = is_whole ? quarter_quanta : 1;
    step_ = query.step_quanta / cell_;
    masks_ = step_masks(step_);
    use_rows();
    frame_end_ = std::min(query.first_frame + query.frame_count, branch_->frames.size());
  }

  /// Free rows, or rows of runs when the visit is longer than a window can judge.
  void use_rows() {
    run_ = query_.length_quanta / cell_;
    const bool is_long = run_ > run_length_max;
    const auto row_of = [&](const std::uint64_t* row) {
      if (cell_ > 1) row = grid_.quarters_of(row);
      return is_long ? long_runs_of(row) : row;
    };
    rows_.reserve(query_.posts.size());
    for (std::size_t i = 0; i < query_.posts.size(); ++i)
      rows_.push_back(row_of(query_.rows.empty() ? grid_.free_of_post(query_.posts[i]).data()
                                                 : query_.rows[i]));
    needs_.assign(query_.needs.begin(), query_.needs.end());
    for (RowGroup& group : needs_)
      for (const std::uint64_t*& row : group) row = row_of(row);
    if (is_long) run_ = 1;
  }

  const std::uint64_t* long_runs_of(const std::uint64_t* row) {
    const std::size_t words = grid_.words() / static_cast<std::size_t>(cell_);
    std::vector<std::uint64_t>& out = long_runs_.emplace_back(words + Grid::padding_words);
    run_row({row, words}, query_.length_quanta / cell_, {out.data(), words});
    return out.data();
  }

  [[nodiscard]] Quantum cell() const { return cell_; }

  /// One window of one day, and the starts in it that every doctor may have.
  struct Piece {
    Quantum at = 0;
    bool is_narrow = false;  // one word holds all starts and their runs
    Window allowed;
  };

  /// Appends the windows of one day in which any start is allowed.
  void add_pieces(std::size_t day, std::vector<Piece>& out) const {
    const DayFrame& frame = branch_->frames[day];
    const Span span = span_of(frame);
    const Quantum step = window_quanta + 1 - run_;
    for (Quantum at = span.begin; at < span.end; at += step) {
      const bool is_narrow = span.end - at + run_ - 1 <= 64;
      const Piece piece{at, is_narrow, allowed(frame, span, at, step)};
      if ((piece.allowed.low | piece.allowed.high) != 0) out.push_back(piece);
    }
  }

  /// The starts of one post in one window. A row and the length in cells are passed in, so that the
  /// loop over windows keeps them in registers.
  [[gnu::always_inline]] static Window starts(const std::uint64_t* row, Quantum run,
                                              const Piece& piece) {
    if (piece.is_narrow) return {.low = runs_of(word_at(row, piece.at), run) & piece.allowed.low};
    const Window found = runs_of(window_at(row, piece.at), run);
    return {.low = found.low & piece.allowed.low, .high = found.high & piece.allowed.high};
  }

  [[nodiscard]] const std::uint64_t* row(std::size_t index) const { return rows_[index]; }
  [[nodiscard]] Quantum run() const { return run_; }
  [[nodiscard]] std::size_t posts() const { return rows_.size(); }
  [[nodiscard]] std::size_t frame_end() const { return rows_.empty() ? 0 : frame_end_; }

 private:
  /// Starts lie in cells [begin, end) of a day; begin >= end: none.
  struct Span {
    Quantum begin = 0, end = 0;
  };
  [[nodiscard]] Span span_of(const DayFrame& frame) const {
    if ((query_.weekdays >> (frame.date.iso_weekday() - 1) & 1U) == 0) return {};
    Span span = is_remote_ ? Span{frame.begin, frame.end} : Span{frame.opens, frame.closes};
    span.begin = std::max({span.begin, query_.not_before, 0});
    span.end = std::min(span.end, grid_.quanta());
    if (frame.uniform) {  // else the part of the day is judged start by start
      span.begin =
          std::max(span.begin, frame.begin + divided_up<quantum_minutes>(query_.part.from_minute));
      span.end =
          std::min(span.end, frame.begin + divided_up<quantum_minutes>(query_.part.to_minute));
    }
    if (cell_ == 1) return span;
    return {divided_up<quarter_quanta>(span.begin), divided_up<quarter_quanta>(span.end)};
  }

  [[nodiscard]] Window allowed(const DayFrame& frame, const Span& span, Quantum at,
                               Quantum count) const {
    Window mask = first_bits(std::min(span.end - at, count));
    if (frame.uniform) {
      const Window& step = masks_[static_cast<std::size_t>(
          (at - (cell_ == 1 ? frame.begin : frame.begin / quarter_quanta)) % step_)];
      mask.low &= step.low;
      mask.high &= step.high;
    } else {
      mask = {.low = judged(at, mask.low), .high = judged(at + 64, mask.high)};
    }
    for (const RowGroup& group : needs_) {
      Window any;
      for (const std::uint64_t* row : group) {
        const Window one = runs_of(window_at(row, at), run_);
        any.low |= one.low;
        any.high |= one.high;
      }
      mask.low &= any.low;
      mask.high &= any.high;
    }
    return mask;
  }

  /// Keeps the bits whose local minute is on the step grid and in the part of the day.
  [[nodiscard]] std::uint64_t judged(Quantum at, std::uint64_t bits) const {
    const std::int32_t step_minutes = query_.step_quanta * quantum_minutes;
    for (std::uint64_t left = bits; left != 0; left &= left - 1) {
      const int bit = std::countr_zero(left);
      const std::int32_t minute = local_minute(grid_, *branch_, (at + bit) * cell_);
      if (minute % step_minutes != 0 || minute < query_.part.from_minute ||
          minute >= query_.part.to_minute)
        bits &= ~(1ULL << bit);
    }
    return bits;
  }

  const Grid& grid_;
  const StartQuery& query_;
  const GridBranch* branch_ = nullptr;
  bool is_remote_ = false;
  Quantum cell_ = 1;  // in quanta
  Quantum step_ = 1;  // in cells
  Quantum run_ = 1;   // in cells
  std::vector<Window> masks_;
  std::size_t frame_end_ = 0;
  std::vector<const std::uint64_t*> rows_;
  std::vector<RowGroup> needs_;
  std::vector<std::vector<std::uint64_t>> long_runs_;
};

/// Writes one Start per set bit; returns the end of what was written.
Start* write_starts(std::uint64_t bits, Quantum at, Quantum cell, std::uint32_t post, Start* out) {
  for (; bits != 0; bits &= bits - 1) *out++ = {(at + std::countr_zero(bits)) * cell, post};
  return out;
}

}  // namespace

namespace {

/// The loop of `all_starts`. Visits of one to four cells (15 to 60 minutes) are so common that
/// their shifts are constants; 0 stands for every other length.
template <Quantum fixed_run>
void scan_all(const Scan& scan, const StartQuery& query, std::span<const Scan::Piece> pieces,
              std::size_t limit, std::vector<Start>& out) {
  const Quantum run = fixed_run > 0 ? fixed_run : scan.run();
  const Quantum cell = scan.cell();
  // Answers are gathered on the stack with room for a whole window, so that the loop over bits
  // needs no check of its own.
  constexpr std::size_t buffer_size = 1024;
  Start buffer[buffer_size];
  Start* end = buffer;
  const auto flush = [&] {
    const auto count = std::min(static_cast<std::size_t>(end - buffer), limit - out.size());
    out.insert(out.end(), buffer, buffer + count);
    end = buffer;
  };
  for (std::size_t i = 0; i < scan.posts() && out.size() < limit; ++i) {
    const std::uint32_t post = query.posts[i];
    const std::uint64_t* row = scan.row(i);
    for (const Scan::Piece& piece : pieces) {
      const Window found = Scan::starts(row, run, piece);
      end = write_starts(found.low, piece.at, cell, post, end);
      if (found.high != 0) end = write_starts(found.high, piece.at + 64, cell, post, end);
      if (end <= buffer + buffer_size - window_quanta) continue;
      flush();
      if (out.size() >= limit) return;
    }
  }
  flush();
}

}  // namespace

void all_starts(const Grid& grid, const StartQuery& query, std::size_t limit,
                std::vector<Start>& out) {
  if (out.size() >= limit) return;
  const Scan scan(grid, query);
  std::vector<Scan::Piece> pieces;
  pieces.reserve(2 * query.frame_count);
  for (std::size_t day = query.first_frame; day < scan.frame_end(); ++day)
    scan.add_pieces(day, pieces);
  switch (scan.run()) {
    case 1: return scan_all<1>(scan, query, pieces, limit, out);
    case 2: return scan_all<2>(scan, query, pieces, limit, out);
    case 3: return scan_all<3>(scan, query, pieces, limit, out);
    case 4: return scan_all<4>(scan, query, pieces, limit, out);
    default: return scan_all<0>(scan, query, pieces, limit, out);
  }
}

void first_starts(const Grid& grid, const StartQuery& query, std::size_t limit,
                  std::vector<Start>& out) {
  const Scan scan(grid, query);
  std::vector<Window> found(scan.posts());
  std::vector<Scan::Piece> pieces;
  std::size_t left = limit;
  const auto emit = [&](std::uint64_t any, Quantum at, std::uint64_t Window::* half) {
    for (; any != 0 && left > 0; any &= any - 1) {
      const int bit = std::countr_zero(any);
      for (std::size_t i = 0; i < found.size() && left > 0; ++i) {
        if ((found[i].*half >> bit & 1U) == 0) continue;
        out.push_back({(at + bit) * scan.cell(), query.posts[i]});
        --left;
      }
    }
  };
  for (std::size_t day = query.first_frame; day < scan.frame_end() && left > 0; ++day) {
    pieces.clear();
    scan.add_pieces(day, pieces);
    for (const Scan::Piece& piece : pieces) {
      Window any;
      for (std::size_t i = 0; i < found.size(); ++i) {
        found[i] = Scan::starts(scan.row(i), scan.run(), piece);
        any.low |= found[i].low;
        any.high |= found[i].high;
      }
      emit(any.low, piece.at, &Window::low);
      emit(any.high, piece.at + 64, &Window::high);
    }
  }
}

}  // namespace retour::schedule
