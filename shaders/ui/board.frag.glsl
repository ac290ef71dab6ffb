#version 300 es
// The lines behind a board of hours: hours, half hours, columns; sharp to the pixel.
precision highp float;
uniform vec4 grid;       // left, top, width of a column, height of an hour in CSS pixels
uniform vec4 hour;
uniform vec4 half_hour;
uniform vec4 column;
uniform float pixel;     // CSS pixels per pixel of the screen
in vec2 at;
layout (location = 0) out vec4 color;
// Whether `value` is within half a pixel of a whole number of steps, from nought on.
float on_line(float value, float step_size) {
  float nearest = floor(value / step_size + 0.5) * step_size;
  return nearest < -0.5 * step_size ? 0.0
                                    : 1.0 - step(0.5 * max(pixel, 1.0), abs(value - nearest));
}
void main() {
  vec2 p = at - grid.xy;
  color = vec4(0.0);
  if (p.y > -0.5) {
    if (on_line(p.y, grid.w * 0.5) > 0.5) color = half_hour;
    if (on_line(p.y, grid.w) > 0.5) color = hour;
  }
  if (grid.z > 0.0 && p.x > -0.5 && on_line(p.x, grid.z) > 0.5) color = column;
  if (color.a == 0.0) discard;
}
