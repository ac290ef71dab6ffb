#version 300 es
// A ribbon between two cross-sections, its edges even to the pixel however steep they are.
precision highp float;
uniform vec4 edges;       // across the flow: low and high where it begins, low and high where it ends
uniform vec3 flow;        // where it begins and ends along the flow; 1 when that is downwards
uniform vec4 from_color;
uniform vec4 to_color;
uniform float pixel;      // CSS pixels per pixel of the screen
in vec2 at;
layout (location = 0) out vec4 color;
void main() {
  vec2 p = flow.z > 0.5 ? at.yx : at;
  float t = clamp((p.x - flow.x) / (flow.y - flow.x), 0.0, 1.0);
  float bend = t * t * (3.0 - 2.0 * t);
  float rise = 6.0 * t * (1.0 - t) / (flow.y - flow.x);
  vec2 edge = mix(edges.xy, edges.zw, bend);
  // The distance to a steep edge is shorter than the distance across.
  vec2 slope = (edges.zw - edges.xy) * rise;
  vec2 reach = pixel * sqrt(1.0 + slope * slope);
  float low = clamp((p.y - edge.x) / reach.x + 0.5, 0.0, 1.0);
  float high = clamp((edge.y - p.y) / reach.y + 0.5, 0.0, 1.0);
  color = mix(from_color, to_color, t);
  color.a *= low * high;
}
