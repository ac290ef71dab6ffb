#include "ui/chart_axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/decimal.hpp"

namespace retour::ui {
namespace {

constexpr double minor_per_major = 100;
constexpr float tick_pixels = 56;
constexpr float label_gap = 12;

/// The least of 1, 2, 5 times a power of ten that is not below `wish`.
double round_up_step(double wish) {
  const double power = std::pow(10, std::floor(std::log10(wish)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= wish * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

struct DateStep {
  int days;    ///< Steps of days, from a Monday when they are weeks.
  int months;  ///< Else steps of months.
};
constexpr std::array<DateStep, 11> date_steps = {
    {{1, 0}, {2, 0}, {7, 0}, {14, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 6}, {0, 12}, {0, 24}, {0, 60}}};

double day_number(LocalDate date) {
  return static_cast<double>(date.days);
}

LocalDate date_of(double days) {
  return {.days = static_cast<std::int32_t>(std::floor(days))};
}

std::vector<double> dates_within(Domain domain, DateStep step) {
  std::vector<double> out;
  if (step.months == 0) {
    constexpr double monday = 4;  // 1970-01-05
    const double from = step.days >= 7 ? monday : 0;
    const double first = from + std::ceil((domain.low - from) / step.days) * step.days;
    for (double day = first; day <= domain.high; day += step.days) out.push_back(day);
    return out;
  }
  const LocalDate begin = date_of(domain.low);
  int month = begin.year() * 12 + begin.month() - 1;
  month = (month + step.months - 1) / step.months * step.months;
  for (;; month += step.months) {
    const auto first = LocalDate::from_ymd(month / 12, month % 12 + 1, 1);
    if (!first || day_number(*first) > domain.high) return out;
    if (day_number(*first) >= domain.low) out.push_back(day_number(*first));
  }
}

Ticks date_ticks(Domain domain, std::size_t most) {
  for (const DateStep& step : date_steps) {
    std::vector<double> at = dates_within(domain, step);
    if (at.size() <= most)
      return {.at = std::move(at),
              .step = step.months > 0 ? 30.0 * step.months : static_cast<double>(step.days),
              .domain = domain};
  }
  return {.at = {domain.low}, .step = 1, .domain = domain};
}

/// `value` with just the digits that a step needs, in the language's notation.
std::string decimal(double value, double step, Language language) {
  int digits = 0;
  while (digits < 4 && std::abs(step - std::round(step)) > 1e-9) {
    step *= 10;
    ++digits;
  }
  return format_decimal(std::llround(value * std::pow(10, digits)), digits, language);
}

/// `15 тыс.`; from ten thousand up, since four digits are read at once.
std::optional<std::string> shortened(const ChartInk& ink, double value, double step) {
  const double size = std::max(std::abs(value), std::abs(step));
  if (size < 10'000 || value == 0) return std::nullopt;
  const bool is_millions = size >= 1'000'000;
  const double unit = is_millions ? 1'000'000 : 1'000;
  const std::string number = decimal(value / unit, step / unit, ink.language());
  return is_millions ? ink.texts("chart.millions", {{"number", number}})
                     : ink.texts("chart.thousands", {{"number", number}});
}

std::string month_tick(double days, double step, Language language) {
  const LocalDate date = date_of(days);
  if (step < 28) return format_date(date, DateStyle::day_month, language);
  return step >= 360 ? std::to_string(date.year())
                     : format_date(date, DateStyle::month_year, language);
}

}  // namespace

Ticks nice_ticks(Domain domain, std::size_t most, const ChartUnit& unit, bool widen) {
  if (!std::isfinite(domain.low) || !std::isfinite(domain.high)) domain = {};
  if (domain.high <= domain.low) domain.high = domain.low + 1;
  most = std::max<std::size_t>(2, most);
  if (unit.kind == ChartUnit::Kind::date) return date_ticks(domain, most);
  const bool is_whole = unit.kind == ChartUnit::Kind::count || unit.kind == ChartUnit::Kind::days;
  const double scale = unit.kind == ChartUnit::Kind::money ? minor_per_major : 1;
  const double low = domain.low / scale;
  const double high = domain.high / scale;
  double step = round_up_step((high - low) / static_cast<double>(most - 1));
  if (is_whole) step = std::max(step, 1.0);
  double begin = widen ? std::floor(low / step + 1e-9) : std::ceil(low / step - 1e-9);
  double end = widen ? std::ceil(high / step - 1e-9) : std::floor(high / step + 1e-9);
  // Reaching out to whole steps may make one tick too many.
  while (end - begin + 1 > static_cast<double>(most)) {
    step = round_up_step(step * 1.5);
    begin = widen ? std::floor(low / step + 1e-9) : std::ceil(low / step - 1e-9);
    end = widen ? std::ceil(high / step - 1e-9) : std::floor(high / step + 1e-9);
  }
  Ticks out{.step = step * scale, .domain = domain};
  for (double i = begin; i <= end; ++i) out.at.push_back(i * step * scale);
  if (widen) out.domain = {.low = begin * step * scale, .high = end * step * scale};
  return out;
}

Domain domain_of(const std::vector<double>& values, const ChartUnit& unit) {
  const bool is_date = unit.kind == ChartUnit::Kind::date;
  std::optional<Domain> out;
  if (!is_date) out = Domain{.low = 0, .high = 0};
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    if (!out) out = Domain{.low = value, .high = value};
    out->low = std::min(out->low, value);
    out->high = std::max(out->high, value);
  }
  if (!out || out->high <= out->low) {
    const double low = out ? out->low : 0;
    return {.low = low, .high = low + 1};
  }
  return *out;
}

std::string format_value(const ChartInk& ink, double value, const ChartUnit& unit) {
  const Language language = ink.language();
  switch (unit.kind) {
    case ChartUnit::Kind::count: return format_number(std::llround(value), language);
    case ChartUnit::Kind::number: return decimal(value, 0.1, language);
    case ChartUnit::Kind::share: return format_permille(std::llround(value * 1000), language);
    case ChartUnit::Kind::money:
      return format_money({.minor = std::llround(value), .currency = unit.currency}, language,
                          MoneyStyle::rounded);
    case ChartUnit::Kind::days: return ink.texts("chart.days", {{"count", std::llround(value)}});
    case ChartUnit::Kind::date: return format_date(date_of(value), DateStyle::numeric, language);
  }
  return {};
}

std::string format_tick(const ChartInk& ink, double value, const ChartUnit& unit, double step) {
  const Language language = ink.language();
  switch (unit.kind) {
    case ChartUnit::Kind::share: {
      const std::string number = decimal(value * 100, step * 100, language);
      return ink.texts("chart.percent", {{"number", number}});
    }
    case ChartUnit::Kind::money: {
      value /= minor_per_major;
      step /= minor_per_major;
      break;
    }
    case ChartUnit::Kind::date: return month_tick(value, step, language);
    case ChartUnit::Kind::count:
    case ChartUnit::Kind::number:
    case ChartUnit::Kind::days: break;
  }
  if (auto words = shortened(ink, value, step)) return *words;
  return decimal(value, step, language);
}

std::string raw_value(double value, const ChartUnit& unit, Language language) {
  if (!std::isfinite(value)) return {};
  int digits = 0;
  if (unit.kind == ChartUnit::Kind::share) {
    value *= 100;
    digits = 1;
  } else if (unit.kind == ChartUnit::Kind::money) {
    value /= minor_per_major;
    digits = 2;
  } else if (unit.kind == ChartUnit::Kind::number) {
    digits = 2;
  } else if (unit.kind == ChartUnit::Kind::date) {
    return format_date(date_of(value), DateStyle::numeric, language);
  }
  std::string out = fixed_decimal(value, digits);
  if (language == Language::ru || language == Language::sv) std::ranges::replace(out, '.', ',');
  return out;
}

std::size_t label_stride(const std::vector<float>& widths, float pitch, float gap) {
  if (widths.empty()) return 0;
  for (std::size_t stride = 1; stride < widths.size(); ++stride) {
    bool fits = true;
    for (std::size_t i = stride; i < widths.size() && fits; i += stride)
      fits = widths[i - stride] / 2 + widths[i] / 2 + gap <= pitch * static_cast<float>(stride);
    if (fits) return stride;
  }
  return widths.size();
}

// ---------------------------------------------------------------- drawing

namespace {

void draw_x_labels(const ChartInk& ink, ChartPicture& picture, const AxisFrame& frame,
                   const AxisOptions& x) {
  const float y = frame.plot.y + frame.plot.h + 6;
  std::vector<std::string> words = x.bands;
  if (words.empty())
    for (const double tick : frame.x.at)
      words.push_back(format_tick(ink, tick, x.unit, frame.x.step));
  if (words.empty()) return;
  std::vector<float> widths;
  for (const std::string& word : words) widths.push_back(ink.width(word, TextStyle::small));
  const bool has_bands = !x.bands.empty();
  const float pitch = has_bands          ? frame.plot.w / static_cast<float>(words.size())
                      : words.size() < 2 ? frame.plot.w
                                         : frame.x_of(frame.x.at[1]) - frame.x_of(frame.x.at[0]);
  const std::size_t stride = label_stride(widths, pitch, label_gap);
  for (std::size_t i = 0; i < words.size(); i += stride) {
    const float at = has_bands ? frame.plot.x + pitch * (static_cast<float>(i) + 0.5F)
                               : frame.x_of(frame.x.at[i]);
    // The outermost labels stay within the picture.
    const float half = std::min(widths[i], pitch * static_cast<float>(stride)) / 2;
    const float centre =
        std::clamp(at, std::min(half, picture.width / 2), std::max(picture.width - half, half));
    picture.add(text_shape(ink, {centre, y}, words[i],
                           {.style = TextStyle::small,
                            .color = ink.theme.muted,
                            .anchor = TextAnchor::middle,
                            .max_width = std::max(24.0F, pitch * static_cast<float>(stride))}));
  }
}

}  // namespace

AxisFrame draw_axes(const ChartInk& ink, ChartPicture& picture, const Rect& rect,
                    const AxisOptions& x, const AxisOptions& y) {
  const float small = ink.line(TextStyle::small);
  const float above = y.title.empty() ? small / 2 : small * 1.5F + 4;
  const float below = small + 10 + (x.title.empty() ? 0 : small + 2);
  AxisFrame frame;
  const float height = std::max(24.0F, rect.h - above - below);
  const auto y_most = static_cast<std::size_t>(std::max(2.0F, height / tick_pixels + 1));
  frame.y = nice_ticks(y.domain, y_most, y.unit, true);
  std::vector<std::string> labels;
  float gutter = 0;
  for (const double tick : frame.y.at) {
    labels.push_back(format_tick(ink, tick, y.unit, frame.y.step));
    gutter = std::max(gutter, ink.width(labels.back(), TextStyle::small));
  }
  gutter += 8;
  frame.plot = {.x = rect.x + gutter,
                .y = rect.y + above,
                .w = std::max(24.0F, rect.w - gutter - 8),
                .h = height};
  if (!y.title.empty())
    picture.add(
        text_shape(ink, {rect.x, rect.y}, y.title,
                   {.style = TextStyle::small, .color = ink.theme.muted, .max_width = rect.w}));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const float at = std::round(frame.y_of(frame.y.at[i])) + 0.5F;
    picture.add(LineShape{.points = {{frame.plot.x, at}, {frame.plot.x + frame.plot.w, at}},
                          .color = i == 0 ? ink.theme.border : ink.theme.line});
    picture.add(text_shape(
        ink, {frame.plot.x - 6, at - small / 2}, labels[i],
        {.style = TextStyle::small, .color = ink.theme.muted, .anchor = TextAnchor::end}));
  }
  if (x.bands.empty()) {
    const auto x_most = static_cast<std::size_t>(std::max(2.0F, frame.plot.w / 90 + 1));
    frame.x = nice_ticks(x.domain, x_most, x.unit, x.unit.kind != ChartUnit::Kind::date);
    for (const double tick : frame.x.at) {
      const float at = std::round(frame.x_of(tick)) + 0.5F;
      picture.add(LineShape{
          .points = {{at, frame.plot.y + frame.plot.h}, {at, frame.plot.y + frame.plot.h + 4}},
          .color = ink.theme.border});
    }
  }
  draw_x_labels(ink, picture, frame, x);
  if (!x.title.empty())
    picture.add(text_shape(
        ink, {frame.plot.x + frame.plot.w / 2, frame.plot.y + frame.plot.h + small + 8}, x.title,
        {.style = TextStyle::small,
         .color = ink.theme.muted,
         .anchor = TextAnchor::middle,
         .max_width = frame.plot.w}));
  return frame;
}

float draw_legend(const ChartInk& ink, ChartPicture& picture, float x, float y, float width,
                  const std::vector<LegendEntry>& entries) {
  const float line = ink.line(TextStyle::small) + 6;
  constexpr float swatch = 12;
  float at_x = x;
  float at_y = y;
  for (const LegendEntry& entry : entries) {
    const TextShape words = text_shape(
        ink, {}, entry.name, {.style = TextStyle::small, .max_width = width - swatch - 8});
    const float wide = swatch + 6 + words.width + 16;
    if (at_x > x && at_x + wide - 16 > x + width) {
      at_x = x;
      at_y += line;
    }
    picture.add(RectShape{
        .rect = {.x = at_x, .y = at_y + (line - 6 - swatch) / 2, .w = swatch, .h = swatch},
        .fill = entry.color,
        .radius = 2});
    TextShape placed = words;
    placed.at = {at_x + swatch + 6, at_y};
    picture.add(std::move(placed));
    at_x += wide;
  }
  return entries.empty() ? 0 : at_y - y + line;
}

}  // namespace retour::ui
