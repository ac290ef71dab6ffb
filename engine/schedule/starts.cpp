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

/// The common part of both searches: rows, masks and the days to look at.
class Scan {
 public:
  Scan(const Grid& grid, const StartQuery& query)
      : grid_(grid), query_(query), masks_(step_masks(query.step_quanta)) {
    RETOUR_CHECK(query.length_quanta >= 1 && query.step_quanta >= 1 &&
                 query.step_quanta <= step_quanta_max);
    RETOUR_CHECK(query.rows.empty() || query.rows.size() == query.posts.size());
    if (query.posts.empty()) return;
    branch_ = &grid.branches()[grid.posts()[query.posts[0]].branch];
    is_remote_ = std::ranges::any_of(query.posts, [&](std::uint32_t post) {
      RETOUR_CHECK(&grid.branches()[grid.posts()[post].branch] == branch_);
      return grid.posts()[post].kind == PostKind::remote;
    });
    use_rows();
    frame_end_ = std::min(query.first_frame + query.frame_count, branch_->frames.size());
  }

  /// Free rows, or rows of runs when the visit is longer than a window can judge.
  void use_rows() {
    run_ = query_.length_quanta;
    for (std::size_t i = 0; i < query_.posts.size(); ++i)
      rows_.push_back(query_.rows.empty() ? grid_.free_of_post(query_.posts[i]).data()
                                          : query_.rows[i]);
    needs_.assign(query_.needs.begin(), query_.needs.end());
    if (run_ <= run_length_max) return;
    for (const std::uint64_t*& row : rows_) row = long_runs_of(row);
    for (RowGroup& group : needs_)
      for (const std::uint64_t*& row : group) row = long_runs_of(row);
    run_ = 1;
  }

  const std::uint64_t* long_runs_of(const std::uint64_t* row) {
    std::vector<std::uint64_t>& out = long_runs_.emplace_back(grid_.words() + Grid::padding_words);
    run_row({row, grid_.words()}, query_.length_quanta, {out.data(), grid_.words()});
    return out.data();
  }

  /// One window of one day, and the starts in it that every doctor may have.
  struct Piece {
    Quantum at = 0;
    Window allowed;
  };

  /// Appends the windows of one day in which any start is allowed.
  void add_pieces(std::size_t day, std::vector<Piece>& out) const {
    const DayFrame& frame = branch_->frames[day];
    const Span span = span_of(frame);
    const Quantum step = window_quanta + 1 - run_;
    for (Quantum at = span.begin; at < span.end; at += step) {
      const Piece piece{at, allowed(frame, span, at, step)};
      if ((piece.allowed.low | piece.allowed.high) != 0) out.push_back(piece);
    }
  }

  [[nodiscard]] Window starts(std::size_t index, const Piece& piece) const {
    Window found = window_at(rows_[index], piece.at);
    if ((found.low | found.high) == 0) return found;
    found = runs_of(found, run_);
    return {.low = found.low & piece.allowed.low, .high = found.high & piece.allowed.high};
  }

  [[nodiscard]] std::size_t posts() const { return rows_.size(); }
  [[nodiscard]] std::size_t frame_end() const { return rows_.empty() ? 0 : frame_end_; }

 private:
  /// Starts lie in [begin, end) of a day; begin >= end: none.
  struct Span {
    Quantum begin = 0, end = 0;
  };
  [[nodiscard]] Span span_of(const DayFrame& frame) const {
    if ((query_.weekdays >> (frame.date.iso_weekday() - 1) & 1U) == 0) return {};
    Span span = is_remote_ ? Span{frame.begin, frame.end} : Span{frame.opens, frame.closes};
    span.begin = std::max({span.begin, query_.not_before, 0});
    span.end = std::min(span.end, grid_.quanta());
    if (!frame.uniform) return span;  // the part of the day is judged start by start
    const std::int32_t round_up = quantum_minutes - 1;
    span.begin =
        std::max(span.begin, frame.begin + (query_.part.from_minute + round_up) / quantum_minutes);
    span.end =
        std::min(span.end, frame.begin + (query_.part.to_minute + round_up) / quantum_minutes);
    return span;
  }

  [[nodiscard]] Window allowed(const DayFrame& frame, const Span& span, Quantum at,
                               Quantum count) const {
    Window mask = first_bits(std::min(span.end - at, count));
    if (frame.uniform) {
      const Window& step =
          masks_[static_cast<std::size_t>((at - frame.begin) % query_.step_quanta)];
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
      const std::int32_t minute = local_minute(grid_, *branch_, at + bit);
      if (minute % step_minutes != 0 || minute < query_.part.from_minute ||
          minute >= query_.part.to_minute)
        bits &= ~(1ULL << bit);
    }
    return bits;
  }

  const Grid& grid_;
  const StartQuery& query_;
  std::vector<Window> masks_;
  const GridBranch* branch_ = nullptr;
  bool is_remote_ = false;
  std::int32_t run_ = 1;
  std::size_t frame_end_ = 0;
  std::vector<const std::uint64_t*> rows_;
  std::vector<RowGroup> needs_;
  std::vector<std::vector<std::uint64_t>> long_runs_;
};

/// Writes one Start per set bit; returns the end of what was written.
Start* write_starts(std::uint64_t bits, Quantum at, std::uint32_t post, Start* out) {
  for (; bits != 0; bits &= bits - 1) *out++ = {at + std::countr_zero(bits), post};
  return out;
}

}  // namespace

void all_starts(const Grid& grid, const StartQuery& query, std::size_t limit,
                std::vector<Start>& out) {
  const Scan scan(grid, query);
  std::vector<Scan::Piece> pieces;
  for (std::size_t day = query.first_frame; day < scan.frame_end(); ++day)
    scan.add_pieces(day, pieces);
  std::size_t size = out.size();
  for (std::size_t i = 0; i < scan.posts() && size < limit; ++i) {
    const std::uint32_t post = query.posts[i];
    for (const Scan::Piece& piece : pieces) {
      const Window found = scan.starts(i, piece);
      if ((found.low | found.high) == 0) continue;
      // Room for a whole window, so that the loop over bits needs no check.
      if (out.size() < size + window_quanta) out.resize(2 * (size + window_quanta));
      Start* end = write_starts(found.low, piece.at, post, out.data() + size);
      end = write_starts(found.high, piece.at + 64, post, end);
      size = static_cast<std::size_t>(end - out.data());
      if (size >= limit) break;
    }
  }
  out.resize(std::min(size, limit));
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
        out.push_back({at + bit, query.posts[i]});
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
        found[i] = scan.starts(i, piece);
        any.low |= found[i].low;
        any.high |= found[i].high;
      }
      emit(any.low, piece.at, &Window::low);
      emit(any.high, piece.at + 64, &Window::high);
    }
  }
}

}  // namespace retour::schedule
