#version 300 es
// Cells of a heat map from a texture of their values: red is the value, green whether it is known.
precision highp float;
uniform sampler2D values;
uniform vec4 rect;      // x, y, width, height in CSS pixels
uniform vec3 cells;     // columns, rows, gap between cells in CSS pixels
uniform vec4 least;
uniform vec4 middle;
uniform vec4 most;
uniform vec4 none;
in vec2 at;
layout (location = 0) out vec4 color;
void main() {
  vec2 cell = (at - rect.xy) / rect.zw * cells.xy;
  ivec2 index = clamp(ivec2(cell), ivec2(0), ivec2(cells.xy) - 1);
  vec2 inside = fract(cell) * rect.zw / cells.xy;
  vec2 size = rect.zw / cells.xy;
  vec2 margin = min(inside, size - inside);
  float cover = clamp(min(margin.x, margin.y) - cells.z * 0.5 + 0.5, 0.0, 1.0);
  vec2 value = texelFetch(values, index, 0).rg;
  float t = value.r * 2.0;
  vec4 known = t < 1.0 ? mix(least, middle, t) : mix(middle, most, t - 1.0);
  color = value.g > 0.5 ? known : none;
  color.a *= cover;
}
